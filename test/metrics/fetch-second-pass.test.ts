import { describe, expect, it } from 'vitest';
import { wantedSeries } from '../../src/metrics/fetch.js';
import { unpackSeries } from '../../src/metrics/series.js';
import { instance } from '../support/resources.js';
import { steady } from './scripted-cloudwatch.js';
import { complete, machines, start, window } from './scripted-pipeline.js';

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
