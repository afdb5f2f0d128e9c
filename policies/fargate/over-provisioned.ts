import { isUnstable } from '../../src/analysis/ecs-stability.js';
import { controllerValue, fargateArm64Alternative, SIZE_MESSAGES, sizeCommands, sizeNotes } from '../../src/analysis/fargate-advice.js';
import { changedCost } from '../../src/analysis/fargate-cost.js';
import { HOUR_OPTION } from '../../src/analysis/fargate-hour.js';
import { OUTLOOK_MESSAGES, outgrown } from '../../src/analysis/fargate-outlook.js';
import { FARGATE_MESSAGES, fargateService } from '../../src/analysis/fargate-service.js';
import { earlierEvidence, flipsOf, sizingEvidence } from '../../src/analysis/fargate-size-evidence.js';
import { sizeLabel } from '../../src/analysis/fargate-sizes.js';
import { declaredSize, hasDatapoints, scalesByAlarms, sizing, taskSizeOf, trackedDimensions } from '../../src/analysis/fargate-sizing.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { Risk, Target } from '../../src/model/evaluation.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;
const WEEK_SECONDS = 7 * 86_400;

/** Risk by the fullest dimension after the change: 2 above 70 %, 3 where single peaks of CPU no longer fit. */
function riskOf(percents: readonly number[], peakPercent: number): Risk {
  if (peakPercent > 100) return 3;
  return Math.max(...percents) > 70 ? 2 : 1;
}

