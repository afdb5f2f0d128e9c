import { isMeasured } from '../metrics/jobs.js';
import type { RegionFleet } from '../model/policy.js';
import {
  type CollectedResource,
  type Ec2Instance,
  type EcsContainerInstance,
  type EcsTask,
  type InstanceGroup,
  type InstanceTypeSpec,
  isResource,
  type Resource,
} from '../model/resource/index.js';
import { buildInstanceGroups } from './fleet-groups.js';

type OfKind<K extends CollectedResource['kind']> = Extract<CollectedResource, { kind: K }>;

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

function mapBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null && !map.has(key)) map.set(key, item);
  }
  return map;
}

/** Tasks by `cluster/service`; standalone ones under `cluster/`. */
function tasksByService(tasks: readonly EcsTask[]): Map<string, EcsTask[]> {
  const map = new Map<string, EcsTask[]>();
  for (const task of tasks) {
    const key = `${task.clusterName}/${task.serviceName ?? ''}`;
    const list = map.get(key);
    if (list === undefined) map.set(key, [task]);
    else list.push(task);
  }
  return map;
}

/**
 * Index of all that is known of one region of one account. The order of `resources` does not matter: every list in the
 * index is sorted by id.
 */
export function buildRegionFleet(accountId: string, region: string, resources: readonly CollectedResource[]): RegionFleet {
  const ofKind = <K extends CollectedResource['kind']>(kind: K): OfKind<K>[] =>
    resources.filter((resource): resource is OfKind<K> => resource.kind === kind).sort(byId);

  const instances = new Map<string, Ec2Instance>(
    ofKind('ec2-instance')
      .filter(isMeasured)
      .map((instance) => [instance.id, instance]),
  );
  const autoScalingGroups = mapBy(ofKind('auto-scaling-group'), ({ id }) => id);
  const capacityProviders = ofKind('ecs-capacity-provider');
  const containerInstances = ofKind('ecs-container-instance');
  const offer = ofKind('instance-type-offer')[0];
  const groups = buildInstanceGroups({ accountId, region, instances, autoScalingGroups, capacityProviders, containerInstances });
  const groupOf = new Map<string, InstanceGroup>();
  for (const group of groups) for (const id of group.instanceIds) groupOf.set(id, group);

  return {
    accountId,
    region,
    instances,
    groups,
    groupOf,
    autoScalingGroups,
    instanceTypes: offer === undefined ? null : new Map<string, InstanceTypeSpec>(offer.types.map((type) => [type.instanceType, type])),
    clusters: mapBy(ofKind('ecs-cluster'), ({ name, id }) => name ?? id),
    services: ofKind('ecs-service'),
    tasks: tasksByService(ofKind('ecs-task')),
    containerInstances: mapBy<EcsContainerInstance>(containerInstances, ({ id }) => id),
    containerInstanceOf: mapBy(containerInstances, ({ ec2InstanceId }) => ec2InstanceId),
    capacityProviders,
    functions: ofKind('lambda-function'),
  };
}

/**
 * Everything that policies judge in a region: what was collected, without the records that only
 * describe others (scaling groups, the offer of types) and without instances that are gone but still listed, and the instance
 * groups derived from them. Groups stand first, the others in the order given.
 */
export function judgedAsGiven(fleet: RegionFleet, resources: readonly CollectedResource[]): Resource[] {
  const judged: Resource[] = [...fleet.groups];
  for (const resource of resources) {
    if (!isResource(resource) || !isMeasured(resource)) continue;
    judged.push(resource);
  }
  return judged;
}

/** The same, sorted by kind and id. */
export function judgedResources(fleet: RegionFleet, resources: readonly CollectedResource[]): Resource[] {
  return judgedAsGiven(fleet, resources).sort((a, b) => (a.kind === b.kind ? byId(a, b) : a.kind < b.kind ? -1 : 1));
}
