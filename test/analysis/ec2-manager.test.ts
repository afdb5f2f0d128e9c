import { describe, expect, it } from 'vitest';
import { resizeCommands, scheduleCommands, stopCommands } from '../../src/analysis/ec2-commands.js';
import { groupQuestions } from '../../src/analysis/ec2-group-questions.js';
import { managerOf } from '../../src/analysis/ec2-manager.js';
import { effectsOfStop, plannedReturn } from '../../src/analysis/ec2-stop.js';
import type { Ec2Resource } from '../../src/analysis/ec2-subject.js';
import { weekSchedule } from '../../src/analysis/week-profile.js';
import type { InstanceGroup } from '../../src/model/resource/index.js';
import { autoScalingGroup, fleetOf, instance, instanceGroup, PRICES } from '../support/policy-fixtures.js';

const launch = { source: 'launch-template', templateId: 'lt-0123456789abcdef0', version: '3' } as const;
const morning = { name: 'up', schedule: '0 7 * * 1-5', timeZone: null, minimum: 2, maximum: null, desired: 2 };
const group = (id: string, tags: Record<string, string> | null = null, more: Partial<InstanceGroup> = {}) =>
  instanceGroup({ id, tags, autoScalingGroup: autoScalingGroup({ id, launch, scheduledActions: [morning] }), ...more });
const office = weekSchedule(Array.from({ length: 168 }, (_, slot) => slot % 24 < 8 || slot % 24 >= 18));

describe('what another service made', () => {
  const cases: [string, Ec2Resource, ReturnType<typeof managerOf>][] = [
    ['a group of nobody', group('web'), null],
    ['a group whose name only holds that of Batch', group('my-AWSBatch-asg'), null],
    ['a group named as Batch names its own', group('AWSBatch-nightly-asg-0a1b'), 'aws-batch'],
    ['a group with the tag of Batch', group('nightly', { AWSBatchServiceTag: 'batch' }), 'aws-batch'],
    ['a group of Elastic Beanstalk', group('awseb-e-abc', { 'elasticbeanstalk:environment-name': 'shop' }), 'elastic-beanstalk'],
    ['an instance of ParallelCluster', instance({ tags: { 'parallelcluster:cluster-name': 'hpc' } }), 'parallelcluster'],
    ['an instance of a compute environment', instance({ tags: { AWSBatchServiceTag: 'batch' } }), 'aws-batch'],
    ['an instance named as Batch names groups', instance({ name: 'AWSBatch-1', tags: null }), null],
  ];
  it.each(cases)('%s', (_, resource, expected) => {
    expect(managerOf(resource)).toBe(expected);
  });

  it('is told by the tags of the Auto Scaling group beneath as well', () => {
    const scaling = autoScalingGroup({ id: 'x', tags: { AWSBatchServiceTag: 'batch' } });
    expect(managerOf(instanceGroup({ groupType: 'ecs-capacity-provider', id: 'c/x', tags: {}, autoScalingGroup: scaling }))).toBe(
      'aws-batch',
    );
  });

  it.each(cases.filter(([, , manager]) => manager !== null))('is not changed by hand: %s', (_, resource, manager) => {
    const purposes = (commands: { purpose: string }[]) => [...new Set(commands.map(({ purpose }) => purpose))];
    expect(purposes(stopCommands(resource))).toEqual(['inspect']);
    if (office === null) throw new Error('an office has hours');
    expect(purposes(scheduleCommands(resource, office, 'UTC'))).toEqual(['inspect']);
    expect(effectsOfStop(resource, [], { fleet: fleetOf({}), prices: PRICES }).notes[0]).toBe(`stop-in-${manager}`);
    // The commands suspend nothing, so nothing is said of schedules.
    expect(plannedReturn(resource)).toEqual({ values: {}, notes: [], questions: [] });
    if (resource.kind !== 'instance-group') return;
    expect(purposes(resizeCommands(resource, 'm5.xlarge', 'm5.large'))).toEqual(['inspect']);
    expect(groupQuestions(resource)).toEqual([`type-in-${manager}`]);
  });

  it('is changed as before where nobody else made it', () => {
    const own = group('web');
    expect(stopCommands(own).map(({ purpose }) => purpose)).toContain('apply');
    expect(resizeCommands(own, 'm5.xlarge', 'm5.large').map(({ purpose }) => purpose)).toContain('apply');
    expect(groupQuestions(own)).toEqual(['members-replaced']);
    expect(plannedReturn(own)).toMatchObject({ notes: ['scheduled-suspended'] });
    expect(effectsOfStop(own, [], { fleet: fleetOf({}), prices: PRICES }).notes).toEqual(['members-terminated']);
  });

  it('keeps the type of a node group of EKS for life, and its bounds are set through EKS', () => {
    const nodes = group('eks-nodes-1', null, { groupType: 'eks-nodegroup', id: 'prod/nodes' });
    expect(resizeCommands(nodes, 'm5.xlarge', 'm5.large').every(({ purpose }) => purpose === 'inspect')).toBe(true);
    expect(groupQuestions(nodes)).toEqual(['type-in-eks']);
    expect(stopCommands(nodes).some(({ argv }) => argv.includes('update-nodegroup-config'))).toBe(true);
  });
});
