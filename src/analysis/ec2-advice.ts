import type { Chart, Outcome, ResourceCost, Target } from '../model/evaluation.js';
import type { InstanceTypeSpec } from '../model/resource/index.js';
import { ATTACHMENT_MESSAGES, attachmentsOf } from './ec2-attachments.js';
import { CLOCK_MESSAGES, clockQuestions, clockReasons } from './ec2-clock.js';
import { resizeCommands } from './ec2-commands.js';
import { GROUP_QUESTIONS, groupQuestions } from './ec2-group-questions.js';
import { GROWTH_MESSAGES, growth } from './ec2-growth.js';
import { managedReasons, managedTypeQuestion } from './ec2-manager.js';
import type { InstanceNeed } from './ec2-need.js';
import { exceedsBandwidth } from './ec2-rates.js';
import { reservedQuestions, reservedReasons } from './ec2-reserved.js';
import { type Candidate, cheaperCandidates, distinctFamilies, linesAfter, type Replacement, toTarget } from './ec2-size-options.js';
import type { Sizing, SizingContext } from './ec2-sizing.js';
import { cannotStop, type Ec2Resource, membersOf, resourceText } from './ec2-subject.js';
import { isFlex, sustainedVcpus } from './instance-families.js';
import { sawMonthEnd } from './month-end.js';
import { confidenceOf, impact, notAssessed, pass, quantity, statedEvidence } from './outcome-parts.js';
import { project, type SizeDimension } from './rightsizing.js';
import { fold } from './series.js';

/** Hours after a possible change of size under which advice has low confidence: a week, so that every weekday was seen. */
const SETTLED_HOURS = 168;

/** Sentences for the codes of `advice`. */
export const ADVICE_MESSAGES = {
  'over-provisioned':
    '{resource} ({type}) needs {p995} of its CPU at the 99.5th percentile; {target} gives what it needs with {headroom} headroom.',
  'no-cheaper-type': '{resource} would fit less than {type} gives of {dimension}, but no type that keeps the rest costs less.',
  'price-unknown-for-all': '{resource} would fit less than {type} gives of {dimension}, but without prices no type is known to cost less.',
  'percentile-substituted': 'The endpoint knows no percentiles: the maximum stood in for p99.5 over the longer window.',
  'size-may-have-changed':
    'It was started {sinceChange} before the end of the window, and its size may have changed then: what came before is percent of that size.',
  'peak-above-target': 'Its highest CPU value of the last {longDays} is more than the whole target gives.',
  'older-traffic': 'Before the window network or EBS carried more than the target gives with {headroom} to spare.',
  'some-data-missing': 'Part of the window has no data.',
  'little-data': 'More than half of the window has no data.',
  'variable-load': 'The load varies a lot from hour to hour.',
  'month-end-not-seen': 'No month end lies in the data.',
  'memory-not-measured': 'Memory is not measured, so it is not reduced: the CloudWatch agent would show whether less would do.',
  'network-not-measured': 'Network or EBS traffic is not measured, so their baselines are not reduced.',
  'reserved-by-tasks': 'It runs ECS tasks: what they reserve must fit too.',
  'held-at-minimum':
    'A scaling policy follows its CPU, but it stands at the minimum of its members and gets no fewer: on the smaller type CPU stays under the target of {heldUnder}, so that it gets no more either.',
  'stopped-now': 'It is stopped now and has come back from such stops before: the type changes with its next start.',
  'offer-not-checked': 'The types that the region offers could not be read, so this one is not checked against them.',
  'price-unknown': 'No price is known for it here, so types were ordered by their Linux price in us-east-1.',
  'graviton-port':
    'It has another processor architecture: programs must be built for arm64 and tested; interpreted languages usually run as they are.',
  'not-in-place': 'It cannot be stopped, so only a new launch has another type: does what launches it take the type from somewhere?',
  'stop-and-start': 'A change of type needs a stop and a start: is there a time for it, and is nothing on an instance store?',
  'licensed-by-core': 'Is any software on it licensed by core or bound to this type?',
  ...GROUP_QUESTIONS,
  ...CLOCK_MESSAGES,
  ...ATTACHMENT_MESSAGES,
  ...GROWTH_MESSAGES,
} as const;

/** Sizes of T types differ by their baseline, all others by their vCPUs. */
const lessCpu = (candidate: InstanceTypeSpec, now: InstanceTypeSpec): boolean =>
  now.burstable ? sustainedVcpus(candidate) < sustainedVcpus(now) : candidate.vcpus < now.vcpus;

/**
 * From the need to a finding: the cheapest type that fits and gives less of what is not needed, up to two more, and Graviton where it
 * costs less still. A type that only costs less at the same size is no answer here.
 */
