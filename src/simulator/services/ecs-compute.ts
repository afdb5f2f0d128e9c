import type { TaskPlace } from '../fleet/cluster-layout.js';
import type { Place } from '../fleet/ids.js';
import { typeSpec } from '../fleet/instance-types.js';
import { instanceView } from '../fleet/instance-view.js';
import type { ServiceGroupSpec, TaskGroupSpec } from '../fleet/schema-ecs.js';
import { type ClusterRef, containersOf } from './ecs-names.js';

/** Where one task runs: what AWS shows as launch type and capacity provider. */
export interface TaskCompute {
  launchType: 'FARGATE' | 'EC2' | 'EXTERNAL' | 'MANAGED_INSTANCES';
  capacityProvider: string | null;
}

/** Follows the strategy: `base` tasks on their provider first, the rest by weight, task by task. */
export function computeOf(cluster: ClusterRef, spec: ServiceGroupSpec | TaskGroupSpec, ordinal: number): TaskCompute {
  if (spec.capacityProviders.length === 0) return { launchType: spec.launchType, capacityProvider: null };
  let rest = ordinal;
  let chosen: string | undefined;
  for (const { name, base } of spec.capacityProviders) {
    if (rest < base) chosen = name;
    rest -= base;
    if (chosen !== undefined) break;
  }
  const cycle = spec.capacityProviders.flatMap(({ name, weight }) => Array.from({ length: weight }, () => name));
  const provider = chosen ?? cycle[rest % Math.max(1, cycle.length)] ?? 'FARGATE';
  if (provider === 'FARGATE' || provider === 'FARGATE_SPOT') return { launchType: 'FARGATE', capacityProvider: provider };
  const managed = cluster.world.layout(cluster.place).spec.capacityProviders.find(({ name }) => name === provider)?.managedInstances;
  return { launchType: managed === true ? 'MANAGED_INSTANCES' : 'EC2', capacityProvider: provider };
}

/** CPU units and MiB that a task takes from a container instance. */
function reservationOf(spec: ServiceGroupSpec | TaskGroupSpec): { cpu: number; memory: number } {
  const containers = containersOf(spec);
  const cpu = containers.reduce((sum, container) => sum + container.cpu, 0);
  const memory = containers.reduce((sum, container) => sum + (container.memoryReservation ?? container.memory ?? 0), 0);
  return { cpu: Math.max(spec.cpu, cpu), memory: Math.max(spec.memory, memory) };
}

export interface Host {
  place: Place;
  cpu: number;
  memory: number;
  gpus: number;
  capacityProvider: string | null;
  usedCpu: number;
  usedMemory: number;
  tasks: number;
}

/** The container instances of a cluster with what its tasks take, filled evenly as the `spread` strategy does. */
export interface Placement {
  hosts: Host[];
  hostOf(task: TaskPlace): Host | null;
}

function placementOf(cluster: ClusterRef): Placement {
  const { world } = cluster;
  const hosts: Host[] = [];
  for (const place of world.instancesWhere((spec) => spec.ecsCluster === cluster.name && spec.state === 'running')) {
    const view = instanceView(world, place);
    const type = typeSpec(view.instanceType);
    const gpus = type?.family.accelerator === 'gpu' ? 1 : 0;
    // The agent leaves about 6 % of the memory to the system, as container instances of AWS's own image do.
    const memory = Math.floor((type?.memoryMib ?? 8_192) * 0.94);
    const capacityProvider = view.spec.ecsCapacityProvider ?? null;
    hosts.push({ place, cpu: (type?.vcpus ?? 2) * 1_024, memory, gpus, capacityProvider, usedCpu: 0, usedMemory: 0, tasks: 0 });
  }
  const chosen = new Map<string, Host>();
  if (hosts.length > 0) {
    const turns = new Map<string | null, number>();
    for (const task of world.layout(cluster.place).tasks()) {
      const { launchType, capacityProvider } = computeOf(cluster, task.owner.spec, task.ordinal);
      if (launchType !== 'EC2') continue;
      const open = hosts.filter((host) => capacityProvider === null || host.capacityProvider === capacityProvider);
      const turn = turns.get(capacityProvider) ?? 0;
      turns.set(capacityProvider, turn + 1);
      const host = open[turn % Math.max(1, open.length)];
      if (host === undefined) continue;
      const { cpu, memory } = reservationOf(task.owner.spec);
      host.usedCpu += cpu;
      host.usedMemory += memory;
      host.tasks += 1;
      chosen.set(`${task.ownerNumber}/${task.ordinal}`, host);
    }
  }
  return { hosts, hostOf: (task) => chosen.get(`${task.ownerNumber}/${task.ordinal}`) ?? null };
}

const placements = new WeakMap<object, Map<string, Placement>>();

/** Placement of a cluster, worked out once: only clusters with container instances have anything in it. */
export function cachedPlacement(cluster: ClusterRef): Placement {
  const ofRegion = placements.get(cluster.world) ?? new Map<string, Placement>();
  placements.set(cluster.world, ofRegion);
  const placement = ofRegion.get(cluster.name) ?? placementOf(cluster);
  ofRegion.set(cluster.name, placement);
  return placement;
}
