import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accountApi } from '../aws/session.js';
import { END, MIXED, REGION } from './fleet.js';
import { type Collected, collected } from './sink.js';

let simulator: Simulator;
let region: Collected;

beforeAll(async () => {
  simulator = await startSimulator({ fleet: MIXED, quotas: 'off' });
  region = await collected({ api: accountApi(simulator.url), region: REGION }, END);
});
afterAll(() => simulator.close());

const instance = (name: string) => {
  const found = region.all('ec2-instance').find((record) => record.name === name);
  if (found === undefined) throw new Error(`no instance ${name}`);
  return found;
};

describe('EC2', () => {
  it('tells platform, state and its time, monitoring and address of an instance', () => {
    expect(instance('old')).toMatchObject({
      platform: 'windows',
      platformDetails: 'Windows',
      state: 'stopped',
      stateTransitionTime: '2026-10-24T00:00:00Z',
      monitoring: 'detailed',
      lifecycle: 'on-demand',
    });
    expect(instance('web-0001')).toMatchObject({
      platform: 'linux',
      state: 'running',
      monitoring: 'basic',
      tags: { Name: 'web-0001', team: 'web' },
    });
  });

  it('tells what an instance belongs to', () => {
    expect(instance('pool-1')).toMatchObject({ autoScalingGroup: 'pool', lifecycle: 'spot', architecture: 'arm64' });
    expect(instance('node-1')).toMatchObject({ eksCluster: 'apps', eksNodegroup: 'blue' });
  });

  it('has the group with its bounds, policies and schedules', () => {
    expect(region.one('auto-scaling-group', 'pool')).toMatchObject({
      minSize: 1,
      maxSize: 9,
      desiredCapacity: 2,
      instanceTypes: ['m6g.large', 'm6i.large'],
      launch: {
        source: 'mixed-instances',
        templateId: expect.stringMatching(/^lt-[0-9a-f]{17}$/),
        version: '$Default',
        overrides: [
          { instanceType: 'm6g.large', weight: '2' },
          { instanceType: 'm6i.large', weight: '2' },
        ],
      },
      scalingPolicies: [{ name: 'cpu', type: 'target-tracking', trackedMetric: 'ASGAverageCPUUtilization', targetValue: 45 }],
      scheduledActions: [{ name: 'night', schedule: '0 20 * * *', timeZone: 'Europe/Berlin', minimum: 0, maximum: 0, desired: 0 }],
    });
    expect(region.one('auto-scaling-group', 'pool').instanceIds).toHaveLength(2);
  });

  it('has every type that the region offers', () => {
    const types = region.one('instance-type-offer', 'instance-types').types;
    expect(types.length).toBeGreaterThan(100);
    expect(types.find(({ instanceType }) => instanceType === 'm5.large')).toMatchObject({
      vcpus: 2,
      memoryMib: 8_192,
      architectures: ['x86_64'],
      hypervisor: 'nitro',
    });
    expect(types.map(({ instanceType }) => instanceType)).toEqual(types.map(({ instanceType }) => instanceType).sort());
  });
});

