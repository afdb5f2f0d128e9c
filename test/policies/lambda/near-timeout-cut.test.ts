import { describe, expect, it } from 'vitest';
import policy from '../../../policies/lambda/near-timeout.js';
import type { FailOutcome } from '../../../src/model/evaluation.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged } from '../../support/judged.js';
import { lambdaFunction, missingMetric, presentMetric, zeroMetric } from '../../support/policy-fixtures.js';
import { DAYS, durations, invoked } from './timeout-fixtures.js';

/** Reaches its timeout of 30 s on these days before the end (1 is the last), and takes 5 s at most on the others; p99 says nothing. */
const cutOn = (...days: number[]) => durations(3000, (day) => (days.includes(DAYS - day) ? 30_000 : 5000));
/** All of 1,000 invocations of a day before the end fail. */
const failingOn = (day: number) =>
  presentMetric('lambda.errors', { daily: { Sum: Array.from({ length: DAYS }, (_, at) => (at === DAYS - day ? 1000 : 0)) } });
/** So many errors a day, of 1,000 invocations. */
const failing = (perDay: number) => presentMetric('lambda.errors', { daily: { Sum: perDay } });

function judge(
  fn: Partial<LambdaFunction>,
  duration: MetricView,
  errors: MetricView = zeroMetric('lambda.errors'),
  options: Partial<Record<keyof typeof policy.options, number>> = {},
): FailOutcome {
  const outcome = judged(policy, lambdaFunction({ timeoutSeconds: 30, ...fn }), {
    options,
    metrics: { duration, invocations: invoked, errors },
  });
  if (outcome.verdict !== 'fail') throw new Error('must fail');
  return outcome;
}

describe('lambda-near-timeout, where invocations are cut off', () => {
  it.each<[string, ReturnType<typeof cutOn>, MetricView, string, string]>([
    ['on a day', cutOn(1), zeroMetric('lambda.errors'), 'cut-at-timeout', 'medium'],
    ['on two days', cutOn(1, 9), zeroMetric('lambda.errors'), 'cut-at-timeout', 'medium'],
    ['on three days', cutOn(1, 9, 14), zeroMetric('lambda.errors'), 'cut-at-timeout', 'high'],
    ['on two days and one before the window', cutOn(1, 9, 15), zeroMetric('lambda.errors'), 'cut-at-timeout', 'medium'],
    ['on a day on which one in ten fails', cutOn(1), failing(100), 'cut-at-timeout', 'medium'],
    ['on a day on which more fail', cutOn(1), failing(101), 'cut-at-timeout', 'high'],
    ['on a day, with errors unknown', cutOn(1), missingMetric('lambda.errors', 'denied'), 'cut-at-timeout', 'medium'],
    ['on a day, while others fail more', cutOn(1), failingOn(2), 'cut-at-timeout', 'medium'],
    ['before the window alone', cutOn(20), failing(500), 'maximum-near-timeout', 'medium'],
    ['nearly', durations(3000, (day) => (day === 31 ? 29_999 : 5000)), failing(500), 'maximum-near-timeout', 'low'],
  ])('%s', (_, duration, errors, code, severity) => {
    expect(judge({}, duration, errors)).toMatchObject({ code, severity });
  });

  it('at the wall', () => {
    const duration = durations(60_000, (day) => (day === 31 ? 900_000 : 50_000));
    expect(judge({ timeoutSeconds: 900 }, duration)).toMatchObject({ code: 'cut-at-wall', severity: 'medium' });
  });

  it('takes its limits from the options', () => {
    const at = (options: { manyCutDays?: number; maximumErrorPercent?: number }) => judge({}, cutOn(1, 2), failing(50), options).severity;
    expect([at({ manyCutDays: 2 }), at({ maximumErrorPercent: 4.9 }), at({ maximumErrorPercent: 5 })]).toEqual(['high', 'high', 'medium']);
  });

  it('is decided whatever the errors are', () => {
    expect(judge({}, cutOn(1), missingMetric('lambda.errors', 'denied'))).toMatchObject({ code: 'cut-at-timeout', severity: 'medium' });
    expect(judge({}, cutOn(1), presentMetric('lambda.errors', { status: 'partial', daily: { Sum: 101 } }))).toMatchObject({
      severity: 'high',
    });
  });

  it('calls nothing sudden where what was before is not all known', () => {
    const partial = durations(3000, (day) => (day === 31 ? 30_000 : 5000), { status: 'partial' });
    const { recommendation, confidenceReasons } = judge({}, partial);
    expect(recommendation).toMatchObject({ action: 'configure', target: { notes: expect.not.arrayContaining(['sudden-jump']) } });
    expect(confidenceReasons).toContain('results-missing');
  });

  it.each<[string, ReturnType<typeof cutOn>, string, string, boolean]>([
    ['since yesterday', cutOn(1), 'investigate', 'what changed, then perhaps timeout 38 s', true],
    ['all along', durations(3000, 30_000), 'configure', 'timeout 38 s first, then look again', false],
    ['no more', cutOn(2), 'configure', 'timeout 38 s first, then look again', false],
    [
      'after days that were close',
      durations(3000, (day) => (day === 31 ? 30_000 : 24_001)),
      'configure',
      'timeout 38 s first, then look again',
      false,
    ],
    [
      'after days just not close',
      durations(3000, (day) => (day === 31 ? 30_000 : 24_000)),
      'investigate',
      'what changed, then perhaps timeout 38 s',
      true,
    ],
  ])('asks what changed where it began of a sudden: %s', (_, duration, action, label, sudden) => {
    const { recommendation } = judge({}, duration);
    expect(recommendation).toMatchObject({ action, target: { label } });
    expect(recommendation.target?.notes.includes('sudden-jump')).toBe(sudden);
  });

  it('says since when, and how long the slowest took before', () => {
    expect(judge({}, cutOn(1, 2), failing(30))).toMatchObject({
      values: { cutDays: { value: 2 }, cutSince: { value: '2026-11-14T00:00:00Z' }, before: { value: 5000 } },
      evidence: [{}, {}, {}, { name: 'daysCutOff', value: 2 }, { name: 'errorsOnSuchADayPercent', value: 3 }, {}, {}],
    });
  });
});

