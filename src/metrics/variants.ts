import { highestOf, type MetricRecord, type MetricStatus, type PackedSeries, type StatisticValues } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import { packSeries, unpackSeries } from './series.js';

/**
 * Joins the series that a resource has of one metric (one per target group, or per alias) into one. Metrics that count
 * events add up, in every statistic: the sum of maxima is at least the true maximum, which is the careful side. Of gauges
 * the largest value stands for all, except that minima take the smallest. A series without datapoints takes nothing away
 * from the others; one that could not be read makes the whole `partial`.
 */
export function mergeVariants(metric: MetricId, records: readonly MetricRecord[]): MetricRecord | undefined {
  const [first, ...rest] = [...records].sort((a, b) => (a.variant < b.variant ? -1 : 1));
  if (first === undefined || rest.length === 0) return first;
  const all = [first, ...rest];
  const adds = METRICS[metric].missing === 'zero';
  return {
    ...first,
    variant: '',
    status: mergedStatus(all.map(({ status }) => status)),
    detail: all.find(({ detail }) => detail !== null)?.detail ?? null,
    statistics: mergedStatistics(all, adds),
    percentilesUnsupported: all.some(({ percentilesUnsupported }) => percentilesUnsupported),
    series: mergedSeries(all, adds, METRICS[metric].unit === 'percent'),
  };
}

function mergedStatus(statuses: readonly MetricStatus[]): MetricStatus {
  const has = (...wanted: MetricStatus[]) => statuses.some((status) => wanted.includes(status));
  const unread = statuses.find((status) => !['ok', 'zero', 'no-data', 'partial'].includes(status));
  if (has('ok', 'partial')) return unread === undefined && !has('partial') ? 'ok' : 'partial';
  return unread ?? (has('zero') ? 'zero' : 'no-data');
}

/** How values of one period join, by statistic. */
function joiner(statistic: string, adds: boolean): (a: number, b: number) => number {
  if (adds) return (a, b) => a + b;
  return statistic === 'Minimum' ? Math.min : Math.max;
}

function mergedStatistics(records: readonly MetricRecord[], adds: boolean): Record<string, StatisticValues> {
  const merged = new Map<string, StatisticValues>();
  for (const { statistics } of records) {
    for (const [statistic, values] of Object.entries(statistics)) {
      const before = merged.get(statistic);
      merged.set(statistic, before === undefined ? values : joinValues(before, values, joiner(statistic, adds)));
    }
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Values of different grids (percentiles of days beside one of the whole window) cannot be laid over each other: their maxima join. */
function joinValues(a: StatisticValues, b: StatisticValues, join: (a: number, b: number) => number): StatisticValues {
  if (a.periodSeconds !== b.periodSeconds || a.start !== b.start) {
    const coarse = a.periodSeconds > b.periodSeconds ? a : b;
    return { ...coarse, values: [joinNullable(highestOf(a.values), highestOf(b.values), join)] };
  }
  const length = Math.max(a.values.length, b.values.length);
  const values = Array.from({ length }, (_, index) => joinNullable(a.values[index] ?? null, b.values[index] ?? null, join));
  return { ...a, values };
}

function joinNullable(a: number | null, b: number | null, join: (a: number, b: number) => number): number | null {
  if (a === null) return b;
  return b === null ? a : join(a, b);
}

function mergedSeries(records: readonly MetricRecord[], adds: boolean, percent: boolean): PackedSeries[] {
  const merged = new Map<string, PackedSeries>();
  for (const packed of records.flatMap(({ series }) => series)) {
    const key = `${packed.statistic} ${packed.periodSeconds} ${packed.start} ${packed.count}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? packed : joinSeries(before, packed, joiner(packed.statistic, adds), percent));
  }
  return [...merged.values()];
}

function joinSeries(a: PackedSeries, b: PackedSeries, join: (a: number, b: number) => number, percent: boolean): PackedSeries {
  const left = unpackSeries(a);
  const right = unpackSeries(b);
  const values = left.values.map((value, index) => {
    const other = right.values[index] ?? Number.NaN;
    if (Number.isNaN(value)) return other;
    return Number.isNaN(other) ? value : join(value, other);
  });
  return packSeries({ ...left, values }, percent);
}
