import * as z from 'zod';
import type { MetricId, MetricUnit } from './metric-catalog.js';

/** Statistics that compose over days: the value of a longer span follows exactly from the days in it. */
export const DAILY_STATISTICS = ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'] as const;
export type DailyStatistic = (typeof DAILY_STATISTICS)[number];

/** Percentiles do not compose, so they are asked for once over the whole scalar window. */
export const PERCENTILES = ['p50', 'p90', 'p95', 'p99', 'p99.5'] as const;
export type Percentile = (typeof PERCENTILES)[number];
export type Statistic = DailyStatistic | Percentile;

/**
 * What became of one metric of one resource.
 * `ok` datapoints; `zero` none, of a metric that counts events, in a region that answered; `no-data` none, not known;
 * `partial` some pages or results are missing; `refused` the service rejects this very query;
 * `not-requested` no policy asked for it when the snapshot was collected; the rest as in coverage.
 */
export const metricStatusSchema = z.enum([
  'ok',
  'zero',
  'no-data',
  'partial',
  'refused',
  'denied',
  'region-disabled',
  'throttled',
  'timeout',
  'auth-expired',
  'failed',
  'not-requested',
]);
export type MetricStatus = z.infer<typeof metricStatusSchema>;

/** Values of one statistic, one per period from `start` (epoch seconds); null where the service sent no datapoint. */
export const statisticValuesSchema = z.object({
  periodSeconds: z.number().int().positive(),
  start: z.number().int(),
  values: z.array(z.number().nullable()),
});
export type StatisticValues = z.infer<typeof statisticValuesSchema>;

/**
 * A fine series of the second pass, packed: `centi` is uint16 little-endian hundredths (65,535 = no datapoint), for
 * percentages; `float32` is little-endian with NaN for no datapoint. `data` is base64.
 */
export const packedSeriesSchema = z.object({
  statistic: z.string(),
  periodSeconds: z.number().int().positive(),
  start: z.number().int(),
  count: z.number().int().nonnegative(),
  encoding: z.enum(['centi', 'float32']),
  data: z.string(),
});
export type PackedSeries = z.infer<typeof packedSeriesSchema>;

/** One metric (and variant of it) of one resource as a snapshot holds it. */
export const metricRecordSchema = z.object({
  kind: z.literal('metric'),
  accountId: z.string(),
  region: z.string(),
  resourceKind: z.string(),
  id: z.string(),
  metric: z.string(),
  variant: z.string(),
  status: metricStatusSchema,
  detail: z.string().nullable(),
  /** By statistic name. Daily statistics have a period of 86,400 s, percentiles one of the whole scalar window. */
  statistics: z.record(z.string(), statisticValuesSchema),
  /** True where the endpoint cannot do percentiles: the maximum stands in for them. */
  percentilesUnsupported: z.boolean(),
  series: z.array(packedSeriesSchema),
});
export type MetricRecord = z.infer<typeof metricRecordSchema>;

/** Highest of values of which some are not known; null without one. */
export const highestOf = (values: readonly (number | null)[]): number | null =>
  values.reduce((top, value) => (value === null || (top !== null && top >= value) ? top : value), null);

/** A fine series, unpacked: `values[i]` is the period that starts at `start + i * periodSeconds`; NaN means no datapoint. */
export interface Series {
  statistic: string;
  periodSeconds: number;
  /** Epoch seconds of the first period. */
  start: number;
  values: Float64Array;
}

/** `window` is the verdict window (`--lookback-days`), `scalar` the longer one (32 days at least) that sees a month end. */
export type Scope = 'window' | 'scalar';

/** A metric that has what the policy's `requires` asked of it. Methods throw on a statistic that was not declared. */
export interface PresentMetric {
  present: true;
  metric: MetricId;
  unit: MetricUnit;
  /** `partial` where some results are missing: enough to be careful with, not enough to clear anything. */
  status: 'ok' | 'zero' | 'partial';
  /** Maximum of the daily maxima; 0 for `zero`. */
  maximum(scope: Scope): number;
  minimum(scope: Scope): number;
  /** Mean of the daily means, weighted by SampleCount where that was asked for. */
  average(scope: Scope): number;
  sum(scope: Scope): number;
  sampleCount(scope: Scope): number;
  /** One value per day, oldest first; null for a day without a datapoint (0 for `zero`). */
  daily(statistic: DailyStatistic, scope: Scope): readonly (number | null)[];
  /** Over the scalar window. `substituted`: the endpoint knows no percentiles and this is the maximum. */
  percentile(p: Percentile): { value: number; substituted: boolean };
  /** Days with at least one datapoint, of days in the scope. */
  daysWithData(scope: Scope): number;
  daysExpected(scope: Scope): number;
}

export interface MissingMetric {
  present: false;
  metric: MetricId;
  /** Why: every status but the usable ones. */
  status: Exclude<MetricStatus, 'ok' | 'zero' | 'partial'>;
  detail: string | null;
}

export type MetricView = PresentMetric | MissingMetric;
