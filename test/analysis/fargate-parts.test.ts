import { describe, expect, it } from 'vitest';
import { resourceCost } from '../../src/analysis/cost.js';
import { fargateArm64Alternative, sizeCommands } from '../../src/analysis/fargate-advice.js';
import { changedCost } from '../../src/analysis/fargate-cost.js';
import { cpuNeed, currentDeploymentStart, highestUnits, sizeChange, smallerSize } from '../../src/analysis/fargate-rightsizing.js';
import { deploymentStarts, taskStarts, withoutStarts } from '../../src/analysis/fargate-service.js';
import { isNamedAsSidecar, reservedOverhead } from '../../src/analysis/fargate-sidecars.js';
import { hasDatapoints, taskSizeOf, trackedDimensions } from '../../src/analysis/fargate-sizing.js';
import { serviceWork } from '../../src/analysis/fargate-work.js';
import type { ResourceCost } from '../../src/model/evaluation.js';
import type { Container, EcsService, ScalingPolicy } from '../../src/model/resource/index.js';
import {
  container,
  fleetOf,
  missingMetric,
  PRICES,
  presentMetric,
  seriesOf,
  service,
  task,
  taskShape,
  WINDOW,
} from '../support/policy-fixtures.js';

const DAY = 86_400;
const [first] = service().deployments;
if (first === undefined) throw new Error('a service has a deployment');
const deployed = (...at: (string | null)[]): Pick<EcsService, 'deployments'> => ({
  deployments: at.map((createdAt, index) => ({ ...first, status: index === 0 ? 'PRIMARY' : 'ACTIVE', createdAt })),
});

describe('the work of a service', () => {
  const size = { cpuUnits: 4096, memoryMib: 8192 };
  const use = {
    cpuPercent: { average: 10, maximum: 50 },
    memoryPercent: 25,
    requestsPerTarget: 1000,
    taskHoursPerMonth: 2 * 730,
    window: WINDOW,
    waitingFactor: 10,
    headroomPercent: 20,
  };

  it('is what its tasks used, together and one by one', () => {
    const work = serviceWork(service(), size, use);
    // A tenth of 4 vCPU on two tasks for 730 hours, on functions of 2,560 MiB that have 2,560 / 1,769 of a vCPU.
    const computing = (0.1 * 4 * 2 * 730 * 3600 * 1769) / 2560;
    const requests = 1000 * (730 / 336) * 2;
    expect(work).toEqual({
      region: 'us-east-1',
      architecture: 'x86_64',
      vcpus: { low: expect.closeTo(0.8, 9), high: 4 },
      memoryMib: { low: 4096, high: 4096 },
      leastVcpus: { low: 0, high: 0 },
      leastMemoryMib: 2560,
      requests: expect.closeTo(requests, 6),
      requestSeconds: { low: expect.closeTo(computing, 3), high: expect.closeTo(10 * computing, 2) },
      functionMemoryMib: 2560,
      longestRequestSeconds: expect.closeTo(computing / requests, 6),
      needsLoadBalancer: true,
    });
  });

  it('has no longest request without requests, and no CPU without use', () => {
    expect(serviceWork(service(), size, { ...use, requestsPerTarget: 0 }).longestRequestSeconds).toBeNull();
    expect(serviceWork(service(), size, { ...use, cpuPercent: { average: 0, maximum: 0 } }).vcpus).toEqual({ low: 0, high: 0 });
    expect(serviceWork(service(), size, { ...use, memoryPercent: 0.1 }).functionMemoryMib).toBe(128);
    expect(serviceWork(service({ shape: null }), size, use).architecture).toBe('x86_64');
    expect(serviceWork(service({ shape: taskShape({ architecture: 'arm64' }) }), size, use).architecture).toBe('arm64');
  });
});

describe('what a task used at most', () => {
  const size = { cpuUnits: 1024, memoryMib: 2048 };
  const used = (daily: (number | null)[], at: number | null, previous = { cpuUnits: 4096, memoryMib: 512 }) =>
    (['cpuUnits', 'memoryMib'] as const).map((dimension) => highestUnits(daily, 0, dimension, size, at === null ? null : { at, previous }));
  const midday = 2 * DAY + DAY / 2;

  it.each<[string, (number | null)[], number | null, number[]]>([
    ['without a change', [10, 50, null], null, [512, 1024]],
    ['before the change', [50, null, null, null], midday, [2048, 256]],
    ['on the day before', [null, 50, null, null], midday, [2048, 256]],
    ['on the day of the change, the larger of both', [null, null, 50, null], midday, [2048, 1024]],
    ['after it', [null, null, null, 50], midday, [512, 1024]],
    ['on the day before a change at midnight', [null, 50, null], 2 * DAY, [2048, 256]],
    ['on the day after it', [null, null, 50], 2 * DAY, [512, 1024]],
    ['never', [null, null], midday, [0, 0]],
  ])('%s', (_, daily, at, expected) => {
    expect(used(daily, at)).toEqual(expected);
  });
});