export function advice(
  sizing: Sizing,
  { need, shrinkable }: { need: InstanceNeed; shrinkable: SizeDimension[] },
  context: SizingContext,
): Outcome {
  const { instance, spec, rules, resource } = sizing;
  const now: Replacement = {
    instance,
    spec,
    rules,
    demand: need.demand,
    cpu: need.cpu,
    prices: context.prices,
    cost: context.cost,
    offer: context.fleet.instanceTypes,
  };
  const smallerInNeed = (candidate: InstanceTypeSpec) =>
    shrinkable.some((dimension) => (dimension === 'cpu' ? lessCpu(candidate, spec) : candidate.memoryMib < spec.memoryMib)) &&
    // A flex type is another bargain (a lower baseline), not a smaller size of the same one.
    (isFlex(candidate.instanceType) ? candidate.vcpus < spec.vcpus || candidate.memoryMib < spec.memoryMib : true);
  const values = {
    resource: quantity(resourceText(resource), 'text'),
    type: quantity(spec.instanceType, 'text'),
    dimension: quantity(shrinkable.join(' and '), 'text'),
    headroom: quantity(rules.headroomPercent, 'percent'),
    p995: quantity(need.p995, 'percent'),
    longDays: quantity(context.scalarWindow.days, 'days'),
    sinceChange: quantity(need.changedAt === null ? null : (need.hours ?? 0), 'hours'),
  };
  const candidates = cheaperCandidates(now, smallerInNeed);
  const [best] = candidates;
  if (best === undefined) {
    // Where nothing has a price "no cheaper type" would be a claim about prices.
    const priced = context.cost.monthly !== null || context.prices.spec(spec.instanceType) !== null;
    return priced ? pass('no-cheaper-type', values) : notAssessed('price-unknown-for-all', values);
  }
  const machines = sizing.subjects.map(({ subject }) => subject);
  const target = toTarget(best, now, notesOf(sizing, need, context));
  const attached = attachmentsOf(resource, spec);
  const grows = shrinkable.includes('cpu') ? growth(need, spec, best.spec, context.options.growthDays) : null;
  const peakOnTarget = need.cpu.peak === null ? null : (need.cpu.peak / best.spec.vcpus) * 100;
  return {
    verdict: 'fail',
    code: 'over-provisioned',
    values: {
      ...values,
      target: quantity(best.spec.instanceType, 'text'),
      ...grows,
      ...attached.values,
      ...(sizing.heldUnder === null ? {} : { heldUnder: quantity(sizing.heldUnder, 'percent') }),
    },
    evidence: evidenceOf(sizing, need, shrinkable, context.cost),
    recommendation: { action: 'resize', target, alternatives: alternativesOf(candidates, now, smallerInNeed) },
    cost: impact(context.cost, target.monthly, linesAfter(best, now)),
    ...confidenceOf('high', [
      [need.substituted, 'percentile-substituted', 'low'],
      [need.changedAt !== null && (need.hours ?? 0) < SETTLED_HOURS, 'size-may-have-changed', 'low'],
      [peakOnTarget !== null && peakOnTarget > 100, 'peak-above-target', 'medium'],
      [sizing.subjects.some(({ subject }) => exceedsBandwidth(subject, best.spec, rules.headroomPercent)), 'older-traffic', 'low'],
      [(need.coverage ?? 0) < 0.5, 'little-data', 'low'],
      [(need.coverage ?? 0) >= 0.5 && (need.coverage ?? 0) < 0.9, 'some-data-missing', 'medium'],
      [(need.variation ?? 0) > 1, 'variable-load', 'medium'],
      [grows !== null, 'load-grows', 'medium'],
      [!target.offerChecked, 'offer-not-checked', 'medium'],
      ...clockReasons(spec, best.spec),
      ...managedReasons(resource),
      ...reservedReasons(machines),
      [
        !sizing.subjects.some(({ cpu }) => sawMonthEnd(cpu.daily('Maximum', 'scalar'), context.scalarWindow)),
        'month-end-not-seen',
        'medium',
      ],
    ]),
    risk: target.risk,
    members: membersOf(resource, machines),
    commands: resizeCommands(resource, spec.instanceType, best.spec.instanceType),
    questions: [
      ...changeQuestions(resource),
      ...attached.questions,
      ...clockQuestions(spec, best.spec),
      ...reservedQuestions(machines),
      'licensed-by-core',
    ],
    charts: chartsOf(sizing, need, best),
    // Metrics that are incomplete were taken as unknown, which reduces nothing; only CPU itself must be whole.
    decidedDespitePartialData: sizing.subjects.every(({ cpu }) => cpu.status === 'ok'),
  };
}

/** What to ask before the type of an instance, or of the members of a group, is changed. */
function changeQuestions(resource: Ec2Resource): string[] {
  if (resource.kind === 'instance-group') return groupQuestions(resource);
  const managed = managedTypeQuestion(resource);
  if (managed !== null) return [managed];
  if (cannotStop(resource) !== null) return ['not-in-place'];
  return resource.state === 'stopped' ? [] : ['stop-and-start'];
}

