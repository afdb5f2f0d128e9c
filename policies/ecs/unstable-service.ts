import { isUnread, RESTART_MINUTES, restartedWithin, shortfall } from '../../src/analysis/ecs-stability.js';
import { ecsDeploys } from '../../src/analysis/fargate-advice.js';
import { describeService, spotShare, updateService } from '../../src/analysis/fargate-service.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { Severity } from '../../src/model/evaluation.js';
import type { MetricView } from '../../src/model/metric.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;

/** Minutes from an instant to the end of the window; null where the instant is not known. */
const minutesSince = (instant: string | null, end: string): number | null =>
  instant === null ? null : (epochSeconds(end) - epochSeconds(instant)) / 60;

/**
 * Services are described soon after the window's end: it is floored to the hour, and a region takes minutes. A deployment that began later
 * than this belongs to a window in the past, against whose end its age means nothing.
 */
const READ_WITHIN_MINUTES = 120;

const runsOnInstances = ({ compute }: EcsService): boolean =>
  compute?.some(({ compute: of, share }) => share > 0 && of !== 'fargate' && of !== 'fargate-spot') === true;

interface Trouble {
  code: 'rollout-failed' | 'tasks-fail' | 'below-desired' | 'rollout-stuck' | 'restarting';
  severity: Severity;
}

/** The worst that the deployments and counts of a service show; null where they show nothing. */
function troubleOf(
  service: EcsService,
  end: string,
  cpu: MetricView,
  restarted: ReturnType<typeof restartedWithin>,
  options: { minimumFailedTasks: number; graceMinutes: number; rolloutMinutes: number },
): Trouble | null {
  const current = service.deployments.find(({ status }) => status === 'PRIMARY');
  const age = minutesSince(current?.createdAt ?? service.createdAt, end);
  if (service.deployments.some(({ rolloutState }) => rolloutState === 'FAILED')) return { code: 'rollout-failed', severity: 'high' };
  if ((current?.failedTasks ?? 0) >= options.minimumFailedTasks) return { code: 'tasks-fail', severity: 'high' };
  const settled = age !== null && age > options.graceMinutes;
  if (service.running < service.desired && settled && shortfall(service, cpu) === 'state')
    return { code: 'below-desired', severity: service.running === 0 ? 'high' : 'medium' };
  // A deployment that bakes, shifts traffic step by step or waits for a hook stays in progress while all is well.
  const allowed = options.rolloutMinutes + (service.deploymentWaitMinutes ?? 0);
  if (current?.rolloutState === 'IN_PROGRESS' && age !== null && age > allowed) return { code: 'rollout-stuck', severity: 'medium' };
  if (typeof restarted === 'number') return { code: 'restarting', severity: 'medium' };
  return null;
}

/** Clears by what ECS says of the service, whatever its metric would add. */
const byState = (...given: Parameters<typeof parts.pass>) => ({ ...parts.pass(...given), decidedDespitePartialData: true });