describe('a change of size', () => {
  const size = { cpuUnits: 1024, memoryMib: 2048 };
  const previousSize = { cpuUnits: 512, memoryMib: null };
  const changed = (of: Partial<EcsService>, from: number, to: number) => sizeChange(service({ previousSize, ...of }), size, from, to);
  const at = Date.parse('2026-11-10T00:00:00Z') / 1000;
  const when = deployed('2026-11-10T00:00:00Z');

  it.each<[string, Partial<EcsService>, number, number, boolean]>([
    ['when its span begins', when, at, at + 1, true],
    ['before it', when, at + 1, at + 2, false],
    ['when it ends', when, at - 1, at, false],
    ['without a revision before', { ...when, previousSize: null }, at, at + 1, false],
    ['at a time that is not known', deployed(null), at, at + 1, false],
    ['by a deployment that is not the present one', deployed('2025-01-01T00:00:00Z', '2026-11-10T00:00:00Z'), at, at + 1, false],
    ['without a deployment', deployed(), at, at + 1, false],
  ])('%s', (_, of, from, to, expected) => {
    expect(changed(of, from, to)).toEqual(expected ? { at, previous: { cpuUnits: 512, memoryMib: 2048 } } : null);
  });

  it('keeps what is known of the revision before', () => {
    expect(changed({ ...when, previousSize: { cpuUnits: null, memoryMib: 4096 } }, at, at + 1)?.previous).toEqual({
      cpuUnits: 1024,
      memoryMib: 4096,
    });
    expect(currentDeploymentStart(service(deployed(null)))).toBeNull();
  });
});

describe('CPU that is needed', () => {
  const size = { cpuUnits: 1024, memoryMib: 2048 };
  const at = '2026-11-15T00:00:00Z';
  /** Two days of hours up to the end: the second begins with the change. */
  const hours = (before: number | null, after: number | null) =>
    seriesOf([...new Array<number | null>(24).fill(before), ...new Array<number | null>(24).fill(after)]);
  const need = (before: number | null, after: number | null, previous: number | null) =>
    cpuNeed(
      service({ ...deployed(at), previousSize: previous === null ? null : { cpuUnits: previous, memoryMib: null } }),
      size,
      hours(before, after),
    );

  it('is counted in the size of its time', () => {
    // The first hour after the start is left out.
    expect(need(50, 25, 4096)).toEqual({
      cpuUnits: 2048,
      peakCpuUnits: 2048,
      busiestHourUnits: 2048,
      datapoints: 47,
      hours: 47,
      leftOut: 1,
    });
    expect(need(50, 25, null)).toMatchObject({ cpuUnits: 512, peakCpuUnits: 512 });
    expect(need(10, 80, 512)).toMatchObject({ cpuUnits: expect.closeTo(819.2, 9) });
  });

  it('is known from one part alone, and unknown without a datapoint', () => {
    expect(need(50, null, 4096)).toMatchObject({ cpuUnits: 2048, datapoints: 24, leftOut: 0 });
    expect(need(null, null, 4096)).toBeNull();
  });
});

describe('a smaller size', () => {
  const linux = (size: [number, number], need: [number | 'keep', number | 'keep']) => {
    const found = smallerSize({ cpuUnits: size[0], memoryMib: size[1] }, { cpuUnits: need[0], memoryMib: need[1] }, 20, 'linux');
    return found.verdict === 'smaller' ? [found.size.cpuUnits, found.size.memoryMib] : found.verdict;
  };
  it.each<[string, [number, number], [number | 'keep', number | 'keep'], string | number[]]>([
    ['both may shrink', [4096, 8192], [100, 100], [256, 512]],
    ['CPU is held', [4096, 30_720], ['keep', 100], [4096, 8192]],
    ['memory is held', [4096, 8192], [100, 'keep'], [1024, 8192]],
    ['both are held', [4096, 8192], ['keep', 'keep'], 'fits'],
    ['memory is held at what Fargate does not have', [4096, 8500], [100, 'keep'], 'fits'],
    ['CPU is held at what Fargate does not have', [1000, 8192], ['keep', 100], 'fits'],
    ['what fits has more CPU', [256, 4096], [10, 3000], 'fits'],
    ['what fits has more memory', [4096, 4096], [3000, 100], 'fits'],
    ['nothing is as large', [32_768, 245_760], [16_384, 1000], 'fits'],
  ])('%s', (_, size, need, expected) => {
    expect(linux(size, need)).toEqual(expected);
  });
});

