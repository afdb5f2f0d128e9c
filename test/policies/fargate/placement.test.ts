import { describe, expect, it } from 'vitest';
import spot from '../../../policies/fargate/spot.js';
import toInstances from '../../../policies/fargate/to-instances.js';
import toLambda from '../../../policies/fargate/to-lambda.js';
import type { MetricView, Series } from '../../../src/model/metric.js';
import type { EnvironmentMatch } from '../../../src/model/policy.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import {
  cluster,
  fleetOf,
  missingMetric,
  presentMetric,
  seriesFrom,
  service,
  taskShape,
  zeroMetric,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

const TARGET = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef';
const DEV: EnvironmentMatch = { name: 'dev', nonProduction: true, source: 'tag', matched: 'env=dev' };
const PROD: EnvironmentMatch = { name: 'prod', nonProduction: false, source: 'tag', matched: 'env=prod' };
const WINDOWS = { shape: taskShape({ operatingSystem: 'windows' }) };
const offered = fleetOf({ clusters: new Map([['main', cluster({ capacityProviders: ['FARGATE', 'FARGATE_SPOT'] })]]) });

describe('fargate-spot', () => {
  const judge = (of: Partial<EcsService>, environment: EnvironmentMatch | null = DEV, options: { alsoWorkers?: boolean } = {}) =>
    judged(spot, service(of), { environment, options, fleet: offered });
  const cases: [string, Partial<EcsService>, EnvironmentMatch | null, string][] = [
    ['a dev service on demand', {}, DEV, 'fail spot'],
    [
      'half of it on Spot',
      {
        compute: [
          { compute: 'fargate', share: 0.5 },
          { compute: 'fargate-spot', share: 0.5 },
        ],
      },
      DEV,
      'pass already-spot',
    ],
    [
      'a little less than half',
      {
        compute: [
          { compute: 'fargate', share: 0.51 },
          { compute: 'fargate-spot', share: 0.49 },
        ],
      },
      DEV,
      'fail spot',
    ],
    ['production', {}, PROD, 'pass production'],
    ['of unknown environment', {}, null, 'pass environment-unknown'],
    ['Windows', WINDOWS, DEV, 'not-applicable windows'],
    ['on EC2', { compute: [{ compute: 'ec2', share: 1 }] }, DEV, 'not-applicable on-ec2'],
    ['of unknown size', { shape: null }, DEV, 'not-assessed size-unknown'],
  ];
  it.each(cases)('%s', (_, of, environment, expected) => {
    expect(verdictOf(judge(of, environment))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of, environment]) => judge(of, environment));
    const more = {
      'a worker in production': judge({}, PROD, { alsoWorkers: true }),
      'without the provider': judged(spot, service(), { environment: DEV }),
      'without a price': judge({ region: 'nowhere-1' }),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/spot.txt');
  });

  it('counts any load balancer, and a share of Spot only where there is some', () => {
    expect(verdictOf(judge({ classicLoadBalancers: ['lb'] }, PROD, { alsoWorkers: true }))).toBe('pass production');
    expect(verdictOf(judge({ targetGroupArns: [TARGET], classicLoadBalancers: ['lb'] }, PROD, { alsoWorkers: true }))).toBe(
      'pass production',
    );
    expect(verdictOf(judged(spot, service(), { environment: DEV, options: { minimumSpotPercent: 0 }, fleet: offered }))).toBe('fail spot');
    expect(judge({}, null, { alsoWorkers: true })).toMatchObject({ code: 'spot-worker', values: { environment: { value: null } } });
  });

  it('speaks of workers outside dev only when asked', () => {
    expect(verdictOf(judge({}, PROD, { alsoWorkers: true }))).toBe('fail spot-worker');
    expect(verdictOf(judge({ targetGroupArns: [TARGET] }, PROD, { alsoWorkers: true }))).toBe('pass production');
    expect(verdictOf(judge({ desired: 1 }, PROD, { alsoWorkers: true }))).toBe('pass production');
  });

  it('labels its saving as assumed, and has no command where the cluster lacks the provider', () => {
    expect(judge({})).toMatchObject({
      cost: { savings: { basis: 'assumed' } },
      commands: [{ purpose: 'inspect' }, { purpose: 'apply' }, { purpose: 'undo' }],
    });
    expect(judged(spot, service(), { environment: DEV })).toMatchObject({
      commands: [{ purpose: 'inspect' }],
      recommendation: { target: { notes: ['discount-is-assumed', 'provider-not-in-cluster'] } },
    });
  });
});

