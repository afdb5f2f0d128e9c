import { describe, expect, it } from 'vitest';
import fixedSize from '../../../policies/ecs/fixed-size-service.js';
import noHealthCheck from '../../../policies/ecs/no-health-check.js';
import orphan from '../../../policies/ecs/orphan-task.js';
import sidecars from '../../../policies/ecs/sidecar-overhead.js';
import unstable from '../../../policies/ecs/unstable-service.js';
import type { MetricView, Series } from '../../../src/model/metric.js';
import type { Container, EcsService, EcsTask } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import {
  container,
  END,
  metricFromSeries,
  missingMetric,
  presentMetric,
  seriesFrom,
  service,
  task,
  taskShape,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

const minutesBefore = (minutes: number) => new Date(Date.parse(END) - minutes * 60_000).toISOString().replace('.000Z', 'Z');

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

  it('spares the task-hours that keep no hour fuller than the fullest is', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    // Half of the hours need 10 tasks, the others ceil(10 x 10 / 60) = 2: 4 of 10 task-hours go.
    expect(outcome.values).toMatchObject({ removable: { value: expect.closeTo(40, 9) } });
    expect((outcome.cost.savings?.usd ?? 0) / (outcome.cost.current?.usd ?? 1)).toBeCloseTo(0.4, 9);
    expect(outcome.commands.map(({ purpose }) => purpose)).toEqual(['inspect', 'apply', 'apply', 'undo', 'undo']);
  });
});

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
});

describe('ecs-no-health-check', () => {
  const shaped = (...containers: Container[]) => ({ shape: taskShape({ containers }) });
  const cases: [string, Partial<EcsService>, string][] = [
    ['none at all', shaped(container()), 'fail no-health-check'],
    ['a check in the container', shaped(container({ hasHealthCheck: true })), 'pass container-check'],
    [
      'a check in a container that is not essential',
      shaped(container(), container({ name: 'log', essential: false, hasHealthCheck: true })),
      'fail no-health-check',
    ],
    ['a check of its proxy alone', shaped(container(), container({ name: 'envoy', hasHealthCheck: true })), 'fail no-health-check'],
    ['a proxy alone, with a check', shaped(container({ name: 'envoy', hasHealthCheck: true })), 'pass container-check'],
    [
      'a check beside a proxy without one',
      shaped(container({ hasHealthCheck: true }), container({ name: 'envoy' })),
      'pass container-check',
    ],
    ['a load balancer', { ...shaped(container()), targetGroupArns: ['arn'] }, 'pass load-balancer-check'],
    ['a classic load balancer', { ...shaped(container()), classicLoadBalancers: ['lb'] }, 'pass load-balancer-check'],
    ['checks that cannot be seen', shaped(container({ hasHealthCheck: null })), 'not-assessed checks-unseen'],
    ['an unread shape', { shape: null }, 'not-assessed shape-unread'],
    ['desired count 0', { ...shaped(container()), desired: 0 }, 'not-applicable desired-zero'],
    ['a daemon has no desired count', { ...shaped(container()), desired: 0, schedulingStrategy: 'DAEMON' }, 'fail no-health-check'],
    ['being deleted', { status: 'DRAINING' }, 'not-applicable not-active'],
  ];
  it.each(cases)('%s', (_, of, expected) => {
    expect(verdictOf(judged(noHealthCheck, service(of)))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of]) => judged(noHealthCheck, service(of)));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/no-health-check.txt');
  });
});

describe('ecs-orphan-task', () => {
  const cases: [string, Partial<EcsTask>, string][] = [
    ['running for months', {}, 'fail orphan'],
    ['on an instance', { compute: 'ec2' }, 'fail orphan-on-instance'],
    ['running for exactly three days', { startedAt: minutesBefore(3 * 1440) }, 'pass young'],
    ['a minute longer', { startedAt: minutesBefore(3 * 1440 + 1) }, 'fail orphan'],
    ['of a service', { serviceName: 'web' }, 'not-applicable task-of-service'],
    ['pending', { lastStatus: 'PENDING', startedAt: null }, 'not-applicable task-not-running'],
    ['a job of AWS Batch', { awaitedBy: 'aws-batch' }, 'not-applicable aws-batch'],
    ['a step of a workflow', { awaitedBy: 'step-functions' }, 'not-applicable step-functions'],
    ['of unknown start', { startedAt: null }, 'not-assessed start-unknown'],
  ];
  it.each(cases)('%s', (_, of, expected) => {
    expect(verdictOf(judged(orphan, task(of)))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of]) => judged(orphan, task(of)));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/orphan-task.txt');
  });

  it('says what it can of a task whose price or size is not known', () => {
    expect(judged(orphan, task({ region: 'nowhere-1' }))).toMatchObject({ verdict: 'fail', values: { monthly: { value: null } } });
    const unsized = task({ compute: 'ec2', shape: taskShape({ cpuUnits: null, memoryMib: null }) });
    expect(judged(orphan, unsized)).toMatchObject({ verdict: 'fail', values: { cpu: { value: null } } });
  });

  it('counts nothing as saved, and shows what stopping it would save', () => {
    const outcome = judged(orphan, task());
    expect(outcome).toMatchObject({
      cost: { savings: { usd: 0 } },
      recommendation: { alternatives: [{ savings: { usd: expect.closeTo(730 * (0.04048 + 2 * 0.004445), 6) } }] },
    });
  });
});

