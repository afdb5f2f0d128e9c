import type { MetricRecord, MetricStatus, StatisticValues } from '../model/metric.js';
import { METRICS } from '../model/metric-catalog.js';
import { PointGrid } from './grid.js';
import type { MetricJob, QuerySpec } from './jobs.js';

/** What became of one query; `complete` whether or not it has points. */
export type QueryOutcome =
  | 'complete'
  | 'partial'
  | 'missing'
  | Exclude<MetricStatus, 'ok' | 'zero' | 'no-data' | 'partial' | 'not-requested'>;

export interface QueryResult {
  outcome: QueryOutcome;
  detail: string | null;
  grid: PointGrid;
}

/** What became of a job; `results` by statistic. A statistic that the endpoint cannot do is not among them. */
export interface JobResult {
  job: MetricJob;
  results: Map<string, QueryResult>;
  percentilesUnsupported: boolean;
  detail: string | null;
}

/** An empty result for a query over a window that starts at `start` (epoch seconds). */
export function emptyResult({ statistic, periodSeconds }: QuerySpec, start: number, windowSeconds: number): QueryResult {
  const grid = new PointGrid(statistic, periodSeconds, start, Math.max(1, Math.ceil(windowSeconds / periodSeconds)));
  return { outcome: 'missing', detail: null, grid };
}

export const isPercentile = (statistic: string): boolean => /^p\d/.test(statistic);

/** Slack for the service's own rounding when percentiles are held against each other. */
const TOLERANCE = 1e-6;

/**
 * True when the percentiles of a job cannot be: one is missing although the metric has datapoints, a higher one is below a
 * lower one, or one is above the maximum. Then the service did not take the whole-window period for what it is.
 */
export function percentilesInconsistent({ results }: JobResult): boolean {
  const percentiles = [...results].filter(([statistic]) => isPercentile(statistic));
  const maximum = results.get('Maximum');
  if (percentiles.length === 0 || maximum?.outcome !== 'complete' || percentiles.some(([, { outcome }]) => outcome !== 'complete'))
    return false;
  if (!maximum.grid.hasData) return false;
  const top = largest(maximum.grid.values);
  const ordered = percentiles
    .map(([statistic, { grid }]) => ({ rank: Number(statistic.slice(1)), value: largest(grid.values) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value);
  return [...ordered, top].some(
    (value, index, all) => Number.isNaN(value) || value < (all[index - 1] ?? value) - TOLERANCE * Math.abs(value),
  );
}

/** The largest of the values; NaN where there are none. */
function largest(values: Float64Array): number {
  let top = Number.NaN;
  for (const value of values) if (!(value <= top)) top = Number.isNaN(value) ? top : value;
  return top;
}

/** Worst first: which status a metric takes when its queries fared differently and none has data. */
const FAILURES: readonly QueryOutcome[] = [
  'auth-expired',
  'region-disabled',
  'denied',
  'throttled',
  'timeout',
  'failed',
  'refused',
  'missing',
  'partial',
];

/** The record of a job's results. */
export function recordOf(result: JobResult): MetricRecord {
  const { job, results, percentilesUnsupported } = result;
  const entries = [...results].sort(([a], [b]) => (a < b ? -1 : 1));
  const hasData = entries.some(([, { grid }]) => grid.hasData);
  const failure = FAILURES.map((outcome) => entries.find(([, entry]) => entry.outcome === outcome)?.[1]).find(
    (entry) => entry !== undefined,
  );
  const statistics: Record<string, StatisticValues> = {};
  if (hasData) {
    for (const [statistic, { grid, outcome }] of entries) {
      if (outcome === 'complete' || grid.hasData) statistics[statistic] = valuesOf(grid);
    }
  }
  return {
    ...identityOf(job),
    status: statusOf(job, hasData, failure?.outcome ?? null),
    detail: failure?.detail ?? result.detail,
    statistics,
    percentilesUnsupported,
    series: [],
  };
}

function identityOf({ resource, metric, variant }: Pick<MetricJob, 'resource' | 'metric' | 'variant'>) {
  const { accountId, region, kind: resourceKind, id } = resource;
  return { kind: 'metric' as const, accountId, region, resourceKind, id, metric, variant };
}

function statusOf(job: MetricJob, hasData: boolean, failure: QueryOutcome | null): MetricStatus {
  if (failure === null || failure === 'complete') return hasData ? 'ok' : METRICS[job.metric].missing === 'zero' ? 'zero' : 'no-data';
  if (hasData) return 'partial';
  // Answered, but without a result for this query or with an incomplete one: nothing is known, which is not "no datapoints".
  return failure === 'missing' || failure === 'partial' ? 'failed' : failure;
}

/** True where a record answers all the queries: asking again would bring nothing new. */
export function answersAll({ status, statistics, percentilesUnsupported }: MetricRecord, queries: readonly QuerySpec[]): boolean {
  if (status === 'zero' || status === 'no-data') return true;
  const answered = ({ statistic }: QuerySpec) => statistic in statistics || (percentilesUnsupported && isPercentile(statistic));
  return status === 'ok' && queries.every(answered);
}

/** The record of a metric that was not asked for, or could not be. */
export function recordWithout(job: Pick<MetricJob, 'resource' | 'metric' | 'variant'>, status: MetricStatus, detail: string): MetricRecord {
  return { ...identityOf(job), status, detail, statistics: {}, percentilesUnsupported: false, series: [] };
}

function valuesOf({ periodSeconds, start, values }: PointGrid): StatisticValues {
  return { periodSeconds, start, values: Array.from(values, (value) => (Number.isNaN(value) ? null : rounded(value))) };
}

/**
 * To four decimals below one, two below ten thousand, none above: off by at most half a unit of the last decimal kept, which
 * is less than 0.5 % of any value from 0.01 up (below, it is at most 0.00005 in all), at half the bytes and time of a binary fraction.
 * Order is kept: a percentile rounds to no more than the maximum does. Whole numbers, as sums of events are, stay exact.
 */
function rounded(value: number): number {
  const size = Math.abs(value);
  if (size >= 10_000) return Math.round(value);
  const scale = size >= 1 ? 100 : 10_000;
  return Math.round(value * scale) / scale;
}
