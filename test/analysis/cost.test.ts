import { describe, expect, it } from 'vitest';
import { type CostInputs, resourceCost } from '../../src/analysis/cost.js';
import type { MetricView } from '../../src/model/metric.js';
import type { MetricId } from '../../src/model/metric-catalog.js';
import { toCents } from '../../src/model/money.js';
import type { Resource } from '../../src/model/resource/index.js';
import {
  capacityProvider,
  cluster,
  containerInstance,
  fleetOf,
  instance,
  instanceGroup,
  lambdaFunction,
  missingMetric,
  PRICES,
  presentMetric,
  service,
  task,
  taskShape,
  WINDOW,
  zeroMetric,
} from '../support/policy-fixtures.js';

type Metrics = Partial<Record<MetricId, MetricView>>;

function cost(resource: Resource, metrics: Metrics = {}, fleet: CostInputs['fleet'] = fleetOf()) {
  return resourceCost(resource, {
    fleet,
    prices: PRICES,
    window: WINDOW,
    metrics: (_, metric) => metrics[metric] ?? missingMetric(metric),
  });
}
const usd = (resource: Resource, metrics: Metrics = {}, fleet?: CostInputs['fleet']) => {
  const { monthly } = cost(resource, metrics, fleet);
  return monthly === null ? null : toCents(monthly.usd);
};
const samples = (metric: MetricId, perDay: number | readonly (number | null)[]) =>
  presentMetric(metric, { daily: { SampleCount: perDay } });

/** Hours of a fourteen-day window scaled to a month. */
const MONTH = 730 / 336;

