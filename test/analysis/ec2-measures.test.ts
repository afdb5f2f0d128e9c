import { describe, expect, it } from 'vitest';
import { type InstanceNeed, largestNeed, type SizingSubject, sizeChangedAt } from '../../src/analysis/ec2-need.js';
import { type BandwidthViews, peakRates, reducibleBandwidth } from '../../src/analysis/ec2-rates.js';
import { instancesOfRole, type RoleMember, roleOf, workOfRole } from '../../src/analysis/ec2-role.js';
import { instanceHours } from '../../src/analysis/instance-hours.js';
import type { MetricView, Series } from '../../src/model/metric.js';
import type { Ec2Instance } from '../../src/model/resource/index.js';
import {
  containerInstance,
  fleetOf,
  instance,
  instanceGroup,
  missingMetric,
  PRICES,
  presentMetric,
  SCALAR_WINDOW,
  seriesOf,
  typeSpec,
  WINDOW,
} from '../support/policy-fixtures.js';

describe('hours that an instance ran', () => {
  const sampled = (perDay: number | readonly (number | null)[]) => presentMetric('ec2.cpu', { daily: { SampleCount: perDay } });
  const none = missingMetric('ec2.cpu');
  const hoursBeforeEnd = (hours: number) => new Date(Date.parse(WINDOW.end) - hours * 3_600_000).toISOString();
  const hoursOf = (of: Partial<Ec2Instance>, cpu: MetricView = none, others: readonly [Ec2Instance, MetricView][] = []) => {
    const machine = instance(of);
    const fleet = fleetOf({ instances: new Map([[machine.id, machine], ...others.map(([one]) => [one.id, one] as const)]) });
    const views = new Map(others.map(([one, view]) => [one.id, view]));
    const found = instanceHours(machine, { fleet, prices: PRICES, window: WINDOW, metrics: ({ id }) => views.get(id) ?? cpu });
    return [found.hours, found.source];
  };
  const stopped = { state: 'stopped' as const, launchTime: null };

  it.each<[string, Partial<Ec2Instance>, MetricView, [number | null, string]]>([
    ['since before the window', { launchTime: WINDOW.start }, none, [336, 'launch-time']],
    ['since before it, whatever was counted', { launchTime: hoursBeforeEnd(400) }, sampled(10), [336, 'launch-time']],
    ['since an hour after it began, without datapoints', { launchTime: hoursBeforeEnd(335) }, none, [335, 'launch-time']],
    ['since after the window, without datapoints', { launchTime: hoursBeforeEnd(-1) }, none, [null, 'none']],
    [
      'since after the window, with some',
      { launchTime: hoursBeforeEnd(-1) },
      sampled([...new Array<null>(30).fill(null), 12, 12]),
      [2, 'samples'],
    ],
    ['from a time that is not known', { launchTime: null }, none, [null, 'none']],
    ['pending', { state: 'pending', launchTime: null }, none, [null, 'none']],
    ['stopping', { state: 'stopping', launchTime: null }, none, [0, 'state']],
    ['stopped, nobody knows when', stopped, none, [0, 'state']],
    ['stopped when the window began', { ...stopped, stateTransitionTime: WINDOW.start }, sampled(288), [0, 'state']],
    ['stopped a second later', { ...stopped, stateTransitionTime: WINDOW.start.replace('00Z', '01Z') }, sampled(288), [336, 'samples']],
    [
      'terminated before the window',
      { state: 'terminated', launchTime: null, stateTransitionTime: WINDOW.start },
      sampled(288),
      [0, 'state'],
    ],
    [
      'stopping since before it',
      { state: 'stopping', launchTime: null, stateTransitionTime: WINDOW.start },
      sampled(288),
      [336, 'samples'],
    ],
    ['half of each day, by what it is documented to send', stopped, sampled(144), [168, 'samples']],
    ['half of each day, with detailed monitoring', { ...stopped, monitoring: 'detailed' }, sampled(720), [168, 'samples']],
    [
      'by one datapoint an hour, on four whole days',
      stopped,
      sampled([...new Array<null>(26).fill(null), 3, 24, 24, 24, 24, 5]),
      [104, 'samples'],
    ],
    [
      'by one an hour, on two whole days: too few to tell',
      stopped,
      sampled([...new Array<null>(28).fill(null), 3, 24, 24, 5]),
      [56 / 12, 'samples'],
    ],
    ['never more than the window', stopped, sampled(3000), [336, 'samples']],
  ])('%s', (_, of, cpu, expected) => {
    expect(hoursOf(of, cpu)).toEqual([expected[0] === null ? null : expect.closeTo(expected[0], 9), expected[1]]);
  });

  it('never fewer than since its last start, whose whole days tell how many datapoints an hour has', () => {
    const daily = (...last: number[]) => sampled([...new Array<null>(32 - last.length).fill(null), ...last]);
    expect(hoursOf({ launchTime: hoursBeforeEnd(48) }, daily(24, 24))).toEqual([48, 'samples']);
    expect(hoursOf({ launchTime: hoursBeforeEnd(48) }, daily(12, 24, 24))).toEqual([60, 'samples']);
    expect(hoursOf({ launchTime: hoursBeforeEnd(48) }, daily(144, 288, 288))).toEqual([60, 'samples']);
    expect(hoursOf({ launchTime: hoursBeforeEnd(20) }, daily(12))).toEqual([20, 'samples']);
    expect(hoursOf({ launchTime: hoursBeforeEnd(30) }, daily(0))).toEqual([30, 'samples']);
  });

  it('as densely as others with the same monitoring, which ran all the time', () => {
    const other = (id: string, perDay: number, of: Partial<Ec2Instance> = {}): [Ec2Instance, MetricView] => [
      instance({ id, ...of }),
      sampled(perDay),
    ];
    const counted = (...others: [Ec2Instance, MetricView][]) =>
      hoursOf(stopped, sampled([...new Array<null>(30).fill(null), 12, 12]), others)[0];
    expect(counted()).toBe(2);
    expect(counted(other('i-1', 24))).toBe(24);
    // Running since long before the window, it is known by the days of the window alone.
    expect(counted(other('i-1', 288))).toBe(2);
    expect(counted(other('i-1', 1440))).toBe(24 / 60);
    expect(counted(other('i-1', 24, { monitoring: 'detailed' }))).toBe(2);
    expect(counted(other('i-1', 24, { state: 'stopped' }))).toBe(2);
    expect(counted(other('i-1', 24, { launchTime: hoursBeforeEnd(23) }))).toBe(2);
    expect(counted(other('i-1', 24, { launchTime: hoursBeforeEnd(24) }))).toBe(24);
    expect(counted(other('i-1', 0))).toBe(2);
    // The middle one of three, in whatever order they come.
    expect(counted(other('i-1', 288), other('i-2', 24), other('i-3', 24))).toBe(24);
    expect(counted(other('i-1', 24), other('i-2', 288), other('i-3', 288))).toBe(2);
    expect(counted(other('i-1', 24), [instance({ id: 'i-2' }), none])).toBe(24);
    // Twenty-five are looked at, no more.
    const many = (count: number, perDay: number, from: number) =>
      Array.from({ length: count }, (_, index) => other(`i-${from + index}`, perDay));
    expect(counted(...many(25, 24, 0), ...many(60, 288, 100))).toBe(24);
  });
});

