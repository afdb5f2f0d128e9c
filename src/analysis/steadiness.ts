import type { Series } from '../model/metric.js';
import { maximum, mean, percentileOfSorted, sorted, variation } from './series.js';

/** How even a load is over the hours of the window. Loads are requests in flight on average in an hour (busy concurrency). */
export interface Steadiness {
  average: number;
  /** Tenth and ninetieth percentile over hours. */
  p10: number;
  p90: number;
  maximum: number;
  /** p10 over p90, 0 to 1: how full capacity for a busy hour is in a quiet one. 0 where there is no load at all. */
  evenness: number;
  /** Coefficient of variation over hours. */
  variation: number;
  /** Share of hours without any load, 0 to 1. */
  silentShare: number;
  hours: number;
}

/**
 * Busy concurrency of each hour: invocations x average duration / length of the period, which is Little's law
 * (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html). An hour without a datapoint of Invocations had none, for the
 * metric counts events; one with invocations and no duration, or a duration and no invocations, is not known (NaN). Durations in milliseconds.
 */
export function busyConcurrency(invocations: Series, averageDuration: Series): Series {
  const values = invocations.values.map((count, index) => {
    const offset = (invocations.start - averageDuration.start) / averageDuration.periodSeconds;
    const milliseconds = averageDuration.values[index + offset] ?? Number.NaN;
    if (count === 0 || (Number.isNaN(count) && Number.isNaN(milliseconds))) return 0;
    return (count * milliseconds) / 1000 / invocations.periodSeconds;
  });
  return { statistic: 'busy concurrency', periodSeconds: invocations.periodSeconds, start: invocations.start, values };
}

/** null where no hour is known. */
export function steadiness(values: Float64Array): Steadiness | null {
  const ascending = sorted(values);
  const average = mean(ascending);
  const p10 = percentileOfSorted(ascending, 10);
  const p90 = percentileOfSorted(ascending, 90);
  const highest = maximum(ascending);
  if (average === null || p10 === null || p90 === null || highest === null) return null;
  return {
    average,
    p10,
    p90,
    maximum: highest,
    evenness: p90 === 0 ? 0 : p10 / p90,
    variation: variation(ascending) ?? 0,
    silentShare: ascending.filter((value) => value === 0).length / ascending.length,
    hours: ascending.length,
  };
}

/** What a load must be to be called steady; each bound itself is still steady. */
export interface SteadyBounds {
  minimumEvenness: number;
  maximumVariation: number;
  maximumSilentPercent: number;
}

/** Which bound the load breaks first; null where it is steady. */
export function unsteadyBecause(load: Steadiness, bounds: SteadyBounds): 'silent-hours' | 'uneven' | 'varying' | null {
  if (load.silentShare * 100 > bounds.maximumSilentPercent) return 'silent-hours';
  if (load.evenness < bounds.minimumEvenness) return 'uneven';
  return load.variation > bounds.maximumVariation ? 'varying' : null;
}
