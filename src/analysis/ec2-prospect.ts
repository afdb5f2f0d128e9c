import type { Series } from '../model/metric.js';
import { datapoints, fold, maximum, percentile, upperTail } from './series.js';
import { riseAhead } from './trend.js';

/** The percentile that sizes are judged by. */
const PERCENTILE = 99.5;
/** Standard normal quantile of a two-sided interval of 95 %. */
const PREDICTION = 1.96;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/** What has to be reckoned with in a time to come that is as long as the one seen, in the unit of the series. */
export interface Prospect {
  /** 99.5th percentile. */
  p995: number;
  /** Mean of the busiest hour, with what a rising trend adds. */
  hour: number;
  /** The same, topped by as much as it tops any other. */
  toppedHour: number;
  /** What of both a rising trend adds. */
  rise: number;
}

/** Lengths of the runs of neighbouring values above a level, and the sum of their squares. */
function above(values: Float64Array, level: number): { count: number; squares: number } {
  let count = 0;
  let squares = 0;
  let run = 0;
  for (let index = 0; index < values.length; index += 1) {
    if ((values[index] ?? Number.NaN) > level) {
      run += 1;
    } else {
      count += run;
      squares += run * run;
      run = 0;
    }
  }
  return { count: count + run, squares: squares + run * run };
}

/**
 * Upper limit of the percentile in as many values to come: the lowest level seen that no more than 0.5 % of them are to be expected
 * above. Rare bursts come in runs, not value by value, so runs are what is counted: as a Poisson number of them comes again, values
 * above a level differ from those seen by a standard deviation of the root of twice the sum of squared run lengths
 * (G. J. Hahn, W. Q. Meeker, Statistical Intervals, 1991, chapter 7: the number of occurrences in a future period).
 */
function upperPercentile(values: Float64Array, tail: Float64Array): number {
  const allowed = datapoints(values) * (1 - PERCENTILE / 100);
  const holds = (index: number): boolean => {
    const { count, squares } = above(values, tail[index] ?? 0);
    return count + PREDICTION * Math.sqrt(2 * squares) <= allowed;
  };
  // More than are allowed lie above every level below the tail. What lies above a level shrinks as it rises, so the lowest that holds is
  // found by halving.
  let [low, high] = [0, tail.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return tail[low] ?? 0;
}

/** The percentile of each whole or begun day, counted back from the end of the series; days without a value are left out. */
function dailyPercentiles({ values, periodSeconds }: Series): number[] {
  const width = DAY_SECONDS / periodSeconds;
  const days: number[] = [];
  for (let end = values.length; end > 0; end -= width) {
    const day = percentile(values.subarray(Math.max(0, end - width), end), PERCENTILE);
    if (day !== null) days.push(day);
  }
  return days.reverse();
}

/**
 * The highest mean of any 60 minutes, and the highest that shares none of them. Hours of which less than half is known would be made of a
 * value or two: they count only where there is no other.
 */
function busiestHours(series: Series): { busiest: number; next: number } {
  const { values, periodSeconds } = series;
  const width = Math.max(1, Math.round(HOUR_SECONDS / periodSeconds));
  const means = slidingMeans(values, width);
  let at = -1;
  for (let index = 0; index < means.length; index += 1) {
    const mean = means[index] ?? Number.NaN;
    if (!Number.isNaN(mean) && (at < 0 || mean > (means[at] ?? 0))) at = index;
  }
  const busiest = means[at] ?? maximum(fold(series, HOUR_SECONDS, 'Average').values) ?? 0;
  let next = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < means.length; index += 1) {
    const mean = means[index] ?? Number.NaN;
    if (Math.abs(index - at) >= width && mean > next) next = mean;
  }
  return { busiest, next: Number.isFinite(next) ? next : busiest };
}

/** Mean of each stretch of `width` values, by its first; NaN where less than half of them are known. */
function slidingMeans(values: Float64Array, width: number): Float64Array {
  const means = new Float64Array(Math.max(1, values.length - width + 1)).fill(Number.NaN);
  let sum = 0;
  let known = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) {
      sum += value;
      known += 1;
    }
    const gone = index < width ? Number.NaN : (values[index - width] ?? Number.NaN);
    if (!Number.isNaN(gone)) {
      sum -= gone;
      known -= 1;
    }
    const start = index - width + 1;
    if (start >= 0 && 2 * known >= width) means[start] = sum / known;
  }
  return means;
}

/**
 * What lies ahead of a series of 5-minute maxima at one size. null without datapoints.
 * - A trend that rises through the days goes on for as long as it was seen.
 * - Bursts too rare for the percentile today may be a few more tomorrow (`upperPercentile`).
 * - The busiest hour may be topped by as much as it tops any other: D. S. Robson, J. H. Whitlock, Estimation of a
 *   truncation point, Biometrika 51, 1964. Where others come close to it, it is as good as known. The hour is any 60 minutes, for the
 *   next burst need not begin on the hour.
 */
export function prospect(series: Series): Prospect | null {
  const tail = upperTail(series.values, PERCENTILE);
  const [p995] = tail;
  if (p995 === undefined) return null;
  const rise = riseAhead(dailyPercentiles(series));
  const { busiest, next } = busiestHours(series);
  return {
    p995: Math.max(upperPercentile(series.values, tail), p995 + rise),
    // Peaks rise no slower than means, so the hours are given what the percentile gains.
    hour: busiest + rise,
    toppedHour: busiest + Math.max(busiest - next, rise),
    rise,
  };
}
