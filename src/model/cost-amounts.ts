import type { CostImpact } from './evaluation.js';
import { type Money, toCents } from './money.js';

const cents = (money: Money | null): number | null => (money === null ? null : toCents(money.usd));

/**
 * Amounts of one finding in cents. The saving is taken from the rounded costs wherever all three are known, so that a
 * reader with a calculator gets the printed saving; it may differ by one cent from rounding the saving alone.
 */
export function amountsOf({ current, projected, savings }: Pick<CostImpact, 'current' | 'projected' | 'savings'>) {
  const currentMonthlyUsd = cents(current);
  const projectedMonthlyUsd = cents(projected);
  let monthlySavingsUsd = cents(savings);
  if (currentMonthlyUsd !== null && projectedMonthlyUsd !== null && savings !== null) {
    const difference = toCents(currentMonthlyUsd - projectedMonthlyUsd);
    if (Math.abs(difference - savings.usd) < 0.0101) monthlySavingsUsd = difference;
  }
  return { currentMonthlyUsd, projectedMonthlyUsd, monthlySavingsUsd };
}

/** The saving of one finding as it is shown and added up: in cents. */
export function savingsInCents(cost: Pick<CostImpact, 'current' | 'projected' | 'savings'>): Money | null {
  const { monthlySavingsUsd } = amountsOf(cost);
  return cost.savings === null || monthlySavingsUsd === null ? null : { ...cost.savings, usd: monthlySavingsUsd };
}

/**
 * False for a finding that saves something, but less a month than was asked for: reports leave it out. What is not known may be more,
 * and what was never about savings stays: a service that fails, or a change that costs more.
 */
export function savesAtLeast(cost: Pick<CostImpact, 'current' | 'projected' | 'savings'>, minimumUsd: number): boolean {
  const { monthlySavingsUsd } = amountsOf(cost);
  return monthlySavingsUsd === null || monthlySavingsUsd <= 0 || monthlySavingsUsd >= minimumUsd;
}
