import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { AccountApi } from '../../src/aws/account-api.js';
import { rememberedCredentials } from '../../src/aws/credentials.js';
import { DEFAULT_LIMITS } from '../../src/aws/limits.js';
import { ACCOUNT, REGION } from '../support/resources.js';

const dimensionsSchema = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
const requestSchema = z.object({
  MetricDataQueries: z.array(
    z.object({
      Id: z.string(),
      MetricStat: z.object({
        Stat: z.string(),
        Period: z.number(),
        Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensionsSchema }),
      }),
    }),
  ),
  StartTime: z.number(),
  EndTime: z.number(),
  NextToken: z.string().optional(),
});
const listSchema = z.object({ Namespace: z.string(), MetricName: z.string(), NextToken: z.string().optional() });

export interface Query {
  id: string;
  statistic: string;
  period: number;
  metricName: string;
  /** Values of the dimensions, sorted by name and joined. */
  of: string;
}

export interface Request {
  queries: Query[];
  start: number;
  end: number;
  token: string | undefined;
}

export interface Result {
  Id: string;
  StatusCode?: string;
  Timestamps: number[];
  Values: (number | null)[];
  Messages?: { Code: string; Value: string }[];
}

/** Any answer: a page of results, an error as the service spells it, or a connection that is cut before or within the answer. */
export type Answer =
  | { results: (Result | null)[]; nextToken?: string }
  | { cut: 'before' | 'within' }
  | { error: string; message?: string; status: number }
  | { html: string; status?: number };

export interface ScriptedCloudWatch {
  api: AccountApi;
  url: string;
  /** Every GetMetricData request, in the order of arrival. */
  requests: Request[];
  /** ListMetrics requests by metric name. */
  listed: string[];
  abort(): void;
  close(): Promise<void>;
}

interface Script {
  answer(request: Request, number: number): Answer | Promise<Answer>;
  /** 2,000 where absent. */
  attemptTimeoutMs?: number;
  /** Tries of a request that hangs; 1 where absent. */
  timeoutTries?: number;
  /** The clock by which answers are timed; the process's own where absent. */
  now?: () => number;
  list?(
    metricName: string,
    token: string | undefined,
  ): { metrics: (Record<string, string> | null)[]; nextToken?: string } | { error: string; status: number };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** A CloudWatch on loopback that answers what the test says, and the API of an account that asks it with the real SDK. */
export async function scriptedCloudWatch(script: Script): Promise<ScriptedCloudWatch> {
  const requests: Request[] = [];
  const listed: string[] = [];
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming);
    const send = (status: number, content: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers });
      response.end(typeof content === 'string' ? content : JSON.stringify(content));
    };
    const fail = (status: number, code: string, message = code) =>
      send(status, { __type: code, message }, { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` });
    if (String(incoming.headers['x-amz-target']).endsWith('ListMetrics')) {
      const { Namespace, MetricName, NextToken } = listSchema.parse(body);
      listed.push(MetricName);
      const answer = script.list?.(MetricName, NextToken) ?? { metrics: [] };
      if ('error' in answer) return fail(answer.status, answer.error);
      const Metrics = answer.metrics.map((dimensions) =>
        dimensions === null
          ? null
          : { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
      );
      return send(200, { Metrics, ...(answer.nextToken === undefined ? {} : { NextToken: answer.nextToken }) });
    }
    const { MetricDataQueries, StartTime, EndTime, NextToken } = requestSchema.parse(body);
    const queries = MetricDataQueries.map(({ Id, MetricStat: { Stat, Period, Metric } }) => ({
      id: Id,
      statistic: Stat,
      period: Period,
      metricName: Metric.MetricName,
      of: Metric.Dimensions.map(({ Value }) => Value)
        .sort()
        .join(' '),
    }));
    const request = { queries, start: StartTime, end: EndTime, token: NextToken };
    requests.push(request);
    const answer = await script.answer(request, requests.length);
    if ('cut' in answer) {
      if (answer.cut === 'within') {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': 1_000 });
        await new Promise((written) => response.write('{"MetricDataResults":[', written));
      }
      incoming.socket.resetAndDestroy();
      return;
    }
    if ('error' in answer) return fail(answer.status, answer.error, answer.message);
    if ('html' in answer) return send(answer.status ?? 200, answer.html, { 'content-type': 'text/html' });
    return send(200, { MetricDataResults: answer.results, ...(answer.nextToken === undefined ? {} : { NextToken: answer.nextToken }) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const { port }: Pick<AddressInfo, 'port'> = typeof address === 'object' && address !== null ? address : { port: 0 };
  const url = `http://127.0.0.1:${port}`;
  const controller = new AbortController();
  const api = new AccountApi({
    credentials: rememberedCredentials(() => Promise.resolve({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' })),
    endpoint: url,
    limits: {
      ...DEFAULT_LIMITS,
      attemptTimeoutMs: script.attemptTimeoutMs ?? 2_000,
      attempts: { throttled: 3, transient: 2, timeout: script.timeoutTries ?? 1 },
      backoffBaseMs: 1,
      backoffMaxMs: 2,
      quotaShare: 1,
    },
    signal: controller.signal,
    ...(script.now === undefined ? {} : { now: script.now }),
  });
  api.adoptIdentity(ACCOUNT, 'aws');
  // The pacer has tests of its own.
  api.adoptQuota(REGION, 'cloudwatch-get-metric-data', 100_000);
  return {
    api,
    url,
    requests,
    listed,
    abort: () => controller.abort(new Error('stopped')),
    async close() {
      api.release(REGION);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One point per period from the start of the request, valued by the statistic. */
export function steady(request: Request, value: (query: Query) => number = ({ statistic }) => STEADY[statistic] ?? 50): Result[] {
  return request.queries.map((query) => {
    const count = Math.max(1, Math.floor((request.end - request.start) / query.period));
    const Timestamps = Array.from({ length: count }, (_, index) => request.start + index * query.period);
    return { Id: query.id, StatusCode: 'Complete', Timestamps, Values: Timestamps.map(() => value(query)) };
  });
}

const STEADY: Readonly<Record<string, number>> = {
  Minimum: 1,
  p50: 30,
  Average: 33,
  p90: 60,
  p95: 70,
  p99: 80,
  'p99.5': 85,
  Maximum: 90,
  Sum: 500,
  SampleCount: 288,
};
