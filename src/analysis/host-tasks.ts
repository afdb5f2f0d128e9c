import type { RegionFleet } from '../model/policy.js';
import type { EcsContainerInstance, EcsTask, TaskShape } from '../model/resource/index.js';
import { holds, hostKey } from './ecs-hosts.js';

/** By fleet: a region has many hosts, and as many thousands of tasks. */
const placed = new WeakMap<RegionFleet, ReadonlyMap<string, readonly EcsTask[]>>();

/** Tasks that hold what they reserve, by the container instance that they run on. */
export function tasksByHost(fleet: RegionFleet): ReadonlyMap<string, readonly EcsTask[]> {
  const known = placed.get(fleet);
  if (known !== undefined) return known;
  const byHost = new Map<string, EcsTask[]>();
  for (const task of [...fleet.tasks.values()].flat()) {
    const key = hostKey(task);
    if (key === null || !holds(task)) continue;
    const tasks = byHost.get(key);
    if (tasks === undefined) byHost.set(key, [task]);
    else tasks.push(task);
  }
  placed.set(fleet, byHost);
  return byHost;
}

/**
 * True where a task can use no more memory than it reserves: it has a size of its own, or each of its containers a hard limit and no lower
 * reservation. A soft limit may be passed as long as the host has memory
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html, memoryReservation).
 */
function isBound({ memoryMib, containers }: TaskShape): boolean {
  if (memoryMib !== null) return true;
  return (
    containers.length > 0 &&
    containers.every(({ memoryMib: hard, memoryReservationMib: soft }) => hard !== null && (soft === null || soft >= hard))
  );
}

/** Whether all tasks of a host are known, and none can use more memory than it reserves: then what is reserved is all that is needed. */
export function reservationsBind(host: EcsContainerInstance, fleet: RegionFleet): boolean {
  const tasks = tasksByHost(fleet).get(host.id) ?? [];
  return tasks.length >= host.runningTasks && tasks.every(({ shape }) => isBound(shape));
}
