import type { NumberOption } from '../model/policy.js';
import { SCHEDULE_CREDIT_MESSAGES } from './ec2-schedule-credits.js';
import { STOP_MESSAGES } from './ec2-stop.js';
import { SUBJECT_MESSAGES } from './ec2-subject.js';
import { TRAFFIC_OPTIONS } from './ec2-traffic.js';
import { WEEK_MESSAGES } from './ec2-week.js';
import { METRIC_MESSAGES } from './outcome-parts.js';
import { RHYTHM_OPTIONS } from './week-rhythm.js';

export const OFF_HOURS_OPTIONS = {
  idleCpuPercent: {
    type: 'number',
    unit: 'percent',
    default: 5,
    minimum: 0.1,
    maximum: 50,
    description: 'An hour is idle when its highest CPU utilization stays under this.',
    source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
  },
  ...TRAFFIC_OPTIONS,
  minimumWeeks: {
    type: 'integer',
    unit: 'count',
    default: 2,
    minimum: 2,
    maximum: 12,
    description: 'Different weeks in which an hour of the week must have been seen.',
    source: 'One week cannot tell a habit from a holiday.',
  },
  minimumOffHoursPerWeek: {
    type: 'integer',
    unit: 'hours',
    default: 24,
    minimum: 1,
    maximum: 167,
    description: 'Hours off a week under which a schedule is not worth its upkeep.',
    source: 'One day of the week: less is not worth the upkeep of a schedule.',
  },
  minimumPauseHours: {
    type: 'integer',
    unit: 'hours',
    default: 3,
    minimum: 1,
    maximum: 23,
    description: 'A shorter pause within a day is not worth a stop and a start.',
    source: 'Starting, warming up and stopping take part of an hour each.',
  },
  noticedCreditsPerMonth: {
    type: 'number',
    unit: 'credits',
    default: 60,
    minimum: 0,
    maximum: 1e6,
    description: 'CPU credits a month that a T instance would lack under the schedule, from which on they are counted and said.',
    source: 'One vCPU-hour: what is known of CPU by day does not tell less.',
  },
  ...RHYTHM_OPTIONS,
  leadHours: {
    type: 'integer',
    unit: 'hours',
    default: 0,
    minimum: 0,
    maximum: 6,
    description: 'How long before its first busy hour it should be running.',
    source: 'An instance is up within minutes; what runs on it may need longer.',
  },
  shortStretchHours: {
    type: 'integer',
    unit: 'hours',
    default: 4,
    minimum: 0,
    maximum: 24,
    description:
      'Work that is on for fewer hours at a time, or within twelve hours from 20:00 on, is taken for a job: one that keeps its own clock, and may run longer another day.',
  },
  jobLeadHours: {
    type: 'integer',
    unit: 'hours',
    default: 1,
    minimum: 0,
    maximum: 6,
    description: 'How long before the first busy hour of a job it should be running: what a clock on the machine starts waits for nobody.',
    source: 'cron and Task Scheduler skip what was due while the machine was off or still starting.',
  },
} as const satisfies Record<string, NumberOption>;

export const OFF_HOURS_MESSAGES = {
  ...SUBJECT_MESSAGES,
  ...METRIC_MESSAGES,
  ...WEEK_MESSAGES,
  ...STOP_MESSAGES,
  ...SCHEDULE_CREDIT_MESSAGES,
  'off-hours': '{resource} is idle by {measures} for {offHours} of every week seen: {schedule} ({zone}) would do.',
  'time-zone-default':
    'No tag or option names the time zone of its owner, so {zone} is taken; the hours are the same, their names may not be.',
  production: 'It is a production environment, where being ready may be the work.',
  'environment-unknown': 'Nothing tells whether it is a production environment.',
  'some-hours-unseen': 'Of {unseen} of the week there is no data, and nothing shows that it was off then: they stay on.',
  'network-unknown':
    'For {trafficUnknown} that the schedule takes away, network traffic is not known: what is idle by CPU alone may be serving.',
  'traffic-in-off-hours':
    'It moved {trafficTotal} in the hours of the window that the schedule takes away (at most {traffic} in one): something talks to it then.',
  'busy-before-window':
    'On {busyDays} before the window, which the schedule takes away wholly, it was busy (up to {earlierPeak}): a month end, or work that comes seldom.',
  'address-may-change': 'It has a public address, which is another after each start unless it is an Elastic IP.',
  'instance-store-lost': 'Every stop erases its instance store ({instanceStore}).',
  'instance-store': 'Is anything on its instance store that is not elsewhere, or that takes long to build again after each start?',
  'off-already': 'In {alreadyOff} of the week it is off already: it was started again later, and sent nothing then. They save nothing.',
  'needed-without-cpu': 'Is it needed at those hours without using CPU: a standby, a licence server, a session left open?',
  'holidays-and-releases': 'Does anyone work at other hours a few times a year, and can they switch it on?',
  'schedule-suspended':
    'Its scheduled actions are suspended, and those of this schedule would stand still with them: may those that it has be deleted, so that scheduled actions can be resumed?',
  'scheduler-role': 'Is there a role {role} that EventBridge Scheduler may take on, with ec2:StartInstances and ec2:StopInstances?',
  'looks-like-job':
    'It works for a short time or at night only, which looks like a job: one that runs longer another day would be cut off.',
  'ask-own-clock':
    'Does a clock on the machine start its work (cron, Task Scheduler)? Then it must be up before that, and the work be over before the stop: this schedule starts it {lead} before the first busy hour.',
  'zone-off-the-hour':
    'Hourly values begin at the full hour of UTC, which lies within an hour of {zone}: at either end an hour may be left on of which only a part is needed.',
} as const;
