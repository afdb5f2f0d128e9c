import { describe, expect, it } from 'vitest';
import idle from '../../../policies/fargate/idle.js';
import idleDev from '../../../policies/fargate/idle-dev.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { EnvironmentMatch } from '../../../src/model/policy.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import {
  fleetOf,
  metricFromSeries,
  missingMetric,
  presentMetric,
  seriesFrom,
  service,
  task,
  taskShape,
  WINDOW,
  zeroMetric,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { TARGET } from './service-fixtures.js';

const DEV: EnvironmentMatch = { name: 'dev', nonProduction: true, source: 'cluster', matched: 'shop-dev' };
const PROD: EnvironmentMatch = { name: 'prod', nonProduction: false, source: 'tag', matched: 'env=prod' };

const flat = (percent: number, more: { days?: number; status?: 'ok' | 'partial' } = {}) =>
  presentMetric('ecs.cpu', { daily: { Average: percent / 2, Maximum: percent, SampleCount: 2880 }, ...more });
const DEPLOYED = '2026-11-10T12:00:00Z';
const deployed = { deployments: service().deployments.map((deployment) => ({ ...deployment, createdAt: DEPLOYED })) };
/** 1 % all the time, and a burst of some minutes from a moment on. */
const burst = (from: string, minutes: number) =>
  seriesFrom(({ epoch }) => (epoch >= Date.parse(from) / 1000 && epoch < Date.parse(from) / 1000 + minutes * 60 ? 90 : 1), {
    periodSeconds: 300,
  });

interface Case {
  of?: Partial<EcsService>;
  cpu?: MetricView;
  requests?: MetricView;
  networkReceived?: MetricView;
  series?: ReturnType<typeof burst>;
}

function judge(
  { of = {}, cpu, requests, networkReceived, series }: Case,
  environment: EnvironmentMatch | null = null,
  policy: typeof idle | typeof idleDev = idle,
) {
  const metrics = {
    cpu: cpu ?? (series === undefined ? flat(1) : metricFromSeries('ecs.cpu', series, 10)),
    ...(requests === undefined ? {} : { requests }),
    ...(networkReceived === undefined ? {} : { networkReceived }),
  };
  return judged(policy, service(of), { metrics, environment, ...(series === undefined ? {} : { series: { cpu: series } }) });
}

describe('fargate-idle', () => {
  const cases: [string, Case, string][] = [
    ['never over 1 %', {}, 'fail idle'],
    ['just under the limit', { cpu: flat(4.99) }, 'fail idle'],
    ['exactly at the limit', { cpu: flat(5) }, 'pass cpu-used'],
    [
      'idle on average, busy for an hour a night',
      { series: seriesFrom(({ hour }) => (hour === 2 ? 80 : 1), { periodSeconds: 300 }) },
      'pass cpu-used',
    ],
    ['a start is no work', { of: deployed, series: burst(DEPLOYED, 10) }, 'fail idle'],
    ['work that goes on after the start', { of: deployed, series: burst(DEPLOYED, 25) }, 'pass cpu-used'],
    ['the same burst without a start', { series: burst(DEPLOYED, 10) }, 'pass cpu-used'],
    [
      'a start, but no series to see it in',
      { of: deployed, cpu: presentMetric('ecs.cpu', { daily: { Average: 1, Maximum: 60, SampleCount: 2880 } }) },
      'not-assessed series-missing',
    ],
    ['5 % of a large task is work', { of: { shape: taskShape({ cpuUnits: 16_384, memoryMib: 32_768 }) }, cpu: flat(3) }, 'pass cpu-used'],
    ['3 % of a middling one is not', { of: { shape: taskShape({ cpuUnits: 8192, memoryMib: 16_384 }) }, cpu: flat(3) }, 'fail idle'],
    [
      'behind a load balancer without requests',
      { of: { targetGroupArns: [TARGET] }, requests: zeroMetric('ecs.requestsPerTarget') },
      'fail idle',
    ],
    [
      'with a handful of requests',
      { of: { targetGroupArns: [TARGET] }, requests: presentMetric('ecs.requestsPerTarget', { daily: { Sum: 1 } }) },
      'pass receives-requests',
    ],
    [
      'receiving 5 MB a day',
      { networkReceived: presentMetric('ecs.insightsNetworkRx', { daily: { Average: 5e6 / 86_400 } }) },
      'fail idle',
    ],
    [
      'receiving more',
      { networkReceived: presentMetric('ecs.insightsNetworkRx', { daily: { Average: 5.1e6 / 86_400 } }) },
      'pass receives-traffic',
    ],
    ['created inside the window', { of: { createdAt: '2026-11-10T00:00:00Z' } }, 'not-assessed too-young'],
    ['created when the window starts', { of: { createdAt: WINDOW.start } }, 'fail idle'],
    ['seen on six days', { cpu: flat(1, { days: 6 }) }, 'not-assessed too-few-days'],
    ['seen on seven days', { cpu: flat(1, { days: 7 }) }, 'fail idle'],
    ['with results missing', { cpu: flat(1, { status: 'partial' }) }, 'not-assessed metric-incomplete'],
    ['with results missing, but busy', { cpu: flat(50, { status: 'partial' }) }, 'not-assessed metric-partial'],
    ['without datapoints', { cpu: missingMetric('ecs.cpu') }, 'not-assessed metric-unknown'],
    ['denied', { cpu: missingMetric('ecs.cpu', 'denied') }, 'not-assessed metric-unknown'],
    ['of unknown size', { of: { shape: null } }, 'not-assessed size-unknown'],
    ['at desired count 0', { of: { desired: 0, running: 0 }, cpu: missingMetric('ecs.cpu') }, 'not-applicable desired-zero'],
    ['on EC2', { of: { compute: [{ compute: 'ec2', share: 1 }] } }, 'not-applicable on-ec2'],
    ['on Managed Instances', { of: { compute: [{ compute: 'managed-instances', share: 1 }] } }, 'not-applicable on-managed-instances'],
    ['on machines outside AWS', { of: { compute: [{ compute: 'external', share: 1 }] } }, 'not-applicable on-external'],
    [
      'on both',
      {
        of: {
          compute: [
            { compute: 'ec2', share: 0.5 },
            { compute: 'fargate', share: 0.5 },
          ],
        },
      },
      'not-assessed compute-mixed',
    ],
    ['on it is not known what', { of: { compute: null } }, 'not-assessed compute-unknown'],
    ['being deleted', { of: { status: 'DRAINING' } }, 'not-applicable service-not-active'],
  ];
  it.each(cases)('%s', (_, given, expected) => {
    expect(verdictOf(judge(given))).toBe(expected);
  });

  it('counts the tasks that run, not those that are wanted', () => {
    expect(judge({ of: { desired: 2, running: 4 } }).values.tasks?.value).toBe(4);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, given]) => judge(given));
    const more = {
      'in development': judge({}, DEV, idleDev),
      'in production, by the other policy': judge({}, PROD, idleDev),
      scaled: judge({ of: { scaling: { target: { minimum: 2, maximum: 6, suspended: false }, policies: [], scheduledActions: [] } } }),
      'brought back by a schedule': judge({
        of: {
          scaling: {
            target: { minimum: 2, maximum: 6, suspended: false },
            policies: [],
            scheduledActions: [{ name: 'up', schedule: 'cron(0 7 * * ? *)', timeZone: null, minimum: 2, maximum: null, desired: null }],
          },
        },
      }),
      'a standalone task': judged(idle, task()),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/idle.txt');
  });

  it('leaves what is not production to fargate-idle-dev, and the other way round', () => {
    expect(verdictOf(judge({}, DEV))).toBe('not-applicable judged-by-idle-dev');
    expect(verdictOf(judge({}, DEV, idleDev))).toBe('fail idle-dev');
    expect(verdictOf(judge({}, PROD))).toBe('fail idle');
    expect(verdictOf(judge({}, PROD, idleDev))).toBe('not-applicable production');
    expect(verdictOf(judge({}, null, idleDev))).toBe('not-applicable environment-unknown');
    expect(verdictOf(judge({ cpu: flat(50) }, DEV, idleDev))).toBe('pass cpu-used');
    expect(verdictOf(judge({ cpu: missingMetric('ecs.cpu') }, DEV, idleDev))).toBe('not-assessed metric-unknown');
  });

  it('shows what said that it is no production', () => {
    const outcome = judge({}, DEV, idleDev);
    expect(outcome.values).toMatchObject({ environment: { value: 'dev' }, source: { value: 'cluster' }, matched: { value: 'shop-dev' } });
  });

  it('names tasks for what they are', () => {
    expect(verdictOf(judged(idle, task()))).toBe('not-assessed standalone-task');
    expect(verdictOf(judged(idle, task({ serviceName: 'web' })))).toBe('not-applicable task-of-service');
    expect(verdictOf(judged(idle, task({ compute: 'ec2' })))).toBe('not-applicable task-not-on-fargate');
    expect(verdictOf(judged(idle, task({ lastStatus: 'PENDING' })))).toBe('not-applicable task-not-running');
    expect(verdictOf(judged(idle, task({ compute: null })))).toBe('not-assessed compute-unknown');
  });

  it('also leaves out the start of a task that was replaced without a deployment', () => {
    const series = burst('2026-11-12T03:00:00Z', 10);
    const fleet = fleetOf({ tasks: new Map([['main/web', [task({ serviceName: 'web', startedAt: '2026-11-12T03:00:00Z' })]]]) });
    const outcome = judged(idle, service(), { metrics: { cpu: metricFromSeries('ecs.cpu', series, 10) }, series: { cpu: series }, fleet });
    expect(outcome).toMatchObject({ code: 'idle', recommendation: { target: { notes: ['starts-left-out'] } } });
  });

  it('saves all of the task-hours, scales to zero and keeps the way back', () => {
    const scaling = { target: { minimum: 2, maximum: 6, suspended: false }, policies: [], scheduledActions: [] };
    const outcome = judge({ of: { scaling } });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    // 2 tasks x 730 h x (1 vCPU + 2 GB)
    expect(outcome.cost.savings?.usd).toBeCloseTo(2 * 730 * (0.04048 + 2 * 0.004445), 6);
    expect(outcome.commands.map(({ purpose, argv }) => `${purpose} ${argv[2]}`)).toEqual([
      'inspect describe-services',
      'apply register-scalable-target',
      'apply update-service',
      'undo register-scalable-target',
      'undo update-service',
    ]);
  });

  it('suspends scheduled actions that bring it back, and asks for scaling that could not be read', () => {
    const morning = { name: 'up', schedule: 'cron(0 7 * * ? *)', timeZone: null, minimum: 2, maximum: null, desired: null };
    const scaling = { target: { minimum: 0, maximum: 6, suspended: false }, policies: [], scheduledActions: [morning] };
    const of = (given: EcsService['scaling']) => {
      const outcome = judge({ of: { scaling: given } });
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      return outcome;
    };
    const states = (given: EcsService['scaling']) =>
      of(given).commands.flatMap(({ purpose, argv }) => {
        const at = argv.indexOf('--suspended-state');
        return at < 0 ? [] : [`${purpose} ${argv[at + 1]}`];
      });
    const state = (incoming: boolean, scheduled: boolean) =>
      `DynamicScalingInSuspended=${incoming},DynamicScalingOutSuspended=false,ScheduledScalingSuspended=${scheduled}`;
    expect(states(scaling)).toEqual([`apply ${state(false, true)}`, `undo ${state(false, false)}`]);
    expect(of(scaling)).toMatchObject({
      values: { scheduledRaises: { value: 'to 2 at cron(0 7 * * ? *) UTC' } },
      recommendation: { target: { notes: ['scheduled-suspended'] } },
    });
    expect(of(scaling).questions).toContain('ask-who-scheduled');
    // What stands still already stays so on the way back.
    const off = (...suspendedKinds: ('in' | 'scheduled')[]) => ({
      ...scaling,
      target: { minimum: 2, maximum: 6, suspended: true, suspendedKinds },
    });
    expect(states(off('in'))).toEqual([`apply ${state(true, true)}`, `undo ${state(true, false)}`]);
    expect(states(off('scheduled'))).toEqual([]);
    expect(states({ ...scaling, scheduledActions: [{ ...morning, minimum: 0 }] })).toEqual([]);
    expect(of(off('scheduled')).questions).not.toContain('ask-who-scheduled');
    expect(of(null).questions).toContain('ask-scaling-unread');
    expect(of(scaling).questions).not.toContain('ask-scaling-unread');
  });

  it('is surest where requests and traffic were counted', () => {
    const quiet = presentMetric('ecs.insightsNetworkRx', { daily: { Average: 1 } });
    const zero = zeroMetric('ecs.requestsPerTarget');
    const confidence = (given: Case) => {
      const outcome = judge(given);
      return outcome.verdict === 'fail' ? `${outcome.confidence} ${outcome.confidenceReasons.join()}` : '';
    };
    expect(confidence({ of: { targetGroupArns: [TARGET] }, requests: zero, networkReceived: quiet })).toBe('high ');
    expect(confidence({ networkReceived: quiet })).toBe('high ');
    expect(confidence({ of: { targetGroupArns: [TARGET] }, requests: zero })).toBe('medium load-balancer-type-unseen');
    expect(confidence({})).toBe('medium no-traffic-evidence');
    expect(confidence({ of: { targetGroupArns: [TARGET] }, requests: missingMetric('ecs.requestsPerTarget') })).toBe(
      'low requests-unknown',
    );
  });
});
