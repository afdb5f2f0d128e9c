import { describe, expect, it } from 'vitest';
import toInstances from '../../../policies/fargate/to-instances.js';
import type { MetricView, Series } from '../../../src/model/metric.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { fleetOf, missingMetric, presentMetric, seriesFrom, service, taskShape } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

describe('fargate-to-instances', () => {
  // 4 vCPU and 30 GB leave hardly anything of an instance with 8 GiB a vCPU.
  const large = { desired: 30, running: 30, shape: taskShape({ cpuUnits: 4096, memoryMib: 30 * 1024 }) };
  const always = (tasks: number | ((day: number) => number), status: 'ok' | 'partial' = 'ok') =>
    presentMetric('ecs.cpu', {
      status,
      daily: { SampleCount: Array.from({ length: 32 }, (_, day) => (typeof tasks === 'number' ? tasks : tasks(day)) * 1440) },
    });
  const hourly = (tasks: (hour: number) => number) => seriesFrom(({ hour }) => tasks(hour) * 60, { statistic: 'SampleCount' });
  const judge = (of: Partial<EcsService>, cpu: MetricView = always(30), samples: Series | null = hourly(() => 30)) =>
    judged(toInstances, service({ ...large, ...of }), { metrics: { cpu }, series: { samples } });
  const cases: [string, Partial<EcsService>, MetricView | undefined, string][] = [
    ['thirty tasks that fill their instances', {}, undefined, 'fail to-instances'],
    [
      'tasks that leave much of theirs',
      { desired: 17, running: 17, shape: taskShape({ cpuUnits: 4096, memoryMib: 8192 }) },
      undefined,
      'pass fargate-is-cheaper',
    ],
    ['a small service', { desired: 1, running: 1 }, undefined, 'pass small-service'],
    ['few tasks on some days', {}, always((day) => (day % 7 < 2 ? 5 : 30)), 'pass uneven'],
    [
      'partly on Spot',
      {
        compute: [
          { compute: 'fargate', share: 0.9 },
          { compute: 'fargate-spot', share: 0.1 },
        ],
      },
      undefined,
      'pass on-spot',
    ],
    ['Windows', { shape: taskShape({ operatingSystem: 'windows' }) }, undefined, 'not-applicable windows'],
    ['unknown size', { shape: null }, undefined, 'not-assessed size-unknown'],
    ['no price', { region: 'nowhere-1' }, undefined, 'not-assessed no-price'],
    ['no metric', {}, missingMetric('ecs.cpu'), 'not-assessed metric-unknown'],
    ['results missing', {}, always(30, 'partial'), 'not-assessed metric-incomplete'],
  ];
  it.each(cases)('%s', (_, of, cpu, expected) => {
    expect(verdictOf(judge(of, cpu))).toBe(expected);
  });

  it('counts Spot by the mean of its tasks, whatever runs at the moment', () => {
    const strategy = [
      { provider: 'FARGATE', weight: 0, base: 30 },
      { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
    ];
    const of = service({ ...large, capacityProviderStrategy: strategy, compute: [{ compute: 'fargate', share: 1 }] });
    const mean = (tasks: number) =>
      verdictOf(
        judged(toInstances, of, {
          metrics: { cpu: always(tasks) },
          series: { samples: hourly(() => tasks) },
          costMetrics: () => always(tasks),
        }),
      );
    expect(mean(30)).toBe('fail to-instances');
    expect(mean(40)).toBe('pass on-spot');
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of, cpu]) => judge(of, cpu));
    const more = {
      'hours that could not be read': judge({}, always(30), null),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/to-instances.txt');
  });

  it.each<[string, Series | null, string]>([
    ['as many in each hour', hourly(() => 30), 'fail to-instances'],
    ['twice as many by night as at the moment of the audit', hourly((hour) => (hour < 12 ? 40 : 20)), 'pass fargate-is-cheaper'],
    ['more in three hours of two weeks, as while deploying', seriesFrom(({ index }) => (index < 3 ? 60 : 30) * 60), 'fail to-instances'],
    ['hours that could not be read', null, 'not-assessed series-missing'],
  ])('holds the fullest hour: %s', (_, samples, expected) => {
    expect(verdictOf(judge({ desired: 20 }, always(30), samples))).toBe(expected);
  });

  describe('with disk that was asked for', () => {
    const disk = (ephemeralStorageGib: number | null, more: Partial<EcsService> = {}) =>
      judge({ shape: taskShape({ cpuUnits: 4096, memoryMib: 30 * 1024, ephemeralStorageGib }), ...more });
    const projected = (outcome: ReturnType<typeof disk>) => (outcome.verdict === 'fail' ? (outcome.cost.projected?.usd ?? 0) : Number.NaN);

    it('prices all of it, and nothing where no more was asked for than all get', () => {
      const plain = projected(disk(null));
      expect(projected(disk(20))).toBeCloseTo(plain, 9);
      expect(projected(disk(21))).toBeCloseTo(plain + 21 * 30 * 730 * 0.000111, 6);
      const outcome = disk(21);
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.cost.projected?.basis).toBe('assumed');
      expect(outcome.cost.lines.filter(({ of }) => of === 'projected').map(({ label }) => label)).toContain('Disks of the tasks');
      expect(outcome.recommendation.target?.notes).toContain('disks-as-asked-for');
      // The management fee is a share of the instances alone.
      const managed = outcome.recommendation.alternatives[0]?.monthly?.usd ?? 0;
      const bare = disk(20);
      const fee = bare.verdict === 'fail' ? (bare.recommendation.alternatives[0]?.monthly?.usd ?? 0) : 0;
      expect(managed).toBeCloseTo(fee + 21 * 30 * 730 * 0.000111, 6);
    });
  });

  it('asks for room and for interfaces where the places are taken', () => {
    const asked = (of: Partial<EcsService>, tasks: number) => {
      const outcome = judge(
        { desired: tasks, running: tasks, ...of },
        always(tasks),
        hourly(() => tasks),
      );
      return outcome.verdict === 'fail' ? outcome.questions.filter((code) => code === 'ask-room' || code === 'ask-trunking') : outcome.code;
    };
    const small = { shape: taskShape({ cpuUnits: 1024, memoryMib: 8 * 1024 }) };
    const whole = { shape: taskShape({ cpuUnits: 16_384, memoryMib: 120 * 1024 }) };
    expect(asked(whole, 12)).toEqual(['ask-room']);
    // A whole instance to spare is room enough.
    const spare = (copies: number) => {
      const given = { metrics: { cpu: always(12) }, series: { samples: hourly(() => 12) }, options: { copies, minimumSavingPercent: 0 } };
      const outcome = judged(toInstances, service({ ...large, ...whole, desired: 12, running: 12 }), given);
      return outcome.verdict === 'fail' ? outcome.questions.includes('ask-room') : outcome.code;
    };
    expect([spare(12), spare(13)]).toEqual([true, false]);
    expect(asked(small, 120)).toEqual(['ask-room', 'ask-trunking']);
  });

  it('says all of days, of shapes and of the fee', async () => {
    const onArm = { shape: taskShape({ cpuUnits: 4096, memoryMib: 30 * 1024, architecture: 'arm64' as const }) };
    const whole = { desired: 12, running: 12, shape: taskShape({ cpuUnits: 16_384, memoryMib: 120 * 1024 }) };
    const hourOf = (tasks: number) => hourly(() => tasks);
    const quietest = (tasks: number) => always((day) => (day === 25 ? tasks : 30));
    await expect(
      outcomeTexts({
        'on arm64': judge(onArm),
        'one task on each instance': judge(whole, always(12), hourOf(12)),
        'nine tenths on the quietest day': judge({}, quietest(27)),
        'less on the quietest day': judge({}, quietest(20)),
        'without samples': judge({}, always(0)),
        'on EC2': judge({ compute: [{ compute: 'ec2', share: 1 }] }),
        'where the instances have no price': judged(toInstances, service({ ...large, region: 'nowhere-1' }), {
          metrics: { cpu: always(30) },
          series: { samples: hourOf(30) },
          cost: { monthly: { usd: 5000, basis: 'list', asOf: '2026-07-20' }, lines: [], unpricedBecause: null, hoursPerMonth: 21_900 },
        }),
        'without hours': judged(toInstances, service(large), {
          metrics: { cpu: always(30) },
          series: { samples: hourOf(30) },
          cost: { monthly: { usd: 5000, basis: 'list', asOf: '2026-07-20' }, lines: [], unpricedBecause: null, hoursPerMonth: null },
        }),
      }),
    ).toMatchFileSnapshot('outcomes/to-instances-shapes.txt');
  });

  it('names the instances, how the tasks pack, and the fee', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error(verdictOf(outcome));
    expect(outcome.recommendation.target?.label).toMatch(/^ECS on EC2: \d+ x [cmr]\d+[agi]?\.\w+, \d+ tasks? on each$/);
    const [managed] = outcome.recommendation.alternatives;
    expect((managed?.monthly?.usd ?? 0) / (outcome.recommendation.target?.monthly?.usd ?? 1)).toBeCloseTo(1.12, 6);
    expect(managed?.monthly?.basis).toBe('assumed');
    expect([outcome.recommendation.target?.offerChecked, managed?.offerChecked]).toEqual([true, true]);
    const unread = judged(toInstances, service(large), {
      metrics: { cpu: always(30) },
      series: { samples: hourly(() => 30) },
      fleet: fleetOf({ instanceTypes: null }),
    });
    if (unread.verdict !== 'fail') throw new Error(verdictOf(unread));
    const { target, alternatives } = unread.recommendation;
    expect([target, ...alternatives].map((one) => one?.offerChecked)).toEqual([false, false]);
    expect(outcome.cost.savings?.usd).toBeGreaterThan(0.15 * (outcome.cost.current?.usd ?? 0));
  });
});