describe('ecs-sidecar-overhead', () => {
  const shaped = (...containers: Container[]) => ({ shape: taskShape({ cpuUnits: 1024, memoryMib: 2048, containers }) });
  const unsized = (...containers: Container[]) => ({ shape: taskShape({ cpuUnits: null, memoryMib: null, containers }) });
  const app = container({ cpuUnits: 512, memoryReservationMib: 1024 });
  const init = container({ name: 'migrate', essential: false, cpuUnits: 512, memoryReservationMib: 1024, endsEarly: true });
  const cases: [string, Partial<EcsService>, string][] = [
    ['a quarter of the CPU exactly', shaped(app, container({ name: 'envoy', cpuUnits: 256 })), 'pass small-overhead'],
    ['a unit more', shaped(app, container({ name: 'envoy', cpuUnits: 257 })), 'fail sidecar-overhead'],
    ['a third of the memory', shaped(app, container({ name: 'datadog-agent', memoryReservationMib: 700 })), 'fail sidecar-overhead'],
    [
      'a soft limit counts before a hard one',
      shaped(app, container({ name: 'xray', memoryReservationMib: 100, memoryMib: 1900 })),
      'pass small-overhead',
    ],
    ['known by not being essential', shaped(app, container({ name: 'helper', essential: false, cpuUnits: 512 })), 'fail sidecar-overhead'],
    [
      'a collector under its full name',
      shaped(app, container({ name: 'opentelemetry-collector', cpuUnits: 400 })),
      'fail sidecar-overhead',
    ],
    ['a log router', shaped(app, container({ name: 'log_router', cpuUnits: 400 })), 'fail sidecar-overhead'],
    [
      'work whose name only holds that of an agent',
      shaped(app, container({ name: 'hotel-api', cpuUnits: 512 })),
      'not-applicable one-container',
    ],
    [
      'work whose name begins as that of an agent',
      shaped(app, container({ name: 'consulting', cpuUnits: 512 })),
      'not-applicable one-container',
    ],
    ['a second application container', shaped(app, container({ name: 'worker', cpuUnits: 512 })), 'not-applicable one-container'],
    ['an init container, of a task with a size', shaped(app, init), 'not-applicable one-container'],
    ['an init container named as an agent', shaped(app, { ...init, name: 'vault-agent' }), 'not-applicable one-container'],
    ['an init container beside a small agent', shaped(app, init, container({ name: 'envoy', cpuUnits: 256 })), 'pass small-overhead'],
    ['nothing but an init container and agents', shaped(init, container({ name: 'envoy', cpuUnits: 256 })), 'not-applicable one-container'],
    ['an init container, of a task without a size', unsized(app, init), 'fail sidecar-overhead'],
    ['a small one', unsized(app, { ...init, cpuUnits: 64, memoryReservationMib: 64 }), 'pass small-overhead'],
    ['one that reserves nothing', unsized(app, { ...init, cpuUnits: null, memoryReservationMib: null }), 'not-applicable one-container'],
    [
      'one that reserves only what the task has a size of',
      { shape: taskShape({ cpuUnits: null, memoryMib: 2048, containers: [app, { ...init, cpuUnits: null }] }) },
      'not-applicable one-container',
    ],
    ['alone', shaped(app), 'not-applicable one-container'],
    ['without reservations', shaped(app, container({ name: 'envoy' })), 'not-assessed no-reservations'],
    ['of an unread shape', { shape: null }, 'not-assessed shape-unread'],
    ['desired count 0', { desired: 0 }, 'not-applicable desired-zero'],
  ];
  it.each(cases)('%s', (_, of, expected) => {
    expect(verdictOf(judged(sidecars, service(of)))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of]) => judged(sidecars, service(of)));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/sidecar-overhead.txt');
  });

  it('is not assessed, or does not apply, where there is nothing to share', () => {
    const unsized = taskShape({ cpuUnits: null, memoryMib: null, containers: [container(), container({ name: 'envoy' })] });
    expect(verdictOf(judged(sidecars, service({ shape: unsized })))).toMatch(/^not-assessed/);
    expect(judged(sidecars, service({ status: 'DRAINING' }))).toMatchObject({
      code: 'not-active',
      values: { state: { value: 'DRAINING' } },
    });
    const heavy = shaped(app, container({ name: 'envoy', cpuUnits: 400 }));
    expect(verdictOf(judged(sidecars, service({ ...heavy, desired: 0, schedulingStrategy: 'DAEMON' })))).toBe('fail sidecar-overhead');
  });

  it('says what they cost by what they reserve', () => {
    const outcome = judged(sidecars, service(shaped(app, container({ name: 'envoy', cpuUnits: 512, memoryReservationMib: 512 }))));
    const monthly = 2 * 730 * (0.5 * 0.04048 + 0.5 * 0.004445);
    expect(outcome.values).toMatchObject({
      monthly: { value: expect.closeTo(monthly, 6) },
      cpuShare: { value: 50 },
      memoryShare: { value: 25 },
    });
  });

  it('says that what prepares the start is held until the end', () => {
    const found = judged(sidecars, service(unsized(app, init)));
    expect(found.verdict === 'fail' && found.recommendation.target?.notes).toEqual(['fewer-or-smaller', 'held-after-the-end']);
    expect(found.values).toMatchObject({ names: { value: 'migrate' }, cpuShare: { value: 50 }, memoryShare: { value: 50 } });
  });

  it('takes the containers for the whole where the task has no size', () => {
    const shape = taskShape({
      cpuUnits: null,
      memoryMib: null,
      containers: [container({ cpuUnits: 300 }), container({ name: 'fluent-bit', cpuUnits: 100 })],
    });
    expect(verdictOf(judged(sidecars, service({ shape })))).toBe('pass small-overhead');
  });
});
