import type { MetricView, PresentMetric } from '../model/metric.js';
import type { EcsService } from '../model/resource/index.js';
import { epochSeconds, HOURS_PER_MONTH, type Window } from '../model/time.js';
import { movesOf } from './ecs-scaling.js';

const DAY_SECONDS = 86_400;
/** Samples that a task sends in a day, one a minute: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html */
const SAMPLES_PER_TASK_DAY = 1440;
/** Samples a minute of a metric that ECS publishes every 20 seconds. */
const HIGH_RESOLUTION = 3 as const;
/** Ends the names of the metrics of target tracking that are published every 20 seconds, which has to be switched on before. */
export const HIGH_RESOLUTION_SUFFIX = 'HighResolution';
/** A day with a deployment or a task that was lost has a little more or less than its tasks send. */
const LOOSE = 0.1;
/** Up to this share of the tasks wanted, a busiest day may be one of datapoints that do not come by the minute: five minutes apart they are a fifth. */
const FEW_SAMPLES = 0.2;
/** Datapoints a day where they come by the hour, or every five minutes, and how closely a count must be so many to be taken for them. */
const COARSE_POINTS = [24, 288];
const COARSE_LOOSE = 0.02;
/** Samples come by the day: of a service younger than one, those of another that had its name before cannot be told from its own. */
const COUNTED_HOURS = 24;

/**
 * Hours of the window that a service's use is spread over: since its creation where that lies in the window, for it could not run before; else
 * all of them. A service that took the name of another has that one's datapoints too, which are as old as they are: then all of the window.
 * `cpu` needs SampleCount by day.
 */
export function hoursInWindow({ createdAt, status }: EcsService, cpu: MetricView, window: Window): number {
  const whole = window.days * 24;
  if (createdAt === null || status !== 'ACTIVE') return whole;
  const [created, end] = [epochSeconds(createdAt), epochSeconds(window.end)];
  const before = Math.floor((created - (end - window.days * DAY_SECONDS)) / DAY_SECONDS);
  if (before < 0 || created >= end) return whole;
  const samples = cpu.present ? cpu.daily('SampleCount', 'window') : [];
  if (samples.slice(0, before).some((count) => (count ?? 0) > 0)) return whole;
  return (end - created) / 3600;
}

/** Mean number of tasks that ran on each day of the window, were a sample a minute sent for each. `cpu` needs SampleCount by day. */
export const tasksByDay = (cpu: PresentMetric): number[] =>
  cpu.daily('SampleCount', 'window').map((count) => (count ?? 0) / SAMPLES_PER_TASK_DAY);

const tracksHighResolution = ({ scaling }: EcsService, of: 'CPU' | 'Memory'): boolean =>
  scaling?.policies.some(
    ({ type, trackedMetric }) =>
      type === 'target-tracking' && trackedMetric === `ECSServiceAverage${of}Utilization${HIGH_RESOLUTION_SUFFIX}`,
  ) === true;

/** Whether policies or scheduled actions move the number of tasks. */
function movesCount(service: EcsService): boolean {
  const moves = movesOf(service);
  return moves?.out === true || moves?.in === true || moves?.scheduled === true;
}

/** Between how many tasks scaling keeps a service: now, or by what its scheduled actions set. null where nothing moves their number. */
export function countBounds(service: EcsService): { fewest: number; most: number } | null {
  const { target = null, scheduledActions = [] } = service.scaling ?? {};
  if (target === null || !movesCount(service)) return null;
  const actions = movesOf(service)?.scheduled === true ? scheduledActions : [];
  return {
    fewest: Math.min(target.minimum, ...actions.map(({ minimum }) => minimum ?? target.minimum)),
    most: Math.max(target.maximum, ...actions.map(({ maximum }) => maximum ?? target.maximum)),
  };
}

/** Tasks that are wanted at any time: by the bounds of scaling, or because nothing moves their number. */
const alwaysWanted = (service: EcsService): number => countBounds(service)?.fewest ?? service.desired;

/** From so many samples on, in task-days of one a minute, there are three a minute for each of the fewest tasks. */
const leastOfThree = (tasks: number): number => tasks * HIGH_RESOLUTION * (1 - LOOSE);

/**
 * Samples that a task sends a minute: one, or three where CPU is published every 20 seconds
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/target-tracking-faster-auto-scaling.html), which DescribeServices does not say. It
 * shows in a policy that tracks that metric, unless the least of its tasks would send more; and where nothing moves the count, in three times as
 * many samples on the last day as the tasks that are wanted send. `cpu` needs SampleCount by day.
 */
