import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CollectedResource } from '../../src/model/resource/index.js';
import { buildRegionFleet, judgedResources } from '../../src/policy/fleet.js';
import {
  ACCOUNT,
  autoScalingGroup,
  capacityProvider,
  cluster,
  containerInstance,
  instance,
  lambdaFunction,
  REGION,
  service,
  task,
  typeSpec,
} from '../support/resources.js';

const ASG_ARN = `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:0:autoScalingGroupName/ecs-nodes`;
const RESOURCES: CollectedResource[] = [
  autoScalingGroup({ id: 'web', instanceIds: ['i-1', 'i-2', 'i-gone'], tags: { env: 'prod' } }),
  autoScalingGroup({ id: 'ecs-nodes', instanceIds: ['i-3'] }),
  autoScalingGroup({ id: 'eks-nodes', instanceIds: ['i-4', 'i-5'], tags: {} }),
  autoScalingGroup({ id: 'idle', instanceIds: [] }),
  instance({ id: 'i-1', autoScalingGroup: 'web' }),
  instance({ id: 'i-2' }),
  instance({ id: 'i-3', autoScalingGroup: 'ecs-nodes' }),
  instance({ id: 'i-4', eksCluster: 'k', eksNodegroup: 'general', autoScalingGroup: 'eks-nodes' }),
  instance({ id: 'i-5', eksCluster: 'k', eksNodegroup: 'general', autoScalingGroup: 'eks-nodes' }),
  instance({ id: 'i-6', autoScalingGroup: 'unread', tags: { team: 'data', 'aws:x': '1', id: '6' } }),
  instance({ id: 'i-7', autoScalingGroup: 'unread', tags: { team: 'data', 'aws:x': '1', id: '7' } }),
  instance({ id: 'i-8' }),
  instance({ id: 'i-9', state: 'terminated', autoScalingGroup: 'web' }),
  capacityProvider({ id: 'main/asg', clusterName: 'main', autoScalingGroup: ASG_ARN }),
  capacityProvider({ id: 'other/asg', clusterName: 'other', autoScalingGroup: 'ecs-nodes' }),
  cluster(),
  service({ serviceName: 'web' }),
  task({ taskId: 'a', serviceName: 'web' }),
  task({ taskId: 'b', serviceName: 'web' }),
  task({ taskId: 'c' }),
  containerInstance({ id: 'main/ci', ec2InstanceId: 'i-3' }),
  lambdaFunction(),
  { kind: 'instance-type-offer', accountId: ACCOUNT, region: REGION, id: 'instance-types', types: [typeSpec()] },
];

describe('the index of a region', () => {
  const fleet = buildRegionFleet(ACCOUNT, REGION, RESOURCES);
  const group = (id: string) => fleet.groups.find((candidate) => candidate.id === id);

  it('groups instances: node group before capacity provider before scaling group', () => {
    expect(fleet.groups.map(({ groupType, id, instanceIds }) => [groupType, id, instanceIds])).toEqual([
      ['eks-nodegroup', 'k/general', ['i-4', 'i-5']],
      ['ecs-capacity-provider', 'main/asg', ['i-3']],
      ['auto-scaling-group', 'unread', ['i-6', 'i-7']],
      ['auto-scaling-group', 'web', ['i-1', 'i-2']],
    ]);
    expect(fleet.groupOf.get('i-2')?.id).toBe('web');
    expect(fleet.groupOf.has('i-8')).toBe(false);
    expect(group('k/general')?.autoScalingGroup?.id).toBe('eks-nodes');
    expect(group('main/asg')?.autoScalingGroup?.id).toBe('ecs-nodes');
  });

  it('gives a group its own tags, and those that all members share where it has none that are known', () => {
    expect(group('web')?.tags).toEqual({ env: 'prod' });
    expect(group('unread')).toMatchObject({ tags: { team: 'data' }, autoScalingGroup: null, arn: null });
  });

  it('finds tasks by service, standalone ones by cluster, container instances by instance', () => {
    expect(fleet.tasks.get('main/web')?.map(({ taskId }) => taskId)).toEqual(['a', 'b']);
    expect(fleet.tasks.get('main/')?.map(({ taskId }) => taskId)).toEqual(['c']);
    expect(fleet.containerInstanceOf.get('i-3')?.id).toBe('main/ci');
    expect(fleet.instanceTypes?.get('m5.4xlarge')?.vcpus).toBe(16);
    expect(buildRegionFleet(ACCOUNT, REGION, []).instanceTypes).toBeNull();
  });

  it('leaves out instances that are gone, and judges each resource and group once', () => {
    const judged = judgedResources(fleet, RESOURCES);
    expect(fleet.instances.has('i-9')).toBe(false);
    expect(judged.map(({ kind, id }) => `${kind} ${id}`)).toEqual([...new Set(judged.map(({ kind, id }) => `${kind} ${id}`))].sort());
    expect(judged.filter(({ kind }) => kind === 'ec2-instance')).toHaveLength(8);
    expect(judged.some(({ id }) => id === 'i-9' || id === 'instance-types')).toBe(false);
  });

  it('does not depend on the order of records', () => {
    const plain = (resources: readonly CollectedResource[]) => {
      const built = buildRegionFleet(ACCOUNT, REGION, resources);
      return JSON.stringify({
        groups: built.groups,
        groupOf: [...built.groupOf],
        tasks: [...built.tasks],
        services: built.services,
        containers: [...built.containerInstanceOf],
        judged: judgedResources(built, resources).map(({ kind, id }) => `${kind} ${id}`),
      });
    };
    const expected = plain(RESOURCES);
    fc.assert(
      fc.property(fc.shuffledSubarray(RESOURCES, { minLength: RESOURCES.length }), (shuffled) => {
        expect(plain(shuffled)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });
});
