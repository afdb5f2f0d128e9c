import type { Series } from '../model/metric.js';
import { busiestHours } from './busiest-hours.js';
import { varianceOfEvenDays } from './even-days.js';
import { datapoints, maximum, percentile, upperTail } from './series.js';
import { line, riseAhead, slope, slopeAhead } from './trend.js';

/** The percentile that sizes are judged by. */
const PERCENTILE = 99.5;
/** Standard normal quantile of a two-sided interval of 95 %. */
const PREDICTION = 1.96;
const DAY_SECONDS = 86_400;

/** What has to be reckoned with in a time to come that is as long as the one seen, in the unit of the series. */
export interface Prospect {
  /** 99.5th percentile of what was seen. */
  p995Seen: number;
  /** 99.5th percentile. */
  p995: number;
  /** Mean of the busiest hour, seen or as a rising trend repeats it. */
  hour: number;
  /** The same, topped by as much as it tops any other. */
  toppedHour: number;
  /** What a rising trend adds to the percentile. */
  rise: number;
  /** The same, a day. */
  risePerDay: number;
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
 * (G. J. Hahn, W. Q. Meeker, Statistical Intervals, 1991, chapter 7: the number of occurrences in a future period). Runs that come as
 * evenly as a job of every night are no Poisson number: of them the days themselves tell how much their sum may differ.
 */
function upperPercentile({ values, periodSeconds }: Series, tail: Float64Array): number {
  const allowed = datapoints(values) * (1 - PERCENTILE / 100);
  const holds = (index: number): boolean => {
    const level = tail[index] ?? 0;
    const { count, squares } = above(values, level);
    if (count + PREDICTION * Math.sqrt(2 * squares) <= allowed) return true;
    if (count > allowed) return false;
    const variance = varianceOfEvenDays(values, level, DAY_SECONDS / periodSeconds);
    return variance !== null && count + PREDICTION * Math.sqrt(2 * variance) <= allowed;
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

/** A percentile of each whole or begun day, counted back from the end of the series; NaN for a day without a value. */
function dailyPercentiles(values: Float64Array, width: number, percent: number): number[] {
  const days: number[] = [];
  for (let end = values.length; end > 0; end -= width) {
    days.push(percentile(values.subarray(Math.max(0, end - width), end), percent) ?? Number.NaN);
  }
  return days.reverse();
}

/** How the days of a series go up or down: their medians, and their upper percentiles without what the medians rise within a day. */
interface Days {
  medians: number[];
  tops: number[];
  /** Days from the middle of the first one, by the index of a value. */
  dayOf(index: number): number;
}

function daysOf({ values, periodSeconds }: Series): Days {
  const width = DAY_SECONDS / periodSeconds;
  const medians = dailyPercentiles(values, width, 50);
  const first = medians.length * width - values.length;
  const dayOf = (index: number): number => (first + index + 0.5) / width - 0.5;
  // A day's percentile lies near its end while the day rises, and the nearer the less noise there is: days would not compare.
  const perDay = slope(medians);
  const level = perDay === 0 ? values : values.map((value, index) => value - perDay * (dayOf(index) - Math.round(dayOf(index))));
  return { medians, tops: dailyPercentiles(level, width, PERCENTILE), dayOf };
}

/**
 * The series as its trend would repeat it, in as many days as were seen. The median of the days moves by its own slope, and what values lie
 * above or below it is stretched until the percentile rises by `rise`: so noise that grows with the load grows on, and noise that does not
 * stays (linear location and scale: R. Koenker, G. Bassett, Robust tests for heteroscedasticity based on regression quantiles,
 * Econometrica 50, 1982). What lies beyond the percentile rises as the percentile does.
 */
function repeated(values: Float64Array, { medians, tops, dayOf }: Days, rise: number): Float64Array {
  const [middle, top] = [line(medians), line(tops)];
  const middleRise = slopeAhead(medians) * medians.length;
  return values.map((value, index) => {
    const day = dayOf(index);
    const spread = top(day) - middle(day);
    const place = spread > 0 ? Math.max(-1, Math.min(1, (value - middle(day)) / spread)) : 1;
    return value + middleRise + (rise - middleRise) * place;
  });
}

/**
 * What lies ahead of a series of 5-minute maxima at one size. null without datapoints.
 * - A trend that rises through the days goes on for as long as it was seen: noise and load each by their own (`repeated`).
 * - Bursts too rare for the percentile today may be a few more tomorrow, unless they come evenly (`upperPercentile`).
 * - The busiest hour may be topped by as much as it tops any other: D. S. Robson, J. H. Whitlock, Estimation of a
 *   truncation point, Biometrika 51, 1964. Where others come close to it, it is as good as known. The hour is any 60 minutes, for the
 *   next burst need not begin on the hour.
 */
export function prospect(series: Series): Prospect | null {
  const tail = upperTail(series.values, PERCENTILE);
  const [p995Seen] = tail;
  if (p995Seen === undefined) return null;
  const days = daysOf(series);
  const rise = riseAhead(days.tops);
  const seen = busiestHours(series);
  const coming = rise === 0 ? series : { ...series, values: repeated(series.values, days, rise) };
  const hour = Math.max(seen.busiest, rise === 0 ? 0 : busiestHours(coming).busiest);
  const repeatedP995 = rise === 0 ? p995Seen : (percentile(coming.values, PERCENTILE) ?? 0);
  return {
    p995Seen,
    p995: Math.max(upperPercentile(series, tail), repeatedP995),
    hour,
    toppedHour: Math.max(hour, 2 * seen.busiest - seen.next),
    rise,
    risePerDay: rise / days.tops.length,
  };
}

/**
 * The highest value to be reckoned with in as many days as were seen, from daily maxima (null: a day without data): the highest seen, and what
 * the days rise by (`riseAhead`). null without a day.
 */
export function maximumAhead(dailyMaxima: readonly (number | null)[]): number | null {
  const days = dailyMaxima.map((value) => value ?? Number.NaN);
  const highest = maximum(Float64Array.from(days));
  return highest === null ? null : highest + riseAhead(days);
}
