import type { Outcome } from '../model/evaluation.js';
import type { PresentMetric } from '../model/metric.js';
import type { RegionFleet } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import type { Ec2Instance, InstanceGroup, InstanceTypeSpec } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import { nextLessMemory } from './ec2-less-memory.js';
import { firstNeed, type InstanceNeed, largestNeed, type SizingSubject, secondNeed, sizeChangedAt } from './ec2-need.js';
import { areReservationsKnown, withReservations } from './ec2-reservations.js';
import { type Ec2Resource, resourceText, runningSubjects, type SubjectContext, specOf } from './ec2-subject.js';
import { isSizable, nextSmaller } from './instance-families.js';
import { notApplicable, notAssessed, onMember, pass, quantity, unknownMetric } from './outcome-parts.js';
import { type SizeDimension, type SizingRules, shortDimensions, shrinkableDimensions } from './rightsizing.js';

/** Sentences for the codes that end sizing before a verdict on need, or clear the instance. */
export const SIZING_MESSAGES = {
  'eks-nodes': '{resource} runs Kubernetes pods: their requests decide its size, and they are not known here.',
  'mixed-types': 'The members of {resource} have different types, so there is no one size to judge.',
  'scaling-unknown': 'The scaling policies of {resource} could not be read; one of them may already follow its utilization.',
  'target-tracking': 'A scaling policy of {resource} already tracks {metric}: the number of members follows the need.',
  'unknown-type': 'The specification of {type} is not known.',
  'family-not-sized': '{type} is chosen for its accelerator, host or whole sockets, not by CPU and memory.',
  'smallest-of-family': '{type} is the smallest size of its family.',
  'needs-its-memory':
    '{type} is the smallest size of its family, and {smaller}, of another one with less memory, would not give the memory that {resource} needs with {headroom} headroom.',
  'too-little-data': 'There are {hours} of CPU data at the present size; {required} are needed.',
  'reservations-unknown': 'A container instance of {resource} does not say what its tasks reserve, which its size must hold.',
  'series-missing': 'The 5-minute values of CPU utilization could not be read.',
  short: '{resource} is already short of {dimension} for the headroom of {headroom}, so nothing shrinks.',
  'needs-its-size':
    '{resource} needs {p995} of its CPU at the 99.5th percentile; the next smaller size ({smaller}) would not give that with {headroom} headroom.',
  'needs-its-size-ahead':
    '{resource} would do with {smaller} today, but p99.5 of {ahead} and an hour of {hourAhead} of its CPU have to be reckoned with, which is more than that gives.',
  'needs-its-size-memory-ahead':
    '{resource} would do with {smaller} today, but its memory rises: {memoryAhead} has to be reckoned with, which is more than that gives.',
  'needs-its-size-by-maximum':
    '{resource} used up to {p995} of its CPU; the endpoint knows no percentiles, and for that maximum the next smaller size ({smaller}) has no {headroom} headroom.',
} as const;

export interface SizingContext extends SubjectContext<SizingSubject['metrics'], SizingSubject['series']> {
  readonly options: {
    readonly headroomPercent: number;
    readonly maximumHourPercent: number;
    readonly minimumHours: number;
    readonly growthDays: number;
  };
  readonly window: Window;
  readonly scalarWindow: Window;
  readonly fleet: RegionFleet;
  readonly prices: PriceBook;
}

/** An instance or a group on its way to a size. */
export interface Sizing {
  resource: Ec2Resource;
  subjects: { subject: SizingSubject; cpu: PresentMetric; changedAt: number | null }[];
  /** Stands for all members. */
  instance: Ec2Instance;
  spec: InstanceTypeSpec;
  smaller: InstanceTypeSpec;
  /** True where it is the smallest of its family: `smaller` is of another one, and memory is all that can become less. */
  memoryOnly: boolean;
  rules: SizingRules;
  /** Dimensions that a scaling policy follows: nothing is said of them. */
  silent: readonly SizeDimension[];
  /** Target of CPU in percent that a scaling policy of a group at its minimum follows (`heldAtMinimum`); null where none does. */
  heldUnder: number | null;
}

export type Ended = { outcome: Outcome };

/** What a target-tracking policy keeps at its target; other metrics (requests, network) leave a size open. */
const TRACKED: Readonly<Record<string, SizeDimension>> = {
  ASGAverageCPUUtilization: 'cpu',
  'custom:CPUUtilization': 'cpu',
  'custom:mem_used_percent': 'memory',
};

/**
 * Dimensions that the policies of a group's scaling follow; null where the policies are not known. A group that takes no alarms carries no
 * policy out (https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html).
 */
function trackedDimensions({ autoScalingGroup: scaling }: InstanceGroup): SizeDimension[] | null {
  const policies = scaling?.scalingPolicies ?? null;
  if (policies === null) return null;
  if (scaling?.suspendedProcesses.includes('AlarmNotification')) return [];
  return policies.flatMap(({ type, trackedMetric }) => (type === 'target-tracking' ? (TRACKED[trackedMetric ?? ''] ?? []) : []));
}

