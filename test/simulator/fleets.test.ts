import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { FleetWorld } from '../../src/simulator/fleet/fleet-world.js';
import { nameOf } from '../../src/simulator/fleet/ids.js';
import { loadFleet } from '../../src/simulator/fleet/load.js';
import { FleetMetricIndex } from '../../src/simulator/fleet/metric-index.js';
import { FleetError, fleetJsonSchema, startSimulator } from '../../src/simulator/index.js';
import { clients } from './clients.js';
import { DEMO_EXPECTATIONS } from './demo-expectations.js';

const END = Date.parse('2026-11-20T10:00:00Z') / 1000;

function worldOf(name: string) {
  const world = new FleetWorld(loadFleet(name), END);
  const regions = world.accountIds.flatMap((accountId) =>
    Object.keys(world.account(accountId)?.regions ?? {}).map((region) => world.region(accountId, region)),
  );
  return { world, regions };
}

function sizes(name: string) {
  const totals = { regions: 0, instances: 0, clusters: 0, services: 0, tasks: 0, functions: 0 };
  for (const region of worldOf(name).regions) {
    totals.regions += 1;
    totals.instances += region.instances.length;
    totals.functions += region.functions.length;
    for (const cluster of region.clusters.places()) {
      totals.clusters += 1;
      totals.services += region.layout(cluster).services.length;
      totals.tasks += region.layout(cluster).taskCount;
    }
  }
  return totals;
}

describe('reference fleets', () => {
  const r12 = { instances: 5_000, clusters: 20, services: 2_000, tasks: 10_000, functions: 5_000 };

  it('have the sizes that benchmarks count on', () => {
    expect(sizes('r12')).toEqual({ regions: 1, ...r12 });
    expect(sizes('r12x17')).toEqual({ regions: 13, ...r12 });
    expect(sizes('r60')).toEqual({ regions: 5, instances: 25_000, clusters: 100, services: 10_000, tasks: 50_000, functions: 25_000 });
  });

  // Made when they are asked for: all of them at once would be 50 GB.
  it('start and answer a full page whatever their size', async () => {
    const instances = Array.from({ length: 50 }, (_, index) => ({ name: `m-${index}-{n}`, count: 1_000_000, type: 'm5.large' }));
    const simulator = await startSimulator({
      fleet: { accounts: { '111122223333': { regions: { 'us-east-1': { instances } } } } },
      quotas: 'off',
    });
    const { Reservations, NextToken } = await clients(simulator.url).ec2.send(new DescribeInstancesCommand({ MaxResults: 1_000 }));
    expect([Reservations?.length, NextToken === undefined]).toEqual([1_000, false]);
    await simulator.close();
  });
});

describe('the metric index', () => {
  it('finds again every series that it lists', () => {
    const { world, regions } = worldOf('demo');
    const index = new FleetMetricIndex(world);
    let listed = 0;
    const namespaces = new Set<string>();
    for (const { accountId, region } of regions) {
      for (const source of index.list(accountId, region, {})) {
        listed += 1;
        namespaces.add(source.namespace);
        const reversed = Object.fromEntries(Object.entries(source.dimensions).reverse());
        expect(index.find(accountId, region, source.namespace, source.metricName, reversed)).toEqual(source);
      }
    }
    expect(listed).toBeGreaterThan(400);
    expect([...namespaces].sort()).toEqual([
      'AWS/ApplicationELB',
      'AWS/EC2',
      'AWS/ECS',
      'AWS/Lambda',
      'CWAgent',
      'ECS/ContainerInsights',
      'LambdaInsights',
    ]);
  });

  it('knows a series by its exact dimensions only', () => {
    const { world, regions } = worldOf('demo');
    const index = new FleetMetricIndex(world);
    const [virginia] = regions;
    const [memory] = index.list(virginia?.accountId ?? '', 'us-east-1', { namespace: 'CWAgent', metricName: 'mem_used_percent' });
    expect(Object.keys(memory?.dimensions ?? {}).sort()).toEqual(['ImageId', 'InstanceId', 'InstanceType']);
    const { InstanceId = '' } = memory?.dimensions ?? {};
    const account = virginia?.accountId ?? '';
    expect(index.find(account, 'us-east-1', 'CWAgent', 'mem_used_percent', { InstanceId })).toBeNull();
    expect(index.find(account, 'us-east-1', 'AWS/EC2', 'CPUUtilization', { InstanceId })).not.toBeNull();
    expect(index.find(account, 'eu-central-1', 'AWS/EC2', 'CPUUtilization', { InstanceId })).toBeNull();
    expect(index.find(account, 'us-east-1', 'AWS/Lambda', 'ProvisionedConcurrencyUtilization', { FunctionName: 'login' })).toBeNull();
    expect(
      index.find(account, 'us-east-1', 'AWS/Lambda', 'ProvisionedConcurrencyUtilization', {
        Resource: 'login:live',
        FunctionName: 'login',
      }),
    ).not.toBeNull();
  });
});

