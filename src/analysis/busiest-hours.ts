import type { Series } from '../model/metric.js';
import { fold, maximum } from './series.js';

const HOUR_SECONDS = 3600;

/**
 * The highest mean of any 60 minutes, and the highest that shares none of them. Hours of which less than half is known would be made of a
 * value or two: they count only where there is no other.
 */
export function busiestHours(series: Series): { busiest: number; next: number } {
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
