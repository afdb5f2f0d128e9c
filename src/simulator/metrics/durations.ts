import type { Distribution } from './shape-types.js';

/**
 * A lognormal distribution of durations, held as a few classes of equal duration so that a month of it can be counted.
 * The classes are fine where percentiles are asked for: in the tail.
 */

/** z of the 99th percentile of the standard normal distribution. */
const Z99 = 2.326_347_874_040_841;

/** Upper edges of the classes as shares of all invocations, in ten-thousandths. */
const EDGES = edges([
  [9_000, 200],
  [9_900, 50],
  [9_990, 10],
  [10_000, 1],
]);

function edges(steps: readonly (readonly [upTo: number, step: number])[]): readonly number[] {
  const list: number[] = [];
  let at = 0;
  for (const [upTo, step] of steps) {
    for (; at < upTo; at += step) list.push(at + step);
  }
  return list;
}

/** Class of each ten-thousandth. */
const CLASS_OF = new Uint8Array(10_000);
EDGES.forEach((edge, number) => {
  CLASS_OF.fill(number, EDGES[number - 1] ?? 0, edge);
});

export const CLASSES = EDGES.length;

/**
 * Quantile of the standard normal distribution by Acklam's rational approximation (relative error below 1.2e-9).
 * P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003.
 */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share <= 0) return Number.NEGATIVE_INFINITY;
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    );
  }
  const q = share - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1)
  );
}

/** Duration of each class in milliseconds, rising: the quantile at the class's upper edge; the last one is the maximum. */
export function classDurations({ medianMilliseconds, p99Milliseconds, maximumMilliseconds }: Distribution): Float64Array {
  const sigma = Math.log(p99Milliseconds / medianMilliseconds) / Z99;
  return Float64Array.from(EDGES, (edge) => {
    const quantile = edge === 10_000 ? maximumMilliseconds : medianMilliseconds * Math.exp(sigma * normalQuantile(edge / 10_000));
    // Lambda bills and reports durations to the hundredth of a millisecond.
    return Math.max(0.01, Math.round(Math.min(quantile, maximumMilliseconds) * 100) / 100);
  });
}

/** Above so many invocations a datapoint counts classes rather than draws. */
const COUNTED = 256;

/**
 * Calls `add(class, count)` for the classes of `invocations` durations, in rising order. Systematic sampling: they stand
 * at equal distances through the distribution, from `phase` in [0, 1) on, so that every minute resembles it as well as
 * its number of invocations lets it.
 */
export function sampleClasses(invocations: number, phase: number, add: (durationClass: number, count: number) => void): void {
  if (invocations > COUNTED) {
    let before = Math.floor(phase);
    for (let number = 0; number < CLASSES; number++) {
      const upTo = Math.floor((invocations * (EDGES[number] ?? 0)) / 10_000 + phase);
      if (upTo > before) add(number, upTo - before);
      before = upTo;
    }
    return;
  }
  for (let draw = 1; draw <= invocations; draw++) {
    const share = ((draw - phase) / invocations) * 10_000;
    add(CLASS_OF[Math.min(9_999, Math.max(0, Math.ceil(share) - 1))] ?? 0, 1);
  }
}
