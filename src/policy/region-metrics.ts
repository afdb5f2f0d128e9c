import { targetsOf } from '../metrics/jobs.js';
import { mergeVariants } from '../metrics/variants.js';
import { metricView, seriesOf } from '../metrics/views.js';
import type { MetricRecord, MetricStatus, MetricView, Series } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import type { MetricNeed, SeriesNeed } from '../model/policy.js';
import type { MeasuredBlock, MetricSource } from '../model/region-block.js';
import type { Resource } from '../model/resource/index.js';
import type { Window } from '../model/time.js';

/** Metrics of one region, by resource. */
export interface RegionMetrics {
  view(resource: Resource, need: MetricNeed): MetricView;
  /** Each series of the metric by itself, by variant. */
  variantViews(resource: Resource, need: MetricNeed): ReadonlyMap<string, MetricView>;
  /** null: not fetched, or without a datapoint. */
  series(resource: Resource, need: SeriesNeed): Series | null;
  /** What became of the metric as a whole; `no-data` for one that the resource cannot have. */
  statusOf(resource: Resource, metric: MetricId): { status: MetricStatus; detail: string | null };
  /** Variants of the metric that have datapoints, sorted. */
  variantsWithData(resource: Resource, metric: MetricId): readonly string[];
  /** True where the endpoint could not do percentiles for a metric of the region. */
  readonly percentilesUnsupported: boolean;
}

/** Records of one resource; what is made of them is kept while the resource is the one being judged. */
interface Measured {
  resource: Resource;
  records: readonly MetricRecord[];
  merged: Map<MetricId, MetricRecord | undefined>;
  views: Map<MetricNeed, MetricView>;
  /** By what is asked for, since several policies ask for the same: unpacked once, and folded once. */
  series: Map<string, Series | null>;
}

const keyOf = (kind: string, id: string): string => `${kind} ${id}`;

/** Records by resource. Those of one resource stand together in a snapshot, so most need no look-up. */
function byResource(records: readonly MetricRecord[]): Map<string, MetricRecord[]> {
  const index = new Map<string, MetricRecord[]>();
  let last: MetricRecord | undefined;
  let list: MetricRecord[] = [];
  for (const record of records) {
    if (last === undefined || record.id !== last.id || record.resourceKind !== last.resourceKind) {
      const key = keyOf(record.resourceKind, record.id);
      list = index.get(key) ?? [];
      index.set(key, list);
    }
    list.push(record);
    last = record;
  }
  return index;
}

function sourceOf(records: readonly MetricRecord[]): MetricSource {
  const index = byResource(records);
  return {
    recordsOf: ({ kind, id }) => index.get(keyOf(kind, id)) ?? [],
    percentilesUnsupported: records.some((record) => record.percentilesUnsupported),
  };
}

/** Indexes the metric records of one region. Judging goes resource by resource: the work on the last one is kept, no more. */
export function measuredRegion(records: MeasuredBlock['metrics'], windows: { window: Window; scalarWindow: Window }): RegionMetrics {
  const source = 'recordsOf' in records ? records : sourceOf(records);
  let current: Measured | null = null;
  const measured = (resource: Resource): Measured => {
    if (current?.resource !== resource) {
      current = { resource, records: source.recordsOf(resource), merged: new Map(), views: new Map(), series: new Map() };
    }
    return current;
  };
  const recordOf = ({ records: own, merged }: Measured, metric: MetricId): MetricRecord | undefined => {
    if (!merged.has(metric)) {
      merged.set(
        metric,
        mergeVariants(
          metric,
          own.filter((record) => record.metric === metric),
        ),
      );
    }
    return merged.get(metric);
  };
  const viewOf = (of: Measured, need: MetricNeed): MetricView => {
    const record = recordOf(of, need.metric);
    if (record === undefined && targetsOf(need.metric, of.resource).length === 0) {
      return { present: false, metric: need.metric, status: 'no-data', detail: 'the resource has no such metric' };
    }
    return metricView(record, need, windows);
  };
  return {
    view(resource, need) {
      const of = measured(resource);
      const known = of.views.get(need);
      if (known !== undefined) return known;
      const view = viewOf(of, need);
      of.views.set(need, view);
      return view;
    },
    variantViews: (resource, need) =>
      new Map(
        measured(resource)
          .records.filter(({ metric }) => metric === need.metric)
          .map((record) => [record.variant, metricView(record, need, windows)]),
      ),
    series(resource, need) {
      const of = measured(resource);
      const key = `${need.metric} ${need.statistic} ${need.periodSeconds}`;
      const known = of.series.get(key);
      if (known !== undefined) return known;
      const series = seriesOf(recordOf(of, need.metric), need);
      of.series.set(key, series);
      return series;
    },
    statusOf(resource, metric) {
      const record = recordOf(measured(resource), metric);
      if (record !== undefined) return { status: record.status, detail: record.detail };
      return { status: targetsOf(metric, resource).length === 0 ? 'no-data' : 'not-requested', detail: null };
    },
    variantsWithData: (resource, metric) =>
      measured(resource)
        .records.filter((record) => record.metric === metric && (record.status === 'ok' || record.status === 'partial'))
        .map(({ variant }) => variant)
        .sort(),
    percentilesUnsupported: source.percentilesUnsupported,
  };
}
