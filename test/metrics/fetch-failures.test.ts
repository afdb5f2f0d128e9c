import { describe, expect, it } from 'vitest';
import { instance } from '../support/resources.js';
import { complete, machines, start, validation } from './scripted-pipeline.js';

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
