import { targetsOf } from '../metrics/jobs.js';
import { mergeVariants } from '../metrics/variants.js';
import { indexRecords, metricView, seriesOf } from '../metrics/views.js';
import type { MetricRecord, MetricView, Series } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import type { MetricNeed, SeriesNeed } from '../model/policy.js';
import type { Resource } from '../model/resource/index.js';
import type { Window } from '../model/time.js';

/** Metrics of one region, by resource. */
export interface RegionMetrics {
  view(resource: Resource, need: MetricNeed): MetricView;
  /** null: not fetched, or without a datapoint. */
  series(resource: Resource, need: SeriesNeed): Series | null;
  isPartial(resource: Resource, metric: MetricId): boolean;
  /** Variants of the metric that have datapoints, sorted. */
  variantsWithData(resource: Resource, metric: MetricId): readonly string[];
  /** True where the endpoint could not do percentiles for a metric of the region. */
  readonly percentilesUnsupported: boolean;
}

/** Indexes the metric records of one region. */
export function measuredRegion(records: readonly MetricRecord[], windows: { window: Window; scalarWindow: Window }): RegionMetrics {
  const lookup = indexRecords(records);
  const recordOf = (resource: Resource, metric: MetricId): MetricRecord | undefined => mergeVariants(metric, lookup(resource, metric));
  return {
    view(resource, need) {
      const record = recordOf(resource, need.metric);
      if (record === undefined && targetsOf(need.metric, resource).length === 0) {
        return { present: false, metric: need.metric, status: 'no-data', detail: 'the resource has no such metric' };
      }
      return metricView(record, need, windows);
    },
    series: (resource, need) => seriesOf(recordOf(resource, need.metric), need),
    isPartial: (resource, metric) => recordOf(resource, metric)?.status === 'partial',
    variantsWithData: (resource, metric) =>
      lookup(resource, metric)
        .filter(({ status }) => status === 'ok' || status === 'partial')
        .map(({ variant }) => variant)
        .sort(),
    percentilesUnsupported: records.some((record) => record.percentilesUnsupported),
  };
}
