import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../support/judged.js';
import { presentMetric, seriesFrom, service, taskShape } from '../../support/policy-fixtures.js';
import { CHANGED, judge, since, steady, targetOf } from './over-provisioned-fixtures.js';

const since7 = () => ({
  id: 'ecs-svc/1',
  status: 'PRIMARY',
  rolloutState: 'COMPLETED',
  taskDefinitionArn: service().deployments[0]?.taskDefinitionArn ?? '',
  createdAt: null as string | null,
  updatedAt: null,
  desired: 2,
  running: 2,
  failedTasks: 0,
});

/** 20 % in the window, and something else on five days long before it. */
const memoryEarlier = (percent: number) =>
  presentMetric('ecs.memory', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day < 5 ? percent : 20)) } });

describe('fargate-over-provisioned', () => {
  it('leaves out the first 15 minutes after a deployment start, and says so', () => {
    const start = Date.parse(CHANGED) / 1000;
    const spike = (minutes: number) =>
      seriesFrom(({ epoch }) => (epoch >= start && epoch < start + minutes * 60 ? 100 : 10), { periodSeconds: 300 });
    const deployed = { deployments: since(CHANGED) };
    const outcome = judge({ of: deployed, series: spike(15) });
    expect(targetOf(outcome)).toBe('0.5 vCPU / 2 GB');
    expect(outcome).toMatchObject({ recommendation: { target: { notes: ['starts-left-out', 'size-taken-as-unchanged'] } } });
    // 21 periods of 5 minutes after the first three are more than 0.5 % of the window.
    expect(targetOf(judge({ of: deployed, series: spike(15 + 21 * 5) }))).toBe('pass short');
    expect(targetOf(judge({ series: spike(15 + 21 * 5) }))).toBe('pass short');
  });

  it('gives no second advice a week after the first was taken', () => {
    const start = Date.parse(CHANGED) / 1000;
    // 4 vCPU at 10 % and 8 GB at 20 % before; 0.5 vCPU and 2 GB at 80 % since.
    const series = seriesFrom(({ epoch }) => (epoch < start ? 10 : 80), { periodSeconds: 300 });
    const memory = presentMetric('ecs.memory', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day < 29 ? 20 : 80)) } });
    const of = { deployments: since(CHANGED), shape: taskShape({ cpuUnits: 512, memoryMib: 2048 }) };
    expect(targetOf(judge({ of: { ...of, previousSize: { cpuUnits: 4096, memoryMib: 8192 } }, series, memory }))).toBe('pass right-sized');
    expect(targetOf(judge({ of, series, memory }))).toBe('pass right-sized');
  });

  it('has low confidence within 7 days of a change of size, and where the longer window saw more', () => {
    const changed = { deployments: since(CHANGED), previousSize: { cpuUnits: 2048, memoryMib: 8192 } };
    expect(judge({ of: changed, series: steady(5) })).toMatchObject({ confidence: 'low', confidenceReasons: ['size-changed-lately'] });
    expect(judge({ of: { deployments: [] }, memory: memoryEarlier(60) })).toMatchObject({
      confidence: 'low',
      confidenceReasons: ['older-peak'],
    });
    expect(judge({})).toMatchObject({ confidence: 'high', confidenceReasons: [] });
  });

  it('counts a percentage against the size of its time', () => {
    const start = Date.parse(CHANGED) / 1000;
    // 70 % of 4 vCPU until the change, 10 % of 8 vCPU since: 2.8 vCPU are needed, which is no less than 4 vCPU.
    const series = seriesFrom(({ epoch }) => (epoch < start ? 70 : 10), { periodSeconds: 300 });
    const of = {
      deployments: since(CHANGED),
      shape: taskShape({ cpuUnits: 8192, memoryMib: 16_384 }),
      previousSize: { cpuUnits: 4096, memoryMib: 16_384 },
    };
    expect(targetOf(judge({ of, series }))).toBe('4 vCPU / 8 GB');
  });

  it('is less sure of little data, gaps and what the longer window saw', () => {
    const reasons = (given: Parameters<typeof judge>[0]) => {
      const outcome = judge(given);
      return outcome.verdict === 'fail' ? outcome.confidenceReasons : verdictOf(outcome);
    };
    const since = (hours: number) => seriesFrom(({ index }) => (index >= 4032 - hours * 12 ? 10 : null), { periodSeconds: 300 });
    expect(reasons({ series: since(168) })).toEqual(['datapoints-missing']);
    expect(reasons({ series: since(167) })).toEqual(['short-history', 'datapoints-missing']);
    // Nine tenths of 4,032 are 3,628.8.
    const gaps = (values: number) => seriesFrom(({ index }) => (index < values ? 10 : null), { periodSeconds: 300 });
    expect(reasons({ series: gaps(3629) })).toEqual([]);
    expect(reasons({ series: gaps(3628) })).toEqual(['datapoints-missing']);
    // 80 % of the 2 GB advised are a fifth of the 8 GB now.
    expect(reasons({ of: { deployments: [] }, memory: memoryEarlier(20) })).toEqual([]);
    expect(reasons({ of: { deployments: [] }, memory: memoryEarlier(20.1) })).toEqual(['older-peak']);
    const cpuOnce = (percent: number) =>
      presentMetric('ecs.cpu', {
        daily: { Average: 5, Minimum: 1, SampleCount: 2880, Maximum: Array.from({ length: 32 }, (_, day) => (day < 5 ? percent : 10)) },
      });
    // All of the half vCPU advised is an eighth of the 4 now.
    expect(reasons({ cpu: cpuOnce(12.5) })).toEqual([]);
    expect(reasons({ cpu: cpuOnce(12.6) })).toEqual(['older-peak']);
    // Seven days to the second are not lately.
    const changedAt = (date: string) => ({
      deployments: [{ ...since7(), createdAt: date }],
      previousSize: { cpuUnits: 4096, memoryMib: 16_384 },
    });
    expect(reasons({ of: changedAt('2026-11-09T00:00:00Z'), series: steady(5) })).toEqual([]);
    expect(reasons({ of: changedAt('2026-11-09T00:00:01Z'), series: steady(5) })).toEqual(['size-changed-lately']);
  });

  it.each<[string, Parameters<typeof judge>[0], string]>([
    // 20 % of 8 GB need 2 GB with a fifth to spare, and so does what is less.
    ['less than in the window', { memory: memoryEarlier(19) }, '0.5 vCPU / 2 GB'],
    ['a little more, which needs the next step', { memory: memoryEarlier(20.01) }, '0.5 vCPU / 3 GB'],
    ['all that the headroom leaves', { memory: memoryEarlier(80) }, '1 vCPU / 8 GB'],
    ['a little more than that', { memory: memoryEarlier(80.01) }, 'pass short'],
    ['nearly all', { memory: memoryEarlier(95) }, 'pass short'],
    // 80 % of 4 GB is 40 % of 8 GB, which takes 4 GB.
    [
      'of the size before',
      { of: { deployments: since('2026-10-31T00:00:00Z'), previousSize: { cpuUnits: 4096, memoryMib: 4096 } }, memory: memoryEarlier(80) },
      '0.5 vCPU / 4 GB',
    ],
    [
      'deployed since, and no other size found',
      { of: { deployments: since('2026-10-31T00:00:00Z') }, memory: memoryEarlier(95) },
      'pass short',
    ],
    ['the size at the time not known', { of: { deployments: [] }, memory: memoryEarlier(95) }, '0.5 vCPU / 2 GB'],
  ])('holds the memory from before the window: %s', (_, given, expected) => {
    expect(targetOf(judge(given))).toBe(expected);
  });

  it('shows memory and CPU from before the window in the evidence', () => {
    const told = (given: Parameters<typeof judge>[0]) => {
      const outcome = judge(given);
      if (outcome.verdict !== 'fail') throw new Error(verdictOf(outcome));
      const shown = outcome.evidence.filter(({ name }) => /aximum(Cpu|Memory)Percent$/.test(name));
      return [...shown.map(({ name, value, source }) => [name, value, source?.windowDays]), outcome.recommendation.target?.notes];
    };
    expect(told({})).toEqual([['maximumMemoryPercent', 20, 14], []]);
    expect(told({ memory: memoryEarlier(60) })).toEqual([['maximumMemoryPercent', 60, 32], ['memory-peak-before-window']]);
    // Deployed two days before the window: of no matter where memory before that does not count.
    const deployed = { deployments: since('2026-10-31T00:00:00Z') };
    expect(told({ of: deployed })).toEqual([['maximumMemoryPercent', 20, 14], []]);
    const peaked = ['size-taken-as-unchanged', 'memory-peak-before-window'];
    expect(told({ of: deployed, memory: memoryEarlier(60) })).toEqual([['maximumMemoryPercent', 60, 32], peaked]);
    const other = { ...deployed, previousSize: { cpuUnits: 2048, memoryMib: 8192 } };
    expect(told({ of: other, memory: memoryEarlier(60) })).toEqual([['maximumMemoryPercent', 60, 32], peaked.slice(1)]);
    expect(told({ of: { deployments: [] }, memory: memoryEarlier(60) })).toEqual([
      ['maximumMemoryPercent', 20, 14],
      ['earlierMaximumMemoryPercent', 60, 32],
      [],
    ]);
    const cpu = presentMetric('ecs.cpu', {
      daily: { Average: 5, Minimum: 1, SampleCount: 2880, Maximum: Array.from({ length: 32 }, (_, day) => (day < 5 ? 70 : 10)) },
    });
    expect(told({ cpu })).toEqual([['maximumMemoryPercent', 20, 14], ['earlierMaximumCpuPercent', 70, 32], []]);
  });
});