describe('an instance', () => {
  it('that ran all along costs 730 hours', () => {
    expect(usd(instance({ instanceType: 'm5.4xlarge' }))).toBe(560.64);
    expect(cost(instance()).hoursPerMonth).toBe(730);
  });

  it('in another region is estimated', () => {
    const { monthly } = cost(instance({ instanceType: 'm5.large', region: 'eu-west-1' }));
    expect(monthly).toMatchObject({ basis: 'estimated' });
    expect(toCents(monthly?.usd ?? 0)).toBe(78.11);
  });

  it.each([
    ['basic monitoring', 12],
    ['an endpoint with a datapoint an hour', 1],
    ['detailed monitoring', 60],
  ])('launched three days ago after four running days costs seven days of fourteen (%s)', (_, perHour) => {
    const days = [...new Array<null>(7).fill(null), ...new Array<number>(4).fill(24 * perHour), ...new Array<number>(3).fill(24 * perHour)];
    const machine = instance({ launchTime: '2026-11-13T00:00:00Z' });
    expect(cost(machine, { 'ec2.cpu': samples('ec2.cpu', days) }).hoursPerMonth).toBeCloseTo(7 * 24 * MONTH, 6);
  });

  it.each([
    ['a full day of hourly datapoints on every whole day ran all the time', new Array<number>(14).fill(24), 14 * 24],
    ['days that differ are counted as basic monitoring', [24, 24, 24, 30, 24, 24, 24, 24, 24, 24, 24, 24, 24, 24], 342 / 12],
  ])('started after the window: %s', (_, days, hours) => {
    const machine = instance({ launchTime: '2026-11-16T00:30:00Z' });
    expect(cost(machine, { 'ec2.cpu': samples('ec2.cpu', days) }).hoursPerMonth).toBeCloseTo(hours * MONTH, 6);
  });

  it('started after the window without a datapoint has no known cost', () => {
    expect(cost(instance({ launchTime: '2026-11-16T00:30:00Z' }))).toMatchObject({ monthly: null, unpricedBecause: 'unknown-hours' });
  });

  it('launched inside the window without metrics costs the hours since', () => {
    expect(cost(instance({ launchTime: '2026-11-15T00:00:00Z' })).hoursPerMonth).toBeCloseTo(24 * MONTH, 6);
  });

  it('stopped costs nothing, or what it ran in the window', () => {
    expect(usd(instance({ state: 'stopped' }))).toBe(0);
    const ran = cost(instance({ state: 'stopped' }), { 'ec2.cpu': samples('ec2.cpu', [null, 120, 120, null]) });
    expect(ran.hoursPerMonth).toBeCloseTo(20 * MONTH, 6);
    // Stopped since before the window, whatever a late datapoint says.
    expect(usd(instance({ state: 'stopped', stateTransitionTime: '2026-10-01T00:00:00Z' }), { 'ec2.cpu': samples('ec2.cpu', 12) })).toBe(0);
  });

  it('stopped learns how dense samples are from the rest of the fleet', () => {
    const running = instance({ id: 'i-00000000000000001' });
    const stopped = instance({ id: 'i-00000000000000002', state: 'stopped' });
    const fleet = fleetOf({ instances: new Map([running, stopped].map((one) => [one.id, one])) });
    const hourly = { [running.id]: samples('ec2.cpu', 24), [stopped.id]: samples('ec2.cpu', [10, 10]) };
    const found = resourceCost(stopped, {
      fleet,
      prices: PRICES,
      window: WINDOW,
      metrics: (of, metric) => (metric === 'ec2.cpu' ? (hourly[of.id] ?? missingMetric(metric)) : missingMetric(metric)),
    });
    expect(found.hoursPerMonth).toBeCloseTo(20 * MONTH, 6);
  });

  it('with surplus credits pays for them', () => {
    const surplus = presentMetric('ec2.cpuSurplusCreditsCharged', { daily: { Sum: 144 } });
    const found = cost(instance({ instanceType: 't3.large' }), { 'ec2.cpuSurplusCreditsCharged': surplus });
    expect(found.lines.map(({ label }) => label)).toEqual(['t3.large', 'surplus CPU credits']);
    expect(toCents(found.monthly?.usd ?? 0)).toBe(toCents(0.0832 * 730 + ((144 * 14 * MONTH) / 60) * 0.05));
  });

  it('without a price is not known, and says why', () => {
    expect(cost(instance({ platform: 'windows', platformDetails: 'Windows' }))).toMatchObject({
      monthly: null,
      unpricedBecause: 'no-price',
      hoursPerMonth: 730,
    });
    expect(cost(instance({ platformDetails: null })).monthly?.usd).toBeCloseTo(560.64, 9);
    expect(cost(instance({ platformDetails: null, platform: 'windows' })).monthly).toBeNull();
    expect(cost(instance({ onOutpost: true })).monthly).toBeNull();
    expect(cost(instance({ launchTime: null }))).toMatchObject({ monthly: null, unpricedBecause: 'unknown-hours' });
  });

  it('started by ECS Managed Instances pays their fee, and the fee is assumed', () => {
    const machine = instance({ instanceType: 'c6a.2xlarge' });
    const fleet = fleetOf({
      containerInstanceOf: new Map([[machine.id, containerInstance({ capacityProvider: 'managed' })]]),
      capacityProviders: [capacityProvider({ id: 'main/managed', type: 'managed-instances' })],
    });
    const { monthly, lines } = cost(machine, {}, fleet);
    expect(toCents(monthly?.usd ?? 0)).toBe(250.19);
    expect(monthly?.basis).toBe('assumed');
    expect(lines[1]?.rate?.usd).toBeCloseTo(0.03672, 9);
  });

  it('pays the fee of ECS Managed Instances only where such a provider started it', () => {
    const machine = instance({ instanceType: 'm5.large' });
    const labels = (capacityProviderName: string | null | undefined, ...providers: Parameters<typeof capacityProvider>[0][]) => {
      const containers =
        capacityProviderName === undefined ? [] : [[machine.id, containerInstance({ capacityProvider: capacityProviderName })] as const];
      const fleet = fleetOf({ containerInstanceOf: new Map(containers), capacityProviders: providers.map(capacityProvider) });
      return cost(machine, {}, fleet).lines.length;
    };
    const [managed, scaling] = [{ id: 'main/managed', type: 'managed-instances' }, { id: 'main/scaling' }] as const;
    expect(labels('managed', managed)).toBe(2);
    expect(labels('managed', scaling, managed)).toBe(2);
    expect(labels('scaling', scaling, managed)).toBe(1);
    expect(labels('other', managed)).toBe(1);
    expect(labels(null, managed)).toBe(1);
    expect(labels(undefined, managed)).toBe(1);
    expect(labels('managed')).toBe(1);
  });

  it('has no price, with its hours, where the fee of its type is not known', () => {
    const machine = instance({ instanceType: 'inf2.xlarge' });
    const fleet = fleetOf({
      containerInstanceOf: new Map([[machine.id, containerInstance({ capacityProvider: 'managed' })]]),
      capacityProviders: [capacityProvider({ id: 'main/managed', type: 'managed-instances' })],
    });
    expect(cost(machine, {}, fleet)).toMatchObject({ monthly: null, unpricedBecause: 'no-price', hoursPerMonth: 730 });
    expect(cost(machine)).toMatchObject({ unpricedBecause: null, hoursPerMonth: 730 });
  });

  it('in a group is free without members, and not known where they are not', () => {
    expect(cost(instanceGroup({ instanceIds: [] }))).toMatchObject({
      monthly: { usd: 0, basis: 'list' },
      unpricedBecause: null,
      hoursPerMonth: 0,
    });
    expect(cost(instanceGroup({ instanceIds: ['i-a'] }))).toMatchObject({ monthly: null, unpricedBecause: 'unknown-hours' });
    const members = [instance({ id: 'i-a' }), instance({ id: 'i-b', launchTime: null })];
    const fleet = fleetOf({ instances: new Map(members.map((one) => [one.id, one])) });
    expect(cost(instanceGroup({ instanceIds: ['i-a', 'i-b'] }), {}, fleet)).toMatchObject({ monthly: null, hoursPerMonth: null });
    // One that is not known to the fleet does not count.
    expect(cost(instanceGroup({ instanceIds: ['i-a', 'i-x'] }), {}, fleet)).toMatchObject({ monthly: { usd: 560.64 }, hoursPerMonth: 730 });
  });

  it('in a group adds up; one unknown member makes the group unknown', () => {
    const [a, b] = [instance({ id: 'i-a' }), instance({ id: 'i-b', instanceType: 'm5.large' })];
    const fleet = fleetOf({ instances: new Map([a, b].map((one) => [one.id, one])) });
    expect(usd(instanceGroup({ instanceIds: ['i-a', 'i-b'] }), {}, fleet)).toBe(toCents(560.64 + 70.08));
    const windows = instance({ id: 'i-b', platformDetails: 'Windows', platform: 'windows' });
    const mixed = fleetOf({ instances: new Map([a, windows].map((one) => [one.id, one])) });
    expect(cost(instanceGroup({ instanceIds: ['i-a', 'i-b'] }), {}, mixed)).toMatchObject({ monthly: null, unpricedBecause: 'no-price' });
  });
});

