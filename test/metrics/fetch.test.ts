import { afterEach, describe, expect, it } from 'vitest';
import { MetricAccount } from '../../src/metrics/cost.js';
import { EndpointMemory } from '../../src/metrics/endpoint-memory.js';
import { createMetricPipeline, type MetricPipelineOptions, wantedSeries } from '../../src/metrics/fetch.js';
import { uniteNeeds, uniteSeries } from '../../src/metrics/needs.js';
import { unpackSeries } from '../../src/metrics/series.js';
import type { CoverageEntry } from '../../src/model/coverage.js';
import { type MetricNeeds, optional, required } from '../../src/model/policy.js';
import { windowEndingAt } from '../../src/model/time.js';
import { cluster, END, instance, lambdaFunction, REGION, service } from '../support/resources.js';
import { type Answer, type Request, type ScriptedCloudWatch, scriptedCloudWatch, steady } from './scripted-cloudwatch.js';

const window = windowEndingAt(END, 14);
const scalarWindow = windowEndingAt(END, 32);
const unionOf = (metrics: MetricNeeds) => uniteNeeds([{ requires: { metrics, series: {} } }]);
const CPU = unionOf({ cpu: required('ec2.cpu', { daily: ['Maximum'] }) });
const CPU_WITH_PERCENTILES = unionOf({ cpu: required('ec2.cpu', { daily: ['Average'], whole: ['p50', 'p95'] }) });

let cloudWatch: ScriptedCloudWatch | null = null;
afterEach(async () => {
  await cloudWatch?.close();
  cloudWatch = null;
});

async function start(
  answer: (request: Request, number: number) => Answer,
  options: Partial<MetricPipelineOptions> = {},
  list?: Parameters<typeof scriptedCloudWatch>[0]['list'],
) {
  cloudWatch = await scriptedCloudWatch(list === undefined ? { answer } : { answer, list });
  const coverage: CoverageEntry[] = [];
  const account = new MetricAccount();
  const pipeline = createMetricPipeline({
    api: cloudWatch.api,
    region: REGION,
    union: CPU,
    window,
    scalarWindow,
    onCoverage: (entry) => coverage.push(entry),
    account,
    ...options,
  });
  return { cloudWatch, pipeline, coverage, account };
}

const machines = (count: number) => Array.from({ length: count }, (_, index) => instance({ id: `i-${String(index).padStart(4, '0')}` }));
const complete = (request: Request): Answer => ({ results: steady(request) });
const validation = (message: string): Answer => ({ error: 'ValidationError', message, status: 400 });

