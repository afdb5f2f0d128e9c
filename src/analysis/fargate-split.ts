import { placedByStrategy } from '../model/capacity-strategy.js';
import type { ResourceCost } from '../model/evaluation.js';
import type { Compute, EcsService } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { spotShare } from './fargate-service.js';
import { countBounds } from './service-hours.js';

/** How far from the number that runs now a mean may be and still be that number: a deployment and a lost task move it. */
const SAME_COUNT = 0.1;
/** What of the tasks may be on the other provider than a strategy says: while a deployment runs some are there twice, some not yet. */
const LOOSE_SHARE = 0.2;

const isFargate = (compute: Compute): boolean => compute === 'fargate' || compute === 'fargate-spot';

/** Mean number of tasks that a service's task-hours stand for; the desired count where they are not known, or none. */
export const meanTasks = ({ desired }: EcsService, { hoursPerMonth }: Pick<ResourceCost, 'hoursPerMonth'>): number =>
  hoursPerMonth === null || hoursPerMonth === 0 ? desired : hoursPerMonth / HOURS_PER_MONTH;

/** Numbers of tasks that a service runs, each with the share of the time in which it does. */
export type Counts = readonly (readonly [tasks: number, weight: number])[];

/**
 * Numbers of tasks behind a mean. Of one that moves between bounds only the mean is known, and a base between them is filled at some times and
 * not at others: half of the time is taken to be spent at the mean, the other half at the bounds. Of any other base that makes no difference.
 */
function countsOf(service: EcsService, mean: number): Counts {
  const bounds = countBounds(service);
  if (bounds === null || mean <= bounds.fewest || mean >= bounds.most) return [[mean, 1]];
  const { fewest, most } = bounds;
  const atMost = (mean - fewest) / (most - fewest);
  return [
    [mean, 0.5],
    [most, atMost / 2],
    [fewest, (1 - atMost) / 2],
  ];
}

/** Share of the task-hours of a service on Fargate that are on Spot, 0 to 1, with so many tasks in the mean. */
export const spotShareOf = (service: EcsService, mean: number): number => spotShareOver(service, countsOf(service, mean));

function spotShareOver(service: EcsService, counts: Counts): number {
  const hours = counts.reduce((sum, [tasks, weight]) => sum + tasks * weight, 0);
  const onSpot = counts.reduce((sum, [tasks, weight]) => sum + tasks * weight * spotShareAt(service, tasks), 0);
  return hours === 0 ? spotShare(service) : onSpot / hours;
}

/**
 * Share of just so many tasks that are on Spot. A strategy with a base gives another share for each count: the base comes first, the rest goes by
 * weight, and tasks that are taken away come off the rest. The tasks seen tell the share of the number that runs now, and of every number where
 * the strategy does not explain them: Spot had no room, or it was changed and the tasks were not.
 */
export function spotShareAt(service: EcsService, tasks: number): number {
  const seen = spotShare(service);
  const now = Math.max(1, service.running);
  if (Math.abs(tasks - now) <= now * SAME_COUNT && service.running > 0) return seen;
  const ruled = ruledSpotShare(service, now);
  if (ruled === null || Math.abs(ruled - seen) * now > Math.max(1, now * LOOSE_SHARE) + 1e-9) return seen;
  return ruledSpotShare(service, tasks) ?? seen;
}

/** The share by the strategy alone; null where it names other providers than those of Fargate, or nothing takes tasks. */
function ruledSpotShare({ capacityProviderStrategy }: EcsService, tasks: number): number | null {
  if (!capacityProviderStrategy.every(({ provider }) => provider === 'FARGATE' || provider === 'FARGATE_SPOT')) return null;
  const placed = placedByStrategy(capacityProviderStrategy, tasks);
  const total = placed.reduce((sum, [, count]) => sum + count, 0);
  return total === 0 ? null : placed.reduce((sum, [provider, count]) => (provider === 'FARGATE_SPOT' ? sum + count : sum), 0) / total;
}

/** Where the tasks of a service run, by share of task-hours: with so many in the mean, or so many each for its time. As seen where not all is Fargate. */
export function computeOfTasks(service: EcsService, tasks: number | Counts): { compute: Compute; share: number }[] {
  const seen = (service.compute ?? []).filter(({ share }) => share > 0);
  if (seen.length === 0 || !seen.every(({ compute }) => isFargate(compute))) return seen;
  const spot = typeof tasks === 'number' ? spotShareOf(service, tasks) : spotShareOver(service, tasks);
  const parts = [
    { compute: 'fargate' as const, share: 1 - spot },
    { compute: 'fargate-spot' as const, share: spot },
  ];
  return parts.filter(({ share }) => share > 0);
}
