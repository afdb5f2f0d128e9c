import type { EcsContainerInstance, EcsTask } from '../model/resource/index.js';

/** What is set aside on an instance. */
export interface Reserve {
  cpuUnits: number;
  memoryMib: number;
}

type Sized<Key extends 'registered' | 'remaining'> = { [Each in Key]: NonNullable<EcsContainerInstance[Each]> };

/** A container instance of which it is known what it has, and what is left of that. */
export type SizedHost = EcsContainerInstance & Sized<'registered' | 'remaining'>;

export const isSized = (host: EcsContainerInstance): host is SizedHost => host.registered !== null && host.remaining !== null;

/** What container instances hold, and on how few of them the same tasks would fit. */
export interface Packing {
  /** Share of the registered CPU and memory that tasks reserve, 0 to 1. */
  cpuShare: number;
  memoryShare: number;
  /** The fewest instances, largest first, on which everything fits; all of them where fewer do not do. */
  kept: SizedHost[];
  emptied: SizedHost[];
  /** Tasks whose reservation is not known were taken as an equal part of what is reserved on their instance. */
  estimatedTasks: number;
}

const add = (a: Reserve, b: Reserve): Reserve => ({ cpuUnits: a.cpuUnits + b.cpuUnits, memoryMib: a.memoryMib + b.memoryMib });
const NOTHING: Reserve = { cpuUnits: 0, memoryMib: 0 };

const usedOf = ({ registered, remaining }: SizedHost): Reserve => ({
  cpuUnits: Math.max(0, registered.cpuUnits - remaining.cpuUnits),
  memoryMib: Math.max(0, registered.memoryMib - remaining.memoryMib),
});

/** What a task reserves of its instance: its own size, or that of its containers (soft limit before hard). null where neither is set. */
export function reserveOf({ shape }: Pick<EcsTask, 'shape'>): Reserve | null {
  const cpuUnits = shape.cpuUnits ?? shape.containers.reduce((total, container) => total + (container.cpuUnits ?? 0), 0);
  const memoryMib =
    shape.memoryMib ??
    shape.containers.reduce((total, { memoryReservationMib, memoryMib: hard }) => total + (memoryReservationMib ?? hard ?? 0), 0);
  return cpuUnits === 0 && memoryMib === 0 ? null : { cpuUnits, memoryMib };
}

/**
 * Packs the tasks of some container instances anew, by what they reserve: largest first into the first instance with room, which needs at
 * most 11/9 of the best (Dosa, The tight bound of First Fit Decreasing, 2007). Daemons stay on every instance. `least` instances are kept.
 */
export function packInstances(
  instances: readonly SizedHost[],
  tasksOn: (instance: SizedHost) => readonly EcsTask[],
  isDaemon: (task: EcsTask) => boolean,
  least: number,
): Packing {
  const registered = instances.map((instance) => instance.registered).reduce<Reserve>(add, NOTHING);
  const used = instances.map(usedOf).reduce<Reserve>(add, NOTHING);
  let estimatedTasks = 0;
  let daemon = NOTHING;
  const items: Reserve[] = [];
  for (const instance of instances) {
    const tasks = tasksOn(instance);
    const known = tasks.map((task) => ({ task, reserve: reserveOf(task) }));
    const left = known.reduce(
      (rest, { reserve }) => add(rest, reserve === null ? NOTHING : { cpuUnits: -reserve.cpuUnits, memoryMib: -reserve.memoryMib }),
      usedOf(instance),
    );
    const unknown = known.filter(({ reserve }) => reserve === null).length;
    // What no task listed accounts for (none could be read, or one started meanwhile) moves as one piece.
    const part: Reserve = {
      cpuUnits: Math.max(0, left.cpuUnits) / Math.max(1, unknown),
      memoryMib: Math.max(0, left.memoryMib) / Math.max(1, unknown),
    };
    let daemons = NOTHING;
    for (const { task, reserve } of known) {
      if (reserve === null) estimatedTasks += 1;
      if (isDaemon(task)) daemons = add(daemons, reserve ?? part);
      else items.push(reserve ?? part);
    }
    if (unknown === 0 && part.cpuUnits + part.memoryMib > 0) {
      estimatedTasks += 1;
      items.push(part);
    }
    daemon = { cpuUnits: Math.max(daemon.cpuUnits, daemons.cpuUnits), memoryMib: Math.max(daemon.memoryMib, daemons.memoryMib) };
  }
  // Nothing is placed on an instance that drains, so it is the first to go: it stands last.
  const drains = ({ status }: EcsContainerInstance): number => (status === 'DRAINING' ? 1 : 0);
  const largestFirst = [...instances].sort(
    (a, b) =>
      drains(a) - drains(b) ||
      b.registered.memoryMib - a.registered.memoryMib ||
      b.registered.cpuUnits - a.registered.cpuUnits ||
      (a.id < b.id ? -1 : 1),
  );
  const average = { cpuUnits: registered.cpuUnits || 1, memoryMib: registered.memoryMib || 1 };
  const weight = (item: Reserve): number => Math.max(item.cpuUnits / average.cpuUnits, item.memoryMib / average.memoryMib);
  const order = [...items].sort((a, b) => weight(b) - weight(a));
  let count = Math.min(instances.length, Math.max(1, least));
  while (count < instances.length && !fits(largestFirst.slice(0, count), order, daemon)) count += 1;
  return {
    cpuShare: registered.cpuUnits === 0 ? 0 : used.cpuUnits / registered.cpuUnits,
    memoryShare: registered.memoryMib === 0 ? 0 : used.memoryMib / registered.memoryMib,
    kept: largestFirst.slice(0, count),
    emptied: largestFirst.slice(count),
    estimatedTasks,
  };
}

function fits(instances: readonly SizedHost[], items: readonly Reserve[], daemon: Reserve): boolean {
  const room = instances.map(({ registered }) => ({
    cpuUnits: registered.cpuUnits - daemon.cpuUnits,
    memoryMib: registered.memoryMib - daemon.memoryMib,
  }));
  return items.every((item) => {
    const place = room.find(({ cpuUnits, memoryMib }) => cpuUnits >= item.cpuUnits && memoryMib >= item.memoryMib);
    if (place === undefined) return false;
    place.cpuUnits -= item.cpuUnits;
    place.memoryMib -= item.memoryMib;
    return true;
  });
}
