import type { PresentMetric, Scope } from '../model/metric.js';
import type { EcsService } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import { currentDeploymentStart, dailyUnits, sizeChange } from './fargate-rightsizing.js';
import type { TaskSize } from './fargate-sizes.js';

/** The memory of a task that a size has to hold. */
export interface TaskMemory {
  /** MiB, the highest of a day. */
  mib: number;
  /** The time that it is the highest of. */
  scope: Scope;
  /** Highest before the verdict window where that is more and says too little of the size to count, MiB; else 0. */
  olderMib: number;
}

/**
 * Highest memory of a task. A task that runs out of memory is killed, not slowed, so all of the longer window counts, each day against the
 * size of its time. Percentages say nothing where that size is not known: where no deployment or task set with its time is listed, nothing tells
 * since when its tasks have this size, and then the verdict window alone counts.
 */
export function taskMemory(
  service: EcsService,
  size: TaskSize,
  memory: PresentMetric,
  { window, scalarWindow }: { window: Window; scalarWindow: Window },
): TaskMemory {
  const to = epochSeconds(window.end);
  const highest = (scope: Scope): number => {
    const from = epochSeconds(scope === 'window' ? window.start : scalarWindow.start);
    const days = dailyUnits(memory.daily('Maximum', scope), from, 'memoryMib', size, sizeChange(service, size, from, to));
    return days.reduce<number>((top, mib) => Math.max(top, mib ?? 0), 0);
  };
  const [near, far] = [highest('window'), highest('scalar')];
  if (currentDeploymentStart(service) !== null) return far > near ? { mib: far, scope: 'scalar', olderMib: 0 } : withinWindow(near);
  return { ...withinWindow(near), olderMib: far > near ? far : 0 };
}

const withinWindow = (mib: number): TaskMemory => ({ mib, scope: 'window', olderMib: 0 });
