import type { Points, Sample } from './points.js';
import type { Statistic } from './statistic.js';

/** Periods that a request divides time into: from `start` on, the last one cut at `end`. All in epoch seconds. */
export interface Periods {
  start: number;
  end: number;
  seconds: number;
}

/** Values of one statistic, oldest first: only periods that hold a datapoint. */
export interface Values {
  timestamps: readonly number[];
  values: readonly number[];
}

export const NO_VALUES: Values = { timestamps: [], values: [] };

/** One statistic, period by period, of one or several sets of datapoints taken together. */
export function aggregate(parts: readonly Points[], { start, end, seconds }: Periods, statistic: Statistic): Values {
  if (statistic.percent !== null && parts.some(({ percentiles }) => !percentiles)) return NO_VALUES;
  const timestamps: number[] = [];
  const values: number[] = [];
  const add = (time: number) => {
    const value = statisticBetween(parts, time, Math.min(time + seconds, end), statistic);
    if (Number.isNaN(value)) return;
    timestamps.push(time);
    values.push(value);
  };
  for (let time = firstPeriod(parts, start, seconds); time < end; time += seconds) add(time);
  return { timestamps, values };
}

/** Periods before the first datapoint of all are not looked at one by one. */
function firstPeriod(parts: readonly Points[], start: number, seconds: number): number {
  const first = Math.min(...parts.map((points) => (points.length === 0 ? Number.POSITIVE_INFINITY : points.timeAt(0))));
  return first <= start ? start : start + Math.floor((first - start) / seconds) * seconds;
}

/** A statistic of the datapoints from `from` (inclusive) to `to` (exclusive); NaN where there is none. */
function statisticBetween(parts: readonly Points[], from: number, to: number, { name, percent }: Statistic): number {
  if (percent !== null) return percentileOf(parts, from, to, percent);
  let [count, sum, minimum, maximum] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const points of parts) {
    const { sums, counts, minima, maxima } = points;
    const last = points.indexAt(to);
    for (let index = points.indexAt(from); index < last; index++) {
      const value = sums[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count += counts === null ? 1 : (counts[index] ?? 0);
      const low = minima[index] ?? value;
      const high = maxima[index] ?? value;
      if (low < minimum) minimum = low;
      if (high > maximum) maximum = high;
    }
  }
  if (count === 0) return Number.NaN;
  switch (name) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Minimum':
      return minimum;
    case 'Maximum':
      return maximum;
    default:
      return sum / count;
  }
}

/**
 * Percentile by nearest rank: the smallest sample that at least so many percent of all samples do not exceed. AWS does
 * not publish how it interpolates; this one is always a value that was there, and never falls as the percentage rises.
 */
function percentileOf(parts: readonly Points[], from: number, to: number, percent: number): number {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const [first, last] = [only.indexAt(from), only.indexAt(to)];
    if (only.counts === null) return rankOfSingles(only, first, last, percent);
    if (only.histogram !== undefined) return rankOfSamples(histogramOf(only, first, last), percent);
  }
  const samples = parts.flatMap((points) => {
    const list: Sample[] = [];
    const last = points.indexAt(to);
    for (let index = points.indexAt(from); index < last; index++) {
      if (!Number.isNaN(points.sums[index])) list.push(...points.samples(index));
    }
    return list;
  });
  return rankOfSamples(
    samples.sort((a, b) => a.value - b.value),
    percent,
  );
}

/** Rank from 1 of a percentile among `count` samples. The tolerance is for shares such as 0.995, which no double holds. */
function nearestRank(count: number, percent: number): number {
  return Math.min(count, Math.max(1, Math.ceil((percent * count) / 100 - 1e-9)));
}

function rankOfSamples(sorted: readonly Sample[], percent: number): number {
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  // CloudWatch gives no percentiles of metrics that were ever negative.
  if (total === 0 || (sorted[0]?.value ?? 0) < 0) return Number.NaN;
  let left = nearestRank(total, percent);
  for (const { value, count } of sorted) {
    left -= count;
    if (left <= 0) return value;
  }
  return sorted[sorted.length - 1]?.value ?? Number.NaN;
}

/** The last run of each set that was put in order: percentiles of one span are asked for several at a time. */
const lastRuns = new WeakMap<Points, { from: number; to: number; sorted?: Float64Array; histogram?: readonly Sample[] }>();

function runOf(points: Points, from: number, to: number) {
  const known = lastRuns.get(points);
  if (known?.from === from && known.to === to) return known;
  const run: { from: number; to: number; sorted?: Float64Array; histogram?: readonly Sample[] } = { from, to };
  lastRuns.set(points, run);
  return run;
}

function histogramOf(points: Points, from: number, to: number): readonly Sample[] {
  const run = runOf(points, from, to);
  run.histogram ??= points.histogram?.(from, to) ?? [];
  return run.histogram;
}

function rankOfSingles(points: Points, from: number, to: number, percent: number): number {
  const run = runOf(points, from, to);
  run.sorted ??= points.sums
    .subarray(from, to)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const { sorted } = run;
  return sorted.length === 0 || (sorted[0] ?? 0) < 0 ? Number.NaN : (sorted[nearestRank(sorted.length, percent) - 1] ?? Number.NaN);
}
