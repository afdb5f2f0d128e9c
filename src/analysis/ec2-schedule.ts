import type { Outcome } from '../model/evaluation.js';
import type { Series } from '../model/metric.js';
import { epochSeconds } from '../model/time.js';
import { type Ec2Resource, resourceText } from './ec2-subject.js';
import { notAssessed, pass, quantity } from './outcome-parts.js';
import {
  DAY_HOURS,
  offHours as hoursOff,
  idleHours,
  type WeekProfile,
  type WeekSchedule,
  weekProfile,
  weekSchedule,
} from './week-profile.js';
import { hasRhythm, returningHours, weekAgreement } from './week-rhythm.js';
import { idleHoursOff, seldomSeen, undecidedHours } from './week-undecided.js';

export interface ScheduleContext {
  readonly options: {
    readonly idleCpuPercent: number;
    readonly minimumWeeks: number;
    readonly minimumOffHoursPerWeek: number;
    readonly minimumPauseHours: number;
    readonly leadHours: number;
    readonly shortStretchHours: number;
    readonly jobLeadHours: number;
    readonly minimumBusyShare: number;
    readonly minimumAgreement: number;
    readonly minimumReturns: number;
    readonly monthEndDays: number;
  };
  readonly timeZone: { zone: string; source: string };
}

/** Sentences for the codes of `scheduled`. */
export const SCHEDULE_MESSAGES = {
  'too-few-weeks': 'No hour of the week was seen in {required} different weeks.',
  'no-off-hours': '{resource} has no stretch of the week that was idle in every week seen and long enough to switch off.',
  'hours-unseen':
    'Of {unseen} of the week there is no data of {resource}, and nothing shows that it was off then: whether a schedule would do hangs on them.',
  'hours-seldom-seen':
    '{unseen} of the week were quiet on {resource}, but seen in fewer than {required} weeks: whether a schedule would do hangs on them.',
  'no-rhythm':
    '{resource} is busy now and then, but not at the same hours from week to week: that some hours were quiet so far says little of the next week.',
  'too-few-off-hours': '{resource} could be off for {offHours} a week; less than {required} is not worth a schedule.',
} as const;

/** A week by hours, and the schedule that it gives. */
export interface Scheduled {
  profile: WeekProfile;
  schedule: WeekSchedule;
  /** Idle hours of the week that the schedule takes away. */
  offHours: number;
  /** Share of the hours really run that the schedule takes away, 0 to 1. */
  removableShare: number;
  /** Hours of the week in which it is off already. */
  alreadyOff: number;
  /** Hours of the week without data, of which nothing shows that it was off: they stay on. */
  unseen: number;
  /** Hours that it starts before its first busy one where it looks like a job; null where it does not. */
  jobLead: number | null;
}

/** The night, in which nobody comes in to work: from this hour on, for so many. */
const [NIGHT_START, NIGHT_HOURS] = [20, 12];

/** Whether work looks like a job: short, or at night. */
function isJob({ startHour, hoursOn }: WeekSchedule, { shortStretchHours, leadHours }: ScheduleContext['options']): boolean {
  const intoNight = (startHour + DAY_HOURS - NIGHT_START) % DAY_HOURS;
  return hoursOn - leadHours < shortStretchHours || intoNight + hoursOn <= NIGHT_HOURS;
}

/**
 * The last start of an instance (LaunchTime is that of the last start, not of the first launch:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html). Members of a group come and go, and those that are gone
 * would have to be asked too: null.
 */
function lastStartOf(resource: Ec2Resource): number | null {
  return resource.kind === 'instance-group' || resource.launchTime === null ? null : epochSeconds(resource.launchTime);
}

/** The schedule that a week profile gives; else the outcome. */
export function scheduled(resource: Ec2Resource, series: Series, context: ScheduleContext): Scheduled | { outcome: Outcome } {
  const { options, timeZone } = context;
  const named = { resource: quantity(resourceText(resource), 'text') };
  const profile = weekProfile(series, timeZone.zone);
  if (!profile.weeksSeen.some((weeks) => weeks >= options.minimumWeeks)) {
    return { outcome: notAssessed('too-few-weeks', { required: quantity(options.minimumWeeks, 'count') }) };
  }
  const idle = idleHours(profile, options.idleCpuPercent, options.minimumWeeks);
  const notRunning = hoursOff(profile, series, lastStartOf(resource));
  const unseen = profile.weeksSeen.map((weeks, slot) => weeks === 0 && notRunning[slot] !== true);
  const rules = { minimumOffHours: options.minimumPauseHours, leadHours: options.leadHours };
  const needed = weekSchedule(idle, { ...rules, notRunning });
  const jobLead = needed !== null && isJob(needed, options) ? Math.max(options.leadHours, options.jobLeadHours) : null;
  const schedule = jobLead === null ? needed : weekSchedule(idle, { ...rules, leadHours: jobLead, notRunning });
  const offHours = idleHoursOff(idle, schedule);
  const agreement = weekAgreement(series, timeZone.zone, options.idleCpuPercent);
  const isBusy = (value: number) => value >= options.idleCpuPercent;
  const returning = returningHours([{ series, isBusy }], timeZone.zone, options);
  const minimumOffHoursPerWeek = Math.max(1, options.minimumOffHoursPerWeek);
  if (schedule === null || offHours < minimumOffHoursPerWeek) {
    // Hours that nobody saw, or too seldom, may be the ones that decide.
    const undecided = undecidedHours({
      idle,
      unseen,
      seldom: seldomSeen(profile, options.idleCpuPercent, options.minimumWeeks),
      notRunning,
      minimumOffHoursPerWeek,
      rules,
      proposes: (best) => agreement === null || hasRhythm({ returning, profile, schedule: best, agreement }, options),
    });
    if (undecided !== null) {
      const values = { ...named, unseen: quantity(undecided.hours, 'hours'), required: quantity(options.minimumWeeks, 'count') };
      return { outcome: notAssessed(undecided.code, values) };
    }
    if (schedule === null || offHours === 0) return { outcome: pass('no-off-hours', named) };
    const values = { ...named, offHours: quantity(offHours, 'hours'), required: quantity(options.minimumOffHoursPerWeek, 'hours') };
    return { outcome: pass('too-few-off-hours', values) };
  }
  // Hours to start in are none that work comes back to.
  if (!hasRhythm({ returning, profile, schedule: needed ?? schedule, agreement: agreement ?? 0 }, options)) {
    return { outcome: pass('no-rhythm', named) };
  }
  const seen = profile.hoursSeen.reduce((total, hours) => total + hours, 0);
  const removed = profile.hoursSeen.reduce((total, hours, slot) => (schedule.on[slot] ? total : total + hours), 0);
  return {
    profile,
    schedule,
    offHours,
    removableShare: seen === 0 ? 0 : removed / seen,
    alreadyOff: notRunning.filter((off, slot) => off && !schedule.on[slot]).length,
    unseen: unseen.filter(Boolean).length,
    jobLead,
  };
}
