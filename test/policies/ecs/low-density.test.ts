import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import policy from '../../../policies/ecs/low-density.js';
import { isSized, packInstances } from '../../../src/analysis/placement-packing.js';
import type { EcsContainerInstance, EcsTask } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import {
  capacityProvider,
  containerInstance,
  fleetOf,
  instance,
  instanceGroup,
  service,
  task,
  taskShape,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

const idOf = (index: number) => `i-0123456789abcde${String(index).padStart(2, '0')}`;
const SIZE = { cpuUnits: 4096, memoryMib: 16_000, gpus: 0 };

/** A group of m5.xlarge container instances, each with tasks of one vCPU and 4,000 MiB: how many, by instance. */
function fleetWith(tasksByInstance: readonly number[], overrides: Partial<EcsContainerInstance> = {}, daemon = false) {
  const instances = tasksByInstance.map((_, index) => instance({ id: idOf(index), instanceType: 'm5.xlarge' }));
  const containers = tasksByInstance.map((count, index) =>
    containerInstance({
      id: `main/c${index}`,
      ec2InstanceId: idOf(index),
      registered: SIZE,
      remaining: { cpuUnits: 4096 - count * 1024, memoryMib: 16_000 - count * 4000, gpus: 0 },
      runningTasks: count,
      ...overrides,
    }),
  );
  const tasks = tasksByInstance.flatMap((count, index) =>
    Array.from({ length: count }, (_, number) =>
      task({
        taskId: `t${index}-${number}`,
        compute: 'ec2',
        serviceName: daemon && number === 0 ? 'agent' : 'web',
        containerInstanceId: `c${index}`,
        shape: taskShape({ cpuUnits: 1024, memoryMib: 4000 }),
      }),
    ),
  );
  const fleet = fleetOf({
    instances: new Map(instances.map((one) => [one.id, one])),
    containerInstances: new Map(containers.map((one) => [one.id, one])),
    containerInstanceOf: new Map(containers.map((one) => [one.ec2InstanceId ?? '', one])),
    services: [service({ serviceName: 'agent', schedulingStrategy: 'DAEMON' })],
    tasks: new Map([
      ['main/web', tasks.filter(({ serviceName }) => serviceName === 'web')],
      ['main/agent', tasks.filter(({ serviceName }) => serviceName === 'agent')],
    ]),
  });
  return { fleet, group: instanceGroup({ instanceIds: instances.map(({ id }) => id) }) };
}

const judge = (tasksByInstance: readonly number[], overrides: Partial<EcsContainerInstance> = {}, daemon = false) => {
  const { fleet, group } = fleetWith(tasksByInstance, overrides, daemon);
  return judged(policy, group, { fleet });
};

describe('ecs-low-density', () => {
  const cases: [string, readonly number[], Partial<EcsContainerInstance>, string][] = [
    ['a task on each of six instances', [1, 1, 1, 1, 1, 1], {}, 'fail low-density'],
    ['exactly half full', [2, 2, 2, 2], {}, 'pass well-packed'],
    ['a little under half', [2, 2, 2, 1], {}, 'fail low-density'],
    ['two instances stay for availability', [1, 0], {}, 'pass no-fewer'],
    ['GPUs', [1, 1, 1], { registered: { ...SIZE, gpus: 1 } }, 'not-applicable gpu'],
  ];
  it.each(cases)('%s', (_, tasks, overrides, expected) => {
    expect(verdictOf(judge(tasks, overrides))).toBe(expected);
  });

  it.each(['registered', 'remaining'] as const)('says nothing where one does not say what is %s, and never passes it', (which) => {
    const { fleet, group } = fleetWith([3, 3, 3]);
    const one = { ...containerInstance({ id: 'main/c1', ec2InstanceId: idOf(1) }), [which]: null };
    const containerInstanceOf = new Map([...fleet.containerInstanceOf, [idOf(1), one] as const]);
    expect(verdictOf(judged(policy, group, { fleet }))).toBe('pass well-packed');
    const outcome = judged(policy, group, { fleet: { ...fleet, containerInstanceOf } });
    expect(verdictOf(outcome)).toBe('not-assessed resources-unknown');
    expect(outcome.values).toMatchObject({ unknown: { value: 1 }, instances: { value: 3 } });
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, tasks, overrides]) => judge(tasks, overrides));
    const more = {
      'with a daemon': judge([2, 1, 1, 1, 1], {}, true),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/low-density.txt');
  });

  it('says all of this where the instances, their tasks and their provider are not all alike', async () => {
    const { fleet, group } = fleetWith([3, 1, 1, 0, 1, 0]);
    const given = (over: Partial<typeof fleet>, of = group) => judged(policy, of, { fleet: { ...fleet, ...over } });
    const changed = (at: number, overrides: Partial<EcsContainerInstance>) =>
      new Map([...fleet.containerInstanceOf].map(([id, one], index) => [id, index === at ? { ...one, ...overrides } : one]));
    const provided = (overrides: Parameters<typeof capacityProvider>[0]) => ({ capacityProviders: [capacityProvider(overrides)] });
    const withTasks = (change: (one: EcsTask, index: number) => EcsTask) => ({
      tasks: new Map([...fleet.tasks].map(([key, tasks]) => [key, tasks.map(change)])),
    });
    const byProvider = { ...group, id: 'main/asg-provider', groupType: 'ecs-capacity-provider' as const };
    await expect(
      outcomeTexts({
        'as they are': given({}),
        'one that drains': given({ containerInstanceOf: changed(1, { status: 'DRAINING' }) }),
        'one whose agent is lost': given({ containerInstanceOf: changed(1, { agentConnected: false }) }),
        'one with a GPU': given({ containerInstanceOf: changed(1, { registered: { ...SIZE, gpus: 1 } }) }),
        'one that is not registered any more': given({ containerInstanceOf: changed(1, { status: 'INACTIVE' }) }),
        'one that stopped': given({
          instances: new Map([...fleet.instances].map(([id, one], at) => [id, at === 1 ? { ...one, state: 'stopped' } : one])),
          containerInstanceOf: new Map([...fleet.containerInstanceOf].filter((_, at) => at !== 1)),
        }),
        'one of which EC2 told nothing': given({ instances: new Map([...fleet.instances].filter((_, at) => at !== 5)) }),
        'one whose instance is not known': given({ containerInstanceOf: changed(5, { ec2InstanceId: null }) }),
        'tasks of unknown size': given(
          withTasks((one) => ({ ...one, shape: taskShape({ cpuUnits: null, memoryMib: null, containers: [] }) })),
        ),
        'a task that stopped': given(withTasks((one, index) => (index === 0 ? { ...one, lastStatus: 'STOPPED' } : one))),
        'a task of no instance': given(withTasks((one, index) => (index === 0 ? { ...one, containerInstanceId: null } : one))),
        'a task of another cluster': given(withTasks((one, index) => (index === 0 ? { ...one, clusterName: 'other' } : one))),
        'memory fuller than CPU': given({ containerInstanceOf: changed(0, { remaining: { cpuUnits: 1024, memoryMib: 0, gpus: 0 } }) }),
        'managed scaling of the group': given(provided({ autoScalingGroup: group.id })),
        'managed scaling that is off': given(
          provided({ autoScalingGroup: group.id, managedScaling: { enabled: false, targetCapacityPercent: 100 } }),
        ),
        'managed scaling of another group': given(provided({ autoScalingGroup: 'other' })),
        'managed scaling of the provider': given(provided({}), byProvider),
        'a provider without scaling': given(provided({ managedScaling: null }), byProvider),
        'a provider of managed instances': given(provided({ type: 'managed-instances' }), byProvider),
        'a group of the same name': given(provided({ type: 'managed-instances' }), { ...byProvider, groupType: 'auto-scaling-group' }),
        'another provider of managed instances': given(provided({ id: 'main/other', type: 'managed-instances' }), byProvider),
      }),
    ).toMatchFileSnapshot('outcomes/low-density-mixed.txt');
  });

  it('leaves a daemon on each instance that is kept', () => {
    // Five web tasks of a quarter each and a daemon of a quarter on every instance: two instances hold six beside their daemons.
    const keeps = (daemon: boolean) => {
      const { fleet, group } = fleetWith([3, 2, 2, 1], {}, daemon);
      return judged(policy, group, { fleet, options: { minimumDensityPercent: 90, minimumInstances: 1 } }).values.kept?.value;
    };
    expect(keeps(false)).toBe(2);
    expect(keeps(true)).toBe(2);
    const few = (daemon: boolean) => {
      const { fleet, group } = fleetWith([2, 2, 2], {}, daemon);
      return judged(policy, group, { fleet, options: { minimumDensityPercent: 90, minimumInstances: 1 } }).values.kept?.value;
    };
    // Six tasks need two instances; of three that are daemons, two need not move.
    expect([few(false), few(true)]).toEqual([2, 1]);
  });

  it('is not about groups that ECS does not use, nor sure of those it uses in part', () => {
    const unknown = instanceGroup({ instanceIds: [idOf(0)] });
    expect(verdictOf(judged(policy, unknown))).toBe('not-applicable not-container-instances');
    for (const gap of ['ListClusters', 'DescribeClusters', 'ListContainerInstances', 'DescribeContainerInstances']) {
      const coverage = (_: string, step: string) => (step === gap ? ('denied' as const) : ('ok' as const));
      expect(verdictOf(judged(policy, unknown, { coverage }))).toBe('not-assessed hosts-unknown');
    }
    expect(verdictOf(judged(policy, unknown, { coverage: (_, step) => (step === 'ListTasks' ? 'denied' : 'ok') }))).toBe(
      'not-applicable not-container-instances',
    );
    const { fleet, group } = fleetWith([1, 1, 1]);
    const without = (gap: string) => (_: string, step: string) => (step === gap ? ('denied' as const) : ('ok' as const));
    // It may be the hosts of a capacity provider, which is then what is advised on.
    expect(verdictOf(judged(policy, group, { fleet, coverage: without('DescribeCapacityProviders') }))).toBe(
      'not-assessed membership-unknown',
    );
    const provider = { ...group, groupType: 'ecs-capacity-provider' as const };
    expect(verdictOf(judged(policy, provider, { fleet, coverage: without('DescribeAutoScalingGroups') }))).toBe('fail low-density');
    expect(verdictOf(judged(policy, provider, { fleet, coverage: without('DescribeInstances') }))).toBe('not-assessed members-unknown');
    const partly = { ...fleet, containerInstanceOf: new Map([...fleet.containerInstanceOf].slice(0, 2)) };
    expect(verdictOf(judged(policy, group, { fleet: partly }))).toBe('not-assessed partly-container-instances');
  });

  it('names the instances that would be emptied and what they cost', () => {
    const { fleet, group } = fleetWith([1, 1, 1, 1, 1, 1]);
    const cost = {
      monthly: { usd: 100, basis: 'list' as const, asOf: '2026-07-20' },
      lines: [],
      unpricedBecause: null,
      hoursPerMonth: 730,
    };
    const members = Object.fromEntries(group.instanceIds.map((id) => [id, { cost }]));
    const outcome = judged(policy, group, { fleet, members, cost: { ...cost, monthly: { ...cost.monthly, usd: 600 } } });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.values).toMatchObject({ instances: { value: 6 }, kept: { value: 2 } });
    expect(outcome.members).toHaveLength(4);
    expect(outcome.cost.savings?.usd).toBe(400);
  });

  it('keeps a daemon on every instance, and takes what it holds off each', () => {
    const { fleet, group } = fleetWith([2, 2, 2], {}, true);
    const daemonless = fleetWith([2, 2, 2], {}, false);
    const kept = (given: typeof fleet, withDaemon: boolean) =>
      packInstances(
        group.instanceIds.flatMap((id) => given.containerInstanceOf.get(id) ?? []).filter(isSized),
        ({ id }) => [...given.tasks.values()].flat().filter(({ containerInstanceId }) => id.endsWith(`/${containerInstanceId}`)),
        ({ serviceName }) => withDaemon && serviceName === 'agent',
        1,
      ).kept.length;
    // Six tasks fill one instance and a half; three tasks fill what one daemon leaves of an instance.
    expect(kept(daemonless.fleet, false)).toBe(2);
    expect(kept(fleet, true)).toBe(1);
  });
});