describe('bandwidth that was used', () => {
  const peak = (metric: 'networkIn' | 'networkOut' | 'ebsReadBytes' | 'ebsWriteBytes' | 'ebsReadOps' | 'ebsWriteOps', value: number) =>
    presentMetric(`ec2.${metric}`, { daily: { Maximum: value } });
  /** Over five minutes: 1 and 2 Gbit/s, 30 and 50 Mbit/s, 100 and 200 operations a second. */
  const views: BandwidthViews = {
    networkIn: peak('networkIn', (1e9 / 8) * 300),
    networkOut: peak('networkOut', (2e9 / 8) * 300),
    ebsReadBytes: peak('ebsReadBytes', (30e6 / 8) * 300),
    ebsWriteBytes: peak('ebsWriteBytes', (50e6 / 8) * 300),
    ebsReadOps: peak('ebsReadOps', 100 * 300),
    ebsWriteOps: peak('ebsWriteOps', 200 * 300),
  };
  const memory = presentMetric('ec2.memory', { daily: { Maximum: 25 } });

  it('is the busier direction of the network, and reading and writing together', () => {
    expect(peakRates(instance(), 8192, { ...views, memory })).toEqual({
      memory: 2048,
      network: expect.closeTo(2, 9),
      'ebs-throughput': expect.closeTo(80, 9),
      'ebs-iops': expect.closeTo(300, 9),
    });
    // Samples of one minute.
    expect(peakRates(instance({ monitoring: 'detailed' }), 8192, { ...views, memory })).toMatchObject({
      network: expect.closeTo(10, 9),
      'ebs-iops': expect.closeTo(1500, 9),
    });
  });

  it('is not known where a part of it is missing', () => {
    const rates = (over: Partial<BandwidthViews & { memory: MetricView }>) => peakRates(instance(), 8192, { ...views, memory, ...over });
    expect(rates({ networkIn: missingMetric('ec2.networkIn') }).network).toBeNull();
    expect(rates({ networkOut: missingMetric('ec2.networkOut') }).network).toBeNull();
    expect(rates({ ebsReadBytes: missingMetric('ec2.ebsReadBytes') })['ebs-throughput']).toBeNull();
    expect(rates({ ebsWriteOps: presentMetric('ec2.ebsWriteOps', { status: 'partial', daily: { Maximum: 1 } }) })['ebs-iops']).toBeNull();
    expect(rates({ memory: missingMetric('ec2.memory') }).memory).toBeNull();
  });

  it('may be given back where every machine leaves the headroom free', () => {
    const spec = typeSpec({ networkBaselineGbps: 2.5, ebsBaselineMbps: 100, ebsBaselineIops: 300 });
    const quiet = { ...views, networkOut: peak('networkOut', (0.1e9 / 8) * 300) };
    const of = (...all: BandwidthViews[]) =>
      reducibleBandwidth(
        all.map((metrics) => ({ instance: instance(), metrics })),
        spec,
        20,
      );
    // 2 of 2.5 and 80 of 100 are all but the headroom; 300 of 300 are more.
    expect(of(views)).toEqual({
      cpu: null,
      memory: null,
      network: expect.closeTo(2, 9),
      'ebs-throughput': expect.closeTo(80, 9),
      'ebs-iops': null,
    });
    expect(of(quiet, views).network).toBeCloseTo(2, 9);
    expect(of(views, quiet).network).toBeCloseTo(2, 9);
    expect(of({ ...views, networkOut: peak('networkOut', (2.01e9 / 8) * 300) }).network).toBeNull();
    expect(of(views, { ...views, networkIn: missingMetric('ec2.networkIn') }).network).toBeNull();
    expect(of()).toEqual({ cpu: null, memory: null, network: null, 'ebs-throughput': null, 'ebs-iops': null });
    expect(reducibleBandwidth([{ instance: instance(), metrics: views }], typeSpec({ networkBaselineGbps: null }), 20).network).toBeNull();
  });
});

