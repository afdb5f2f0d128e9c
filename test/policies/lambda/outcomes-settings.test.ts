import { describe, expect, it } from 'vitest';
import memoryPolicy from '../../../policies/lambda/over-provisioned-memory.js';
import provisionedPolicy from '../../../policies/lambda/provisioned-concurrency.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged } from '../../support/judged.js';
import { lambdaFunction, missingMetric, type PresentSpec, presentMetric, WINDOW, zeroMetric } from '../../support/policy-fixtures.js';
import { outcomeTexts } from '../outcome-text.js';

type Status = NonNullable<PresentSpec['status']>;
type Daily = number | readonly (number | null)[];

const invoked = (perDay: Daily, status: Status = 'ok') => presentMetric('lambda.invocations', { status, daily: { Sum: perDay } });
const lasting = (seconds: number) => presentMetric('lambda.duration', { daily: { Average: seconds * 1000, SampleCount: 1000 } });
/** What a busy function costs: 100,000 invocations a day of five seconds. */
const costMetrics = (_: unknown, metric: string) =>
  metric === 'lambda.invocations' ? invoked(100_000) : metric === 'lambda.duration' ? lasting(5) : missingMetric('lambda.errors');
const UNPRICED = { region: 'nowhere-1' };

describe('all that lambda-over-provisioned-memory says', () => {
  const slowest = (milliseconds: number, p99 = milliseconds) =>
    presentMetric('lambda.duration', { daily: { Maximum: milliseconds }, percentiles: { p99 } });
  const judge = (
    percent: number | number[],
    fn: Partial<LambdaFunction> = {},
    invocations: MetricView = invoked(100),
    duration: MetricView = slowest(900),
  ) =>
    judged(memoryPolicy, lambdaFunction({ memoryMib: 1024, ...fn }), {
      metrics: { memory: presentMetric('lambda.memoryUtilization', { daily: { Maximum: percent } }), invocations, duration },
      costMetrics,
    });
  const daysBeforeEnd = (days: number, seconds = 0) => new Date(Date.parse(WINDOW.end) - days * 86_400_000 + seconds * 1000).toISOString();

  const BEFORE_ALL = daysBeforeEnd(32);
  /** One day before the window so high, and 20 % since. */
  const onceUsed = (percent: number) => Array.from({ length: 32 }, (_, day) => (day === 10 ? percent : 20));

  it('holds for sizes and what they cost', async () => {
    await expect(
      outcomeTexts({
        'a fifth of 1 GB': judge(20, { ephemeralStorageMib: 1024 }),
        'from more than a vCPU to less, changed lately': judge(25, { memoryMib: 4096, lastModified: daysBeforeEnd(7, 1) }),
        'from more than a vCPU to more': judge(50, { memoryMib: 4096, lastModified: daysBeforeEnd(7) }),
        'from just a vCPU': judge(20, { memoryMib: 1769, lastModified: null }),
        'between steps': judge(10, { memoryMib: 200 }),
        'without a price': judge(20, UNPRICED),
        'more three weeks ago': judge(onceUsed(50), { lastModified: BEFORE_ALL }),
        'so much three weeks ago that nothing is to be had': judge(onceUsed(90), { lastModified: null }),
        'more before it was changed': judge(onceUsed(50), { lastModified: daysBeforeEnd(20) }),
        'as much before it was changed as the target has room for': judge(onceUsed(20), { lastModified: daysBeforeEnd(20) }),
        'the smallest': judge(20, { memoryMib: 128 }),
        'well used': judge(75.1),
        'the fewest invocations': judge(20, {}, invoked([...new Array<number>(31).fill(0), 50])),
        'one fewer': judge(20, {}, invoked([...new Array<number>(31).fill(0), 49])),
        'rising to what it has': judge(
          Array.from({ length: 14 }, (_, day) => day * 4),
          { lastModified: null },
        ),
        'rising to half of it': judge(
          Array.from({ length: 14 }, (_, day) => 1 + day * 2),
          { lastModified: null },
        ),
        'held by its timeout': judge(20, {}, undefined, slowest(12_000)),
        'with all its CPU just in time': judge(20, {}, undefined, slowest(29_000)),
        'cut off': judge(20, {}, undefined, slowest(30_000, 5000)),
        'of unknown durations': judge(20, {}, undefined, missingMetric('lambda.duration')),
      }),
    ).toMatchFileSnapshot('outcomes/over-provisioned-memory.txt');
  });
});

describe('all that lambda-provisioned-concurrency says', () => {
  const aliases = (...allocated: number[]): Partial<LambdaFunction> => ({
    provisionedConcurrency: allocated.map((count, index) => ({
      qualifier: `a${index}`,
      allocated: count,
      requested: count,
      status: 'READY',
    })),
  });
  const used = (fraction: number, days = 14) => presentMetric('lambda.provisionedUtilization', { daily: { Maximum: fraction }, days });
  const none = missingMetric('lambda.provisionedUtilization');
  const judge = (
    fn: Partial<LambdaFunction>,
    utilization: MetricView,
    variants: Record<string, MetricView> = {},
    invocations: MetricView = invoked(100),
  ) =>
    judged(provisionedPolicy, lambdaFunction(fn), {
      metrics: { utilization, invocations },
      variants: { utilization: variants },
      costMetrics,
    });

  it('holds for each alias and for all of them', async () => {
    await expect(
      outcomeTexts({
        'one alias': judge({ ...aliases(10), memoryMib: 512 }, used(0.1)),
        'one too many of ten, one silent of four, one full': judge(aliases(10, 4, 5), used(1), { a0: used(0.7), a1: none, a2: used(1) }),
        'six days, none used': judge(aliases(3), used(0, 6)),
        'seven days': judge(aliases(3), used(0.1, 7)),
        'never called': judge(aliases(3, 2), none, {}, zeroMetric('lambda.invocations')),
        'without a price': judge({ ...aliases(10), ...UNPRICED }, used(0.1)),
        'more at a time before the window': judge(
          aliases(10),
          presentMetric('lambda.provisionedUtilization', {
            daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day === 10 ? 0.6 : 0.1)) },
          }),
        ),
        'more before the number was set, a day ago': judge(
          {
            provisionedConcurrency: [
              { qualifier: 'live', allocated: 10, requested: 10, status: 'READY', lastModified: WINDOW.end.replace('16', '15') },
            ],
          },
          presentMetric('lambda.provisionedUtilization', {
            daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day === 10 ? 0.6 : 0.1)) },
          }),
        ),
        'rising to fewer than there are': judge(
          aliases(10),
          presentMetric('lambda.provisionedUtilization', { daily: { Maximum: Array.from({ length: 14 }, (_, day) => 0.16 + day * 0.02) } }),
        ),
        'rising to all of them': judge(
          aliases(10),
          presentMetric('lambda.provisionedUtilization', { daily: { Maximum: Array.from({ length: 14 }, (_, day) => 0.03 + day * 0.03) } }),
        ),
        'well used': judge(aliases(10, 10), used(1), { a0: used(0.8), a1: used(0.75) }),
        'well used, several aliases together unevenly': judge(aliases(4, 12), used(1), { a0: used(0.75), a1: used(0.75) }),
      }),
    ).toMatchFileSnapshot('outcomes/provisioned-concurrency.txt');
  });
});
