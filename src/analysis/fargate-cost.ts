import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { Money } from '../model/money.js';
import type { PriceBook } from '../model/prices.js';
import type { Architecture, EcsService } from '../model/resource/index.js';
import { fargateLines, fargateRates } from './cost-ecs.js';
import { assumed, sumLines } from './cost-lines.js';
import type { TaskSize } from './fargate-sizes.js';
import { taskSizeOf } from './fargate-sizing.js';
import { meanTasks, spotShareAt, spotShareOf } from './fargate-split.js';

/** What may differ from the service as it is. */
export interface FargateChange {
  size: TaskSize;
  architecture?: Architecture;
  /** Share of the task-hours on Fargate Spot, 0 to 1; that of its mean tasks where it is left out. */
  spot?: number;
}

/**
 * What the task-hours that a service ran would cost a month with another size, architecture or purchase. null where hours or price
 * are not known. As uncertain as the present cost, for both stand on the same hours.
 */
export function changedCost(
  service: EcsService,
  change: FargateChange,
  cost: ResourceCost,
  prices: PriceBook,
): { monthly: Money | null; lines: CostLine[] } {
  const { shape } = service;
  if (shape === null || cost.hoursPerMonth === null) return { monthly: null, lines: [] };
  const spot = change.spot ?? spotShareOf(service, meanTasks(service, cost));
  const size = { ...change.size, ephemeralStorageGib: shape.ephemeralStorageGib };
  const platform = { operatingSystem: shape.operatingSystem, architecture: change.architecture ?? shape.architecture };
  const parts: CostLine[] = [];
  for (const [share, onSpot] of [
    [1 - spot, false],
    [spot, true],
  ] as const) {
    if (share <= 0) continue;
    const lines = fargateLines(size, fargateRates(prices, platform, service.region, onSpot), cost.hoursPerMonth * share);
    if (lines === null) return { monthly: null, lines: [] };
    parts.push(...lines);
  }
  const monthly = sumLines(parts);
  return { monthly: cost.monthly?.basis === 'assumed' ? assumed(monthly) : monthly, lines: parts };
}

/**
 * What is left of a service's cost a month without so many of its task-hours, in which it runs so many tasks at a time: fewer tasks may have
 * another share on Spot than the mean has. null as of `changedCost`, and where it ran none.
 */
export function costWithout(
  service: EcsService,
  gone: { hours: number; tasks: number },
  cost: ResourceCost,
  prices: PriceBook,
): { monthly: Money | null; lines: CostLine[] } {
  const ran = cost.hoursPerMonth;
  const size = taskSizeOf(service);
  if (size === null || ran === null || ran === 0) return { monthly: null, lines: [] };
  const left = Math.max(0, ran - gone.hours);
  const onSpot = ran * spotShareOf(service, meanTasks(service, cost)) - gone.hours * spotShareAt(service, gone.tasks);
  const spot = left === 0 ? 0 : Math.min(1, Math.max(0, onSpot / left));
  return changedCost(service, { size, spot }, { ...cost, hoursPerMonth: left }, prices);
}
