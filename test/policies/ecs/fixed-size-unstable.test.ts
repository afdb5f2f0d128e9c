import { describe, expect, it } from 'vitest';
import fixedSize from '../../../policies/ecs/fixed-size-service.js';
import unstable from '../../../policies/ecs/unstable-service.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { presentMetric, seriesFrom, service } from '../../support/policy-fixtures.js';

const demand = seriesFrom(({ hour }) => (hour >= 8 && hour < 20 ? 60 : 10), { statistic: 'Average' });
/** A price for each task-hour of 1 vCPU and 2 GB, for a month. */
const TASK = 730 * (0.04048 + 2 * 0.004445);

/** `ran`: mean tasks of each day of the window, by its samples. */
function judge(of: Partial<EcsService>, ran: number | readonly number[], more: { status?: 'partial'; maximumCountChange?: number } = {}) {
  const samples = typeof ran === 'number' ? ran * 1440 : ran.map((tasks) => tasks * 1440);
  const cpu = presentMetric('ecs.cpu', {
    daily: { Average: 35, Maximum: 60, SampleCount: samples },
    ...(more.status === undefined ? {} : { status: more.status }),
  });
  return judged(fixedSize, service({ desired: 10, running: 10, ...of }), {
    metrics: { cpu },
    series: { cpu: demand, peaks: demand },
    costMetrics: () => cpu,
    options: more.maximumCountChange === undefined ? {} : { maximumCountChange: more.maximumCountChange },
  });
}

const deployed = (over: Partial<EcsService['deployments'][number]>) => ({
  deployments: service().deployments.map((one) => ({ ...one, ...over })),
});
const older = { ...service().deployments[0], status: 'ACTIVE', failedTasks: 2 } as EcsService['deployments'][number];

describe('ecs-fixed-size-service, where tasks are missing', () => {
  it.each<[string, Partial<EcsService>, number | readonly number[], string]>([
    ['all ten run', {}, 10, 'fail fixed-size'],
    ['one of four runs', { desired: 4, running: 1 }, 1, 'not-applicable unstable'],
    ['nine of ten run, and did all day', { running: 9 }, 9, 'not-applicable unstable'],
    ['nine of ten run, a quarter of the last day', { running: 9 }, [...new Array<number>(13).fill(10), 9.75], 'not-applicable unstable'],
    ['nine of ten run, for less of it', { running: 9 }, [...new Array<number>(13).fill(10), 9.751], 'fail fixed-size'],
    ['a deployment failed', deployed({ rolloutState: 'FAILED' }), 10, 'not-applicable unstable'],
    ['a task of the current deployment failed', deployed({ failedTasks: 1 }), 10, 'not-applicable unstable'],
    ['tasks of a deployment before it failed', { deployments: [...service().deployments, older] }, 10, 'fail fixed-size'],
    ['nothing runs', { running: 0 }, 10, 'not-applicable unstable'],
  ])('%s', (_, of, ran, expected) => {
    expect(verdictOf(judge(of, ran))).toBe(expected);
  });

  it('says nothing of tasks that are missing where the metric came in part', () => {
    expect(verdictOf(judge({ running: 9 }, 10, { status: 'partial' }))).toBe('not-assessed metric-incomplete');
    expect(verdictOf(judge({}, 10, { status: 'partial' }))).toBe('not-assessed metric-partial');
  });

  it('leaves to ecs-unstable-service what that finds', () => {
    const cpu = presentMetric('ecs.cpu', { daily: { SampleCount: 1440 } });
    expect(judged(unstable, service({ desired: 4, running: 1 }), { metrics: { cpu } }).verdict).toBe('fail');
  });
});

describe('ecs-fixed-size-service, where the count did change', () => {
  it.each<[string, number | readonly number[], number | undefined, string]>([
    ['a tenth fewer', 9, undefined, 'fail fixed-size'],
    ['fewer than that', 8.99, undefined, 'not-assessed count-changed'],
    ['a tenth more', 11, undefined, 'fail fixed-size'],
    ['more than that', 11.01, undefined, 'not-assessed count-changed'],
    ['from two to ten by hand', [...new Array<number>(12).fill(2), 10, 10], undefined, 'not-assessed count-changed'],
    ['half, where that is allowed', 5, 0.5, 'fail fixed-size'],
    ['none, where a hair is too much', 9.99, 0, 'not-assessed count-changed'],
  ])('%s', (_, ran, maximumCountChange, expected) => {
    expect(verdictOf(judge({}, ran, maximumCountChange === undefined ? {} : { maximumCountChange }))).toBe(expected);
  });

  it.each([
    // Six of ten tasks are needed on the mean, whatever ran.
    ['all ten', 10, 10 * TASK, 6 * TASK],
    ['nine: the six cost what six cost', 9, 9 * TASK, 6 * TASK],
    ['eleven: the same share goes', 11, 11 * TASK, 6.6 * TASK],
    ['five: nothing is saved, and nothing added', 5, 5 * TASK, 5 * TASK],
  ])('costs after it what its target costs, of %s', (_, ran, now, after) => {
    const outcome = judge({}, ran, { maximumCountChange: 1 });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.cost.current?.usd).toBeCloseTo(now, 6);
    expect(outcome.cost.projected?.usd).toBeCloseTo(after, 6);
    expect(outcome.cost.savings?.usd).toBeCloseTo(now - after, 6);
  });
});
