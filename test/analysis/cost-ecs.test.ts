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