export function samplesPerTaskMinute(service: EcsService, cpu: PresentMetric): 1 | 3 {
  const days = tasksByDay(cpu);
  const least = leastOfThree(alwaysWanted(service));
  if (tracksHighResolution(service, 'CPU')) return Math.max(0, ...days) < least ? 1 : HIGH_RESOLUTION;
  const { desired, scaling } = service;
  if (scaling === null || movesCount(service) || desired === 0) return 1;
  const last = days.at(-1) ?? 0;
  return last >= least && last <= desired * HIGH_RESOLUTION * (1 + LOOSE) ? HIGH_RESOLUTION : 1;
}

/**
 * Whether so few samples, in task-days, are those of datapoints that do not come by the minute, as endpoints other than CloudWatch publish them:
 * just as many as there are of them in a day, for each task or for the service, or fewer than the least of its tasks send.
 */
function areCoarse(service: EcsService, busiest: number): boolean {
  const points = busiest * SAMPLES_PER_TASK_DAY;
  const isCount = (expected: number): boolean => Math.abs(points - expected) <= expected * COARSE_LOOSE;
  const counts = [1, service.running, service.desired].filter((count) => count > 0);
  if (COARSE_POINTS.some((perDay) => counts.some((count) => isCount(perDay * count)))) return true;
  return movesCount(service) && busiest < alwaysWanted(service) * (1 - LOOSE);
}

/** Task-days of the window, counted by samples. `guessed`: they may be another number. null: the samples do not tell. */
function countedTaskDays(service: EcsService, cpu: PresentMetric): { taskDays: number; guessed: boolean } | null {
  const days = tasksByDay(cpu);
  const busiest = Math.max(0, ...days);
  if (busiest === 0) return null;
  const { running, desired } = service;
  const wanted = running > 0 ? running : desired;
  const few = busiest <= wanted * FEW_SAMPLES;
  const coarse = (few || wanted === 0) && areCoarse(service, busiest);
  if (coarse && wanted > 0) return null;
  const perMinute = samplesPerTaskMinute(service, cpu);
  const fewest = alwaysWanted(service);
  // Of a metric that was switched over inside the window, the days before have one sample a minute.
  const taskDays = days.reduce((sum, day) => sum + (day >= leastOfThree(fewest) ? day / perMinute : day), 0);
  // More than the most that scaling allows: there are more samples a minute than one, or it allowed more before.
  const tooMany = busiest > (countBounds(service)?.most ?? Number.POSITIVE_INFINITY) * (1 + LOOSE);
  // Each metric is switched by itself: one of memory by 20 seconds says that CPU may be, and not that it is.
  const mayBeThree = tracksHighResolution(service, 'Memory') && busiest >= leastOfThree(fewest);
  return { taskDays, guessed: coarse || perMinute > 1 || mayBeThree || tooMany || (few && !movesCount(service)) };
}

/**
 * Task-hours a month that a service really ran: the mean of the window, or of the part of it in which the service existed. The samples of its
 * CPUUtilization are counted, one a minute for each running task. Where they cannot be believed, or are not there, the number of tasks that
 * runs now stands in for all of those hours; that is `guessed`, but for a service that runs none and has no datapoint. `cpu` needs SampleCount by day.
 */
export function serviceTaskHours(service: EcsService, cpu: MetricView, window: Window): { hoursPerMonth: number; guessed: boolean } {
  const existed = hoursInWindow(service, cpu, window);
  const monthly = (hours: number) => (hours * HOURS_PER_MONTH) / existed;
  const counted = cpu.present && cpu.status !== 'partial' && existed >= COUNTED_HOURS ? countedTaskDays(service, cpu) : null;
  if (counted !== null) return { hoursPerMonth: monthly(counted.taskDays * 24), guessed: counted.guessed };
  // None runs now, yet there are datapoints: tasks did run on those days, as many as are wanted as far as anyone can tell.
  const sampled = cpu.present ? Math.min(existed, cpu.daysWithData('window') * 24) : 0;
  const hours = service.running > 0 ? service.running * existed : service.desired * sampled;
  return { hoursPerMonth: monthly(hours), guessed: service.running > 0 || cpu.present || cpu.status !== 'no-data' };
}
