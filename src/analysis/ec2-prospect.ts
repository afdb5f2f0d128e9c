import type { Series } from '../model/metric.js';
import { fold, percentileOfSorted, sorted } from './series.js';
import { riseAhead } from './trend.js';

/** The percentile that sizes are judged by. */
const PERCENTILE = 99.5;
/** Standard normal quantile of a two-sided interval of 95 %. */
const PREDICTION = 1.96;
const DAY_SECONDS = 86_400;

/** What has to be reckoned with in a time to come that is as long as the one seen, in the unit of the series. */
export interface Prospect {
  /** 99.5th percentile. */
  p995: number;
  /** Mean of the busiest hour. */
  hour: number;
  /** What of both a rising trend adds. */
  rise: number;
}

/** Lengths of the runs of neighbouring values above a level, and the sum of their squares. */
function above(values: Float64Array, level: number): { count: number; squares: number } {
  let [count, squares, run] = [0, 0, 0];
  const end = (): void => {
    count += run;
    squares += run * run;
    run = 0;
  };
  for (const value of values) {
    if (value > level) run += 1;
    else if (run > 0) end();
  }
  end();
  return { count, squares };
}

/**
 * Upper limit of the percentile in as many values to come: the lowest level seen that no more than 0.5 % of them are to be expected
 * above. Rare bursts come in runs, not value by value, so runs are what is counted: as a Poisson number of them comes again, values
 * above a level differ from those seen by a standard deviation of the root of twice the sum of squared run lengths
 * (G. J. Hahn, W. Q. Meeker, Statistical Intervals, 1991, chapter 7: the number of occurrences in a future period).
 */
function upperPercentile(values: Float64Array, ascending: Float64Array): number {
  const allowed = ascending.length * (1 - PERCENTILE / 100);
  const holds = (index: number): boolean => {
    const { count, squares } = above(values, ascending[index] ?? 0);
    return count + PREDICTION * Math.sqrt(2 * squares) <= allowed;
  };
  // What lies above a level shrinks as it rises, so the lowest level that holds is found by halving.
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return ascending[low] ?? 0;
}

/** Values of each whole or begun day, counted back from the end of the series; days without a value are left out. */
function daysOf({ values, periodSeconds }: Series): Float64Array[] {
  const width = DAY_SECONDS / periodSeconds;
  const days: Float64Array[] = [];
  for (let end = values.length; end > 0; end -= width) {
    const day = sorted(values.subarray(Math.max(0, end - width), end));
    if (day.length > 0) days.unshift(day);
  }
  return days;
}

/**
 * What lies ahead of a series of 5-minute maxima at one size. null without datapoints.
 * - A trend that rises through the days goes on for as long as it was seen.
 * - Bursts too rare for the percentile today may be a few more tomorrow (`upperPercentile`).
 * - The busiest hour may be topped by as much as it tops any other: D. S. Robson, J. H. Whitlock, Estimation of a
 *   truncation point, Biometrika 51, 1964. Where others come close to it, it is as good as known.
 */
export function prospect(series: Series): Prospect | null {
  const ascending = sorted(series.values);
  const p995 = percentileOfSorted(ascending, PERCENTILE);
  if (p995 === null) return null;
  const rise = riseAhead(daysOf(series).flatMap((day) => percentileOfSorted(day, PERCENTILE) ?? []));
  const hours = sorted(fold(series, 3600, 'Average').values);
  const busiest = hours[hours.length - 1] ?? 0;
  const next = hours[hours.length - 2] ?? busiest;
  return {
    p995: Math.max(upperPercentile(series.values, ascending), p995 + rise),
    hour: busiest + Math.max(busiest - next, rise),
    rise,
  };
}
