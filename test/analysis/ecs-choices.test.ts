import { describe, expect, it } from 'vitest';
import { choicesOf } from '../../src/analysis/ecs-choices.js';
import type { EcsChoices } from '../../src/model/ecs-choices.js';
import type { CollectedResource, EcsService } from '../../src/model/resource/index.js';
import { ecsChoicesOf } from '../../src/policy/ecs-choices.js';
import { regionWork } from '../../src/policy/region-work.js';
import { block, settingsOf } from '../policy/fixtures.js';
import { container, containerInstance, instance, service, task, taskShape } from '../support/resources.js';

const bounds = { minimum: 2, maximum: 8, suspended: false };
const tracking = { name: 'cpu', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 } as const;
const off = (...suspendedKinds: ('in' | 'out' | 'scheduled')[]) => ({ ...bounds, suspended: true, suspendedKinds });
const nightly = { name: 'night', schedule: 'cron(0 20 * * ? *)', timeZone: null, minimum: 0, maximum: 0, desired: null };

describe('what a service decided', () => {
  it.each<[string, Partial<EcsService>, EcsChoices['copies']['scaledBy']]>([
    ['scaling that could not be read', { scaling: null }, null],
    ['no scaling', {}, 'nothing'],
    ['bounds alone', { scaling: { target: bounds, policies: [], scheduledActions: [] } }, 'bounds-only'],
    ['equal bounds', { scaling: { target: { ...bounds, maximum: 2 }, policies: [tracking], scheduledActions: [] } }, 'bounds-only'],
    ['a policy', { scaling: { target: bounds, policies: [tracking], scheduledActions: [nightly] } }, 'policies'],
    ['a schedule', { scaling: { target: bounds, policies: [], scheduledActions: [nightly] } }, 'schedule'],
    [
      'a suspended policy',
      { scaling: { target: { ...bounds, suspended: true }, policies: [tracking], scheduledActions: [] } },
      'suspended',
    ],
    [
      'a suspended schedule beside a policy',
      { scaling: { target: off('scheduled'), policies: [tracking], scheduledActions: [nightly] } },
      'policies',
    ],
    [
      'policies suspended beside a schedule',
      { scaling: { target: off('in', 'out'), policies: [tracking], scheduledActions: [nightly] } },
      'schedule',
    ],
    ['a schedule alone, suspended', { scaling: { target: off('scheduled'), policies: [], scheduledActions: [nightly] } }, 'suspended'],
    ['suspended, with nothing to suspend', { scaling: { target: off('in'), policies: [], scheduledActions: [] } }, 'bounds-only'],
    ['a daemon, whatever could be read', { schedulingStrategy: 'DAEMON', scaling: null }, 'one-per-instance'],
  ])('about its copies: %s', (_, overrides, scaledBy) => {
    expect(choicesOf(service(overrides), []).copies.scaledBy).toBe(scaledBy);
  });

  it.each<[string, Partial<EcsService>, EcsChoices['server']]>([
    [
      'its launch type',
      { launchType: 'EC2', compute: [{ compute: 'ec2', share: 1 }] },
      { chosenBy: 'launch-type', names: ['EC2'], runsOn: [{ compute: 'ec2', share: 1 }] },
    ],
    ['nothing', { launchType: null, compute: null }, { chosenBy: null, names: [], runsOn: null }],
    [
      'capacity providers',
      {
        capacityProviderStrategy: [{ provider: 'FARGATE_SPOT', weight: 1, base: 0 }],
        compute: [
          { compute: 'fargate-spot', share: 1 },
          { compute: 'fargate', share: 0 },
        ],
      },
      { chosenBy: 'capacity-provider', names: ['FARGATE_SPOT'], runsOn: [{ compute: 'fargate-spot', share: 1 }] },
    ],
  ])('about its servers: %s', (_, overrides, expected) => {
    expect(choicesOf(service(overrides), []).server).toEqual(expected);
  });

  it.each<[string, Partial<EcsService>, string[] | null]>([
    ['on Fargate', { compute: [{ compute: 'fargate', share: 1 }] }, ['1.3.0', '1.4.0']],
    ['on Fargate Spot', { compute: [{ compute: 'fargate-spot', share: 1 }] }, ['1.3.0', '1.4.0']],
    [
      'in part on Fargate',
      {
        compute: [
          { compute: 'ec2', share: 0.5 },
          { compute: 'fargate', share: 0.5 },
        ],
      },
      ['1.3.0', '1.4.0'],
    ],
    ['on EC2', { compute: [{ compute: 'ec2', share: 1 }] }, null],
    ['on EC2, with a version asked for', { compute: [{ compute: 'ec2', share: 1 }], platformVersion: 'LATEST' }, ['1.3.0', '1.4.0']],
    ['by its launch type', { compute: null, launchType: 'FARGATE' }, ['1.3.0', '1.4.0']],
    ['by another launch type', { compute: null, launchType: 'EC2' }, null],
  ])('about its platform version: %s', (_, overrides, running) => {
    const version = (platformVersion: string | null, lastStatus = 'RUNNING') => task({ platformVersion, lastStatus });
    const tasks = [version('1.4.0'), version('1.3.0'), version('1.4.0'), version(null), version('1.2.0', 'STOPPED')];
    const { platformVersion } = choicesOf(service({ platformVersion: null, ...overrides }), tasks);
    expect(platformVersion).toEqual(running === null ? null : { asked: overrides.platformVersion ?? null, running });
  });

  it('tells its bounds and policies, where it has them', () => {
    const copies = (scaling: EcsService['scaling']) => choicesOf(service({ desired: 3, running: 2, scaling }), []).copies;
    expect(copies(null)).toEqual({ desired: 3, running: 2, scaledBy: null, minimum: null, maximum: null, policies: [] });
    const step = { name: 's', type: 'step' as const, trackedMetric: null, targetValue: null };
    expect(copies({ target: bounds, policies: [tracking, step], scheduledActions: [] })).toEqual({
      desired: 3,
      running: 2,
      scaledBy: 'policies',
      minimum: 2,
      maximum: 8,
      policies: ['target-tracking ECSServiceAverageCPUUtilization 60', 'step'],
    });
    const outOnly = copies({ target: off('in'), policies: [tracking], scheduledActions: [] });
    expect(outOnly.scaledBy).toBe('policies');
    const still = { ...off('in', 'out'), maximum: 2 };
    expect(copies({ target: still, policies: [tracking], scheduledActions: [] }).scaledBy).toBe('bounds-only');
  });

  it('tells what part of scaling by policies is suspended', () => {
    const policies = (...kinds: ('in' | 'out' | 'scheduled')[]) =>
      choicesOf(service({ scaling: { target: off(...kinds), policies: [tracking], scheduledActions: [] } }), []).copies.policies;
    const tracked = 'target-tracking ECSServiceAverageCPUUtilization 60';
    expect(policies('in')).toEqual([`${tracked} (scale-in suspended)`]);
    expect(policies('out')).toEqual([`${tracked} (scale-out suspended)`]);
    expect([policies('scheduled'), policies('in', 'out')]).toEqual([[tracked], [tracked]]);
  });

  it.each<[string, Partial<EcsService>, Pick<EcsChoices['healthCheck'], 'loadBalancer' | 'container'>]>([
    ['a check', { shape: taskShape() }, { loadBalancer: false, container: true }],
    ['none', { shape: taskShape({ containers: [container()] }) }, { loadBalancer: false, container: false }],
    ['not visible', { shape: taskShape({ containers: [container({ hasHealthCheck: null })] }) }, { loadBalancer: false, container: null }],
    [
      'one that does not count',
      { shape: taskShape({ containers: [container(), container({ name: 'log', essential: false, hasHealthCheck: true })] }) },
      { loadBalancer: false, container: false },
    ],
    ['nothing read', { shape: null }, { loadBalancer: false, container: null }],
    ['a load balancer', { shape: null, targetGroupArns: ['arn'] }, { loadBalancer: true, container: null }],
  ])('about its health: %s', (_, overrides, expected) => {
    expect(choicesOf(service(overrides), []).healthCheck).toMatchObject(expected);
  });

  it.each<[Partial<EcsService>, EcsChoices['circuitBreaker']]>([
    [{ circuitBreaker: null }, null],
    [{ circuitBreaker: { enabled: false, rollback: false } }, 'off'],
    [{ circuitBreaker: { enabled: true, rollback: false } }, 'on'],
    [{ circuitBreaker: { enabled: true, rollback: true } }, 'on-with-rollback'],
    [{ circuitBreaker: null, deploymentController: 'CODE_DEPLOY' }, 'not-offered'],
  ])('about failed deployments: %o', (overrides, expected) => {
    expect(choicesOf(service(overrides), []).circuitBreaker).toBe(expected);
  });

  it('about servers and platform', () => {
    const strategy = [{ provider: 'FARGATE_SPOT', weight: 1, base: 0 }];
    const spot = service({ launchType: null, capacityProviderStrategy: strategy, platformVersion: 'LATEST' });
    const running = [task({ platformVersion: '1.4.0' }), task({ platformVersion: '1.3.0', lastStatus: 'STOPPED' })];
    expect(choicesOf(spot, running)).toMatchObject({
      server: { chosenBy: 'capacity-provider', names: ['FARGATE_SPOT'] },
      platformVersion: { asked: 'LATEST', running: ['1.4.0'] },
    });
    const unread = service({ launchType: null, compute: null, platformVersion: null });
    expect(choicesOf(unread, [])).toMatchObject({ server: { chosenBy: null, names: [], runsOn: null }, platformVersion: null });
    const onInstances = service({ launchType: 'EC2', compute: [{ compute: 'ec2', share: 1 }], platformVersion: null });
    expect(choicesOf(onInstances, []).platformVersion).toBeNull();
  });
});