describe('fargate-to-lambda', () => {
  interface Case {
    of?: Partial<EcsService>;
    cpu?: MetricView;
    memory?: MetricView;
    requests?: MetricView;
  }
  const cpuAt = (average: number, status: 'ok' | 'partial' = 'ok') =>
    presentMetric('ecs.cpu', { status, daily: { Average: average, Maximum: Math.max(20, average), SampleCount: 2880 } });
  const memoryAt = (percent: number) => presentMetric('ecs.memory', { daily: { Maximum: percent } });
  const requestsOf = (perDay: number) => presentMetric('ecs.requestsPerTarget', { daily: { Sum: perDay } });
  const judge = ({ of = {}, cpu = cpuAt(0.1), memory = memoryAt(10), requests = requestsOf(500) }: Case) =>
    judged(toLambda, service({ targetGroupArns: [TARGET], ...of }), { metrics: { cpu, memory, requests } });
  const cases: [string, Case, string][] = [
    ['a few requests an hour', {}, 'fail to-lambda'],
    ['steady work', { cpu: cpuAt(30), requests: requestsOf(500_000) }, 'pass fargate-is-cheaper'],
    ['no requests', { requests: zeroMetric('ecs.requestsPerTarget') }, 'pass no-requests'],
    ['no target group', { of: { targetGroupArns: [] } }, 'not-applicable not-request-driven'],
    [
      'more memory than a function has',
      { of: { shape: taskShape({ cpuUnits: 2048, memoryMib: 16_384 }) }, memory: memoryAt(60) },
      'pass ruled-out',
    ],
    ['requests that compute for longer than 900 s', { cpu: cpuAt(0.5), requests: requestsOf(0.05) }, 'pass ruled-out'],
    ['Windows', { of: WINDOWS }, 'not-applicable windows'],
    ['desired count 0', { of: { desired: 0 } }, 'not-applicable desired-zero'],
    ['unknown size', { of: { shape: null } }, 'not-assessed size-unknown'],
    ['unknown requests', { requests: missingMetric('ecs.requestsPerTarget', 'denied') }, 'not-assessed metric-unknown'],
    ['unknown CPU', { cpu: missingMetric('ecs.cpu') }, 'not-assessed metric-unknown'],
    ['results missing', { cpu: cpuAt(0.1, 'partial') }, 'not-assessed metric-incomplete'],
    ['no price', { of: { region: 'nowhere-1' } }, 'not-assessed no-price'],
  ];
  it.each(cases)('%s', (_, given, expected) => {
    expect(verdictOf(judge(given))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, given]) => judge(given));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/to-lambda.txt');
  });

  it('needs a price of both, and each of its metrics', () => {
    expect(judge({ memory: missingMetric('ecs.memory', 'denied') })).toMatchObject({
      code: 'metric-unknown',
      values: { metric: { value: 'AWS/ECS MemoryUtilization' } },
    });
    const cost = {
      monthly: { usd: 50, basis: 'list' as const, asOf: '2026-07-20' },
      lines: [],
      unpricedBecause: null,
      hoursPerMonth: 1460,
    };
    const priced = (overrides: Partial<typeof cost> | { monthly: null } | { hoursPerMonth: null }, region = 'us-east-1') =>
      verdictOf(
        judged(toLambda, service({ targetGroupArns: [TARGET], region }), {
          metrics: { cpu: cpuAt(0.1), memory: memoryAt(10), requests: requestsOf(500) },
          cost: { ...cost, ...overrides },
        }),
      );
    expect(priced({})).toBe('fail to-lambda');
    expect(priced({ monthly: null })).toBe('not-assessed no-price');
    expect(priced({ hoursPerMonth: null })).toBe('not-assessed no-price');
    expect(priced({}, 'nowhere-1')).toBe('not-assessed no-price');
  });

  it('moves a service on arm64 to functions on arm64', () => {
    const outcome = judge({ of: { shape: taskShape({ architecture: 'arm64' }) } });
    expect(outcome.verdict === 'fail' && outcome.recommendation.target?.label).toMatch(/^lambda-arm64/);
  });

  it('counts the careful end of the range, and flips where that stops being worth it', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    // 0.1 % of 1 vCPU over 2 x 730 h: 5,256 CPU-seconds, each 1,769 / 1,024 GB-seconds on Lambda, ten times as many where requests wait.
    const requests = 500 * 14 * 2 * (730 / 336);
    expect(outcome.cost.projected?.usd).toBeCloseTo(5256 * 10 * (1769 / 1024) * 0.0000166667 + (requests / 1e6) * 0.2, 2);
    const flip = outcome.evidence[0]?.flipsAt ?? 0;
    expect(judge({ cpu: cpuAt(flip * 0.99) }).verdict).toBe('fail');
    expect(judge({ cpu: cpuAt(flip * 1.05) }).verdict).toBe('pass');
    expect(outcome).toMatchObject({
      confidence: 'low',
      questions: expect.arrayContaining(['ask-protocol', 'ask-state', 'ask-local-disk']),
    });
  });
});

