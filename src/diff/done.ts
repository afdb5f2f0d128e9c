import type { DoneBecause, ResourceState } from '../model/diff.js';
import { type Money, moneyInCents, scaleMoney, subtractMoney } from '../model/money.js';
import { HOURS_PER_MONTH } from '../model/time.js';

/** What people did to a resource that is there still, and what that saves a month. */
export interface Done {
  because: DoneBecause;
  detail: string | null;
  /** Null where it is not known. */
  realised: Money | null;
}

/** Hours run move a little by themselves; a schedule takes more off them than this share. */
const LEAST_FALL = 0.05;

const lessThan = (before: Money | null, after: Money | null): Money | null =>
  moneyInCents(subtractMoney(moneyInCents(before), moneyInCents(after)));

const times = (count: number | null, size: string | null): string => `${count === null ? '' : `${count} x `}${size ?? 'none'}`;

/** Whether a group has members of a type that its settings then or now would not give it. What Spot chose among types is no change. */
function retyped(before: NonNullable<ResourceState['types']>, after: NonNullable<ResourceState['types']>): boolean {
  const strange = (has: readonly string[], may: readonly string[] | null) => may !== null && has.some((type) => !may.includes(type));
  return strange(after.has, before.may) || strange(before.has, after.may);
}

function resized(before: ResourceState, after: ResourceState): boolean {
  if (before.size === null || after.size === null) return false;
  if (before.types !== null && after.types !== null) return retyped(before.types, after.types);
  return before.size !== after.size;
}

/** What so many hours, or requests, cost as they were then or are now; null where that is not known. */
function priceOf({ monthly, use }: ResourceState, quantity: number): Money | null {
  return use === null || use === 0 ? null : scaleMoney(monthly, quantity / use);
}

/** The lower price of the same use. Use itself follows the load, and is no saving. */
const atUse = (before: ResourceState, after: ResourceState, use: number): Money | null =>
  lessThan(priceOf(before, use), priceOf(after, use));

/**
 * Of several whose number follows the load: the other price, over the hours that there were both times. Where fewer and larger ones take
 * the place of more and smaller ones, or the other way round, what the price gives the number takes: no more than the whole difference is
 * realised then, and where the two disagree on whether it is a saving, nothing is known.
 */
function ofSeveral(before: ResourceState, after: ResourceState): Money | null {
  if (before.use === null || after.use === null) return null;
  const byPrice = atUse(before, after, Math.min(before.use, after.use));
  const whole = lessThan(before.monthly, after.monthly);
  if (byPrice === null || whole === null) return null;
  const opposed = byPrice.usd > 0 ? after.use > before.use : after.use < before.use;
  if (!opposed || byPrice.usd === 0) return byPrice;
  if (byPrice.usd * whole.usd < 0) return null;
  return Math.abs(whole.usd) < Math.abs(byPrice.usd) ? whole : byPrice;
}

/** Of a number that people set: that many, all month, then and now. */
function ofCounts(before: ResourceState, after: ResourceState, [then, now]: readonly [number, number]): Money | null {
  if (before.pauses || after.pauses) return lessThan(before.monthly, after.monthly);
  const monthOf = (state: ResourceState, count: number) =>
    count === 0 ? scaleMoney(state.monthly, 0) : priceOf(state, count * HOURS_PER_MONTH);
  return lessThan(monthOf(before, then), monthOf(after, now));
}

/** Whether it was switched off at hours at which it ran before; `advised`: a finding said that it should be. */
function scheduled(before: ResourceState, after: ResourceState, advised: boolean): boolean {
  if (!advised) return false;
  const newActions = before.schedule !== null && (after.schedule ?? '') !== '' && after.schedule !== before.schedule;
  const fewer = before.use !== null && after.use !== null && after.use < before.use * (1 - LEAST_FALL);
  return newActions || (after.pauses && fewer);
}

/** What fewer hours save. Members that come and go tell nothing of the hours that a group ran before they did. */
function byHours(before: ResourceState, after: ResourceState): Money | null {
  if (before.types !== null || before.use === null || after.use === null) return null;
  return lessThan(before.monthly, priceOf(before, after.use));
}

/**
 * What was done to a resource between two snapshots; null where nothing was that anyone could see. Only what people did counts: fewer members
 * of a group that scales itself, a quieter month or another price are no saving realised.
 * @param advised A finding said that it should be switched off at times.
 */
export function doneTo(before: ResourceState, after: ResourceState, advised: boolean): Done | null {
  if (before.running && !after.running) {
    const empty = after.types !== null && after.types.has.length === 0;
    // What comes and goes goes on costing, and may only be seen in a pause.
    if (empty) return { because: 'scaled-to-zero', detail: null, realised: lessThan(before.monthly, after.monthly) };
    if (after.use === null || after.use === 0) {
      return { because: 'stopped', detail: null, realised: after.use === null ? null : lessThan(before.monthly, after.monthly) };
    }
  }
  const isScheduled = scheduled(before, after, advised);
  const counts = before.count === null || after.count === null ? null : ([before.count, after.count] as const);
  const recounted = counts !== null && counts[0] !== counts[1];
  if (resized(before, after) || recounted) {
    const [then, now] = recounted ? counts : [null, null];
    return {
      because: 'resized',
      detail: `${times(then, before.size)} to ${times(now, after.size)}`,
      realised: realisedBySize(before, after, counts, isScheduled),
    };
  }
  return isScheduled ? { because: 'scheduled', detail: null, realised: byHours(before, after) } : null;
}

function realisedBySize(
  before: ResourceState,
  after: ResourceState,
  counts: readonly [number, number] | null,
  isScheduled: boolean,
): Money | null {
  if (isScheduled) return before.types === null ? lessThan(before.monthly, after.monthly) : null;
  if (counts !== null) return ofCounts(before, after, counts);
  return before.several ? ofSeveral(before, after) : before.use === null ? null : atUse(before, after, before.use);
}