describe('ECS', () => {
  it('has a service with scaling, target group and the shape of its running tasks', () => {
    const cart = region.one('ecs-service', 'shop/cart-01');
    expect(cart).toMatchObject({
      clusterName: 'shop',
      launchType: 'FARGATE',
      compute: [{ compute: 'fargate', share: 1 }],
      desired: 5,
      running: 5,
      previousSize: null,
      circuitBreaker: { enabled: true, rollback: true },
    });
    expect(cart.shape).toMatchObject({ source: 'task', cpuUnits: 512, memoryMib: 1_024, architecture: 'x86_64', operatingSystem: 'linux' });
    expect(cart.targetGroupArns).toHaveLength(1);
    expect(cart.scaling).toEqual({
      target: { minimum: 1, maximum: 10, suspended: false, suspendedKinds: [] },
      policies: [{ name: 'cpu', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 }],
      scheduledActions: [
        { name: 'evening', schedule: 'cron(0 20 * * ? *)', timeZone: 'Europe/Berlin', minimum: 0, maximum: 0, desired: null },
      ],
    });
  });

  it('takes the shape of a service without tasks from its definition, and no scaling for none', () => {
    const asleep = region.one('ecs-service', 'shop/asleep');
    expect(asleep).toMatchObject({ desired: 0, running: 0, scaling: { target: null, policies: [], scheduledActions: [] } });
    expect(asleep.shape).toMatchObject({ source: 'task-definition', cpuUnits: 1_024, memoryMib: 4_096, architecture: 'arm64' });
  });

  it('finds the size before a recent deployment that changed it', () => {
    const resized = region.one('ecs-service', 'shop/resized');
    expect(resized.shape).toMatchObject({ cpuUnits: 256, memoryMib: 512 });
    expect(resized.previousSize).toEqual({ cpuUnits: 1_024, memoryMib: 2_048 });
  });

  it('tells containers with what they reserve and whether their health is checked', () => {
    const containers = region.one('ecs-service', 'shop/spread').shape?.containers;
    expect(containers).toMatchObject([
      { name: 'app', cpuUnits: 256, memoryMib: 512, hasHealthCheck: true },
      { name: 'proxy', cpuUnits: 64, memoryReservationMib: 64, hasHealthCheck: false },
    ]);
  });

  it('tells whose servers the tasks run on: as seen, or by strategy where there is no task', () => {
    const compute = (id: string) => region.one('ecs-service', id).compute;
    const spread = compute('shop/spread');
    expect(spread?.map((part) => part.compute)).toEqual(['fargate', 'fargate-spot']);
    expect(spread?.reduce((sum, { share }) => sum + share, 0)).toBe(1);
    expect(compute('mixed/on-own')).toEqual([{ compute: 'ec2', share: 1 }]);
    expect(compute('mixed/on-managed')).toEqual([{ compute: 'managed-instances', share: 1 }]);
    expect(compute('mixed/waiting')).toEqual([{ compute: 'ec2', share: 1 }]);
  });

  it('has standalone tasks, with the tags of their own', () => {
    const alone = region.all('ecs-task').filter(({ serviceName }) => serviceName === null);
    expect(alone).toHaveLength(1);
    expect(alone[0]).toMatchObject({ clusterName: 'shop', compute: 'fargate', tags: { team: 'data' }, lastStatus: 'RUNNING' });
    expect(region.measurables.filter(({ kind }) => kind === 'ecs-task')).toHaveLength(1);
  });

  it('has container instances with registered and remaining resources, and the providers of each cluster', () => {
    const hosts = region.all('ecs-container-instance');
    for (const host of hosts) {
      expect(host).toMatchObject({ clusterName: 'mixed', capacityProvider: 'own', agentConnected: true, registered: { cpuUnits: 2_048 } });
      expect(region.all('ec2-instance').some(({ id }) => id === host.ec2InstanceId)).toBe(true);
      expect(host.remaining?.cpuUnits).toBeLessThanOrEqual(host.registered?.cpuUnits ?? 0);
    }
    expect(region.one('ecs-capacity-provider', 'mixed/own')).toMatchObject({
      type: 'auto-scaling-group',
      autoScalingGroup: 'pool',
      managedScaling: { enabled: true, targetCapacityPercent: 90 },
    });
    expect(region.one('ecs-capacity-provider', 'mixed/managed')).toMatchObject({ type: 'managed-instances', autoScalingGroup: null });
    expect(region.one('ecs-cluster', 'shop')).toMatchObject({ containerInsights: 'enabled', tags: { env: 'dev' } });
  });
});

describe('Lambda', () => {
  const named = (name: string): LambdaFunction => region.one('lambda-function', name);

  it('has tags from the tagging service: none is known to be none', () => {
    expect(named('queue').tags).toEqual({});
    expect(region.all('lambda-function').filter(({ tags }) => tags?.team === 'web')).toHaveLength(120);
  });

  it('has event sources, and none is known to be none', () => {
    expect(
      named('queue')
        .eventSources?.map(({ service, state, batchSize }) => [service, state, batchSize])
        .sort(),
    ).toEqual([
      ['kafka', 'Disabled', 10],
      ['sqs', 'Enabled', 5],
    ]);
    expect(named('warm').eventSources).toEqual([]);
  });

  it('has provisioned concurrency where CloudWatch shows it, and none elsewhere', () => {
    expect(named('warm').provisionedConcurrency).toMatchObject([
      { qualifier: 'live', allocated: 5, lastModified: expect.stringMatching(/Z$/) },
    ]);
    expect(named('queue').provisionedConcurrency).toEqual([]);
  });

  it('has what makes a function special', () => {
    expect(named('warm')).toMatchObject({ lambdaInsightsLayer: true, snapStart: true, inVpc: true, capacityProvider: null, durable: null });
    expect(named('big')).toMatchObject({
      timeoutSeconds: 5_400,
      memoryMib: 16_384,
      capacityProvider: { memoryGibPerVcpu: 4, maxConcurrencyPerEnvironment: 10 },
    });
    expect(named('steps')).toMatchObject({
      packageType: 'Image',
      architecture: 'arm64',
      durable: { executionTimeoutSeconds: 86_400, retentionDays: 7 },
    });
  });
});
