import { describe, expect, it } from 'vitest';
import provisionedPolicy from '../../../policies/lambda/provisioned-concurrency.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, missingMetric, PRICES, presentMetric, zeroMetric } from '../../support/policy-fixtures.js';

const MANAGED = {
  capacityProvider: { arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x', memoryGibPerVcpu: 2, maxConcurrencyPerEnvironment: 10 },
};
const invoked = (perDay: number) => presentMetric('lambda.invocations', { daily: { Sum: perDay } });
const lasting = (seconds: number) => presentMetric('lambda.duration', { daily: { Average: seconds * 1000, SampleCount: 1000 } });
const costMetrics = (_: unknown, metric: string) =>
  metric === 'lambda.invocations' ? invoked(100_000) : metric === 'lambda.duration' ? lasting(5) : missingMetric('lambda.errors');

describe('lambda-provisioned-concurrency', () => {
  const of = (...allocated: number[]) => ({
    provisionedConcurrency: allocated.map((count, index) => ({
      qualifier: `a${index}`,
      allocated: count,
      requested: count,
      status: 'READY',
    })),
  });
  const used = (fraction: number, status: 'ok' | 'partial' = 'ok') =>
    presentMetric('lambda.provisionedUtilization', { status, daily: { Maximum: fraction } });
  const judge = (fn: Partial<LambdaFunction>, utilization: MetricView) =>
    judged(provisionedPolicy, lambdaFunction(fn), { metrics: { utilization }, costMetrics });
  it.each<[string, Partial<LambdaFunction>, MetricView, string]>([
    ['a tenth used', of(10), used(0.1), 'fail over-provisioned'],
    // 10 x 72 % / 0.8 = 9
    ['exactly one too many', of(10), used(0.72), 'fail over-provisioned'],
    ['a little more', of(10), used(0.721), 'pass well-used'],
    ['never used', of(10), used(0), 'fail unused'],
    ['no datapoints are not zero', of(10), missingMetric('lambda.provisionedUtilization'), 'not-assessed metric-unknown'],
    ['results missing', of(10), used(0.1, 'partial'), 'not-assessed metric-incomplete'],
    ['none provisioned', of(), used(0), 'not-applicable none-provisioned'],
    ['unread', { provisionedConcurrency: null }, used(0), 'not-assessed provisioned-unread'],
  ])('%s', (_, fn, utilization, expected) => {
    expect(verdictOf(judge(fn, utilization))).toBe(expected);
  });

  it('knows what is in use where invocations could not be read', () => {
    const metrics = { utilization: used(0.1), invocations: missingMetric('lambda.invocations', 'denied') };
    expect(verdictOf(judged(provisionedPolicy, lambdaFunction(of(10)), { metrics, costMetrics }))).toBe('fail over-provisioned');
  });

  it('takes a function that is never called as one whose environments are never used', () => {
    const metrics = { utilization: missingMetric('lambda.provisionedUtilization'), invocations: zeroMetric('lambda.invocations') };
    const outcome = judged(provisionedPolicy, lambdaFunction(of(10)), { metrics, costMetrics });
    expect(outcome).toMatchObject({ verdict: 'fail', code: 'unused', evidence: [{ name: 'invocations', value: 0 }, { value: 10 }] });
    // Who sends nothing is not found by what it sends.
    expect(verdictOf(judged(provisionedPolicy, lambdaFunction(of()), { metrics }))).toBe('not-assessed never-called');
    expect(verdictOf(judged(provisionedPolicy, lambdaFunction({ ...of(), ...MANAGED }), { metrics }))).toBe(
      'not-applicable none-provisioned',
    );
    const partial = { ...metrics, invocations: presentMetric('lambda.invocations', { status: 'partial', daily: { Sum: 0 } }) };
    expect(verdictOf(judged(provisionedPolicy, lambdaFunction(of(10)), { metrics: partial }))).toBe('not-assessed metric-unknown');
  });

  it.each<[string, Record<string, MetricView>, string, number]>([
    ['one used up, one at a tenth', { a0: used(1), a1: used(0.1) }, 'fail over-provisioned', 12],
    [
      'one used up, one that nobody calls',
      { a0: used(1), a1: missingMetric('lambda.provisionedUtilization') },
      'fail over-provisioned',
      10,
    ],
    ['both at their limit', { a0: used(0.8), a1: used(0.75) }, 'pass well-used', 20],
  ])('looks at each alias: %s', (_, utilization, expected, needed) => {
    const outcome = judged(provisionedPolicy, lambdaFunction(of(10, 10)), {
      metrics: { utilization: used(1), invocations: invoked(100) },
      variants: { utilization },
      costMetrics,
    });
    expect(verdictOf(outcome)).toBe(expected);
    expect(outcome.values.needed?.value).toBe(needed);
  });

  it('saves the environments that go, and no more', () => {
    const outcome = judge(of(10), used(0.1));
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const rate = PRICES.lambda({ region: 'us-east-1', architecture: 'x86_64' })?.provisionedGbSecond?.usd ?? 0;
    expect(outcome.cost.savings?.usd).toBeCloseTo(8 * 730 * 3600 * rate, 6);
    expect(outcome.commands.map(({ purpose, argv }) => `${purpose} ${argv[2]}`)).toEqual([
      'inspect get-function-configuration',
      'inspect list-provisioned-concurrency-configs',
      'inspect list-aliases',
      'inspect get-function-configuration',
      'apply put-provisioned-concurrency-config',
      'undo put-provisioned-concurrency-config',
    ]);
    expect(outcome.questions).toEqual(['ask-schedule', 'ask-cold-starts', 'ask-version-settings']);
  });

  it('goes back to the number that was asked for, of which less may be ready so far', () => {
    const fn = { provisionedConcurrency: [{ qualifier: 'live', allocated: 10, requested: 20, status: 'IN_PROGRESS' }] };
    const outcome = judge(fn, used(0.1));
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const numbers = outcome.commands.slice(-2).map(({ purpose, argv }) => [purpose, argv.at(-1)]);
    expect(numbers).toEqual([
      ['apply', { value: '2', pattern: 'number' }],
      ['undo', { value: '20', pattern: 'number' }],
    ]);
  });

  describe('by the longer window', () => {
    const daysOf = (share: (day: number) => number) =>
      presentMetric('lambda.provisionedUtilization', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => share(day)) } });
    /** All in use ten days before the verdict window, a tenth since. */
    const monthEnd = daysOf((day) => (day === 8 ? 1 : 0.1));
    const setAt = (lastModified: string | null) => ({
      provisionedConcurrency: [{ qualifier: 'live', allocated: 20, requested: 20, status: 'READY', lastModified }],
    });
    it.each<[string, Partial<LambdaFunction>, MetricView, string, string[] | null]>([
      ["a month's end, of a number of unknown age", setAt(null), monthEnd, 'pass well-used', null],
      ['of a snapshot that does not tell', of(20), monthEnd, 'pass well-used', null],
      ['set before the day', setAt('2026-10-23T00:00:00Z'), monthEnd, 'pass well-used', null],
      ['set on the day', setAt('2026-10-23T00:00:01Z'), monthEnd, 'fail over-provisioned', ['older-peak']],
      ['no more before it was set than the advice holds', setAt('2026-10-23T00:00:01Z'), daysOf(() => 0.1), 'fail over-provisioned', []],
      // 20 x 15 % = 3 of 3.
      ['a little more', setAt('2026-10-23T00:00:01Z'), daysOf((day) => (day === 8 ? 0.15 : 0.1)), 'fail over-provisioned', ['older-peak']],
      ['set seven days ago', setAt('2026-11-09T00:00:00Z'), daysOf(() => 0.1), 'fail over-provisioned', []],
      ['set since', setAt('2026-11-09T00:00:01Z'), daysOf(() => 0.1), 'fail over-provisioned', ['changed-lately']],
    ])('%s', (_, fn, utilization, expected, reasons) => {
      const outcome = judge(fn, utilization);
      expect(verdictOf(outcome)).toBe(expected);
      if (outcome.verdict !== 'fail') return;
      expect(outcome.confidenceReasons).toEqual(reasons);
      expect(outcome.confidence).toBe(reasons?.length === 0 ? 'high' : 'low');
    });

    it('lowers nothing for an alias that keeps its number', () => {
      const fn = {
        provisionedConcurrency: [
          { qualifier: 'old', allocated: 20, requested: 20, status: 'READY', lastModified: null },
          { qualifier: 'live', allocated: 5, requested: 5, status: 'READY', lastModified: '2026-11-15T00:00:00Z' },
        ],
      };
      const outcome = judged(provisionedPolicy, lambdaFunction(fn), {
        metrics: { utilization: used(1), invocations: invoked(100) },
        variants: { utilization: { old: used(0.1), live: used(1) } },
        costMetrics,
      });
      expect(outcome).toMatchObject({ code: 'over-provisioned', confidence: 'high', confidenceReasons: [] });
    });

    it('knows nothing of the need of a function that was called before the window alone', () => {
      const invocations = presentMetric('lambda.invocations', {
        daily: { Sum: Array.from({ length: 32 }, (_, day) => (day === 8 ? 1 : 0)) },
      });
      const metrics = { utilization: missingMetric('lambda.provisionedUtilization'), invocations };
      expect(verdictOf(judged(provisionedPolicy, lambdaFunction(of(10)), { metrics }))).toBe('not-assessed called-before');
    });
  });

  it.each<[string, number, string, number]>([
    // 42 + 14 x 2 = 70 %: 7 of 10, where 6 would hold what was seen.
    ['to less than there are', 0.02, 'fail over-provisioned', 7],
    // 42 + 14 x 3.5 = 91 %: all of them.
    ['to as many as there are', 0.035, 'pass well-used-ahead', 10],
  ])('reckons with a share that rises: %s', (_, perDay, expected, needed) => {
    const shares = Array.from({ length: 14 }, (_day, day) => 0.42 - (13 - day) * perDay);
    const outcome = judge(
      of(10),
      presentMetric('lambda.provisionedUtilization', { daily: { Maximum: shares.map((share) => Math.max(0, share)) } }),
    );
    expect(verdictOf(outcome)).toBe(expected);
    expect(outcome.values.needed?.value).toBe(needed);
    if (outcome.verdict === 'fail') expect(outcome.recommendation.target?.notes).toEqual(['use-rises']);
  });

  it.each<[string, number, MetricView | undefined, string, string[]]>([
    ['a week', 7, undefined, 'high', []],
    ['a day less', 6, undefined, 'low', ['few-days']],
    ['both days on which it was called', 2, presentMetric('lambda.invocations', { daily: { Sum: [9, 9] } }), 'medium', ['short-history']],
  ])('is as sure as the days with datapoints let it be: %s', (_, days, invocations, confidence, confidenceReasons) => {
    const utilization = presentMetric('lambda.provisionedUtilization', { daily: { Maximum: 0.1 }, days });
    const outcome = judged(provisionedPolicy, lambdaFunction(of(10)), {
      metrics: { utilization, invocations: invocations ?? invoked(100) },
      costMetrics,
    });
    expect(outcome).toMatchObject({ confidence, confidenceReasons });
  });
});