describe('what scaling holds', () => {
  const held = (policies: ScalingPolicy[] | null, minimum = 1) =>
    trackedDimensions(
      service({
        scaling: policies === null ? null : { target: { minimum, maximum: 9, suspended: false }, policies, scheduledActions: [] },
      }),
    );
  const tracks = (trackedMetric: string, type: ScalingPolicy['type'] = 'target-tracking'): ScalingPolicy => ({
    name: 'p',
    type,
    trackedMetric,
    targetValue: 60,
  });
  it('is what a policy tracks, by either name', () => {
    expect(held([tracks('ECSServiceAverageCPUUtilization')])).toEqual({ cpu: true, memory: false });
    expect(held([tracks('custom:CPUUtilization')])).toEqual({ cpu: true, memory: false });
    expect(held([tracks('ECSServiceAverageMemoryUtilization')])).toEqual({ cpu: false, memory: true });
    expect(held([tracks('custom:MemoryUtilization')])).toEqual({ cpu: false, memory: true });
    expect(held([tracks('ECSServiceAverageCPUUtilization', 'step')])).toEqual({ cpu: false, memory: false });
    expect(held([tracks('ECSServiceAverageCPUUtilization')], 9)).toEqual({ cpu: false, memory: false });
    expect(held([])).toEqual({ cpu: false, memory: false });
    expect(held(null)).toBeNull();
  });

  it('leaves sizes and datapoints that are not known alone', () => {
    expect(taskSizeOf(service({ shape: taskShape({ cpuUnits: null }) }))).toBeNull();
    expect(taskSizeOf(service({ shape: taskShape({ memoryMib: null }) }))).toBeNull();
    expect(taskSizeOf(service())).toEqual({ cpuUnits: 1024, memoryMib: 2048 });
    expect(hasDatapoints(presentMetric('ecs.cpu', { daily: { Average: [] } }))).toBe(false);
    expect(hasDatapoints(missingMetric('ecs.cpu'))).toBe(false);
  });
});

describe('starts', () => {
  it('are those that are known, oldest first', () => {
    const [early, late] = ['2026-11-10T00:00:00Z', '2026-11-12T00:00:00Z'];
    const seconds = [early, late].map((at) => Date.parse(at) / 1000);
    expect(deploymentStarts(service(deployed(late, null, early)))).toEqual(seconds);
    expect(taskStarts([task({ startedAt: late }), task({ startedAt: null }), task({ startedAt: early })])).toEqual(seconds);
  });

  it('take every period with them that touches their first quarter of an hour', () => {
    const series = seriesOf([1, 2, 3, 4, 5, 6, null, 8], { periodSeconds: 300 });
    const left = (...starts: number[]) =>
      withoutStarts(
        series,
        starts.map((start) => series.start + start),
      );
    expect([...left(300).series.values]).toEqual([1, Number.NaN, Number.NaN, Number.NaN, 5, 6, Number.NaN, 8]);
    expect([...left(299).series.values]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 5, 6, Number.NaN, 8]);
    expect(left(300).leftOut).toBe(3);
    expect(left(300, 1800).leftOut).toBe(4);
    expect(left(9000)).toEqual({ series, leftOut: 0 });
    expect(left().series).toBe(series);
  });
});

