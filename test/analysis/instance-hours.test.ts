import { describe, expect, it } from 'vitest';
import { instanceHours } from '../../src/analysis/instance-hours.js';
import type { MetricView } from '../../src/model/metric.js';
import type { Ec2Instance } from '../../src/model/resource/index.js';
import { fleetOf, instance, missingMetric, PRICES, presentMetric, WINDOW } from '../support/policy-fixtures.js';

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
