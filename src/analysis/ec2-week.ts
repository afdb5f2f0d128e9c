import type { Outcome } from '../model/evaluation.js';
import type { MetricView, Series } from '../model/metric.js';
import { optional } from '../model/policy.js';
import type { Window } from '../model/time.js';
import { type BusyDaysOff, busyDaysOff } from './busy-days-off.js';
import { SCHEDULE_MESSAGES, type ScheduleContext, type Scheduled, scheduled } from './ec2-schedule.js';
import {
  cannotStop,
  type Ec2Resource,
  type Ec2Subject,
  groupText,
  resourceText,
  runningSubjects,
  type SubjectContext,
} from './ec2-subject.js';
import { mostTraffic, raisedByTraffic, type TrafficSeen, trafficOf, trafficWhile } from './ec2-traffic.js';
import { notApplicable, notAssessed, pass, quantity, unknownMetric } from './outcome-parts.js';

export const WEEK_METRICS = {
  // Means and minima tell what the hours left on use of the CPU credits of T instances.
  cpu: optional('ec2.cpu', { daily: ['Average', 'Maximum', 'Minimum'] }),
  // Which machines have them at all: without a datapoint in the first pass the hours are not asked for.
  networkIn: optional('ec2.networkIn', { daily: ['Sum'] }),
  networkOut: optional('ec2.networkOut', { daily: ['Sum'] }),
};
export const WEEK_SERIES = {
  cpu: { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 3600 },
  networkIn: { metric: 'ec2.networkIn', statistic: 'Sum', periodSeconds: 3600 },
  networkOut: { metric: 'ec2.networkOut', statistic: 'Sum', periodSeconds: 3600 },
} as const;

export type WeekSubject = Ec2Subject<
  { readonly [K in keyof typeof WEEK_METRICS]: MetricView },
  { readonly [K in keyof typeof WEEK_SERIES]: Series | null }
>;

export interface WeekContext extends SubjectContext<WeekSubject['metrics'], WeekSubject['series']>, ScheduleContext {
  readonly options: ScheduleContext['options'] & { readonly maximumNetworkBytesPerHour: number };
  readonly window: Window;
  readonly scalarWindow: Window;
}

/** Sentences for the codes that come before a schedule. */
export const WEEK_MESSAGES = {
  ...SCHEDULE_MESSAGES,
  'eks-nodes': '{resource} runs Kubernetes pods; only a node group that is idle throughout is named.',
  'follows-tasks': '{resource} runs ECS tasks: the schedule belongs to their services.',
  'already-scheduled': '{resource} already has scheduled actions.',
  spot: '{resource} is a Spot Instance: those of one-time requests cannot be stopped, and the kind of its request is not read.',
  'root-cannot-stop': 'The root volume of {resource} is an instance store: it can be terminated, not stopped.',
  'bounds-unknown': 'The bounds and scheduled actions of {resource} could not be read.',
  'idle-throughout': '{resource} is never busy at all: that is for ec2-idle to judge.',
  'never-idle': '{resource} never used less than {lowest} of its CPU, so no hour is idle (under {limit}).',
  'series-missing': 'The hourly values of CPU utilization could not be read.',
  'network-busy':
    '{resource} has hours of idle CPU in every week, but moves up to {traffic} in an hour of them (idle is under {networkLimit}); what else is idle makes no schedule.',
} as const;

/** Subjects that a schedule could be for; else the outcome. Everything that the first pass can tell. */
export function prepareWeek(resource: Ec2Resource, context: WeekContext): { subjects: WeekSubject[] } | { outcome: Outcome } {
  const found = runningSubjects(resource, context, { changes: 'hours' });
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
    const hindrance = cannotStop(resource);
    if (hindrance !== null) return { outcome: notApplicable(hindrance === 'spot' ? 'spot' : 'root-cannot-stop', named) };
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

export interface WeekFound extends Omit<Scheduled, 'profile'> {
  /** CPU utilization, and its highest value in each hour of the week. */
  series: Series;
  maximum: (number | null)[];
  /** In the hours that the schedule takes away. */
  traffic: TrafficSeen;
  /** Days before the window that the schedule would have taken away, and that were busy. */
  busyBefore: BusyDaysOff;
}

/** The schedule by CPU and network together; else the outcome. */
export function findWeek(
  resource: Ec2Resource,
  subjects: readonly WeekSubject[],
  context: WeekContext,
): { found: WeekFound } | { outcome: Outcome } {
  const { zone } = context.timeZone;
  const { idleCpuPercent, maximumNetworkBytesPerHour: limit } = context.options;
  const cpu = subjects.flatMap(({ series }) => series.cpu ?? []);
  // A member of which nothing fine is known could be the one that works at night.
  if (cpu.length < subjects.length) return { outcome: notAssessed('series-missing') };
  const series = highestOf(cpu);
  if (series === null) return { outcome: notAssessed('series-missing') };
  const byCpu = scheduled(resource, series, context);
  // Network could only make more hours busy, so nothing that is missing of it matters here.
  if ('outcome' in byCpu) return byCpu;
  const members = subjects.flatMap(({ series: { cpu, networkIn, networkOut } }) =>
    cpu === null ? [] : [{ cpu, traffic: trafficOf(networkIn, networkOut, limit, cpu) }],
  );
  const trafficIn = (slots: readonly boolean[]) =>
    mostTraffic(members.map((member) => trafficWhile(member.cpu, member.traffic, (slot) => slots[slot] === true, zone)));
  const held = highestOf(members.map((member) => raisedByTraffic(member.cpu, member.traffic, { limit, busyFrom: idleCpuPercent })));
  const byBoth = scheduled(resource, held ?? series, context);
  const off = ({ schedule }: Scheduled) => schedule.on.map((on) => !on);
  if ('outcome' in byBoth) {
    const { busiest } = trafficIn(off(byCpu));
    if (byBoth.outcome.verdict !== 'pass' || (busiest ?? 0) < limit) return byBoth;
    const values = {
      resource: quantity(resourceText(resource), 'text'),
      traffic: quantity(busiest, 'bytes'),
      networkLimit: quantity(limit, 'bytes'),
    };
    // More of the network's datapoints could only keep more hours on.
    const decidedDespitePartialData = subjects.every(({ metrics }) => metrics.cpu.status === 'ok');
    return { outcome: { ...pass('network-busy', values), decidedDespitePartialData } };
  }
  const { profile: _, ...rest } = byBoth;
  const before = subjects.map(({ metrics }) => {
    const days = metrics.cpu.present ? metrics.cpu.daily('Maximum', 'scalar') : [];
    return busyDaysOff(days, { ...context, on: rest.schedule.on, timeZone: zone, busyFrom: idleCpuPercent });
  });
  const busyBefore = before.reduce((a, b) => ((b.peak ?? 0) > (a.peak ?? 0) ? b : a), { days: 0, peak: null });
  return { found: { ...rest, series, maximum: byCpu.profile.maximum, traffic: trafficIn(off(byBoth)), busyBefore } };
}
