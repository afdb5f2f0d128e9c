import type { AwsFailure } from '../aws/api.js';
import type { Asked } from './asked.js';
import { emptyResult, type JobResult } from './summarise.js';

/** The results of queries that the service refuses for good. */
export function refused(asked: readonly Asked[], { code, message }: AwsFailure): JobResult[] {
  return asked.map(({ job, queries }) => ({
    job,
    results: new Map(
      queries.map((spec) => [
        spec.statistic,
        { ...emptyResult(spec, 0, spec.periodSeconds), outcome: 'refused', detail: `${code}: ${message}` },
      ]),
    ),
    percentilesUnsupported: job.percentilesWithheld,
    detail: null,
  }));
}

/** The job whose query the message names, by position (`MetricDataQueries.member.12`) or by id (`q12`); null where it names none. */
export function suspectOf(asked: readonly Asked[], message: string): number | null {
  const position = /MetricDataQueries\.member\.(\d+)/.exec(message)?.[1];
  const id = /\bq(\d+)\b/.exec(message)?.[1];
  let query = position === undefined ? Number(id ?? Number.NaN) : Number(position) - 1;
  if (Number.isNaN(query)) return null;
  for (const [index, { queries }] of asked.entries()) {
    if (query < queries.length) return index;
    query -= queries.length;
  }
  return null;
}
