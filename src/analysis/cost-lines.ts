import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { MetricView } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import { type Basis, type Money, type Rate, sumMoney } from '../model/money.js';
import type { RegionFleet } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import type { Resource } from '../model/resource/index.js';
import { HOURS_PER_MONTH, type Window } from '../model/time.js';

/** What the cost of a resource follows from. */
export interface CostInputs {
  fleet: RegionFleet;
  prices: PriceBook;
  /** The verdict window: use seen in it is scaled to a month of 730 hours. */
  window: Window;
  /** Views of the metrics in `COST_NEEDS`, for any resource of the fleet. */
  metrics(resource: Resource, metric: MetricId): MetricView;
  /** The same, series by series where a resource has several (one for each alias), by what tells them apart. Absent: only together. */
  variants?(resource: Resource, metric: MetricId): ReadonlyMap<string, MetricView>;
}

/** No cost of its own. */
export function freeOf(asOf: string, basis: Basis = 'list', hoursPerMonth: number | null = null): ResourceCost {
  return { monthly: { usd: 0, basis, asOf }, lines: [], unpricedBecause: null, hoursPerMonth };
}

/** Not known, and why (a code). */
export function unpriced(because: string, hoursPerMonth: number | null = null): ResourceCost {
  return { monthly: null, lines: [], unpricedBecause: because, hoursPerMonth };
}

/** One line of a formula: quantity x rate. */
export function line(label: string, quantity: number, quantityUnit: string, rate: Rate | null): CostLine {
  return { label, quantity, quantityUnit, rate, usd: rate === null ? null : rate.usd * quantity };
}

/** Sum of the lines; null as soon as one has no rate. */
export function sumLines(lines: readonly CostLine[]): Money | null {
  return sumMoney(lines.map(({ rate, usd }) => (rate === null || usd === null ? null : { usd, basis: rate.basis, asOf: rate.asOf })));
}

/** The same lines over a share of what they count: fewer hours, fewer tasks. */
export function scaleLines(lines: readonly CostLine[], factor: number): CostLine[] {
  return lines.map((one) => ({ ...one, quantity: one.quantity * factor, usd: one.usd === null ? null : one.usd * factor }));
}

/** A sum whose quantity, not its price, had to be assumed. */
export function assumed(money: Money | null): Money | null {
  return money === null ? null : { ...money, basis: 'assumed' };
}

/** A quantity seen in so many days (the window, or what a young resource has lived of it), scaled to a month of 730 hours. */
export function perMonth(quantitySeen: number, { days }: Pick<Window, 'days'>): number {
  return (quantitySeen * HOURS_PER_MONTH) / (days * 24);
}
