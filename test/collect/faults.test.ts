import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accountApi } from '../aws/session.js';
import { END, MIXED, REGION } from './fleet.js';
import { type Collected, collected } from './sink.js';

const running: Simulator[] = [];
/** What it has computed of the fleet is the same for each test. */
let shared: Simulator;
let whole: Collected;

async function withFaults(faults: readonly FaultInput[], limits = {}): Promise<Collected> {
  shared.strike(faults);
  return collected({ api: accountApi(shared.url, limits), region: REGION }, END);
}

beforeAll(async () => {
  shared = await startSimulator({ fleet: MIXED, quotas: 'off' });
  whole = await withFaults([]);
});
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});
afterAll(async () => {
  await shared.close();
  expect(whole.records.length).toBeGreaterThan(1_000);
});

describe('faults that a retry heals', () => {
  it.each<[FaultInput['kind']]>([['throttle'], ['internal-error'], ['reset-within'], ['half-body'], ['html'], ['empty-page']])(
    'leave no trace: %s on every tenth call',
    async (kind) => {
      const region = await withFaults([{ kind, chance: 0.1, attempts: 1 }]);
      expect(region.sorted()).toEqual(whole.sorted());
      expect(region.entries).toEqual(whole.entries);
    },
  );

  it('leave no trace: resources listed twice', async () => {
    const region = await withFaults([{ kind: 'duplicate', chance: 0.2 }]);
    expect(region.sorted()).toEqual(whole.sorted());
  });
});

/** They list resources themselves, and are asked once. */
const UNANSWERED = ['DescribeInstances', 'ListFunctions', 'DescribeAutoScalingGroups'];

describe('an operation that fails', () => {
  it.each<[string, string, FaultInput['kind'], string]>([
    ['ec2', 'DescribeInstances', 'access-denied', 'denied'],
    ['ec2', 'DescribeInstances', 'scp-denied', 'denied'],
    ['ecs', 'ListClusters', 'throttle', 'throttled'],
    ['ecs', 'DescribeServices', 'internal-error', 'failed'],
    ['ecs', 'DescribeTasks', 'hang', 'timeout'],
    ['lambda', 'ListFunctions', 'expired-token', 'auth-expired'],
    ['autoscaling', 'DescribeAutoScalingGroups', 'region-off', 'region-disabled'],
  ])('is named, and the rest of the region stands: %s %s %s', async (service, operation, kind, status) => {
    const region = await withFaults([{ kind, service, operation }], {
      concurrency: 4,
      attemptTimeoutMs: kind === 'hang' ? 1_200 : 3_000,
      attempts: { throttled: 3, transient: 2, timeout: 1 },
    });
    // What nobody answered is not known, which is not none.
    const resources = UNANSWERED.includes(operation) ? { resources: null } : {};
    expect(region.step(`${service}:${operation}`)).toMatchObject({ status, detail: expect.stringMatching(/.+: .+/), ...resources });
    const others = region.entries.filter(
      (entry) => entry.service !== service && !['cloudwatch', 'tag', 'application-autoscaling'].includes(entry.service),
    );
    expect(others.length).toBeGreaterThan(2);
    expect(others.every(({ status: other }) => other === 'ok' || other === 'empty')).toBe(true);
  });

  it('in the middle of a listing leaves what was seen, as partial', async () => {
    const region = await withFaults([{ kind: 'access-denied', operation: 'DescribeInstances', skip: 1 }]);
    expect(region.all('ec2-instance')).toHaveLength(1_000);
    expect(region.step('ec2:DescribeInstances')).toMatchObject({
      status: 'partial',
      resources: 1_000,
      detail: expect.stringContaining('1 calls failed'),
    });
  });

  it('leaves the fields that it would have filled unknown, not empty', async () => {
    const denied = [
      'GetResources',
      'ListEventSourceMappings',
      'ListMetrics',
      'DescribeScalingPolicies',
      'DescribePolicies',
      'DescribeTaskDefinition',
      'DescribeInstanceTypes',
    ];
    const region = await withFaults(denied.map((operation) => ({ kind: 'access-denied', operation })));
    expect(region.one('lambda-function', 'queue')).toMatchObject({ tags: null, eventSources: null, provisionedConcurrency: null });
    expect(region.one('ecs-service', 'shop/cart-01')).toMatchObject({ scaling: null, shape: { source: 'task' } });
    expect(region.one('ecs-service', 'shop/asleep').shape).toBeNull();
    expect(region.one('auto-scaling-group', 'pool').scalingPolicies).toBeNull();
    expect(region.one('auto-scaling-group', 'pool').scheduledActions).toHaveLength(1);
    expect(region.all('instance-type-offer')).toEqual([]);
    expect(region.all('lambda-function')).toHaveLength(124);
  });

  it('of all tasks leaves services with the shape of their definition', async () => {
    const region = await withFaults([{ kind: 'access-denied', operation: 'ListTasks' }]);
    expect(region.one('ecs-service', 'shop/cart-01')).toMatchObject({
      compute: [{ compute: 'fargate', share: 1 }],
      shape: { source: 'task-definition', cpuUnits: 512 },
    });
    expect(region.all('ecs-service')).toHaveLength(31);
    expect(region.step('ecs:ListTasks')?.status).toBe('denied');
  });
});

