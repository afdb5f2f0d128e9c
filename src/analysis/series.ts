import type { DailyStatistic, Series } from '../model/metric.js';
import { selectRank } from './selection.js';

/**
 * Numbers about one fine series. NaN stands for "no datapoint" and is left out everywhere: it is neither zero nor idle.
 * Every function gives null where there is no datapoint at all.
 */

// Loops go by index: an iterator makes an object of every number, which is most of the memory that judging a fleet goes through.

const HOUR_SECONDS = 3600;

/** Datapoints that are there. */
export function datapoints(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) if (!Number.isNaN(values[index])) count += 1;
  return count;
}

/** The values that are there, in ascending order. */
export function sorted(values: Float64Array): Float64Array {
  return known(values).slice().sort();
}

/**
 * Percentile by nearest rank: the smallest observed value that at least `p` percent of the datapoints do not exceed. It
 * never lies between two observations, so a verdict can always be traced to a datapoint. `p` is 0 to 100.
 * Throws a RangeError for another `p`. Source: NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2 (percentiles).
 */
export function percentile(values: Float64Array, p: number): number | null {
  const found = known(values);
  const index = rankOf(p, found.length) - 1;
  selectRank(found, index);
  return found[index] ?? null;
}

/** As `percentile`, of values already in ascending order and without NaN: sort once where several percentiles are needed. */
export function percentileOfSorted(ascending: Float64Array, p: number): number | null {
  return ascending[rankOf(p, ascending.length) - 1] ?? null;
}

/** The values at and above a percentile, in ascending order: the first is the percentile itself. Empty without datapoints. */
export function upperTail(values: Float64Array, p: number): Float64Array {
  const found = known(values);
  const index = rankOf(p, found.length) - 1;
  selectRank(found, index);
  return found.slice(index).sort();
}

/** Place of a percentile among `count` values in ascending order, counted from one. */
function rankOf(p: number, count: number): number {
  if (!(p >= 0 && p <= 100)) throw new RangeError(`a percentile is between 0 and 100, not ${p}`);
  // The small subtraction undoes binary surprises such as 0.07 x 100 = 7.000000000000001, which would pick the next rank.
  return Math.max(1, Math.ceil((p / 100) * count - 1e-9));
}

/** Where one percentile after the other is selected: a fleet has hundreds of thousands, and a buffer of its own takes longer than most of them. */
let scratch = new Float64Array(4_096);

/** A copy of the values that are there, in their order; gone with the next call. */
function known(values: Float64Array): Float64Array {
  if (scratch.length < values.length) scratch = new Float64Array(values.length);
  const found = scratch;
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    found[count] = value;
    count += 1;
  }
  return found.subarray(0, count);
}

/** Highest datapoint. */
export function maximum(values: Float64Array): number | null {
  const highest = reduce(values, 0, values.length, 'Maximum');
  return Number.isNaN(highest) ? null : highest;
}

/** Mean of the datapoints. */
export function mean(values: Float64Array): number | null {
  const average = reduce(values, 0, values.length, 'Average');
  return Number.isNaN(average) ? null : average;
}

/**
 * Coefficient of variation: standard deviation over mean, 0 for a flat series. null without datapoints or with a mean of 0.
 */
export function variation(values: Float64Array): number | null {
  const average = mean(values);
  if (average === null || average === 0) return null;
  let squares = 0;
  let count = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    squares += (value - average) ** 2;
    count += 1;
  }
  return Math.sqrt(squares / count) / average;
}

/** Clock hours (UTC) that hold at least one datapoint: 30 of them are what Compute Optimizer asks for before it speaks. */
export function hoursWithData(series: Series): number {
  const { start, periodSeconds, values } = series;
  let count = 0;
  let last = Number.NaN;
  for (let index = 0; index < values.length; index += 1) {
    if (Number.isNaN(values[index])) continue;
    const hour = Math.floor((start + index * periodSeconds) / HOUR_SECONDS);
    if (hour === last) continue;
    last = hour;
    count += 1;
  }
  return count;
}

/** Days (of 24 hours from the series' start) that hold at least one datapoint. */
export function daysWithData(series: Series): number {
  return datapoints(fold(series, 86_400, 'Maximum').values);
}

/** Epoch seconds of the first instant after the series. */
export function endOf(series: Series): number {
  return series.start + series.values.length * series.periodSeconds;
}

/** The periods that start at or after `from` and before `to` (epoch seconds). */
export function between(series: Series, from: number, to: number): Series {
  const first = Math.max(0, Math.ceil((from - series.start) / series.periodSeconds));
  const last = Math.max(first, Math.min(series.values.length, Math.ceil((to - series.start) / series.periodSeconds)));
  return { ...series, start: series.start + first * series.periodSeconds, values: series.values.slice(first, last) };
}

/** The series with every period for which `drop` says yes made "no datapoint". The series given stays as it is. */
export function without(series: Series, drop: (periodStart: number) => boolean): Series {
  const values = series.values.map((value, index) => (drop(series.start + index * series.periodSeconds) ? Number.NaN : value));
  return { ...series, values };
}

/**
 * The series in longer periods, aligned on its own start; a period without datapoints stays without. `Average` is the mean of the
 * shorter periods, each with the same weight. Throws a RangeError where `periodSeconds` is no multiple of the series' own.
 */
export function fold(series: Series, periodSeconds: number, statistic: DailyStatistic): Series {
  const width = periodSeconds / series.periodSeconds;
  if (!Number.isInteger(width) || width < 1) {
    throw new RangeError(`periods of ${series.periodSeconds} s do not fold into ${periodSeconds} s`);
  }
  if (width === 1) return series;
  const values = new Float64Array(Math.ceil(series.values.length / width));
  for (let index = 0; index < values.length; index += 1)
    values[index] = reduce(series.values, index * width, (index + 1) * width, statistic);
  return { ...series, periodSeconds, values };
}

/** One statistic of the datapoints from one index up to another; NaN where there is none. */
function reduce(values: Float64Array, from: number, to: number, statistic: DailyStatistic): number {
  let count = 0;
  let sum = 0;
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  const end = Math.min(to, values.length);
  for (let index = from; index < end; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    if (value > highest) highest = value;
    if (value < lowest) lowest = value;
  }
  if (count === 0) return Number.NaN;
  switch (statistic) {
    case 'Average':
      return sum / count;
    case 'Maximum':
      return highest;
    case 'Minimum':
      return lowest;
    case 'Sum':
    case 'SampleCount':
      return sum;
  }
}
