import type { MetricView, PresentMetric, Scope, Series } from '../model/metric.js';
import type { EcsService, TaskShape } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import { movesOf } from './ecs-scaling.js';
import { needOfHour } from './fargate-hour.js';
import { taskMemory } from './fargate-memory.js';
import { cpuUnitsAhead } from './fargate-outlook.js';
import {
  busiestDayUnits,
  type CpuNeed,
  cpuNeed,
  currentDeploymentStart,
  dailyUnits,
  type SizeChange,
  type SizeVerdict,
  sizeChange,
  smallerSize,
  type TaskNeed,
} from './fargate-rightsizing.js';
import type { TaskSize } from './fargate-sizes.js';
import { maximumAhead, type Prospect, prospect } from './prospect.js';
import { HIGH_RESOLUTION_SUFFIX } from './service-hours.js';

/** What the size of a service's tasks is judged on. */
export interface SizingInput {
  service: EcsService;
  size: TaskSize;
  follows: TrackedDimensions;
  cpu: PresentMetric;
  memory: PresentMetric;
  /** 5-minute maxima of CPU; null where they were not fetched. */
  series: Series | null;
  window: Window;
  scalarWindow: Window;
  headroomPercent: number;
  maximumHourPercent: number;
}

/** Dimensions that a target-tracking policy holds at its target by changing the number of tasks. One whose scaling is suspended holds nothing. */
export interface TrackedDimensions {
  cpu: boolean;
  memory: boolean;
}

/**
 * null: the service's scaling could not be read. Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 * and, for metrics of 20 seconds, https://docs.aws.amazon.com/AmazonECS/latest/developerguide/target-tracking-faster-auto-scaling.html
 */
export function trackedDimensions(service: EcsService): TrackedDimensions | null {
  const { scaling } = service;
  const moves = movesOf(service);
  if (scaling === null || moves === null) return null;
  const follows = (metricName: string): boolean => {
    const predefined = `ECSServiceAverage${metricName}`;
    const names: readonly (string | null)[] = [predefined, `${predefined}${HIGH_RESOLUTION_SUFFIX}`, `custom:${metricName}`];
    return (
      (moves.out || moves.in) &&
      scaling.policies.some(({ type, trackedMetric }) => type === 'target-tracking' && names.includes(trackedMetric))
    );
  };
  return { cpu: follows('CPUUtilization'), memory: follows('MemoryUtilization') };
}

/** Whether policies that track no target move the number of tasks: what their alarms watch, or a forecast goes by, is not read. */
export function scalesByAlarms(service: EcsService): boolean {
  const moves = movesOf(service);
  return (moves?.out === true || moves?.in === true) && service.scaling?.policies.some(({ type }) => type !== 'target-tracking') === true;
}

/** CPU and memory that the service's tasks reserve; null where they could not be read. */
export function taskSizeOf({ shape }: EcsService): TaskSize | null {
  return shape === null || shape.cpuUnits === null || shape.memoryMib === null
    ? null
    : { cpuUnits: shape.cpuUnits, memoryMib: shape.memoryMib };
}

/**
 * What the containers of a task declare for themselves, which the task must hold: together what they reserve (a soft limit, else a hard
 * one), and each its hard limit. A task definition with less cannot be registered
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html).
 */
export function declaredSize({ containers }: TaskShape): TaskSize {
  return {
    cpuUnits: containers.reduce((sum, { cpuUnits }) => sum + (cpuUnits ?? 0), 0),
    memoryMib: Math.max(
      containers.reduce((sum, { memoryReservationMib, memoryMib }) => sum + (memoryReservationMib ?? memoryMib ?? 0), 0),
      ...containers.map(({ memoryMib }) => memoryMib ?? 0),
    ),
  };
}

export const hasDatapoints = (view: MetricView): view is PresentMetric => view.present && view.daysWithData('window') > 0;

/** What a service's tasks need and the size that follows. */
export interface Sizing {
  verdict: SizeVerdict;
  /** The smaller size that would do today, where it would. */
  today: TaskSize | null;
  need: TaskNeed;
  /**
   * What lies ahead of CPU, in CPU units, and what it and memory then ask for without headroom (0 where nothing is known). null where not
   * even today a smaller size would do.
   */
  outlook: Prospect | null;
  ahead: TaskSize | null;
  /** From the 5-minute maxima; null without them, the verdict then rests on the mean, which is less than the need. */
  cpu: CpuNeed | null;
  /** The busiest hour asks for more CPU than p99.5 with its headroom, and than the busiest day. */
  hourDecides: boolean;
  /** Highest mean of a day before the verdict window, in CPU units; 0 where none is known. */
  dayUnits: number;
  /** That day asks for more CPU than all of the verdict window. */
  dayDecides: boolean;
  /** Highest memory of a task in the time that is known of its size. */
  memoryMib: number;
  /** The time that memory is the highest of: the longer window where its peak lies before the verdict window. */
  memoryScope: Scope;
  change: SizeChange | null;
  /** The current deployment started in the time looked at, and no other size is known of before. */
  takenAsUnchanged: boolean;
  /** Highest values of the longer window, where they are above all of the verdict window and the need does not hold them; else 0. */
  older: { cpuUnits: number; memoryMib: number };
}

