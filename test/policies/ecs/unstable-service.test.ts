import { describe, expect, it } from 'vitest';
import unstable from '../../../policies/ecs/unstable-service.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { fleetOf, missingMetric, presentMetric, service, task } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { minutesBefore } from './minutes-before.js';

describe('ecs-unstable-service', () => {
  const scales: EcsService['scaling'] = {
    target: { minimum: 2, maximum: 10, suspended: false },
    policies: [{ name: 'cpu', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 }],
    scheduledActions: [],
  };
  const off = (kind: 'in' | 'out'): EcsService['scaling'] => ({
    ...scales,
    target: { minimum: 2, maximum: 10, suspended: true, suspendedKinds: [kind] },
  });
  const withDeployment = (overrides: Partial<EcsService['deployments'][number]>) => ({
    deployments: service().deployments.map((deployment) => ({ ...deployment, ...overrides })),
  });
  const inProgress = (minutes: number) => withDeployment({ rolloutState: 'IN_PROGRESS', createdAt: minutesBefore(minutes) });
  const cases: [string, Partial<EcsService>, string][] = [
    ['all tasks run', {}, 'pass stable'],
    ['a deployment failed', withDeployment({ rolloutState: 'FAILED' }), 'fail rollout-failed'],
    ['three tasks failed', withDeployment({ failedTasks: 3 }), 'fail tasks-fail'],
    ['two tasks failed', withDeployment({ failedTasks: 2 }), 'pass stable'],
    ['a task short long after', { running: 1 }, 'fail below-desired'],
    ['a task short exactly at the end of the grace', { running: 1, ...withDeployment({ createdAt: minutesBefore(30) }) }, 'pass settling'],
    ['a minute later', { running: 1, ...withDeployment({ createdAt: minutesBefore(31) }) }, 'fail below-desired'],
    ['in progress for three hours', withDeployment({ rolloutState: 'IN_PROGRESS', createdAt: minutesBefore(180) }), 'pass stable'],
    ['in progress for longer', withDeployment({ rolloutState: 'IN_PROGRESS', createdAt: minutesBefore(181) }), 'fail rollout-stuck'],
    ['baking, to the last minute', { deploymentWaitMinutes: 720, ...inProgress(900) }, 'pass rolling-out'],
    ['baking, and a minute more', { deploymentWaitMinutes: 720, ...inProgress(901) }, 'fail rollout-stuck'],
    ['baked, and done', { deploymentWaitMinutes: 720 }, 'pass stable'],
    ['nothing to wait for', { deploymentWaitMinutes: 0, ...inProgress(181) }, 'fail rollout-stuck'],
    ['in progress since after a window of the past', inProgress(-121), 'not-assessed deployed-later'],
    ['in progress since just after the window', inProgress(-120), 'pass stable'],
    ['a task short, in a deployment after a window of the past', { running: 1, ...inProgress(-121) }, 'not-assessed deployed-later'],
    ['a task short of a deployment of unknown age', { running: 1, createdAt: null, deployments: [] }, 'not-assessed age-unknown'],
    ['deployed by CodeDeploy', { deploymentController: 'CODE_DEPLOY', deployments: [] }, 'pass stable-by-count'],
    ['desired count 0', { desired: 0, running: 0 }, 'not-applicable desired-zero'],
    ['being deleted', { status: 'DRAINING' }, 'not-applicable not-active'],
    ['steered from outside', { deploymentController: 'EXTERNAL' }, 'not-assessed external-controller'],
  ];
  it.each(cases)('%s', (_, of, expected) => {
    expect(verdictOf(judged(unstable, service(of)))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of]) => judged(unstable, service(of)));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/unstable-service.txt');
  });

  const judgeAt = (of: Partial<EcsService>, tasks: number | null) => {
    const cpu = tasks === null ? missingMetric('ecs.cpu') : presentMetric('ecs.cpu', { daily: { SampleCount: tasks * 1440 } });
    return judged(unstable, service({ desired: 4, ...of }), { metrics: { cpu } });
  };
  const moments: [string, Partial<EcsService>, number | null, string][] = [
    ['all of them over the last day: one is being replaced', { running: 3 }, 4, 'pass short-for-now'],
    ['a task short for an hour', { running: 3 }, 3 + 23 / 24, 'pass short-for-now'],
    ['a task short for six hours', { running: 3 }, 3.75, 'fail below-desired'],
    ['none runs, whatever the last day had', { running: 0, pending: 4 }, 4, 'fail below-desired'],
    ['no metric', { running: 3 }, null, 'fail below-desired'],
    ['scaled out just now', { running: 2, pending: 2, scaling: scales }, 2, 'pass short-for-now'],
    ['scaled out, and one does not even start', { running: 2, pending: 1, scaling: scales }, 2, 'fail below-desired'],
    ['pending, and nothing scales it', { running: 2, pending: 2 }, 2, 'fail below-desired'],
    ['pending, and only scale-in is suspended', { running: 2, pending: 2, scaling: off('in') }, 2, 'pass short-for-now'],
    ['pending, and scale-out is suspended', { running: 2, pending: 2, scaling: off('out') }, 2, 'fail below-desired'],
  ];
  it.each(moments)('tells a moment from a state: %s', (_, of, tasks, expected) => {
    expect(verdictOf(judgeAt(of, tasks))).toBe(expected);
  });

  it('says all of these moments', async () => {
    const outcomes = outcomesOf(moments, ([, of, tasks]) => judgeAt(of, tasks));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/unstable-service-moments.txt');
  });

  it.each<[string, Partial<EcsService>, MetricView, string]>([
    ['the metric denied', {}, missingMetric('ecs.cpu', 'denied'), 'not-assessed metric-unknown'],
    [
      'the metric in part',
      {},
      presentMetric('ecs.cpu', { status: 'partial', daily: { SampleCount: 5_000 } }),
      'not-assessed metric-incomplete',
    ],
    ['scaling, with all on their way', { scaling: null, pending: 1 }, missingMetric('ecs.cpu'), 'not-assessed scaling-unread'],
    ['scaling, with none on its way', { scaling: null }, missingMetric('ecs.cpu'), 'fail below-desired'],
    ['the metric, and none runs', { running: 0 }, missingMetric('ecs.cpu', 'denied'), 'fail below-desired'],
    [
      'the metric, soon after a deployment',
      withDeployment({ createdAt: minutesBefore(5) }),
      missingMetric('ecs.cpu', 'denied'),
      'pass settling',
    ],
  ])('is not judged where what would tell could not be read: %s', (_, of, cpu, expected) => {
    expect(verdictOf(judged(unstable, service({ desired: 4, running: 3, ...of }), { metrics: { cpu } }))).toBe(expected);
  });

  it('says all of deployments of every kind', async () => {
    const two = (first: Partial<EcsService['deployments'][number]>, second: Partial<EcsService['deployments'][number]>) => ({
      deployments: service().deployments.flatMap((one) => [
        { ...one, status: 'ACTIVE', ...first },
        { ...one, ...second },
      ]),
    });
    const later = minutesBefore(-121);
    const ten = presentMetric('ecs.cpu', { daily: { SampleCount: Array.from({ length: 32 }, (_, day) => (day === 31 ? 0 : 4 * 1440)) } });
    const scheduled: EcsService['scaling'] = {
      target: { minimum: 4, maximum: 4, suspended: false },
      policies: [],
      scheduledActions: [{ name: 'morning', schedule: 'cron(0 8 * * ? *)', timeZone: null, minimum: 4, maximum: 4, desired: null }],
    };
    const at = (of: Partial<EcsService>, cpu: MetricView = missingMetric('ecs.cpu')) => judged(unstable, service(of), { metrics: { cpu } });
    await expect(
      outcomeTexts({
        'an older deployment failed': at(two({ rolloutState: 'FAILED' }, { createdAt: minutesBefore(90) })),
        'tasks of an older deployment failed': at(two({ failedTasks: 9 }, { createdAt: minutesBefore(90) })),
        'an older deployment goes on': at(two({ rolloutState: 'IN_PROGRESS' }, { createdAt: minutesBefore(90) })),
        'no deployment is told': at({ deployments: [], running: 1 }),
        'nothing tells its age': at({ deployments: [], createdAt: null, running: 1 }),
        'a deployment after the window': at({ running: 1, ...withDeployment({ createdAt: later }) }),
        'one that goes on after the window': at(withDeployment({ createdAt: later, rolloutState: 'IN_PROGRESS' })),
        'one that ended after the window': at(withDeployment({ createdAt: later })),
        'one two hours after the window': at({ running: 1, ...withDeployment({ createdAt: minutesBefore(-120) }) }),
        'by CodeDeploy': at({ deploymentController: 'CODE_DEPLOY' }),
        'by CodeDeploy, failed, without a breaker': at({
          deploymentController: 'CODE_DEPLOY',
          circuitBreaker: { enabled: false, rollback: false },
          ...withDeployment({ rolloutState: 'FAILED' }),
        }),
        'from outside, failed, without a breaker': at({
          deploymentController: 'EXTERNAL',
          circuitBreaker: { enabled: false, rollback: false },
          ...withDeployment({ rolloutState: 'FAILED' }),
        }),
        'failed, without a breaker': at({
          circuitBreaker: { enabled: false, rollback: false },
          ...withDeployment({ rolloutState: 'FAILED' }),
        }),
        'it bakes': at({ deploymentWaitMinutes: 240, ...withDeployment({ rolloutState: 'IN_PROGRESS', createdAt: minutesBefore(420) }) }),
        'it bakes for longer': at({
          deploymentWaitMinutes: 240,
          ...withDeployment({ rolloutState: 'IN_PROGRESS', createdAt: minutesBefore(421) }),
        }),
        'it has baked': at({ deploymentWaitMinutes: 240 }),
        'it bakes, and a task is missing': at({
          running: 1,
          deploymentWaitMinutes: 240,
          ...withDeployment({ rolloutState: 'IN_PROGRESS', createdAt: minutesBefore(100) }),
        }),
        'short on the last day, not before': at({ desired: 4, running: 3 }, ten),
        'brought up by a schedule': at({ desired: 4, running: 3, pending: 1, scaling: scheduled }, ten),
      }),
    ).toMatchFileSnapshot('outcomes/unstable-service-deployments.txt');
  });

  it('turns the circuit breaker on where it is off, with the way back', () => {
    const outcome = judged(unstable, service({ circuitBreaker: { enabled: false, rollback: false }, running: 0 }));
    expect(outcome).toMatchObject({
      severity: 'high',
      commands: [{ purpose: 'inspect' }, { purpose: 'apply' }, { purpose: 'undo' }],
      cost: { savings: { usd: 0 } },
    });
    const untold = judged(unstable, service({ circuitBreaker: null, running: 0 }));
    expect(untold.verdict === 'fail' && untold.commands.map(({ purpose }) => purpose)).toEqual(['inspect']);
  });

  describe('tasks that are started again and again', () => {
    const taskIds = ['a', 'b', 'c', 'd'];
    const youngest = (
      minutes: readonly (number | null)[],
      tasks = 4,
      of: Partial<EcsService> = {},
      options: { restartMinutes?: number } = {},
    ) => {
      const running = minutes.map((ago, index) =>
        task({ taskId: taskIds[index] ?? 'x', serviceName: 'web', startedAt: ago === null ? null : minutesBefore(ago) }),
      );
      return judged(unstable, service({ desired: 4, running: 4, ...of }), {
        metrics: { cpu: presentMetric('ecs.cpu', { daily: { SampleCount: tasks * 1440 } }) },
        fleet: fleetOf({ tasks: new Map([['main/web', running]]) }),
        options,
      });
    };
    const actions = [{ name: 'up', schedule: 'cron(0 7 * * ? *)', timeZone: null, minimum: 2, maximum: null, desired: null }];
    it.each<[string, ReturnType<typeof youngest>, string]>([
      ['all within the hour', youngest([4, 20, 33, 59]), 'fail restarting'],
      ['one an hour old', youngest([4, 20, 33, 60]), 'pass stable'],
      ['within as long as is asked for', youngest([4, 20, 33, 60], 4, {}, { restartMinutes: 61 }), 'fail restarting'],
      ['a start that is not known', youngest([4, 20, 33, null]), 'pass stable'],
      ['since after a window of the past', youngest([-121, -121, -121, -121]), 'pass stable'],
      ['since just after the window', youngest([-120, -120, -120, -120]), 'fail restarting'],
      ['three of four seen', youngest([4, 20, 33]), 'pass stable'],
      ['one task alone, which may have been moved', youngest([4], 1, { desired: 1, running: 1 }), 'pass stable'],
      ['deployed a day ago', youngest([4, 20, 33, 59], 4, withDeployment({ createdAt: minutesBefore(1440) })), 'fail restarting'],
      ['deployed since', youngest([4, 20, 33, 59], 4, withDeployment({ createdAt: minutesBefore(1439) })), 'pass stable'],
      ['of a deployment that is not known', youngest([4, 20, 33, 59], 4, { deployments: [] }), 'pass stable'],
      ['there for three quarters of the last day', youngest([4, 20, 33, 59], 3), 'fail restarting'],
      ['switched on in the morning', youngest([4, 20, 33, 59], 2.99), 'pass stable'],
      [
        'switched on by a schedule',
        youngest([4, 20, 33, 59], 4, { scaling: { ...scales, scheduledActions: actions } as EcsService['scaling'] }),
        'pass stable',
      ],
    ])('%s', (_, outcome, expected) => {
      expect(verdictOf(outcome)).toBe(expected);
    });

    it('are not assessed where the last day could not be read', () => {
      const running = taskIds.map((taskId) => task({ taskId, serviceName: 'web', startedAt: minutesBefore(5) }));
      const given = { metrics: { cpu: missingMetric('ecs.cpu', 'denied') }, fleet: fleetOf({ tasks: new Map([['main/web', running]]) }) };
      expect(judged(unstable, service({ desired: 4, running: 4 }), given).verdict).toBe('not-assessed');
    });

    it('may have been taken back by Spot, or moved with their hosts', () => {
      const compute: EcsService['compute'] = [{ compute: 'fargate-spot', share: 1 }];
      expect(youngest([4, 20, 33, 59])).toMatchObject({
        severity: 'medium',
        confidence: 'medium',
        questions: ['ask-exit-codes', 'ask-events'],
      });
      expect(youngest([4, 20, 33, 59], 4, { compute })).toMatchObject({ confidence: 'low' });
      const onHosts: EcsService['compute'] = [{ compute: 'ec2', share: 1 }];
      expect(youngest([4, 20, 33, 59], 4, { compute: onHosts })).toMatchObject({
        confidence: 'low',
        confidenceReasons: ['one-moment', 'hosts-may-be-new'],
      });
    });
  });

  it('calls no number of failed tasks zero where it is not told', () => {
    const outcome = judged(unstable, service({ deploymentController: 'CODE_DEPLOY', running: 1 }));
    expect(outcome.verdict === 'fail' && outcome.evidence[0]).toMatchObject({ name: 'failedTasks', value: null });
  });
});