describe('a Fargate service', () => {
  const running = (tasks: number) => ({ 'ecs.cpu': samples('ecs.cpu', tasks * 1440) });
  const shaped = (over: Parameters<typeof taskShape>[0], extra: Parameters<typeof service>[0] = {}) =>
    service({ shape: taskShape(over), running: 1, ...extra });

  it.each([
    ['x86, 1 vCPU, 2 GB', shaped({}), 36.04],
    ['arm64', shaped({ architecture: 'arm64' }), 28.84],
    ['Windows with its licence', shaped({ operatingSystem: 'windows' }), 115.03],
    ['50 GB of storage', shaped({ ephemeralStorageGib: 50 }), 38.47],
    ['20 GB of storage, which are free', shaped({ ephemeralStorageGib: 20 }), 36.04],
    ['Spot', shaped({}, { compute: [{ compute: 'fargate-spot', share: 1 }] }), 10.81],
    [
      'half of it on Spot',
      shaped(
        {},
        {
          compute: [
            { compute: 'fargate', share: 0.5 },
            { compute: 'fargate-spot', share: 0.5 },
          ],
        },
      ),
      23.43,
    ],
  ])('of one task: %s', (_, one, monthly) => {
    expect(usd(one, running(1))).toBe(monthly);
  });

  it('is list price where tasks were counted, assumed on Spot', () => {
    expect(cost(shaped({}), running(1)).monthly?.basis).toBe('list');
    expect(cost(shaped({}, { compute: [{ compute: 'fargate-spot', share: 1 }] }), running(1)).monthly?.basis).toBe('assumed');
  });

  it('costs the task-hours really run, not the number running now', () => {
    const scaled = service({ running: 10, desired: 10 });
    const days = [...new Array<number>(13).fill(1440), 14_400];
    expect(cost(scaled, { 'ecs.cpu': samples('ecs.cpu', days) }).hoursPerMonth).toBeCloseTo((13 * 24 + 240) * MONTH, 6);
    const down = service({ running: 0, desired: 0 });
    expect(cost(down, { 'ecs.cpu': samples('ecs.cpu', [1440, null]) }).hoursPerMonth).toBeCloseTo(24 * MONTH, 6);
  });

  it('is taken to have run as it does now where its datapoints are five minutes apart: their number is no number of tasks', () => {
    const everyFiveMinutes = { 'ecs.cpu': samples('ecs.cpu', 288) };
    expect(cost(service({ running: 1 }), everyFiveMinutes).hoursPerMonth).toBeCloseTo(730, 6);
    expect(cost(service({ running: 3 }), everyFiveMinutes).hoursPerMonth).toBeCloseTo(3 * 730, 6);
  });

  it('falls back to the running count, with a weaker basis, where samples cannot be counted', () => {
    const hourly = cost(service({ running: 2 }), { 'ecs.cpu': samples('ecs.cpu', 24) });
    expect(hourly.hoursPerMonth).toBeCloseTo(1460, 6);
    expect(hourly.monthly?.basis).toBe('assumed');
    expect(cost(service({ running: 2 })).hoursPerMonth).toBeCloseTo(1460, 6);
    const starting = service({ running: 0, desired: 2 });
    expect(cost(starting, { 'ecs.cpu': samples('ecs.cpu', 24) }).hoursPerMonth).toBeCloseTo(1460, 6);
    expect(cost(starting).hoursPerMonth).toBe(0);
  });

  it('costs nothing itself on instances, and is unknown elsewhere', () => {
    expect(usd(service({ compute: [{ compute: 'ec2', share: 1 }] }))).toBe(0);
    expect(cost(service({ compute: [{ compute: 'managed-instances', share: 1 }] })).unpricedBecause).toBe('managed-instances');
    expect(cost(service({ compute: null })).unpricedBecause).toBe('unknown-compute');
    expect(cost(service({ shape: null })).unpricedBecause).toBe('unknown-size');
    expect(cost(service({ region: 'xx-north-9' })).unpricedBecause).toBe('no-price');
    expect(cost(service({ region: 'eu-west-1', shape: taskShape({ ephemeralStorageGib: 50 }) })).unpricedBecause).toBe('no-price');
  });

  it('whose tasks stand alone costs since their start', () => {
    expect(usd(task())).toBe(36.04);
    expect(cost(task({ startedAt: '2026-11-15T12:00:00Z' })).hoursPerMonth).toBeCloseTo(12 * MONTH, 6);
    expect(usd(task({ serviceName: 'web' }))).toBe(0);
    expect(usd(task({ lastStatus: 'STOPPED' }))).toBe(0);
    expect(cost(task({ startedAt: null })).unpricedBecause).toBe('unknown-hours');
    expect(cost(task({ compute: null })).unpricedBecause).toBe('unknown-compute');
  });

  it('runs in a cluster that costs nothing', () => {
    expect([cluster(), containerInstance(), capacityProvider()].map((one) => usd(one))).toEqual([0, 0, 0]);
  });
});

