import { type Money, type Rate, scaleMoney } from '../model/money.js';
import type { Architecture } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import type { TaskSize } from './fargate-sizes.js';
import { plainTypes, SYSTEM_MEMORY_MIB } from './placement-instances.js';
import type { PlacementSettings } from './placement-work.js';

/** Instances of one type that hold a number of equal tasks. */
export interface PackedInstances {
  instanceType: string;
  instances: number;
  tasksPerInstance: number;
  /** Of one instance an hour. */
  rate: Rate;
  monthly: Money;
}

/**
 * The cheapest way to hold equal tasks, at what they reserve, on at least `copies` equal on-demand instances: each holds as many as fit by
 * CPU and by memory less what the system keeps. null where no type has a price or holds a task.
 */
export function packTasks(
  task: TaskSize,
  tasks: number,
  { region, architecture }: { region: string; architecture: Architecture },
  settings: PlacementSettings,
): PackedInstances | null {
  let best: PackedInstances | null = null;
  for (const { spec, rate } of plainTypes({ region, architecture }, settings)) {
    const tasksPerInstance = Math.floor(
      Math.min((spec.vcpus * 1024) / task.cpuUnits, (spec.memoryMib - SYSTEM_MEMORY_MIB) / task.memoryMib),
    );
    if (tasksPerInstance < 1) continue;
    const instances = Math.max(settings.copies, Math.ceil(tasks / tasksPerInstance));
    const hourly: Money = { usd: rate.usd, basis: rate.basis, asOf: rate.asOf };
    const monthly = scaleMoney(hourly, instances * HOURS_PER_MONTH);
    if (monthly !== null && (best === null || monthly.usd < best.monthly.usd - 1e-9)) {
      best = { instanceType: spec.instanceType, instances, tasksPerInstance, rate, monthly };
    }
  }
  return best;
}
