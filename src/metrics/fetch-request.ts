import { type AwsApi, AwsFailure, type CallOptions } from '../aws/api.js';
import { getMetricData } from '../aws/operations/cloudwatch.js';
import type { MetricAccount } from './cost.js';
import { loadOfQueries, type MetricJob, type QuerySpec } from './jobs.js';
import { REQUEST_LIMITS } from './packing.js';
import type { RequestPace } from './request-pace.js';
import { emptyResult, isPercentile, type JobResult, type QueryOutcome, type QueryResult } from './summarise.js';

/** Epoch seconds of the span that a request asks for. */
export interface Span {
  start: number;
  end: number;
}

/** A job with the queries to send for it now; those of its own, or what an endpoint can do of them. */
export interface Asked {
  job: MetricJob;
  queries: readonly QuerySpec[];
}

export interface Answer {
  results: JobResult[];
  /** What ended the request before its last page; null when all pages came. */
  failure: AwsFailure | null;
  /** Pages that came. */
  pages: number;
}

/** Where and how a request is sent. */
export interface Sending {
  api: AwsApi;
  region: string;
  account: MetricAccount;
  pace: RequestPace;
  /** Aborted when the time for the metrics of the region is up; null: never. It runs from the first request. */
  deadline(): AbortSignal | null;
}

/** A `MetricDataResult` as far as it is read. */
interface ResultPage {
  Id?: string | undefined;
  StatusCode?: string | undefined;
  Timestamps?: Date[] | undefined;
  Values?: number[] | undefined;
  Messages?: { Code?: string | undefined; Value?: string | undefined }[] | undefined;
}

const OUTCOMES: Readonly<Record<string, QueryOutcome>> = {
  Complete: 'complete',
  PartialData: 'partial',
  // The service asks to repeat the request, as for partial data.
  InternalError: 'partial',
  Forbidden: 'denied',
};

/** True for a failure that means the request itself is wrong: one query of it, or several. */
export function isRefusal(failure: AwsFailure | null): failure is AwsFailure {
  return (
    failure?.status === 'failed' &&
    failure.httpStatus !== null &&
    failure.httpStatus < 500 &&
    /^(Validation|InvalidParameter|InvalidFormat|MissingRequiredParameter|MissingParameter)/.test(failure.code)
  );
}

/** True for a failure inside the service, which it has repeated at every try. */
export function isServerFault(failure: AwsFailure | null): failure is AwsFailure {
  return failure?.status === 'failed' && failure.httpStatus !== null && failure.httpStatus >= 500;
}

export const hasPercentileQueries = ({ queries }: Asked): boolean => queries.some(({ statistic }) => isPercentile(statistic));

/** A failure inside the service at the first request with percentiles is tried this often before they are suspected. */
const TRIES_WHILE_EXPLORING = 2;

/**
 * Sends one GetMetricData request and reads its pages as they come, keeping only values on a grid. Never throws an
 * AwsFailure: what it left open is in the results. Throws when the run was cancelled.
 */
export async function sendRequest(sending: Sending, asked: readonly Asked[], span: Span, exploring = false): Promise<Answer> {
  const { api, region, account, pace } = sending;
  const deadline = sending.deadline();
  const length = span.end - span.start;
  const byId = new Map<string, QueryResult>();
  const queries = [];
  const results: JobResult[] = [];
  let points = 0;
  for (const { job, queries: specs } of asked) {
    const { namespace, metricName, dimensions } = job;
    const metric = {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    };
    const result: JobResult = { job, results: new Map(), percentilesUnsupported: job.percentilesWithheld, detail: null };
    for (const spec of specs) {
      const id = `q${byId.size}`;
      const empty = emptyResult(spec, span.start, length);
      byId.set(id, empty);
      result.results.set(spec.statistic, empty);
      queries.push({ Id: id, MetricStat: { Metric: metric, Period: spec.periodSeconds, Stat: spec.statistic }, ReturnData: true });
    }
    points += loadOfQueries(specs, length).points;
    results.push(result);
  }
  const input = {
    MetricDataQueries: queries,
    StartTime: new Date(span.start * 1000),
    EndTime: new Date(span.end * 1000),
    ScanBy: 'TimestampAscending' as const,
  };
  let pages = 0;
  let [seconds, hung] = [0, 0];
  const options: CallOptions = {
    weight: Math.min(points, REQUEST_LIMITS.points),
    attempts: {
      // The same request would hang again where its size is what hangs: a smaller one is the remedy.
      ...(asked.length > 1 ? { timeout: pace.tries } : {}),
      ...(exploring ? { transient: TRIES_WHILE_EXPLORING } : {}),
    },
    onAnswer(answer) {
      seconds += answer.milliseconds / 1000;
      hung += answer.hung;
    },
    ...(deadline === null ? {} : { signal: deadline }),
  };
  try {
    deadline?.throwIfAborted();
    for await (const page of api.pages(region, getMetricData, input, options)) {
      if (pages === 0) account.add(asked.map(({ queries: specs }) => specs));
      pages += 1;
      for (const result of page.MetricDataResults ?? []) readResult(result, byId);
    }
    for (const result of byId.values()) if (result.outcome === 'missing') result.detail = 'the answer had no result for this query';
    pace.answered(points, seconds, hung);
    return { results, failure: null, pages };
  } catch (caught) {
    const late = deadline?.aborted === true && !api.signal.aborted && !(caught instanceof AwsFailure);
    const error = late ? outOfTime(region) : caught;
    if (!(error instanceof AwsFailure)) throw error;
    if (error.status === 'timeout' && !late) pace.timedOut(points, asked.length);
    for (const result of byId.values()) {
      if (result.outcome === 'complete') continue;
      result.outcome = error.status;
      result.detail = `${error.code}: ${error.message}`;
    }
    return { results, failure: error, pages };
  }
}

function outOfTime(region: string): AwsFailure {
  const message = 'the time for the metrics of the region was up';
  return new AwsFailure({ status: 'timeout', code: 'Deadline', message, operation: getMetricData.name, region });
}

/** Adds one page's part of a result. The status of the last page that speaks of a query holds. */
function readResult(
  { Id, StatusCode, Timestamps = [], Values = [], Messages = [] }: ResultPage,
  byId: ReadonlyMap<string, QueryResult>,
): void {
  const result = byId.get(Id ?? '');
  if (result === undefined) return;
  Timestamps.forEach((timestamp, index) => {
    result.grid.add(Math.floor(timestamp.getTime() / 1000), Values[index] ?? Number.NaN);
  });
  const complete = Timestamps.length === Values.length;
  result.outcome = complete ? (OUTCOMES[StatusCode ?? 'Complete'] ?? 'partial') : 'partial';
  const [message] = Messages;
  result.detail =
    result.outcome === 'complete' ? null : message === undefined ? (StatusCode ?? null) : `${message.Code ?? ''}: ${message.Value ?? ''}`;
}
