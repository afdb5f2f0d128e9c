import { describe, expect, it } from 'vitest';
import { uniteSeries } from '../../src/metrics/needs.js';
import { optional, required } from '../../src/model/policy.js';
import { instance, lambdaFunction } from '../support/resources.js';
import { steady } from './scripted-cloudwatch.js';
import { CPU_WITH_PERCENTILES, complete, machines, start, unionOf } from './scripted-pipeline.js';

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
    const resumed = await start(complete, { known: (resource, metric, variant) => earlier.get(resource, metric, variant) });
    for (const machine of machines(5)) resumed.pipeline.add(machine);
    expect((await resumed.pipeline.finish()).size).toBe(5);
    expect(resumed.cloudWatch.requests.flatMap(({ queries }) => queries.map(({ of }) => of))).toEqual(['i-0003', 'i-0004']);
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
