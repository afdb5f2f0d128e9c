import type { Size, Use } from './ladder.js';

/** A rule: from the use in the first half to a size, or null for no advice. Only shrinking counts. */
export interface Rule {
  name: string;
  advise(use: Use, ladder: readonly Size[], now: Size): Size | null;
}

/** A named machine has half the vCPUs one size down the ladder. */
function halved(ladder: readonly Size[], now: Size): Size | null {
  return ladder.find(({ vcpus }) => vcpus === now.vcpus / 2) ?? null;
}

function smallestFor(percent: number, ladder: readonly Size[], now: Size): Size | null {
  const needed = ((percent / 100) * now.vcpus) / 0.8;
  const fitting = ladder.find(({ vcpus }) => vcpus >= needed);
  return fitting !== undefined && fitting.vcpus < now.vcpus ? fitting : null;
}

export const P995 = 'p99.5 / 0.8, smallest that fits';

/** The plain rules of the field. */
export const RIVALS: readonly Rule[] = [
  { name: 'mean < 40 % halves', advise: ({ mean }, ladder, now) => (mean < 40 ? halved(ladder, now) : null) },
  {
    name: 'highest daily mean < 20 % halves',
    advise: ({ dailyMeans }, ladder, now) => (Math.max(...dailyMeans) < 20 ? halved(ladder, now) : null),
  },
  {
    // Low utilization by Trusted Advisor: 10 % or less on at least 4 of 14 days, and little traffic, which is taken as given here. It
    // names no size; one size down is what its readers do. https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html
    name: 'Trusted Advisor, one size down',
    advise: ({ dailyMeans }, ladder, now) => (dailyMeans.slice(-14).filter((mean) => mean <= 10).length >= 4 ? halved(ladder, now) : null),
  },
  { name: P995, advise: ({ p995 }, ladder, now) => smallestFor(p995, ladder, now) },
  { name: 'maximum / 0.8, smallest that fits', advise: ({ maximum }, ladder, now) => smallestFor(maximum, ladder, now) },
];
