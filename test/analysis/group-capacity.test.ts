import { describe, expect, it } from 'vitest';
import { lastingMembers } from '../../src/analysis/group-capacity.js';
import type { AutoScalingGroup, Ec2Instance } from '../../src/model/resource/index.js';
import { autoScalingGroup, fleetOf, instance, instanceGroup } from '../support/policy-fixtures.js';

describe('members whose place is always taken', () => {
  const tracking = { name: 'cpu', type: 'target-tracking' as const, trackedMetric: 'ASGAverageCPUUtilization', targetValue: 50 };
  const morning = { name: 'morning', schedule: '0 7 * * *', timeZone: null, minimum: 2, maximum: null, desired: null };
  const scaled = { scalingPolicies: [tracking], scheduledActions: [], minSize: 2 };
  const lasting = (of: Partial<AutoScalingGroup> | null, members: readonly Partial<Ec2Instance>[]) => {
    const machines = members.map((member, index) => instance({ id: `i-${index}`, ...member }));
    const group = instanceGroup({
      instanceIds: machines.map(({ id }) => id),
      autoScalingGroup: of === null ? null : autoScalingGroup(of),
    });
    return [...lastingMembers(group, fleetOf({ instances: new Map(machines.map((one) => [one.id, one])) }))];
  };
  const day = (of: number): Partial<Ec2Instance> => ({ launchTime: `2026-06-${of}T07:00:00Z` });
  const members = [day(12), day(10), day(11)];

  it.each<[string, Parameters<typeof lasting>, string[]]>([
    ['the oldest, as many as the minimum', [scaled, members], ['i-1', 'i-2']],
    ['fewer where fewer run', [scaled, [day(12), { ...day(10), state: 'stopped' }]], ['i-0']],
    ['none without a minimum', [{ ...scaled, minSize: 0 }, members], []],
    ['all where nothing scales the group', [{ ...scaled, scalingPolicies: [] }, members], ['i-1', 'i-2', 'i-0']],
    ['the minimum where policies could not be read', [{ ...scaled, scalingPolicies: null }, members], ['i-1', 'i-2']],
    ['none where a schedule moves the minimum', [{ ...scaled, scheduledActions: [morning] }, members], []],
    ['none where schedules could not be read', [{ ...scaled, scheduledActions: null }, members], []],
    ['none where the group is not known', [null, members], []],
    [
      'the minimum of a group that an autoscaler of Kubernetes scales from outside',
      [{ ...scaled, scalingPolicies: [] }, [{ ...day(12), eksCluster: 'prod' }, day(10), day(11)]],
      ['i-1', 'i-2'],
    ],
    [
      'the same of a node group',
      [{ ...scaled, scalingPolicies: [] }, [{ ...day(12), eksNodegroup: 'blue' }, day(10), day(11)]],
      ['i-1', 'i-2'],
    ],
  ])('%s', (_, given, expected) => {
    expect(lasting(...given)).toEqual(expected);
  });
});