describe('lambda-near-timeout, what else a longer timeout touches', () => {
  const near = durations(3000, 29_000);
  const source = (service: string, arn: string | null = null) => ({ service, arn, state: 'Enabled', batchSize: 10 });
  it.each<[string, LambdaFunction['eventSources'], string[]]>([
    ['unread', null, ['callers-time-out-too']],
    ['none', [], ['api-times-out-too']],
    ['a queue', [source('sqs')], ['queue-first']],
    ['a stream', [source('kinesis')], ['stream-waits']],
    ['a table', [source('dynamodb')], ['stream-waits']],
    ['a topic', [source('self-managed-kafka')], ['stream-waits']],
    ['both', [source('kafka'), source('sqs')], ['queue-first', 'stream-waits']],
    ['a broker', [source('mq')], ['api-times-out-too']],
  ])('by what calls it: %s', (_, eventSources, notes) => {
    expect(judge({ eventSources }, near).recommendation.target?.notes).toEqual([...notes, 'raise-timeout', 'latest-alone']);
  });

  const arguments_ = (outcome: FailOutcome) =>
    outcome.commands.map(({ argv }) => argv.map((part) => (typeof part === 'string' ? part : part.value)).join(' '));

  it('reads the visibility timeout of the queue before the change', () => {
    const outcome = judge({ eventSources: [source('sqs', 'arn:aws:sqs:us-east-1:123456789012:work.fifo'), source('sqs', null)] }, near);
    expect(outcome.values.visibility).toEqual({ value: 6 * 37, unit: 'seconds' });
    expect(arguments_(outcome).filter((line) => line.startsWith('aws sqs'))).toEqual([
      'aws sqs get-queue-attributes --region us-east-1 --queue-url https://sqs.us-east-1.amazonaws.com/123456789012/work.fifo --attribute-names VisibilityTimeout',
    ]);
  });

  it('knows that versions keep their timeout', () => {
    const provisionedConcurrency = [{ qualifier: 'live', allocated: 4, requested: 4, status: 'READY' }];
    const outcome = judge({ provisionedConcurrency }, near);
    expect(outcome).toMatchObject({ confidence: 'low', confidenceReasons: ['settings-of-latest'] });
    expect(outcome.questions).toContain('ask-version-settings');
    expect(outcome.recommendation.target?.notes).toContain('published-versions');
    expect(arguments_(outcome)).toContain(
      'aws lambda get-function-configuration --region us-east-1 --function-name resize-image --qualifier live',
    );
  });

  it('charges no duration on managed instances', () => {
    const capacityProvider = {
      arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x',
      memoryGibPerVcpu: 2,
      maxConcurrencyPerEnvironment: 10,
    };
    const { notes } = judge({ capacityProvider }, near).recommendation.target ?? {};
    expect(notes).toEqual(['api-times-out-too', 'raise-timeout-on-instances', 'published-versions']);
  });

  it('says which runtimes have to be left first', () => {
    const outcome = judge({ runtime: 'python2.7' }, near);
    expect(outcome.recommendation.target?.notes).toContain('runtime-first');
    expect(outcome.values).toMatchObject({ runtime: { value: 'python2.7' }, blockedSince: { value: '2022-05-30' } });
    expect(judge({ runtime: 'nodejs22.x' }, near).recommendation.target?.notes).not.toContain('runtime-first');
  });
});
