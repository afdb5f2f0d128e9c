import type { AutoScalingGroup, Ec2Instance, EcsCapacityProvider, EcsContainerInstance, InstanceGroup } from '../model/resource/index.js';

interface GroupSources {
  accountId: string;
  region: string;
  instances: ReadonlyMap<string, Ec2Instance>;
  autoScalingGroups: ReadonlyMap<string, AutoScalingGroup>;
  capacityProviders: readonly EcsCapacityProvider[];
  containerInstances: readonly EcsContainerInstance[];
}

/** What one instance is advised on with. */
interface Membership {
  groupType: InstanceGroup['groupType'];
  id: string;
  name: string;
  arn: string | null;
  /** Tags of the group itself, where it is a thing that AWS tags and that was read. */
  tags: Record<string, string> | null;
}

/** Name of an Auto Scaling group, from the name or from its ARN (`…:autoScalingGroupName/<name>`). */
function groupName(nameOrArn: string): string {
  const marker = 'autoScalingGroupName/';
  const at = nameOrArn.indexOf(marker);
  return at < 0 ? nameOrArn : nameOrArn.slice(at + marker.length);
}

/** Tags that all members carry with the same value; those of AWS itself left out. */
function sharedTags(members: readonly Ec2Instance[]): Record<string, string> | null {
  const [first, ...rest] = members;
  if (first === undefined || members.some(({ tags }) => tags === null)) return null;
  const shared = Object.entries(first.tags ?? {}).filter(
    ([key, value]) => !key.startsWith('aws:') && rest.every(({ tags }) => tags !== null && Object.hasOwn(tags, key) && tags[key] === value),
  );
  return Object.fromEntries(shared);
}

/** Scaling group of every instance: by its tag, else by the group's own list of members. */
function scalingGroupOfInstances({ instances, autoScalingGroups }: GroupSources): Map<string, string> {
  const map = new Map<string, string>();
  for (const [id, group] of autoScalingGroups) {
    for (const instanceId of group.instanceIds) if (instances.has(instanceId)) map.set(instanceId, id);
  }
  for (const { id, autoScalingGroup } of instances.values()) if (autoScalingGroup !== null) map.set(id, autoScalingGroup);
  return map;
}

function capacityProviderMembership(provider: EcsCapacityProvider): Membership {
  const { id, name, arn, tags } = provider;
  return { groupType: 'ecs-capacity-provider', id, name: name ?? id, arn, tags };
}

/** Groups whose members are advised on together: an EKS node group before an ECS capacity provider before a plain Auto Scaling group. */
export function buildInstanceGroups(sources: GroupSources): InstanceGroup[] {
  const scalingGroupOf = scalingGroupOfInstances(sources);
  const providerOfScalingGroup = new Map<string, EcsCapacityProvider>();
  const providerByClusterAndName = new Map<string, EcsCapacityProvider>();
  for (const provider of sources.capacityProviders) {
    if (provider.type !== 'auto-scaling-group') continue;
    const scalingGroup = provider.autoScalingGroup === null ? null : groupName(provider.autoScalingGroup);
    // One scaling group behind several clusters' providers is one group: that of the first by id.
    if (scalingGroup !== null && !providerOfScalingGroup.has(scalingGroup)) providerOfScalingGroup.set(scalingGroup, provider);
    if (provider.clusterName !== null && provider.name !== null)
      providerByClusterAndName.set(`${provider.clusterName}/${provider.name}`, provider);
  }
  const providerOfInstance = new Map<string, EcsCapacityProvider>();
  for (const { ec2InstanceId, clusterName, capacityProvider } of sources.containerInstances) {
    const provider = providerByClusterAndName.get(`${clusterName}/${capacityProvider ?? ''}`);
    if (ec2InstanceId !== null && provider !== undefined) providerOfInstance.set(ec2InstanceId, provider);
  }

  const membershipOf = (instance: Ec2Instance): Membership | null => {
    const { eksCluster, eksNodegroup } = instance;
    if (eksCluster !== null && eksNodegroup !== null) {
      return { groupType: 'eks-nodegroup', id: `${eksCluster}/${eksNodegroup}`, name: eksNodegroup, arn: null, tags: null };
    }
    const scalingGroup = scalingGroupOf.get(instance.id);
    const provider =
      (scalingGroup === undefined ? undefined : providerOfScalingGroup.get(scalingGroup)) ?? providerOfInstance.get(instance.id);
    if (provider !== undefined) return capacityProviderMembership(provider);
    if (scalingGroup === undefined) return null;
    const known = sources.autoScalingGroups.get(scalingGroup);
    return { groupType: 'auto-scaling-group', id: scalingGroup, name: scalingGroup, arn: known?.arn ?? null, tags: known?.tags ?? null };
  };

  const groups = new Map<string, { membership: Membership; members: Ec2Instance[] }>();
  for (const instance of sources.instances.values()) {
    const membership = membershipOf(instance);
    if (membership === null) continue;
    const key = `${membership.groupType}:${membership.id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { membership, members: [instance] });
    else group.members.push(instance);
  }

  const result = [...groups.values()].map(({ membership, members }): InstanceGroup => {
    const beneath = new Set(members.map(({ id }) => scalingGroupOf.get(id) ?? null));
    const [only] = beneath;
    const autoScalingGroup = beneath.size === 1 && only ? (sources.autoScalingGroups.get(only) ?? null) : null;
    return {
      kind: 'instance-group',
      groupType: membership.groupType,
      accountId: sources.accountId,
      region: sources.region,
      id: membership.id,
      arn: membership.arn,
      name: membership.name,
      tags: membership.tags ?? autoScalingGroup?.tags ?? sharedTags(members),
      instanceIds: members.map(({ id }) => id).sort(),
      autoScalingGroup,
    };
  });
  const keyOf = ({ groupType, id }: InstanceGroup): string => `${id} ${groupType}`;
  return result.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
