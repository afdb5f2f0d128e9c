import { type Basis, type Money, olderDate, toCents, weakerBasis } from '../../model/money.js';

export { amountsOf } from '../../model/cost-amounts.js';

/** Sum of whole cents, so that thousands of amounts add up without binary dust. */
export function sumCents(amounts: Iterable<number>): number {
  let cents = 0;
  for (const amount of amounts) cents += Math.round(amount * 100);
  return cents / 100;
}

export function cents(money: Money | null): number | null {
  return money === null ? null : toCents(money.usd);
}

function known(parts: readonly (Money | null)[]): Money[] {
  return parts.filter((part) => part !== null);
}

/** The least certain of the bases that are known; null without any. */
export function weakestOf(bases: readonly (Basis | null)[]): Basis | null {
  return bases.reduce<Basis | null>((weakest, basis) => (basis === null ? weakest : weakerBasis(weakest ?? basis, basis)), null);
}

export function basisOf(parts: readonly (Money | null)[]): Basis | null {
  return weakestOf(known(parts).map(({ basis }) => basis));
}

export function oldest(parts: readonly (Money | null)[]): string | null {
  const [first, ...rest] = known(parts).map(({ asOf }) => asOf);
  return first === undefined ? null : rest.reduce(olderDate, first);
}
