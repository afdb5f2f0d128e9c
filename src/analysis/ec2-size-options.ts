import type { CostLine, ResourceCost, Target } from '../model/evaluation.js';
import { type Rate, subtractMoney } from '../model/money.js';
import type { PriceBook } from '../model/prices.js';
import type { Ec2Instance, InstanceTypeSpec } from '../model/resource/index.js';
import { instanceRate, SURPLUS_CREDITS } from './cost-ec2.js';
import { line, sumLines } from './cost-lines.js';
import { byGeneration, bySize, familyOf, isOlderGeneration, isSizable } from './instance-families.js';
import { quantity } from './outcome-parts.js';
import {
  type CpuDetail,
  type Demand,
  type Freedom,
  fitsDemand,
  isCompatible,
  platformDifferences,
  project,
  riskOf,
  type SizingRules,
} from './rightsizing.js';

/** What a replacement is looked for. `instance` stands for all members of a group. */
export interface Replacement {
  instance: Ec2Instance;
  spec: InstanceTypeSpec;
  demand: Demand;
  cpu: CpuDetail;
  rules: SizingRules;
  prices: PriceBook;
  /** Cost of all that would be replaced. */
  cost: ResourceCost;
  /** The region's offer; null where it could not be read: then the embedded table stands in and candidates are not checked. */
  offer: ReadonlyMap<string, InstanceTypeSpec> | null;
}

/** A type that would do, cheaper than the one now. */
export interface Candidate {
  spec: InstanceTypeSpec;
  /** Price an hour in the region; null where it is not known. */
  rate: Rate | null;
  /** What candidates are ordered by, USD an hour: the region's price, else that of the table's home region. */
  order: number | null;
}

/** us-east-1 Linux price, which orders types where the region or the platform has no price. */
export function homePrice(prices: PriceBook, instanceType: string): number | null {
  const query = { region: 'us-east-1', instanceType, platformDetails: 'Linux/UNIX', tenancy: 'default', lifecycle: 'on-demand' };
  return prices.ec2Hour(query)?.usd ?? null;
}

/** All types that a region offers, or that the table knows where the offer could not be read. */
function typesOf({ offer, prices }: Pick<Replacement, 'offer' | 'prices'>): readonly InstanceTypeSpec[] {
  return offer === null ? prices.specs() : [...offer.values()];
}

/** By offer and type: a fleet has thousands of instances of a few types, and a region offers a thousand. */
const exchanges = new WeakMap<object, WeakMap<InstanceTypeSpec, readonly InstanceTypeSpec[]>>();

/** What a type may be exchanged for as far as the two types alone tell. */
function exchangesFor(now: Pick<Replacement, 'offer' | 'prices' | 'spec'>): readonly InstanceTypeSpec[] {
  const { offer, prices, spec } = now;
  const source = offer ?? prices.specs();
  const bySpec = exchanges.get(source) ?? new WeakMap<InstanceTypeSpec, readonly InstanceTypeSpec[]>();
  exchanges.set(source, bySpec);
  const found = bySpec.get(spec) ?? typesOf(now).filter((candidate) => mayReplace(spec, candidate));
  bySpec.set(spec, found);
  return found;
}

function mayReplace(spec: InstanceTypeSpec, candidate: InstanceTypeSpec): boolean {
  if (candidate.instanceType === spec.instanceType || !isSizable(candidate)) return false;
  // Nothing moves to a type that AWS itself calls previous, except within its own family.
  if (!candidate.currentGeneration && familyOf(candidate.instanceType) !== familyOf(spec.instanceType)) return false;
  return !isOlderGeneration(candidate.instanceType, spec.instanceType);
}

/**
 * Types that fit, are accepted, and cost less, cheapest first: by the region's price; and, apart, those without one there (all, where the
 * instance itself has none) that cost less by the home region's Linux price, which only orders, or, where that is not known either, are a
 * smaller size of the family.
 */
export function candidatesByPrice(
  now: Replacement,
  accept: (spec: InstanceTypeSpec) => boolean,
  freedom: Freedom = {},
): { priced: Candidate[]; unpriced: Candidate[] } {
  const { instance, spec, prices } = now;
  const rateNow = instanceRate(instance, { prices });
  const homeNow = homePrice(prices, spec.instanceType);
  const [priced, unpriced]: [Candidate[], Candidate[]] = [[], []];
  for (const candidate of exchangesFor(now)) {
    // What rules most types out with the least work stands first.
    if (!accept(candidate) || !fitsDemand(spec, candidate, now.demand, now.cpu, now.rules)) continue;
    if (!isCompatible(instance, spec, candidate, freedom)) continue;
    const rate = instanceRate(instance, { prices }, candidate.instanceType);
    if (rateNow !== null && rate !== null) {
      if (rate.usd < rateNow.usd) priced.push({ spec: candidate, rate, order: rate.usd });
      continue;
    }
    const home = homePrice(prices, candidate.instanceType);
    const sameFamily = familyOf(candidate.instanceType) === familyOf(spec.instanceType);
    const cheaper = homeNow !== null && home !== null ? home < homeNow : sameFamily && bySize(candidate, spec) < 0;
    if (cheaper) unpriced.push({ spec: candidate, rate: null, order: home });
  }
  const cheapestFirst = (a: Candidate, b: Candidate): number =>
    (a.order ?? 0) - (b.order ?? 0) || byGeneration(a.spec, b.spec) || bySize(a.spec, b.spec);
  return { priced: priced.sort(cheapestFirst), unpriced: unpriced.sort(cheapestFirst) };
}

