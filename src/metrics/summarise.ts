import type { MetricRecord, MetricStatus, StatisticValues } from '../model/metric.js';
import { METRICS } from '../model/metric-catalog.js';
import { type GridRoom, PointGrid } from './grid.js';
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

/** An empty result for a query over a window that starts at `start` (epoch seconds); `room`: where its points are kept. */
export function emptyResult({ statistic, periodSeconds }: QuerySpec, start: number, windowSeconds: number, room?: GridRoom): QueryResult {
  const grid = new PointGrid(statistic, periodSeconds, start, Math.max(1, Math.ceil(windowSeconds / periodSeconds)), room);
  return { outcome: 'missing', detail: null, grid };
}

/** Names of percentiles alone begin with a small letter: p99.5. */
export const isPercentile = (statistic: string): boolean => statistic.startsWith('p');

/** Slack for the service's own rounding when percentiles are held against each other. */
const TOLERANCE = 1e-6;

/**
 * True when the percentiles of a job cannot be: one is missing although the metric has datapoints, a higher one is below a
 * lower one, or one is above the maximum. Then the service did not take the whole-window period for what it is.
 */
export function percentilesInconsistent({ results }: JobResult): boolean {
  const maximum = results.get('Maximum');
  if (maximum?.outcome !== 'complete' || !maximum.grid.hasData) return false;
  const ranked: { rank: number; value: number }[] = [];
  for (const [statistic, { grid, outcome }] of results) {
    if (!isPercentile(statistic)) continue;
    if (outcome !== 'complete') return false;
    ranked.push({ rank: Number(statistic.slice(1)), value: largest(grid.values) });
  }
  if (ranked.length === 0) return false;
  ranked.sort((a, b) => a.rank - b.rank);
  ranked.push({ rank: 100, value: largest(maximum.grid.values) });
  return ranked.some(
    ({ value }, index) => Number.isNaN(value) || value < (ranked[index - 1]?.value ?? value) - TOLERANCE * Math.abs(value),
  );
}

/** The largest of the values; NaN where there are none. */
function largest(values: Float64Array): number {
  let top = Number.NaN;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!(value <= top)) top = Number.isNaN(value) ? top : value;
  }
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

/** What became of a job as a whole. */
export function standingOf({ job, results, detail }: JobResult): Pick<MetricRecord, 'metric' | 'status' | 'detail'> {
  let hasData = false;
  let failure: QueryResult | null = null;
  for (const entry of results.values()) {
    if (entry.grid.hasData) hasData = true;
    if (entry.outcome !== 'complete' && (failure === null || isWorse(entry.outcome, failure.outcome))) failure = entry;
  }
  return { metric: job.metric, status: statusOf(job, hasData, failure?.outcome ?? null), detail: failure?.detail ?? detail };
}

/** The record of a job's results. */
export function recordOf(result: JobResult): MetricRecord {
  const { job, results, percentilesUnsupported } = result;
  const { status, detail } = standingOf(result);
  const statistics: Record<string, StatisticValues> = {};
  if (status === 'ok' || status === 'partial') {
    for (const [statistic, { grid, outcome }] of results) {
      if (outcome === 'complete' || grid.hasData) statistics[statistic] = valuesOf(grid);
    }
  }
  return { ...identityOf(job), status, detail, statistics, percentilesUnsupported, series: [] };
}

const isWorse = (a: QueryOutcome, b: QueryOutcome): boolean => FAILURES.indexOf(a) < FAILURES.indexOf(b);

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
  const kept = new Array<number | null>(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    kept[index] = Number.isNaN(value) ? null : rounded(value);
  }
  return { periodSeconds, start, values: kept };
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
