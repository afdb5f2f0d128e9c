import { COST_NEEDS } from '../analysis/cost.js';
import { managerOf } from '../analysis/ec2-manager.js';
import { movesOf } from '../analysis/ecs-scaling.js';
import type { ResourceState } from '../model/diff.js';
import type { ResourceCost } from '../model/evaluation.js';
import type { AutoScalingGroup, EcsService, InstanceGroup, Resource, ScheduledAction, TaskShape } from '../model/resource/index.js';
import type { RegionWork } from './region-work.js';
import { switchedRepeatedly } from './track-pauses.js';

type Work = Pick<RegionWork, 'fleet' | 'costOf' | 'metrics'>;

const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

function sizeOfShape(shape: TaskShape | null): string | null {
  if (shape === null || shape.cpuUnits === null || shape.memoryMib === null) return null;
  const architecture = shape.architecture === null ? '' : `, ${shape.architecture}`;
  return `${shape.cpuUnits / 1024} vCPU, ${shape.memoryMib} MiB${architecture}`;
}

/** Spot is a choice of the settings, as the size is; how many tasks it gave is not. */
function sizeOfService({ shape, capacityProviderStrategy }: EcsService): string | null {
  const size = sizeOfShape(shape);
  const spot = capacityProviderStrategy.some(({ provider, weight, base }) => provider === 'FARGATE_SPOT' && weight + base > 0);
  return size === null ? null : `${size}${spot ? ', Fargate Spot' : ''}`;
}

/** Types of a group's members, and of what its settings would start besides. */
export function typesOf(
  { instanceIds, autoScalingGroup }: InstanceGroup,
  { fleet }: Pick<RegionWork, 'fleet'>,
): NonNullable<ResourceState['types']> {
  const has = sorted(instanceIds.flatMap((id) => fleet.instances.get(id)?.instanceType ?? []));
  return { has, may: mayHave(autoScalingGroup, has) };
}

/** A mixed instances policy that names no types chooses them by what they have; of a group that was not read nothing is known. */
function mayHave(group: AutoScalingGroup | null, has: readonly string[]): string[] | null {
  if (group === null) return has.length > 1 ? null : [...has];
  if (group.instanceTypes.length === 0 && group.launch?.source === 'mixed-instances') return null;
  return sorted([...group.instanceTypes, ...has]);
}

/** The size of a resource in words; null for what has none of its own. */
export function sizeOf(resource: Resource, work: Pick<RegionWork, 'fleet'>): string | null {
  switch (resource.kind) {
    case 'ec2-instance':
      return resource.instanceType;
    case 'instance-group': {
      const { has } = typesOf(resource, work);
      return has.length === 0 ? null : has.join(', ');
    }
    case 'ecs-service':
      return sizeOfService(resource);
    case 'ecs-task':
      return sizeOfShape(resource.shape);
    case 'lambda-function':
      return `${resource.memoryMib} MB, ${resource.architecture}`;
    default:
      return null;
  }
}

export function isRunning(resource: Resource, { fleet }: Pick<RegionWork, 'fleet'>): boolean {
  switch (resource.kind) {
    case 'ec2-instance':
      return resource.state === 'running' || resource.state === 'pending';
    case 'instance-group':
      return resource.instanceIds.some((id) => fleet.instances.get(id)?.state === 'running');
    case 'ecs-service':
      return resource.desired > 0 || resource.running > 0;
    default:
      return true;
  }
}

const actionsText = (actions: readonly ScheduledAction[] | null): string | null =>
  actions === null ? null : actions.length === 0 ? '' : JSON.stringify(actions.map(({ name, ...what }) => what));

/** What moves the desired capacity of a group besides people: policies, schedules, the cluster or the service that made it. */
function heldByPeople(group: AutoScalingGroup): boolean {
  const { scalingPolicies, scheduledActions, tags } = group;
  if (scalingPolicies === null || scalingPolicies.length > 0 || scheduledActions === null || scheduledActions.length > 0) return false;
  if (Object.keys(tags ?? {}).some((key) => /^(?:eks:|k8s\.io\/|kubernetes\.io\/)/.test(key))) return false;
  const { accountId, region, id, arn, name, instanceIds } = group;
  const judged = { kind: 'instance-group', groupType: 'auto-scaling-group', accountId, region, id, arn, name, tags, instanceIds } as const;
  return managerOf({ ...judged, autoScalingGroup: group }) === null;
}