/** Types that would do for less. A price that is not known is no reason to stay: those without one stand in where none with one costs less. */
export function cheaperCandidates(now: Replacement, accept: (spec: InstanceTypeSpec) => boolean, freedom: Freedom = {}): Candidate[] {
  const { priced, unpriced } = candidatesByPrice(now, accept, freedom);
  return priced.length > 0 ? priced : unpriced;
}

/** Types that fit and are accepted, whatever they cost, cheapest first; then those without a price, by that of the home region. */
export function fittingCandidates(now: Replacement, accept: (spec: InstanceTypeSpec) => boolean, freedom: Freedom = {}): Candidate[] {
  const { instance, spec, prices } = now;
  return typesOf(now)
    .filter((candidate) => candidate.currentGeneration && candidate.instanceType !== spec.instanceType && accept(candidate))
    .filter((candidate) => isCompatible(instance, spec, candidate, freedom) && fitsDemand(spec, candidate, now.demand, now.cpu, now.rules))
    .map((candidate) => {
      const rate = instanceRate(instance, { prices }, candidate.instanceType);
      return { spec: candidate, rate, order: rate?.usd ?? homePrice(prices, candidate.instanceType) };
    })
    .sort(
      (a, b) =>
        Number(a.rate === null) - Number(b.rate === null) ||
        (a.order ?? Number.MAX_VALUE) - (b.order ?? Number.MAX_VALUE) ||
        byGeneration(a.spec, b.spec) ||
        bySize(a.spec, b.spec),
    );
}

/** A candidate as a target: what it gives, how it would be used, what it costs for the same hours, what differs beneath. */
export function toTarget(candidate: Candidate, now: Replacement, notes: readonly string[] = []): Target {
  const { spec, rate } = candidate;
  const { instance, cost, cpu, rules, offer } = now;
  const projected = project(now.spec, spec, now.demand);
  const monthly = sumLines(linesAfter(candidate, now));
  return {
    label: spec.instanceType,
    values: {
      type: quantity(spec.instanceType, 'text'),
      vcpus: quantity(spec.vcpus, 'vcpu'),
      memory: quantity(spec.memoryMib / 1024, 'gib'),
      network: quantity(spec.networkBaselineGbps, 'gbps'),
      hourly: quantity(rate?.usd ?? null, 'usd-per-hour'),
    },
    projected,
    monthly,
    savings: subtractMoney(cost.monthly, monthly),
    risk: riskOf(projected, cpu.peak === null ? null : (cpu.peak / spec.vcpus) * 100, rules.headroomPercent),
    platformDifferences: platformDifferences(now.spec, spec, instance.architecture),
    offerChecked: offer !== null,
    notes: [...notes, ...(offer === null ? ['offer-not-checked'] : []), ...(rate === null ? ['price-unknown'] : [])],
  };
}

/**
 * The same hours at another price. Where the load was not measured it is taken to want as much beyond its credits on another T type as it
 * does now; where it was, a type only fits when its baseline carries it. Empty where the hours are not known.
 */
export function linesAfter({ spec, rate }: Candidate, { cost, demand, instance, prices }: Replacement): CostLine[] {
  if (cost.hoursPerMonth === null) return [];
  const surplus = spec.burstable && demand.cpu === null ? cost.lines.filter(({ label }) => label === SURPLUS_CREDITS) : [];
  const of = { region: instance.region, platform: instance.platform, family: familyOf(spec.instanceType) };
  return [
    line(spec.instanceType, cost.hoursPerMonth, 'instance-hour', rate),
    ...surplus.map(({ quantity }) => line(SURPLUS_CREDITS, quantity, 'vcpu-hour', prices.surplusCreditVcpuHour(of))),
  ];
}

/** Up to `limit` candidates that differ from each other in family: the cheapest size of each. */
export function distinctFamilies(candidates: readonly Candidate[], limit: number): Candidate[] {
  const seen = new Set<string>();
  return candidates
    .filter(({ spec }) => {
      const family = familyOf(spec.instanceType);
      if (seen.has(family)) return false;
      seen.add(family);
      return true;
    })
    .slice(0, limit);
}