describe('the demo', () => {
  it('spans three regions with a hundred resources at most', () => {
    const { regions, instances, services, functions } = sizes('demo');
    expect(regions).toBe(3);
    expect(instances + services + functions).toBeGreaterThan(60);
    expect(instances + services + functions).toBeLessThanOrEqual(100);
  });

  it('has every resource that its expectations name, each policy with both sides', () => {
    const names = new Set<string>();
    for (const region of worldOf('demo').regions) {
      for (const { group, index } of region.instances.places()) {
        const spec = region.instances.groups[group];
        if (spec !== undefined) names.add(nameOf(spec, index));
        if (spec?.eks !== undefined) names.add(`${spec.eks.cluster}/${spec.eks.nodegroup}`);
        if (spec?.autoScalingGroup !== undefined) names.add(spec.autoScalingGroup);
      }
      for (const { group, index } of region.functions.places())
        names.add(nameOf(region.functions.groups[group] ?? { name: '', count: 1 }, index));
      for (const cluster of region.clusters.places()) {
        const { spec } = region.layout(cluster);
        names.add(spec.name);
        for (const service of spec.services) names.add(`${spec.name}/${service.name}`);
        for (const task of spec.tasks) names.add(task.name);
      }
    }
    expect(Object.keys(DEMO_EXPECTATIONS)).toHaveLength(27);
    for (const [policy, { mustFlag, mustNotFlag, mustBeNotAssessed = [] }] of Object.entries(DEMO_EXPECTATIONS)) {
      expect([policy, mustFlag.length > 0, mustNotFlag.length > 0]).toEqual([policy, true, true]);
      const named = [...mustFlag, ...mustNotFlag, ...mustBeNotAssessed];
      expect([policy, named.filter((name) => !names.has(name))]).toEqual([policy, []]);
      expect([policy, new Set(named).size]).toEqual([policy, named.length]);
    }
  });
});

describe('fleet files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string) => {
    const path = join(folder, 'fleet.yaml');
    writeFileSync(path, text);
    return path;
  };

  it('are YAML with groups, and loads by metric', async () => {
    const path = file(`
end: '2026-11-20T10:00:00Z'
accounts:
  '111122223333':
    regions:
      us-east-1:
        instances:
          - { name: web, count: 3, type: m5.large, metrics: { CPUUtilization: { kind: flat, level: 2 } } }
        clusters:
          - name: shop
            services: [{ name: api, desired: 2 }]
        functions: [{ name: f }]
`);
    const simulator = await startSimulator({ fleet: path, quotas: 'off' });
    expect(simulator.end).toBe('2026-11-20T10:00:00Z');
    const aws = clients(simulator.url);
    const { taskArns } = await aws.ecs.send(new ListTasksCommand({ cluster: 'shop' }));
    expect((await aws.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: taskArns }))).tasks).toHaveLength(2);
    expect((await aws.lambda.send(new ListFunctionsCommand({}))).Functions?.[0]?.FunctionName).toBe('f');
    await simulator.close();
  });

  it.each([
    ['accounts: { "123": {} }', 'an account id has 12 digits'],
    ['accounts: { "111122223333": { regions: { us-east-1: { instances: [{ name: a }] } } } }', 'instances[0].type'],
    ['accounts: { "111122223333": { region: {} } }', 'Unrecognized key'],
    ['accounts: [', 'fleet.yaml'],
  ])('that do not fit are refused with the place: %s', async (text, message) => {
    const refused = await startSimulator({ fleet: file(text) }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(FleetError);
    expect(String(refused)).toContain(message);
  });

  it('that are not there are refused with the names that are', async () => {
    await expect(startSimulator({ fleet: 'r13' })).rejects.toThrow('neither a file that can be read nor one of demo, r12, r12x17, r60');
  });

  it('have a JSON Schema', () => {
    const schema = fleetJsonSchema();
    expect(schema).toMatchObject({ type: 'object', required: ['accounts'] });
    expect(JSON.stringify(schema)).toContain('office-hours');
  });
});
