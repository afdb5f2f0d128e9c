import { DAILY_STATISTICS, type DailyStatistic, PERCENTILES, type Percentile } from '../model/metric.js';
import { METRIC_IDS, METRICS, type MetricId } from '../model/metric-catalog.js';
import type { MetricNeeds, SeriesNeed, SeriesNeeds } from '../model/policy.js';

/** What the union of all policies asks of one metric in the first pass. */
export interface MetricAsk {
  daily: readonly DailyStatistic[];
  whole: readonly Percentile[];
  /** True where a policy asked for percentiles and the namespace has none: the maximum stands in for them. */
  percentilesWithheld: boolean;
}
export type NeedUnion = ReadonlyMap<MetricId, MetricAsk>;

/** The finest period that any policy asks for, by statistic and metric. */
export type SeriesUnion = ReadonlyMap<MetricId, ReadonlyMap<DailyStatistic, SeriesNeed['periodSeconds']>>;

/** As much of a policy as planning needs. */
export interface NeedsOfPolicy {
  readonly requires: { readonly metrics: MetricNeeds; readonly series: SeriesNeeds };
}

/**
 * Percentiles need raw values, and ECS publishes its service metrics as statistic sets: they have none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Percentiles
 */
function hasPercentiles(metric: MetricId): boolean {
  return METRICS[metric].namespace !== 'AWS/ECS';
}

/**
 * Unites the first-pass needs of policies, so that each metric is asked for once. The maximum is always asked for beside
 * percentiles: it is what they are checked against, and what stands in where they cannot be had.
 */
export function uniteNeeds(policies: Iterable<NeedsOfPolicy>): NeedUnion {
  const daily = new Map<MetricId, Set<DailyStatistic>>();
  const whole = new Map<MetricId, Set<Percentile>>();
  for (const policy of policies) {
    for (const need of Object.values(policy.requires.metrics)) {
      const days = setOf(daily, need.metric);
      const percentiles = setOf(whole, need.metric);
      for (const statistic of need.daily ?? []) days.add(statistic);
      for (const percentile of need.whole ?? []) percentiles.add(percentile);
      if (percentiles.size > 0) days.add('Maximum');
    }
  }
  const union = new Map<MetricId, MetricAsk>();
  for (const metric of METRIC_IDS) {
    const days = daily.get(metric);
    const percentiles = whole.get(metric);
    if (days === undefined || percentiles === undefined || days.size === 0) continue;
    const asked = hasPercentiles(metric) ? PERCENTILES.filter((percentile) => percentiles.has(percentile)) : [];
    union.set(metric, {
      daily: DAILY_STATISTICS.filter((statistic) => days.has(statistic)),
      whole: asked,
      percentilesWithheld: asked.length < percentiles.size,
    });
  }
  return union;
}

/** Unites the second-pass needs of policies; the finer of two periods serves both. */
export function uniteSeries(policies: Iterable<NeedsOfPolicy>): SeriesUnion {
  const union = new Map<MetricId, Map<DailyStatistic, SeriesNeed['periodSeconds']>>();
  for (const policy of policies) {
    for (const { metric, statistic, periodSeconds } of Object.values(policy.requires.series)) {
      const periods = union.get(metric) ?? new Map<DailyStatistic, SeriesNeed['periodSeconds']>();
      union.set(metric, periods);
      if (periodSeconds < (periods.get(statistic) ?? Number.POSITIVE_INFINITY)) periods.set(statistic, periodSeconds);
    }
  }
  return union;
}

function setOf<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  const known = sets.get(key);
  if (known !== undefined) return known;
  const created = new Set<V>();
  sets.set(key, created);
  return created;
}
