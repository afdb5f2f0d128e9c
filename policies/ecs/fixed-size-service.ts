import { costOfServiceHours } from '../../src/analysis/cost-ecs.js';
import { assumed } from '../../src/analysis/cost-lines.js';
import { followCommands } from '../../src/analysis/ecs-follow.js';
import { movesOf, scheduleSetsOthers } from '../../src/analysis/ecs-scaling.js';
import { stabilityOf } from '../../src/analysis/ecs-stability.js';
import { describeService } from '../../src/analysis/fargate-service.js';
import { hasDatapoints } from '../../src/analysis/fargate-sizing.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { datapoints, percentile } from '../../src/analysis/series.js';
import { steadiness } from '../../src/analysis/steadiness.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { HOURS_PER_MONTH } from '../../src/model/time.js';

const { quantity } = parts;

/**
 * Nothing makes the desired count follow demand: no schedule that sets other bounds, and no policy that may both add tasks and take them away.
 * One that only adds ends at its maximum, one that only takes away at its minimum.
 */
function isFixed(service: EcsService): boolean | null {
  const moves = movesOf(service);
  return moves === null ? null : !(moves.scheduled && scheduleSetsOthers(service)) && !(moves.out && moves.in);
}

/**
 * Tasks that a count which follows demand would run in each hour: as many as keep its fullest minute no fuller than the fullest hour is now, and no
 * fewer than the least. Bursts of minutes are over before a task has started, so that they need all.
 */
function tasksNeeded(hourlyPeaks: Float64Array, fullest: number, desired: number, least: number): number[] {
  const seen = [...hourlyPeaks].filter((percent) => !Number.isNaN(percent));
  return seen.map((percent) => Math.min(desired, Math.max(least, Math.ceil((desired * percent) / fullest - 1e-9))));
}

