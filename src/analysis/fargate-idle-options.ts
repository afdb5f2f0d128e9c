import { type NumberOption, optional, type SeriesNeed } from '../model/policy.js';
import type { EcsService } from '../model/resource/index.js';
import { FARGATE_MESSAGES } from './fargate-service.js';
import { CPU_UNITS_PER_VCPU } from './fargate-sizes.js';
import { METRIC_MESSAGES } from './outcome-parts.js';

/** What has to be known of a service to call it idle; the same for every environment. */
export const IDLE_METRICS = {
  cpu: optional('ecs.cpu', { daily: ['Average', 'Maximum', 'SampleCount'] }),
  requests: optional('ecs.requestsPerTarget', { daily: ['Sum'] }),
  networkReceived: optional('ecs.insightsNetworkRx', { daily: ['Average'] }),
};
export const IDLE_SERIES = { cpu: { metric: 'ecs.cpu', statistic: 'Maximum', periodSeconds: 300 } } as const satisfies Record<
  string,
  SeriesNeed
>;

const COMPUTE_OPTIMIZER = 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html';

export const IDLE_CPU_OPTIONS = {
  maximumCpuPercent: {
    type: 'number',
    default: 5,
    unit: 'percent',
    minimum: 0.1,
    maximum: 50,
    description:
      'A task is quiet while its CPU stays under this share of its own size. Sidecars, health checks and garbage collection alone make up to 3 %.',
    source: `The peak under which Compute Optimizer calls an instance idle: ${COMPUTE_OPTIMIZER}`,
  },
  maximumCpuVcpu: {
    type: 'number',
    default: 0.25,
    unit: 'vcpu',
    minimum: 0.01,
    maximum: 4,
    description:
      'The same in absolute terms, for 5 % of a large task is real work: it must also stay under this much CPU, by default what the smallest Fargate task has.',
    source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html',
  },
} as const satisfies Record<string, NumberOption>;

export const IDLE_OPTIONS = {
  ...IDLE_CPU_OPTIONS,
  maximumReceivedBytesPerDay: {
    type: 'number',
    default: 5_000_000,
    unit: 'bytes-per-day',
    minimum: 0,
    maximum: 1e12,
    description: 'Where Container Insights is on: a service whose tasks each receive more than this on some day is used by somebody.',
    source: `The network traffic under which Compute Optimizer calls an instance idle: ${COMPUTE_OPTIMIZER}`,
  },
  monthEndDays: {
    type: 'integer',
    default: 3,
    unit: 'days',
    minimum: 0,
    maximum: 10,
    description:
      'A service that worked in the days before the window, but only this close to a change of month, closes the month: it is not idle.',
    source: 'Month-end work spans the last and the first working days, three days on either side with a weekend between.',
  },
  minimumDays: {
    type: 'integer',
    default: 7,
    unit: 'days',
    minimum: 1,
    maximum: 63,
    description: 'Days with datapoints that the window must hold: every day of the week at least once, so that a weekly job is seen.',
  },
} as const satisfies Record<string, NumberOption>;

export const IDLE_MESSAGES = {
  ...FARGATE_MESSAGES,
  ...METRIC_MESSAGES,
  'size-unknown': 'The CPU size of the tasks could not be read.',
  'too-young': 'The service was created at {createdAt}, inside the window: too young to be called idle.',
  'too-few-days': 'Datapoints on {days} only; {minimum} at least are needed to see every day of the week.',
  'series-missing': 'A peak of {peak} breaks the quiet, and the 5-minute values that would say whether it was only a start are missing.',
  'cpu-used': 'CPU reached {peak} of a task, idle is under {limit}.',
  'receives-requests': 'CPU is low, but the load balancer sent {requests} requests to each target in the window.',
  'receives-traffic': 'CPU is low, but each task received up to {received}.',
  'busy-at-month-end': 'It is quiet now and was busy (up to {earlierPeak}; idle is under {limit}) only around the end of a month.',
  'used-at-month-end': 'It is quiet now, and had requests or traffic only around the end of a month.',
  'busy-before-window': 'It was busy (up to {earlierPeak}) in the days before the window: it may be needed once a month.',
  'used-before-window': 'It had requests or traffic in the days before the window.',
  'start-before-window': 'CPU was above the limit before the window on days with a start; whether it was more than the start is not known.',
  'month-end-not-seen': 'No month end lies in the data.',
  'starts-left-out': 'CPU in the first 15 minutes after deployments and task starts was left out.',
  'days-missing': 'Some days of the window have no datapoints.',
  'no-traffic-evidence': 'CPU alone says so: there are no load balancer requests and no Container Insights to confirm it.',
  'requests-unknown': 'The requests of its load balancer could not be read.',
  'load-balancer-type-unseen': 'Its target group counted no requests; behind a Network Load Balancer there would be none to count.',
  'load-balancer-keeps-costing': 'A load balancer that stays goes on costing.',
  'scheduled-suspended':
    'Scheduled actions bring it back ({scheduledRaises}), so the commands suspend those first; resuming them is part of the way back.',
  'ask-who-scheduled': 'Who set the scheduled actions that bring it back ({scheduledRaises}), and for what?',
  'ask-scaling-unread': 'Its automatic scaling could not be read: does a minimum or a scheduled action bring it back?',
  'ask-what-uses-it': 'Does anything wait on it without using CPU: a queue that is empty for now, a standby, a licence server?',
  'ask-network-load-balancer': 'Is its target group behind a Network Load Balancer, whose connections are counted elsewhere?',
} as const;

/** CPU percent under which a task of this size is quiet: the smaller of the share and the absolute limit. null: size not known. */
export function quietCpuPercent(service: EcsService, options: { maximumCpuPercent: number; maximumCpuVcpu: number }): number | null {
  const cpuUnits = service.shape?.cpuUnits ?? null;
  return cpuUnits === null ? null : Math.min(options.maximumCpuPercent, (100 * options.maximumCpuVcpu * CPU_UNITS_PER_VCPU) / cpuUnits);
}
