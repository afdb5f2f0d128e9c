import { describe, expect, it } from 'vitest';
import errors from '../../../policies/lambda/errors.js';
import graviton from '../../../policies/lambda/graviton.js';
import idle from '../../../policies/lambda/idle.js';
import nearTimeout from '../../../policies/lambda/near-timeout.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import {
  lambdaFunction,
  missingMetric,
  type PresentSpec,
  presentMetric,
  SCALAR_WINDOW,
  WINDOW,
  zeroMetric,
} from '../../support/policy-fixtures.js';
import { outcomeTexts } from '../outcome-text.js';

type Status = NonNullable<PresentSpec['status']>;
type Daily = number | readonly (number | null)[];

const invoked = (perDay: Daily, status: Status = 'ok') => presentMetric('lambda.invocations', { status, daily: { Sum: perDay } });
const lasting = (seconds: number) => presentMetric('lambda.duration', { daily: { Average: seconds * 1000, SampleCount: 1000 } });
/** What a busy function costs: 100,000 invocations a day of five seconds. */
const costMetrics = (_: unknown, metric: string) =>
  metric === 'lambda.invocations' ? invoked(100_000) : metric === 'lambda.duration' ? lasting(5) : missingMetric('lambda.errors');
const UNPRICED = { region: 'nowhere-1' };
const UNKNOWN_COST = { monthly: null, lines: [], unpricedBecause: 'no-price', hoursPerMonth: null };
const MANAGED = {
  capacityProvider: { arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x', memoryGibPerVcpu: 2, maxConcurrencyPerEnvironment: 10 },
};

describe('all that lambda-errors says', () => {
  const judge = (
    perDay: Daily,
    spec: { invocations?: MetricView; throttles?: MetricView; status?: Status; fn?: Partial<LambdaFunction> } = {},
  ) =>
    judged(errors, lambdaFunction(spec.fn), {
      metrics: {
        invocations: spec.invocations ?? invoked(100),
        errors: presentMetric('lambda.errors', { status: spec.status ?? 'ok', daily: { Sum: perDay } }),
        throttles: spec.throttles ?? zeroMetric('lambda.throttles'),
      },
      costMetrics,
    });
  const bursts = [...new Array<number>(22).fill(0), 90, 0, null, 70, 80, null, 0, 0, 0, 0];

  it('holds for rates, days and what the errors cost', async () => {
    await expect(
      outcomeTexts({
        'errors on three days, none of them recent': judge(bursts, {
          throttles: presentMetric('lambda.throttles', { daily: { Sum: 2 } }),
          invocations: invoked(100, 'partial'),
        }),
        'two quiet days': judge([...new Array<number>(30).fill(50), 0, 0], { status: 'partial' }),
        'three quiet days, without a price': judge([...new Array<number>(29).fill(50), 0, 0, 0], { fn: UNPRICED }),
        'more errors than invocations': judge(200),
        'twenty invocations': judge(1, { invocations: invoked([...new Array<number>(31).fill(0), 20]) }),
        'nineteen invocations': judge(1, { invocations: invoked([...new Array<number>(31).fill(0), 19]) }),
        'few errors': judge(3),
        'all of the last day': judge([...new Array<number>(31).fill(0), 100]),
        'mended eight days ago': judge([...new Array<number>(25).fill(50), ...new Array<number>(7).fill(0)]),
        'as many refused as ran': judge(0, { throttles: presentMetric('lambda.throttles', { daily: { Sum: 100 } }) }),
        'refused since yesterday': judge(0, {
          throttles: presentMetric('lambda.throttles', { daily: { Sum: [...new Array<number>(31).fill(0), 100] } }),
        }),
        'all refused': judge(0, {
          invocations: zeroMetric('lambda.invocations'),
          throttles: presentMetric('lambda.throttles', { daily: { Sum: 100 } }),
        }),
        'invocations missing': judge(3, { invocations: missingMetric('lambda.invocations', 'timeout') }),
      }),
    ).toMatchFileSnapshot('outcomes/errors.txt');
  });
});

describe('all that lambda-graviton says', () => {
  const judge = (fn: Partial<LambdaFunction>, minimumSavingUsd = 1, cost?: typeof UNKNOWN_COST) =>
    judged(graviton, lambdaFunction(fn), {
      metrics: { invocations: invoked(100_000) },
      costMetrics,
      options: { minimumSavingUsd },
      ...(cost === undefined ? {} : { cost }),
    });

  it('holds for packages, images and prices', async () => {
    const outcome = judge({});
    const saving = outcome.verdict === 'fail' ? (outcome.cost.savings?.usd ?? 0) : 0;
    expect(verdictOf(judge({}, saving))).toBe('fail graviton');
    expect(verdictOf(judge({}, saving + 1e-9))).toBe('pass small-saving');
    await expect(
      outcomeTexts({
        'a package': outcome,
        'an image with storage and provisioned environments': judge({
          packageType: 'Image',
          runtime: null,
          ephemeralStorageMib: 2048,
          provisionedConcurrency: [{ qualifier: 'live', allocated: 2, requested: 2, status: 'READY' }],
        }),
        'too little to save': judge({}, 10_000),
        'of unknown cost': judge({}, 1, UNKNOWN_COST),
      }),
    ).toMatchFileSnapshot('outcomes/graviton.txt');
  });
});

describe('all that lambda-idle says', () => {
  const judge = (
    fn: Partial<LambdaFunction>,
    invocations: MetricView = zeroMetric('lambda.invocations'),
    throttles: MetricView = zeroMetric('lambda.throttles'),
  ) => judged(idle, lambdaFunction(fn), { metrics: { invocations, throttles } });

  it('holds for what stands ready, what is attached and what changed', async () => {
    await expect(
      outcomeTexts({
        'nothing provisioned': judge({}),
        'five environments and an empty queue': judge({
          provisionedConcurrency: [
            { qualifier: 'live', allocated: 5, requested: 6, status: 'READY' },
            { qualifier: '7', allocated: 0, requested: 1, status: 'IN_PROGRESS' },
          ],
          eventSources: [{ service: 'sqs', arn: null, state: 'Enabled', batchSize: 10 }],
        }),
        'on instances': judge(MANAGED),
        'changed after the window, unread in every way': judge({
          lastModified: WINDOW.end.replace('00Z', '01Z'),
          eventSources: null,
          provisionedConcurrency: null,
        }),
        'changed within the 32 days, on Java, with a disabled source': judge({
          lastModified: SCALAR_WINDOW.start.replace('00Z', '01Z'),
          runtime: 'java21',
          eventSources: [{ service: 'sqs', arn: null, state: 'Disabled', batchSize: 10 }],
        }),
        refused: judge({}, undefined, presentMetric('lambda.throttles', { daily: { Sum: 20 } })),
        'changed within the window': judge({ lastModified: WINDOW.end }),
        invoked: judge({}, invoked(3)),
      }),
    ).toMatchFileSnapshot('outcomes/idle.txt');
  });
});

describe('all that lambda-near-timeout says', () => {
  const judge = (
    {
      p99,
      maximum,
      samples = 1000,
      ...more
    }: { p99: number; maximum: (day: number) => number | null; samples?: number } & Partial<PresentSpec>,
    fn: Partial<LambdaFunction> = {},
  ) => {
    const Maximum = Array.from({ length: SCALAR_WINDOW.days }, (_, day) => maximum(day));
    const SampleCount = Maximum.map((value) => (value === null ? null : samples));
    return judged(nearTimeout, lambdaFunction({ timeoutSeconds: 30, ...fn }), {
      metrics: {
        duration: presentMetric('lambda.duration', { daily: { Maximum, SampleCount }, percentiles: { p99 }, ...more }),
        invocations: invoked(1000),
      },
      costMetrics,
    });
  };

  it('holds for timeouts that can be raised and walls that cannot', async () => {
    await expect(
      outcomeTexts({
        'p99 near a short timeout': judge({ p99: 25_000, maximum: () => 27_000 }),
        'slow before and half of the window': judge(
          { p99: 25_000, maximum: (day) => (day % 2 === 0 ? 26_000 : 5000), status: 'partial' },
          { lastModified: WINDOW.start.replace('00Z', '01Z') },
        ),
        'slow on half of the window alone': judge({ p99: 25_000, maximum: (day) => (day >= 18 && day % 2 === 0 ? 30_000 : 5000) }),
        'the slowest alone, changed when the window began': judge(
          { p99: 3000, maximum: (day) => (day === 30 ? 24_001 : 5000) },
          { lastModified: WINDOW.start },
        ),
        'p99 at the wall': judge({ p99: 800_000, maximum: () => 900_000 }, { timeoutSeconds: 900, lastModified: null }),
        'the slowest near the wall, few invocations': judge({ p99: 60_000, maximum: () => 890_000, samples: 1 }, { timeoutSeconds: 900 }),
        'p99 near the timeout, the slowest near the wall': judge({ p99: 600_000, maximum: () => 750_000 }, { timeoutSeconds: 700 }),
        'no percentiles': judge({ p99: 1, maximum: () => 29_000, substituted: true }),
        durable: judge(
          { p99: 800_000, maximum: () => 850_000 },
          { timeoutSeconds: 900, durable: { executionTimeoutSeconds: 86_400, retentionDays: 14 } },
        ),
        'on instances': judge({ p99: 4_400_000, maximum: () => 4_500_000 }, { timeoutSeconds: 5000, ...MANAGED }),
        'well within': judge({ p99: 1000, maximum: () => 6000 }),
        'slow at the end of a month': judge({ p99: 3000, maximum: (day) => (day === 12 ? 29_000 : 5000) }),
        'slower from day to day': judge({ p99: 15_000, maximum: (day) => 1000 + day * 700 }),
        'slower from day to day, towards the wall': judge(
          { p99: 300_000, maximum: (day) => 80_000 + day * 20_000 },
          { timeoutSeconds: 900 },
        ),
        'cut off since yesterday, by a queue, on an alias, of an old runtime': judge(
          { p99: 3000, maximum: (day) => (day === 31 ? 30_000 : 5000) },
          {
            runtime: 'python2.7',
            eventSources: [{ service: 'sqs', arn: 'arn:aws:sqs:us-east-1:123456789012:work', state: 'Enabled', batchSize: 10 }],
            provisionedConcurrency: [{ qualifier: 'live', allocated: 1, requested: 1, status: 'READY' }],
          },
        ),
        'cut off every day': judge({ p99: 3000, maximum: () => 30_000 }),
        'of few days': judge({ p99: 1000, maximum: (day) => (day > 25 ? 6000 : null) }),
      }),
    ).toMatchFileSnapshot('outcomes/near-timeout.txt');
  });
});
