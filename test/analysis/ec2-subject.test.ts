import { describe, expect, it } from 'vitest';
import {
  cannotStop,
  erasedByStop,
  groupText,
  mayLackMembers,
  membersOf,
  resourceText,
  runningSubjects,
  unknownMembership,
  unreadHosts,
} from '../../src/analysis/ec2-subject.js';
import type { CoverageStatus } from '../../src/model/coverage.js';
import type { RegionFleet } from '../../src/model/policy.js';
import type { Ec2Instance, InstanceGroup } from '../../src/model/resource/index.js';
import { capacityProvider, containerInstance, fleetOf, instance, instanceGroup, PRICES } from '../support/policy-fixtures.js';

const COST = { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: null };
const gapIn =
  (gap: string, status: CoverageStatus = 'denied') =>
  (service: string, step: string): CoverageStatus =>
    `${service}:${step}` === gap ? status : 'ok';

function subjects(
  resource: Ec2Instance | InstanceGroup,
  {
    fleet = {},
    coverage = () => 'ok' as const,
    stoppedToo,
    hoursPerMonth = null,
  }: {
    fleet?: Partial<RegionFleet>;
    coverage?: (service: string, step: string) => CoverageStatus | null;
    stoppedToo?: boolean;
    hoursPerMonth?: number | null;
  } = {},
) {
  const context = {
    metrics: 'of its own',
    series: null,
    cost: { ...COST, hoursPerMonth },
    fleet: fleetOf(fleet),
    coverage,
    member: (of: { id: string }) => ({ metrics: `of ${of.id}`, series: null, cost: { ...COST, hoursPerMonth: 7 } }),
  };
  const found = runningSubjects(resource, context, stoppedToo === undefined ? {} : { stoppedToo });
  return 'outcome' in found ? `${found.outcome.verdict} ${found.outcome.code}` : found.subjects;
}

describe('the instances that a policy looks at', () => {
  const a = instance({ id: 'i-a' });
  const b = instance({ id: 'i-b', state: 'stopped' });
  const group = instanceGroup({ instanceIds: ['i-a', 'i-b', 'i-c'] });
  const instances = new Map([a, b].map((one) => [one.id, one]));
  const managed = capacityProvider({ name: 'managed', type: 'managed-instances' });
  const onManaged = (name: string | null) => new Map([['i-a', containerInstance({ capacityProvider: name })]]);

  it.each<[string, Ec2Instance | InstanceGroup, Parameters<typeof subjects>[1], string]>([
    ['a group without a running member', group, { fleet: { instances: new Map([['i-b', b]]) } }, 'not-applicable no-running-members'],
    ['a member of a group', a, { fleet: { groupOf: new Map([['i-a', group]]) } }, 'not-applicable advised-with-group'],
    ['terminated', instance({ state: 'terminated' }), {}, 'not-applicable terminated'],
    ['shutting down', instance({ state: 'shutting-down' }), {}, 'not-applicable terminated'],
    ['stopped', b, {}, 'not-applicable not-running'],
    ['stopped for good, where stopped ones count', b, { stoppedToo: true, hoursPerMonth: 0 }, 'not-applicable not-running'],
    ['pending', instance({ state: 'pending' }), { stoppedToo: true }, 'not-applicable not-running'],
    [
      'of ECS Managed Instances',
      a,
      { fleet: { containerInstanceOf: onManaged('managed'), capacityProviders: [managed] } },
      'not-applicable managed-by-ecs',
    ],
    [
      'of a group that could not be read',
      instance({ autoScalingGroup: 'web' }),
      { coverage: gapIn('autoscaling:DescribeAutoScalingGroups') },
      'not-assessed membership-unknown',
    ],
  ])('none: %s', (_, resource, given, expected) => {
    expect(subjects(resource, given)).toBe(expected);
  });

  it('one: what runs by itself, and what is stopped where that counts', () => {
    expect(subjects(a)).toMatchObject([{ instance: a, metrics: 'of its own', series: null, cost: COST }]);
    expect(subjects(b, { stoppedToo: true })).toMatchObject([{ instance: b }]);
    expect(subjects(b, { stoppedToo: true, hoursPerMonth: 1 })).toMatchObject([{ instance: b }]);
    for (const fleet of [
      { containerInstanceOf: onManaged('managed') },
      { containerInstanceOf: onManaged(null), capacityProviders: [managed] },
      { containerInstanceOf: onManaged('other'), capacityProviders: [managed] },
      { containerInstanceOf: onManaged('managed'), capacityProviders: [capacityProvider({ name: 'managed' })] },
    ]) {
      expect(subjects(a, { fleet })).toMatchObject([{ instance: a }]);
    }
    // What a group is told of stands, whatever could not be read since.
    const known = { fleet: { groupOf: new Map([['i-x', group]]) }, coverage: gapIn('autoscaling:DescribeAutoScalingGroups') };
    expect(subjects(instance({ id: 'i-x', autoScalingGroup: 'web' }), known)).toBe('not-applicable advised-with-group');
  });

  it('several: the members of a group that run', () => {
    expect(subjects(group, { fleet: { instances } })).toMatchObject([{ instance: a, metrics: 'of i-a', cost: { hoursPerMonth: 7 } }]);
  });
});

