import { describe, expect, it } from 'vitest';
import { cpuNeed, currentDeploymentStart, dailyUnits, sizeChange, smallerSize } from '../../src/analysis/fargate-rightsizing.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { seriesOf, service } from '../support/policy-fixtures.js';
import { deployed } from './deployed.js';

const DAY = 86_400;

describe('what a task used at most', () => {
  const size = { cpuUnits: 1024, memoryMib: 2048 };
  const used = (daily: (number | null)[], at: number | null, previous = { cpuUnits: 4096, memoryMib: 512 }) =>
    (['cpuUnits', 'memoryMib'] as const).map((dimension) =>
      Math.max(0, ...dailyUnits(daily, 0, dimension, size, at === null ? null : { at, previous }).map((units) => units ?? 0)),
    );
  const midday = 2 * DAY + DAY / 2;

  it.each<[string, (number | null)[], number | null, number[]]>([
    ['without a change', [10, 50, null], null, [512, 1024]],
    ['before the change', [50, null, null, null], midday, [2048, 256]],
    ['on the day before', [null, 50, null, null], midday, [2048, 256]],
    ['on the day of the change, the larger of both', [null, null, 50, null], midday, [2048, 1024]],
    ['after it', [null, null, null, 50], midday, [512, 1024]],
    ['on the day before a change at midnight', [null, 50, null], 2 * DAY, [2048, 256]],
    ['on the day after it', [null, null, 50], 2 * DAY, [512, 1024]],
    ['never', [null, null], midday, [0, 0]],
  ])('%s', (_, daily, at, expected) => {
    expect(used(daily, at)).toEqual(expected);
  });
});

describe('a change of size', () => {
  const size = { cpuUnits: 1024, memoryMib: 2048 };
  const previousSize = { cpuUnits: 512, memoryMib: null };
  const changed = (of: Partial<EcsService>, from: number, to: number) => sizeChange(service({ previousSize, ...of }), size, from, to);
  const at = Date.parse('2026-11-10T00:00:00Z') / 1000;
  const when = deployed('2026-11-10T00:00:00Z');

  it.each<[string, Partial<EcsService>, number, number, boolean]>([
    ['when its span begins', when, at, at + 1, true],
    ['before it', when, at + 1, at + 2, false],
    ['when it ends', when, at - 1, at, false],
    ['without a revision before', { ...when, previousSize: null }, at, at + 1, false],
    ['at a time that is not known', deployed(null), at, at + 1, false],
    ['by a deployment that is not the present one', deployed('2025-01-01T00:00:00Z', '2026-11-10T00:00:00Z'), at, at + 1, false],
    ['without a deployment', deployed(), at, at + 1, false],
  ])('%s', (_, of, from, to, expected) => {
    expect(changed(of, from, to)).toEqual(expected ? { at, previous: { cpuUnits: 512, memoryMib: 2048 } } : null);
  });

  it('keeps what is known of the revision before', () => {
    expect(changed({ ...when, previousSize: { cpuUnits: null, memoryMib: 4096 } }, at, at + 1)?.previous).toEqual({
      cpuUnits: 1024,
      memoryMib: 4096,
    });
    expect(currentDeploymentStart(service(deployed(null)))).toBeNull();
  });
});

describe('CPU that is needed', () => {
  const size = { cpuUnits: 1024, memoryMib: 2048 };
  const at = '2026-11-15T00:00:00Z';
  /** Two days of hours up to the end: the second begins with the change. */
  const hours = (before: number | null, after: number | null) =>
    seriesOf([...new Array<number | null>(24).fill(before), ...new Array<number | null>(24).fill(after)]);
  const need = (before: number | null, after: number | null, previous: number | null) =>
    cpuNeed(
      service({ ...deployed(at), previousSize: previous === null ? null : { cpuUnits: previous, memoryMib: null } }),
      size,
      hours(before, after),
    );

  it('is counted in the size of its time', () => {
    // The first hour after the start is left out.
    expect(need(50, 25, 4096)).toEqual({
      cpuUnits: 2048,
      peakCpuUnits: 2048,
      busiestHourUnits: 2048,
      datapoints: 47,
      hours: 47,
      leftOut: 1,
      series: expect.objectContaining({ periodSeconds: 3600 }),
    });
    expect(need(50, 25, null)).toMatchObject({ cpuUnits: 512, peakCpuUnits: 512 });
    expect(need(10, 80, 512)).toMatchObject({ cpuUnits: expect.closeTo(819.2, 9) });
  });

  it('is known from one part alone, and unknown without a datapoint', () => {
    expect(need(50, null, 4096)).toMatchObject({ cpuUnits: 2048, datapoints: 24, leftOut: 0 });
    expect(need(null, null, 4096)).toBeNull();
  });
});

describe('a smaller size', () => {
  const linux = (size: [number, number], need: [number | 'keep', number | 'keep']) => {
    const found = smallerSize({ cpuUnits: size[0], memoryMib: size[1] }, { cpuUnits: need[0], memoryMib: need[1] }, 20, 'linux');
    return found.verdict === 'smaller' ? [found.size.cpuUnits, found.size.memoryMib] : found.verdict;
  };
  it.each<[string, [number, number], [number | 'keep', number | 'keep'], string | number[]]>([
    ['both may shrink', [4096, 8192], [100, 100], [256, 512]],
    ['CPU is held', [4096, 30_720], ['keep', 100], [4096, 8192]],
    ['memory is held', [4096, 8192], [100, 'keep'], [1024, 8192]],
    ['both are held', [4096, 8192], ['keep', 'keep'], 'fits'],
    ['memory is held at what Fargate does not have', [4096, 8500], [100, 'keep'], 'fits'],
    ['CPU is held at what Fargate does not have', [1000, 8192], ['keep', 100], 'fits'],
    ['what fits has more CPU', [256, 4096], [10, 3000], 'fits'],
    ['what fits has more memory', [4096, 4096], [3000, 100], 'fits'],
    ['nothing is as large', [32_768, 245_760], [16_384, 1000], 'fits'],
  ])('%s', (_, size, need, expected) => {
    expect(linux(size, need)).toEqual(expected);
  });
});
