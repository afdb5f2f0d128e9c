import { describe, expect, it } from 'vitest';
import policy from '../../../policies/fargate/over-provisioned.js';
import type { Container } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { missingMetric, presentMetric, seriesFrom, service, task, taskShape } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { CHANGED, judge, memoryAt, since, steady, targetOf } from './over-provisioned-fixtures.js';

/** Two weeks at 2 %, but for one hour, or as many values, at a full half hour. */
const oneHour = (percent: number, values = 12) =>
  seriesFrom(({ index }) => (index >= 1002 && index < 1002 + values ? percent : 2), { periodSeconds: 300 });
const tracking = (trackedMetric: string) => ({
  target: { minimum: 1, maximum: 9, suspended: false },
  policies: [{ name: 'p', type: 'target-tracking' as const, trackedMetric, targetValue: 60 }],
  scheduledActions: [],
});
const suspended = (...suspendedKinds: ('in' | 'out' | 'scheduled')[]) => ({
  ...tracking('custom:CPUUtilization'),
  target: { minimum: 1, maximum: 9, suspended: true, suspendedKinds },
});

const ONE_VCPU = { shape: taskShape({ cpuUnits: 1024, memoryMib: 8192 }) };
const HALF = { shape: taskShape({ cpuUnits: 512, memoryMib: 2048 }) };
/** Level before the verdict window, and 1 % more a day in it. */
const risingMemory = (from: number) =>
  presentMetric('ecs.memory', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => from + Math.max(0, day - 18)) } });

