import * as z from 'zod';

/**
 * Where an amount comes from: `list` is that region's own list price, `estimated` another region's price
 * times a ratio, `assumed` an option of the user's or a factor such as the Spot discount.
 */
export const basisSchema = z.enum(['list', 'estimated', 'assumed']);
export type Basis = z.infer<typeof basisSchema>;

/** A price for one unit: US dollars per `unit`, with its basis and the date of the price row. */
export const rateSchema = z.object({
  usd: z.number().nonnegative(),
  unit: z.enum(['hour', 'vcpu-hour', 'gb-hour', 'gb-second', 'million-requests', 'month']),
  basis: basisSchema,
  /** Date (YYYY-MM-DD) of the price row; null where the table does not know it. */
  asOf: z.iso.date().nullable(),
  source: z.string(),
});
export type Rate = z.infer<typeof rateSchema>;

/** An amount of US dollars a month that carries its basis and date; never a bare number. */
export interface Money {
  usd: number;
  basis: Basis;
  /** Date of the oldest price in it; null where one of them has none. */
  asOf: string | null;
}

const BASIS_ORDER: readonly Basis[] = ['list', 'estimated', 'assumed'];

/** The less certain of two bases: a sum is only as good as its weakest part. */
export function weakerBasis(a: Basis, b: Basis): Basis {
  return BASIS_ORDER.indexOf(a) >= BASIS_ORDER.indexOf(b) ? a : b;
}

/** `rate` times `quantity` units. */
export function amount(rate: Rate, quantity: number): Money {
  return { usd: rate.usd * quantity, basis: rate.basis, asOf: rate.asOf };
}

/** The older of two dates; null (not known) as soon as one is not known. */
export function olderDate(a: string | null, b: string | null): string | null {
  return a === null || b === null ? null : a < b ? a : b;
}

/** Sum of two known amounts: the oldest date and the weakest basis carry over. */
function addMoney(a: Money, b: Money): Money {
  return { usd: a.usd + b.usd, basis: weakerBasis(a.basis, b.basis), asOf: olderDate(a.asOf, b.asOf) };
}

/** Sum of amounts; null when there are none, or as soon as one of them is not known. */
export function sumMoney(parts: readonly (Money | null)[]): Money | null {
  const [first, ...rest] = parts;
  if (first === undefined || first === null) return null;
  return rest.reduce<Money | null>((total, part) => (total === null || part === null ? null : addMoney(total, part)), first);
}

/** `money` times a factor; null stays null. */
export function scaleMoney(money: Money | null, factor: number): Money | null {
  return money === null ? null : { ...money, usd: money.usd * factor };
}

/** `a` minus `b`; null when either is not known. */
export function subtractMoney(a: Money | null, b: Money | null): Money | null {
  return sumMoney([a, scaleMoney(b, -1)]);
}

/** An amount in whole cents, as findings show it: what is added up is what is shown. */
export function moneyInCents(money: Money | null): Money | null {
  return money === null ? null : { ...money, usd: toCents(money.usd) };
}

/** Rounded to whole cents, half away from zero, without the binary surprise of 1.005. */
export function toCents(usd: number): number {
  const cents = Math.round(Math.abs(usd) * 100 + 1e-7) / 100;
  return usd < 0 && cents > 0 ? -cents : cents;
}
