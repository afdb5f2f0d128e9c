import { type MetricRecord, metricStatusSchema } from './metric.js';

const STATUSES: ReadonlySet<unknown> = new Set(metricStatusSchema.options);

/**
 * True when the value is a metric record as `metricRecordSchema` describes it (a test holds the two together). By hand,
 * because a region has tens of thousands of them with a hundred numbers each, and a snapshot should open in a moment.
 */
export function isMetricRecord(value: unknown): value is MetricRecord {
  return (
    isObject(value) &&
    value.kind === 'metric' &&
    typeof value.accountId === 'string' &&
    typeof value.region === 'string' &&
    typeof value.resourceKind === 'string' &&
    typeof value.id === 'string' &&
    typeof value.metric === 'string' &&
    typeof value.variant === 'string' &&
    STATUSES.has(value.status) &&
    (value.detail === null || typeof value.detail === 'string') &&
    typeof value.percentilesUnsupported === 'boolean' &&
    isObject(value.statistics) &&
    Object.values(value.statistics).every(isStatisticValues) &&
    Array.isArray(value.series) &&
    value.series.every(isPackedSeries)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isPositiveInteger = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value > 0;

function isStatisticValues(value: unknown): boolean {
  if (!isObject(value) || !isPositiveInteger(value.periodSeconds) || !Number.isSafeInteger(value.start)) return false;
  const { values } = value;
  if (!Array.isArray(values)) return false;
  // By index: an iterator over every array of a large snapshot takes longer than parsing it.
  for (let index = 0; index < values.length; index += 1) {
    const item: unknown = values[index];
    if (typeof item !== 'number' && item !== null) return false;
  }
  return true;
}

function isPackedSeries(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value.statistic === 'string' &&
    isPositiveInteger(value.periodSeconds) &&
    Number.isSafeInteger(value.start) &&
    (value.count === 0 || isPositiveInteger(value.count)) &&
    (value.encoding === 'centi' || value.encoding === 'float32') &&
    typeof value.data === 'string'
  );
}
