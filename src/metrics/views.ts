import type { MetricRecord, MetricView, MissingMetric, PackedSeries, Series } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import type { MetricNeed, SeriesNeed } from '../model/policy.js';
import { hasDay, RecordedMetric, type Windows } from './recorded-metric.js';
import { foldSeries, unpackSeries } from './series.js';

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
  const seen = asked.every((statistic) => {
    const values = statistics[statistic];
    return values !== undefined && hasDay(values, windows.window);
  });
  // No datapoint of an event metric is a zero only where all of the answer came.
  if (!seen && (METRICS[need.metric].missing === 'unknown' || status === 'partial')) {
    const { days } = windows.window;
    // The datapoints of the window may be in the part that did not come.
    if (status === 'partial')
      return missing(need.metric, 'failed', detail ?? `the part that came has no datapoints of the last ${days} days`);
    return missing(need.metric, 'no-data', `no datapoints in the last ${days} days, though there were some before`);
  }
  return new RecordedMetric(need, status, statistics, windows);
}

function missing(metric: MetricId, status: MissingMetric['status'], detail: string | null): MissingMetric {
  return { present: false, metric, status, detail };
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
