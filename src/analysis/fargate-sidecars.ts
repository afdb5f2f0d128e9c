import type { Container, TaskShape } from '../model/resource/index.js';

/** What the sidecars of a task reserve of it. */
export interface Overhead {
  names: string[];
  /** Some sidecar reserves CPU or memory of its own. */
  reservesAny: boolean;
  /** Shares of the task, 0 to 1; null where the task's size is not known or no sidecar reserves that. */
  cpuShare: number | null;
  memoryShare: number | null;
}

const memoryOf = ({ memoryReservationMib, memoryMib }: Container): number => memoryReservationMib ?? memoryMib ?? 0;
const cpuOf = ({ cpuUnits }: Container): number => cpuUnits ?? 0;
const sum = (containers: readonly Container[], of: (container: Container) => number): number =>
  containers.reduce((total, container) => total + of(container), 0);

/**
 * The sidecars of a task: containers that are not essential, and those whose name holds one of `names`. null where there are none, or
 * nothing else. A task without a size of its own is as large as what its containers reserve. A container's soft limit is what it reserves,
 * its hard limit where there is none (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html).
 */
export function reservedOverhead(shape: TaskShape, names: readonly string[]): Overhead | null {
  const marked = names.map((name) => name.toLowerCase());
  const sidecars = shape.containers.filter(
    ({ name, essential }) => essential === false || marked.some((part) => name.toLowerCase().includes(part)),
  );
  if (sidecars.length === 0 || sidecars.length === shape.containers.length) return null;
  const share = (of: (container: Container) => number, size: number | null): number | null => {
    const reserved = sum(sidecars, of);
    const whole = size ?? sum(shape.containers, of);
    return reserved === 0 || whole === 0 ? null : Math.min(1, reserved / whole);
  };
  return {
    names: sidecars.map(({ name }) => name),
    reservesAny: sum(sidecars, cpuOf) + sum(sidecars, memoryOf) > 0,
    cpuShare: share(cpuOf, shape.cpuUnits),
    memoryShare: share(memoryOf, shape.memoryMib),
  };
}
