import { describe, expect, it } from 'vitest';
import { instanceHours } from '../../src/analysis/instance-hours.js';
import type { MetricView } from '../../src/model/metric.js';
import type { Ec2Instance, InstanceGroup } from '../../src/model/resource/index.js';
import {
  autoScalingGroup,
  fleetOf,
  instance,
  instanceGroup,
  missingMetric,
  PRICES,
  presentMetric,
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
  /** What it did in the window is counted, whatever it does next. */
  const stopping = { state: 'stopping' as const, launchTime: null };

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
    [
      'stopped a second later, for good',
      { ...stopped, stateTransitionTime: WINDOW.start.replace('00Z', '01Z') },
      sampled(288),
      [0, 'state'],
    ],
    ['stopped after the window', { ...stopped, stateTransitionTime: hoursBeforeEnd(-1) }, sampled(288), [336, 'samples']],
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
      stopping,
      sampled([...new Array<null>(26).fill(null), 3, 24, 24, 24, 24, 5]),
      [104, 'samples'],
    ],
    [
      'by one an hour, on two whole days: too few to tell',
      stopping,
      sampled([...new Array<null>(28).fill(null), 3, 24, 24, 5]),
      [56 / 12, 'samples'],
    ],
    ['never more than the window', stopped, sampled(3000), [336, 'samples']],
  ])('%s', (_, of, cpu, expected) => {
    expect(hoursOf(of, cpu)).toEqual([expected[0] === null ? null : expect.closeTo(expected[0], 9), expected[1]]);
  });

  describe('and is stopped now', () => {
    /** Hours run on each of the last days, every five minutes a datapoint; none before them. */
    const ran = (...hours: number[]) =>
      sampled([...new Array<null>(32 - hours.length).fill(null), ...hours.map((hour) => hour * 12 || null)]);
    const always = new Array<number>(24).fill(24);
    const since = (hours: number): Partial<Ec2Instance> => ({ ...stopped, stateTransitionTime: hoursBeforeEnd(hours) });
    const nights = new Array<number>(24).fill(10);
    // Three weeks of five days; the last weekend is the stop.
    const weeks = Array.from({ length: 21 }, (_, day) => (day % 7 < 5 ? 24 : 0));

    it.each<[string, Partial<Ec2Instance>, MetricView, [number, string]]>([
      ['after it ran throughout: gone', since(48), ran(...always, 0, 0), [0, 'state']],
      ['for an hour, after it ran throughout: it may be a restart', since(1), ran(...always, 23), [335, 'samples']],
      ['for two hours, after it ran throughout: gone', since(2), ran(...always, 22), [0, 'state']],
      ['for a night, as every night', since(14), ran(...nights, 10), [140, 'samples']],
      ['for an hour more than every night', since(15), ran(...nights, 9), [139, 'samples']],
      ['for two hours more than that', since(16), ran(...nights, 8), [0, 'state']],
      ['for a weekend, as every weekend', since(48), ran(...weeks), [240, 'samples']],
      ['for a day more than a weekend', since(72), ran(...weeks.slice(0, -3), 0, 0, 0), [0, 'state']],
      ['nobody knows since when, as every weekend', stopped, ran(...weeks), [240, 'samples']],
      ['nobody knows since when, after it ran throughout', stopped, ran(...always, 0, 0), [0, 'state']],
      ['having been launched late on its first day', since(14), ran(2, 24, 24, 24, 10), [0, 'state']],
      ['in a group, where others run in its place', { ...since(48), autoScalingGroup: 'web' }, ran(...always, 0, 0), [288, 'samples']],
      ['as a node of Kubernetes', { ...since(48), eksNodegroup: 'blue' }, ran(...always, 0, 0), [288, 'samples']],
    ])('%s', (_, of, cpu, expected) => {
      expect(hoursOf(of, cpu)).toEqual([expect.closeTo(expected[0], 9), expected[1]]);
    });
  });

  describe('are held against', () => {
    const lasting = instanceGroup({ instanceIds: [instance().id], autoScalingGroup: autoScalingGroup({ minSize: 1 }) });
    const outOf = (of: Partial<Ec2Instance>, cpu: MetricView = none, group: InstanceGroup | null = null) => {
      const machine = instance(of);
      const groupOf = new Map(group === null ? [] : [[machine.id, group]]);
      const fleet = fleetOf({ instances: new Map([[machine.id, machine]]), groupOf });
      const found = instanceHours(machine, { fleet, prices: PRICES, window: WINDOW, metrics: () => cpu });
      return [found.hours, found.outOf];
    };
    const launched = (hours: number) => ({ launchTime: hoursBeforeEnd(hours), firstLaunchTime: hoursBeforeEnd(hours) });

    it.each<[string, Parameters<typeof outOf>, [number | null, number]]>([
      ['the whole window, of what is older', [launched(337)], [336, 336]],
      ['the hours since its launch, of what is younger', [launched(48)], [48, 48]],
      ['as many, whatever was counted', [launched(48), sampled([...new Array<null>(29).fill(null), 288, 288, 288])], [48, 48]],
      [
        'those since its first launch, where it was stopped in between',
        [
          { launchTime: hoursBeforeEnd(24), firstLaunchTime: hoursBeforeEnd(96) },
          sampled([...new Array<null>(28).fill(null), 288, 144, null, 288]),
        ],
        [60, 96],
      ],
      ['the whole window where its first launch is not known', [{ launchTime: hoursBeforeEnd(48), firstLaunchTime: null }], [48, 336]],
      ['the whole window where it was launched after it', [launched(-1), sampled([...new Array<null>(31).fill(null), 12])], [1, 336]],
      ['the whole window where it is not running', [{ ...launched(48), state: 'stopping' }, sampled(288)], [336, 336]],
      ['the hours since its launch, of a member of a group', [launched(48), none, instanceGroup()], [48, 48]],
      ['the same where it was started by one', [{ ...launched(24), autoScalingGroup: 'web' }], [24, 24]],
      ['a day, of a member that is younger', [launched(23), none, instanceGroup()], [23, 24]],
      ['the hours since its launch, of a younger one whose place is always taken', [launched(3), none, lasting], [3, 3]],
      ['the whole window, of a member that is older', [launched(337), none, instanceGroup()], [336, 336]],
      [
        'the whole window, of a member that does not run',
        [{ ...launched(48), state: 'stopping' }, sampled(288), instanceGroup()],
        [336, 336],
      ],
      [
        'the whole window, of a member launched after it',
        [launched(-1), sampled([...new Array<null>(31).fill(null), 12]), instanceGroup()],
        [1, 336],
      ],
    ])('%s', (_, given, expected) => {
      expect(outOf(...given)).toEqual(expected);
    });
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
      hoursOf(stopping, sampled([...new Array<null>(30).fill(null), 12, 12]), others)[0];
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
