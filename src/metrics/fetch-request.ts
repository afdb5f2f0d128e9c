import { type AwsApi, AwsFailure, type CallOptions } from '../aws/api.js';
import { getMetricData } from '../aws/operations/cloudwatch.js';
import type { MetricDataResult } from '../aws/operations/metric-data-answer.js';
import type { Asked } from './asked.js';
import type { MetricAccount } from './cost.js';
import { GridRoom, type PointGrid } from './grid.js';
import { loadOfQueries } from './jobs.js';
import { REQUEST_LIMITS } from './packing.js';
import type { RequestPace } from './request-pace.js';
import type { SpanPace } from './span-pace.js';
import { emptyResult, type JobResult, type QueryOutcome, type QueryResult } from './summarise.js';

/** Epoch seconds of the span that a request asks for. */
export interface Span {
  start: number;
  end: number;
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
  spans: SpanPace;
  /** Aborted when the time for the metrics of the region is up; null: never. It runs from the first request. */
  deadline(): AbortSignal | null;
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

/** A failure inside the service at the first request with percentiles is tried this often before they are suspected. */
const TRIES_WHILE_EXPLORING = 2;

/**
 * Sends one GetMetricData request and reads its pages as they come, keeping only values on a grid. Never throws an
 * AwsFailure: what it left open is in the results. Throws when the run was cancelled.
 */
export async function sendRequest(sending: Sending, asked: readonly Asked[], span: Span, exploring = false): Promise<Answer> {
  const { api, region, account, pace, spans } = sending;
  const deadline = sending.deadline();
  const length = span.end - span.start;
  const room = new GridRoom(asked.reduce((sum, { queries: specs }) => sum + loadOfQueries(specs, length).points, 0));
  const byId = new Map<string, QueryResult>();
  const queries = [];
  const results: JobResult[] = [];
  let [points, longest] = [0, 0];
  for (const { job, queries: specs } of asked) {
    const { namespace, metricName, dimensions } = job;
    const metric = {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    };
    const result: JobResult = { job, results: new Map(), percentilesUnsupported: job.percentilesWithheld, detail: null };
    for (const spec of specs) {
      longest = Math.max(longest, spec.periodSeconds);
      const id = `q${byId.size}`;
      const empty = emptyResult(spec, span.start, length, room);
      byId.set(id, empty);
      result.results.set(spec.statistic, empty);
      queries.push({ Id: id, MetricStat: { Metric: metric, Period: spec.periodSeconds, Stat: spec.statistic }, ReturnData: true });
    }
    points += loadOfQueries(specs, length).points;
    results.push(result);
  }
  const parts = spans.parts(span, longest, points);
  let pages = 0;
  let [seconds, hung] = [0, 0];
  const options: CallOptions = {
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
  let part = parts.next();
  let answered = new Map<string, PartOutcome>();
  try {
    deadline?.throwIfAborted();
    // Once, but for endpoints that answer a window sooner in parts.
    for (; part !== null; part = parts.next()) {
      const before = { pages, seconds };
      const input = {
        MetricDataQueries: queries,
        StartTime: new Date(part.start * 1000),
        EndTime: new Date(part.end * 1000),
        ScanBy: 'TimestampAscending' as const,
      };
      answered = new Map();
      const weight = Math.min(points * ((part.end - part.start) / (span.end - span.start)), REQUEST_LIMITS.points);
      for await (const page of api.pages(region, getMetricData, input, { ...options, weight })) {
        if (pages === before.pages) account.add(asked.map(({ queries: specs }) => specs));
        pages += 1;
        for (const result of page.MetricDataResults ?? []) readResult(result, byId, answered);
      }
      for (const [id, result] of byId) addOutcome(result, answered.get(id) ?? MISSING, part.end === span.end);
      parts.answered(part, seconds - before.seconds);
    }
    pace.answered(points, seconds, hung);
    spans.answered(points, seconds);
    return { results, failure: null, pages };
  } catch (caught) {
    const late = deadline?.aborted === true && !api.signal.aborted && !(caught instanceof AwsFailure);
    const error = late ? outOfTime(region) : caught;
    if (!(error instanceof AwsFailure)) throw error;
    if (error.status === 'timeout' && !late) {
      pace.timedOut(points, asked.length);
      if (asked.length === 1) spans.hung(part ?? span);
    }
    const failed: PartOutcome = { outcome: error.status, detail: `${error.code}: ${error.message}` };
    const [isFirst, isLast] = [part?.end === span.end, part?.start === span.start];
    for (const [id, result] of byId) {
      const said = answered.get(id);
      addOutcome(result, isLast && said?.outcome === 'complete' ? said : failed, isFirst);
    }
    return { results, failure: error, pages };
  }
}

function outOfTime(region: string): AwsFailure {
  const message = 'the time for the metrics of the region was up';
  return new AwsFailure({ status: 'timeout', code: 'Deadline', message, operation: getMetricData.name, region });
}

/** What an answer says of a query. */
interface PartOutcome {
  outcome: QueryOutcome;
  detail: string | null;
  /** What is wrong with its points. */
  damage?: string | null;
}

const MISSING: PartOutcome = { outcome: 'missing', detail: 'the answer had no result for this query' };

/** A query is answered in full when every part of its window is. */
function addOutcome(result: QueryResult, { outcome, detail }: PartOutcome, isFirst: boolean): void {
  if (!isFirst && (outcome === 'complete' || result.outcome !== 'complete')) return;
  result.outcome = outcome;
  result.detail = detail;
}

/** Adds one page's part of a result. The status of the last page that speaks of a query holds; damage in any of them stays. */
function readResult(
  { Id = '', StatusCode, Timestamps, Values, Messages }: MetricDataResult,
  byId: ReadonlyMap<string, QueryResult>,
  answered: Map<string, PartOutcome>,
): void {
  const result = byId.get(Id);
  if (result === undefined) return;
  const damage = readPoints(result.grid, Timestamps ?? [], Values ?? []) ?? answered.get(Id)?.damage ?? null;
  const outcome = OUTCOMES[StatusCode ?? 'Complete'] ?? 'partial';
  const message = Messages?.[0];
  const said = message === undefined ? (StatusCode ?? null) : `${message.Code ?? ''}: ${message.Value ?? ''}`;
  const isDamaged = outcome === 'complete' && damage !== null;
  answered.set(Id, { outcome: isDamaged ? 'partial' : outcome, detail: outcome === 'complete' ? damage : said, damage });
}

/** Puts points on the grid; says what is wrong with them, null where nothing is. An unknown value is no value: it is not zero. */
function readPoints(
  grid: PointGrid,
  timestamps: NonNullable<MetricDataResult['Timestamps']>,
  values: NonNullable<MetricDataResult['Values']>,
): string | null {
  let unknown = false;
  // By index: an answer has a hundred thousand points.
  for (let index = 0; index < timestamps.length; index += 1) {
    const timestamp = timestamps[index];
    const at = timestamp instanceof Date ? timestamp.getTime() / 1000 : timestamp;
    const value = values[index];
    if (typeof value === 'number' && typeof at === 'number') grid.add(Math.floor(at), value);
    else unknown = true;
  }
  if (timestamps.length !== values.length) return 'its times and values do not match';
  return unknown ? 'its times and values are not all numbers' : null;
}
