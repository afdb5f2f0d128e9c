import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShapeInput } from '../../../src/simulator/metrics/index.js';
import { variantOf } from '../../../src/simulator/metrics/templates.js';
import { CALLER, cloudWatch, DAY, END, SEED } from './harness.js';
import { rawPoints, referenceValues } from './reference.js';

const level = fc.integer({ min: 0, max: 90 });
const noise = fc.constantFrom(0, 0.05, 0.5);
const spread = fc.constantFrom(0, 0.3);
const days = fc.subarray(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const, { minLength: 1 });

const leaf: fc.Arbitrary<ShapeInput> = fc.oneof(
  level,
  fc.record({ kind: fc.constant('flat' as const), level, noise, spread }),
  fc.record({
    kind: fc.constant('office-hours' as const),
    busy: level,
    idle: level,
    days,
    timeZone: fc.constantFrom('UTC', 'America/New_York'),
  }),
  fc.record({ kind: fc.constant('batch' as const), busy: level, idle: level, minutes: fc.integer({ min: 1, max: 600 }), noise }),
  fc.record({ kind: fc.constant('bursty' as const), burst: level, idle: level, probability: fc.constantFrom(0.02, 0.4), noise }),
  fc.record({ kind: fc.constant('growing' as const), from: level, to: level, overDays: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('month-end' as const), busy: level, idle: level, firstDays: fc.integer({ min: 0, max: 3 }) }),
  fc.constant({ kind: 'absent' as const }),
);

const levels: fc.Arbitrary<ShapeInput> = fc.oneof(
  leaf,
  fc.record({ kind: fc.constant('step' as const), hoursBeforeEnd: fc.integer({ min: 0, max: 400 }), before: leaf, after: leaf }),
  fc.record({ kind: fc.constantFrom('sum' as const, 'largest' as const), of: fc.array(leaf, { minLength: 1, maxLength: 3 }) }),
);

const rates: fc.Arbitrary<ShapeInput> = fc.oneof(
  fc.constantFrom(0.05, 0.7, 3, 40),
  levels.map((of): ShapeInput => ({ kind: 'scaled', of, by: 0.1 })),
);

const sampled: fc.Arbitrary<ShapeInput> = fc.oneof(
  levels,
  fc.record({
    kind: fc.constant('per-task' as const),
    utilization: levels,
    tasks: fc.integer({ min: 0, max: 7 }),
    imbalance: fc.constantFrom(0, 0.2),
  }),
  fc.record({ kind: fc.constant('events' as const), perMinute: rates }),
  fc.record({ kind: fc.constant('concurrency' as const), perMinute: rates, meanMilliseconds: fc.constantFrom(20, 90_000) }),
  fc.record({
    kind: fc.constant('duration' as const),
    perMinute: rates,
    medianMilliseconds: fc.constantFrom(5, 100),
    p99Milliseconds: fc.constantFrom(100, 900),
    maximumMilliseconds: fc.constant(3_000),
    step: fc.constantFrom(undefined, { hoursBeforeEnd: 30, medianMilliseconds: 200, p99Milliseconds: 800, maximumMilliseconds: 2_000 }),
  }),
);

const shapes: fc.Arbitrary<ShapeInput> = fc.oneof(
  { weight: 3, arbitrary: sampled },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gaps' as const), missingFraction: fc.constantFrom(0, 0.3, 1), of: sampled }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('during' as const), fromHoursBeforeEnd: fc.integer({ min: 1, max: 200 }), of: sampled }),
  },
);

const windows = fc.record({
  // Off the minute, off five minutes, on the hour; some across the age at which minutes are no longer kept.
  startsBefore: fc.oneof(
    fc.integer({ min: 60, max: 2 * DAY }),
    fc.integer({ min: 1, max: 3 }).map((count) => count * DAY),
    fc.integer({ min: 14 * DAY, max: 16 * DAY }),
  ),
  seconds: fc.oneof(fc.integer({ min: 1, max: 2 * DAY }), fc.constant(DAY)),
  period: fc.constantFrom(60, 300, 360, 3_600, 86_400, 4 * DAY),
  resolution: fc.constantFrom(60, 300),
  stat: fc.constantFrom('Average', 'Sum', 'SampleCount', 'Minimum', 'Maximum', 'p0', 'p50', 'p95', 'p99.5', 'p100'),
});

