import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { MetricAccount } from '../../src/metrics/cost.js';
import { EndpointMemory } from '../../src/metrics/endpoint-memory.js';
import { createMetricPipeline, type MetricPipelineOptions, wantedSeries } from '../../src/metrics/fetch.js';
import { uniteNeeds } from '../../src/metrics/needs.js';
import { unpackSeries } from '../../src/metrics/series.js';
import type { CoverageEntry } from '../../src/model/coverage.js';
import { required } from '../../src/model/policy.js';
import { epochSeconds, windowEndingAt } from '../../src/model/time.js';
import { END, instance, REGION } from '../support/resources.js';
import { CountedWork } from './counted-work.js';
import { type Answer, type Request, type ScriptedCloudWatch, scriptedCloudWatch, steady } from './scripted-cloudwatch.js';

const ENDPOINT = 'http://emulator';
/** As by default, a thirtieth of it: the endpoint's answers may take a second here, not thirty. */
const PACE = { target: 0.13, slow: 0.33, prompt: 0.008 };
const cpu = (whole: readonly ('p50' | 'p95')[] = []) =>
  uniteNeeds([{ requires: { metrics: { cpu: required('ec2.cpu', { daily: ['Average', 'Maximum'], whole }) }, series: {} } }]);
const machines = (count: number) => Array.from({ length: count }, (_, index) => instance({ id: `i-${String(index).padStart(4, '0')}` }));
const asksPercentiles = ({ queries }: Request) => queries.some(({ statistic }) => statistic.startsWith('p'));

const partSchema = z.object({
  MetricDataQueries: z.array(z.object({ MetricStat: z.object({ Period: z.number() }) })).min(1),
  StartTime: z.date(),
  EndTime: z.date(),
});

let cloudWatch: ScriptedCloudWatch | null = null;
afterEach(async () => {
  await cloudWatch?.close();
  cloudWatch = null;
});

interface Endpoint extends Partial<MetricPipelineOptions> {
  /** Milliseconds of work for each query of a request; absent: answers come when they come. */
  work?: (request: Request) => number;
  /** Milliseconds of work after which a request hangs. */
  patience?: number;
  attemptTimeoutMs?: number;
}

async function start(
  answer: (request: Request) => Answer | Promise<Answer>,
  { work, patience = 1_000, attemptTimeoutMs = 1_500, ...options }: Endpoint = {},
) {
  const counted = new CountedWork(work ?? (() => 0), patience);
  cloudWatch = await scriptedCloudWatch({
    answer: async (request) => answer(work === undefined ? request : await counted.done(request)),
    now: counted.now,
    attemptTimeoutMs,
    timeoutTries: 3,
  });
  const coverage: CoverageEntry[] = [];
  const account = new MetricAccount();
  const pipeline = createMetricPipeline({
    api: cloudWatch.api,
    region: REGION,
    union: cpu(),
    window: windowEndingAt(END, 14),
    scalarWindow: windowEndingAt(END, 32),
    onCoverage: (entry) => coverage.push(entry),
    account,
    endpoints: new EndpointMemory(PACE),
    ...options,
  });
  return { cloudWatch, pipeline, coverage, account };
}

const complete = (request: Request): Answer => ({ results: steady(request) });

