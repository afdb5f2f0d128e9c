import type { PassPlan } from '../metrics/plan.js';
import { UserError } from '../model/user-error.js';

/** What reading an account's metrics takes, pass by pass. */
export interface AccountPlan {
  accountId: string;
  first: PassPlan;
  /** At most this much: the second pass asks only for what the first leaves open. */
  second: PassPlan;
}

/** Adds up plans of regions. */
export function addPlans(plans: readonly PassPlan[]): PassPlan {
  const total: PassPlan = { series: 0, billedMetrics: 0, queries: 0, points: 0, requests: 0, pages: 0, costUsd: 0 };
  for (const plan of plans) {
    total.series += plan.series;
    total.billedMetrics += plan.billedMetrics;
    total.queries += plan.queries;
    total.points += plan.points;
    total.requests += plan.requests;
    total.pages += plan.pages;
    total.costUsd += plan.costUsd;
  }
  return total;
}

/** Throws a UserError where the metrics of an account would cost more than `cap` US dollars. */
export function requireBelowCap({ accountId, first, second }: AccountPlan, cap: number): void {
  const cost = first.costUsd + second.costUsd;
  if (cost <= cap) return;
  throw new UserError(
    `reading the metrics of account ${accountId} would cost up to ${cost.toFixed(2)} USD (${first.billedMetrics + second.billedMetrics} metrics), more than the ${cap} USD allowed; none was read`,
    { hint: 'Raise --max-metric-cost, or narrow the scope with --regions or --exclude-regions.' },
  );
}