describe('fargate-over-provisioned', () => {
  const cases: [string, Parameters<typeof judge>[0], string][] = [
    // 4096 units x 10 % / 0.8 = 512; 8192 MiB x 20 % / 0.8 = 2048
    ['exactly the headroom on both dimensions', {}, '0.5 vCPU / 2 GB'],
    ['a little more CPU needs the next size', { series: steady(10.01) }, '1 vCPU / 2 GB'],
    ['a little more memory needs the next step', { memory: memoryAt(20.01) }, '0.5 vCPU / 3 GB'],
    ['memory forces the CPU size up', { memory: memoryAt(45) }, '1 vCPU / 5 GB'],
    ['CPU at 40 % exactly leaves half', { series: steady(40), memory: memoryAt(80) }, '2 vCPU / 8 GB'],
    ['CPU above 40 %, memory as it is', { series: steady(40.1), memory: memoryAt(80) }, 'pass right-sized'],
    ['80 % of CPU is not short', { series: steady(80), memory: memoryAt(10) }, 'pass right-sized'],
    ['above 80 % of CPU is', { series: steady(80.1), memory: memoryAt(10) }, 'pass short'],
    ['above 80 % of memory is', { series: steady(5), memory: memoryAt(80.1) }, 'pass short'],
    [
      'an hour a day at full load is not over-provisioned',
      { series: seriesFrom(({ hour }) => (hour === 3 ? 79 : 2), { periodSeconds: 300 }) },
      'pass right-sized',
    ],
    // 4096 units: p99.5 of 2 % needs the smallest size, 6.25 % of it. The hour that tops all others may be topped as much again, and that may not
    // use 95 % of the size, unless the size carries the highest value with its headroom.
    ['one hour of all that the smallest size carries with headroom', { series: oneHour(5), memory: memoryAt(10) }, '0.25 vCPU / 1 GB'],
    ['one a little fuller', { series: oneHour(5.01), memory: memoryAt(10) }, '0.5 vCPU / 1 GB'],
    ['one that is fuller than that', { series: oneHour(12), memory: memoryAt(10) }, '1 vCPU / 2 GB'],
    ['one that leaves no smaller size', { series: oneHour(47.6), memory: memoryAt(80) }, 'pass right-sized'],
    ['one that is fuller than all of the size may be', { series: oneHour(95.1), memory: memoryAt(10) }, 'pass short'],
    // Half an hour at 5.9375 % in an hour of 3.96875 %: topped, 5.9375 %.
    ['half an hour, whose hour may be topped', { series: oneHour(5.9375, 6), memory: memoryAt(10) }, '0.25 vCPU / 1 GB'],
    ['half an hour a little fuller', { series: oneHour(5.95, 6), memory: memoryAt(10) }, '0.5 vCPU / 1 GB'],
    // 16 % on the last day needs 20 %; in as many days it is 30 %, which 1 vCPU of 4 does not give.
    [
      'CPU that rises by 1 % a day',
      { series: seriesFrom(({ index }) => 2 + Math.floor(index / 288), { periodSeconds: 300 }) },
      '2 vCPU / 4 GB',
    ],
    // 23.5 % of 8 GB needs 3 GB, and so does what it will have risen to: 37.5 %.
    ['memory that will just fit', { of: ONE_VCPU, series: steady(60), memory: risingMemory(10.5) }, '1 vCPU / 3 GB'],
    ['memory that needs the next step then', { of: ONE_VCPU, series: steady(60), memory: risingMemory(10.6) }, '1 vCPU / 4 GB'],
    ['memory that will just fit the one smaller size', { of: HALF, series: steady(45), memory: risingMemory(23) }, '0.5 vCPU / 1 GB'],
    ['memory that outgrows it', { of: HALF, series: steady(45), memory: risingMemory(23.1) }, 'pass needs-its-size-ahead'],
    [
      'memory that rises under tracking of memory',
      { of: { scaling: tracking('ECSServiceAverageMemoryUtilization') }, series: steady(10), memory: risingMemory(23.1) },
      '1 vCPU / 8 GB',
    ],
    ['the smallest size there is', { of: { shape: taskShape({ cpuUnits: 256, memoryMib: 512 }) }, series: steady(1) }, 'pass right-sized'],
    [
      'Windows has no less than 1 vCPU',
      { of: { shape: taskShape({ cpuUnits: 4096, memoryMib: 8192, operatingSystem: 'windows' }) }, series: steady(1) },
      '1 vCPU / 2 GB',
    ],
    [
      'target tracking on CPU: memory alone',
      {
        of: { scaling: tracking('ECSServiceAverageCPUUtilization'), shape: taskShape({ cpuUnits: 1024, memoryMib: 8192 }) },
        series: steady(60),
      },
      '1 vCPU / 2 GB',
    ],
    [
      'target tracking on memory: CPU alone',
      { of: { scaling: tracking('ECSServiceAverageMemoryUtilization') }, memory: memoryAt(70) },
      '1 vCPU / 8 GB',
    ],
    ['a metric of the same name by hand', { of: { scaling: tracking('custom:CPUUtilization') } }, 'pass right-sized'],
    [
      'target tracking on both',
      {
        of: {
          scaling: {
            ...tracking('ECSServiceAverageMemoryUtilization'),
            policies: [...tracking('ECSServiceAverageMemoryUtilization').policies, ...tracking('ECSServiceAverageCPUUtilization').policies],
          },
        },
      },
      'not-applicable scaling-follows-both',
    ],
    ['tracking whose scale-in is suspended still follows', { of: { scaling: suspended('in') } }, 'pass right-sized'],
    ['tracking beside a schedule that is suspended', { of: { scaling: suspended('scheduled') } }, 'pass right-sized'],
    ['tracking that is suspended in both directions', { of: { scaling: suspended('in', 'out') } }, '0.5 vCPU / 2 GB'],
    [
      'tracking between equal bounds',
      { of: { scaling: { ...tracking('custom:CPUUtilization'), target: { minimum: 2, maximum: 2, suspended: false } } } },
      '0.5 vCPU / 2 GB',
    ],
    ['tracking of requests leaves both open', { of: { scaling: tracking('ALBRequestCountPerTarget') } }, '0.5 vCPU / 2 GB'],
    ['scaling that may not be read', { of: { scaling: null } }, 'not-assessed scaling-unknown'],
    ['unknown size', { of: { shape: null } }, 'not-assessed size-unknown'],
    ['no CPU', { cpu: missingMetric('ecs.cpu') }, 'not-assessed metric-unknown'],
    ['no memory', { memory: missingMetric('ecs.memory', 'throttled') }, 'not-assessed metric-unknown'],
    [
      'memory with results missing',
      { memory: presentMetric('ecs.memory', { status: 'partial', daily: { Maximum: 20 } }) },
      'not-assessed metric-incomplete',
    ],
    ['desired count 0', { of: { desired: 0 }, cpu: missingMetric('ecs.cpu') }, 'not-applicable desired-zero'],
    ['Managed Instances', { of: { compute: [{ compute: 'managed-instances', share: 1 }] } }, 'not-applicable on-managed-instances'],
    [
      '23 hours of data',
      { series: seriesFrom(({ index }) => (index >= 13 * 288 + 12 ? 10 : null), { periodSeconds: 300 }) },
      'not-assessed too-little-data',
    ],
    ['24 hours of data', { series: seriesFrom(({ index }) => (index >= 13 * 288 ? 10 : null), { periodSeconds: 300 }) }, '0.5 vCPU / 2 GB'],
  ];
  it.each(cases)('%s', (_, given, expected) => {
    expect(targetOf(judge(given))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, given]) => judge(given));
    const more = {
      'changed lately': judge({
        of: { deployments: since(CHANGED), previousSize: { cpuUnits: 2048, memoryMib: 8192 } },
        series: steady(5),
      }),
      'without a price': judge({ of: { region: 'nowhere-1' } }),
      'a standalone task': judged(policy, task()),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/over-provisioned.txt');
  });

  it('asks for less of the containers too, where they declare more than the target', () => {
    const container: Container = {
      name: 'web',
      essential: true,
      cpuUnits: 512,
      memoryMib: 2048,
      memoryReservationMib: null,
      hasHealthCheck: true,
    };
    const declared = (of: Partial<Container>[]) =>
      judge({ of: { shape: taskShape({ cpuUnits: 4096, memoryMib: 8192, containers: of.map((one) => ({ ...container, ...one })) }) } });
    const told = (outcome: ReturnType<typeof judge>) => {
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      const { target } = outcome.recommendation;
      return {
        notes: target?.notes,
        confidence: outcome.confidence,
        commands: outcome.commands.map(({ purpose }) => purpose),
        declared: outcome.values['declaredMemory']?.value,
      };
    };
    const silent = { notes: [], confidence: 'high', commands: ['inspect', 'apply', 'apply', 'apply', 'apply', 'undo'] };
    // The target is 0.5 vCPU / 2 GB, which is what it declares.
    expect(told(declared([{}]))).toMatchObject(silent);
    const more = { notes: ['containers-declare-more'], confidence: 'medium', commands: ['inspect'] };
    expect(told(declared([{ cpuUnits: 513 }]))).toMatchObject(more);
    expect(told(declared([{ cpuUnits: 256 }, { cpuUnits: 256, memoryMib: 1 }]))).toMatchObject({
      ...more,
      declared: 2049,
    });
    // A soft limit is what a container reserves; its hard limit must fit alone.
    expect(told(declared([{ memoryReservationMib: 1024 }, { cpuUnits: 0, memoryReservationMib: 1024 }]))).toMatchObject(silent);
    expect(told(declared([{ memoryReservationMib: 1024, memoryMib: 2049 }]))).toMatchObject(more);
  });

  it('saves the difference of list prices over the task-hours run, and offers Graviton beside', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const hours = 2 * 730;
    expect(outcome.cost.current?.usd).toBeCloseTo(hours * (4 * 0.04048 + 8 * 0.004445), 6);
    expect(outcome.cost.savings?.usd).toBeCloseTo(hours * (3.5 * 0.04048 + 6 * 0.004445), 6);
    expect(outcome.recommendation.alternatives).toMatchObject([{ label: '0.5 vCPU / 2 GB, arm64', platformDifferences: ['architecture'] }]);
    expect(outcome.charts[0]).toMatchObject({
      type: 'before-after',
      dimensions: [{ dimension: 'CPU', nowPercent: 10, projectedPercent: 80, limitPercent: 80 }, {}],
    });
  });

  it('is riskier the fuller it gets, and riskiest where single peaks no longer fit', () => {
    const riskAt = (percent: number, peak = percent, memory = 20) => {
      // One value of 4,032 is far beyond the 99.5th percentile.
      const outcome = judge({
        series: seriesFrom(({ index }) => (index === 9 ? peak : percent), { periodSeconds: 300 }),
        memory: memoryAt(memory),
      });
      if (outcome.verdict !== 'fail') throw new Error(verdictOf(outcome));
      return [outcome.recommendation.target?.label, outcome.risk, outcome.recommendation.target?.notes.includes('peak-above-target')];
    };
    // 8.75 % of 4 vCPU are 70 % of half of one; 12.5 % are all of it.
    expect(riskAt(8.75, 8.75, 17.5)).toEqual(['0.5 vCPU / 2 GB', 1, false]);
    expect(riskAt(8.76, 8.76, 17.5)).toEqual(['0.5 vCPU / 2 GB', 2, false]);
    expect(riskAt(8.75, 8.75, 17.51)).toEqual(['0.5 vCPU / 2 GB', 2, false]);
    expect(riskAt(8.75, 12.5, 17.5)).toEqual(['0.5 vCPU / 2 GB', 1, false]);
    expect(riskAt(8.75, 12.6, 17.5)).toEqual(['0.5 vCPU / 2 GB', 3, true]);
  });

  it('says all of a service that one dimension of is held by scaling', async () => {
    const byMemory = { scaling: tracking('ECSServiceAverageMemoryUtilization') };
    const byCpu = { scaling: tracking('ECSServiceAverageCPUUtilization'), shape: taskShape({ cpuUnits: 1024, memoryMib: 8192 }) };
    const cpu = presentMetric('ecs.cpu', { daily: { Average: 5, Maximum: 60, Minimum: 1, SampleCount: 2880 } });
    await expect(
      outcomeTexts({
        'CPU is held': judged(policy, service(byCpu), { metrics: { cpu, memory: memoryAt(10) } }),
        'memory is held': judge({ of: { ...byMemory, shape: taskShape({ cpuUnits: 4096, memoryMib: 8192 }) }, memory: memoryAt(60) }),
        'neither is': judged(policy, service({ shape: taskShape({ cpuUnits: 4096, memoryMib: 8192 }) }), {
          metrics: { cpu, memory: memoryAt(10) },
        }),
        'on Windows': judge({ of: { shape: taskShape({ cpuUnits: 4096, memoryMib: 16_384, operatingSystem: 'windows' }) } }),
        'a peak beyond the target': judge({ series: seriesFrom(({ index }) => (index === 9 ? 60 : 10), { periodSeconds: 300 }) }),
      }),
    ).toMatchFileSnapshot('outcomes/over-provisioned-held.txt');
  });

  it('flips where no smaller size would be left', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    // 4 vCPU come with 8 GB at least, so CPU must fit 2 vCPU; memory may rise to 80 % of its 8 GB, for 2 vCPU take those too.
    expect(outcome.evidence.flatMap(({ flipsAt }) => flipsAt ?? [])).toEqual([40, expect.closeTo(80, 9)]);
  });

  it('keeps the finding where there is no price', () => {
    const outcome = judge({ of: { region: 'nowhere-1' } });
    expect(outcome).toMatchObject({ verdict: 'fail', cost: { current: null, savings: null } });
  });

  it('names standalone tasks', () => {
    expect(verdictOf(judged(policy, task()))).toBe('not-assessed standalone-task');
  });
});
