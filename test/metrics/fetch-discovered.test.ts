import { describe, expect, it } from 'vitest';
import { createMetricPipeline } from '../../src/metrics/fetch.js';
import { uniteSeries } from '../../src/metrics/needs.js';
import { optional } from '../../src/model/policy.js';
import { cluster, instance, lambdaFunction, REGION, service } from '../support/resources.js';
import { CPU, complete, machines, scalarWindow, start, unionOf, window } from './scripted-pipeline.js';

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

  it('are found beside an empty item, which is named', async () => {
    const memory = unionOf({ memory: optional('ec2.memory', { daily: ['Maximum'] }) });
    const { pipeline, coverage } = await start(complete, { union: memory }, () => ({ metrics: [null, { InstanceId: 'i-0000' }] }));
    for (const machine of machines(1)) pipeline.add(machine);
    expect([...(await pipeline.finish())]).toEqual([expect.objectContaining({ status: 'ok' })]);
    const detail = 'CWAgent mem_used_percent: 1 empty items in its answers';
    expect(coverage).toContainEqual(expect.objectContaining({ step: 'ListMetrics', status: 'partial', detail }));
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