/**
 * Lowest CPU target, in percent, of a group that stands at its minimum: it cannot get fewer members however little they do, so their number says
 * nothing of the need, and a smaller type is of use as long as it stays under the target. null where the group has more, or follows no CPU.
 */
function heldAtMinimum({ autoScalingGroup: scaling }: InstanceGroup): number | null {
  if (scaling === null || scaling.minSize === 0 || scaling.desiredCapacity > scaling.minSize) return null;
  const targets = (scaling.scalingPolicies ?? []).flatMap(({ type, trackedMetric, targetValue }) =>
    type === 'target-tracking' && TRACKED[trackedMetric ?? ''] === 'cpu' ? [targetValue] : [],
  );
  return targets.length === 0 || targets.includes(null) ? null : Math.min(...targets.map((target) => target ?? 0));
}

/** Everything that must hold before an instance or group is sized; else the outcome. */
export function prepareSizing(resource: Ec2Resource, context: SizingContext): Sizing | Ended {
  const found = runningSubjects(resource, context, { stoppedToo: true, changes: 'type' });
  if ('outcome' in found) return found;
  const named = { resource: quantity(resourceText(resource), 'text') };
  const isGroup = resource.kind === 'instance-group';
  if (isGroup ? resource.groupType === 'eks-nodegroup' : resource.eksCluster !== null) return { outcome: notAssessed('eks-nodes', named) };
  const [first] = found.subjects;
  if (first === undefined) return { outcome: notAssessed('series-missing') };
  const { instance } = first;
  const mixed = found.subjects.some((other) => other.instance.instanceType !== instance.instanceType);
  const type = { type: quantity(instance.instanceType, 'text') };
  const spec = specOf(instance, context);
  if (spec === null) return { outcome: notAssessed('unknown-type', type) };
  const specs = mixed ? found.subjects.map((one) => specOf(one.instance, context)) : [spec];
  if (specs.every((one) => one !== null && !isSizable(one))) return { outcome: notApplicable('family-not-sized', type) };
  const follows = isGroup && resource.groupType === 'auto-scaling-group';
  const tracked = follows ? trackedDimensions(resource) : [];
  if (tracked === null) return { outcome: notAssessed('scaling-unknown', named) };
  const heldUnder = follows && tracked.includes('cpu') ? heldAtMinimum(resource) : null;
  const silent = heldUnder === null ? tracked : tracked.filter((dimension) => dimension !== 'cpu');
  const subjects = found.subjects.flatMap((subject) => {
    const { cpu } = subject.metrics;
    return cpu.present ? [{ subject, cpu, changedAt: sizeChangedAt(subject, context.scalarWindow, isGroup) }] : [];
  });
  if (subjects.length === 0)
    return instance.state === 'stopped' ? { outcome: notApplicable('not-running') } : { outcome: unknownMetric(first.metrics.cpu) };
  const measured = silent.includes('memory') ? false : subjects.every(({ subject }) => subject.metrics.memory.present);
  if (silent.includes('cpu') && !measured) {
    return { outcome: notApplicable('target-tracking', { ...named, metric: quantity('CPU utilization', 'text') }) };
  }
  // What scaling does not follow could be too large: that there is no one size to hold it against does not make it right.
  if (mixed) return { outcome: notAssessed('mixed-types', named) };
  const { prices, fleet } = context;
  const ofFamily = nextSmaller(spec, fleet.instanceTypes?.values() ?? prices.specs());
  const memoryOnly = ofFamily === null;
  // Memory as its agent tells it: by what tasks reserve, a finding would come and go with whether ECS could be read, without a word.
  const smaller = ofFamily ?? (measured ? nextLessMemory(instance, spec, { prices, offer: fleet.instanceTypes }) : null);
  if (smaller === null) return { outcome: pass('smallest-of-family', type) };
  if (!areReservationsKnown(instancesOf(subjects), fleet)) return { outcome: notAssessed('reservations-unknown', named) };
  const { maximumHourPercent } = context.options;
  // Over the target it would get more members.
  const headroomPercent = Math.max(context.options.headroomPercent, heldUnder === null ? 0 : 100 - heldUnder);
  return { resource, subjects, instance, spec, smaller, memoryOnly, rules: { headroomPercent, maximumHourPercent }, silent, heldUnder };
}

const instancesOf = (subjects: Sizing['subjects']): Ec2Instance[] => subjects.map(({ subject }) => subject.instance);

/** Need of the members together, with what ECS has reserved on them, without what scaling follows. */
function combined(sizing: Sizing, needs: readonly InstanceNeed[], fleet: RegionFleet): InstanceNeed | null {
  const need = largestNeed(needs);
  if (need === null) return null;
  const { subjects, spec, rules } = sizing;
  const demand = withReservations(need.demand, instancesOf(subjects), spec, rules.headroomPercent, fleet);
  return { ...need, demand: { ...demand, ...Object.fromEntries(sizing.silent.map((dimension) => [dimension, null])) } };
}

