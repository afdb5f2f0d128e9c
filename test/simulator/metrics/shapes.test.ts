import { describe, expect, it } from 'vitest';
import { classDurations, normalQuantile } from '../../../src/simulator/metrics/durations.js';
import { generateSeries, SERIES_NAMES } from '../../../src/simulator/metrics/generated.js';
import { type ShapeInput, shapeSchema } from '../../../src/simulator/metrics/index.js';
import { cloudWatch, DAY, END } from './harness.js';

const HOUR = 3_600;

/** Points of a shape of one-minute resolution. */
function values(shape: ShapeInput, start: number, end: number, period = 300, stat = 'Average', namespace = 'AWS/EC2') {
  return cloudWatch([{ metricName: 'M', shape, resolutionSeconds: 60, namespace }]).points(
    { metricName: 'M', period, stat, namespace },
    start,
    end,
  );
}

const at = (iso: string) => Date.parse(iso) / 1_000;

describe('shapes', () => {
  it('flat stays in its band, and fills it', () => {
    const all = values({ kind: 'flat', level: 40, noise: 0.1 }, END - DAY, END, 60).map(([, value]) => value);
    expect(all).toHaveLength(1_440);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(36);
    expect(Math.max(...all)).toBeLessThanOrEqual(44);
    expect(Math.max(...all) - Math.min(...all)).toBeGreaterThan(7.5);
  });

  it('office hours follow the clock of their zone across its change', () => {
    const shape: ShapeInput = { kind: 'office-hours', busy: 50, idle: 1, noise: 0, timeZone: 'Europe/Berlin', from: '08:00', to: '18:00' };
    const busyHours = (day: string) =>
      values(shape, at(`${day}T00:00:00Z`), at(`${day}T00:00:00Z`) + DAY, HOUR)
        .filter(([, value]) => value === 50)
        .map(([time]) => (time % DAY) / HOUR);
    // The clocks of 2026 go back on Sunday, October 25th.
    expect(busyHours('2026-10-23')).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(busyHours('2026-10-26')).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    expect(busyHours('2026-10-24')).toEqual([]);
  });

  it('spans past midnight belong to the day they began', () => {
    const shape: ShapeInput = { kind: 'office-hours', busy: 50, idle: 1, noise: 0, days: ['mon'], from: '22:00', to: '02:00' };
    const busy = values(shape, at('2026-11-16T00:00:00Z'), at('2026-11-18T00:00:00Z'), HOUR).filter(([, value]) => value === 50);
    expect(busy.map(([time]) => (time - at('2026-11-16T00:00:00Z')) / HOUR)).toEqual([22, 23, 24, 25]);
  });

  it('a weekly batch runs once in seven days for its minutes', () => {
    const shape: ShapeInput = { kind: 'batch', busy: 90, idle: 2, noise: 0, days: ['sat'], at: '03:30', minutes: 45 };
    const busy = values(shape, END - 14 * DAY, END, 60).filter(([, value]) => value === 90);
    expect(busy).toHaveLength(90);
    expect(new Set(busy.map(([time]) => new Date(time * 1_000).getUTCDay()))).toEqual(new Set([6]));
    expect(busy[0]?.[0]).toBe(at('2026-11-07T03:30:00Z'));
  });

  it('bursts come with their probability, height and length', () => {
    const all = values({ kind: 'bursty', burst: 100, idle: 2, noise: 0, probability: 0.1, minutes: 15 }, END - 14 * DAY, END, 900);
    const bursts = all.filter(([, value]) => value === 100).length / all.length;
    expect(all.every(([, value]) => value === 100 || value === 2)).toBe(true);
    expect(bursts).toBeGreaterThan(0.07);
    expect(bursts).toBeLessThan(0.13);
  });

  it('growing, step and month end change where they say', () => {
    const grown = values({ kind: 'growing', from: 10, to: 30, overDays: 10, noise: 0 }, END - 12 * DAY, END, DAY, 'Minimum');
    expect(grown.map(([, value]) => Math.round(value))).toEqual([10, 10, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28]);
    const step = values({ kind: 'step', hoursBeforeEnd: 3, before: 5, after: 9 }, END - 6 * HOUR, END, HOUR);
    expect(step.map(([, value]) => value)).toEqual([5, 5, 5, 9, 9, 9]);
    const month = values(
      { kind: 'month-end', busy: 80, idle: 3, noise: 0, lastDays: 2, firstDays: 1 },
      at('2026-10-28T00:00:00Z'),
      at('2026-11-03T00:00:00Z'),
      DAY,
    );
    expect(month.map(([, value]) => value)).toEqual([3, 3, 80, 80, 80, 3]);
  });

  it('sums, largest and scaled combine levels', () => {
    const of: ShapeInput[] = [4, 7, { kind: 'absent' }];
    expect(values({ kind: 'sum', of }, END - 60, END, 60)[0]?.[1]).toBe(11);
    expect(values({ kind: 'largest', of }, END - 60, END, 60)[0]?.[1]).toBe(7);
    expect(values({ kind: 'scaled', of: 7, by: 0.37, whole: true }, END - 60, END, 60)[0]?.[1]).toBe(3);
    expect(values({ kind: 'scaled', of: 7, by: 30, maximum: 100 }, END - 60, END, 60)[0]?.[1]).toBe(100);
  });

  it('absent has no datapoints, and gaps and spans leave none', () => {
    expect(values({ kind: 'absent' }, END - DAY, END)).toEqual([]);
    const spans = [{ fromHoursBeforeEnd: 5, toHoursBeforeEnd: 2 }];
    expect(values({ kind: 'gaps', of: 3, spans }, END - 8 * HOUR, END, HOUR).map(([time]) => (END - time) / HOUR)).toEqual([8, 7, 6, 2, 1]);
    const hours = values({ kind: 'gaps', of: 3, missingFraction: 0.25 }, END - 14 * DAY, END, HOUR).length / 336;
    expect(hours).toBeGreaterThan(0.68);
    expect(hours).toBeLessThan(0.82);
    const during: ShapeInput = { kind: 'during', of: 3, fromHoursBeforeEnd: 6, toHoursBeforeEnd: 4 };
    expect(values(during, END - 8 * HOUR, END, HOUR).map(([time]) => (END - time) / HOUR)).toEqual([6, 5]);
  });

  it('per-task tells the running tasks by the samples of a minute, and nothing where none runs', () => {
    const tasks: ShapeInput = { kind: 'step', hoursBeforeEnd: 1, before: 4, after: 0 };
    const shape: ShapeInput = { kind: 'per-task', utilization: 20, tasks, imbalance: 0.5 };
    const ask = (stat: string, period = 60) => values(shape, END - 2 * HOUR, END, period, stat, 'AWS/ECS').map(([, value]) => value);
    expect(ask('SampleCount')).toEqual(Array.from({ length: 60 }, () => 4));
    expect([ask('Minimum', HOUR), ask('Average', HOUR), ask('Maximum', HOUR)]).toEqual([[10], [20], [30]]);
    expect(ask('p99')).toEqual([]);
  });

  it('durations have as many samples in each minute as there are invocations, and none in silence', () => {
    const perMinute: ShapeInput = { kind: 'bursty', burst: 7, idle: 0.3, probability: 0.2 };
    const dimensions = { FunctionName: 'f' };
    const { points } = cloudWatch(
      [
        { metricName: 'Invocations', shape: { kind: 'events', perMinute }, resolutionSeconds: 60, namespace: 'AWS/Lambda', dimensions },
        {
          metricName: 'Duration',
          shape: { kind: 'duration', perMinute, medianMilliseconds: 50, p99Milliseconds: 700, maximumMilliseconds: 900 },
          resolutionSeconds: 60,
          namespace: 'AWS/Lambda',
          dimensions,
        },
      ],
      {},
    );
    const ask = (metricName: string, stat: string) =>
      points({ namespace: 'AWS/Lambda', metricName, dimensions, period: 60, stat }, END - 2 * DAY, END);
    const invocations = ask('Invocations', 'Sum');
    expect(invocations.length).toBeGreaterThan(600);
    expect(invocations.length).toBeLessThan(2_800);
    expect(invocations.every(([, value]) => value >= 1)).toBe(true);
    expect(ask('Duration', 'SampleCount')).toEqual(invocations);
  });

  it('durations keep their median, p99 and maximum, before and after a change', () => {
    const shape: ShapeInput = {
      kind: 'duration',
      perMinute: 50,
      medianMilliseconds: 120,
      p99Milliseconds: 900,
      maximumMilliseconds: 3_000,
      step: { hoursBeforeEnd: 24, medianMilliseconds: 240, p99Milliseconds: 1_200, maximumMilliseconds: 3_000 },
    };
    const ask = (stat: string) => values(shape, END - 2 * DAY, END, DAY, stat, 'AWS/Lambda').map(([, value]) => value);
    expect(ask('p50')).toEqual([120, 240]);
    // Of 72,000 samples the one at the rank may be of the class beside.
    const [before = 0, after = 0] = ask('p99');
    expect(Math.abs(before / 900 - 1)).toBeLessThan(0.05);
    expect(Math.abs(after / 1_200 - 1)).toBeLessThan(0.05);
    expect(ask('Maximum')).toEqual([3_000, 3_000]);
    expect(ask('p99.9').every((value) => value > 1_200 && value < 3_000)).toBe(true);
  });

  it('rare events are as many as their rate says', () => {
    const [[, sum = 0] = []] = values({ kind: 'events', perMinute: 0.02 }, END - 14 * DAY, END, 14 * DAY, 'Sum');
    expect(sum).toBeGreaterThan(330);
    expect(sum).toBeLessThan(480);
  });

  it('no datapoint lies at or after the end of the fleet', () => {
    expect(values(5, END - 600, END + DAY, 300).map(([time]) => END - time)).toEqual([600, 300]);
  });

  it('refuses what is no shape, and says where', () => {
    const problem = (shape: unknown) =>
      shapeSchema
        .safeParse(shape)
        .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
        .join();
    expect(problem({ kind: 'flat', level: 3, lvl: 3 })).toContain('lvl');
    expect(problem({ kind: 'sum', of: [3, { kind: 'events', perMinute: 3 }] })).toContain('cannot stand for a level');
    expect(problem({ kind: 'gaps', of: { kind: 'events', perMinute: 3 } })).toBeUndefined();
    expect(problem({ kind: 'step', hoursBeforeEnd: 1, before: 1, after: { kind: 'bursty', burst: 1, idle: 1 } })).toContain('probability');
    expect(problem({ kind: 'office-hours', busy: 1, idle: 1, timeZone: 'Mars/Base' })).toContain('not an IANA time zone');
    expect(problem({ kind: 'duration', perMinute: 1, medianMilliseconds: 9, p99Milliseconds: 3, maximumMilliseconds: 99 })).toContain(
      'must not fall',
    );
    expect(problem({ kind: 'csv' })).toContain('either file or points');
  });
});

