import type { Outcome } from '../model/evaluation.js';
import type { MetricView, Series } from '../model/metric.js';
import { optional } from '../model/policy.js';
import { epochSeconds, type Window } from '../model/time.js';
import { type Ec2Resource, type Ec2Subject, groupText, resourceText, runningSubjects, type SubjectContext } from './ec2-subject.js';
import { notApplicable, notAssessed, pass, quantity, unknownMetric } from './outcome-parts.js';
import { offHours as hoursOff, idleHours, type WeekProfile, type WeekSchedule, weekProfile, weekSchedule } from './week-profile.js';
import { hasRhythm, weekAgreement } from './week-rhythm.js';
import { idleHoursOff, seldomSeen, undecidedHours } from './week-undecided.js';

export const WEEK_METRICS = { cpu: optional('ec2.cpu', { daily: ['Maximum', 'Minimum'] }) };
export const WEEK_SERIES = { cpu: { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 3600 } } as const;

export type WeekSubject = Ec2Subject<{ readonly cpu: MetricView }, { readonly cpu: Series | null }>;

export interface WeekContext extends SubjectContext<WeekSubject['metrics'], WeekSubject['series']> {
  readonly options: {
    readonly idleCpuPercent: number;
    readonly minimumWeeks: number;
    readonly minimumOffHoursPerWeek: number;
    readonly minimumPauseHours: number;
    readonly leadHours: number;
    readonly minimumBusyShare: number;
    readonly minimumAgreement: number;
  };
  readonly window: Window;
  readonly timeZone: { zone: string; source: string };
}