/** The verdict on need: the dimensions that could shrink, or why the size stays. */
function judgeNeed(sizing: Sizing, need: InstanceNeed): { shrinkable: SizeDimension[] } | Ended {
  const { spec, smaller, memoryOnly, rules, resource } = sizing;
  const values = {
    resource: quantity(resourceText(resource), 'text'),
    headroom: quantity(rules.headroomPercent, 'percent'),
    p995: quantity(need.p995, 'percent'),
    smaller: quantity(smaller.instanceType, 'text'),
  };
  const shrinkable = shrinkableDimensions(spec, smaller, need.demand, need.cpu, rules);
  if (memoryOnly && shrinkable.length === 0) {
    const type = { type: quantity(spec.instanceType, 'text') };
    if (need.demand.memory === null) return { outcome: pass('smallest-of-family', type) };
    // Memory that was read in full and does not fit ends it, whatever of the rest is missing.
    return { outcome: { ...pass('needs-its-memory', { ...values, ...type }), decidedDespitePartialData: true } };
  }
  const [short] = shortDimensions(spec, need.demand, rules);
  if (short !== undefined) return { outcome: pass('short', { ...values, dimension: quantity(short, 'text') }) };
  if (shrinkable.length > 0) return { shrinkable };
  const { memoryAhead } = need.demand;
  if (shrinkableDimensions(spec, smaller, { ...need.demand, memoryAhead: null }, need.cpu, rules).length > 0) {
    const percent = memoryAhead == null ? null : (100 * memoryAhead) / spec.memoryMib;
    return { outcome: pass('needs-its-size-memory-ahead', { ...values, memoryAhead: quantity(percent, 'percent') }) };
  }
  if (need.substituted) return { outcome: pass('needs-its-size-by-maximum', values) };
  const { ahead, busiestHour } = need;
  const seen = { ...need.cpu, hour: busiestHour === null ? null : (busiestHour / 100) * spec.vcpus, toppedHour: null, ahead: null };
  if (ahead === null || shrinkableDimensions(spec, smaller, need.demand, seen, rules).length === 0) {
    return { outcome: pass('needs-its-size', values) };
  }
  const expected = { ahead: quantity(ahead.p995, 'percent'), hourAhead: quantity(ahead.toppedHour, 'percent') };
  return { outcome: pass('needs-its-size-ahead', { ...values, ...expected }) };
}

/**
 * First pass: CloudWatch's own p99.5 over the longer window clears most of a fleet. A size that can have changed inside that window
 * makes its percentile one of two sizes, so such an instance goes on to the second pass whatever it says.
 */
export function firstPass(sizing: Sizing, context: SizingContext): { open: true } | Ended {
  const { subjects, spec, memoryOnly } = sizing;
  // Memory is the same in both passes; that it does not fit less ends it here.
  const changed = subjects.some(({ changedAt }) => changedAt !== null);
  if (changed && !memoryOnly) return { open: true };
  const needs = subjects.map(({ subject, cpu, changedAt }) => firstNeed(subject, cpu, spec, { changedAt, window: context.window }));
  const need = combined(sizing, needs, context.fleet);
  const judged = need === null ? null : judgeNeed(sizing, need);
  if (judged === null || 'shrinkable' in judged) return { open: true };
  return changed && judged.outcome.code === 'short' ? { open: true } : judged;
}

/** Second pass: the need by the 5-minute maxima, held against the ladder; else the outcome. */
export function secondPass(sizing: Sizing, context: SizingContext): { need: InstanceNeed; shrinkable: SizeDimension[] } | Ended {
  const { subjects, spec, resource } = sizing;
  const { minimumHours } = context.options;
  const all = subjects.flatMap(({ subject, cpu, changedAt }) => {
    const series = subject.series.cpu;
    const need = series === null ? null : secondNeed(subject, cpu, series, spec, { changedAt, window: context.window });
    if (need === null) return [];
    return resource.kind === 'instance-group' ? [{ ...need, evidence: onMember(need.evidence, subject.instance.id) }] : [need];
  });
  if (subjects.every(({ subject }) => subject.series.cpu === null)) return { outcome: notAssessed('series-missing') };
  // New members of a group have little data as a rule; the others speak for them.
  const needs = all.filter(({ hours }) => (hours ?? 0) >= minimumHours);
  if (needs.length === 0) {
    const hours = Math.max(0, ...all.map((need) => need.hours ?? 0));
    return { outcome: notAssessed('too-little-data', { hours: quantity(hours, 'hours'), required: quantity(minimumHours, 'hours') }) };
  }
  if (resource.kind === 'instance-group' && needs.length * 2 < subjects.length) {
    return { outcome: notAssessed('too-little-data', { hours: quantity(0, 'hours'), required: quantity(minimumHours, 'hours') }) };
  }
  const need = combined(sizing, needs, context.fleet);
  if (need === null) return { outcome: notAssessed('series-missing') };
  const judged = judgeNeed(sizing, need);
  return 'outcome' in judged ? judged : { need, shrinkable: judged.shrinkable };
}
