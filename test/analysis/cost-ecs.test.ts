import { describe, expect, it } from 'vitest';
import {
  capacityProvider,
  cluster,
  containerInstance,
  fleetOf,
  missingMetric,
  service,
  task,
  taskShape,
} from '../support/policy-fixtures.js';
import { cost, MONTH, samples, usd } from './cost-fixtures.js';

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
  });

  it('whose tasks stand alone costs since their start', () => {
    expect(usd(task())).toBe(36.04);
    expect(usd(task({ lastStatus: 'STOPPED' }))).toBe(0);
    expect(cost(task({ startedAt: null })).unpricedBecause).toBe('unknown-hours');
    expect(cost(task({ compute: null })).unpricedBecause).toBe('unknown-compute');
  });

  it('is priced outside us-east-1 with storage at the price there, which is assumed', () => {
    const abroad = (ephemeralStorageGib: number) => cost(shaped({ ephemeralStorageGib }, { region: 'eu-west-1' }), running(1)).monthly;
    expect(abroad(20)?.basis).toBe('list');
    expect(abroad(50)?.basis).toBe('assumed');
    expect((abroad(50)?.usd ?? 0) - (abroad(20)?.usd ?? 0)).toBeCloseTo(30 * 0.000111 * 730, 9);
  });

  it('that runs none costs nothing for certain only where its samples could be read', () => {
    const none = service({ running: 0, desired: 0 });
    expect(cost(none).monthly).toMatchObject({ usd: 0, basis: 'list' });
    expect(cost(none, { 'ecs.cpu': missingMetric('ecs.cpu', 'denied') }).monthly).toMatchObject({ usd: 0, basis: 'assumed' });
    expect(cost(none, { 'ecs.cpu': samples('ecs.cpu', 240) }).monthly?.usd).toBeCloseTo((36.0401 * 240) / 1440, 4);
  });

  it('carries the cost of its tasks as long as it is listed', () => {
    const of = (serviceName: string) => cost(task({ serviceName }), {}, fleetOf({ services: [service({ serviceName: 'web' })] }));
    expect(of('web').monthly?.usd).toBe(0);
    expect(of('gone').monthly?.usd).toBeCloseTo(36.04, 2);
    expect(of('web').unpricedBecause).toBeNull();
    const elsewhere = fleetOf({ services: [service({ serviceName: 'web', clusterName: 'other' })] });
    expect(cost(task({ serviceName: 'web' }), {}, elsewhere).monthly?.usd).toBeCloseTo(36.04, 2);
  });

  it.each([
    ['all of the window', '2026-11-02T00:00:00Z', 'list'],
    ['a second less', '2026-11-02T00:00:01Z', 'assumed'],
    ['a day', '2026-11-15T00:00:00Z', 'assumed'],
    ['half a day', '2026-11-15T12:00:00Z', 'assumed'],
    ['nothing of it', '2026-11-16T01:00:00Z', 'list'],
  ])('whose task stands alone and has run for %s', (_, startedAt, basis) => {
    expect(cost(task({ startedAt })).monthly?.basis).toBe(basis);
    expect(cost(task({ startedAt, compute: 'ec2' })).monthly).toMatchObject({ usd: 0, basis: 'list' });
  });

  it('with a base on demand costs by the mean of its tasks, whatever runs at the moment', () => {
    const strategy = [
      { provider: 'FARGATE', weight: 0, base: 2 },
      { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
    ];
    const at = (count: number, spot: number) =>
      cost(
        service({
          launchType: null,
          capacityProviderStrategy: strategy,
          compute: [
            { compute: 'fargate' as const, share: 1 - spot },
            { compute: 'fargate-spot' as const, share: spot },
          ],
          running: count,
          desired: count,
        }),
        running(4),
      );
    const hour = 0.04048 + 2 * 0.004445;
    expect(at(2, 0).monthly?.usd).toBeCloseTo(730 * hour * (2 + 2 * 0.3), 6);
    expect(at(10, 0.8).monthly?.usd).toBeCloseTo(730 * hour * (2 + 2 * 0.3), 6);
    expect(at(2, 0).monthly?.basis).toBe('assumed');
  });

  it.each([
    // A day of running is no daily job any more: from here on it costs a month.
    ['for a day', '2026-11-15T00:00:00Z', {}, 730],
    ['for ten days', '2026-11-06T00:00:00Z', {}, 730],
    ['for longer than the window', '2026-10-01T00:00:00Z', {}, 730],
    ['for a second less than a day', '2026-11-15T00:00:01Z', {}, (24 - 1 / 3600) * MONTH],
    ['for twelve hours', '2026-11-15T12:00:00Z', {}, 12 * MONTH],
    ['for ten days as a job of AWS Batch', '2026-11-06T00:00:00Z', { awaitedBy: 'aws-batch' as const }, 240 * MONTH],
    ['for ten days, stopping now', '2026-11-06T00:00:00Z', { lastStatus: 'STOPPING' }, 240 * MONTH],
    ['since after the window', '2026-11-16T01:00:00Z', {}, 0],
  ])('that has run alone %s costs its hours', (_, startedAt, of, hours) => {
    expect(cost(task({ startedAt, ...of })).hoursPerMonth).toBeCloseTo(hours, 6);
  });

  it.each([
    ['ten days ago, one task', '2026-11-06T00:00:00Z', 1, new Array<number>(10).fill(1440), 730, 'list'],
    ['half a day later, by the hours since', '2026-11-06T12:00:00Z', 1, [720, ...new Array<number>(9).fill(1440)], 730, 'list'],
    [
      'ten days ago, half of the time two',
      '2026-11-06T00:00:00Z',
      2,
      [1440, 1440, 1440, 1440, 1440, 2880, 2880, 2880, 2880, 2880],
      1095,
      'list',
    ],
    ['a day ago', '2026-11-15T00:00:00Z', 2, [2880], 1460, 'list'],
    // Younger than a day: what its samples are of cannot be told.
    ['a second less', '2026-11-15T00:00:01Z', 2, [2880], 1460, 'assumed'],
    ['twelve hours ago, with the samples of another', '2026-11-15T12:00:00Z', 2, [28_800], 1460, 'assumed'],
    ['twelve hours ago, without samples', '2026-11-15T12:00:00Z', 2, [null], 1460, 'assumed'],
    ['twelve hours ago, none running', '2026-11-15T12:00:00Z', 0, [720], 1460, 'assumed'],
    ['ten days ago, in the place of another', '2026-11-06T00:00:00Z', 1, 1440, 730, 'list'],
  ])('that was created inside the window, %s, costs by its time since', (_, createdAt, running, perDay, hours, basis) => {
    const found = cost(service({ createdAt, running, desired: 2 }), { 'ecs.cpu': samples('ecs.cpu', perDay) });
    expect(found.hoursPerMonth).toBeCloseTo(hours, 6);
    expect(found.monthly?.basis).toBe(basis);
  });

  it('runs in a cluster that costs nothing', () => {
    expect([cluster(), containerInstance(), capacityProvider()].map((one) => usd(one))).toEqual([0, 0, 0]);
  });
});
