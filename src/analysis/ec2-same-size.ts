import type { FailOutcome, Outcome, ResourceCost, Values } from '../model/evaluation.js';
import type { RegionFleet } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import type { Ec2Instance, InstanceTypeSpec } from '../model/resource/index.js';
import { instanceRate } from './cost-ec2.js';
import { ATTACHMENT_MESSAGES, attachmentsOf } from './ec2-attachments.js';
import { CLOCK_MESSAGES, clockQuestions, clockReasons } from './ec2-clock.js';
import { inspectCommands, resizeCommands } from './ec2-commands.js';
import { ENA_MESSAGES, enaQuestions, enaReasons, enaStep, riskWithEna } from './ec2-ena.js';
import { GROUP_QUESTIONS, groupQuestions } from './ec2-group-questions.js';
import { managedReasons, managedTypeQuestion } from './ec2-manager.js';
import { type BandwidthViews, reducibleBandwidth } from './ec2-rates.js';
import { reservedQuestions, reservedReasons } from './ec2-reserved.js';
import {
  type Candidate,
  candidatesByPrice,
  distinctFamilies,
  homePrice,
  linesAfter,
  type Replacement,
  toTarget,
} from './ec2-size-options.js';
import { type Ec2Resource, membersOf, resourceText, runningSubjects, type SubjectContext, specOf } from './ec2-subject.js';
import { isSizable } from './instance-families.js';
import { confidenceOf, impact, notApplicable, notAssessed, pass, quantity, statedEvidence } from './outcome-parts.js';
import type { Freedom } from './rightsizing.js';

/**
 * Another type of at least the same size that costs less: newer generations and other processors. No metric is needed for it, but where
 * network and disks are measured, a baseline that is a little lower and still far from reached is no reason to stay.
 */

export interface SameSizeContext extends SubjectContext<BandwidthViews, unknown> {
  readonly options: { readonly headroomPercent: number };
  readonly fleet: RegionFleet;
  readonly prices: PriceBook;
  readonly cost: ResourceCost;
}

/** Sentences for the codes of `prepareSameSize` and `sameSizeAdvice`. */
export const SAME_SIZE_MESSAGES = {
  'eks-nodes': '{resource} runs Kubernetes pods, whose node types are chosen there.',
  'mixed-types': 'The members of {resource} have different types, which are not judged as one.',
  'unknown-type': 'The specification of {type} is not known.',
  'family-not-sized': '{type} is chosen for its accelerator, host or whole sockets.',
  'price-unknown': 'No price is known for {type} as {resource} runs it, so nothing can be said to cost less.',
  'target-price-unknown':
    'No price is known here for {target}, which gives no less than {type} and costs less by its Linux price in us-east-1.',
  'offer-not-checked': 'The types that the region offers could not be read, so this one is not checked against them.',
  'stop-and-start': 'A change of type needs a stop and a start: is there a time for it, and is nothing on an instance store?',
  'other-image':
    'The image is of the architecture now, so the type cannot be changed in place: from which image would a new one, or a new version of the launch template, start?',
  ...GROUP_QUESTIONS,
  ...ENA_MESSAGES,
  ...CLOCK_MESSAGES,
  ...ATTACHMENT_MESSAGES,
} as const;

/** The option of a policy that lets measured bandwidth be reduced. */
export const SAME_SIZE_OPTIONS = {
  headroomPercent: {
    type: 'number',
    unit: 'percent',
    default: 20,
    minimum: 0,
    maximum: 70,
    description:
      'What must stay free of network and EBS bandwidth where they are measured and the other type gives less of them. CPU and memory are never reduced here.',
    source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html',
  },
} as const;

export interface SameSize {
  resource: Ec2Resource;
  instances: readonly { instance: Ec2Instance }[];
  now: Replacement;
  hourly: number;
  values: Values;
}

/**
 * What a replacement of the same size is looked for; else the outcome. The price decides, so without one there is no verdict.
 * `reasonNot` says, before any price is looked at, why a policy does not apply to an instance; null where it does.
 */
export function prepareSameSize(
  resource: Ec2Resource,
  context: SameSizeContext,
  reasonNot: (instance: Ec2Instance) => Outcome | null = () => null,
): SameSize | { outcome: Outcome } {
  const found = runningSubjects(resource, context, { changes: 'type' });
  if ('outcome' in found) return found;
  const [first] = found.subjects;
  const values = { resource: quantity(resourceText(resource), 'text'), type: quantity(first?.instance.instanceType ?? '', 'text') };
  const onEks = resource.kind === 'instance-group' ? resource.groupType === 'eks-nodegroup' : resource.eksCluster !== null;
  if (first === undefined || onEks) return { outcome: notApplicable('eks-nodes', values) };
  const { instance } = first;
  const mixed = found.subjects.some((other) => other.instance.instanceType !== instance.instanceType);
  const spec = specOf(instance, context);
  if (spec === null) return { outcome: notAssessed('unknown-type', values) };
  // Of several types the question does not arise where it arises for none of them.
  const types = mixed
    ? found.subjects.map((one) => ({ instance: one.instance, spec: specOf(one.instance, context) }))
    : [{ instance, spec }];
  if (types.every((one) => one.spec !== null && !isSizable(one.spec))) return { outcome: notApplicable('family-not-sized', values) };
  const reasons = types.map((one) => reasonNot(one.instance));
  if (reasons[0] != null && !reasons.includes(null)) return { outcome: reasons[0] };
  if (mixed) return { outcome: notAssessed('mixed-types', values) };
  const rate = instanceRate(instance, context);
  if (rate === null) return { outcome: notAssessed('price-unknown', values) };
  const now: Replacement = {
    instance,
    spec,
    // CPU and memory are not looked at, so nothing of them is given up.
    demand: reducibleBandwidth(found.subjects, spec, context.options.headroomPercent),
    cpu: { sustained: null, hour: null, toppedHour: null, ahead: null, peak: null },
    rules: { headroomPercent: context.options.headroomPercent, maximumHourPercent: 100 },
    prices: context.prices,
    cost: context.cost,
    offer: context.fleet.instanceTypes,
  };
  return { resource, instances: found.subjects, now, hourly: rate.usd, values };
}

