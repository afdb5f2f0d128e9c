import { describe, expect, it } from 'vitest';
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

  it('asks about CloudFront where it may be one of Lambda@Edge, and says what else stands in the way', () => {
    const said = (fn: Partial<LambdaFunction>) => {
      const outcome = judge(fn);
      return outcome.verdict === 'fail' ? { questions: outcome.questions, notes: outcome.recommendation.target?.notes } : outcome;
    };
    const plain = ['same-duration', 'zip-may-hold-native-code'];
    expect(said({ timeoutSeconds: 30 })).toEqual({
      questions: ['ask-native-code', 'ask-edge'],
      notes: [...plain, 'edge-without-arm64'],
    });
    expect(said({ timeoutSeconds: 31 })).toEqual({ questions: ['ask-native-code'], notes: plain });
    const durable = { executionTimeoutSeconds: 86_400, retentionDays: 14 };
    expect(said({ runtime: 'nodejs12.x', durable })).toEqual({
      questions: ['ask-native-code', 'ask-version-settings'],
      notes: [...plain, 'published-versions', 'runtime-first', 'durable-uncounted'],
    });
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