describe('a Lambda function', () => {
  /** Daily values that make a month of `invocations`, each of `milliseconds`. */
  const used = (invocations: number, milliseconds: number): Metrics => {
    const daily = (invocations * 336) / 730 / 14;
    return {
      'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: daily } }),
      'lambda.duration': presentMetric('lambda.duration', { daily: { Average: milliseconds } }),
    };
  };

  it.each([
    ['x86, 10 M x 200 ms x 1 GB', {}, used(1e7, 200), 35.33],
    ['arm64', { architecture: 'arm64' as const }, used(1e7, 200), 28.67],
    ['2 GB', { memoryMib: 2048 }, used(1e7, 200), 68.67],
    ['10 GB of storage', { ephemeralStorageMib: 10_240 }, used(1e7, 200), 35.92],
    ['three tiers (20 billion GB-seconds)', {}, used(2e7, 1_000_000), 301_671.2],
    ['three arm64 tiers', { architecture: 'arm64' as const }, used(2e7, 1_000_000), 248_339.0],
    ['never called', {}, { 'lambda.invocations': zeroMetric('lambda.invocations') }, 0],
  ])('%s', (_, settings, metrics, monthly) => {
    expect(usd(lambdaFunction(settings), metrics)).toBe(monthly);
  });

  it('weighs the average of each day with its invocations', () => {
    const perDay = (first: number, rest: number) => [first, ...new Array<number>(13).fill(rest)];
    const metrics = {
      'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: perDay(1_000_000, 0) } }),
      'lambda.duration': presentMetric('lambda.duration', { daily: { Average: perDay(200, 9_000) } }),
    };
    const [, duration] = cost(lambdaFunction(), metrics).lines;
    expect(duration?.quantity).toBeCloseTo(200_000 * (730 / 336), 6);
  });

  it('pays for provisioned environments whether called or not', () => {
    const provisioned = [{ qualifier: 'live', allocated: 10, requested: 10, status: 'READY' }];
    const idle = { 'lambda.invocations': zeroMetric('lambda.invocations') };
    expect(usd(lambdaFunction({ provisionedConcurrency: provisioned }), idle)).toBe(109.5);
    const busy = cost(lambdaFunction({ provisionedConcurrency: provisioned }), used(1e7, 200));
    expect(toCents(busy.monthly?.usd ?? 0)).toBe(toCents(109.500876 + 2e6 * 0.0000097222 + 2));
    expect(busy.monthly?.basis).toBe('assumed');
  });

  it('is not known where a metric, a price or the form of billing is not', () => {
    expect(cost(lambdaFunction()).unpricedBecause).toBe('no-invocations-metric');
    expect(
      cost(lambdaFunction(), { 'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: 5 } }) }).unpricedBecause,
    ).toBe('no-duration-metric');
    expect(cost(lambdaFunction({ region: 'xx-north-9' }), used(1e6, 10)).unpricedBecause).toBe('no-price');
    expect(cost(lambdaFunction({ region: 'eu-west-1' }), used(2e7, 1_000_000)).unpricedBecause).toBe('no-price');
    const managed = {
      arn: 'arn:aws:lambda:us-east-1:111122223333:capacity-provider:p',
      memoryGibPerVcpu: 2,
      maxConcurrencyPerEnvironment: 10,
    };
    expect(cost(lambdaFunction({ capacityProvider: managed })).unpricedBecause).toBe('lambda-managed-instances');
    expect(cost(lambdaFunction({ provisionedConcurrency: null }), used(1e7, 200)).monthly?.basis).toBe('assumed');
  });
});