export default definePolicy({
  meta: {
    id: 'fargate-over-provisioned',
    title: 'Fargate tasks larger than their work',
    severity: 'medium',
    rationale:
      'Fargate charges for the CPU and memory that a task definition asks for. Where the busiest task, in its busiest minutes, would fit a smaller valid size with room to spare, the rest is paid for nothing.',
    links: [
      {
        title: 'Valid combinations of task CPU and memory',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html',
      },
      {
        title: 'Fargate recommendations of Compute Optimizer',
        url: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ecs-recommendations.html',
      },
      {
        title: 'ECS service utilization metrics',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html',
      },
    ],
  },
  requires: {
    kinds: ['ecs-service', 'ecs-task'],
    metrics: {
      cpu: optional('ecs.cpu', { daily: ['Average', 'Maximum', 'SampleCount'] }),
      memory: optional('ecs.memory', { daily: ['Maximum'] }),
    },
    series: { cpu: { metric: 'ecs.cpu', statistic: 'Maximum', periodSeconds: 300 } },
    wantsSeries(resource, { metrics: { cpu, memory }, options, window, scalarWindow }) {
      const found = fargateService(resource);
      if (!('service' in found) || !hasDatapoints(cpu) || !hasDatapoints(memory)) return false;
      const { service } = found;
      const size = taskSizeOf(service);
      const follows = trackedDimensions(service);
      if (size === null || follows === null || follows.cpu) return false;
      const first = sizing({ service, size, follows, cpu, memory, series: null, window, scalarWindow, ...options });
      return first.verdict.verdict === 'smaller';
    },
  },
  options: {
    headroomPercent: {
      type: 'number',
      default: 20,
      unit: 'percent',
      minimum: 0,
      maximum: 80,
      description: 'What stays free on the advised size at p99.5 of CPU and at the maximum of memory; exactly this much is enough.',
      source:
        'The headroom of Compute Optimizer by default: https://docs.aws.amazon.com/compute-optimizer/latest/ug/rightsizing-preferences.html',
    },
    ...HOUR_OPTION,
    minimumHours: {
      type: 'integer',
      default: 24,
      unit: 'hours',
      minimum: 1,
      maximum: 336,
      description: 'Hours with datapoints of CPU that the window must hold.',
      source: 'What Compute Optimizer asks for: https://docs.aws.amazon.com/compute-optimizer/latest/ug/requirements.html',
    },
  },
  messages: {
    ...FARGATE_MESSAGES,
    ...parts.METRIC_MESSAGES,
    ...OUTLOOK_MESSAGES,
    'over-provisioned':
      '{service} runs tasks of {size}; {target} would carry its CPU ({cpuPercent} at p99.5 now) and its memory ({memoryPercent} at most now) with {headroom} to spare.',
    'size-unknown': 'The size of the tasks could not be read.',
    'scaling-unknown':
      'Whether a scaling policy follows CPU or memory could not be read, and a size under such a policy must not be changed.',
    'scaling-follows-both': 'Target tracking follows both CPU and memory: the number of tasks answers to them, not the size.',
    'series-missing': 'The 5-minute values of CPU that would decide are missing.',
    'too-little-data': 'Datapoints in {hours} only; {minimum} are needed.',
    'right-sized': 'No smaller valid size than {size} carries its load with {headroom} to spare.',
    short: 'Its {dimension} has less than {headroom} to spare, so nothing is taken away.',
    ...SIZE_MESSAGES,
    'containers-declare-more':
      'Its containers declare {declaredCpu} and {declaredMemory} for themselves; their own values must come down with those of the task, or it cannot be registered.',
    'arm64-images': 'Needs images built for arm64.',
    'size-changed-lately': 'The size of the tasks changed less than 7 days before the end of the window.',
    'older-peak': 'Before the window CPU or memory went higher than the advised size carries.',
    'short-history': 'Less than 7 days of datapoints.',
    'datapoints-missing': 'More than a tenth of the 5-minute datapoints are missing.',
    'scaling-by-alarms': 'Policies that track no target change its number of tasks, and what they go by is not known.',
    'ask-alarms':
      'Does what scales it watch CPU or memory? On a smaller size it adds tasks at less work, and they cost what the size saves.',
    'ask-size-aware': 'Does anything in the containers set its threads or its heap by the size of the task?',
  },
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { metrics, options, window, scalarWindow, prices } = context;
    const { cpu, memory } = metrics;
    const { headroomPercent, minimumHours } = options;
    const follows = trackedDimensions(service);
    if (follows === null) return parts.notAssessed('scaling-unknown');
    if (follows.cpu && follows.memory) return parts.notApplicable('scaling-follows-both');
    const size = taskSizeOf(service);
    if (size === null) return parts.notAssessed('size-unknown');
    if (!hasDatapoints(cpu)) return parts.unknownMetric(cpu);
    if (!hasDatapoints(memory)) return parts.unknownMetric(memory);

    const seen = sizing({ service, size, follows, cpu, memory, series: context.series.cpu, window, scalarWindow, ...options });
    const held = { size: quantity(sizeLabel(size), 'text'), headroom: quantity(headroomPercent, 'percent') };
    if (seen.verdict.verdict === 'short') return parts.pass('short', { ...held, dimension: quantity(seen.verdict.dimension, 'text') });
    for (const view of [cpu, memory]) if (view.status === 'partial') return parts.partialMetric(view);
    if (seen.verdict.verdict === 'fits') {
      if (seen.ahead === null || seen.today === null) return parts.pass('right-sized', held);
      return parts.pass('needs-its-size-ahead', outgrown(service.serviceName, { now: size, today: seen.today, ahead: seen.ahead }));
    }
    if (seen.cpu === null && !follows.cpu) return parts.notAssessed('series-missing');
    const hours = seen.cpu?.hours ?? cpu.daysWithData('window') * 24;
    if (hours < minimumHours) {
      return parts.notAssessed('too-little-data', { hours: quantity(hours, 'hours'), minimum: quantity(minimumHours, 'hours') });
    }

    const target = seen.verdict.size;
    const byAlarms = scalesByAlarms(service);
    const declared = service.shape === null ? target : declaredSize(service.shape);
    const declaresMore = declared.cpuUnits > target.cpuUnits || declared.memoryMib > target.memoryMib;
    const operatingSystem = service.shape?.operatingSystem ?? 'linux';
    const cpuPercent = seen.cpu === null ? cpu.maximum('window') : (100 * seen.cpu.cpuUnits) / size.cpuUnits;
    const memoryPercent = (100 * seen.memoryMib) / size.memoryMib;
    const projected = [
      { dimension: 'CPU', nowPercent: cpuPercent, projectedPercent: (cpuPercent * size.cpuUnits) / target.cpuUnits },
      { dimension: 'memory', nowPercent: memoryPercent, projectedPercent: (100 * seen.memoryMib) / target.memoryMib },
    ];
    const peakPercent = seen.cpu === null ? 0 : (100 * seen.cpu.peakCpuUnits) / target.cpuUnits;
    const judged = projected.filter(({ dimension }) => (dimension === 'CPU' ? !follows.cpu : !follows.memory));
    const risk = riskOf(
      [...judged.map(({ projectedPercent }) => projectedPercent), ...(seen.dayDecides ? [(100 * seen.dayUnits) / target.cpuUnits] : [])],
      peakPercent,
    );
    const { monthly, lines } = changedCost(service, { size: target }, context.cost, prices);
    const cost = parts.impact(context.cost, monthly, lines);
    const advised: Target = {
      label: sizeLabel(target),
      values: { cpu: quantity(target.cpuUnits / 1024, 'vcpu'), memory: quantity(target.memoryMib, 'mib') },
      projected,
      monthly,
      savings: cost.savings,
      risk,
      platformDifferences: [],
      offerChecked: true,
      notes: [...sizeNotes(seen, { service, follows, peakPercent }), ...(declaresMore ? ['containers-declare-more'] : [])],
    };
    const older = {
      cpuUnits: seen.older.cpuUnits > target.cpuUnits,
      memoryMib: seen.older.memoryMib > target.memoryMib * (1 - headroomPercent / 100),
    };
    const series = context.series.cpu;
    const flips = flipsOf(seen.need, size, options, operatingSystem);
    const evidence = [
      ...sizingEvidence(seen, { size, follows, cpu, memory, series, cpuPercent, memoryPercent }, options, flips),
      parts.statedEvidence('taskHoursPerMonth', context.cost.hoursPerMonth, 'hours'),
      ...earlierEvidence(seen.older, older, { size, cpu, memory }),
    ];
    const changedLately = seen.change !== null && epochSeconds(window.end) - seen.change.at < WEEK_SECONDS;
    return {
      verdict: 'fail',
      code: 'over-provisioned',
      values: {
        ...held,
        ...controllerValue(service),
        service: quantity(service.serviceName, 'text'),
        target: quantity(sizeLabel(target), 'text'),
        cpuPercent: quantity(cpuPercent, 'percent'),
        memoryPercent: quantity(memoryPercent, 'percent'),
        ...(declaresMore
          ? { declaredCpu: quantity(declared.cpuUnits / 1024, 'vcpu'), declaredMemory: quantity(declared.memoryMib, 'mib') }
          : {}),
      },
      evidence,
      recommendation: { action: 'resize', target: advised, alternatives: fargateArm64Alternative(service, target, projected, context) },
      cost,
      ...parts.confidenceOf('high', [
        [changedLately, 'size-changed-lately', 'low'],
        [older.cpuUnits || older.memoryMib, 'older-peak', 'low'],
        [isUnstable(service, cpu, context), 'unstable', 'low'],
        [byAlarms, 'scaling-by-alarms', 'low'],
        [declaresMore, 'containers-declare-more', 'medium'],
        [hours < 168, 'short-history', 'medium'],
        [
          series !== null && (seen.cpu?.datapoints ?? 0) + (seen.cpu?.leftOut ?? 0) < 0.9 * series.values.length,
          'datapoints-missing',
          'medium',
        ],
      ]),
      risk,
      members: [],
      // Without the containers' own values, which nothing here can know, the lines of the task alone would be refused.
      commands: sizeCommands(service, target).filter(({ purpose }) => !declaresMore || purpose === 'inspect'),
      questions: ['ask-size-aware', ...(byAlarms ? ['ask-alarms'] : [])],
      charts: [
        {
          type: 'before-after',
          title: 'Utilization before and after',
          dimensions: projected.map((line) => ({ ...line, limitPercent: 100 - headroomPercent })),
        },
        ...(series === null
          ? []
          : [
              {
                type: 'line' as const,
                title: 'CPU of the busiest task',
                unit: 'percent' as const,
                start: series.start,
                periodSeconds: series.periodSeconds,
                values: series.values,
                threshold: (100 * target.cpuUnits) / size.cpuUnits,
                flipsAt: flips.cpuUnits.flipsAt ?? null,
              },
            ]),
      ],
    };
  },
});