function countOf(resource: Resource, { fleet }: Pick<RegionWork, 'fleet'>): number | null {
  if (resource.kind === 'instance-group') {
    const { autoScalingGroup: group, groupType, instanceIds } = resource;
    const ofCluster = instanceIds.some((id) => (fleet.instances.get(id)?.eksCluster ?? null) !== null);
    return groupType === 'auto-scaling-group' && !ofCluster && group !== null && heldByPeople(group) ? group.desiredCapacity : null;
  }
  if (resource.kind !== 'ecs-service' || resource.schedulingStrategy === 'DAEMON') return null;
  const moves = movesOf(resource);
  return moves === null || moves.in || moves.out || moves.scheduled ? null : resource.desired;
}

function scheduleOf(resource: Resource): string | null {
  if (resource.kind === 'instance-group') return actionsText(resource.autoScalingGroup?.scheduledActions ?? null);
  return resource.kind === 'ecs-service' && resource.scaling !== null ? actionsText(resource.scaling.scheduledActions) : null;
}

/** Hours where they price it, else requests. */
function useOf({ hoursPerMonth, lines, monthly }: ResourceCost): number | null {
  if (hoursPerMonth !== null || monthly === null) return hoursPerMonth;
  return lines.reduce((sum, { quantityUnit, quantity }) => (quantityUnit === 'million-requests' ? sum + quantity : sum), 0);
}

function pausesOf(resource: Resource, work: Work): boolean {
  const need = COST_NEEDS[resource.kind]?.cpu;
  if (need === undefined || (resource.kind !== 'ec2-instance' && resource.kind !== 'ecs-service')) return false;
  const moves = resource.kind === 'ecs-service' ? movesOf(resource) : null;
  // Fewer tasks are no pause where policies move their number.
  if (moves?.in === true || moves?.out === true) return false;
  const view = work.metrics.view(resource, need);
  return view.present && switchedRepeatedly(view.daily('SampleCount', 'scalar'), view.daily('SampleCount', 'window').length);
}

/** What a comparison needs of a resource as it was judged. */
export function stateOf(resource: Resource, work: Work): ResourceState {
  const cost = work.costOf(resource);
  const running = isRunning(resource, work);
  const pauses = pausesOf(resource, work);
  // A service's hours are the mean of the window: where it was stopped for good, those before say nothing of the months to come.
  const ended = resource.kind === 'ecs-service' && !running && !pauses && countOf(resource, work) !== null;
  return {
    size: sizeOf(resource, work),
    types: resource.kind === 'instance-group' ? typesOf(resource, work) : null,
    count: countOf(resource, work),
    several: resource.kind === 'instance-group' || resource.kind === 'ecs-service',
    running,
    monthly: ended && cost.monthly !== null ? { ...cost.monthly, usd: 0 } : cost.monthly,
    use: ended ? 0 : useOf(cost),
    pauses,
    schedule: scheduleOf(resource),
    instanceIds: resource.kind === 'instance-group' ? resource.instanceIds : [],
  };
}

/**
 * A group that has no member now, though it is still there. What it will cost is known only where nobody but people can fill it again.
 * @param alone False where it stands beneath a node group or a capacity provider, which fill it.
 */
export function emptyState(group: AutoScalingGroup, alone: boolean): ResourceState {
  const held = alone && heldByPeople(group);
  return {
    size: null,
    types: { has: [], may: mayHave(group, []) },
    count: held ? 0 : null,
    several: true,
    running: false,
    // The least certain date: nothing was priced.
    monthly: held ? { usd: 0, basis: 'list', asOf: null } : null,
    use: held ? 0 : null,
    pauses: false,
    schedule: actionsText(group.scheduledActions),
    instanceIds: [],
  };
}
