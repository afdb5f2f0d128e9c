import { describe, expect, it } from 'vitest';
import { capacityProvider, cluster, containerInstance, service, task, taskShape } from '../support/policy-fixtures.js';
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
    expect(cost(service({ region: 'eu-west-1', shape: taskShape({ ephemeralStorageGib: 50 }) })).unpricedBecause).toBe('no-price');
  });

  it('whose tasks stand alone costs since their start', () => {
    expect(usd(task())).toBe(36.04);
    expect(usd(task({ serviceName: 'web' }))).toBe(0);
    expect(usd(task({ lastStatus: 'STOPPED' }))).toBe(0);
    expect(cost(task({ startedAt: null })).unpricedBecause).toBe('unknown-hours');
    expect(cost(task({ compute: null })).unpricedBecause).toBe('unknown-compute');
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