describe('the normal quantile', () => {
  it('agrees with published values', () => {
    // NIST/SEMATECH e-Handbook of Statistical Methods, table of the normal distribution.
    for (const [share, z] of [
      [0.5, 0],
      [0.975, 1.959964],
      [0.99, 2.326348],
      [0.001, -3.090232],
      [0.0001, -3.719016],
    ] as const) {
      expect(normalQuantile(share)).toBeCloseTo(z, 5);
    }
  });

  it('makes classes that rise', () => {
    const durations = [...classDurations({ medianMilliseconds: 10, p99Milliseconds: 500, maximumMilliseconds: 800 })];
    expect(durations).toEqual([...durations].sort((a, b) => a - b));
    expect(durations.at(-1)).toBe(800);
  });
});

describe('generated series', () => {
  it.each(SERIES_NAMES)('%s: same seed same values, another seed others, all from 0 to 100', (name) => {
    const one = generateSeries(name, 1, 4_032);
    expect(one.values).toHaveLength(4_032);
    expect(generateSeries(name, 1, 4_032).values).toEqual(one.values);
    expect(generateSeries(name, 2, 4_032).values).not.toEqual(one.values);
    const present = one.values.filter((value) => !Number.isNaN(value));
    expect(present.every((value) => value >= 0 && value <= 100)).toBe(true);
    expect(present.length < 4_032).toBe(name === 'gap-ridden');
  });
});
