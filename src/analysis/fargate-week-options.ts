import type { NumberOption, SeriesNeed } from '../model/policy.js';
import { optional } from '../model/policy.js';
import { IDLE_CPU_OPTIONS } from './fargate-idle-options.js';
import { FARGATE_MESSAGES } from './fargate-service.js';
import { METRIC_MESSAGES } from './outcome-parts.js';
import { RHYTHM_OPTIONS } from './week-rhythm.js';

export const WEEK_METRICS = {
  cpu: optional('ecs.cpu', { daily: ['Average', 'Maximum', 'Minimum', 'SampleCount'] }),
  requests: optional('ecs.requestsPerTarget', { daily: ['Sum'] }),
  networkReceived: optional('ecs.insightsNetworkRx', { daily: ['Average'] }),
};
export const WEEK_SERIES = {
  cpu: { metric: 'ecs.cpu', statistic: 'Maximum', periodSeconds: 300 },
  requests: { metric: 'ecs.requestsPerTarget', statistic: 'Sum', periodSeconds: 3600 },
  networkReceived: { metric: 'ecs.insightsNetworkRx', statistic: 'Average', periodSeconds: 3600 },
} as const satisfies Record<string, SeriesNeed>;

export const WEEK_OPTIONS = {
  ...IDLE_CPU_OPTIONS,
  maximumRequestsPerHour: {
    type: 'integer',
    default: 0,
    unit: 'count',
    minimum: 0,
    maximum: 100_000,
    description:
      'Requests per target of a load balancer up to which an hour still counts as idle; above 0 where scanners knock on every public door.',
  },
  maximumReceivedBytesPerDay: {
    type: 'number',
    default: 5_000_000,
    unit: 'bytes-per-day',
    minimum: 0,
    maximum: 1e12,
    description: 'Where Container Insights is on: an hour counts as idle while each task receives no more than this a day at its pace.',
    source:
      'The network traffic under which Compute Optimizer calls an instance idle: https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
  },
  minimumOffHoursPerWeek: {
    type: 'integer',
    default: 24,
    unit: 'hours',
    minimum: 1,
    maximum: 160,
    description: 'Hours a week that a schedule must take away to be worth having.',
    source:
      'One day of the week; AWS counts a weekday schedule of 50 hours as 70 % saved: https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html',
  },
  leadHours: {
    type: 'integer',
    default: 1,
    unit: 'hours',
    minimum: 0,
    maximum: 6,
    description:
      'How long before its first busy hour it should be running: work that starts by a clock inside the task waits for nobody, and people come in before they load it.',
    source:
      'A task is pulled, started and checked within minutes; schedules here are of whole hours: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html',
  },
  shortStretchHours: {
    type: 'integer',
    default: 4,
    unit: 'hours',
    minimum: 0,
    maximum: 24,
    description:
      'A schedule that leaves it on for fewer hours at a time has low confidence: so short a stretch looks like a job that keeps its own clock, and may run longer another day.',
  },
  ...RHYTHM_OPTIONS,
  minimumWeeks: {
    type: 'integer',
    default: 2,
    unit: 'count',
    minimum: 1,
    maximum: 9,
    description: 'Different weeks in which an hour must have been seen idle, and never otherwise.',
  },
} as const satisfies Record<string, NumberOption>;

export const WEEK_MESSAGES = {
  ...FARGATE_MESSAGES,
  ...METRIC_MESSAGES,
  'off-hours': '{service} was quiet in {offHours} of every week seen ({timeZone}): {schedule} would do.',
  'size-unknown': 'The CPU size of the tasks could not be read.',
  'never-used': 'CPU never left the quiet in the window: that is an idle service, not one with off-hours.',
  'never-quiet': 'CPU never went under {limit}.',
  'series-missing': 'The 5-minute values of CPU that would show the hours are missing.',
  'window-too-short': 'The window has {days}; {weeks} whole weeks are needed to know an hour.',
  'no-schedule': 'Its quiet hours would save {offHours} a week at most; under {minimum} no schedule is worth it.',
  'receives-traffic':
    'CPU is quiet for {offHours} a week that a schedule could take, but its tasks received up to {received} in those hours.',
  'no-rhythm':
    '{service} is busy now and then, but not at the same hours from week to week: that some hours were quiet so far says little of the next week.',
  'hours-unseen': 'Of {unseen} of the week there is no data, and whether a schedule would do hangs on them.',
  'hours-seldom-seen':
    '{unseen} of the week were quiet, but seen in fewer than {weeks} weeks, and whether a schedule would do hangs on them.',
  'too-few-weeks': 'No hour of the week was seen in {weeks} different weeks.',
  'requests-unread': 'The requests of its load balancer by hour could not be read, so quiet rests on CPU alone.',
  'traffic-unread': 'What its tasks received could not be read for all of those hours.',
  'no-traffic-evidence': 'CPU alone says so: there are no load balancer requests and no Container Insights to confirm it.',
  'load-balancer-type-unseen': 'Its target group counted no requests; behind a Network Load Balancer there would be none to count.',
  'busy-before-window': 'Before the window it was busy on {busyDays} that the schedule would switch off wholly.',
  'start-before-window':
    'Before the window CPU was above the limit, with a start, on a day that the schedule would switch off wholly; whether it was more than the start is not known.',
  'time-zone-default': 'No time zone was given for its owner: the hours are in the default one.',
  'counted-by-fewest-tasks': 'The number of tasks varies; the saving counts the fewest that scaling allows.',
  production: 'It is a production service: what looks quiet may be on call.',
  'environment-unknown': 'Nothing says whether it is production.',
  'starts-left-out': 'CPU in the first 15 minutes after each deployment start was left out.',
  'ask-scaling-unread':
    'Its automatic scaling could not be read: does something scale it? Where nothing does, it is registered with its desired count as both bounds before scheduled actions are added.',
  'own-schedule':
    'It has scheduled actions of its own that raise its count ({scheduledRaises}): they may bring it back in hours that the schedule takes away.',
  'ask-own-schedule':
    'Which of the scheduled actions that it has ({scheduledRaises}) are to go, so that they do not bring it back in the hours off?',
  'ask-suspended-schedule':
    'Its scheduled actions are suspended, and those of this schedule would stand still with them: may those that it has be deleted, so that scheduled actions can be resumed?',
  'short-stretch': 'It works for a short time only, which looks like a job: one that runs longer another day would be cut off.',
  'ask-own-clock':
    'Does it start its own work by a clock (cron, a scheduler inside)? Then it must be up before that, and the work be over before the stop.',
  'ask-night-work': 'Does anything call it at night or on weekends without using CPU: health pages, on-call tools, other time zones?',
  'ask-start-order': 'Does anything that starts in the morning need it to be up first?',
} as const;