describe('statistics of a metric', () => {
  it('are those of the raw samples, whatever shape, window, period and statistic', () => {
    fc.assert(
      fc.property(
        shapes,
        windows,
        fc.integer({ min: 1, max: 40 }),
        (shape, { startsBefore, seconds, period, resolution, stat }, number) => {
          const start = END - startsBefore;
          const end = start + seconds;
          const published = {
            metricName: 'CPUUtilization',
            shape,
            resolutionSeconds: resolution,
            dimensions: { InstanceId: `i-${number}` },
          };
          const got = cloudWatch([published]).points({ period, stat, dimensions: published.dimensions }, start, end);
          const variant = variantOf({ ...CALLER, ...published, namespace: 'AWS/EC2', seed: 1 }, SEED);
          const raw = rawPoints(shape, { end: END, seed: SEED, variant }, resolution, start - 7_200);
          const wanted = referenceValues(raw, { start, end, period, now: END }, stat);
          expect(got.map(([time]) => time)).toEqual(wanted.map(([time]) => time));
          const far = got.filter(([, value], position) => !(Math.abs(value - (wanted[position]?.[1] ?? Number.NaN)) < 5e-7));
          expect(far).toEqual([]);
        },
      ),
      { numRuns: 150, seed: 4 },
    );
  });

  it('are the same for a time whatever else is asked around it', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 5 }), (shape, dayStart, length) => {
        const fresh = () => cloudWatch([{ metricName: 'CPUUtilization', shape, resolutionSeconds: 60 }]);
        const start = END - dayStart * DAY;
        const end = Math.min(END, start + length * 3_600);
        const wide = fresh();
        wide.points({ period: 3_600, stat: 'Sum' }, END - 60 * DAY, END);
        const inWide = wide.points({ period: 300, stat: 'Maximum' }, END - 17 * DAY, END).filter(([time]) => time >= start && time < end);
        expect(fresh().points({ period: 300, stat: 'Maximum' }, start, end)).toEqual(inWide);
      }),
      { numRuns: 25, seed: 9 },
    );
  });

  it('are the same whatever was asked before: windows, periods and statistics are not mixed up', () => {
    fc.assert(
      fc.property(shapes, fc.array(windows, { minLength: 2, maxLength: 6 }), (shape, asked) => {
        const published = [{ metricName: 'CPUUtilization', shape, resolutionSeconds: 60 }];
        const used = cloudWatch(published);
        // Ends and starts are shared on purpose: answers that differ in one thing alone are the ones that get mixed up.
        const [{ startsBefore: first = 0 } = {}] = asked;
        for (const { startsBefore, period, stat } of asked) {
          for (const start of [END - first, END - startsBefore]) {
            for (const end of [END, END - 60 * Math.floor(startsBefore / 120)]) {
              if (start >= end) continue;
              expect(used.points({ period, stat }, start, end)).toEqual(cloudWatch(published).points({ period, stat }, start, end));
            }
          }
        }
      }),
      { numRuns: 12, seed: 6 },
    );
  });

  it('keep p50 <= p95 <= p99 <= p99.5 <= maximum, over the whole window', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { data } = cloudWatch([{ metricName: 'CPUUtilization', shape, resolutionSeconds: 60 }]);
        const stats = ['Minimum', 'p50', 'p95', 'p99', 'p99.5', 'Maximum'];
        const asked = stats.map((stat, number) => ({
          Id: `s${number}`,
          MetricStat: {
            Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }] },
            Period: 14 * DAY,
            Stat: stat,
          },
        }));
        const values = data(asked, END - 14 * DAY, END).MetricDataResults.flatMap(({ Values }) => Values);
        expect([0, stats.length]).toContain(values.length);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }),
      { numRuns: 40, seed: 2 },
    );
  });
});
