import { describe, expect, it } from 'vitest';
import errors from '../../../policies/lambda/errors.js';
import graviton from '../../../policies/lambda/graviton.js';
import memoryPolicy from '../../../policies/lambda/over-provisioned-memory.js';
import provisionedPolicy from '../../../policies/lambda/provisioned-concurrency.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, missingMetric, PRICES, presentMetric, WINDOW, zeroMetric } from '../../support/policy-fixtures.js';

const MANAGED = {
  capacityProvider: { arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x', memoryGibPerVcpu: 2, maxConcurrencyPerEnvironment: 10 },
};
const invoked = (perDay: number, status: 'ok' | 'partial' = 'ok') =>
  presentMetric('lambda.invocations', { status, daily: { Sum: perDay } });
const lasting = (seconds: number) => presentMetric('lambda.duration', { daily: { Average: seconds * 1000, SampleCount: 1000 } });
const costMetrics = (_: unknown, metric: string) =>
  metric === 'lambda.invocations' ? invoked(100_000) : metric === 'lambda.duration' ? lasting(5) : missingMetric('lambda.errors');

describe('lambda-errors', () => {
  const judge = (perDay: MetricView, invocations: MetricView = invoked(100)) =>
    judged(errors, lambdaFunction(), { metrics: { invocations, errors: perDay } });
  const failing = (daily: number | (number | null)[], status: 'ok' | 'partial' = 'ok') =>
    presentMetric('lambda.errors', { status, daily: { Sum: daily } });
  it.each<[string, MetricView, MetricView | undefined, string]>([
    ['more than 10 %', failing(11), undefined, 'fail errors'],
    ['exactly 10 %', failing(10), undefined, 'pass few-errors'],
    ['none', zeroMetric('lambda.errors'), undefined, 'pass few-errors'],
    ['not invoked', failing(1), zeroMetric('lambda.invocations'), 'not-applicable no-invocations'],
    ['invoked 14 times', failing(1), invoked(1), 'not-assessed few-invocations'],
    ['errors denied', missingMetric('lambda.errors', 'denied'), undefined, 'not-assessed metric-unknown'],
    ['few errors with results missing', failing(1, 'partial'), undefined, 'not-assessed metric-incomplete'],
    ['many errors with results missing', failing(50, 'partial'), undefined, 'fail errors'],
  ])('%s', (_, perDay, invocations, expected) => {
    expect(verdictOf(judge(perDay, invocations))).toBe(expected);
  });

  it('says when the last errors are days old', () => {
    const daily = Array.from({ length: 32 }, (_, day) => (day < 29 ? 30 : 0));
    expect(judge(failing(daily))).toMatchObject({
      confidence: 'medium',
      confidenceReasons: ['old-errors'],
      values: { quietDays: { value: 3 } },
    });
  });
});

describe('lambda-graviton', () => {
  const judge = (fn: Partial<LambdaFunction>, invocations: MetricView = invoked(100_000)) =>
    judged(graviton, lambdaFunction(fn), { metrics: { invocations }, costMetrics });
  it.each<[string, Partial<LambdaFunction>, MetricView | undefined, string]>([
    ['x86_64 with a runtime of both', {}, undefined, 'fail graviton'],
    ['a container image', { packageType: 'Image', runtime: null }, undefined, 'fail graviton'],
    ['on arm64 already', { architecture: 'arm64' }, undefined, 'not-applicable on-arm64'],
    ['a runtime of x86_64 alone', { runtime: 'go1.x' }, undefined, 'not-applicable runtime-without-arm64'],
    ['on managed instances', MANAGED, undefined, 'not-applicable on-managed-instances'],
    ['not invoked', {}, zeroMetric('lambda.invocations'), 'not-applicable no-invocations'],
    ['denied', {}, missingMetric('lambda.invocations', 'denied'), 'not-assessed metric-unknown'],
    ['without a price', { region: 'nowhere-1' }, undefined, 'not-assessed no-price'],
  ])('%s', (_, fn, invocations, expected) => {
    expect(verdictOf(judge(fn, invocations))).toBe(expected);
  });

  it('does not pass for little to save where provisioned concurrency could add to it and could not be read', () => {
    const judgeAt = (provisionedConcurrency: LambdaFunction['provisionedConcurrency'], minimumSavingUsd: number) =>
      verdictOf(
        judged(graviton, lambdaFunction({ provisionedConcurrency }), {
          metrics: { invocations: invoked(1) },
          costMetrics,
          options: { minimumSavingUsd },
        }),
      );
    expect(judgeAt(null, 100)).toBe('not-assessed provisioned-unknown');
    expect(judgeAt([], 100)).toBe('pass small-saving');
    expect(judgeAt(null, 1)).toBe('fail graviton');
  });

  it('saves a fifth of the duration, nothing of the requests, and passes below the least saving', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const gbSeconds = 5 * 100_000 * 14 * (730 / 336);
    expect(outcome.cost.savings?.usd).toBeCloseTo(gbSeconds * (0.0000166667 - 0.0000133334), 6);
    expect(
      verdictOf(
        judged(graviton, lambdaFunction(), { metrics: { invocations: invoked(1) }, costMetrics, options: { minimumSavingUsd: 100 } }),
      ),
    ).toBe('pass small-saving');
  });
});

describe('lambda-over-provisioned-memory', () => {
  const used = (percent: number, status: 'ok' | 'partial' = 'ok') =>
    presentMetric('lambda.memoryUtilization', { status, daily: { Maximum: percent } });
  const judge = (memory: MetricView, fn: Partial<LambdaFunction> = {}, invocations: MetricView = invoked(100)) =>
    judged(memoryPolicy, lambdaFunction({ memoryMib: 1024, ...fn }), { metrics: { memory, invocations }, costMetrics });
  it.each<[string, MetricView, Partial<LambdaFunction>, MetricView | undefined, string]>([
    ['a fifth used', used(20), {}, undefined, 'fail over-provisioned'],
    // 1024 x 75 % / 0.8 = 960, the next step down
    ['exactly what the next step holds', used(75), {}, undefined, 'fail over-provisioned'],
    ['a little more', used(75.1), {}, undefined, 'pass well-used'],
    ['the smallest memory', used(1), { memoryMib: 128 }, undefined, 'pass well-used'],
    ['no Lambda Insights', missingMetric('lambda.memoryUtilization'), {}, undefined, 'not-assessed no-lambda-insights'],
    ['denied', missingMetric('lambda.memoryUtilization', 'denied'), {}, undefined, 'not-assessed metric-unknown'],
    ['results missing', used(20, 'partial'), {}, undefined, 'not-assessed metric-incomplete'],
    ['few invocations', used(20), {}, invoked(3), 'not-assessed few-invocations'],
    ['not invoked', used(20), {}, zeroMetric('lambda.invocations'), 'not-applicable no-invocations'],
    ['on managed instances', used(20), MANAGED, undefined, 'not-applicable on-managed-instances'],
  ])('%s', (_, memory, fn, invocations, expected) => {
    expect(verdictOf(judge(memory, fn, invocations))).toBe(expected);
  });

  it('never promises more than an assumption, and less after a change', () => {
    const outcome = judge(used(20));
    expect(outcome).toMatchObject({
      confidence: 'medium',
      cost: { savings: { basis: 'assumed' } },
      recommendation: { target: { label: '256 MB' } },
    });
    expect(judge(used(20), { lastModified: WINDOW.end.replace('16', '12') })).toMatchObject({ confidence: 'low' });
  });
});

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
    expect(outcome.commands.map(({ purpose }) => purpose)).toEqual(['inspect', 'inspect', 'apply', 'undo']);
  });
});
