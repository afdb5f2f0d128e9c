import { describe, expect, it } from 'vitest';
import policy from '../../../policies/ecs/low-density.js';
import type { EcsContainerInstance, EcsService, InstanceGroup } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import {
  autoScalingGroup,
  capacityProvider,
  cluster,
  containerInstance,
  fleetOf,
  instance,
  instanceGroup,
  service,
  task,
  taskShape,
} from '../../support/policy-fixtures.js';

const IDS = ['i-a', 'i-b', 'i-c', 'i-d', 'i-e', 'i-f'];
const SIZE = { cpuUnits: 4096, memoryMib: 16_000, gpus: 0 };
const night: NonNullable<EcsService['scaling']>['scheduledActions'][number] = {
  name: 'up',
  schedule: 'cron(0 20 * * ? *)',
  timeZone: null,
  minimum: 9,
  maximum: null,
  desired: null,
};

interface Given {
  of?: Partial<EcsService>;
  host?: (index: number) => Partial<EcsContainerInstance>;
  instanceType?: string;
  group?: Partial<InstanceGroup>;
  managed?: boolean;
  /** Instances that belong to no group. */
  loose?: number;
}

/** Six container instances of m5.xlarge, each with one task of a vCPU and 4,000 MiB: two would hold eight. */
function fleetWith({ of = {}, host = () => ({}), instanceType = 'm5.xlarge', group = {}, managed = false, loose = 0 }: Given) {
  const instances = IDS.map((id) => instance({ id, instanceType }));
  const hosts = IDS.map((id, index) =>
    containerInstance({
      id: `main/c${index}`,
      ec2InstanceId: id,
      capacityProvider: null,
      registered: SIZE,
      remaining: { cpuUnits: 3072, memoryMib: 12_000, gpus: 0 },
      runningTasks: 1,
      ...host(index),
    }),
  );
  const tasks = IDS.map((_, index) =>
    task({
      taskId: `t${index}`,
      compute: 'ec2',
      serviceName: 'web',
      containerInstanceId: `c${index}`,
      shape: taskShape({ cpuUnits: 1024, memoryMib: 4000 }),
    }),
  );
  const grouped = instanceGroup({ instanceIds: IDS.slice(loose), ...group });
  const fleet = fleetOf({
    instances: new Map(instances.map((one) => [one.id, one])),
    groupOf: new Map(IDS.slice(loose).map((id) => [id, grouped])),
    containerInstances: new Map(hosts.map((one) => [one.id, one])),
    containerInstanceOf: new Map(hosts.map((one) => [one.ec2InstanceId ?? '', one])),
    services: [service({ serviceName: 'web', desired: 6, running: 6, compute: [{ compute: 'ec2', share: 1 }], ...of })],
    tasks: new Map([['main/web', tasks]]),
    capacityProviders: managed ? [capacityProvider({ autoScalingGroup: grouped.id })] : [],
  });
  return { fleet, grouped };
}

function judge(given: Given) {
  const { fleet, grouped } = fleetWith(given);
  return judged(policy, grouped, { fleet });
}

const notesOf = (outcome: ReturnType<typeof judge>) => (outcome.verdict === 'fail' ? outcome.recommendation.target?.notes : outcome.code);

describe('ecs-low-density, where services grow', () => {
  const policies = [{ name: 'cpu', type: 'target-tracking' as const, trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 }];
  const to = (maximum: number, suspendedKinds: 'out'[] = []) => ({
    scaling: { target: { minimum: 2, maximum, suspended: suspendedKinds.length > 0, suspendedKinds }, policies, scheduledActions: [] },
  });
  const reasons = (of: Partial<EcsService>) => {
    const outcome = judge({ of });
    return outcome.verdict === 'fail' ? outcome.confidenceReasons : outcome.code;
  };

  it.each<[string, Partial<EcsService>, string[]]>([
    ['nothing scales it', {}, ['one-moment']],
    ['to as many as two instances hold', to(8), ['one-moment']],
    ['to one more', to(9), ['may-outgrow', 'one-moment']],
    ['to one more, and scale-out is suspended', to(9, ['out']), ['one-moment']],
    ['by a schedule', { scaling: { ...to(6).scaling, scheduledActions: [night] } }, ['may-outgrow', 'one-moment']],
    ['a daemon, which grows with the instances', { ...to(9), schedulingStrategy: 'DAEMON' }, ['one-moment']],
    ['another service', { ...to(9), serviceName: 'other' }, ['one-moment']],
  ])('%s', (_, of, expected) => {
    const found = reasons(of);
    expect(Array.isArray(found) ? [...found].sort() : found).toEqual(expected);
  });

  it('is low where they may outgrow what is kept', () => {
    expect(judge({ of: to(9) })).toMatchObject({ confidence: 'low' });
  });
});

