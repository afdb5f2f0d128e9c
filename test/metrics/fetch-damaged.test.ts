import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/aws/limits.js';
import { required } from '../../src/model/policy.js';
import { type Answer, type Request, type Result, steady } from './scripted-cloudwatch.js';
import { CPU, CPU_WITH_PERCENTILES, complete, machines, start, unionOf } from './scripted-pipeline.js';

const html: Answer = { html: '<html><body>Proxy</body></html>' };
const truncated: Answer = { html: '{"MetricDataResults":[{"Id":"q0","Timest' };
const broken: Answer = { error: 'InternalFailure', message: 'no', status: 500 };
const changed =
  (change: (result: Result, request: Request) => Result | null) =>
  (request: Request): Answer => ({ results: steady(request).map((result) => change(result, request)) });
/** Two of these are all the tries of a request while it is not known whether the endpoint does percentiles. */
const lost: [string, Answer][] = [
  ['cut before the answer', { cut: 'before' }],
  ['cut within it', { cut: 'within' }],
  ['truncated', truncated],
  ['a page of HTML', html],
];

describe('the first requests with percentiles', () => {
  it.each(lost)('lose nothing when the first two answers are %s', async (_, fault) => {
    const { cloudWatch, pipeline, coverage } = await start((request, number) => (number <= 2 ? fault : complete(request)), {
      union: CPU_WITH_PERCENTILES,
    });
    for (const machine of machines(10)) pipeline.add(machine);
    for (const record of await pipeline.finish()) {
      expect(record).toMatchObject({ status: 'ok', percentilesUnsupported: false });
      expect(record.statistics.p95?.values).toEqual([70]);
    }
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
    expect(cloudWatch.requests).toHaveLength(3);
  });

  it.each(lost)('lose nothing when the series that shows what is to blame is %s', async (_, fault) => {
    // Twice broken, once good without percentiles, twice lost.
    const { pipeline, coverage } = await start(
      (request, number) => (number <= 2 ? broken : number === 4 || number === 5 ? fault : complete(request)),
      { union: CPU_WITH_PERCENTILES },
    );
    for (const machine of machines(10)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'ok', percentilesUnsupported: false });
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
  });

  it('lose nothing when it is their second page that is cut', async () => {
    const { pipeline, coverage } = await start(
      (request, number) => {
        const results = steady(request);
        if (request.token === undefined) return { results: results.slice(0, 5), nextToken: 'more' };
        return number <= 3 ? { cut: 'within' } : { results: results.slice(5) };
      },
      { union: CPU_WITH_PERCENTILES },
    );
    for (const machine of machines(10)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'ok', percentilesUnsupported: false });
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
  });

  it('end soon where every answer is cut', async () => {
    const { cloudWatch, pipeline } = await start(() => ({ cut: 'before' }), { union: CPU_WITH_PERCENTILES });
    for (const machine of machines(2_000)) pipeline.add(machine);
    const store = await pipeline.finish();
    expect(store.size).toBe(2_000);
    expect([...store].every(({ status }) => status === 'failed')).toBe(true);
    // After three requests with all of their tries the operation is closed.
    expect(cloudWatch.requests).toHaveLength(12);
  });
});

