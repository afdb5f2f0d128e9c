import { amount, type Money, type Rate, sumMoney } from '../model/money.js';
import type { PriceBook } from '../model/prices.js';
import type { Architecture, InstanceTypeSpec } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { line } from './cost-lines.js';
import { diskRuledOut } from './placement-lambda.js';
import {
  copiesCode,
  leftPercentOf,
  type MeasuredWork,
  type Placement,
  type PlacementOption,
  type PlacementSettings,
  type Range,
} from './placement-work.js';

export type InstancePlacement = Extract<Placement, 'ecs-on-ec2' | 'ecs-managed-instances' | 'instance' | 'lambda-managed-instances'>;

/** Lambda starts three instances of a capacity provider, one a zone. Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html */
const LAMBDA_MANAGED_COPIES = 3;
/** Longest timeout and largest memory on Lambda Managed Instances. Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html */
const LAMBDA_MANAGED_LIMITS = { seconds: 5400, memoryMib: 32_768 };
/**
 * The least version that Lambda Managed Instances take of each language. Other runtimes they do not take.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-runtimes.html
 */
const LAMBDA_MANAGED_RUNTIMES: readonly (readonly [name: RegExp, least: number])[] = [
  [/^nodejs(\d+)\.x$/, 22],
  [/^python3\.(\d+)$/, 13],
  [/^java(\d+)$/, 21],
  [/^dotnet(\d+)$/, 8],
  [/^provided\.al(\d+)$/, 2023],
];
/** What the ECS agent and the operating system keep of an instance's memory. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html */
export const SYSTEM_MEMORY_MIB = 512;
/**
 * General, compute and memory families of fixed performance, without disks, flex sizes or metal. Of those that AWS calls current alone: nothing moves to
 * another, and managed instances run on no other (https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html).
 */
const PLAIN_FAMILY = /^[cmr]\d+[agi]?\./;

interface Choice {
  spec: InstanceTypeSpec;
  rate: Rate;
}

/** Plain types with prices by price book, offer, region and architecture: every workload of a fleet is held against them. */
const choices = new WeakMap<PriceBook, WeakMap<object, Map<string, readonly Choice[]>>>();
/** Stands for an offer that could not be read. */
const NO_OFFER = {};

/**
 * Plain types of an architecture that the region offers and that have a price there, in the table's order. Where the offer could not be read
 * all that have a price stand in for it, and what follows from them is not checked.
 */
export function plainTypes(
  { region, architecture }: Pick<MeasuredWork, 'region' | 'architecture'>,
  { prices, instanceTypes }: PlacementSettings,
): readonly Choice[] {
  const byOffer = choices.get(prices) ?? new WeakMap<object, Map<string, readonly Choice[]>>();
  choices.set(prices, byOffer);
  const offer = instanceTypes ?? NO_OFFER;
  const known = byOffer.get(offer) ?? new Map<string, readonly Choice[]>();
  byOffer.set(offer, known);
  const key = `${region} ${architecture}`;
  const found = known.get(key) ?? pricedPlainTypes(region, architecture, { prices, instanceTypes });
  known.set(key, found);
  return found;
}

function pricedPlainTypes(
  region: string,
  architecture: Architecture,
  { prices, instanceTypes }: Pick<PlacementSettings, 'prices' | 'instanceTypes'>,
): Choice[] {
  return [...prices.specs()].flatMap((spec) => {
    const { instanceType } = spec;
    if (!PLAIN_FAMILY.test(instanceType) || !spec.currentGeneration || spec.bareMetal || spec.burstable || spec.accelerators > 0) return [];
    if (!spec.architectures.includes(architecture) || (instanceTypes !== null && !instanceTypes.has(instanceType))) return [];
    const rate = prices.ec2Hour({ region, instanceType, platformDetails: 'Linux/UNIX', tenancy: 'default', lifecycle: 'on-demand' });
    return rate === null ? [] : [{ spec, rate }];
  });
}

/** The cheapest plain type with at least this CPU and memory; of equal prices the first by name. */
function cheapestType(work: MeasuredWork, vcpus: number, memoryMib: number, settings: PlacementSettings): Choice | null {
  let best: Choice | null = null;
  for (const choice of plainTypes(work, settings)) {
    const { spec, rate } = choice;
    if (spec.vcpus < vcpus || spec.memoryMib < memoryMib) continue;
    const cheaper = best === null || rate.usd < best.rate.usd || (rate.usd === best.rate.usd && spec.instanceType < best.spec.instanceType);
    if (cheaper) best = choice;
  }
  return best;
}