describe('ecs-low-density, of instances that go or are held', () => {
  it('says how many drain already', () => {
    const outcome = judge({ host: (index) => ({ status: index < 2 ? 'DRAINING' : 'ACTIVE' }) });
    expect(outcome.values.draining?.value).toBe(2);
    expect(notesOf(outcome)).toContain('draining');
    expect(notesOf(judge({}))).toEqual(['placement-binpack']);
  });

  it('names a minimum that holds them, and managed scaling only where it could take some away', () => {
    const minimum = (minSize: number) => notesOf(judge({ managed: true, group: { autoScalingGroup: autoScalingGroup({ minSize }) } }));
    expect(minimum(2)).toEqual(['placement-binpack', 'managed-scaling-on']);
    expect(minimum(3)).toEqual(['placement-binpack', 'minimum-holds', 'managed-scaling-on']);
    expect(minimum(6)).toEqual(['placement-binpack', 'minimum-holds']);
  });

  it('is not about types with accelerators, whatever their agents register', () => {
    expect(verdictOf(judge({ instanceType: 'g4dn.xlarge' }))).toBe('not-applicable gpu');
  });
});

describe('ecs-low-density, of instances outside a group', () => {
  const main = cluster({ id: 'main', name: 'main', registeredContainerInstances: 6 });
  const judgeCluster = (given: Given, gap?: string) =>
    judged(policy, main, {
      fleet: fleetWith(given).fleet,
      coverage: (_, step) => (step === gap ? 'denied' : 'ok'),
    });

  it.each<[string, ReturnType<typeof judgeCluster>, string]>([
    ['none', judgeCluster({}), 'not-applicable no-loose-hosts'],
    ['as many as stay anyway', judgeCluster({ loose: 2 }), 'not-applicable no-loose-hosts'],
    ['one more', judgeCluster({ loose: 3 }), 'not-assessed loose-hosts'],
    [
      'well filled',
      judgeCluster({ loose: 3, host: () => ({ remaining: { cpuUnits: 2048, memoryMib: 8000, gpus: 0 } }) }),
      'pass well-packed',
    ],
    [
      'a little less',
      judgeCluster({ loose: 6, host: () => ({ remaining: { cpuUnits: 2049, memoryMib: 8001, gpus: 0 } }) }),
      'not-assessed loose-hosts',
    ],
    ['of a capacity provider', judgeCluster({ loose: 3, host: () => ({ capacityProvider: 'mine' }) }), 'not-applicable no-loose-hosts'],
    ['that are no more registered', judgeCluster({ loose: 3, host: () => ({ status: 'INACTIVE' }) }), 'not-applicable no-loose-hosts'],
    ['with accelerators', judgeCluster({ loose: 3, instanceType: 'g4dn.xlarge' }), 'not-applicable gpu'],
    ['where some could not be listed', judgeCluster({ loose: 3 }, 'ListContainerInstances'), 'not-assessed hosts-unknown'],
    ['where all were listed before one call failed', judgeCluster({ loose: 6 }, 'ListContainerInstances'), 'not-assessed loose-hosts'],
  ])('%s', (_, outcome, expected) => {
    expect(verdictOf(outcome)).toBe(expected);
  });

  it('says what they hold', () => {
    expect(judgeCluster({ loose: 6 }).values).toMatchObject({ instances: { value: 6 }, kept: { value: 2 }, cpuShare: { value: 25 } });
  });
});