describe('the moment at which a size can have changed', () => {
  const subject = (of: Partial<Ec2Instance>): SizingSubject => {
    const view = missingMetric('ec2.cpu');
    const metrics = {
      cpu: view,
      memory: view,
      networkIn: view,
      networkOut: view,
      ebsReadBytes: view,
      ebsWriteBytes: view,
      ebsReadOps: view,
      ebsWriteOps: view,
    };
    return {
      instance: instance(of),
      metrics,
      series: { cpu: null },
      cost: { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: null },
    };
  };
  const start = '2026-11-01T00:00:00Z';
  const at = Date.parse(start) / 1000;
  it.each<[string, Partial<Ec2Instance>, boolean, number | null]>([
    ['its last start', { launchTime: start }, false, at],
    ['none of a member of a group', { launchTime: start }, true, null],
    ['none where its start is not known', { launchTime: null }, false, null],
    ['none before the longer window', { launchTime: SCALAR_WINDOW.start }, false, null],
    ['none from its end on', { launchTime: SCALAR_WINDOW.end }, false, null],
    ['none where it was started once', { launchTime: start, firstLaunchTime: '2026-10-31T23:55:00Z' }, false, null],
    ['its start a second later than that', { launchTime: start, firstLaunchTime: '2026-10-31T23:54:59Z' }, false, at],
  ])('is %s', (_, of, isMember, expected) => {
    expect(sizeChangedAt(subject(of), SCALAR_WINDOW, isMember)).toBe(expected);
  });
});

describe('the need of a group', () => {
  const need = (over: Partial<InstanceNeed> = {}): InstanceNeed => ({
    demand: { cpu: 1, memory: 100, network: 1, 'ebs-throughput': 10, 'ebs-iops': 10 },
    cpu: { sustained: 1, hour: 1, toppedHour: 1, ahead: 1, peak: 1 },
    p995: 10,
    substituted: false,
    busiestHour: 10,
    ahead: null,
    hours: 100,
    coverage: 0.9,
    variation: 0.5,
    changedAt: null,
    evidence: [],
    ...over,
  });
  const line = (name: string, value: number | null, member: string) => ({ name, value, unit: 'percent' as const, member });

  it('is the largest of each, and as little as is known of the least known', () => {
    const a = need({
      demand: { cpu: 3, memory: 50, network: null, 'ebs-throughput': 20, 'ebs-iops': 10 },
      hours: 50,
      variation: 2,
      busiestHour: 77,
      evidence: [line('x', 1, 'a'), line('y', null, 'a')],
    });
    const b = need({
      p995: 20,
      cpu: { sustained: 2, hour: null, toppedHour: 3, ahead: 0.5, peak: 9 },
      coverage: 0.4,
      substituted: true,
      busiestHour: 33,
      evidence: [line('x', 2, 'b'), line('y', 5, 'b'), line('z', null, 'b')],
    });
    for (const needs of [
      [a, b],
      [b, a],
    ]) {
      expect(largestNeed(needs)).toEqual({
        ...b,
        demand: { cpu: 3, memory: 100, network: null, 'ebs-throughput': 20, 'ebs-iops': 10 },
        cpu: { sustained: 2, hour: null, toppedHour: 3, ahead: 1, peak: 9 },
        hours: 50,
        coverage: 0.4,
        variation: 2,
        evidence: expect.arrayContaining([line('x', 2, 'b'), line('y', 5, 'b'), line('z', null, 'b')]),
      });
      expect(largestNeed(needs)?.evidence).toHaveLength(3);
    }
  });

  it('is that of the one there is, and none of none', () => {
    const one = need();
    expect(largestNeed([one])).toBe(one);
    expect(largestNeed([])).toBeNull();
    expect(largestNeed([one, need({ hours: null })])?.hours).toBeNull();
    expect(largestNeed([need({ hours: null }), one])?.hours).toBeNull();
  });
});

