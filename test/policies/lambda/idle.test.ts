import { describe, expect, it } from 'vitest';
import policy from '../../../policies/lambda/idle.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, missingMetric, presentMetric, SCALAR_WINDOW, WINDOW, zeroMetric } from '../../support/policy-fixtures.js';

const silent = zeroMetric('lambda.invocations');
const onDay = (day: number) =>
  presentMetric('lambda.invocations', { daily: { Sum: Array.from({ length: 32 }, (_, index) => (index === day ? 1 : 0)) } });
const refusedOn = (day: number, status: 'ok' | 'partial' = 'ok') =>
  presentMetric('lambda.throttles', { status, daily: { Sum: Array.from({ length: 32 }, (_, index) => (index === day ? 1 : 0)) } });
const source = (state: string | null) => ({ service: 'sqs', arn: null, state, batchSize: 10 });
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
    expect(judge({ provisionedConcurrency: null, runtime: 'java21' }, silent)).toMatchObject({
      cost: { savings: null },
      confidenceReasons: ['provisioned-unread'],
    });
  });

  it('puts the way back beside each command', () => {
    const outcome = judge({ provisionedConcurrency: provisioned }, silent);
    expect(outcome).toMatchObject({ commands: [{ purpose: 'inspect' }, { purpose: 'apply' }, { purpose: 'undo' }] });
    expect(outcome).toMatchObject({ questions: ['ask-rare-use', 'ask-schedule'] });
  });

  it.each<[string, MetricView, string]>([
    ['once', refusedOn(31), 'pass refused'],
    ['once, before the window', refusedOn(0), 'pass refused'],
    ['once, with results missing', refusedOn(0, 'partial'), 'pass refused'],
    ['never, with results missing', refusedOn(99, 'partial'), 'not-assessed metric-incomplete'],
    ['nobody knows how often', missingMetric('lambda.throttles', 'denied'), 'not-assessed metric-unknown'],
  ])('is not idle where callers were refused: %s', (_, throttles, expected) => {
    expect(verdictOf(judge({}, silent, throttles))).toBe(expected);
  });

  it.each<[string, Partial<LambdaFunction>, string, number, string[]]>([
    ['32 days', { lastModified: SCALAR_WINDOW.start }, 'high', 32, []],
    ['a second less', { lastModified: SCALAR_WINDOW.start.replace('00Z', '01Z') }, 'medium', 31, ['short-life']],
    ['14 days', { lastModified: WINDOW.start }, 'medium', 14, ['short-life']],
  ])('says how long a younger function has been silent: %s', (_, fn, confidence, days, confidenceReasons) => {
    expect(judge({ ...fn, runtime: 'java21' }, silent)).toMatchObject({ confidence, confidenceReasons, values: { days: { value: days } } });
  });

  it.each<[string, Partial<LambdaFunction>, boolean]>([
    ['Node.js', {}, true],
    ['Python', { runtime: 'python3.13' }, true],
    ['Java', { runtime: 'java21' }, false],
    ['an image', { packageType: 'Image', runtime: null }, false],
    ['arm64', { architecture: 'arm64' }, false],
    ['elsewhere', { region: 'us-east-2' }, false],
    ['30 s', { timeoutSeconds: 30 }, true],
    ['31 s', { timeoutSeconds: 31 }, false],
    ['in a VPC', { inVpc: true }, false],
    ['with Lambda Insights', { lambdaInsightsLayer: true }, false],
    ['durable', { durable: { executionTimeoutSeconds: null, retentionDays: null } }, false],
    ['of no known runtime', { runtime: null }, false],
    ['with provisioned concurrency', { provisionedConcurrency: provisioned }, false],
    ['with a queue', { eventSources: [source('Enabled')] }, false],
  ])('asks for Lambda@Edge what may run there: %s', (_, fn, may) => {
    const outcome = judge({ timeoutSeconds: 3, ...fn }, silent);
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect([outcome.confidence, outcome.questions.includes('ask-edge')]).toEqual(may ? ['medium', true] : ['high', false]);
    expect(outcome.confidenceReasons).toEqual(may ? ['may-run-at-edge'] : []);
  });

  it.each<[string, LambdaFunction['eventSources'], string[]]>([
    ['none', [], []],
    ['an enabled one', [source('Enabled')], ['ask-event-source']],
    ['of unknown state', [source(null)], ['ask-event-source']],
    ['a disabled one', [source('Disabled')], ['ask-disabled-source']],
    ['one of each', [source('Disabled'), source('Enabled')], ['ask-event-source']],
  ])('asks what its event source mappings are for: %s', (_, eventSources, asked) => {
    expect(judge({ eventSources, runtime: 'java21' }, silent)).toMatchObject({ questions: ['ask-rare-use', ...asked] });
  });

  it('gives no way back that would let calls in where somebody has blocked them', () => {
    const outcome = judge({}, silent);
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.commands.map(({ purpose }) => purpose)).toEqual(['inspect', 'inspect', 'inspect', 'apply']);
    expect(outcome.recommendation.target?.notes).toEqual(['block-first', 'reserved-back', 'provisioned-unseen']);
  });

  it('turns off the environments of a function on managed instances', () => {
    const capacityProvider = {
      arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x',
      memoryGibPerVcpu: 2,
      maxConcurrencyPerEnvironment: 1,
    };
    const outcome = judge({ capacityProvider }, silent);
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.commands.at(-1)?.argv).toContain('put-function-scaling-config');
    expect(outcome.commands.flatMap(({ argv }) => argv)).not.toContain('put-function-concurrency');
    expect(outcome.recommendation.target).toMatchObject({
      label: 'no execution environments, then delete the function',
      notes: ['environments-first', 'instances-keep-costing'],
    });
  });
});

function judge(
  fn: Partial<LambdaFunction>,
  invocations: typeof silent | ReturnType<typeof missingMetric>,
  throttles: MetricView = zeroMetric('lambda.throttles'),
) {
  return judged(policy, lambdaFunction(fn), {
    metrics: { invocations, throttles },
    costMetrics: (_, metric) => (metric === 'lambda.invocations' ? invocations : missingMetric(metric)),
  });
}