/**
 * Types of the same size that cost less by at least a share, cheapest first. Where none with a price does, those without one that would by the
 * home region's: that nothing costs less is then not known.
 */
export function sameSizeCandidates(
  { now, hourly }: SameSize,
  minimumSavingPercent: number,
  accept: (spec: InstanceTypeSpec) => boolean,
  freedom: Freedom,
): Candidate[] {
  const share = (1 - minimumSavingPercent / 100) * (1 + 1e-9);
  // No less of it: the smallest T2 sizes have one vCPU, those of T3 have two.
  const enoughCpu = (spec: InstanceTypeSpec) => spec.vcpus >= now.spec.vcpus && accept(spec);
  const { priced, unpriced } = candidatesByPrice(now, enoughCpu, freedom);
  const found = priced.filter(({ order }) => order !== null && order <= hourly * share);
  const home = homePrice(now.prices, now.spec.instanceType);
  return found.length > 0 ? found : unpriced.filter(({ order }) => order !== null && home !== null && order <= home * share);
}

function changeQuestions(resource: Ec2Resource, inPlace: boolean): string[] {
  if (!inPlace) return ['other-image'];
  if (resource.kind === 'instance-group') return groupQuestions(resource);
  return [managedTypeQuestion(resource) ?? 'stop-and-start'];
}

/** The finding for the cheapest of them, with up to two others. */
export function sameSizeAdvice(
  same: SameSize,
  candidates: readonly Candidate[],
  wording: {
    code: string;
    none: string;
    action: 'resize' | 'placement';
    option: string;
    minimumSavingPercent: number;
    notes: string[];
    questions: string[];
  },
  confidence: Parameters<typeof confidenceOf>,
): Outcome {
  const { resource, now, hourly, values } = same;
  const [best, ...others] = candidates;
  const minimum = wording.minimumSavingPercent;
  if (best === undefined) return pass(wording.none, { ...values, minimum: quantity(minimum, 'percent') });
  const to = { ...values, target: quantity(best.spec.instanceType, 'text') };
  if (best.rate === null) return notAssessed('target-price-unknown', to);
  const target = toTarget(best, now, wording.notes);
  // Neither an instance nor a launch template keeps its image on another architecture: a stop, and then a change that AWS refuses, is an
  // outage for nothing. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resize-limitations.html
  const inPlace = best.spec.architectures.includes(now.instance.architecture);
  const ena = inPlace ? enaStep(same.instances, now.spec, best.spec) : null;
  const attached = inPlace ? attachmentsOf(resource, now.spec) : { values: {}, questions: [] };
  const [level, reasons] = confidence;
  const savingPercent = (1 - best.rate.usd / hourly) * 100;
  const outcome: FailOutcome = {
    verdict: 'fail',
    code: wording.code,
    values: { ...to, saving: quantity(savingPercent, 'percent'), ...attached.values },
    evidence: [
      statedEvidence('pricePerHour', hourly, 'usd-per-hour'),
      statedEvidence('targetPricePerHour', best.rate.usd, 'usd-per-hour', { flipsAt: hourly * (1 - minimum / 100) }),
      statedEvidence('savingPercent', savingPercent, 'percent', {
        heldAgainst: { option: wording.option, value: minimum },
        flipsAt: minimum,
      }),
      statedEvidence('hoursRunPerMonth', now.cost.hoursPerMonth, 'hours'),
    ],
    recommendation: {
      action: wording.action,
      target,
      alternatives: distinctFamilies(others, 2).map((other) => toTarget(other, now, wording.notes)),
    },
    cost: impact(now.cost, target.monthly, linesAfter(best, now)),
    ...confidenceOf(level, [
      ...reasons,
      [!target.offerChecked, 'offer-not-checked', 'medium'],
      ...clockReasons(now.spec, best.spec),
      ...enaReasons(ena),
      ...managedReasons(resource),
      ...reservedReasons(same.instances),
    ]),
    risk: riskWithEna(target.platformDifferences.length === 0 ? 1 : 2, ena),
    members: membersOf(resource, same.instances),
    commands: inPlace ? resizeCommands(resource, now.spec.instanceType, best.spec.instanceType, ena) : inspectCommands(resource),
    questions: [
      ...wording.questions,
      ...clockQuestions(now.spec, best.spec),
      ...enaQuestions(resource, ena),
      ...changeQuestions(resource, inPlace),
      ...attached.questions,
      ...reservedQuestions(same.instances),
    ],
    charts: [],
    // Bandwidth that is not known in full is not reduced: more of it could only find more.
    decidedDespitePartialData: true,
  };
  return outcome;
}