describe('fargate-to-instances', () => {
  // 4 vCPU and 30 GB leave hardly anything of an instance with 8 GiB a vCPU.
  const large = { desired: 30, running: 30, shape: taskShape({ cpuUnits: 4096, memoryMib: 30 * 1024 }) };
  const always = (tasks: number | ((day: number) => number), status: 'ok' | 'partial' = 'ok') =>
    presentMetric('ecs.cpu', {
      status,
      daily: { SampleCount: Array.from({ length: 32 }, (_, day) => (typeof tasks === 'number' ? tasks : tasks(day)) * 1440) },
    });
  const hourly = (tasks: (hour: number) => number) => seriesFrom(({ hour }) => tasks(hour) * 60, { statistic: 'SampleCount' });
  const judge = (of: Partial<EcsService>, cpu: MetricView = always(30), samples: Series | null = hourly(() => 30)) =>
    judged(toInstances, service({ ...large, ...of }), { metrics: { cpu }, series: { samples } });
  const cases: [string, Partial<EcsService>, MetricView | undefined, string][] = [
    ['thirty tasks that fill their instances', {}, undefined, 'fail to-instances'],
    [
      'tasks that leave much of theirs',
      { desired: 17, running: 17, shape: taskShape({ cpuUnits: 4096, memoryMib: 8192 }) },
      undefined,
      'pass fargate-is-cheaper',
    ],
    ['a small service', { desired: 1, running: 1 }, undefined, 'pass small-service'],
    ['few tasks on some days', {}, always((day) => (day % 7 < 2 ? 5 : 30)), 'pass uneven'],
    [
      'partly on Spot',
      {
        compute: [
          { compute: 'fargate', share: 0.9 },
          { compute: 'fargate-spot', share: 0.1 },
        ],
      },
      undefined,
      'pass on-spot',
    ],
    ['Windows', { shape: taskShape({ operatingSystem: 'windows' }) }, undefined, 'not-applicable windows'],
    ['unknown size', { shape: null }, undefined, 'not-assessed size-unknown'],
    ['no price', { region: 'nowhere-1' }, undefined, 'not-assessed no-price'],
    ['no metric', {}, missingMetric('ecs.cpu'), 'not-assessed metric-unknown'],
    ['results missing', {}, always(30, 'partial'), 'not-assessed metric-incomplete'],
  ];
  it.each(cases)('%s', (_, of, cpu, expected) => {
    expect(verdictOf(judge(of, cpu))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of, cpu]) => judge(of, cpu));
    const more = {
      'hours that could not be read': judge({}, always(30), null),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/to-instances.txt');
  });

  it.each<[string, Series | null, string]>([
    ['as many in each hour', hourly(() => 30), 'fail to-instances'],
    ['twice as many by night as at the moment of the audit', hourly((hour) => (hour < 12 ? 40 : 20)), 'pass fargate-is-cheaper'],
    ['more in three hours of two weeks, as while deploying', seriesFrom(({ index }) => (index < 3 ? 60 : 30) * 60), 'fail to-instances'],
    ['hours that could not be read', null, 'not-assessed series-missing'],
  ])('holds the fullest hour: %s', (_, samples, expected) => {
    expect(verdictOf(judge({ desired: 20 }, always(30), samples))).toBe(expected);
  });

  it('says all of days, of shapes and of the fee', async () => {
    const onArm = { shape: taskShape({ cpuUnits: 4096, memoryMib: 30 * 1024, architecture: 'arm64' as const }) };
    const whole = { desired: 12, running: 12, shape: taskShape({ cpuUnits: 16_384, memoryMib: 120 * 1024 }) };
    const hourOf = (tasks: number) => hourly(() => tasks);
    const quietest = (tasks: number) => always((day) => (day === 25 ? tasks : 30));
    await expect(
      outcomeTexts({
        'on arm64': judge(onArm),
        'one task on each instance': judge(whole, always(12), hourOf(12)),
        'nine tenths on the quietest day': judge({}, quietest(27)),
        'less on the quietest day': judge({}, quietest(20)),
        'without samples': judge({}, always(0)),
        'on EC2': judge({ compute: [{ compute: 'ec2', share: 1 }] }),
        'where the instances have no price': judged(toInstances, service({ ...large, region: 'nowhere-1' }), {
          metrics: { cpu: always(30) },
          series: { samples: hourOf(30) },
          cost: { monthly: { usd: 5000, basis: 'list', asOf: '2026-07-20' }, lines: [], unpricedBecause: null, hoursPerMonth: 21_900 },
        }),
        'without hours': judged(toInstances, service(large), {
          metrics: { cpu: always(30) },
          series: { samples: hourOf(30) },
          cost: { monthly: { usd: 5000, basis: 'list', asOf: '2026-07-20' }, lines: [], unpricedBecause: null, hoursPerMonth: null },
        }),
      }),
    ).toMatchFileSnapshot('outcomes/to-instances-shapes.txt');
  });

  it('names the instances, how the tasks pack, and the fee', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error(verdictOf(outcome));
    expect(outcome.recommendation.target?.label).toMatch(/^ECS on EC2: \d+ x [cmr]\d+[agi]?\.\w+, \d+ tasks? on each$/);
    const [managed] = outcome.recommendation.alternatives;
    expect((managed?.monthly?.usd ?? 0) / (outcome.recommendation.target?.monthly?.usd ?? 1)).toBeCloseTo(1.12, 6);
    expect(managed?.monthly?.basis).toBe('assumed');
    expect([outcome.recommendation.target?.offerChecked, managed?.offerChecked]).toEqual([true, true]);
    const unread = judged(toInstances, service(large), {
      metrics: { cpu: always(30) },
      series: { samples: hourly(() => 30) },
      fleet: fleetOf({ instanceTypes: null }),
    });
    if (unread.verdict !== 'fail') throw new Error(verdictOf(unread));
    const { target, alternatives } = unread.recommendation;
    expect([target, ...alternatives].map((one) => one?.offerChecked)).toEqual([false, false]);
    expect(outcome.cost.savings?.usd).toBeGreaterThan(0.15 * (outcome.cost.current?.usd ?? 0));
  });
});