describe('machines of one role', () => {
  const [a, b, c] = ['c', 'a', 'b'].map((id) => instance({ id: `i-${id}`, name: `web-${id}1` }));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three are made');
  const named = [a, b, c].map((one) => ({ ...one, tags: { Role: 'web' } }));

  it('are those that run by themselves on Linux, by their ids', () => {
    const others = [
      instance({ id: 'i-stopped', state: 'stopped', tags: { Role: 'web' } }),
      instance({ id: 'i-windows', platform: 'windows', tags: { Role: 'web' } }),
      instance({ id: 'i-node', eksCluster: 'prod', tags: { Role: 'web' } }),
      instance({ id: 'i-member', tags: { Role: 'web' } }),
      instance({ id: 'i-host', tags: { Role: 'web' } }),
      instance({ id: 'i-other', tags: { Role: 'db' } }),
      instance({ id: 'i-none', tags: {} }),
    ];
    const fleet = fleetOf({
      instances: new Map([...named, ...others].map((one) => [one.id, one])),
      groupOf: new Map([['i-member', instanceGroup()]]),
      containerInstanceOf: new Map([['i-host', containerInstance()]]),
    });
    const ids = (role: string, ...tags: string[]) => instancesOfRole(role, fleet, tags).map(({ id }) => id);
    expect(ids('web (x86_64)', 'Role')).toEqual(['i-a', 'i-b', 'i-c']);
    expect(ids('db (x86_64)', 'Role')).toEqual(['i-other']);
    expect(ids('web (arm64)', 'Role')).toEqual([]);
    // Another choice of tags is another division of the same fleet.
    expect(ids('web (x86_64)', 'Team')).toEqual([]);
    expect(ids('web-a1 (x86_64)', 'Team')).toEqual([]);
    expect(ids('web (x86_64)', 'Role')).toEqual(['i-a', 'i-b', 'i-c']);
    expect(roleOf(instance({ name: null, tags: null }), ['Role'])).toBeNull();
  });

  it('need what they use in the same hours, and all of their memory', () => {
    const member = (vcpus: number, hourly: Series, peakMemoryMib: number): RoleMember => ({
      instance: instance(),
      vcpus,
      averageCpuPercent: 10,
      peakVcpus: 1,
      peakMemoryMib,
      hourly,
    });
    const end = WINDOW.end;
    const first = seriesOf([10, 50, null, 20], { end });
    const second = seriesOf([30, 30, 10], { end });
    // By hour: 1; 5 + 1.2; 1.2; 2 + 0.4.
    expect(workOfRole([member(10, first, 300), member(4, second, 700)], 'eu-west-1', 'arm64')).toEqual({
      region: 'eu-west-1',
      architecture: 'arm64',
      vcpus: { low: expect.closeTo(6.2, 9), high: expect.closeTo(6.2, 9) },
      memoryMib: { low: 1000, high: 1000 },
      leastVcpus: { low: 0.25, high: 0.25 },
      leastMemoryMib: 700,
      requests: null,
      requestSeconds: { low: 0, high: 0 },
      functionMemoryMib: 700,
      longestRequestSeconds: null,
      needsLoadBalancer: false,
    });
    const later = seriesOf([90], { end: new Date(Date.parse(end) + 3_600_000).toISOString() });
    expect(workOfRole([member(10, first, 1), member(10, later, 1)], 'r', 'x86_64').vcpus.high).toBeCloseTo(9, 9);
    expect(workOfRole([member(10, later, 1), member(10, first, 1)], 'r', 'x86_64').vcpus.high).toBeCloseTo(9, 9);
    expect(workOfRole([member(10, seriesOf([null]), 1)], 'r', 'x86_64').vcpus.high).toBe(0);
  });
});
