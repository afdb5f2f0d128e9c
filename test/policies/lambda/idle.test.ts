import { describe, expect, it } from 'vitest';
import policy from '../../../policies/lambda/idle.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, missingMetric, presentMetric, WINDOW, zeroMetric } from '../../support/policy-fixtures.js';

const silent = zeroMetric('lambda.invocations');
const onDay = (day: number) =>
  presentMetric('lambda.invocations', { daily: { Sum: Array.from({ length: 32 }, (_, index) => (index === day ? 1 : 0)) } });
const provisioned = [{ qualifier: 'live', allocated: 5, requested: 5, status: 'READY' }];

describe('lambda-idle', () => {
  it.each<[string, Partial<LambdaFunction>, Parameters<typeof judge>[1], string]>([
    ['never invoked', {}, silent, 'fail idle'],
    ['with provisioned concurrency', { provisionedConcurrency: provisioned }, silent, 'fail idle-provisioned'],
    ['invoked once in the window', {}, onDay(31), 'pass invoked'],
    ['invoked once a month, before the window', {}, onDay(2), 'pass invoked'],
    ['changed exactly when the window starts', { lastModified: WINDOW.start }, silent, 'fail idle'],
    ['changed a second later', { lastModified: WINDOW.start.replace('00Z', '01Z') }, silent, 'not-assessed too-young'],
    ['changed when the window ended', { lastModified: WINDOW.end }, silent, 'not-assessed too-young'],
    ['changed after the window', { lastModified: WINDOW.end.replace('00Z', '01Z') }, silent, 'fail idle'],
    ['of unknown age', { lastModified: null }, silent, 'not-assessed age-unknown'],
    ['still pending', { state: 'Pending' }, silent, 'not-applicable not-active'],
    ['in a region that did not answer', {}, missingMetric('lambda.invocations', 'throttled'), 'not-assessed metric-unknown'],
    [
      'with results missing',
      {},
      presentMetric('lambda.invocations', { status: 'partial', daily: { Sum: 0 } }),
      'not-assessed metric-incomplete',
    ],
    [
      'with results missing, but invoked',
      {},
      presentMetric('lambda.invocations', { status: 'partial', daily: { Sum: 3 } }),
      'pass invoked',
    ],
    [
      'on managed instances',
      { capacityProvider: { arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x', memoryGibPerVcpu: 2, maxConcurrencyPerEnvironment: 1 } },
      silent,
      'fail idle-on-instances',
    ],
  ])('%s', (_, fn, invocations, expected) => {
    expect(verdictOf(judge(fn, invocations))).toBe(expected);
  });

  it('saves nothing without provisioned concurrency, and all of it with', () => {
    expect(judge({}, silent)).toMatchObject({ cost: { current: { usd: 0, basis: 'assumed' }, savings: { usd: 0 } }, severity: 'low' });
    const outcome = judge({ provisionedConcurrency: provisioned }, silent);
    // 5 environments x 1 GB x 730 h x 3600 s x 0.0000041667
    expect(outcome).toMatchObject({ severity: 'medium', cost: { savings: { usd: expect.closeTo(5 * 730 * 3600 * 0.0000041667, 6) } } });
  });

  it('does not know the saving where provisioned concurrency or the instances beneath are not known', () => {
    expect(judge({ provisionedConcurrency: null }, silent)).toMatchObject({
      cost: { savings: null },
      confidenceReasons: ['provisioned-unread'],
    });
  });

  it('puts the way back beside each command', () => {
    const outcome = judge({ provisionedConcurrency: provisioned }, silent);
    expect(outcome).toMatchObject({ commands: [{ purpose: 'inspect' }, { purpose: 'apply' }, { purpose: 'undo' }] });
  });
});

function judge(fn: Partial<LambdaFunction>, invocations: typeof silent | ReturnType<typeof missingMetric>) {
  return judged(policy, lambdaFunction(fn), {
    metrics: { invocations },
    costMetrics: (_, metric) => (metric === 'lambda.invocations' ? invocations : missingMetric(metric)),
  });
}
