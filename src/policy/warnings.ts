import type { Values } from '../model/evaluation.js';
import type { Judgement } from '../model/judgement.js';
import type { SnapshotHeader } from '../model/snapshot.js';
import { epochSeconds, type Window } from '../model/time.js';
import { fillMessage } from './messages.js';

/** A price table older than this is said to be old. Prices change a few times a year; half a year is two of those. */
const PRICE_AGE_LIMIT_DAYS = 180;

const MESSAGES = {
  'old-prices': 'The prices are of {asOf}, {age} before the end of the window; amounts may be off. `prices refresh` gets new ones.',
  'no-month-end':
    'The window of {days} has no month end in it: work that runs once a month was not seen in hourly and 5-minute figures (daily figures reach back {scalarDays}).',
  'no-month-end-at-all': 'No month end was seen: work that runs once a month may be missing from every figure.',
  'percentiles-unsupported':
    'Regions whose endpoint could not do percentiles: {regions}. The maximum stands in for them, so less is found there, with low confidence.',
  'missing-shards': 'Shards of the run that never arrived: {shards}. What they cover is not in this report.',
  'lost-accounts': 'Accounts of the run that never arrived: {accounts}. What is in them is not in this report.',
  'unsettled-accounts':
    'Accounts that joined or left the organization while the run went on: {accounts}. What is in them may be in this report in part.',
  'part-by-accounts': 'This is the part of {count} of {all} accounts: the others are not in this report.',
  'part-of-run': 'This is shard {index} of {count}: the other parts are not in this report.',
  interrupted: 'The collection was interrupted: what it did not reach is not in this report.',
  commitments:
    'All amounts are list prices. Commitments that run ({count}) take a part of the savings until they end: what is left at least stands beside each amount that they touch.',
  'policy-errors': 'Evaluations that ended in an error of the policy itself, and are not assessed: {evaluations}, of {policies}.',
} as const;

/** What judging met on its way that a reader must know. */
export interface JudgingIncidents {
  regionsWithoutPercentiles: number;
  /** Evaluations that ended in an error of the policy, by policy id. */
  policyErrors: ReadonlyMap<string, number>;
  /** Running commitments; null where none runs, or none was asked for. What they leave is a sum of the report, in its cents. */
  commitments?: { count: number } | null;
}

/** True when a last day of a month (UTC) lies wholly in the window. */
export function hasMonthEnd({ start, end }: Window): boolean {
  const last = new Date(epochSeconds(end) * 1000);
  const monthBegan = Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1) / 1000;
  return monthBegan - 86_400 >= epochSeconds(start);
}

/** Whole days from the date of the prices to the end of the window; 0 for prices that are newer. */
export function priceAgeDays(asOf: string, windowEnd: string): number {
  return Math.max(0, Math.floor((epochSeconds(windowEnd) - epochSeconds(`${asOf}T00:00:00Z`)) / 86_400));
}

/** Sentences that a reader must know before the numbers, in a fixed order. */
export function warningsOf(header: SnapshotHeader, prices: Judgement['prices'], incidents: JudgingIncidents): Judgement['warnings'] {
  const warnings: Judgement['warnings'] = [];
  const warn = (code: keyof typeof MESSAGES, values: Values = {}): void => {
    warnings.push({ code, values, text: fillMessage(MESSAGES[code], values) });
  };
  const count = (value: number) => ({ value, unit: 'count' as const });
  const days = (value: number) => ({ value, unit: 'days' as const });
  const text = (value: string) => ({ value, unit: 'text' as const });

  if (header.interrupted) warn('interrupted');
  const missing = header.merged?.missing ?? [];
  if (missing.length > 0) warn('missing-shards', { shards: text([...missing].sort((a, b) => a - b).join(', ')) });
  const { lost = [], unsettled = [] } = header.merged ?? {};
  const accounts = lost.filter(({ region }) => region === null).map(({ accountId }) => accountId);
  if (accounts.length > 0) warn('lost-accounts', { accounts: text(accounts.join(', ')) });
  if (unsettled.length > 0) warn('unsettled-accounts', { accounts: text(unsettled.join(', ')) });
  const all = Object.keys(header.asked ?? {}).length;
  const only = header.merged === null ? (header.only ?? null) : null;
  if (only !== null && only.length < all) warn('part-by-accounts', { count: count(only.length), all: count(all) });
  if (header.merged === null && header.shard !== null && header.shard.count > 1) {
    warn('part-of-run', { index: count(header.shard.index), count: count(header.shard.count) });
  }
  if (prices.ageDays > PRICE_AGE_LIMIT_DAYS) warn('old-prices', { asOf: text(prices.asOf), age: days(prices.ageDays) });
  if (!hasMonthEnd(header.scalarWindow)) warn('no-month-end-at-all');
  else if (!hasMonthEnd(header.window))
    warn('no-month-end', { days: days(header.window.days), scalarDays: days(header.scalarWindow.days) });
  if (incidents.regionsWithoutPercentiles > 0) warn('percentiles-unsupported', { regions: count(incidents.regionsWithoutPercentiles) });
  if (incidents.policyErrors.size > 0) {
    const names = [...incidents.policyErrors.keys()].sort();
    const evaluations = [...incidents.policyErrors.values()].reduce((sum, errors) => sum + errors, 0);
    warn('policy-errors', { policies: text(names.join(', ')), evaluations: count(evaluations) });
  }
  if (incidents.commitments) warn('commitments', { count: count(incidents.commitments.count) });
  return warnings;
}