describe('the first pass over the wire', () => {
  it('asks in full requests while resources arrive, and counts what it sent', async () => {
    const { cloudWatch, pipeline, coverage, account } = await start(complete, { union: CPU_WITH_PERCENTILES });
    for (const machine of machines(300)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect(cloudWatch.requests.map(({ queries }) => queries.length).sort((a, b) => b - a)).toEqual([500, 500, 200]);
    expect(account.spent).toEqual({ requests: 3, queries: 1_200, metricsRequested: 300, estimatedCostUsd: expect.closeTo(0.003, 9) });
    expect(store.size).toBe(300);
    const record = store.get({ kind: 'ec2-instance', id: 'i-0000' }, 'ec2.cpu');
    expect(record).toMatchObject({ status: 'ok', detail: null, percentilesUnsupported: false });
    expect(record?.statistics.Average?.values).toEqual(Array(32).fill(33));
    expect(record?.statistics.p95).toMatchObject({ periodSeconds: 32 * 86_400, values: [70] });
    expect(coverage).toEqual([expect.objectContaining({ step: 'GetMetricData', status: 'ok', detail: null })]);
  });

  it('never splits one metric over two requests, nor asks a resource twice', async () => {
    const { cloudWatch, pipeline } = await start(complete, {
      union: unionOf({ cpu: required('ec2.cpu', { daily: ['Average', 'Maximum', 'Sum'] }) }),
    });
    for (const machine of [...machines(400), ...machines(400)]) pipeline.add(machine);
    await pipeline.finish();
    const whereAsked = new Map<string, Set<number>>();
    cloudWatch.requests.forEach(({ queries }, request) => {
      for (const { of } of queries) whereAsked.set(of, (whereAsked.get(of) ?? new Set()).add(request));
    });
    expect([...whereAsked.values()].every((requests) => requests.size === 1)).toBe(true);
    expect(cloudWatch.requests.flatMap(({ queries }) => queries)).toHaveLength(1_200);
  });

  it('reads points that come unordered and in pages', async () => {
    const { pipeline } = await start((request) => {
      const [result] = steady(request, () => 0);
      if (result === undefined) return { results: [] };
      const points = result.Timestamps.map((timestamp, index) => ({ timestamp, value: index }));
      const page = (part: typeof points, StatusCode: string) => ({
        Id: result.Id,
        StatusCode,
        Timestamps: part.map(({ timestamp }) => timestamp),
        Values: part.map(({ value }) => value),
      });
      return request.token === undefined
        ? { results: [page(points.slice(16).reverse(), 'PartialData')], nextToken: 'two' }
        : { results: [page(points.slice(0, 17), 'Complete')] };
    });
    pipeline.add(instance({ id: 'i-1' }));
    const record = (await pipeline.finish()).get({ kind: 'ec2-instance', id: 'i-1' }, 'ec2.cpu');
    expect(record?.status).toBe('ok');
    expect(record?.statistics.Maximum?.values).toEqual(Array.from({ length: 32 }, (_, day) => day));
  });

  it('names each way in which datapoints can be absent', async () => {
    const none = (id: string, StatusCode = 'Complete') => ({ Id: id, StatusCode, Timestamps: [], Values: [] });
    const { pipeline, coverage } = await start(
      (request) => ({
        results: steady(request).flatMap((result, index) => {
          const { of } = request.queries[index] ?? { of: '' };
          if (of === 'missing') return [];
          if (of === 'silent') return [none(result.Id)];
          if (of === 'forbidden') return [none(result.Id, 'Forbidden')];
          if (of === 'broken') return [none(result.Id, 'InternalError')];
          if (of === 'part')
            return [{ ...result, StatusCode: 'PartialData', Timestamps: result.Timestamps.slice(0, 5), Values: result.Values.slice(0, 5) }];
          return [result];
        }),
      }),
      { union: unionOf({ cpu: required('ec2.cpu', { daily: ['Maximum'] }), calls: required('lambda.invocations', { daily: ['Sum'] }) }) },
    );
    for (const id of ['silent', 'missing', 'forbidden', 'broken', 'part']) pipeline.add(instance({ id }));
    pipeline.add(lambdaFunction({ functionName: 'silent' }));
    pipeline.add(lambdaFunction({ functionName: 'missing' }));
    const store = await pipeline.finish();
    const cpu = (id: string) => store.get({ kind: 'ec2-instance', id }, 'ec2.cpu')?.status;
    const calls = (id: string) => store.get({ kind: 'lambda-function', id }, 'lambda.invocations')?.status;
    expect(['silent', 'missing', 'forbidden', 'broken', 'part'].map(cpu)).toEqual(['no-data', 'failed', 'denied', 'failed', 'partial']);
    expect(['silent', 'missing'].map(calls)).toEqual(['zero', 'failed']);
    expect(coverage.map(({ status }) => status).sort()).toEqual(['denied', 'failed', 'failed', 'partial']);
    expect(coverage.find(({ status }) => status === 'partial')?.detail).toMatch(/^1 metrics \(ec2.cpu\): PartialData/);
  });

  it('asks once more for results that were missing', async () => {
    const { cloudWatch, pipeline, coverage } = await start((request, number) => ({
      results: steady(request).filter((_, index) => number > 1 || request.queries[index]?.of !== 'i-0003'),
    }));
    for (const machine of machines(10)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect([...store].map(({ status }) => status)).toEqual(Array(10).fill('ok'));
    expect(cloudWatch.requests.map(({ queries }) => queries.map(({ of }) => of))).toEqual([machines(10).map(({ id }) => id), ['i-0003']]);
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
  });

  it('is ended by a page token that repeats, and keeps what was whole by then', async () => {
    const { pipeline, coverage } = await start((request) => ({ results: steady(request).slice(0, 5), nextToken: 'again' }));
    for (const machine of machines(10)) pipeline.add(machine);
    const statuses = [...(await pipeline.finish())].map(({ status }) => status);
    expect(statuses).toEqual([...Array(5).fill('ok'), ...Array(5).fill('failed')]);
    expect(coverage).toEqual([expect.objectContaining({ status: 'failed', detail: expect.stringContaining('RepeatedPageToken') })]);
  });

  it('asks for the further targets of a resource that comes again, and for nothing twice', async () => {
    const union = unionOf({
      calls: required('lambda.invocations', { daily: ['Sum'] }),
      use: optional('lambda.provisionedUtilization', { daily: ['Maximum'] }),
    });
    const { cloudWatch, pipeline } = await start(complete, { union });
    pipeline.add(lambdaFunction({ functionName: 'f', provisionedConcurrency: null }));
    pipeline.add(
      lambdaFunction({ functionName: 'f', provisionedConcurrency: [{ qualifier: 'live', allocated: 1, requested: 1, status: 'READY' }] }),
    );
    expect([...(await pipeline.finish())].map(({ metric, variant }) => `${metric} ${variant}`)).toEqual([
      'lambda.invocations ',
      'lambda.provisionedUtilization live',
    ]);
    expect(cloudWatch.requests.flatMap(({ queries }) => queries.map(({ of }) => of))).toEqual(['f', 'f f:live']);
  });

  it('covers a region without resources as empty, without a call', async () => {
    const { cloudWatch, pipeline, coverage } = await start(complete);
    await pipeline.finish();
    expect(cloudWatch.requests).toEqual([]);
    expect(coverage).toEqual([expect.objectContaining({ step: 'GetMetricData', status: 'empty' })]);
  });

  it('takes over what an earlier run has, and asks for the rest', async () => {
    const { pipeline } = await start(complete);
    for (const machine of machines(3)) pipeline.add(machine);
    const earlier = await pipeline.finish();
    await cloudWatch?.close();
    const resumed = await start(complete, { known: (resource, metric, variant) => earlier.get(resource, metric, variant) });
    for (const machine of machines(5)) resumed.pipeline.add(machine);
    expect((await resumed.pipeline.finish()).size).toBe(5);
    expect(resumed.cloudWatch.requests.flatMap(({ queries }) => queries.map(({ of }) => of))).toEqual(['i-0003', 'i-0004']);
  });
});

describe('requests that fail', () => {
  it.each([
    ['that the message names', (query: number) => `The value for MetricDataQueries.member.${query + 1}.MetricStat is invalid`, 3],
    ['that it does not name', () => 'A query is invalid', 20],
  ])('loses one refused query %s, and not the other 499', async (_, message, atMost) => {
    const { cloudWatch, pipeline, coverage } = await start((request) => {
      const bad = request.queries.findIndex(({ of }) => of === 'i-0123');
      return bad === -1 ? complete(request) : validation(message(bad));
    });
    for (const machine of machines(500)) pipeline.add(machine);
    const store = await pipeline.finish();
    const refused = [...store].filter(({ status }) => status !== 'ok');
    expect(refused).toEqual([
      expect.objectContaining({ id: 'i-0123', status: 'refused', detail: expect.stringContaining('ValidationError') }),
    ]);
    expect(store.size).toBe(500);
    expect(cloudWatch.requests.length).toBeLessThanOrEqual(atMost);
    expect(coverage).toEqual([expect.objectContaining({ status: 'partial', detail: expect.stringMatching(/^1 metrics/) })]);
  });

  it('loses exactly the 100 refused of 500', async () => {
    const isBad = (id: string) => Number(id.slice(2)) % 5 === 0;
    const { pipeline } = await start((request) =>
      request.queries.some(({ of }) => isBad(of)) ? validation('Invalid') : complete(request),
    );
    for (const machine of machines(500)) pipeline.add(machine);
    const store = await pipeline.finish();
    for (const { id, status } of store) expect(status).toBe(isBad(id) ? 'refused' : 'ok');
    expect(store.size).toBe(500);
  });

  it('does not search for ever where everything is refused', async () => {
    const { cloudWatch, pipeline } = await start(() => validation('Invalid'), { settings: { concurrency: 1 } });
    for (const machine of machines(2_000)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect([...store].every(({ status }) => status === 'refused')).toBe(true);
    expect(store.size).toBe(2_000);
    expect(cloudWatch.requests.length).toBeLessThanOrEqual(60);
  });

  it.each([
    ['denied', 'AccessDenied', 403],
    ['throttled', 'Throttling', 400],
    ['failed', 'InternalFailure', 500],
  ])('marks exactly the metrics of a request that is %s', async (status, error, httpStatus) => {
    const { pipeline, coverage } = await start((request) =>
      request.queries.some(({ of }) => of === 'i-0000') ? { error, message: 'no', status: httpStatus } : complete(request),
    );
    for (const machine of machines(600)) pipeline.add(machine);
    const store = await pipeline.finish();
    const statuses = [...store].map((record) => record.status);
    expect(statuses.filter((one) => one === status)).toHaveLength(500);
    expect(statuses.filter((one) => one === 'ok')).toHaveLength(100);
    expect(coverage).toEqual([expect.objectContaining({ status, detail: expect.stringContaining('500 metrics (ec2.cpu)') })]);
  });

  it('takes an HTML page for no answer', async () => {
    const { pipeline } = await start(() => ({ html: '<html><body>Proxy</body></html>' }));
    pipeline.add(instance());
    expect([...(await pipeline.finish())]).toEqual([expect.objectContaining({ status: 'failed', statistics: {} })]);
  });

  it('throws the reason when the run is stopped, and can still tell what is missing', async () => {
    const { cloudWatch, pipeline, coverage } = await start(
      (request, number) => {
        if (number > 1) cloudWatch.abort();
        return complete(request);
      },
      { settings: { concurrency: 1 } },
    );
    for (const machine of machines(1_000)) pipeline.add(machine);
    await expect(pipeline.finish()).rejects.toThrow('stopped');
    const statuses = [...pipeline.abandon('the run was stopped')].map(({ status }) => status);
    expect(statuses).toHaveLength(1_000);
    expect(statuses.filter((status) => status === 'ok')).toHaveLength(500);
    expect(coverage).toEqual([expect.objectContaining({ status: 'failed', detail: '500 metrics (ec2.cpu): the run was stopped' })]);
  });
});

describe('percentiles', () => {
  const asksPercentiles = ({ queries }: Request) => queries.some(({ statistic }) => statistic.startsWith('p'));
  const broken: Answer = { error: 'InternalFailure', message: 'no', status: 500 };

  it('are left out for an endpoint that cannot do them, once found out for all regions requests to it', async () => {
    const endpoints = new EndpointMemory();
    const answer = (request: Request) => (asksPercentiles(request) ? broken : complete(request));
    const { cloudWatch, pipeline, coverage } = await start(answer, { union: CPU_WITH_PERCENTILES, endpoints, endpoint: 'http://here' });
    for (const machine of machines(1_000)) pipeline.add(machine);
    const store = await pipeline.finish();
    for (const record of store) {
      expect(record).toMatchObject({ status: 'ok', percentilesUnsupported: true });
      expect(Object.keys(record.statistics)).toEqual(['Average', 'Maximum']);
    }
    // The first request and the check of a single metric, each tried twice.
    expect(cloudWatch.requests.filter(asksPercentiles)).toHaveLength(4);
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
    expect(endpoints.of('http://here', REGION).percentiles.state).toBe('unsupported');
    expect(endpoints.of('http://here', 'eu-west-1').percentiles.state).toBe('unknown');
  });

  it('are not blamed for a service that is dying', async () => {
    const { cloudWatch, pipeline } = await start(() => broken, { union: CPU_WITH_PERCENTILES });
    for (const machine of machines(10)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'failed', percentilesUnsupported: false });
    expect(cloudWatch.requests).toHaveLength(4);
  });

  it('are not blamed for a service that recovers in between', async () => {
    const { pipeline } = await start((request, number) => (number <= 2 ? broken : complete(request)), { union: CPU_WITH_PERCENTILES });
    for (const machine of machines(10)) pipeline.add(machine);
    for (const record of await pipeline.finish()) {
      expect(record).toMatchObject({ status: 'ok', percentilesUnsupported: false });
      expect(record.statistics.p95?.values).toEqual([70]);
    }
  });

  it('are not blamed for a failure after they have worked', async () => {
    const { pipeline } = await start((request) => (request.queries.some(({ of }) => of === 'i-0400') ? broken : complete(request)), {
      union: CPU_WITH_PERCENTILES,
      settings: { concurrency: 1 },
    });
    for (const machine of machines(500)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect([...store].filter(({ percentilesUnsupported }) => percentilesUnsupported)).toEqual([]);
    expect([...store].filter(({ status }) => status === 'failed')).toHaveLength(125);
  });

  it('are never asked of AWS/ECS, whose record says so', async () => {
    const union = unionOf({ cpu: required('ecs.cpu', { daily: ['Average'], whole: ['p95'] }) });
    const { cloudWatch, pipeline } = await start(complete, { union });
    pipeline.add(service());
    const [record] = await pipeline.finish();
    expect(record).toMatchObject({ status: 'ok', percentilesUnsupported: true });
    expect(cloudWatch.requests.some(asksPercentiles)).toBe(false);
  });

  it.each([
    ['a higher one is below a lower one', { p50: 70, p95: 30 }],
    ['one is above the maximum', { p50: 30, p95: 95 }],
  ])('of the whole window fall back to those of days when %s', async (_, wrong: Record<string, number>) => {
    const { cloudWatch, pipeline } = await start(
      (request) => ({
        results: steady(
          request,
          ({ statistic, period }) => (period > 86_400 ? wrong[statistic] : { p50: 31, p95: 71, Maximum: 90 }[statistic]) ?? 33,
        ),
      }),
      { union: CPU_WITH_PERCENTILES },
    );
    for (const machine of machines(200)) pipeline.add(machine);
    const store = await pipeline.finish();
    for (const record of store) {
      expect(record).toMatchObject({ status: 'ok', detail: expect.stringContaining('largest of each day') });
      expect(record.statistics.p95).toMatchObject({ periodSeconds: 86_400, values: Array(32).fill(71) });
      expect(record.statistics.Average?.values).toEqual(Array(32).fill(33));
    }
    // Once it is known, later requests ask for days at once and no metric is paid for twice.
    expect(cloudWatch.requests.length).toBeLessThanOrEqual(4);
  });

  it('fall back to days when the service gives none for the whole window, or refuses the period', async () => {
    for (const answer of [
      (request: Request): Answer => ({
        results: steady(request).map((result, index) =>
          (request.queries[index]?.period ?? 0) > 86_400 ? { ...result, Timestamps: [], Values: [] } : result,
        ),
      }),
      (request: Request): Answer =>
        request.queries.some(({ period }) => period > 86_400) ? validation('Period is too long') : complete(request),
    ]) {
      const { pipeline } = await start(answer, { union: CPU_WITH_PERCENTILES });
      for (const machine of machines(150)) pipeline.add(machine);
      for (const record of await pipeline.finish()) {
        expect(record).toMatchObject({ status: 'ok', detail: expect.stringContaining('largest of each day') });
        expect(record.statistics.p95?.values).toEqual(Array(32).fill(70));
      }
      await cloudWatch?.close();
    }
  });
});

describe('metrics that must be found', () => {
  const union = unionOf({
    memory: optional('ec2.memory', { daily: ['Maximum'] }),
    insights: optional('lambda.memoryUtilization', { daily: ['Maximum'] }),
  });

  it('are asked with the dimensions that ListMetrics knows, page after page', async () => {
    const list = (metricName: string, token: string | undefined) => {
      if (metricName === 'memory_utilization') return { metrics: [{ function_name: 'f' }, { function_name: 'f', version: '1' }] };
      return token === undefined
        ? { metrics: [{ InstanceId: 'i-0000' }, { InstanceId: 'i-0000', ImageId: 'ami-1' }], nextToken: 'more' }
        : { metrics: [{ InstanceId: 'i-0001', ImageId: 'ami-2' }] };
    };
    const { cloudWatch, pipeline, coverage } = await start(complete, { union }, list);
    for (const machine of machines(3)) pipeline.add(machine);
    pipeline.add(lambdaFunction({ functionName: 'f' }));
    const store = await pipeline.finish();
    expect(cloudWatch.requests.flatMap(({ queries }) => queries.map(({ of }) => of))).toEqual(['ami-1 i-0000', 'ami-2 i-0001', 'f']);
    expect(cloudWatch.listed.sort()).toEqual(['mem_used_percent', 'mem_used_percent', 'memory_utilization']);
    expect(store.get({ kind: 'ec2-instance', id: 'i-0002' }, 'ec2.memory')).toMatchObject({
      status: 'no-data',
      detail: expect.stringContaining('two weeks'),
    });
    expect(coverage.map(({ step, status }) => `${step} ${status}`).sort()).toEqual([
      'GetMetricData ok',
      'ListMetrics ok',
      'ListMetrics ok',
    ]);
  });

  it('are all asked for where the plan is counted and sent at the same time', async () => {
    const fleet = machines(50);
    const { pipeline } = await start(complete, { union }, () => ({ metrics: fleet.map(({ id }) => ({ InstanceId: id })) }));
    for (const machine of fleet) pipeline.add(machine);
    const [{ first }, store] = await Promise.all([pipeline.planned(uniteSeries([])), pipeline.finish()]);
    expect(first.series).toBe(50);
    expect([...store].filter(({ status }) => status === 'ok')).toHaveLength(50);
  });

  it('are not listed without a resource that may publish them, or a policy that needs them', async () => {
    const { cloudWatch, pipeline } = await start(complete, { union });
    pipeline.add(service());
    await pipeline.finish();
    expect(cloudWatch.listed).toEqual([]);
    const other = createMetricPipeline({
      api: cloudWatch.api,
      region: REGION,
      union: CPU,
      window,
      scalarWindow,
      onCoverage: () => undefined,
    });
    other.add(instance());
    await other.finish();
    expect(cloudWatch.listed).toEqual([]);
  });

  it('are denied where the listing is, and covered', async () => {
    const { pipeline, coverage } = await start(complete, { union }, () => ({ error: 'AccessDenied', status: 403 }));
    pipeline.add(instance());
    expect([...(await pipeline.finish())]).toEqual([
      expect.objectContaining({ status: 'denied', detail: expect.stringContaining('ListMetrics') }),
    ]);
    expect(coverage).toContainEqual(expect.objectContaining({ step: 'ListMetrics', status: 'denied' }));
  });

  it('of Container Insights wait for the cluster, and are asked for where it never comes', async () => {
    const insights = unionOf({ rx: optional('ecs.insightsNetworkRx', { daily: ['Sum'] }) });
    const { cloudWatch, pipeline } = await start(complete, { union: insights });
    for (const clusterName of ['on', 'off', 'unseen']) pipeline.add(service({ clusterName }));
    pipeline.add(cluster({ id: 'off', containerInsights: 'disabled' }));
    pipeline.add(cluster({ id: 'on', containerInsights: 'enhanced' }));
    const statuses = [...(await pipeline.finish())].map(({ id, status }) => `${id} ${status}`);
    expect(statuses).toEqual(['off/web no-data', 'on/web ok', 'unseen/web ok']);
    expect(cloudWatch.requests.flatMap(({ queries }) => queries.map(({ of }) => of)).sort()).toEqual(['on web', 'unseen web']);
  });
});

describe('the cost before it is spent', () => {
  it('is known after the inventory, and nothing is sent before the release', async () => {
    let release: () => void = () => undefined;
    const { cloudWatch, pipeline, account } = await start(complete, {
      union: CPU_WITH_PERCENTILES,
      release: () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    });
    for (const machine of machines(600)) pipeline.add(machine);
    const series = uniteSeries([
      { requires: { metrics: {}, series: { cpu: { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } } } },
    ]);
    const { first, second } = await pipeline.planned(series);
    expect(first).toMatchObject({ billedMetrics: 600, queries: 2_400, requests: 5 });
    expect(second).toMatchObject({ billedMetrics: 600, pages: 24 });
    expect(cloudWatch.requests).toEqual([]);
    release();
    await pipeline.finish();
    expect(account.spent).toMatchObject({
      requests: first.requests,
      metricsRequested: first.billedMetrics,
      estimatedCostUsd: first.costUsd,
    });
  });

  it('is never spent when the release is refused', async () => {
    const { cloudWatch, pipeline } = await start(complete, { release: () => Promise.reject(new Error('too dear')) });
    for (const machine of machines(600)) pipeline.add(machine);
    await expect(pipeline.finish()).rejects.toThrow('too dear');
    expect(cloudWatch.requests).toEqual([]);
  });
});

describe('the second pass over the wire', () => {
  const series = { resource: instance(), metric: 'ec2.cpu', variant: '', statistic: 'Maximum', periodSeconds: 300 } as const;

  it('fetches what is wanted in full pages, once for several policies, and adds it to the records', async () => {
    const { cloudWatch, pipeline, account } = await start(complete);
    const fleet = machines(60);
    for (const machine of fleet) pipeline.add(machine);
    const store = await pipeline.finish();
    const before = account.spent.metricsRequested;
    const wanted = fleet.flatMap((resource) => wantedSeries(resource, [series, { ...series, periodSeconds: 3600 }, series], store));
    await pipeline.secondPass(wanted);
    const pages = cloudWatch.requests.slice(1);
    expect(pages.map(({ queries }) => queries.length)).toEqual([25, 25, 10]);
    expect(pages[0]).toMatchObject({ start: Date.parse(window.start) / 1000, end: Date.parse(window.end) / 1000 });
    expect(account.spent.metricsRequested - before).toBe(60);
    const [packed] = store.get(fleet[7] ?? instance(), 'ec2.cpu')?.series ?? [];
    expect(packed).toMatchObject({ statistic: 'Maximum', periodSeconds: 300, count: 4_032, encoding: 'centi' });
    expect(packed && unpackSeries(packed).values.every((value) => value === 90)).toBe(true);
    await pipeline.secondPass(wanted);
    expect(cloudWatch.requests).toHaveLength(4);
  });

  it('asks nothing of metrics without datapoints', async () => {
    const { cloudWatch, pipeline } = await start((request) => ({
      results: steady(request).map((result) => ({ ...result, Timestamps: [], Values: [] })),
    }));
    pipeline.add(instance());
    const store = await pipeline.finish();
    await pipeline.secondPass(wantedSeries(instance(), [series], store));
    expect(cloudWatch.requests).toHaveLength(1);
  });

  it('leaves out a series that came in part, and covers it', async () => {
    const { pipeline, coverage } = await start((request) => ({
      results: steady(request).map((result, index) => ({
        ...result,
        StatusCode: (request.queries[index]?.period ?? 0) === 300 ? 'PartialData' : 'Complete',
      })),
    }));
    pipeline.add(instance());
    const store = await pipeline.finish();
    await pipeline.secondPass(wantedSeries(instance(), [series], store));
    expect(store.get(instance(), 'ec2.cpu')?.series).toEqual([]);
    expect(coverage).toContainEqual(expect.objectContaining({ status: 'partial', detail: '1 fine series (ec2.cpu): PartialData' }));
  });
});
