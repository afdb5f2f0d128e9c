import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCsv, shiftedTo } from '../../../src/simulator/metrics/recorded.js';
import { SERIES_DIR } from '../../support/real-series.js';
import { cloudWatch, DAY, END } from './harness.js';

const WEEK = 7 * DAY;

describe('recorded series', () => {
  it('reads columns by their names, instants as UTC, and leaves out what is no number', () => {
    const { times, values } = parseCsv('value,timestamp\r\n1.5,2014-02-14 14:30:00\n,2014-02-14 14:35:00\n2,2014-02-14T16:40:00+02:00\n\n');
    expect([...times]).toEqual([Date.UTC(2014, 1, 14, 14, 30) / 1_000, Date.UTC(2014, 1, 14, 14, 40) / 1_000]);
    expect([...values]).toEqual([1.5, 2]);
    expect(() => parseCsv('timestamp,value\nyesterday,3')).toThrow('line 2');
  });

  it('moves by whole weeks into the last week before the end', () => {
    for (const end of [END, END + 1, END + 3 * DAY, END + WEEK]) {
      const recorded = { times: Float64Array.of(END - 400 * WEEK - DAY, END - 400 * WEEK), values: Float64Array.of(1, 2) };
      const { times } = shiftedTo(end, recorded, 1);
      const last = times[1] ?? 0;
      expect(Math.abs((last - END) % WEEK)).toBe(0);
      expect(last).toBeLessThan(end);
      expect(last).toBeGreaterThanOrEqual(end - WEEK);
      expect(last - (times[0] ?? 0)).toBe(DAY);
    }
  });

  it('serves points off the grid in the period that holds them, and nothing outside their span', () => {
    const points: [string, number][] = [
      ['2026-11-18T10:02:00Z', 10],
      ['2026-11-18T10:07:00Z', 30],
    ];
    const { points: ask } = cloudWatch([{ metricName: 'CPUUtilization', shape: { kind: 'csv', points, scale: 2 } }]);
    const start = Date.UTC(2026, 10, 18, 10) / 1_000;
    expect(ask({ period: 300 }, END - 14 * DAY, END)).toEqual([
      [start, 20],
      [start + 300, 60],
    ]);
    expect(ask({ period: 3_600, stat: 'p50' }, END - 14 * DAY, END)).toEqual([[start, 20]]);
  });

  it.skipIf(SERIES_DIR === undefined)('serves a real series of SERIES_DIR as it is (skipped: SERIES_DIR is not set)', () => {
    const file = 'ec2_cpu_utilization_fe7f93.csv';
    const lines = readFileSync(join(SERIES_DIR ?? '', file), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const real = lines.map((line) => Number(line.split(',')[1]));
    const { points } = cloudWatch([{ metricName: 'CPUUtilization', shape: { kind: 'csv', file } }], { folder: SERIES_DIR });
    const served = points({ period: 60 }, END - 14 * DAY, END);
    // The recording is two weeks long and ends up to a week before the end: its last part is inside the window.
    expect(served.length).toBeGreaterThan(2_000);
    expect(served.map(([, value]) => value)).toEqual(real.slice(-served.length));
    const [first = 0, last = 0] = [served[0]?.[0], served.at(-1)?.[0]];
    expect(last).toBeGreaterThanOrEqual(END - WEEK);
    expect(last).toBeLessThan(END);
    expect(first).toBeLessThan(last);
    const lastReal = Date.parse(`${lines.at(-1)?.split(',')[0]?.replace(' ', 'T')}Z`) / 1_000;
    expect((last - lastReal) % WEEK).toBe(0);
    const [[, p99 = 0] = []] = points({ period: 28 * DAY, stat: 'p99.5' }, END - 28 * DAY, END);
    const sorted = [...real].sort((a, b) => a - b);
    expect(p99).toBe(sorted[Math.ceil(0.995 * sorted.length) - 1]);
  });
});