describe('packInstances', () => {
  it('empties what drains already before anything else', () => {
    const one = (id: string, status: string) =>
      containerInstance({ id, status, registered: SIZE, remaining: { cpuUnits: 4096, memoryMib: 16_000, gpus: 0 } });
    const packing = packInstances(
      [one('main/c0', 'DRAINING'), one('main/c1', 'ACTIVE')].filter(isSized),
      () => [],
      () => false,
      1,
    );
    expect(packing.kept.map(({ id }) => id)).toEqual(['main/c1']);
    expect(packing.emptied.map(({ id }) => id)).toEqual(['main/c0']);
  });

  it('never needs more instances than there are, nor fewer than the sum of reservations', () => {
    const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 1300 }), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 4 }), (byInstance, least) => {
        const instances = byInstance.map((tasks, index) => {
          const used = tasks.reduce((total, cpu) => total + cpu, 0);
          return containerInstance({
            id: `main/c${index}`,
            registered: SIZE,
            remaining: { cpuUnits: 4096 - used, memoryMib: 16_000 - used, gpus: 0 },
          });
        });
        const tasksOn = (one: EcsContainerInstance): EcsTask[] =>
          (byInstance[Number(one.id.slice('main/c'.length))] ?? []).map((cpu) =>
            task({ shape: taskShape({ cpuUnits: cpu, memoryMib: cpu }) }),
          );
        const packing = packInstances(instances.filter(isSized), tasksOn, () => false, least);
        const total = byInstance.flat().reduce((sum, cpu) => sum + cpu, 0);
        expect(packing.kept.length + packing.emptied.length).toBe(instances.length);
        expect(packing.kept.length * 4096).toBeGreaterThanOrEqual(total);
        expect(packing.kept.length).toBeGreaterThanOrEqual(Math.min(least, instances.length));
        expect(packing.estimatedTasks).toBe(0);
      }),
    );
  });
});
