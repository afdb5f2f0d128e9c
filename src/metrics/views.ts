import type { MetricRecord, MetricView, MissingMetric, PackedSeries, Series, StatisticValues } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import type { MetricNeed, MetricNeeds, SeriesNeed, SeriesNeeds } from '../model/policy.js';
import type { Resource } from '../model/resource/index.js';
import { targetsOf } from './jobs.js';
import { daysIn, RecordedMetric, type Windows } from './recorded-metric.js';
import { foldSeries, unpackSeries } from './series.js';
import { mergeVariants } from './variants.js';

/** Finds the records of one metric of one resource: one for each variant. */
export type MetricLookup = (resource: Pick<Resource, 'kind' | 'id'>, metric: MetricId) => readonly MetricRecord[];

/** A lookup over the records of one region. */
export function indexRecords(records: Iterable<MetricRecord>): MetricLookup {
  const index = new Map<string, MetricRecord[]>();
  for (const record of records) {
    const key = `${record.resourceKind}\0${record.id}\0${record.metric}`;
    const known = index.get(key);
    if (known === undefined) index.set(key, [record]);
    else known.push(record);
  }
  return ({ kind, id }, metric) => index.get(`${kind}\0${id}\0${metric}`) ?? [];
}

/**
 * What a policy sees of a metric. Present only when all that the need declares was asked for and is there, and when the
 * verdict window has a datapoint (or the metric counts events, where none means zero): a machine that reported three
 * weeks ago and not since is unknown today.
 */
export function metricView(record: MetricRecord | undefined, need: MetricNeed, windows: Windows): MetricView {
  if (record === undefined) return missing(need.metric, 'not-requested', null);
  const { status, detail, statistics } = record;
  if (status === 'zero') return new RecordedMetric(need, status, {}, windows);
  if (status !== 'ok' && status !== 'partial') return missing(need.metric, status, detail);
  const absent = absentStatistic(record, need);
  if (absent !== null) return missing(need.metric, status === 'ok' ? 'not-requested' : 'failed', detail ?? `no ${absent}`);
  const asked = need.daily?.length ? need.daily : (['Maximum'] as const);
  const seen = asked.every((statistic) => hasDay(statistics[statistic], windows));
  // No datapoint of an event metric is a zero only where all of the answer came.
  if (!seen && (METRICS[need.metric].missing === 'unknown' || status === 'partial')) {
    return missing(need.metric, 'no-data', `no datapoints in the last ${windows.window.days} days, though there were some before`);
  }
  return new RecordedMetric(need, status, statistics, windows);
}

function missing(metric: MetricId, status: MissingMetric['status'], detail: string | null): MissingMetric {
  return { present: false, metric, status, detail };
}

function hasDay(values: StatisticValues | undefined, { window }: Windows): boolean {
  return values !== undefined && daysIn(values, window).some((value) => value !== null);
}

/** The first declared statistic that the record lacks. A percentile may be lacking where the maximum can stand in for it. */
function absentStatistic({ statistics }: MetricRecord, need: MetricNeed): string | null {
  const daily = need.daily?.find((statistic) => statistics[statistic] === undefined);
  if (daily !== undefined) return daily;
  const known = (statistic: string) => statistics[statistic]?.values.some((value) => value !== null) === true;
  return need.whole?.find((percentile) => !known(percentile) && !known('Maximum')) ?? null;
}

/**
 * A series as a policy needs it: unpacked, and folded where another policy asked for it finer. null: not fetched, or
 * without any datapoint.
 */
export function seriesOf(record: MetricRecord | undefined, need: SeriesNeed): Series | null {
  if (record === undefined) return null;
  const packed = finestServing(record.series, need.statistic, need.periodSeconds);
  if (packed === undefined) return null;
  const series = unpackSeries(packed);
  if (series.values.every((value) => Number.isNaN(value))) return null;
  const counts = record.series.find((other) => other.statistic === 'SampleCount' && sameGrid(other, packed));
  return foldSeries(series, need.periodSeconds, counts === undefined ? null : unpackSeries(counts));
}

/** The series of a statistic whose period is the need's, or else divides it. */
function finestServing(series: readonly PackedSeries[], statistic: string, periodSeconds: number): PackedSeries | undefined {
  const serving = series.filter((packed) => packed.statistic === statistic && periodSeconds % packed.periodSeconds === 0);
  return serving.sort((a, b) => b.periodSeconds - a.periodSeconds)[0];
}

const sameGrid = (a: PackedSeries, b: PackedSeries) => a.periodSeconds === b.periodSeconds && a.start === b.start && a.count === b.count;

/** The named views and series of a policy's `requires`, for one resource. */
export function viewsFor<M extends MetricNeeds, S extends SeriesNeeds>(
  resource: Resource,
  requires: { readonly metrics: M; readonly series: S },
  lookup: MetricLookup,
  windows: Windows,
): { metrics: { readonly [K in keyof M]: MetricView }; series: { readonly [K in keyof S]: Series | null } } {
  const merged = new Map<MetricId, MetricRecord | undefined>();
  const recordFor = (metric: MetricId) => {
    if (!merged.has(metric)) merged.set(metric, mergeVariants(metric, lookup(resource, metric)));
    return merged.get(metric);
  };
  return {
    metrics: mapValues(requires.metrics, (need) => viewOf(resource, recordFor(need.metric), need, windows)),
    series: mapValues(requires.series, (need) => seriesOf(recordFor(need.metric), need)),
  };
}

/** As `metricView`, telling a resource that has no such series (a service without a target group) from one never asked about. */
function viewOf(resource: Resource, record: MetricRecord | undefined, need: MetricNeed, windows: Windows): MetricView {
  const targets = targetsOf(need.metric, resource);
  if (record !== undefined || targets === 'discovered' || targets.length > 0) return metricView(record, need, windows);
  return missing(need.metric, 'no-data', 'the resource has no such metric');
}

function mapValues<T extends Readonly<Record<string, unknown>>, R>(
  values: T,
  map: (value: T[keyof T]) => R,
): { readonly [K in keyof T]: R };
function mapValues<V, R>(values: Readonly<Record<string, V>>, map: (value: V) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
