import { SECONDS_PER_DAY } from './jobs.js';
import { isPercentile, type JobResult, type QueryOutcome } from './summarise.js';

/** Words of `MetricRecord.detail` where percentiles are those of days. */
const DAILY_PERCENTILES = 'percentiles are the largest of each day: those of the whole window did not hold together';

function hasOutcome({ results }: JobResult, ...outcomes: QueryOutcome[]): boolean {
  for (const { outcome } of results.values()) if (outcomes.includes(outcome)) return true;
  return false;
}

export const isTimedOut = (result: JobResult): boolean => hasOutcome(result, 'timeout');

/** Not in the answer. */
export const isMissing = (result: JobResult): boolean => hasOutcome(result, 'missing');

/** Answered, but not in full: the service asks to repeat the request. */
export const isPartial = (result: JobResult): boolean => hasOutcome(result, 'partial');

/** Answered in full. */
export function isWhole({ results }: JobResult): boolean {
  for (const { outcome } of results.values()) if (outcome !== 'complete') return false;
  return true;
}

export function hasDailyPercentiles({ results }: JobResult): boolean {
  for (const [statistic, { grid }] of results) {
    if (grid.periodSeconds === SECONDS_PER_DAY && grid.hasData && isPercentile(statistic)) return true;
  }
  return false;
}

/** True where any statistic has a value. */
export const hasData = ({ results }: JobResult): boolean => [...results.values()].some(({ grid }) => grid.hasData);

/** True where a percentile came with a value. */
export const hasPercentileData = ({ results }: JobResult): boolean =>
  [...results].some(([statistic, { grid }]) => isPercentile(statistic) && grid.hasData);

/** Says so where percentiles are those of days. */
export const explained = (result: JobResult): JobResult =>
  hasDailyPercentiles(result) ? { ...result, detail: DAILY_PERCENTILES } : result;

/** The result with its percentiles taken from a later answer, which asked for them by the day. */
export const withPercentilesOf = (earlier: JobResult['results'] | undefined, later: JobResult): JobResult => ({
  ...later,
  results: new Map([...(earlier ?? []), ...later.results]),
  detail: DAILY_PERCENTILES,
});

/** Marks the jobs that asked for percentiles; the others lost nothing. */
export function markUnsupported(result: JobResult): JobResult {
  return result.job.queries.some(({ statistic }) => isPercentile(statistic)) ? { ...result, percentilesUnsupported: true } : result;
}

/** The results, each in its newer form where there is one. */
export function replaced(results: readonly JobResult[], by: readonly JobResult[]): JobResult[] {
  const newer = new Map(by.map((result) => [result.job, result]));
  return results.map((result) => newer.get(result.job) ?? result);
}