describe('ECS answers that are not whole', () => {
  it('name what ECS refused to describe', async () => {
    const region = await withFaults([{ kind: 'failures', operation: 'DescribeServices', chance: 0.3 }]);
    const services = region.all('ecs-service').length;
    expect(services).toBeLessThan(31);
    expect(region.step('ecs:DescribeServices')).toMatchObject({
      status: 'partial',
      resources: services,
      detail: `${31 - services} refused by ECS (INTERNAL_ERROR)`,
    });
  });

  it('say what has gone since it was listed, which is no gap', async () => {
    const region = await withFaults([{ kind: 'vanish', operation: 'DescribeTasks', chance: 0.2 }]);
    const tasks = region.all('ecs-task').length;
    const gone = whole.all('ecs-task').length - tasks;
    expect(gone).toBeGreaterThan(0);
    expect(region.step('ecs:DescribeTasks')).toMatchObject({
      status: 'ok',
      resources: tasks,
      detail: `${gone} gone since they were listed`,
    });
  });
});

describe('a run that is stopped', () => {
  it('returns at once with what it has, and names every step that was cut short', async () => {
    const faults: FaultInput[] = [
      { kind: 'hang', operation: 'DescribeTasks' },
      { kind: 'hang', operation: 'ListFunctions', skip: 1 },
    ];
    const simulator = await startSimulator({ fleet: MIXED, quotas: 'off', faults });
    running.push(simulator);
    const stop = new AbortController();
    const api = accountApi(simulator.url, { attemptTimeoutMs: 60_000 }, stop.signal);
    const collecting = collected({ api, region: REGION }, END);
    // What has come back, not what was sent.
    const read = (operation: string) => api.counts.attempts.get(operation)?.ok ?? 0;
    await vi.waitUntil(
      () =>
        read('ec2:DescribeInstances') === 2 &&
        read('ecs:DescribeServices') === 4 &&
        simulator.calls()['lambda:ListFunctions']?.['fault:hang'] === 1,
      { timeout: 60_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stopped = performance.now();
    stop.abort(new Error('SIGTERM'));
    const region = await collecting;
    // And not when what hangs is given up.
    expect(performance.now() - stopped).toBeLessThan(30_000);
    expect(region.all('ec2-instance').length).toBe(1_209);
    expect(region.all('lambda-function').length).toBe(50);
    expect(region.all('ecs-service').length).toBe(31);
    expect(region.step('lambda:ListFunctions')).toMatchObject({ status: 'partial', detail: 'the run was stopped before this step ended' });
    expect(region.step('ecs:DescribeTasks')).toMatchObject({ status: 'failed', detail: 'the run was stopped before this step ended' });
  });
});
