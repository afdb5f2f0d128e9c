import type { MetricView } from '../model/metric.js';
import type { EcsService } from '../model/resource/index.js';
import { movesOf } from './ecs-scaling.js';

/** One sample a minute for each running task: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html */
const SAMPLES_PER_TASK_DAY = 1440;
/** A task that was away for a quarter of the last day is not one that was just replaced. */
const LEAST_SHORTFALL = 0.25;

export const isUnread = (view: MetricView): boolean => (view.present ? view.status === 'partial' : view.status !== 'no-data');

/**
 * What it means that fewer tasks run than are wanted. `moment`: a task is being replaced (Spot, a retired host), for the last day had them all; or
 * scaling has just asked for more, and all that lack are on their way. `unread`: what would tell could not be read. `cpu` needs SampleCount by day.
 */
export function shortfall(service: EcsService, cpu: MetricView): 'moment' | 'state' | 'unread' {
  const { running, pending, desired } = service;
  if (running === 0) return 'state';
  const samples = cpu.present && !isUnread(cpu) ? (cpu.daily('SampleCount', 'window').at(-1) ?? 0) : 0;
  if (samples / SAMPLES_PER_TASK_DAY > desired - LEAST_SHORTFALL) return 'moment';
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
