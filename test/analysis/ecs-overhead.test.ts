import { describe, expect, it } from 'vitest';
import { taskHosts, weightOf } from '../../src/analysis/ecs-hosts.js';
import { overheadOf } from '../../src/analysis/ecs-overhead.js';
import { reserveOf } from '../../src/analysis/placement-packing.js';
import type { ResourceCost } from '../../src/model/evaluation.js';
import type { Container, EcsService, EcsTask } from '../../src/model/resource/index.js';
import { container, containerInstance, fleetOf, instance, service, task, taskShape } from '../support/policy-fixtures.js';

const costing = (usd: number | null): ResourceCost => ({
  monthly: usd === null ? null : { usd, basis: 'list', asOf: '2026-07-20' },
  lines: [],
  unpricedBecause: null,
  hoursPerMonth: 730,
});
const shaped = (cpuUnits: number | null, memoryMib: number | null, containers: Container[] = []) => ({
  shape: taskShape({ cpuUnits, memoryMib, containers }),
});
const onHost = (taskId: string, overrides: Partial<EcsTask> = {}): EcsTask =>
  task({ taskId, compute: 'ec2', serviceName: 'web', containerInstanceId: 'host', ...shaped(1024, 2048), ...overrides });

interface Given {
  web?: EcsTask[];
  agents?: EcsTask[];
  /** Monthly cost of the host. Nine for each of 4 vCPU and one for each of 16 GB are 52, so 52 USD are one for each. */
  usd?: number | null;
  host?: Parameters<typeof containerInstance>[0];
  of?: Partial<EcsService>;
  fargateUsd?: number | null;
}

/** A service of two tasks, 1 vCPU and 2 GB each, beside an agent of half of that on the same host. */
function overhead({ web = [onHost('a'), onHost('b')], agents, usd = 52, host = {}, of = {}, fargateUsd = null }: Given = {}) {
  const agent = onHost('agent', { serviceName: 'agent', ...shaped(512, 1024) });
  const registered = { cpuUnits: 4096, memoryMib: 16_384, gpus: 0 };
  const fleet = fleetOf({
    instances: new Map([[instance().id, instance()]]),
    containerInstances: new Map([['main/host', containerInstance({ id: 'main/host', registered, ...host })]]),
    services: [service({ serviceName: 'agent', schedulingStrategy: 'DAEMON' }), service()],
    tasks: new Map([
      ['main/web', web],
      ['main/agent', agents ?? [agent]],
    ]),
  });
  const hosts = taskHosts(fleet, () => costing(usd));
  return overheadOf(service({ compute: [{ compute: 'ec2', share: 1 }], ...shaped(1024, 2048), ...of }), {
    tasks: web,
    hosts,
    cost: costing(fargateUsd),
    sidecarNames: ['envoy'],
  });
}
const usdOf = (money: { usd: number } | null) => money?.usd ?? null;
const UNKNOWN = { known: false, names: [], cpuShare: null, memoryShare: null, monthly: null };
const NONE = { ...UNKNOWN, known: true };

describe('the weight of a reservation', () => {
  it('is nine for a vCPU and one for a GB', () => {
    expect(weightOf({ cpuUnits: 1024, memoryMib: 0 })).toBe(9);
    expect(weightOf({ cpuUnits: 512, memoryMib: 3072 })).toBe(7.5);
  });

  it('is that of the task, or of its containers by their soft limits before their hard ones', () => {
    const containers = [
      container({ cpuUnits: 256, memoryReservationMib: 100, memoryMib: 900 }),
      container({ cpuUnits: 128, memoryMib: 50 }),
      container({}),
    ];
    expect(reserveOf(onHost('a', shaped(null, null, containers)))).toEqual({ cpuUnits: 384, memoryMib: 150 });
    expect(reserveOf(onHost('a', shaped(1024, null, containers)))).toEqual({ cpuUnits: 1024, memoryMib: 150 });
    expect(reserveOf(onHost('a', shaped(null, 512, containers)))).toEqual({ cpuUnits: 384, memoryMib: 512 });
    expect(reserveOf(onHost('a', shaped(null, null)))).toBeNull();
    expect(reserveOf(onHost('a', shaped(null, null, [container({ cpuUnits: 1 })])))).toEqual({ cpuUnits: 1, memoryMib: 0 });
  });
});