export default definePolicy({
  meta: {
    id: 'ecs-unstable-service',
    title: 'Service that cannot keep its tasks running',
    severity: 'high',
    findsSavings: false,
    rationale:
      'ECS starts a task that stops again and again, and on Fargate each try is charged for a minute at least. Unless the deployment circuit breaker is on, it never gives up.',
    links: [
      {
        title: 'Deployment circuit breaker',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html',
      },
      { title: 'Service throttling', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html' },
      { title: 'Why tasks stop', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html' },
    ],
  },
  requires: { kinds: ['ecs-service'], metrics: { cpu: optional('ecs.cpu', { daily: ['SampleCount'] }) }, series: {} },
  options: {
    minimumFailedTasks: {
      type: 'integer',
      default: 3,
      unit: 'count',
      minimum: 1,
      maximum: 10_000,
      description: 'Tasks of the current deployment that failed to start, from which on it is called unstable.',
      source:
        'The least number of failures at which the circuit breaker trips: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html',
    },
    graceMinutes: {
      type: 'integer',
      default: 30,
      unit: 'count',
      minimum: 1,
      maximum: 1440,
      description: 'Minutes after the start of a deployment in which fewer tasks than desired are no trouble.',
    },
    rolloutMinutes: {
      type: 'integer',
      default: 180,
      unit: 'count',
      minimum: 10,
      maximum: 10_080,
      description:
        'Minutes after which a deployment that is still in progress is called stuck, beside those that it waits by its own settings (bake times, steps of traffic, hooks).',
      source:
        'CloudFormation gives up on a service that is not stable after three hours: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html',
    },
    restartMinutes: {
      type: 'integer',
      default: RESTART_MINUTES,
      unit: 'count',
      minimum: 5,
      maximum: 1440,
      description:
        'Minutes: where all tasks are younger than this (two at least), though nothing was deployed for a day and tasks ran through most of it, they stop and are started again and again.',
      source:
        'A deployment that is done counts no failed tasks, and what stops after it ran is replaced without delay: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html',
    },
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    'rollout-failed': 'A deployment of {service} failed; {running} of {desired} tasks run.',
    'tasks-fail': '{failed} tasks of the current deployment of {service} failed to start.',
    'below-desired': '{service} has run {running} of {desired} desired tasks since long after its deployment.',
    'rollout-stuck': 'A deployment of {service} has been in progress for {hours}.',
    restarting:
      'All {running} running tasks of {service} were started within the last {oldest}, though nothing was deployed for {hours} and tasks ran through the last day: they stop and are started again.',
    stable: 'All {desired} tasks run and no deployment failed.',
    'stable-by-count': 'All {desired} tasks run; whether a deployment of CodeDeploy failed is not shown here.',
    'rolling-out': 'All {desired} tasks run; a deployment is in progress, which may wait {wait} by its own settings.',
    settling: '{running} of {desired} tasks run, soon after a deployment.',
    'short-for-now': '{running} of {desired} tasks run at this moment; the others are being replaced, or were asked for just now.',
    'scaling-unread': 'Fewer tasks run than are wanted, and whether scaling has just asked for more could not be read.',
    'deployed-later': 'Its deployment began after the end of the window, so how long it lasts cannot be told.',
    'age-unknown': '{running} of {desired} tasks run; when its deployment began is not known.',
    'desired-zero': 'The desired count is 0.',
    'not-active': 'The service is {state}.',
    'external-controller': 'Its deployments are steered from outside ECS ({controller}), which does not show their state here.',
    'breaker-off': 'The deployment circuit breaker is off: ECS goes on trying.',
    'one-moment': 'This is one moment, not a history: look at the events of the service.',
    'spot-may-take': 'Part of it runs on Fargate Spot, which may have taken them all back at once.',
    'hosts-may-be-new': 'Its tasks run on instances, which may all have been replaced, and the tasks with them.',
    'ask-exit-codes': 'With which exit codes do its tasks stop: out of memory (137), an error of the program, a health check that fails?',
    'ask-events': 'What do the events of the service and the reasons of its stopped tasks say?',
  },
  evaluate(service, { metrics, options, window, cost, prices, fleet }) {
    if (service.status !== 'ACTIVE') return parts.notApplicable('not-active', { state: quantity(service.status, 'text') });
    if (service.desired === 0) return parts.notApplicable('desired-zero');
    const { cpu } = metrics;
    const current = service.deployments.find(({ status }) => status === 'PRIMARY');
    const age = minutesSince(current?.createdAt ?? service.createdAt, window.end);
    const restarted = restartedWithin(service, cpu, options.restartMinutes, { fleet, window });
    // Task sets, which stand for deployments that ECS does not steer, count no failed tasks.
    const failed = ecsDeploys(service) ? (current?.failedTasks ?? null) : null;
    const values = {
      service: quantity(service.serviceName, 'text'),
      running: quantity(service.running, 'count'),
      desired: quantity(service.desired, 'count'),
      failed: quantity(failed, 'count'),
      hours: quantity(age === null ? null : age / 60, 'hours'),
      ...(typeof restarted === 'number' ? { oldest: quantity(restarted / 60, 'hours') } : {}),
    };
    const trouble = troubleOf(service, window.end, cpu, restarted, options);
    if (trouble === null) {
      if (service.deploymentController === 'EXTERNAL') {
        return parts.notAssessed('external-controller', { controller: quantity(service.deploymentController, 'text') });
      }
      const unsettled = service.running < service.desired || current?.rolloutState === 'IN_PROGRESS';
      if (unsettled && age !== null && age < -READ_WITHIN_MINUTES) return parts.notAssessed('deployed-later');
      if (service.running >= service.desired) {
        if (restarted === 'unread') return cpu.present ? parts.partialMetric(cpu) : parts.unknownMetric(cpu);
        if (service.deploymentController === 'CODE_DEPLOY') return byState('stable-by-count', values);
        const wait = service.deploymentWaitMinutes ?? 0;
        if (wait === 0 || current?.rolloutState !== 'IN_PROGRESS') return byState('stable', values);
        return byState('rolling-out', { ...values, wait: quantity(wait / 60, 'hours') });
      }
      if (age === null) return parts.notAssessed('age-unknown', values);
      if (age <= options.graceMinutes) return byState('settling', values);
      if (shortfall(service, cpu) === 'moment') return parts.pass('short-for-now', values);
      if (!isUnread(cpu)) return parts.notAssessed('scaling-unread', values);
      return cpu.present ? parts.partialMetric(cpu) : parts.unknownMetric(cpu);
    }
    // What is not told is not called off.
    const breakerOff = service.circuitBreaker?.enabled === false && trouble.code !== 'restarting';
    return parts.finding({
      code: trouble.code,
      severity: trouble.severity,
      values,
      evidence: [
        parts.statedEvidence('failedTasks', failed, 'count', {
          heldAgainst: { option: 'minimumFailedTasks', value: options.minimumFailedTasks },
          flipsAt: options.minimumFailedTasks,
        }),
        parts.statedEvidence('runningTasks', service.running, 'count', { flipsAt: service.desired }),
        parts.statedEvidence('desiredTasks', service.desired, 'count'),
        parts.statedEvidence(
          'rolloutState',
          service.deployments.map(({ status, rolloutState }) => `${status} ${rolloutState ?? 'unknown'}`).join(', '),
          'text',
        ),
        ...(typeof restarted === 'number'
          ? [
              parts.statedEvidence('oldestTaskMinutes', restarted, 'count', {
                heldAgainst: { option: 'restartMinutes', value: options.restartMinutes },
                flipsAt: options.restartMinutes,
              }),
            ]
          : []),
        parts.statedEvidence('circuitBreaker', service.circuitBreaker?.enabled ?? null, 'text'),
      ],
      recommendation: {
        action: 'investigate',
        target: parts.targetOf('a deployment that stays up, under a circuit breaker', { notes: [...(breakerOff ? ['breaker-off'] : [])] }),
        alternatives: [],
      },
      cost: parts.unchangedCost(cost, prices.asOf),
      ...parts.confidenceOf('high', [
        [trouble.code === 'below-desired' || trouble.code === 'restarting', 'one-moment', 'medium'],
        [trouble.code === 'restarting' && spotShare(service) > 0, 'spot-may-take', 'low'],
        [trouble.code === 'restarting' && runsOnInstances(service), 'hosts-may-be-new', 'low'],
      ]),
      commands: [
        describeService(service),
        ...(breakerOff && ecsDeploys(service)
          ? [
              updateService(service, 'apply', '--deployment-configuration', 'deploymentCircuitBreaker={enable=true,rollback=true}'),
              updateService(service, 'undo', '--deployment-configuration', 'deploymentCircuitBreaker={enable=false,rollback=false}'),
            ]
          : []),
      ],
      questions: [...(trouble.code === 'restarting' ? ['ask-exit-codes'] : []), 'ask-events'],
      // Where the metric decides, it was read.
      decidedDespitePartialData: true,
    });
  },
});
