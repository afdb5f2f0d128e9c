import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountApi } from '../../src/aws/account-api.js';
import { adoptMetricDataQuota } from '../../src/aws/metric-quota.js';
import { getMetricData } from '../../src/aws/operations/index.js';
import { permissionActions } from '../../src/aws/permissions.js';
import { resolveScope } from '../../src/aws/scope.js';
import { collectedResourceSchema } from '../../src/model/resource/index.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { ACCOUNT, accountApi, FAST } from '../aws/session.js';
import { CANARY, END, MIXED, REGION } from './fleet.js';
import { type Collected, collected } from './sink.js';

let simulator: Simulator;
let api: AccountApi;
let region: Collected;

beforeAll(async () => {
  simulator = await startSimulator({ fleet: MIXED, quotas: 'off' });
  api = accountApi(simulator.url);
  region = await collected({ api, region: REGION }, END);
});
afterAll(() => simulator.close());

describe('the inventory of a region', () => {
  it('is whole: every resource of the fleet once, across all pages', () => {
    const counts = Object.fromEntries(
      (['ec2-instance', 'auto-scaling-group', 'ecs-cluster', 'ecs-service', 'ecs-container-instance', 'lambda-function'] as const).map(
        (kind) => [kind, region.all(kind).length],
      ),
    );
    expect(counts).toEqual({
      'ec2-instance': 1_209,
      'auto-scaling-group': 1,
      'ecs-cluster': 2,
      'ecs-service': 31,
      'ecs-container-instance': 3,
      'lambda-function': 124,
    });
    const keys = region.records.map(({ kind, id }) => `${kind}/${id}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has only records that the model accepts, as they are', () => {
    for (const record of region.records) expect(collectedResourceSchema.parse(record)).toEqual(record);
  });

  it('copies no environment value, user data, override or description', () => {
    expect(JSON.stringify([region.records, region.measurables, region.entries])).not.toContain(CANARY);
  });

  it('announces what can be measured ahead of its record, and once', () => {
    const announced = region.measurables.map(({ kind, id }) => `${kind}/${id}`);
    expect(new Set(announced).size).toBe(announced.length);
    for (const record of region.all('ecs-service')) expect(announced).toContain(`ecs-service/${record.id}`);
    expect(announced).not.toContain(`ec2-instance/${region.all('ec2-instance').find(({ state }) => state === 'terminated')?.id}`);
  });

  it('says of every step what became of it', () => {
    expect(region.entries.filter(({ status, detail }) => (status !== 'ok' && status !== 'empty') || detail !== null)).toEqual([]);
    expect(region.step('ec2:DescribeInstances')).toMatchObject({ accountId: ACCOUNT, region: REGION, status: 'ok', resources: 1_209 });
    expect(region.step('lambda:ListFunctions')).toMatchObject({ resources: 124 });
    expect(region.step('ecs:DescribeServices')).toMatchObject({ resources: 31 });
    expect(region.step('ecs:ListServices')).toMatchObject({ status: 'ok', resources: null });
  });

  it('of a region with nothing in it costs one call a service, and is empty, not missing', async () => {
    const other = accountApi(simulator.url);
    const empty = await collected({ api: other, region: 'eu-west-1' }, END);
    expect(empty.records).toEqual([]);
    expect(empty.entries.map(({ service, status }) => `${service} ${status}`).sort()).toEqual([
      'autoscaling empty',
      'ec2 empty',
      'ecs empty',
      'lambda empty',
    ]);
    expect(other.counts.total()).toBe(4);
  });

  it('takes the fewest calls that the page and batch sizes of AWS allow', () => {
    const tasks = region.all('ecs-task');
    const inCluster = (name: string) => tasks.filter(({ clusterName }) => clusterName === name).length;
    expect(api.counts.byOperation()).toMatchObject({
      'ec2:DescribeInstances': 2,
      'ecs:ListClusters': 1,
      'ecs:DescribeClusters': 1,
      'ecs:ListServices': 2,
      'ecs:DescribeServices': 3 + 1,
      'ecs:DescribeTasks': Math.ceil(inCluster('shop') / 100) + Math.ceil(inCluster('mixed') / 100),
      // Two services without tasks, and the revision before the one that was deployed five days ago.
      'ecs:DescribeTaskDefinition': 3,
      'ecs:ListContainerInstances': 1,
      'lambda:ListFunctions': 3,
      'lambda:ListEventSourceMappings': 1,
      'lambda:ListProvisionedConcurrencyConfigs': 1,
      'application-autoscaling:DescribeScalableTargets': 1,
      'application-autoscaling:DescribeScalingPolicies': 3,
      'application-autoscaling:DescribeScheduledActions': 1,
    });
  });

  it('calls what the printed policy allows, and nothing else', async () => {
    const fresh = await startSimulator({ fleet: MIXED, quotas: 'off' });
    process.env.AWS_ACCESS_KEY_ID = 'AKIATEST';
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    const signal = new AbortController().signal;
    const scope = {
      profile: null,
      endpoint: fresh.url,
      regions: [REGION],
      excludeRegions: [],
      accounts: null,
      limits: FAST,
      signal,
      askMfaCode: null,
    };
    const { scopes } = await resolveScope(scope);
    const [only] = scopes;
    if (only === undefined) throw new Error('no scope');
    await collected({ api: only.api, region: REGION }, END);
    expect(await adoptMetricDataQuota(only.api, REGION)).toMatchObject({ perSecond: 500, entry: { status: 'ok', optional: true } });
    const window = { StartTime: new Date('2026-10-01T00:00:00Z'), EndTime: new Date(END) };
    const metric = { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Dimensions: [{ Name: 'FunctionName', Value: 'queue' }] };
    const query = { Id: 'q0', MetricStat: { Metric: metric, Period: 86_400, Stat: 'Sum' } };
    await only.api.call(REGION, getMetricData, { ...window, MetricDataQueries: [query] }, { weight: 32 });
    expect(Object.keys(fresh.calls()).sort()).toEqual(permissionActions(['audit']));
    await fresh.close();
  });

  it('is the same whatever the concurrency', async () => {
    const [first, second] = await Promise.all(
      [1, 4].map((concurrency) => collected({ api: accountApi(simulator.url, { concurrency }), region: REGION }, END)),
    );
    expect(first?.sorted()).toEqual(region.sorted());
    expect(second?.sorted()).toEqual(region.sorted());
    expect(first?.entries).toEqual(region.entries);
  });
});
