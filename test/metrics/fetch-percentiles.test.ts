import { describe, expect, it } from 'vitest';
import { EndpointMemory } from '../../src/metrics/endpoint-memory.js';
import { required } from '../../src/model/policy.js';
import { REGION, service } from '../support/resources.js';
import { type Answer, type Request, steady } from './scripted-cloudwatch.js';
import { CPU_WITH_PERCENTILES, complete, machines, start, unionOf, validation } from './scripted-pipeline.js';

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

  it('are found out by a series with data, whichever comes first', async () => {
    const silent = ['i-0000', 'i-0001'];
    const answer = (request: Request): Answer => {
      const spoken = request.queries.filter(({ of }) => !silent.includes(of));
      if (spoken.some(({ statistic }) => statistic.startsWith('p'))) return broken;
      const ids = new Set(spoken.map(({ id }) => id));
      return { results: steady(request).map((result) => (ids.has(result.Id) ? result : { ...result, Timestamps: [], Values: [] })) };
    };
    const { pipeline } = await start(answer, { union: CPU_WITH_PERCENTILES });
    for (const machine of machines(300)) pipeline.add(machine);
    const records = [...(await pipeline.finish())];
    expect(records.filter(({ status }) => status === 'ok')).toHaveLength(298);
    expect(records.filter(({ status, percentilesUnsupported }) => status === 'failed' || !percentilesUnsupported)).toEqual([]);
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
    }
  });
});