describe('what tasks on instances cost', () => {
  it('is their weight of what the instance costs', () => {
    expect(overhead().monthly).toEqual({ usd: expect.closeTo(22, 9), basis: 'assumed', asOf: '2026-07-20' });
    expect(usdOf(overhead({ usd: 104 }).monthly)).toBeCloseTo(44, 9);
  });

  it.each<[string, Given, number | null]>([
    ['a task that stopped', { web: [onHost('a'), onHost('b', { lastStatus: 'STOPPED' })], of: { running: 1 } }, 11],
    ['fewer tasks than run', { of: { running: 3 } }, null],
    ['more tasks than run', { of: { running: 1 } }, 22],
    ['a task on a host that is not known', { web: [onHost('a'), onHost('b', { containerInstanceId: 'other' })] }, null],
    ['a task that reserves nothing', { web: [onHost('a'), onHost('b', shaped(null, null))] }, null],
    ['a host without a price', { usd: null }, null],
    ['a host without an instance', { host: { ec2InstanceId: null } }, null],
    ['a host of an instance that is not known', { host: { ec2InstanceId: 'i-other' } }, null],
    ['a host of no size', { host: { registered: { cpuUnits: 0, memoryMib: 0, gpus: 0 } } }, null],
    ['compute that is not known', { of: { compute: null } }, null],
    ['servers outside AWS', { of: { compute: [{ compute: 'external', share: 1 }] } }, null],
  ])('%s', (_, given, expected) => {
    const usd = usdOf(overhead(given).monthly);
    if (expected === null) expect(usd).toBeNull();
    else expect(usd).toBeCloseTo(expected, 9);
  });

  it('adds the part on Fargate, where there is one', () => {
    const half = (compute: 'fargate' | 'fargate-spot', share = 0.5): Partial<EcsService> => ({
      compute: [
        { compute: 'ec2', share: 0.5 },
        { compute, share },
      ],
    });
    expect(usdOf(overhead({ of: half('fargate'), fargateUsd: 100 }).monthly)).toBeCloseTo(122, 9);
    expect(usdOf(overhead({ of: half('fargate-spot'), fargateUsd: 100 }).monthly)).toBeCloseTo(122, 9);
    expect(usdOf(overhead({ of: half('fargate', 0), fargateUsd: 100 }).monthly)).toBeCloseTo(22, 9);
    expect(overhead({ of: half('fargate') }).monthly).toBeNull();
    const alone = { of: { compute: [{ compute: 'fargate' as const, share: 1 }] }, fargateUsd: 100 };
    expect(usdOf(overhead(alone).monthly)).toBe(100);
    expect(usdOf(overhead({ of: { compute: [{ compute: 'managed-instances', share: 1 }] } }).monthly)).toBeCloseTo(22, 9);
    expect(
      overhead({
        of: {
          compute: [
            { compute: 'ec2', share: 1 },
            { compute: 'external', share: 1 },
          ],
        },
      }).monthly,
    ).toBeNull();
  });

  it('is nothing where nothing runs', () => {
    expect(overhead({ web: [], of: { running: 0 }, fargateUsd: 0 }).monthly).toEqual({ usd: 0, basis: 'list', asOf: '2026-07-20' });
    const away = onHost('a', { containerInstanceId: null });
    expect(overhead({ web: [away], of: { running: 1 }, fargateUsd: 50 }).monthly).toMatchObject({ usd: 0, basis: 'list' });
  });
});

