import { describe, expect, it } from 'vitest';
import errors from '../../../policies/lambda/errors.js';
import graviton from '../../../policies/lambda/graviton.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, missingMetric, presentMetric, zeroMetric } from '../../support/policy-fixtures.js';

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