function notesOf(sizing: Sizing, { demand }: InstanceNeed, { fleet }: SizingContext): string[] {
  const hosts = sizing.subjects.some(({ subject }) => fleet.containerInstanceOf.has(subject.instance.id));
  return [
    ...(demand.memory === null ? ['memory-not-measured'] : []),
    ...(demand.network === null || demand['ebs-throughput'] === null || demand['ebs-iops'] === null ? ['network-not-measured'] : []),
    ...(hosts ? ['reserved-by-tasks'] : []),
    ...(sizing.heldUnder === null ? [] : ['held-at-minimum']),
    ...(sizing.instance.state === 'stopped' ? ['stopped-now'] : []),
  ];
}

function alternativesOf(candidates: readonly Candidate[], now: Replacement, accept: (spec: InstanceTypeSpec) => boolean): Target[] {
  const [best, ...others] = candidates;
  const { instance } = now;
  const portable = instance.architecture === 'x86_64' && instance.platform === 'linux';
  const [graviton] = portable ? cheaperCandidates(now, accept, { architecture: 'arm64' }) : [];
  // A price here and the home region's Linux price do not compare.
  const comparable = graviton !== undefined && (graviton.rate === null) === (best?.rate === null);
  const worthPorting = comparable && (graviton.order ?? 0) < (best?.order ?? 0);
  const alternatives = distinctFamilies(others, worthPorting ? 1 : 2).map((candidate) => toTarget(candidate, now));
  return worthPorting ? [...alternatives, toTarget(graviton, now, ['graviton-port'])] : alternatives;
}

/** The measured values, with the number at which the verdict would flip on the one that decided. */
function evidenceOf(
  { resource, spec, smaller, rules, instance }: Sizing,
  need: InstanceNeed,
  shrinkable: readonly SizeDimension[],
  cost: ResourceCost,
) {
  const held = { heldAgainst: { option: 'headroomPercent', value: rules.headroomPercent } };
  const flips = (given: number, now: number) => ({ ...held, flipsAt: (given / now) * (100 - rules.headroomPercent) });
  const lines = need.evidence.map((entry) => {
    // What lies ahead may take the headroom: that is what it is for. It is held against all of the size.
    if (entry.name === 'p995CpuPercentAhead')
      return shrinkable.includes('cpu') ? { ...entry, flipsAt: (smaller.vcpus / spec.vcpus) * 100 } : entry;
    if (shrinkable.includes('cpu') && entry.name.startsWith('p995CpuPercent')) return { ...entry, ...flips(smaller.vcpus, spec.vcpus) };
    if (shrinkable.includes('memory') && entry.name === 'maximumMemoryPercent')
      return { ...entry, ...flips(smaller.memoryMib, spec.memoryMib) };
    if (shrinkable.includes('memory') && entry.name === 'maximumMemoryPercentAhead')
      return { ...entry, flipsAt: (smaller.memoryMib / spec.memoryMib) * 100 };
    if (entry.name === 'busiestHourCpuPercentAhead') {
      const flipsAt = (smaller.vcpus / spec.vcpus) * rules.maximumHourPercent;
      return { ...entry, heldAgainst: { option: 'maximumHourPercent', value: rules.maximumHourPercent }, flipsAt };
    }
    return entry;
  });
  return [
    ...lines,
    statedEvidence('networkPeakGbps', need.demand.network, 'gbps'),
    statedEvidence('ebsPeakMbps', need.demand['ebs-throughput'], 'mbps'),
    statedEvidence('ebsPeakIops', need.demand['ebs-iops'], 'iops'),
    // Members come and go, and none of their starts says anything of the group's size.
    ...(resource.kind === 'instance-group' ? [] : [statedEvidence('launchTime', instance.launchTime, 'instant')]),
    statedEvidence('hoursRunPerMonth', cost.hoursPerMonth, 'hours'),
  ];
}

function chartsOf({ subjects, spec, smaller, rules }: Sizing, need: InstanceNeed, best: Candidate): Chart[] {
  const series = subjects[0]?.subject.series.cpu ?? null;
  const dimensions = project(spec, best.spec, need.demand)
    .filter(({ nowPercent }) => nowPercent !== null)
    .map((projection) => ({ ...projection, limitPercent: 100 - rules.headroomPercent }));
  const before: Chart = { type: 'before-after', title: `${spec.instanceType} now, ${best.spec.instanceType} after`, dimensions };
  if (series === null) return [before];
  const hourly = fold(series, 3600, 'Maximum');
  const flipsAt = (smaller.vcpus / spec.vcpus) * (100 - rules.headroomPercent);
  return [
    {
      type: 'line',
      title: 'Highest CPU utilization of each hour',
      unit: 'percent',
      start: hourly.start,
      periodSeconds: hourly.periodSeconds,
      values: hourly.values,
      threshold: 100 - rules.headroomPercent,
      flipsAt,
    },
    before,
  ];
}