function rowOf(id: string, resources: readonly CollectedResource[], config: unknown = {}): EcsChoices {
  const row = ecsChoicesOf(regionWork(block(resources), settingsOf(config)), []).find(({ resource }) => resource.id === id);
  if (row === undefined) throw new RangeError(`no row of ${id}`);
  return row;
}

describe('what sidecars and daemons reserve', () => {
  // 1 vCPU and 2 GB, of which the proxy has a quarter and an eighth.
  const shape = taskShape({
    containers: [container({ cpuUnits: 768, memoryMib: 1792 }), container({ name: 'envoy', cpuUnits: 256, memoryReservationMib: 256 })],
  });

  it('inside Fargate tasks, in money of the lines that they are part of', () => {
    const withStorage = { ...shape, ephemeralStorageGib: 120 };
    const web = service({ shape: withStorage, running: 2, desired: 2 });
    const { sidecars, daemons, monthly } = rowOf(web.id, [web]);
    const hours = 2 * 730;
    expect(sidecars).toMatchObject({ known: true, names: ['envoy'], cpuShare: 0.25, memoryShare: 0.125 });
    expect(sidecars.monthly?.usd).toBeCloseTo(hours * (0.25 * 0.04048 + 0.25 * 0.004445), 9);
    expect(monthly?.usd).toBeCloseTo(hours * (0.04048 + 2 * 0.004445 + 100 * 0.000111), 9);
    expect(daemons).toMatchObject({ known: true, names: [] });
  });

  it('as unknown where containers cannot be told apart, and as none where there is one', () => {
    const untold = [container({ essential: null }), container({ name: 'helper', essential: null })];
    expect(rowOf('main/web', [service({ shape: taskShape({ containers: untold }) })]).sidecars.known).toBe(false);
    expect(rowOf('main/web', [service({ shape: null })]).sidecars.known).toBe(false);
    const alone = [container({ essential: null })];
    expect(rowOf('main/web', [service({ shape: taskShape({ containers: alone }) })]).sidecars).toMatchObject({ known: true, names: [] });
  });

  // An m5.xlarge at 0.192 an hour, registered as 4 vCPU and 16 GB: 9 x 4 + 16 = 52 parts.
  const host = instance({ instanceType: 'm5.xlarge' });
  const node = containerInstance({ id: 'main/c0', registered: { cpuUnits: 4096, memoryMib: 16_384, gpus: 0 } });
  const onInstances: Partial<EcsService> = { launchType: 'EC2', compute: [{ compute: 'ec2', share: 1 }] };
  const placed = (serviceName: string, taskId: string, cpuUnits: number, memoryMib: number) =>
    task({
      serviceName,
      taskId,
      compute: 'ec2',
      containerInstanceId: 'c0',
      shape: { ...shape, cpuUnits, memoryMib, containers: serviceName === 'web' ? shape.containers : [container()] },
    });
  const web = service({ ...onInstances, shape, desired: 2, running: 2 });
  const agent = service({ ...onInstances, serviceName: 'agent', schedulingStrategy: 'DAEMON', desired: 1, running: 1 });
  const tasks = [placed('web', 'a', 1024, 2048), placed('web', 'b', 1024, 2048), placed('agent', 'd', 256, 1024)];
  const part = (0.192 * 730) / 52;

  it('on instances, as AWS splits their cost', () => {
    const row = rowOf(web.id, [host, node, web, agent, ...tasks]);
    expect(row.monthly).toMatchObject({ basis: 'assumed' });
    expect(row.monthly?.usd).toBeCloseTo(part * 2 * (9 + 2), 9);
    expect(row.sidecars.monthly?.usd).toBeCloseTo(part * 2 * (9 * 0.25 + 0.25), 9);
    expect(row.daemons).toMatchObject({ known: true, names: ['agent'], cpuShare: 0.125, memoryShare: 0.25 });
    expect(row.daemons.monthly?.usd).toBeCloseTo(part * (9 * 0.25 + 1), 9);
    expect(rowOf(agent.id, [host, node, web, agent, ...tasks]).daemons).toMatchObject({ known: true, names: [] });
  });

  it.each<[string, CollectedResource[]]>([
    ['a task was not seen', [host, node, web, agent, ...tasks.slice(1)]],
    ['the container instance was not read', [host, web, agent, ...tasks]],
    ['a neighbour reserves nothing that could be seen', [host, node, web, agent, ...tasks, placed('job', 'n', 0, 0)]],
  ])('as unknown where %s', (_, resources) => {
    const seen = resources.map((one) =>
      one.kind === 'ecs-task' && one.serviceName === 'job'
        ? { ...one, shape: taskShape({ cpuUnits: null, memoryMib: null, containers: [] }) }
        : one,
    );
    expect(rowOf(web.id, seen).daemons.known).toBe(false);
  });

  it('without an amount where the instance has no price', () => {
    const row = rowOf(web.id, [instance({ instanceType: 'q9.huge' }), node, web, agent, ...tasks]);
    expect(row).toMatchObject({ monthly: null, sidecars: { known: true, monthly: null }, daemons: { cpuShare: 0.125, monthly: null } });
  });
});

describe('services that are being deleted', () => {
  it('decide nothing any more', () => {
    expect(ecsChoicesOf(regionWork(block([service({ status: 'DRAINING' })]), settingsOf()), [])).toEqual([]);
  });
});