describe('an endpoint that needs its time for each query', () => {
  it.each([
    ['an emulator', ENDPOINT],
    ['what is taken for AWS', null],
  ])('is asked in requests that it can answer, and loses nothing: %s', async (_, endpoint) => {
    const { cloudWatch, pipeline, coverage } = await start(complete, { endpoint, work: () => 4 });
    for (const machine of machines(200)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect(store.size).toBe(200);
    for (const { status } of store) expect(status).toBe('ok');
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
    expect(cloudWatch.requests.length).toBeLessThan(40);
    for (const { queries } of cloudWatch.requests) {
      const statistics = new Map<string, number>();
      for (const { of } of queries) statistics.set(of, (statistics.get(of) ?? 0) + 1);
      expect([...statistics.values()].every((count) => count === 2)).toBe(true);
    }
  });

  it('is known for it in the next pass and in the next account', async () => {
    const endpoints = new EndpointMemory(PACE);
    const work = ({ queries }: Request) => (queries.some(({ period }) => period === 300) ? 300 : 30);
    const { cloudWatch, pipeline, account } = await start(complete, { endpoint: ENDPOINT, endpoints, work, patience: 1_500 });
    const fleet = machines(6);
    for (const machine of fleet) pipeline.add(machine);
    const store = await pipeline.finish();
    const first = cloudWatch.requests.length;
    const need = { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } as const;
    await pipeline.secondPass(fleet.flatMap((machine) => wantedSeries(machine, [need], store)));
    for (const { series } of store) expect(series).toHaveLength(1);
    // A request that hung was not billed, and no series came twice.
    expect(account.spent.metricsRequested).toBe(12);
    expect(cloudWatch.requests.slice(first).length).toBeLessThanOrEqual(8);
    expect(endpoints.of(ENDPOINT, REGION).pace.isFull).toBe(false);
    expect(endpoints.of(ENDPOINT, 'eu-west-1').pace.share([1, 1])).toBe(1);
    expect(endpoints.of(null, REGION).pace.isFull).toBe(true);
  });

  it('is found unable to do percentiles by its first series, an HTML page with HTTP 500 being a fault of the service', async () => {
    const answer = (request: Request): Answer =>
      asksPercentiles(request) ? { html: '<html>Server Error</html>', status: 500 } : complete(request);
    const { cloudWatch, pipeline } = await start(answer, { endpoint: ENDPOINT, work: () => 4, union: cpu(['p50', 'p95']) });
    for (const machine of machines(100)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'ok', percentilesUnsupported: true });
    const withThem = cloudWatch.requests.filter(asksPercentiles);
    expect(withThem).toHaveLength(4);
    expect(new Set(withThem.flatMap(({ queries }) => queries.map(({ of }) => of))).size).toBe(1);
  });
});

describe('an endpoint that searches all its datapoints once for each period', () => {
  const need = { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } as const;
  const value = (timestamp: number): number => 10 + ((timestamp / 300) % 17);
  /** Milliseconds for one query over the whole window of fine series. */
  const WHOLE = 200;
  const searched = ({ queries, start, end }: Request): number =>
    queries.reduce((sum, { period }) => sum + ((end - start) / (14 * 86_400)) ** 2 * (period === 300 ? WHOLE : 1), 0);
  const answer = (request: Request): Answer => ({
    results: request.queries.map(({ id, period }) => {
      const Timestamps = Array.from(
        { length: Math.ceil((request.end - request.start) / period) },
        (_, index) => request.start + index * period,
      );
      return { Id: id, StatusCode: 'Complete', Timestamps, Values: Timestamps.map(value) };
    }),
  });

  it('is asked for its fine series in parts of the window, that make up the whole of it', async () => {
    const endpoints = new EndpointMemory(PACE, { seconds: 0.1, pointsPerSecond: 50_000 });
    const work = (request: Request) => searched(request) / request.queries.length;
    const { cloudWatch, pipeline, coverage } = await start(answer, { endpoint: ENDPOINT, endpoints, work, patience: 5_000 });
    const fleet = machines(40);
    for (const machine of fleet) pipeline.add(machine);
    const store = await pipeline.finish();
    const first = cloudWatch.requests.length;
    const pages = vi.spyOn(cloudWatch.api, 'pages');
    await pipeline.secondPass(fleet.flatMap((machine) => wantedSeries(machine, [need], store)));
    expect(coverage.every(({ status }) => status === 'ok')).toBe(true);
    const whole = epochSeconds(END) - 14 * 86_400;
    for (const { series } of store) {
      const [one] = series;
      expect(one?.periodSeconds).toBe(300);
      expect(one === undefined ? [] : [...unpackSeries(one).values]).toEqual(
        Array.from({ length: 4_032 }, (_, index) => value(whole + index * 300)),
      );
    }
    const asked = cloudWatch.requests.slice(first);
    expect(asked.some(({ start: from, end }) => end - from < 14 * 86_400)).toBe(true);
    // Each part weighs what it asks for, and does not wait for the quota of the whole.
    for (const [, , input, options] of pages.mock.calls) {
      const { MetricDataQueries: queries, StartTime: from, EndTime: to } = partSchema.parse(input);
      const seconds = (to.getTime() - from.getTime()) / 1000;
      expect(options?.weight).toBeCloseTo(
        queries.reduce((sum, { MetricStat: { Period } }) => sum + seconds / Period, 0),
        6,
      );
    }
    expect(asked.reduce((sum, request) => sum + searched(request), 0)).toBeLessThan((40 * WHOLE) / 2);
  });
});

