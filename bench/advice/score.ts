import { exceeds, type Size, type Use } from './ladder.js';

/** What one rule did on one series. */
export interface Verdict {
  rule: string;
  advised: Size | null;
  exceeded: boolean;
  /** USD an hour of what perfect foresight would have saved that the rule would have saved as well, whether or not it held. */
  saved: number;
  /** The same, where the advice held: what has to be given back saves nothing. */
  kept: number;
}

/** The cheapest size that the second half does not exceed; the present one where none is smaller. */
export function foresight(later: Use, ladder: readonly Size[], now: Size): Size {
  return ladder.find((size) => size.usd <= now.usd && !exceeds(later, size, now)) ?? now;
}

export function verdict(rule: string, advised: Size | null, later: Use, best: Size, now: Size): Verdict {
  if (advised === null || advised.usd >= now.usd) return { rule, advised: null, exceeded: false, saved: 0, kept: 0 };
  const exceeded = exceeds(later, advised, now);
  const saved = Math.min(now.usd - advised.usd, now.usd - best.usd);
  return { rule, advised, exceeded, saved, kept: exceeded ? 0 : saved };
}

/** One cell of the table: what a rule did on all series of one shape. */
export interface Tally {
  series: number;
  advised: number;
  exceeded: number;
  saved: number;
  kept: number;
  /** What perfect foresight would have saved. */
  possible: number;
}

export const emptyTally = (): Tally => ({ series: 0, advised: 0, exceeded: 0, saved: 0, kept: 0, possible: 0 });

export function count(tally: Tally, { advised, exceeded, saved, kept }: Verdict, possible: number): void {
  tally.series += 1;
  tally.advised += advised === null ? 0 : 1;
  tally.exceeded += exceeded ? 1 : 0;
  tally.saved += saved;
  tally.kept += kept;
  tally.possible += possible;
}