/** Sentences for the codes that come before a schedule. */
export const WEEK_MESSAGES = {
  'eks-nodes': '{resource} runs Kubernetes pods; only a node group that is idle throughout is named.',
  'follows-tasks': '{resource} runs ECS tasks: the schedule belongs to their services.',
  'already-scheduled': '{resource} already has scheduled actions.',
  'bounds-unknown': 'The bounds and scheduled actions of {resource} could not be read.',
  'idle-throughout': '{resource} is never busy at all: that is for ec2-idle to judge.',
  'never-idle': '{resource} never used less than {lowest} of its CPU, so no hour is idle (under {limit}).',
  'series-missing': 'The hourly values of CPU utilization could not be read.',
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

/** Subjects that a schedule could be for; else the outcome. Everything that the first pass can tell. */
export function prepareWeek(resource: Ec2Resource, context: WeekContext): { subjects: WeekSubject[] } | { outcome: Outcome } {
  const found = runningSubjects(resource, context);
  if ('outcome' in found) return found;
  const named = { resource: quantity(resourceText(resource), 'text') };
  if (resource.kind === 'instance-group') {
    if (resource.groupType === 'eks-nodegroup') return { outcome: notApplicable('eks-nodes', named) };
    if (resource.groupType === 'ecs-capacity-provider') return { outcome: notApplicable('follows-tasks', named) };
    const actions = resource.autoScalingGroup?.scheduledActions ?? null;
    if (actions === null) return { outcome: notAssessed('bounds-unknown', { resource: quantity(groupText(resource), 'text') }) };
    // Suspended actions are not carried out: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
    const atWork = !resource.autoScalingGroup?.suspendedProcesses.includes('ScheduledActions');
    if (actions.length > 0 && atWork) return { outcome: notApplicable('already-scheduled', named) };
  } else {
    if (resource.eksCluster !== null) return { outcome: notApplicable('eks-nodes', named) };
    if (context.fleet.containerInstanceOf.has(resource.id)) return { outcome: notApplicable('follows-tasks', named) };
  }
  const limit = context.options.idleCpuPercent;
  let [lowest, highest] = [0, 0];
  for (const { metrics } of found.subjects) {
    const { cpu } = metrics;
    if (!cpu.present) return { outcome: unknownMetric(cpu) };
    lowest = Math.max(lowest, cpu.minimum('window'));
    highest = Math.max(highest, cpu.maximum('window'));
  }
  if (highest < limit) return { outcome: notApplicable('idle-throughout', named) };
  // An idle hour of a group is idle on every member, so one that is never idle keeps the group on.
  if (lowest >= limit)
    return { outcome: pass('never-idle', { ...named, lowest: quantity(lowest, 'percent'), limit: quantity(limit, 'percent') }) };
  return { subjects: found.subjects };
}

/** The series of several members as one: the highest value of any at each moment. The series share their window and period. */
function highestOf(all: readonly Series[]): Series | null {
  const [first, ...rest] = all;
  if (first === undefined) return null;
  const values = first.values.slice();
  for (const series of rest) {
    const shift = (series.start - first.start) / first.periodSeconds;
    series.values.forEach((value, index) => {
      const at = index + shift;
      const known = values[at];
      if (known === undefined || Number.isNaN(value)) return;
      if (Number.isNaN(known) || value > known) values[at] = value;
    });
  }
  return { ...first, values };
}

export interface WeekFound {
  series: Series;
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
}

/**
 * The last start of an instance (LaunchTime is that of the last start, not of the first launch:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html). Members of a group come and go, and those that are gone
 * would have to be asked too: null.
 */
function lastStartOf(resource: Ec2Resource): number | null {
  return resource.kind === 'instance-group' || resource.launchTime === null ? null : epochSeconds(resource.launchTime);
}

/** The schedule that the week profile gives; else the outcome. */
export function findWeek(
  resource: Ec2Resource,
  subjects: readonly WeekSubject[],
  context: WeekContext,
): { found: WeekFound } | { outcome: Outcome } {
  const { options, timeZone } = context;
  const named = { resource: quantity(resourceText(resource), 'text') };
  const all = subjects.map(({ series }) => series.cpu);
  // A member of which nothing fine is known could be the one that works at night.
  if (all.some((series) => series === null)) return { outcome: notAssessed('series-missing') };
  const series = highestOf(all.flatMap((one) => one ?? []));
  if (series === null) return { outcome: notAssessed('series-missing') };
  const profile = weekProfile(series, timeZone.zone);
  if (!profile.weeksSeen.some((weeks) => weeks >= options.minimumWeeks)) {
    return { outcome: notAssessed('too-few-weeks', { required: quantity(options.minimumWeeks, 'count') }) };
  }
  const idle = idleHours(profile, options.idleCpuPercent, options.minimumWeeks);
  const notRunning = hoursOff(profile, series, lastStartOf(resource));
  const unseen = profile.weeksSeen.map((weeks, slot) => weeks === 0 && notRunning[slot] !== true);
  const rules = { minimumOffHours: options.minimumPauseHours, leadHours: options.leadHours };
  const schedule = weekSchedule(idle, { ...rules, notRunning });
  const offHours = idleHoursOff(idle, schedule);
  const agreement = weekAgreement(series, timeZone.zone, options.idleCpuPercent);
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
      proposes: (quiet, best) => agreement === null || hasRhythm({ idle: quiet, profile, schedule: best, agreement }, options),
    });
    if (undecided !== null) {
      const values = { ...named, unseen: quantity(undecided.hours, 'hours'), required: quantity(options.minimumWeeks, 'count') };
      return { outcome: notAssessed(undecided.code, values) };
    }
    if (schedule === null || offHours === 0) return { outcome: pass('no-off-hours', named) };
    const values = { ...named, offHours: quantity(offHours, 'hours'), required: quantity(options.minimumOffHoursPerWeek, 'hours') };
    return { outcome: pass('too-few-off-hours', values) };
  }
  if (!hasRhythm({ idle, profile, schedule, agreement: agreement ?? 0 }, options)) {
    return { outcome: pass('no-rhythm', named) };
  }
  const seen = profile.hoursSeen.reduce((total, hours) => total + hours, 0);
  const removed = profile.hoursSeen.reduce((total, hours, slot) => (schedule.on[slot] ? total : total + hours), 0);
  return {
    found: {
      series,
      profile,
      schedule,
      offHours,
      removableShare: seen === 0 ? 0 : removed / seen,
      alreadyOff: notRunning.filter((off, slot) => off && !schedule.on[slot]).length,
      unseen: unseen.filter(Boolean).length,
    },
  };
}
