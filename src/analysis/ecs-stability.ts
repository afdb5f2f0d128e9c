import type { MetricView } from '../model/metric.js';
import type { RegionFleet } from '../model/policy.js';
import type { EcsService, EcsTask } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import { movesOf } from './ecs-scaling.js';
import { samplesPerTaskMinute, tasksByDay } from './service-hours.js';

/** A task that was away for a quarter of the last day is not one that was just replaced. */
const LEAST_SHORTFALL = 0.25;

/** Mean number of tasks of the last day by their samples; 0 where there are none. */
function ranLastDay(service: EcsService, cpu: MetricView): number {
  if (!cpu.present || isUnread(cpu)) return 0;
  return (tasksByDay(cpu).at(-1) ?? 0) / samplesPerTaskMinute(service, cpu);
}

export const isUnread = (view: MetricView): boolean => (view.present ? view.status === 'partial' : view.status !== 'no-data');

/**
 * What it means that fewer tasks run than are wanted. `moment`: a task is being replaced (Spot, a retired host), for the last day had them all; or
 * scaling has just asked for more, and all that lack are on their way. `unread`: what would tell could not be read. `cpu` needs SampleCount by day.
 */
export function shortfall(service: EcsService, cpu: MetricView): 'moment' | 'state' | 'unread' {
  const { running, pending, desired } = service;
  if (running === 0) return 'state';
  if (ranLastDay(service, cpu) > desired - LEAST_SHORTFALL) return 'moment';
  const onTheirWay = pending >= desired - running;
  const moves = movesOf(service);
  if (onTheirWay && (moves?.out === true || moves?.scheduled === true)) return 'moment';
  return isUnread(cpu) || (moves === null && onTheirWay) ? 'unread' : 'state';
}

/**
 * Whether what a service's tasks do now tells what they would do if all were well. `failing`: a deployment failed, none of the tasks of the
 * current one has come up (failedTasks goes back to 0 with the first that does:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html), or tasks are missing and not just being replaced. `unread`:
 * tasks are missing, and why could not be read.
 */
export function stabilityOf(service: EcsService, cpu: MetricView): 'stable' | 'failing' | 'unread' {
  const { deployments, running, desired } = service;
  if (deployments.some(({ rolloutState }) => rolloutState === 'FAILED')) return 'failing';
  if (deployments.some(({ status, failedTasks }) => status === 'PRIMARY' && failedTasks > 0)) return 'failing';
  if (running >= desired) return 'stable';
  const missing = shortfall(service, cpu);
  return missing === 'moment' ? 'stable' : missing === 'state' ? 'failing' : 'unread';
}

/** Tasks that are all younger than so many minutes were started again together. */
export const RESTART_MINUTES = 60;
/** One task alone may have been moved: a retired host, a Spot interruption. */
const LEAST_RESTARTED = 2;
/** What of the last day tasks ran at least, so that they were not just switched on, by hand or by somebody's schedule. */
const MOST_OF_A_DAY = 0.75;
const DAY_MINUTES = 1440;
/** Tasks are described soon after the window's end; a later start belongs to a window in the past. */
const READ_WITHIN_MINUTES = 120;

/** What tells whether tasks were started again. */
export interface RestartsContext {
  readonly fleet: Pick<RegionFleet, 'tasks'>;
  readonly window: Pick<Window, 'end'>;
}

/**
 * Age in minutes of the oldest task where all were started again within so many minutes while nothing was deployed for a day, no scheduled action
 * is at work, and tasks ran through most of the last day: they come up, stop and are replaced, which no deployment counts as failed once it is
 * done. `unread`: all are that young, and what would tell could not be read. null: not so.
 */
export function restartedWithin(service: EcsService, cpu: MetricView, minutes: number, context: RestartsContext): number | 'unread' | null {
  const minutesAgo = (instant: string): number => (epochSeconds(context.window.end) - epochSeconds(instant)) / 60;
  const deployed = service.deployments.map(({ createdAt }) => (createdAt === null ? 0 : minutesAgo(createdAt)));
  if (deployed.length === 0 || deployed.some((age) => age < DAY_MINUTES) || movesOf(service)?.scheduled === true) return null;
  const running = (context.fleet.tasks.get(service.id) ?? []).filter(({ lastStatus }: EcsTask) => lastStatus === 'RUNNING');
  if (running.length < Math.max(LEAST_RESTARTED, service.running)) return null;
  const ages = running.map(({ startedAt }) => (startedAt === null ? Number.POSITIVE_INFINITY : minutesAgo(startedAt)));
  const oldest = Math.max(...ages);
  if (oldest >= minutes || ages.some((age) => age < -READ_WITHIN_MINUTES)) return null;
  if (isUnread(cpu)) return 'unread';
  return ranLastDay(service, cpu) >= MOST_OF_A_DAY * service.desired ? Math.max(0, oldest) : null;
}

/** Whether what is seen of the tasks of a service is not what they would do if all were well: it fails, or they are started again and again. */
export const isUnstable = (service: EcsService, cpu: MetricView, context: RestartsContext): boolean =>
  stabilityOf(service, cpu) === 'failing' || typeof restartedWithin(service, cpu, RESTART_MINUTES, context) === 'number';
