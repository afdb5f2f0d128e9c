import { toCents } from '../model/money.js';
import { epochSeconds } from '../model/time.js';
import type { TrendPoint, TrendScope } from '../model/trend.js';
import { counted, dayText, fixed, NOT_KNOWN, usd } from '../report/format.js';

/** `21 Nov 2026` of an instant. */
export const dated = (instant: string): string => `${dayText(epochSeconds(instant))} ${instant.slice(0, 4)}`;

/** An amount, said to be a lower bound where it is one. */
export const bounded = (amount: number | null, atLeast: boolean): string =>
  `${atLeast && amount !== null ? 'at least ' : ''}${usd(amount)}`;

/** `$12.00 more`, `$12.00 less`, `the same`; not known where either is not. */
export function movement(before: number | null, now: number | null): string {
  if (before === null || now === null) return NOT_KNOWN;
  const difference = toCents(now - before);
  return difference === 0 ? 'the same' : `${usd(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}`;
}

function regionsIn({ accounts }: TrendScope): Set<string> {
  return new Set(accounts.flatMap(({ accountId, regions }) => regions.map((region) => `${accountId} ${region}`)));
}

/** `account 111122223333, us-east-1`; counts where there are more. */
export function scopeText({ accounts }: TrendScope): string {
  const regions = new Set(accounts.flatMap((account) => account.regions));
  const [only] = accounts;
  const who = accounts.length === 1 && only !== undefined ? nameOf(only) : counted(accounts.length, 'account');
  const [where] = regions;
  return `${who}, ${regions.size === 1 && where !== undefined ? where : counted(regions.size, 'region')}`;
}

/** An account by its name, where it has one. */
export function nameOf({ accountId, name }: TrendScope['accounts'][number]): string {
  return name === null ? `account ${accountId}` : `${name} (${accountId})`;
}

/** What sets a scope apart from the first one; empty for the first one itself. */
export function differsText(scope: TrendScope, first: TrendScope): string {
  if (scope === first) return '';
  const [own, other] = [regionsIn(scope), regionsIn(first)];
  const added = [...own].filter((place) => !other.has(place)).length;
  const missing = [...other].filter((place) => !own.has(place)).length;
  const parts = [
    ...(added > 0 ? [`${counted(added, 'region')} of accounts that the first scope has not`] : []),
    ...(missing > 0 ? [`not ${fixed(missing, 0)} that it has`] : []),
  ];
  return `Another scope: ${parts.join(', ')}. Its amounts are not compared with those of the others.`;
}

/** What a reader must know of one point, in a few words. */
export function notesOf(point: TrendPoint, before: TrendPoint | undefined): string {
  const notes = [
    ...(point.interrupted ? ['interrupted'] : []),
    ...(point.incomplete && !point.interrupted ? ['incomplete'] : []),
    ...(point.unpriced > 0 ? [`${fixed(point.unpriced, 0)} without a known amount`] : []),
    ...(before !== undefined && before.window.days !== point.window.days
      ? [`${fixed(point.window.days, 0)} days, before ${fixed(before.window.days, 0)}`]
      : []),
    ...(before !== undefined && before.toolVersion !== point.toolVersion ? [`collected by ${point.toolVersion}`] : []),
  ];
  return notes.join('; ');
}

/** `$12.00`, `$12.00 and 2 unknown`, `nothing`. */
export function realisedText(amount: number | null, unknown: number): string {
  if (unknown === 0) return amount === 0 ? 'nothing' : usd(amount);
  return amount === null || amount === 0 ? NOT_KNOWN : `${usd(amount)} and ${fixed(unknown, 0)} unknown`;
}
