import { describe, expect, it } from 'vitest';
import fixedSize from '../../../policies/ecs/fixed-size-service.js';
import type { MetricView, Series } from '../../../src/model/metric.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { metricFromSeries, missingMetric, presentMetric, seriesFrom, service } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

describe('ecs-fixed-size-service', () => {
  const daily = (low: number, high: number) => seriesFrom(({ hour }) => (hour >= 8 && hour < 20 ? high : low), { statistic: 'Average' });
  const judge = (
    of: Partial<EcsService>,
    series: Series = daily(10, 60),
    cpu: MetricView = metricFromSeries('ecs.cpu', series),
    peaks: Series | null = series,
  ) => judged(fixedSize, service({ desired: 10, running: 10, ...of }), { metrics: { cpu }, series: { cpu: series, peaks } });
  const night = { name: 'night', schedule: 'cron(0 20 * * ? *)', timeZone: null, minimum: 2, maximum: 2, desired: null };
  type Kind = 'in' | 'out' | 'scheduled';
  const off = (...suspendedKinds: Kind[]): Partial<EcsService> => ({
    scaling: { ...scaling(2, 20, 1), target: { minimum: 2, maximum: 20, suspended: true, suspendedKinds }, scheduledActions: [night] },
  });
  const scaling = (minimum: number, maximum: number, policies: number, suspended = false) => ({
    target: { minimum, maximum, suspended },
    policies: Array.from({ length: policies }, () => ({
      name: 'p',
      type: 'target-tracking' as const,
      trackedMetric: 'ECSServiceAverageCPUUtilization',
      targetValue: 60,
    })),
    scheduledActions: [],
  });
  const cases: [string, Partial<EcsService>, Series | undefined, MetricView | undefined, string][] = [
    ['a sixth of the load at night', {}, undefined, undefined, 'fail fixed-size'],
    ['a target without a policy', { scaling: scaling(2, 20, 0) }, undefined, undefined, 'fail fixed-size'],
    ['a policy between equal bounds', { scaling: scaling(10, 10, 1) }, undefined, undefined, 'fail fixed-size'],
    ['a policy that is suspended', { scaling: scaling(2, 20, 1, true) }, undefined, undefined, 'fail fixed-size'],
    ['everything suspended', off('in', 'out', 'scheduled'), undefined, undefined, 'fail fixed-size'],
    ['scale-in suspended, and the schedule', off('in', 'scheduled'), undefined, undefined, 'fail fixed-size'],
    ['scale-in suspended, and a schedule', off('in'), undefined, undefined, 'pass scales'],
    ['the schedule suspended, and a policy', off('scheduled'), undefined, undefined, 'pass scales'],
    [
      'equal bounds that a schedule sets',
      { scaling: { ...scaling(10, 10, 0), scheduledActions: [night] } },
      undefined,
      undefined,
      'pass scales',
    ],
    [
      'equal bounds that a schedule sets again',
      { scaling: { ...scaling(10, 10, 0), scheduledActions: [{ ...night, minimum: 10, maximum: 10 }] } },
      undefined,
      undefined,
      'fail fixed-size',
    ],
    [
      'busy for two hours of each day',
      {},
      seriesFrom(({ hour }) => (hour < 2 ? 60 : 10), { statistic: 'Average' }),
      undefined,
      'fail fixed-size',
    ],
    [
      'busy for an hour of each day',
      {},
      seriesFrom(({ hour }) => (hour < 1 ? 60 : 10), { statistic: 'Average' }),
      undefined,
      'pass even-demand',
    ],
    ['on EC2 as well', { compute: [{ compute: 'ec2', share: 1 }] }, undefined, undefined, 'fail fixed-size'],
    ['scaled by a policy', { scaling: scaling(2, 20, 1) }, undefined, undefined, 'pass scales'],
    ['even demand, exactly half at night', {}, daily(30, 60), undefined, 'pass even-demand'],
    ['a little less than half', {}, daily(29.9, 60), undefined, 'fail fixed-size'],
    ['never busy', {}, daily(2, 19), undefined, 'pass hardly-busy'],
    ['short quiet', {}, seriesFrom(({ hour }) => (hour < 3 ? 5 : 60), { statistic: 'Average' }), undefined, 'pass little-to-spare'],
    ['two tasks', { desired: 2 }, undefined, undefined, 'not-applicable few-tasks'],
    ['a daemon', { schedulingStrategy: 'DAEMON' }, undefined, undefined, 'not-applicable daemon'],
    ['desired count 0', { desired: 0 }, undefined, undefined, 'not-applicable desired-zero'],
    ['being deleted', { status: 'DRAINING' }, undefined, undefined, 'not-applicable not-active'],
    ['scaling unread', { scaling: null }, undefined, undefined, 'not-assessed scaling-unread'],
    ['no metric', {}, undefined, missingMetric('ecs.cpu'), 'not-assessed metric-unknown'],
    [
      'six days of data',
      {},
      seriesFrom(({ index, hour }) => (index < 8 * 24 ? null : hour < 12 ? 10 : 60), { statistic: 'Average' }),
      undefined,
      'not-assessed too-little-data',
    ],
  ];
  it.each(cases)('%s', (_, of, series, cpu, expected) => {
    expect(verdictOf(judge(of, series, cpu))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of, series, cpu]) => judge(of, series, cpu));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/fixed-size-service.txt');
  });

  it('says all of bounds, of gaps and of what could not be read', async () => {
    const partial = presentMetric('ecs.cpu', { status: 'partial', daily: { Average: 30, Maximum: 60, SampleCount: 2880 } });
    const hours = (count: number) =>
      seriesFrom(({ index, hour }) => (index < 336 - count ? null : hour < 12 ? 10 : 60), { statistic: 'Average' });
    const busyByDay = presentMetric('ecs.cpu', { daily: { Average: 10, Maximum: 60, SampleCount: 2880 } });
    await expect(
      outcomeTexts({
        'the metric in part': judge({}, daily(10, 60), partial),
        'a week to the hour': judge({}, hours(168)),
        'an hour less': judge({}, hours(167)),
        'busy at the limit': judge({}, daily(5, 20)),
        'busy for minutes alone': judge({}, daily(5, 19), busyByDay),
        'gaps among the peaks': judge(
          {},
          daily(10, 60),
          undefined,
          seriesFrom(({ hour }) => (hour === 3 ? null : hour >= 8 && hour < 20 ? 60 : 10)),
        ),
        'no peaks at all': judge(
          {},
          daily(10, 60),
          undefined,
          seriesFrom(() => null),
        ),
        'no hours at all': judge(
          {},
          seriesFrom(() => null),
          busyByDay,
        ),
      }),
    ).toMatchFileSnapshot('outcomes/fixed-size-service-bounds.txt');
  });

  it('follows no bursts of minutes, and says nothing where it cannot see them', () => {
    const minutes = seriesFrom(() => 60);
    expect(verdictOf(judge({}, daily(10, 60), undefined, minutes))).toBe('pass little-to-spare');
    expect(verdictOf(judge({}, daily(10, 60), undefined, null))).toBe('not-assessed series-missing');
  });

  it('takes tasks away from Spot first, where the rest is a base on demand', () => {
    const strategy = [
      { provider: 'FARGATE', weight: 0, base: 4 },
      { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
    ];
    const compute: EcsService['compute'] = [
      { compute: 'fargate', share: 0.4 },
      { compute: 'fargate-spot', share: 0.6 },
    ];
    const hour = 0.04048 + 2 * 0.004445;
    const saved = (of: Partial<EcsService>, low: number) => {
      const outcome = judge({ launchType: null, compute, ...of }, daily(low, 60));
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      expect(outcome.cost.savings?.basis).toBe('assumed');
      return (outcome.cost.savings?.usd ?? 0) / (730 * hour);
    };
    // 8 of 10 tasks go in half of the hours: the 6 on Spot, and 2 of the base; without a base each goes by its share.
    expect(saved({ capacityProviderStrategy: strategy }, 10)).toBeCloseTo(0.5 * (2 + 6 * 0.3), 9);
    // Of 10 tasks 4 are needed in the other half: none of the base goes.
    expect(saved({ capacityProviderStrategy: strategy }, 24)).toBeCloseTo(0.5 * 6 * 0.3, 9);
    expect(saved({ capacityProviderStrategy: [] }, 10)).toBeCloseTo(4 * (0.4 + 0.6 * 0.3), 9);
  });

  it('spares the task-hours that keep no hour fuller than the fullest is', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    // Half of the hours need 10 tasks, the others ceil(10 x 10 / 60) = 2: 4 of 10 task-hours go.
    expect(outcome.values).toMatchObject({ removable: { value: expect.closeTo(40, 9) } });
    expect((outcome.cost.savings?.usd ?? 0) / (outcome.cost.current?.usd ?? 1)).toBeCloseTo(0.4, 9);
    expect(outcome.commands.map(({ purpose }) => purpose)).toEqual(['inspect', 'apply', 'apply', 'undo', 'undo']);
  });
});
