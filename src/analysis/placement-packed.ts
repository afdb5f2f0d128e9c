import type { CostLine } from '../model/evaluation.js';
import { type Money, type Rate, scaleMoney, sumMoney } from '../model/money.js';
import type { Architecture, EcsService } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { fargateRates } from './cost-ecs.js';
import { line, sumLines } from './cost-lines.js';
import type { TaskSize } from './fargate-sizes.js';
import { diskAskedFor } from './fargate-work.js';
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

/** Instances for the tasks of a service, and disks beside them. */
export interface PackedService extends PackedInstances {
  /** Disks of the size that the tasks were given, where that is more than all get; else none. */
  disks: CostLine[];
  /** Of the disks; null where there are none. */
  disk: Money | null;
  /** Instances and disks together. */
  total: Money;
}

/**
 * The cheapest instances for so many tasks of a service, with the disk that the tasks asked for. Instances bring none of it, so all is bought, at
 * the rate that Fargate takes for what is over 20 GB: a month of it is $0.081 a GB, and $0.08 of a gp3 volume (https://aws.amazon.com/ebs/pricing/).
 * null where no type has a price or holds a task, or the disk has no price.
 */
export function packService(service: EcsService, size: TaskSize, tasks: number, settings: PlacementSettings): PackedService | null {
  const { region, shape } = service;
  const packed = packTasks(size, tasks, { region, architecture: shape?.architecture ?? 'x86_64' }, settings);
  if (packed === null) return null;
  const gib = diskAskedFor(service);
  if (gib === null || shape === null) return { ...packed, disks: [], disk: null, total: packed.monthly };
  const rate = fargateRates(settings.prices, shape, region, false)?.storageGbHour ?? null;
  const disks = [
    line('Disks of the tasks', gib * tasks * HOURS_PER_MONTH, 'gb-hour', rate === null ? null : { ...rate, basis: 'assumed' }),
  ];
  const disk = sumLines(disks);
  const total = sumMoney([packed.monthly, disk]);
  return disk === null || total === null ? null : { ...packed, disks, disk, total: { ...total, basis: 'assumed' } };
}
