import * as z from 'zod';
import type { TaskPlace } from '../fleet/cluster-layout.js';
import { fraction, nameOf, type Place } from '../fleet/ids.js';
import { ID_KINDS, type RegionWorld } from '../fleet/region-world.js';
import type { ContainerSpec, ServiceGroupSpec, TaskGroupSpec } from '../fleet/schema-ecs.js';
import { type Caller, ServiceError } from '../world.js';
import { type Page, pageOf } from './paging.js';
import { parseInput } from './service.js';

/** Parts of ECS that all its operations share: ARNs, the cluster of a request, batch caps, pages. */

export const listInput = z.object({
  cluster: z.string().default('default'),
  maxResults: z.number().int().min(1).max(100).optional(),
  nextToken: z.string().optional(),
});

export function parseEcs<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  return parseInput(schema, input, 'InvalidParameterException');
}

export function ecsPage(token: string | undefined, size: number, total: number, scope: string): Page {
  return pageOf(token, size, total, scope, () => new ServiceError('InvalidParameterException', 'Invalid token'));
}

/** Refuses batches that AWS refuses. */
export function capBatch(what: string, entries: readonly unknown[], cap: number): void {
  if (entries.length === 0) throw new ServiceError('InvalidParameterException', `${what} cannot be empty.`);
  if (entries.length > cap) throw new ServiceError('InvalidParameterException', `${what} cannot have more than ${cap} elements`);
}

export interface ClusterRef {
  world: RegionWorld;
  place: Place;
  name: string;
  arn: string;
}

export function clusterRef(world: RegionWorld, place: Place): ClusterRef {
  const name = world.clusterName(place);
  return { world, place, name, arn: world.arn('ecs', `cluster/${name}`) };
}

export function requireCluster(world: RegionWorld, nameOrArn: string): ClusterRef {
  const place = world.findCluster(nameOrArn);
  if (place === null) throw new ServiceError('ClusterNotFoundException', 'Cluster not found.');
  return clusterRef(world, place);
}

export function serviceArn({ world, name }: ClusterRef, serviceName: string): string {
  return world.arn('ecs', `service/${name}/${serviceName}`);
}

/** 32 hexadecimal digits from which the task can be found again. */
export function taskId({ world, place }: ClusterRef, { ownerNumber, ordinal }: TaskPlace): string {
  const cluster = place.group * 4_096 + place.index;
  return (
    world.codec.encode(ID_KINDS.taskOwner, { group: cluster & 0xffff, index: ownerNumber }) +
    world.codec.encode(ID_KINDS.taskOrdinal, { group: ownerNumber & 0xffff, index: ordinal })
  );
}

export function taskArn(cluster: ClusterRef, task: TaskPlace): string {
  return cluster.world.arn('ecs', `task/${cluster.name}/${taskId(cluster, task)}`);
}

export function findTask(cluster: ClusterRef, idOrArn: string): TaskPlace | null {
  const id = idOrArn.slice(idOrArn.lastIndexOf('/') + 1);
  const owner = cluster.world.codec.decode(ID_KINDS.taskOwner, id.slice(0, 16));
  const ordinal = cluster.world.codec.decode(ID_KINDS.taskOrdinal, id.slice(16));
  if (owner === null || ordinal === null) return null;
  const task = cluster.world.layout(cluster.place).findTask(owner.index, ordinal.index);
  return task !== null && taskId(cluster, task) === id ? task : null;
}

/** Task definition family of a service: cluster and service name, joined so that both can be read back. */
export function familyOf(clusterName: string, ownerName: string): string {
  return `${clusterName}_${ownerName}`;
}

/** Revision that the tasks of a family run today. */
export function revisionOf(world: RegionWorld, family: string): number {
  return 2 + Math.floor(fraction(world.facts.seed, family, 'revision') * 40);
}

export function taskDefinitionArn(world: RegionWorld, family: string, revision = revisionOf(world, family)): string {
  return world.arn('ecs', `task-definition/${family}:${revision}`);
}

export function ownerName({ owner }: TaskPlace): string {
  return owner.kind === 'service' ? nameOf(owner.spec, owner.service.index) : owner.family;
}

/** The containers of a task; one named `app` where the fleet names none. */
export function containersOf(spec: ServiceGroupSpec | TaskGroupSpec): readonly ContainerSpec[] {
  return spec.containers.length > 0 ? spec.containers : [{ name: 'app', cpu: 0, essential: true, healthCheck: false, startOnly: false }];
}

export function ecsTags(tags: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function missing(caller: Caller, world: RegionWorld, resource: string, given: string): { arn: string; reason: string } {
  return { arn: given.startsWith('arn:') ? given : world.arn('ecs', `${resource}/${given}`), reason: caller.accountId ? 'MISSING' : '' };
}
