import { describe, expect, it } from 'vitest';
import policy from '../../../policies/lambda/steady-load.js';
import type { Series } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, metricFromSeries, missingMetric, presentMetric, zeroMetric } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { type Case, judge, kept, loadOf } from './steady-fixtures.js';

const atOnce = (most: number, status: 'ok' | 'partial' = 'ok') =>
  presentMetric('lambda.concurrentExecutions', { status, daily: { Maximum: most } });

describe('lambda-steady-load', () => {
  const cases: [string, Case, string][] = [
    ['five requests in flight all day', {}, 'fail steady-load'],
    ['a swing of one to two between night and day', { busy: ({ hour }) => (hour < 12 ? 3 : 6) }, 'fail steady-load'],
    ['one request in flight: below break-even of two tasks and a load balancer', { busy: () => 1 }, 'pass lambda-is-cheaper'],
    ['hardly any load', { busy: () => 0.1 }, 'pass low-load'],
    ['just under the least load', { busy: () => 0.39 }, 'pass low-load'],
    ['spiky, but far above break-even on average', { busy: ({ hour }) => (hour === 4 ? 120 : 0.01) }, 'pass varying'],
    ['quiet for a third of the day', { busy: ({ hour }) => (hour < 8 ? 1 : 5) }, 'pass uneven'],
    ['silent for half of the day', { busy: ({ hour }) => (hour < 12 ? 10 : 0) }, 'pass silent-hours'],
    ['silent on weekends', { busy: ({ weekday }) => (weekday < 5 ? 8 : 0) }, 'pass unsteady-days'],
    ['one burst a day beside a steady base', { busy: ({ hour }) => (hour === 4 ? 40 : 5) }, 'pass varying'],
    [
      'on managed instances',
      {
        fn: {
          capacityProvider: {
            arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x',
            memoryGibPerVcpu: 2,
            maxConcurrencyPerEnvironment: 10,
          },
        },
      },
      'not-applicable on-managed-instances',
    ],
    ['durable', { fn: { durable: { executionTimeoutSeconds: 1000, retentionDays: 1 } } }, 'not-applicable durable'],
    ['never invoked', { invocations: zeroMetric('lambda.invocations') }, 'not-applicable no-invocations'],
    ['durations denied', { duration: missingMetric('lambda.duration', 'denied') }, 'not-assessed metric-unknown'],
    ['invocations denied', { invocations: missingMetric('lambda.invocations', 'denied') }, 'not-assessed metric-unknown'],
    ['without a price', { fn: { region: 'nowhere-1' } }, 'not-assessed no-price'],
  ];
  it.each(cases)('%s', (_, given, expected) => {
    expect(verdictOf(judge(given))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, given]) => judge(given));
    const more = {
      'bursts inside hours': judge({ concurrent: presentMetric('lambda.concurrentExecutions', { daily: { Maximum: 200 } }) }),
      'polled, on arm64': judge({
        fn: { architecture: 'arm64', memoryMib: 3538, eventSources: [{ service: 'SQS', arn: null, state: 'Enabled', batchSize: 10 }] },
      }),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/steady-load.txt');
  });

  it('finds break-even of a vCPU-sized function between one and two requests in flight, as the list prices say', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const verdictAt = (busy: number) => judge({ busy: () => busy }).verdict;
    expect(verdictAt(1.17)).toBe('pass');
    expect(verdictAt(1.57)).toBe('fail');
    expect(verdictAt(2)).toBe('fail');
    expect(outcome.evidence.find(({ name }) => name === 'breakEvenBusyConcurrency')?.value).toBeLessThan(5);
  });

  it('needs no load balancer for work that is polled from a queue', () => {
    const withSource = (service: string) => ({ eventSources: [{ service, arn: null, state: 'Enabled', batchSize: 10 }] });
    const monthly = (fn: Partial<LambdaFunction>) => {
      const outcome = judge({ fn });
      return outcome.verdict === 'fail' ? (outcome.cost.projected?.usd ?? 0) : 0;
    };
    expect(monthly({}) - monthly(withSource('sqs'))).toBeCloseTo(16.43, 1);
    expect(monthly(withSource('self-managed-kafka'))).toBe(monthly(withSource('sqs')));
  });

  it('prices every home, with a range, and is never surer than medium', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const labels = [outcome.recommendation.target, ...outcome.recommendation.alternatives].map((target) => target?.label.split(':')[0]);
    expect([...labels].sort()).toEqual([
      'ecs-managed-instances',
      'ecs-on-ec2',
      'fargate',
      'fargate-arm64',
      'fargate-spot',
      'instance',
      'lambda-arm64',
      'lambda-managed-instances',
      'lambda-x86_64',
    ]);
    expect(outcome.confidence).toBe('medium');
    const { lowMonthly, highMonthly } = outcome.recommendation.target?.values ?? {};
    expect(Number(lowMonthly?.value)).toBeLessThan(Number(highMonthly?.value));
    expect(outcome.questions).toContain('ask-concurrency-safe');
    expect(outcome.charts[0]).toMatchObject({ type: 'break-even', own: { x: 5, low: 5, high: 5 } });
  });

  it('compares with the busiest hour, or with one where that had less', () => {
    const at = (concurrent: number) =>
      judge({ concurrent: presentMetric('lambda.concurrentExecutions', { daily: { Maximum: concurrent } }) });
    expect(at(25)).toMatchObject({ confidence: 'medium', members: [] });
    expect(at(26)).toMatchObject({ confidence: 'low' });
  });

  it('needs both series, without gaps that could decide', () => {
    const given = loadOf(() => 5);
    const counted = metricFromSeries('lambda.invocations', given.invocations);
    const timed = presentMetric('lambda.duration', { daily: { Average: 1000, Maximum: 1500, SampleCount: 432_000 } });
    const metrics = { invocations: counted, duration: timed };
    const costMetrics = (_: unknown, metric: string) =>
      metric === 'lambda.invocations' ? counted : metric === 'lambda.duration' ? timed : missingMetric('lambda.errors');
    const judgedWith = (series: { invocations: Series | null; duration: Series | null }) =>
      judged(policy, lambdaFunction({ memoryMib: 1769 }), { metrics, series, costMetrics });
    expect(verdictOf(judgedWith(given))).toBe('fail steady-load');
    expect(verdictOf(judgedWith({ ...given, invocations: null }))).toBe('not-assessed series-missing');
    expect(verdictOf(judgedWith({ ...given, duration: null }))).toBe('not-assessed series-missing');
    const lacking = (hours: number) => ({
      ...given,
      duration: { ...given.duration, values: given.duration.values.map((value, index) => (index < hours ? Number.NaN : value)) },
    });
    // A twentieth of 336 hours are 16.8.
    expect(verdictOf(judgedWith(lacking(16)))).toBe('fail steady-load');
    expect(judgedWith(lacking(17))).toMatchObject({ verdict: 'not-assessed', code: 'hours-unknown', values: { unknown: { value: 17 } } });
    expect(verdictOf(judgedWith(lacking(336)))).toBe('not-assessed hours-unknown');
    // The hours say less than the days did: what was invoked lasted half as long as the days had it.
    const short = { ...given, duration: { ...given.duration, values: given.duration.values.map(() => 10) } };
    expect(judgedWith(short)).toMatchObject({
      verdict: 'pass',
      code: 'low-load',
      values: { average: { value: expect.closeTo(0.05, 9) }, minimum: { value: 0.4 } },
    });
  });

  it.each<[string, Case, string]>([
    [
      'invocations in part',
      { invocations: presentMetric('lambda.invocations', { status: 'partial', daily: { Sum: 432_000 } }) },
      'Invocations',
    ],
    [
      'durations in part',
      { duration: presentMetric('lambda.duration', { status: 'partial', daily: { Average: 1000, Maximum: 1500, SampleCount: 1 } }) },
      'Duration',
    ],
  ])('is not assessed with %s', (_, given, metric) => {
    expect(judge(given)).toMatchObject({ code: 'metric-incomplete', values: { metric: { value: `AWS/Lambda ${metric}` } } });
  });

  it('is low under the limit, not at it', () => {
    expect(verdictOf(judge({ busy: () => 0.4 }))).toBe('pass lambda-is-cheaper');
    expect(judge({ busy: () => 0.39 })).toMatchObject({ values: { average: { value: expect.closeTo(0.39, 9) } } });
  });

  it('is less sure where many more ran at once than the hours show', () => {
    const concurrent = presentMetric('lambda.concurrentExecutions', { daily: { Maximum: 200 } });
    expect(judge({ concurrent })).toMatchObject({
      confidence: 'low',
      confidenceReasons: ['placement-is-an-estimate', 'bursts-inside-hours'],
    });
  });

  it.each<[string, NonNullable<Case['concurrent']>, string, string[]]>([
    ['five times as many', atOnce(25), 'medium', []],
    ['one more', atOnce(26), 'low', ['bursts-inside-hours']],
    ['one more, on days of which some are missing', atOnce(26, 'partial'), 'low', ['bursts-inside-hours']],
    ['as many, on days of which some are missing', atOnce(5, 'partial'), 'medium', ['bursts-unknown']],
    ['nobody may see how many', missingMetric('lambda.concurrentExecutions', 'denied'), 'medium', ['bursts-unknown']],
    ['nothing tells how many', missingMetric('lambda.concurrentExecutions'), 'medium', ['bursts-unknown']],
  ])('finds a steady load whatever ran at once: %s', (_, concurrent, confidence, reasons) => {
    expect(judge({ concurrent })).toMatchObject({
      verdict: 'fail',
      confidence,
      confidenceReasons: ['placement-is-an-estimate', ...reasons],
    });
  });

  it('asks nobody how many ran at once where that decides nothing', () => {
    const concurrent = missingMetric('lambda.concurrentExecutions', 'denied');
    expect(verdictOf(judge({ busy: () => 0.39, concurrent }))).toBe('pass low-load');
  });

  it('asks for the memory of the versions where those are called', () => {
    const asked = (fn: NonNullable<Case['fn']>) => {
      const outcome = judge({ busy: () => 100, fn });
      return outcome.verdict === 'fail' && outcome.questions.includes('ask-version-settings');
    };
    expect([asked(kept(5)), asked({})]).toEqual([true, false]);
  });
});
