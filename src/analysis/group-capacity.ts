import type { RegionFleet } from '../model/policy.js';
import type { Ec2Instance, InstanceGroup } from '../model/resource/index.js';

/** How many members of a group run at any time, whichever they are: those that its settings do not let go. */
function lastingCapacity({ autoScalingGroup }: InstanceGroup, running: readonly Ec2Instance[]): number {
  if (autoScalingGroup === null) return 0;
  const { minSize, scalingPolicies, scheduledActions } = autoScalingGroup;
  // A schedule moves the minimum too.
  if (scheduledActions === null || scheduledActions.length > 0) return 0;
  // Nothing scales it but people, or the autoscaler of a Kubernetes cluster, which sets the desired capacity from outside.
  const inKubernetes = running.some(({ eksCluster, eksNodegroup }) => eksCluster !== null || eksNodegroup !== null);
  const fixed = !inKubernetes && scalingPolicies !== null && scalingPolicies.length === 0;
  return fixed ? Number.POSITIVE_INFINITY : minSize;
}

const known = new WeakMap<InstanceGroup, ReadonlySet<string>>();

/**
 * Members that stand for capacity which is always there, by id: the oldest of those that run, as many as the group's minimum, or all where nothing
 * scales it. When one of them is replaced, by an instance refresh or a failed health check, another ran in its place before:
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
 */
export function lastingMembers(group: InstanceGroup, { instances }: Pick<RegionFleet, 'instances'>): ReadonlySet<string> {
  let lasting = known.get(group);
  if (lasting === undefined) {
    const running = group.instanceIds.flatMap((id): Ec2Instance[] => {
      const member = instances.get(id);
      return member?.state === 'running' ? [member] : [];
    });
    const byAge = running.sort((a, b) => ((a.launchTime ?? '') < (b.launchTime ?? '') ? -1 : 1));
    lasting = new Set(byAge.slice(0, lastingCapacity(group, running)).map(({ id }) => id));
    known.set(group, lasting);
  }
  return lasting;
}