describe('what could not be read', () => {
  const all = [
    'autoscaling:DescribeAutoScalingGroups',
    'ecs:ListClusters',
    'ecs:DescribeClusters',
    'ecs:ListContainerInstances',
    'ecs:DescribeContainerInstances',
    'ecs:DescribeCapacityProviders',
  ];
  const grouped = instance({ autoScalingGroup: 'web' });

  it.each(all)('%s leaves open with whom a grouped instance belongs', (gap) => {
    expect(unknownMembership(grouped, { coverage: gapIn(gap) })).toBe(gap);
    expect(unknownMembership(instance({ tags: { AmazonECSManaged: '' } }), { coverage: gapIn(gap) })).toBe(gap);
    expect(unknownMembership(instance({ tags: { 'aws:ecs:clusterName': 'main' } }), { coverage: gapIn(gap) })).toBe(gap);
    expect(unknownMembership(instanceGroup(), { coverage: gapIn(gap) })).toBe(gap);
    // On its own it is held up by nothing.
    expect(unknownMembership(instance({ tags: { team: 'aws:ecs:' } }), { coverage: gapIn(gap) })).toBeNull();
    expect(unknownMembership(instance({ tags: null }), { coverage: gapIn(gap) })).toBeNull();
    expect(unknownMembership(instanceGroup({ groupType: 'eks-nodegroup' }), { coverage: gapIn(gap) })).toBeNull();
    expect(unreadHosts({ coverage: gapIn(gap) })).toBe(gap.startsWith('ecs:') && gap !== 'ecs:DescribeCapacityProviders' ? gap : null);
  });

  it.each<[CoverageStatus | null, boolean]>([
    ['ok', true],
    ['empty', true],
    ['skipped', true],
    [null, true],
    ['denied', false],
    ['throttled', false],
  ])('%s was read: %s', (status, read) => {
    const coverage = () => status;
    expect(unknownMembership(grouped, { coverage }) === null).toBe(read);
    expect(unreadHosts({ coverage }) === null).toBe(read);
    expect(mayLackMembers({ coverage })).toBe(!read);
  });

  it('of instances leaves open which members a group has', () => {
    expect(mayLackMembers({ coverage: gapIn('ec2:DescribeInstances') })).toBe(true);
    expect(mayLackMembers({ coverage: gapIn('ec2:DescribeVolumes') })).toBe(false);
  });
});

describe('a stop', () => {
  const types = { fleet: fleetOf(), prices: PRICES };

  it.each<[string, Ec2Instance | InstanceGroup, 'spot' | 'root' | null]>([
    ['an instance', instance(), null],
    ['a Spot Instance', instance({ lifecycle: 'spot' }), 'spot'],
    ['a root that is an instance store', instance({ rootDeviceType: 'instance-store' }), 'root'],
    ['both', instance({ rootDeviceType: 'instance-store', lifecycle: 'spot' }), 'root'],
    ['a group', instanceGroup(), null],
  ])('of %s', (_, resource, expected) => {
    expect(cannotStop(resource)).toBe(expected);
  });

  it('erases the instance store of each machine, as far as its type is known', () => {
    const of = (...types: string[]) => types.map((instanceType) => instance({ instanceType }));
    expect(erasedByStop(of('m5d.2xlarge'), types)).toBe(300);
    expect(erasedByStop(of('m5d.2xlarge'), { ...types, fleet: fleetOf({ instanceTypes: null }) })).toBe(300);
    expect(erasedByStop(of('m5.2xlarge'), types)).toBe(0);
    expect(erasedByStop(of('xx.large'), types)).toBe(0);
    expect(erasedByStop(of('m5.2xlarge', 'm5d.2xlarge', 'm5.2xlarge'), types)).toBe(300);
    expect(erasedByStop([], types)).toBe(0);
  });
});

describe('names in sentences', () => {
  it('are those of instances and groups', () => {
    expect(resourceText(instance({ id: 'i-a', name: 'web' }))).toBe('web (i-a)');
    expect(resourceText(instance({ id: 'i-a' }))).toBe('i-a');
    expect(resourceText(instanceGroup({ id: 'web' }))).toBe('Auto Scaling group web');
    expect(groupText(instanceGroup({ id: 'x', name: null, groupType: 'eks-nodegroup' }))).toBe('EKS node group x');
    expect(groupText(instanceGroup({ id: 'x', name: 'p', groupType: 'ecs-capacity-provider' }))).toBe('ECS capacity provider p');
  });

  it('name members of groups alone', () => {
    const a = instance({ id: 'i-a' });
    expect(membersOf(instanceGroup(), [{ instance: a }])).toMatchObject([{ id: 'i-a' }]);
    expect(membersOf(a, [{ instance: a }])).toEqual([]);
  });
});