describe('full requests', () => {
  it('follow one small one on an endpoint that answers promptly, with no metric asked twice', async () => {
    const { cloudWatch, pipeline, account } = await start(complete, {
      endpoint: ENDPOINT,
      endpoints: new EndpointMemory(),
      attemptTimeoutMs: 20_000,
    });
    for (const machine of machines(1_000)) pipeline.add(machine);
    await pipeline.finish();
    expect(cloudWatch.requests.map(({ queries }) => queries.length).sort((a, b) => a - b)).toEqual([2, 498, 500, 500, 500]);
    expect(account.spent).toMatchObject({ metricsRequested: 1_000, queries: 2_000 });
  });

  it('come back after a hang that has passed', async () => {
    let hangs = 1;
    const { cloudWatch, pipeline, account } = await start(
      (request) => (hangs-- > 0 ? new Promise<Answer>(() => undefined) : complete(request)),
      { settings: { concurrency: 1 }, endpoints: new EndpointMemory(), attemptTimeoutMs: 1_000 },
    );
    for (const machine of machines(2_000)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect([...store].every(({ status }) => status === 'ok')).toBe(true);
    expect(account.spent.metricsRequested).toBe(2_000);
    expect(cloudWatch.requests.map(({ queries }) => queries.length)).toEqual([500, 2, 250, 248, 500, 500, 500, 500, 500, 500, 500]);
  });
});

describe('an endpoint that never answers', () => {
  it.each([ENDPOINT, null])('is given up after a few series (%s)', async (endpoint) => {
    const { cloudWatch, pipeline, coverage } = await start(() => new Promise<Answer>(() => undefined), { endpoint, attemptTimeoutMs: 50 });
    for (const machine of machines(1_000)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect(store.size).toBe(1_000);
    for (const { status } of store) expect(status).toBe('timeout');
    expect(coverage).toEqual([expect.objectContaining({ status: 'timeout', detail: expect.stringContaining('1000 metrics') })]);
    expect(cloudWatch.requests.length).toBeLessThan(20);
  });

  it('ends at the deadline of the region, in both passes, with what came by then', async () => {
    let answers = 3;
    const { pipeline, coverage } = await start((request) => (answers-- > 0 ? complete(request) : new Promise<Answer>(() => undefined)), {
      endpoint: ENDPOINT,
      settings: { deadlineMs: 1_000 },
      work: () => 20,
      attemptTimeoutMs: 60_000,
    });
    const fleet = machines(100);
    for (const machine of fleet) pipeline.add(machine);
    const store = await pipeline.finish();
    const statuses = [...store].map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['ok', 'timeout']));
    expect(coverage).toEqual([
      expect.objectContaining({ status: 'timeout', detail: expect.stringContaining('the time for the metrics of the region was up') }),
    ]);
    const need = { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } as const;
    await pipeline.secondPass(fleet.flatMap((machine) => wantedSeries(machine, [need], store)));
    expect(coverage.at(-1)).toMatchObject({ status: 'timeout', detail: expect.stringMatching(/^\d+ fine series/) });
  });
});