export default definePolicy({
  meta: {
    id: 'ecs-fixed-size-service',
    title: 'Service whose demand varies and whose count does not',
    severity: 'low',
    rationale:
      'Lambda follows demand by itself; an ECS service runs its desired count day and night until somebody attaches a scaling policy. Where demand varies, a fixed count is either too many at night or too few at noon.',
    links: [
      { title: 'Service auto scaling', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html' },
      {
        title: 'Target tracking',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html',
      },
    ],
  },
  requires: {
    kinds: ['ecs-service'],
    metrics: { cpu: optional('ecs.cpu', { daily: ['Average', 'Maximum', 'SampleCount'] }) },
    series: {
      cpu: { metric: 'ecs.cpu', statistic: 'Average', periodSeconds: 3600 },
      peaks: { metric: 'ecs.cpu', statistic: 'Maximum', periodSeconds: 3600 },
    },
    wantsSeries(service, { metrics: { cpu }, options }) {
      if (service.status !== 'ACTIVE' || service.schedulingStrategy === 'DAEMON' || service.desired <= options.minimumTasks) return false;
      // An hour's mean is never above the maximum: what never got busy has no demand to follow.
      return isFixed(service) === true && hasDatapoints(cpu) && cpu.maximum('window') >= options.minimumBusyPercent;
    },
  },
  options: {
    minimumTasks: {
      type: 'integer',
      default: 2,
      unit: 'count',
      minimum: 1,
      maximum: 100,
      description: 'Tasks that stay on in the quietest hour, so that losing one does not end the service.',
      source: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html',
    },
    minimumBusyPercent: {
      type: 'number',
      default: 20,
      unit: 'percent',
      minimum: 1,
      maximum: 100,
      description: 'Mean CPU that the fullest hour has at least; below it the size is the question, not the count.',
    },
    maximumEvenness: {
      type: 'number',
      default: 0.5,
      unit: 'ratio',
      minimum: 0,
      maximum: 1,
      description:
        'CPU of a quiet hour (p10) over that of a busy one (p95) from which on demand counts as even. What is busy in fewer hours than one of twenty is no rhythm.',
    },
    minimumRemovablePercent: {
      type: 'number',
      default: 20,
      unit: 'percent',
      minimum: 1,
      maximum: 95,
      description: 'Share of the task-hours that a count that follows demand must spare to be worth a policy.',
    },
    minimumHours: {
      type: 'integer',
      default: 168,
      unit: 'hours',
      minimum: 24,
      maximum: 336,
      description: 'Hours with datapoints that the window must hold: a whole week.',
    },
    maximumCountChange: {
      type: 'number',
      default: 0.1,
      unit: 'ratio',
      minimum: 0,
      maximum: 1,
      description:
        'How far the mean number of tasks in the window may lie from the desired count, as a share of it. Beyond that the count did change, and neither CPU nor cost is that of the desired count.',
      source:
        'A deployment replaces tasks for some minutes, a task on Spot is away for some: together far less than a tenth of the task-hours.',
    },
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    'fixed-size':
      '{service} always runs {desired} tasks, while its CPU goes from {p10} in quiet hours to {p95} in busy ones; following demand would spare {removable} of the task-hours.',
    scales: 'A policy or a schedule changes its desired count.',
    'scaling-unread': 'Whether anything scales it could not be read.',
    daemon: 'One task on each instance is what it is for.',
    unstable:
      '{running} of {desired} tasks run, or a deployment fails: CPU and cost are not those of {desired} tasks. ecs-unstable-service judges that.',
    'count-changed':
      'It ran {meanTasks} tasks on average in the window and wants {desired} now: the count did change, and what {desired} tasks would spare is not known.',
    'few-tasks': 'Its desired count is {desired}, no more than stays on anyway.',
    'desired-zero': 'The desired count is 0.',
    'not-active': 'The service is {state}.',
    'hardly-busy': 'Its fullest hour used {fullest} of its CPU: the size is the question, not the count.',
    'even-demand': 'Its demand hardly varies: quiet hours have {evenness} of the CPU of busy ones.',
    'little-to-spare': 'Following demand would spare {removable} of the task-hours only.',
    'series-missing': 'The hourly values of CPU that would show its demand are missing.',
    'too-little-data': 'Datapoints in {hours} only; {minimum} are needed.',
    'cpu-is-not-demand': 'CPU stands for demand here; a service bound by memory or connections scales by something else.',
    'follows-the-mean': 'Means of hours hide peaks within them; keep room in the target.',
    'ask-own-schedule': 'Its scheduled actions set the bounds that it has now again, which would undo new ones: may they go?',
    'ask-start-time': 'How long does a new task take until it serves, and does demand rise faster than that?',
    'ask-connections': 'May a task be taken away while it works, or does it hold connections and jobs?',
  },
  evaluate(service, context) {
    const { metrics, options, series, cost, prices } = context;
    if (service.status !== 'ACTIVE') return parts.notApplicable('not-active', { state: quantity(service.status, 'text') });
    if (service.schedulingStrategy === 'DAEMON') return parts.notApplicable('daemon');
    if (service.desired === 0) return parts.notApplicable('desired-zero');
    const desired = quantity(service.desired, 'count');
    if (service.desired <= options.minimumTasks) return parts.notApplicable('few-tasks', { desired });
    const fixed = isFixed(service);
    if (fixed === null) return parts.notAssessed('scaling-unread');
    if (!fixed) return parts.pass('scales');
    const { cpu } = metrics;
    if (!hasDatapoints(cpu)) return parts.unknownMetric(cpu);
    const stability = stabilityOf(service, cpu);
    if (stability === 'failing') return parts.notApplicable('unstable', { running: quantity(service.running, 'count'), desired });
    if (stability === 'unread') return parts.partialMetric(cpu);
    const minimumBusy = options.minimumBusyPercent;
    if (cpu.maximum('window') < minimumBusy) return parts.pass('hardly-busy', { fullest: quantity(cpu.maximum('window'), 'percent') });
    if (series.cpu === null || series.peaks === null) return parts.notAssessed('series-missing');
    const load = steadiness(series.cpu.values);
    const hours = datapoints(series.cpu.values);
    if (load === null || hours < options.minimumHours) {
      return parts.notAssessed('too-little-data', { hours: quantity(hours, 'hours'), minimum: quantity(options.minimumHours, 'hours') });
    }
    if (load.maximum < minimumBusy) return parts.pass('hardly-busy', { fullest: quantity(load.maximum, 'percent') });
    const p95 = percentile(series.cpu.values, 95) ?? load.p90;
    const evenness = p95 === 0 ? 0 : load.p10 / p95;
    if (evenness >= options.maximumEvenness) return parts.pass('even-demand', { evenness: quantity(evenness, 'ratio') });
    const meanTasks = (cost.hoursPerMonth ?? 0) / HOURS_PER_MONTH;
    if (Math.abs(meanTasks - service.desired) > service.desired * options.maximumCountChange + 1e-9)
      return parts.notAssessed('count-changed', { meanTasks: quantity(meanTasks, 'count'), desired });
    const needed = tasksNeeded(series.peaks.values, load.maximum, service.desired, options.minimumTasks);
    const share = needed.length === 0 ? 0 : 1 - needed.reduce((sum, tasks) => sum + tasks, 0) / (service.desired * needed.length);
    const removable = quantity(share * 100, 'percent');
    if (share * 100 < options.minimumRemovablePercent) return parts.pass('little-to-spare', { removable });

    // What is left runs its task-hours however few ran for want of tasks: only those that did run are spared.
    const left = Math.min(1, (1 - share) * Math.max(1, service.desired / meanTasks));
    const counts = needed.map((tasks) => [tasks, 1] as const);
    const after = costOfServiceHours(service, (cost.hoursPerMonth ?? 0) * left, prices, counts);
    const projected = cost.monthly === null ? null : cost.monthly.basis === 'assumed' ? assumed(after.monthly) : after.monthly;
    const money = parts.impact(cost, projected, after.lines);
    const source = { metric: 'ecs.cpu', series: series.cpu, statistic: 'Average' } as const;
    return parts.finding({
      code: 'fixed-size',
      values: {
        service: quantity(service.serviceName, 'text'),
        desired,
        p10: quantity(load.p10, 'percent'),
        p95: quantity(p95, 'percent'),
        removable,
      },
      evidence: [
        parts.seriesEvidence({ name: 'p10CpuPercent', value: load.p10, unit: 'percent' }, source),
        parts.seriesEvidence({ name: 'p95CpuPercent', value: p95, unit: 'percent' }, source),
        parts.seriesEvidence({ name: 'evenness', value: evenness, unit: 'ratio' }, source, {
          heldAgainst: { option: 'maximumEvenness', value: options.maximumEvenness },
          flipsAt: options.maximumEvenness,
        }),
        parts.seriesEvidence({ name: 'removableTaskHoursPercent', value: share * 100, unit: 'percent' }, source, {
          heldAgainst: { option: 'minimumRemovablePercent', value: options.minimumRemovablePercent },
          flipsAt: options.minimumRemovablePercent,
        }),
      ],
      recommendation: {
        action: 'configure',
        target: parts.targetOf(`between ${options.minimumTasks} and ${service.desired} tasks, by CPU`, {
          values: {
            minimum: quantity(options.minimumTasks, 'count'),
            maximum: desired,
            targetCpuPercent: quantity(load.maximum, 'percent'),
          },
          monthly: money.projected,
          savings: money.savings,
          risk: 2,
          notes: ['follows-the-mean'],
        }),
        alternatives: [],
      },
      cost: money,
      ...parts.confidenceOf('medium', [[true, 'cpu-is-not-demand', 'medium']]),
      commands: [describeService(service), ...followCommands(service, options.minimumTasks, load.maximum)],
      questions: [...(movesOf(service)?.scheduled === true ? ['ask-own-schedule'] : []), 'ask-start-time', 'ask-connections'],
      charts: [
        {
          type: 'line',
          title: 'Mean CPU by hour',
          unit: 'percent',
          start: series.cpu.start,
          periodSeconds: series.cpu.periodSeconds,
          values: series.cpu.values,
          threshold: load.maximum,
          flipsAt: null,
        },
      ],
    });
  },
});
