import type { MetricRecord, PackedSeries, StatisticValues } from '../model/metric.js';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function statisticsInOrder(statistics: MetricRecord['statistics']): Record<string, StatisticValues> {
  const ordered: Record<string, StatisticValues> = {};
  for (const name of Object.keys(statistics).sort(byText)) {
    const known = statistics[name];
    if (known !== undefined) ordered[name] = { periodSeconds: known.periodSeconds, start: known.start, values: known.values };
  }
  return ordered;
}

/** A packed series as canonical JSON. */
export function seriesLine(series: PackedSeries): string {
  return JSON.stringify(seriesInOrder(series));
}

function seriesInOrder({ count, data, encoding, periodSeconds, start, statistic }: PackedSeries): PackedSeries {
  return { count, data, encoding, periodSeconds, start, statistic };
}

/**
 * A metric record as `canonicalJson` gives it, member by member in the order of their names and written in one go: a region has tens of
 * thousands of them, and finding the order anew for each takes longer than all else that becomes of them.
 */
export function recordLine(record: MetricRecord): string {
  const { accountId, detail, id, kind, metric, percentilesUnsupported, region, resourceKind, status, variant } = record;
  const series = record.series.map(seriesInOrder);
  const statistics = statisticsInOrder(record.statistics);
  return JSON.stringify({
    accountId,
    detail,
    id,
    kind,
    metric,
    percentilesUnsupported,
    region,
    resourceKind,
    series,
    statistics,
    status,
    variant,
  });
}