describe('answers that are damaged', () => {
  const nothing = changed((result) => ({ ...result, Values: result.Values.map(() => null) }));
  const oneNull = changed((result) => ({ ...result, Values: result.Values.with(3, null) }));
  const short = changed((result) => ({ ...result, Values: result.Values.slice(1) }));

  it('with null for every value are known to say nothing, and never zero', async () => {
    const { pipeline, coverage } = await start(nothing);
    for (const machine of machines(2)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'failed', statistics: {} });
    expect(coverage).toEqual([
      expect.objectContaining({ status: 'failed', detail: '2 metrics (ec2.cpu): its times and values are not all numbers' }),
    ]);
  });

  it('with one null keep the other values, and are known to be partial', async () => {
    const { pipeline } = await start(oneNull);
    for (const machine of machines(1)) pipeline.add(machine);
    const [record] = await pipeline.finish();
    expect(record).toMatchObject({ status: 'partial', detail: 'its times and values are not all numbers' });
    expect(record?.statistics.Maximum?.values.slice(2, 5)).toEqual([90, null, 90]);
  });

  it('with fewer values than times are said to be', async () => {
    const { pipeline, coverage } = await start(short);
    for (const machine of machines(1)) pipeline.add(machine);
    await pipeline.finish();
    expect(coverage).toEqual([
      expect.objectContaining({ status: 'partial', detail: '1 metrics (ec2.cpu): its times and values do not match' }),
    ]);
  });

  it('stay so when a later page of them is good', async () => {
    const { pipeline } = await start((request) =>
      request.token === undefined ? { ...oneNull(request), nextToken: 'more' } : complete(request),
    );
    for (const machine of machines(1)) pipeline.add(machine);
    const [record] = await pipeline.finish();
    expect(record).toMatchObject({ status: 'partial' });
  });

  it.each([
    ['null for a result', changed(() => null)],
    ['nothing but nulls', nothing],
    ['a null', oneNull],
    ['too few values', short],
  ])('once, with %s, are asked for again and whole', async (_, damaged) => {
    const { pipeline, coverage } = await start((request, number) => (number === 1 ? damaged(request) : complete(request)));
    for (const machine of machines(3)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'ok' });
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
  });
});

describe('results that came in part', () => {
  const partial = changed((result) => ({
    ...result,
    StatusCode: 'PartialData',
    Timestamps: result.Timestamps.slice(0, 3),
    Values: result.Values.slice(0, 3),
  }));
  const failed = changed((result) => ({ ...result, StatusCode: 'InternalError', Timestamps: [], Values: [] }));
  const missing = (): Answer => ({ results: [] });

  it.each([
    ['partial data', partial],
    ['an internal error', failed],
  ])('with %s are whole at the fourth answer', async (_, fault) => {
    const { pipeline, coverage } = await start((request, number) => (number <= 3 ? fault(request) : complete(request)));
    for (const machine of machines(3)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'ok' });
    expect(coverage).toEqual([expect.objectContaining({ status: 'ok' })]);
  });

  it.each([
    ['partial data', partial, 4, 'partial'],
    ['an internal error', failed, 4, 'failed'],
    ['no result', missing, 2, 'failed'],
  ] as const)('with %s for ever are given up after a few requests', async (_, fault, requests, status) => {
    const { cloudWatch, pipeline } = await start(fault, { union: CPU });
    for (const machine of machines(3)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status });
    expect(cloudWatch.requests).toHaveLength(requests);
  });

  it('are asked for again alone, and not what was whole', async () => {
    const union = unionOf({ cpu: required('ec2.cpu', { daily: ['Maximum'] }) });
    const { cloudWatch, pipeline } = await start(
      changed((result, { queries }) => (queries.length > 1 && result.Id === 'q1' ? { ...result, StatusCode: 'PartialData' } : result)),
      { union },
    );
    for (const machine of machines(5)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'ok' });
    expect(cloudWatch.requests.map(({ queries }) => queries.map(({ of }) => of))).toEqual([
      ['i-0000', 'i-0001', 'i-0002', 'i-0003', 'i-0004'],
      ['i-0001'],
    ]);
  });

  it('end with the run while they wait to be asked for again', async () => {
    const { cloudWatch, pipeline } = await start((request) => {
      setTimeout(() => cloudWatch.abort(), 5);
      return partial(request);
    });
    cloudWatch.api.pause = (_tries, signal) => sleep(600_000, signal);
    for (const machine of machines(3)) pipeline.add(machine);
    await expect(pipeline.finish()).rejects.toThrow('stopped');
  });

  it('are given up when the time for the metrics is up while they wait', async () => {
    const { cloudWatch, pipeline } = await start(partial, { settings: { deadlineMs: 100 } });
    cloudWatch.api.pause = (_tries, signal) => sleep(600_000, signal);
    for (const machine of machines(3)) pipeline.add(machine);
    for (const record of await pipeline.finish()) expect(record).toMatchObject({ status: 'partial' });
    expect(cloudWatch.requests).toHaveLength(1);
  });
});
