import { describe, expect, it } from 'vitest';
import type { ServiceGroupInput } from '../../src/simulator/fleet/schema-ecs.js';
import { startSimulator } from '../../src/simulator/index.js';
import { accountApi } from '../aws/session.js';
import { END, REGION } from './fleet.js';
import { collected } from './sink.js';

describe('ECS, where something waits or has ended', () => {
  it('tells who may wait for the end of a task, and keeps nothing else of who started it', async () => {
    const started = (name: string, startedBy?: string) => ({ name, ...(startedBy === undefined ? {} : { startedBy }) });
    const clusters = [
      { name: 'jobs', tasks: [started('workflow', 'AWS Step Functions'), started('shell', 'jane.doe'), started('nobody')] },
      { name: 'AWSBatch-science-1a6929d6-f62b-3d45-b3b5-31e7f64ae0da', tasks: [started('new')] },
      { name: 'science_Batch_6d67ab71-4455-3613-b981-4c30a030fb90', tasks: [started('old')] },
    ];
    const fleet = { end: END, accounts: { '111122223333': { regions: { [REGION]: { clusters } } } } };
    const other = await startSimulator({ fleet, quotas: 'off' });
    const tasks = (await collected({ api: accountApi(other.url), region: REGION }, END)).all('ecs-task');
    await other.close();
    const awaited = (family: string) => tasks.find(({ name }) => name?.includes(`_${family}:`))?.awaitedBy;
    expect(['workflow', 'shell', 'nobody', 'new', 'old'].map(awaited)).toEqual([
      'step-functions',
      undefined,
      undefined,
      'aws-batch',
      'aws-batch',
    ]);
    expect(JSON.stringify(tasks)).not.toContain('jane.doe');
  });

  it('tells how long a deployment may wait, what scaling is suspended, and which containers are gone once the task works', async () => {
    const rolled = (name: string, rollout?: ServiceGroupInput['rollout']) => ({ name, ...(rollout === undefined ? {} : { rollout }) });
    const off = (...suspended: ('in' | 'out' | 'scheduled')[]) => ({ scaling: { minimum: 1, maximum: 4, suspended } });
    const containers = [{ name: 'app' }, { name: 'migrate', essential: false, startOnly: true }];
    const services: ServiceGroupInput[] = [
      rolled('rolling'),
      rolled('blue', { strategy: 'BLUE_GREEN', bakeMinutes: 30 }),
      rolled('canary', { strategy: 'CANARY', bakeMinutes: 30, canaryBakeMinutes: 20 }),
      rolled('canary-unsaid', { strategy: 'CANARY' }),
      rolled('linear', { strategy: 'LINEAR', bakeMinutes: 5, stepPercent: 30, stepBakeMinutes: 60 }),
      rolled('linear-unsaid', { strategy: 'LINEAR' }),
      rolled('hooked', {
        strategy: 'BLUE_GREEN',
        bakeMinutes: 10,
        hooks: [{ stages: ['PRE_SCALE_UP', 'POST_SCALE_UP'], timeoutMinutes: 45 }, { stages: ['TEST_TRAFFIC_SHIFT'] }],
      }),
      { name: 'in', ...off('in') },
      { name: 'rest', ...off('out', 'scheduled') },
      { name: 'started', containers },
      { name: 'to-start', containers, running: 0 },
    ];
    const fleet = { end: END, accounts: { '111122223333': { regions: { [REGION]: { clusters: [{ name: 'c', services }] } } } } };
    const other = await startSimulator({ fleet, quotas: 'off' });
    const found = await collected({ api: accountApi(other.url), region: REGION }, END);
    await other.close();
    const named = (name: string) => found.one('ecs-service', `c/${name}`);
    const waits = services.slice(0, 7).map(({ name }) => [name, named(name).deploymentWaitMinutes]);
    expect(Object.fromEntries(waits)).toEqual({
      rolling: 0,
      blue: 30,
      canary: 50,
      'canary-unsaid': 10,
      // Four steps of up to 30 %: three waits.
      linear: 185,
      'linear-unsaid': 54,
      hooked: 10 + 2 * 45 + 1_440,
    });
    expect(named('in').scaling?.target).toMatchObject({ suspended: true, suspendedKinds: ['in'] });
    expect(named('rest').scaling?.target).toMatchObject({ suspended: true, suspendedKinds: ['out', 'scheduled'] });
    const early = (name: string) => {
      const { source, containers: of } = named(name).shape ?? { source: null, containers: [] };
      return [source, of.flatMap((one) => (one.endsEarly === true ? [one.name] : []))];
    };
    expect(early('started')).toEqual(['task', ['migrate']]);
    expect(early('to-start')).toEqual(['task-definition', ['migrate']]);
  });
});
