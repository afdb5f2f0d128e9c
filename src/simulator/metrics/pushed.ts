import type { MetricName } from './input.js';
import { listedTimes, type Points, type Sample } from './points.js';

/** What one entry of PutMetricData adds: samples with their counts, or a statistic set that threw its samples away. */
export interface PushedDatum {
  /** Epoch seconds. */
  time: number;
  samples: Sample[] | null;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  highResolution: boolean;
  unit: string | null;
}

export interface PushedMetric extends MetricName {
  data: PushedDatum[];
  /** Made of `data` when next read, rising in time; null when `data` has changed. */
  points: Points | null;
}

/** Bound on what clients may leave here. */
const MAX_DATA = 2_000_000;

const keyOf = ({ namespace, metricName, dimensions }: MetricName) =>
  JSON.stringify([namespace, metricName, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Datapoints that clients have pushed, by account and region. Kept in memory until the endpoint stops. */
export class PushedMetrics {
  readonly #sites = new Map<string, Map<string, PushedMetric>>();
  #size = 0;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** False where there is no room left. */
  add(site: string, metric: MetricName, datum: PushedDatum): boolean {
    if (this.#size >= MAX_DATA) return false;
    const metrics = this.#sites.get(site) ?? new Map<string, PushedMetric>();
    this.#sites.set(site, metrics);
    const key = keyOf(metric);
    const known = metrics.get(key) ?? { ...metric, data: [], points: null };
    known.data.push(datum);
    known.points = null;
    metrics.set(key, known);
    this.#size += 1;
    return true;
  }

  find(site: string, metric: MetricName): PushedMetric | null {
    return this.#size === 0 ? null : (this.#sites.get(site)?.get(keyOf(metric)) ?? null);
  }

  list(site: string): Iterable<PushedMetric> {
    return this.#sites.get(site)?.values() ?? [];
  }
}

/** All that was pushed for a metric, as datapoints. Entries of the same time stay apart: statistics join them anyway. */
export function pushedPoints(metric: PushedMetric): Points {
  if (metric.points !== null) return metric.points;
  metric.data.sort((a, b) => a.time - b.time);
  const { data } = metric;
  const samplesOf = ({ samples, count, minimum }: PushedDatum): Sample[] => samples ?? [{ value: minimum, count }];
  metric.points = {
    ...listedTimes(Float64Array.from(data, ({ time }) => time)),
    sums: Float64Array.from(data, ({ sum }) => sum),
    counts: Float64Array.from(data, ({ count }) => count),
    minima: Float64Array.from(data, ({ minimum }) => minimum),
    maxima: Float64Array.from(data, ({ maximum }) => maximum),
    samples: (index) => (data[index] === undefined ? [] : samplesOf(data[index])),
    // A statistic set of one repeated value still tells its samples.
    percentiles: data.every(({ samples, minimum, maximum }) => samples !== null || minimum === maximum),
    bytes: data.length * 100,
  };
  return metric.points;
}
