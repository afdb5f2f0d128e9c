import { describe, expect, it } from 'vitest';
import { resourceCost } from '../../src/analysis/cost.js';
import { toCents } from '../../src/model/money.js';
import {
  capacityProvider,
  containerInstance,
  fleetOf,
  instance,
  instanceGroup,
  missingMetric,
  PRICES,
  presentMetric,
  WINDOW,
} from '../support/policy-fixtures.js';
import { cost, MONTH, samples, usd } from './cost-fixtures.js';

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

  it('launched inside the window, once, costs what a month of it will', () => {
    const young = instance({ launchTime: '2026-11-13T00:00:00Z', firstLaunchTime: '2026-11-13T00:00:00Z' });
    expect(cost(young, { 'ec2.cpu': samples('ec2.cpu', [288, 288, 288]) })).toMatchObject({ hoursPerMonth: 730 });
    expect(usd(young)).toBe(560.64);
    const restarted = instance({ launchTime: '2026-11-15T00:00:00Z', firstLaunchTime: '2026-11-12T00:00:00Z' });
    expect(cost(restarted, { 'ec2.cpu': samples('ec2.cpu', [288, null, null, 288]) }).hoursPerMonth).toBeCloseTo(365, 6);
    const credits = { 'ec2.cpuSurplusCreditsCharged': presentMetric('ec2.cpuSurplusCreditsCharged', { daily: { Sum: [144, 144, 144] } }) };
    const [, surplus] = cost({ ...young, instanceType: 't3.large' }, credits).lines;
    // Six credits an hour.
    expect(surplus?.quantity).toBeCloseTo((6 * 730) / 60, 6);
  });

  it('stopped costs nothing, or what it ran in the window where it comes and goes', () => {
    expect(usd(instance({ state: 'stopped' }))).toBe(0);
    const ran = cost(instance({ state: 'stopped' }), { 'ec2.cpu': samples('ec2.cpu', [288, null, 120, 120, null]) });
    expect(ran.hoursPerMonth).toBeCloseTo(44 * MONTH, 6);
    // Stopped for longer than it ever was: that it ran before costs nothing from now on.
    expect(usd(instance({ state: 'stopped' }), { 'ec2.cpu': samples('ec2.cpu', [null, 288, 288, null]) })).toBe(0);
    // Stopped since before the window, whatever a late datapoint says.
    expect(usd(instance({ state: 'stopped', stateTransitionTime: '2026-10-01T00:00:00Z' }), { 'ec2.cpu': samples('ec2.cpu', 12) })).toBe(0);
  });

  it('stopped learns how dense samples are from the rest of the fleet', () => {
    const running = instance({ id: 'i-00000000000000001' });
    const stopped = instance({ id: 'i-00000000000000002', state: 'stopping', launchTime: null });
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
