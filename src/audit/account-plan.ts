import type { PassPlan } from '../metrics/plan.js';
import { UserError } from '../model/user-error.js';

/** What reading an account's metrics takes, pass by pass. */
export interface AccountPlan {
  accountId: string;
  first: PassPlan;
  /** At most this much: the second pass asks only for what the first leaves open. */
  second: PassPlan;
}

/** Throws a UserError where the metrics of an account would cost more than `cap` US dollars. */
export function requireBelowCap({ accountId, first, second }: AccountPlan, cap: number): void {
  const cost = first.costUsd + second.costUsd;
  if (cost <= cap) return;
  throw new UserError(
    `reading the metrics of account ${accountId} would cost up to ${cost.toFixed(4)} USD (${first.billedMetrics + second.billedMetrics} metrics), more than the ${cap} USD allowed; none was read`,
    { hint: 'Raise --max-metric-cost, or narrow the scope with --regions or --exclude-regions.' },
  );
}