describe('the cost of another size', () => {
  const cost: ResourceCost = resourceCost(service(), {
    fleet: fleetOf(),
    prices: PRICES,
    window: WINDOW,
    metrics: (_, metric) => missingMetric(metric),
  });
  const size = { cpuUnits: 512, memoryMib: 1024 };
  const hourly = 0.5 * 0.04048 + 0.004445;

  it('stands on the task-hours that were run', () => {
    const known = { ...cost, hoursPerMonth: 1000, monthly: { usd: 1, basis: 'list' as const, asOf: '2026-07-20' } };
    const { monthly, lines } = changedCost(service(), { size }, known, PRICES);
    expect(monthly).toMatchObject({ usd: expect.closeTo(1000 * hourly, 9), basis: 'list' });
    expect(lines.map(({ quantity }) => quantity)).toEqual([500, 1000]);
    expect(changedCost(service(), { size }, { ...known, monthly: { ...known.monthly, basis: 'assumed' } }, PRICES).monthly?.basis).toBe(
      'assumed',
    );
    expect(changedCost(service(), { size }, { ...known, monthly: null }, PRICES).monthly?.basis).toBe('list');
    const quarter = changedCost(service(), { size, spot: 0.25 }, known, PRICES);
    expect(quarter.lines.map(({ quantity }) => quantity)).toEqual([375, 750, 125, 250]);
    expect(quarter.monthly?.usd).toBeCloseTo(1000 * hourly * (0.75 + 0.25 * 0.3), 6);
  });

  it('is not known where the hours, the shape or a price are not', () => {
    const nothing = { monthly: null, lines: [] };
    expect(changedCost(service(), { size }, { ...cost, hoursPerMonth: null }, PRICES)).toEqual(nothing);
    expect(changedCost(service({ shape: null }), { size }, { ...cost, hoursPerMonth: 10 }, PRICES)).toEqual(nothing);
    expect(changedCost(service({ region: 'nowhere-1' }), { size }, { ...cost, hoursPerMonth: 10 }, PRICES)).toEqual(nothing);
  });

  it('on Graviton is an alternative where it would be one', () => {
    const given = { cost: { ...cost, hoursPerMonth: 10 }, prices: PRICES };
    const labels = (shape: EcsService['shape']) => fargateArm64Alternative(service({ shape }), size, [], given).map(({ label }) => label);
    expect(labels(taskShape())).toEqual(['0.5 vCPU / 1 GB, arm64']);
    expect(labels(taskShape({ architecture: 'arm64' }))).toEqual([]);
    expect(labels(taskShape({ operatingSystem: 'windows' }))).toEqual([]);
    expect(labels(null)).toEqual([]);
    expect(sizeCommands(service({ shape: null }), size).map(({ purpose }) => purpose)).toEqual([
      'inspect',
      'apply',
      'apply',
      'apply',
      'apply',
    ]);
  });
});

describe('sidecars', () => {
  it.each([
    ['Datadog--Agent', ['datadog-agent'], true],
    ['-envoy-', ['envoy'], true],
    ['web', ['', '--'], false],
    ['datadog', ['datadog-agent'], false],
    ['my-agent', ['my', 'other'], true],
  ])('%s among %j', (name, names, expected) => {
    expect(isNamedAsSidecar(name, names)).toBe(expected);
  });

  it('hold what has ended only where the task has no size of its own', () => {
    const ended = container({ name: 'setup', endsEarly: true, cpuUnits: 256, memoryReservationMib: 512 });
    const web = container({ cpuUnits: 768, memoryReservationMib: 1536 });
    const of = (over: Parameters<typeof taskShape>[0], ...containers: Container[]) =>
      reservedOverhead(taskShape({ ...over, containers }), ['envoy']);
    expect(of({ cpuUnits: null, memoryMib: null }, web, ended)).toEqual({
      names: ['setup'],
      reservesAny: true,
      cpuShare: 0.25,
      memoryShare: 0.25,
      endedToo: true,
    });
    expect(of({ cpuUnits: 1024, memoryMib: null }, web, ended)).toEqual({
      names: ['setup'],
      reservesAny: true,
      cpuShare: null,
      memoryShare: 0.25,
      endedToo: true,
    });
    expect(of({ cpuUnits: null, memoryMib: 2048 }, web, ended)).toMatchObject({ cpuShare: 0.25, memoryShare: null });
    expect(of({ cpuUnits: 1024, memoryMib: 2048 }, web, ended)).toBeNull();
    expect(of({ cpuUnits: null, memoryMib: null }, web, { ...ended, cpuUnits: null, memoryReservationMib: null })).toBeNull();
    expect(of({ cpuUnits: null, memoryMib: null }, web, { ...ended, cpuUnits: null })).toMatchObject({ cpuShare: null, memoryShare: 0.25 });
    expect(of({ cpuUnits: null, memoryMib: null }, web, { ...ended, memoryReservationMib: null })).toMatchObject({
      cpuShare: 0.25,
      memoryShare: null,
    });
    const proxy = container({ name: 'envoy', cpuUnits: 256 });
    // One that lasts and one that ended are both to be counted.
    expect(of({ cpuUnits: null, memoryMib: null }, web, ended, proxy)).toMatchObject({ names: ['envoy', 'setup'], cpuShare: 512 / 1280 });
    expect(of({ cpuUnits: null, memoryMib: null }, container({}), container({ name: 'envoy' }))).toEqual({
      names: ['envoy'],
      reservesAny: false,
      cpuShare: null,
      memoryShare: null,
      endedToo: false,
    });
    expect(of({ cpuUnits: 128, memoryMib: 2048 }, web, proxy)).toMatchObject({ cpuShare: 1 });
  });
});