/** Holds measured CPU and memory, in units and MiB, against the valid sizes. */
export function sizing(input: SizingInput): Sizing {
  const { service, size, follows, cpu, memory, series, window, scalarWindow, headroomPercent } = input;
  const [from, longFrom, to] = [epochSeconds(window.start), epochSeconds(scalarWindow.start), epochSeconds(window.end)];
  const change = sizeChange(service, size, from, to);
  const longChange = sizeChange(service, size, longFrom, to);
  const daily = (view: PresentMetric, dimension: keyof TaskSize, scope: Scope): (number | null)[] =>
    scope === 'window'
      ? dailyUnits(view.daily('Maximum', scope), from, dimension, size, change)
      : dailyUnits(view.daily('Maximum', scope), longFrom, dimension, size, longChange);
  const highest = (view: PresentMetric, dimension: keyof TaskSize, scope: Scope): number =>
    Math.max(0, ...daily(view, dimension, scope).map((units) => units ?? 0));
  const cpuMeasured = series === null ? null : cpuNeed(service, size, series);
  // p99.5 of the maxima is at least the mean: where even the mean leaves no smaller size, the series cannot either.
  const leastCpuUnits = (cpu.average('window') / 100) * Math.min(size.cpuUnits, change?.previous.cpuUnits ?? size.cpuUnits);
  const hourUnits = cpuMeasured === null ? 0 : needOfHour(cpuMeasured.busiestHourUnits, input);
  // A day before the window that was busy in the mean is no peak: it may be what the service is there for, as at a month end. Percentages of it
  // say nothing where it is not known since when the tasks have their size.
  const earlierMeans = cpu.daily('Average', 'scalar').slice(0, scalarWindow.days - window.days);
  const dayUnits = currentDeploymentStart(service) === null ? 0 : busiestDayUnits(earlierMeans, longFrom, size, longChange);
  const windowUnits = Math.max(cpuMeasured?.cpuUnits ?? leastCpuUnits, hourUnits);
  const { mib: memoryMib, scope: memoryScope, olderMib } = taskMemory(service, size, memory, { window, scalarWindow });
  const need: TaskNeed = {
    cpuUnits: follows.cpu ? 'keep' : Math.max(windowUnits, dayUnits),
    memoryMib: follows.memory ? 'keep' : memoryMib,
  };
  const operatingSystem = service.shape?.operatingSystem ?? 'linux';
  const today = smallerSize(size, need, headroomPercent, operatingSystem);
  const outlook = today.verdict === 'smaller' && cpuMeasured !== null ? prospect(cpuMeasured.series) : null;
  const ahead =
    today.verdict === 'smaller'
      ? {
          cpuUnits: outlook === null || cpuMeasured === null ? 0 : cpuUnitsAhead(outlook, cpuMeasured.peakCpuUnits, input),
          memoryMib: maximumAhead(daily(memory, 'memoryMib', 'window')) ?? 0,
        }
      : null;
  const above = (longer: number, shorter: number): number => (longer > shorter ? longer : 0);
  const started = currentDeploymentStart(service) ?? Number.NEGATIVE_INFINITY;
  const looksBack = memoryScope === 'scalar' && !follows.memory;
  return {
    verdict: ahead === null ? today : smallerSize(size, need, headroomPercent, operatingSystem, ahead),
    today: today.verdict === 'smaller' ? today.size : null,
    need,
    outlook,
    ahead,
    cpu: cpuMeasured,
    hourDecides: !follows.cpu && cpuMeasured !== null && hourUnits > Math.max(cpuMeasured.cpuUnits, dayUnits),
    dayUnits,
    dayDecides: !follows.cpu && dayUnits > windowUnits,
    memoryMib,
    memoryScope,
    change,
    takenAsUnchanged: (looksBack ? longChange : change) === null && started >= (looksBack ? longFrom : from) && started < to,
    older: {
      cpuUnits: above(highest(cpu, 'cpuUnits', 'scalar'), highest(cpu, 'cpuUnits', 'window')),
      memoryMib: olderMib,
    },
  };
}