describe('daemons beside tasks', () => {
  it('are shared by what the tasks beside them reserve', () => {
    // The agent weighs 5.5, half of a task.
    expect(overhead().daemons).toEqual({
      known: true,
      names: ['agent'],
      cpuShare: 0.25,
      memoryShare: 0.25,
      monthly: { usd: expect.closeTo(5.5, 9), basis: 'assumed', asOf: '2026-07-20' },
    });
    const other = onHost('z', { serviceName: 'zeta', ...shaped(512, 1024) });
    expect(overhead({ agents: [other, onHost('agent', { serviceName: 'agent', ...shaped(512, 1024) })] }).daemons).toMatchObject({
      names: ['agent', 'zeta'],
      cpuShare: 0.5,
    });
    // A task beside those of the service takes its part of the agent.
    const [a, b, c] = ['a', 'b', 'c'].map((id) => onHost(id));
    expect(overhead({ web: [a, b, c].flatMap((one) => one ?? []), of: { running: 3 } }).daemons).toMatchObject({
      cpuShare: expect.closeTo(1 / 6, 9),
    });
  });

  it('that reserve only CPU, or only memory, have no share of the other', () => {
    const agent = (cpuUnits: number, memoryMib: number) => [onHost('agent', { serviceName: 'agent', ...shaped(cpuUnits, memoryMib) })];
    expect(overhead({ agents: agent(512, 0) }).daemons).toMatchObject({ cpuShare: 0.25, memoryShare: null });
    expect(overhead({ agents: agent(0, 1024) }).daemons).toMatchObject({ cpuShare: null, memoryShare: 0.25 });
    const light = [onHost('a', shaped(0, 2048)), onHost('b', shaped(0, 2048))];
    expect(overhead({ web: light }).daemons).toMatchObject({ cpuShare: null, memoryShare: 0.25, monthly: { usd: expect.closeTo(5.5, 9) } });
  });

  it.each<[string, Given, typeof UNKNOWN]>([
    ['there are none', { agents: [] }, NONE],
    ['the service is one itself', { of: { schedulingStrategy: 'DAEMON' } }, NONE],
    ['it is on Fargate', { of: { compute: [{ compute: 'fargate', share: 1 }] } }, NONE],
    ['it is on Fargate Spot', { of: { compute: [{ compute: 'fargate-spot', share: 1 }] } }, NONE],
    [
      'it is on Fargate, and nothing of it elsewhere',
      {
        of: {
          compute: [
            { compute: 'fargate', share: 1 },
            { compute: 'ec2', share: 0 },
          ],
        },
      },
      NONE,
    ],
    ['its servers are not known', { of: { compute: null } }, UNKNOWN],
    ['some of its tasks are not', { of: { running: 3 } }, UNKNOWN],
    [
      'a task beside it reserves nothing that can be seen',
      { agents: [onHost('agent', { serviceName: 'agent', ...shaped(null, null) })] },
      UNKNOWN,
    ],
    ['the daemon has stopped', { agents: [onHost('agent', { serviceName: 'agent', lastStatus: 'STOPPED' })] }, NONE],
    ['the daemon is on another host', { agents: [onHost('agent', { serviceName: 'agent', containerInstanceId: 'other' })] }, NONE],
  ])('where %s', (_, given, expected) => {
    expect(overhead(given).daemons).toEqual(expected);
  });

  it('count where only a part of the service is on instances', () => {
    const compute: EcsService['compute'] = [
      { compute: 'fargate', share: 0.5 },
      { compute: 'ec2', share: 0.5 },
    ];
    expect(overhead({ of: { compute } }).daemons.names).toEqual(['agent']);
    const away = onHost('b', { containerInstanceId: null });
    expect(overhead({ web: [onHost('a'), away], of: { compute } }).daemons).toMatchObject({ known: true, cpuShare: 0.5 });
  });
});

describe('sidecars of tasks', () => {
  const containers = (...more: Partial<Container>[]) => [container({ cpuUnits: 512, memoryReservationMib: 1024 }), ...more.map(container)];
  const sidecars = (...more: Partial<Container>[]) => overhead({ of: shaped(1024, 2048, containers(...more)) }).sidecars;

  it('cost their share of each task', () => {
    // A quarter of the CPU weighs 2.25 of 11, half of the memory one.
    expect(sidecars({ name: 'envoy', cpuUnits: 256, memoryReservationMib: 1024 })).toEqual({
      known: true,
      names: ['envoy'],
      cpuShare: 0.25,
      memoryShare: 0.5,
      monthly: { usd: expect.closeTo(2 * (2.25 + 1), 9), basis: 'assumed', asOf: '2026-07-20' },
    });
    expect(usdOf(sidecars({ name: 'envoy', cpuUnits: 256 }).monthly)).toBeCloseTo(4.5, 9);
    expect(usdOf(sidecars({ name: 'envoy', memoryReservationMib: 1024 }).monthly)).toBeCloseTo(2, 9);
    expect(sidecars({ name: 'envoy' })).toMatchObject({ known: true, names: ['envoy'], monthly: null });
  });

  it('are not known where essential containers cannot be told from others', () => {
    expect(sidecars()).toEqual(NONE);
    expect(sidecars({ name: 'worker' })).toEqual(NONE);
    expect(sidecars({ name: 'worker', essential: null })).toEqual(UNKNOWN);
    expect(sidecars({ name: 'setup', essential: null, endsEarly: true })).toEqual(NONE);
    expect(overhead({ of: shaped(1024, 2048, [container({ essential: null })]) }).sidecars).toEqual(NONE);
    expect(overhead({ of: { shape: null } }).sidecars).toEqual(UNKNOWN);
    expect(overhead({ of: shaped(1024, 2048, []) }).sidecars).toEqual(UNKNOWN);
    expect(overhead({ of: { ...shaped(1024, 2048, containers({ name: 'envoy', cpuUnits: 256 })), running: 3 } }).sidecars).toMatchObject({
      known: true,
      cpuShare: 0.25,
      monthly: null,
    });
  });
});