/** Whether managed instances take a runtime; an image brings its own, and where none is known nothing speaks against them. */
function onManagedInstances(runtime: string | null): boolean {
  if (runtime === null) return true;
  return LAMBDA_MANAGED_RUNTIMES.some(([name, least]) => Number(name.exec(runtime)?.[1] ?? 0) >= least);
}

/** The share that a placement adds on top of the instance; null where it is not known for the type. */
function feeShare(placement: InstancePlacement, instanceType: string, { prices }: PlacementSettings): number | null {
  if (placement === 'ecs-managed-instances') return prices.managedInstancesFee(instanceType);
  return placement === 'lambda-managed-instances' ? prices.lambdaManagedInstancesFee : 0;
}

/**
 * The work on instances of its own that always run: bare, under ECS (which charges nothing itself), or under a managed service that
 * adds a share to the instance's price. Plain on-demand types; burstable ones are left out, for their credits are not judged here.
 */
export function instancePlacement(work: MeasuredWork, placement: InstancePlacement, settings: PlacementSettings): PlacementOption {
  const room = 1 - settings.headroomPercent / 100;
  const onLambda = placement === 'lambda-managed-instances';
  const copies = onLambda ? LAMBDA_MANAGED_COPIES : settings.copies;
  const at = (
    end: keyof Range,
  ): Pick<PlacementOption, 'lines'> & { label: string; monthly: Money | null; spec: InstanceTypeSpec | null } => {
    const vcpus = Math.max(work.vcpus[end] / room / copies, work.leastVcpus[end]);
    const choice = cheapestType(
      work,
      vcpus,
      Math.max(work.memoryMib[end] / room / copies, work.leastMemoryMib) + SYSTEM_MEMORY_MIB,
      settings,
    );
    if (choice === null) return { label: 'no plain type large enough', monthly: null, lines: [], spec: null };
    const { spec, rate } = choice;
    const label = `${copies} x ${spec.instanceType}`;
    const share = feeShare(placement, spec.instanceType, settings);
    const hours = copies * HOURS_PER_MONTH;
    const lines = [line(spec.instanceType, hours, 'instance-hour', rate)];
    if (share !== 0)
      lines.push(
        line('management fee', hours, 'instance-hour', share === null ? null : { ...rate, usd: rate.usd * share, basis: 'assumed' }),
      );
    if (work.needsLoadBalancer && !onLambda) {
      lines.push(line('Application Load Balancer', 1, 'month', settings.prices.loadBalancerMonth(work.region)));
    }
    if (onLambda) {
      const rates = settings.prices.lambda({ region: work.region, architecture: work.architecture });
      if (work.requests === null) return { label, monthly: null, lines, spec };
      lines.push(line('Lambda requests', work.requests / 1e6, 'million-requests', rates?.millionRequests ?? null));
    }
    return { label, monthly: sumMoney(lines.map((part) => (part.rate === null ? null : amount(part.rate, part.quantity)))), lines, spec };
  };
  const low = at('low');
  const high = at('high');
  const { spec } = high;
  const leftPercent =
    onLambda || spec === null ? null : leftPercentOf(work, copies, { vcpus: spec.vcpus, memoryMib: spec.memoryMib - SYSTEM_MEMORY_MIB });
  const tooLong = onLambda && (work.longestRequestSeconds ?? 0) > LAMBDA_MANAGED_LIMITS.seconds;
  return {
    placement,
    label: { low: low.label, high: high.label },
    monthly: { low: low.monthly, high: high.monthly },
    lines: high.lines,
    ruledOutBy: [
      ...(tooLong ? ['longer-than-5400-s'] : []),
      ...(onLambda && work.functionMemoryMib > LAMBDA_MANAGED_LIMITS.memoryMib ? ['memory-above-32768-mib'] : []),
      ...(onLambda && !onManagedInstances(work.runtime ?? null) ? ['runtime-without-managed-instances'] : []),
      ...(onLambda ? diskRuledOut(work) : []),
    ],
    leftPercent,
    assumptions: [
      ...(onLambda ? ['three-instances-by-default'] : spec === null ? [] : [copiesCode(leftPercent)]),
      'instances-of-its-own',
      ...(work.needsLoadBalancer && !onLambda ? ['load-balancer-before-lcus'] : []),
      ...(placement === 'ecs-managed-instances' || onLambda ? ['fee-as-published'] : []),
    ],
    offerChecked: settings.instanceTypes !== null,
  };
}
