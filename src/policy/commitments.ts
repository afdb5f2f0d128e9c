import { savingsAfterOwnAndShared } from '../analysis/commitments.js';
import { meanTasks, spotShareOf } from '../analysis/fargate-split.js';
import type { Commitment, PromisedSaving, Usage, UsagePlace } from '../model/commitments.js';
import type { Config } from '../model/config.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { ResourceCost } from '../model/evaluation.js';
import type { Finding } from '../model/judgement.js';
import type { Money } from '../model/money.js';
import type { RegionFleet } from '../model/policy.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { CollectedResource, Ec2Instance, ReservedInstances, Resource, SavingsPlan } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import type { RegionJudgement } from './evaluate-region.js';
import { generationOf } from './inventory.js';
import type { RegionWork } from './region-work.js';
import type { JudgeSettings } from './settings.js';

/**
 * The most that a plan takes off the list price, so that what it covers is not put too low, and what it leaves of a saving not too
 * high: https://aws.amazon.com/savingsplans/compute-pricing/
 */
const LARGEST_DISCOUNT = { 'compute-savings-plan': 0.66, 'ec2-instance-savings-plan': 0.72 } as const;

/**
 * Families whose Reserved Instances serve their own size alone; those of all others serve every size, of Linux and of a region as a whole:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/apply_ri.html
 */
const ONE_SIZE_FAMILIES = /^(?:g4ad|g4dn|g5|g5g|g6|g6e|g6f|gr6|gr6f|hpc7a|p5|p5e|p5en|inf1|inf2|u7i[a-z]*-\d+tb)$/;
const isSizeFlexible = (family: string): boolean => !ONE_SIZE_FAMILIES.test(family);

/** As prices are asked for: where AWS sends no platform, the absence of Windows means Linux. */
const platformOf = ({ platformDetails, platform }: Ec2Instance): string | null =>
  platformDetails ?? (platform === 'linux' ? 'Linux/UNIX' : null);

/** The one value that all have; null where they differ. */
function only<T>(values: readonly (T | null)[]): T | null {
  const [value = null, ...others] = new Set(values);
  return others.length === 0 ? value : null;
}

/** Share of a resource's use that is on Fargate Spot, which no commitment covers. */
const fargateSpotOf = (resource: Resource, cost: ResourceCost): number =>
  resource.kind === 'ecs-service'
    ? spotShareOf(resource, meanTasks(resource, cost))
    : resource.kind === 'ecs-task' && resource.compute === 'fargate-spot'
      ? 1
      : 0;

/** Where a resource's use is, for commitments; null for what has no cost of its own. */
export function usagePlaceOf(resource: Resource, fleet: RegionFleet, cost: ResourceCost): UsagePlace | null {
  const { accountId, region } = resource;
  const instances = (ids: readonly string[]): UsagePlace => {
    const members = ids.flatMap((id) => fleet.instances.get(id) ?? []);
    const instanceType = only(members.map((member) => member.instanceType));
    const zone = only(members.map(({ availabilityZone }) => availabilityZone));
    return { accountId, region, generation: 'instances', instanceType, platform: only(members.map(platformOf)), zone };
  };
  if (resource.kind === 'ec2-instance') {
    const spot = resource.lifecycle === 'spot' ? { spot: true as const } : {};
    const { instanceType, availabilityZone: zone } = resource;
    return { accountId, region, generation: 'instances', instanceType, platform: platformOf(resource), zone, ...spot };
  }
  if (resource.kind === 'instance-group') return instances(resource.instanceIds);
  if (resource.kind === 'ecs-container-instance') return instances(resource.ec2InstanceId === null ? [] : [resource.ec2InstanceId]);
  const generation = generationOf(resource, fleet);
  if (generation === null) return null;
  const onSpot = fargateSpotOf(resource, cost) === 1;
  return { accountId, region, generation, instanceType: null, platform: null, ...(onSpot ? { spot: true as const } : {}) };
}

/** All use of a region whose price is known, by place. */
export function usageOf(work: Pick<RegionWork, 'fleet' | 'resources' | 'costOf'>): Usage[] {
  return work.resources.flatMap((resource) => {
    const cost = work.costOf(resource);
    const place = generationOf(resource, work.fleet) === null ? null : usagePlaceOf(resource, work.fleet, cost);
    const { monthly } = cost;
    if (place === null || monthly === null) return [];
    // Of tasks on both only those not on Spot can be covered; by their number, which is never more than their part of the cost.
    const share = place.spot === true ? 1 : 1 - fargateSpotOf(resource, cost);
    return [{ place, monthly: { ...monthly, usd: monthly.usd * share } }];
  });
}

/** The place that the recommended change takes the work to; null where it stays or ends. */
function moveOf({ outcome }: Finding, place: UsagePlace): PromisedSaving['move'] {
  const { recommendation, cost } = outcome;
  const { current, projected } = cost;
  if (current === null || projected === null || projected.usd <= 0) return null;
  if (recommendation.action === 'placement') {
    const generation = place.generation === 'tasks' ? 'instances' : 'tasks';
    return { to: { ...place, generation, instanceType: null, platform: null }, current, projected };
  }
  const label = recommendation.target?.label ?? '';
  if (recommendation.action === 'purchase' && label === 'Fargate Spot') return { to: { ...place, spot: true }, current, projected };
  if (recommendation.action !== 'resize' || place.generation !== 'instances' || !/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(label)) return null;
  return { to: { ...place, instanceType: label }, current, projected };
}

interface Settled {
  /** Null where they were not asked for. */
  commitments: Commitment[] | null;
  after(findings: readonly Finding[]): Finding[];
  summary: { count: number } | null;
}

/** Keeps the commitments and the use of each judged region, and says in the end what is left of each saving. */
export class CommitmentLedger {
  private readonly usage: Usage[] = [];
  private readonly places = new Map<string, UsagePlace>();
  private readonly records = new Map<string, ReservedInstances | SavingsPlan>();
  private readonly read = new Map<string, boolean>();
  private readonly configured: boolean;

  constructor(private readonly settings: JudgeSettings) {
    this.configured = settings.config.commitments.length > 0;
  }

  region({ accountId, region, resources, coverage }: MeasuredBlock, { usage, places }: RegionJudgement): void {
    const read = readCommitments(coverage);
    if (read === null && !this.configured) return;
    this.read.set(`${accountId}/${region}`, read === true || this.configured);
    this.usage.push(...usage);
    for (const [id, place] of places) this.places.set(id, place);
    if (this.configured) return;
    for (const record of resources.filter(isCommitment)) this.records.set(recordKey(record), record);
  }

  settle(findings: readonly Finding[]): Settled {
    if (this.read.size === 0) return { commitments: null, after: (list) => [...list], summary: null };
    const commitments = this.configured ? this.fromConfig() : [...this.records.values()].flatMap((record) => this.fromRecord(record) ?? []);
    const running = commitments.filter(({ until }) => until === null || until >= this.settings.window.end.slice(0, 10));
    const promised = findings.flatMap((finding): PromisedSaving[] => {
      const place = this.places.get(finding.id);
      const { savings } = finding.outcome.cost;
      if (place === undefined || savings === null || savings.usd <= 0 || finding.status !== 'active') return [];
      return [{ id: finding.id, place, savings, move: moveOf(finding, place), counted: finding.primary }];
    });
    const left = savingsAfterOwnAndShared(this.usage, promised, running);
    const known = ({ resource }: Finding) => this.read.get(`${resource.accountId}/${resource.region}`) === true;
    return {
      commitments: running.sort((a, b) => (a.id < b.id ? -1 : 1)),
      after: (list) => list.map((finding) => ({ ...finding, afterCommitments: known(finding) ? (left.get(finding.id) ?? null) : null })),
      summary: running.length === 0 ? null : { count: running.length },
    };
  }

  private fromConfig(): Commitment[] {
    return this.settings.config.commitments.flatMap((entry, index): Commitment[] => {
      const covered =
        entry.type === 'reserved-instance' ? this.reserved(entry) : planned(entry.type, entry.hourlyUsd ?? null, this.settings.prices.asOf);
      if (covered === null) return [];
      const { type, account, region, instanceFamily, instanceType, until } = entry;
      // The config has no word for the scope of Reserved Instances: those of a region are the rule, and serve their whole family.
      const family = instanceFamily ?? instanceType?.split('.')[0] ?? null;
      const oneSize = type === 'reserved-instance' && family !== null && !isSizeFlexible(family) ? (instanceType ?? null) : null;
      return [
        {
          id: `commitments[${index}]`,
          type,
          accountId: account ?? null,
          region: region ?? null,
          instanceFamily: oneSize === null ? family : null,
          instanceType: oneSize,
          platform: type === 'reserved-instance' ? 'Linux/UNIX' : null,
          covers: covered,
          until,
        },
      ];
    });
  }

  private reserved(entry: Config['commitments'][number]): Money | null {
    if (entry.instanceType === undefined || entry.region === undefined) return null;
    return this.listPrice(entry.region, entry.instanceType, 'Linux/UNIX', entry.count ?? 1);
  }

  private listPrice(region: string, instanceType: string, platformDetails: string, count: number): Money | null {
    const rate = this.settings.prices.ec2Hour({ region, instanceType, platformDetails, tenancy: 'default', lifecycle: 'on-demand' });
    return rate === null ? null : { usd: rate.usd * count * HOURS_PER_MONTH, basis: rate.basis, asOf: rate.asOf };
  }

  private fromRecord(record: ReservedInstances | SavingsPlan): Commitment | null {
    const { id, accountId, end } = record;
    const until = end === null ? null : end.slice(0, 10);
    if (record.kind === 'savings-plan') {
      if (record.planType === 'other') return null;
      const type = record.planType === 'compute' ? 'compute-savings-plan' : 'ec2-instance-savings-plan';
      const covered = planned(type, record.hourlyUsd, this.settings.prices.asOf);
      const { planRegion: region, instanceFamily } = record;
      return covered && { id, type, accountId, region, instanceFamily, instanceType: null, platform: null, covers: covered, until };
    }
    const { region, instanceType, count, scope, availabilityZone = null } = record;
    const family = instanceType.split('.')[0] ?? '';
    const platform = record.platform.replace(' (Amazon VPC)', '');
    const covered = record.tenancy === 'default' ? this.listPrice(region, instanceType, platform, count) : null;
    if (covered === null) return null;
    const flexible = scope === 'region' && platform === 'Linux/UNIX' && isSizeFlexible(family);
    const size = flexible ? { instanceFamily: family, instanceType: null } : { instanceFamily: null, instanceType };
    const zone = scope === 'availability-zone' && availabilityZone !== null ? { zone: availabilityZone } : {};
    return { id, type: 'reserved-instance', accountId, region, ...size, platform, ...zone, covers: covered, until };
  }
}

function planned(type: keyof typeof LARGEST_DISCOUNT, hourlyUsd: number | null, asOf: string): Money | null {
  return hourlyUsd === null ? null : { usd: (hourlyUsd * HOURS_PER_MONTH) / (1 - LARGEST_DISCOUNT[type]), basis: 'assumed', asOf };
}

function isCommitment(record: CollectedResource): record is ReservedInstances | SavingsPlan {
  return record.kind === 'reserved-instances' || record.kind === 'savings-plan';
}

/** A Savings Plan stands in every region of its account. */
const recordKey = (record: ReservedInstances | SavingsPlan): string =>
  [record.kind, record.accountId, record.kind === 'savings-plan' ? '' : record.region, record.id].join('\0');

/** Whether both lists of commitments came whole; null where they were not asked for. */
function readCommitments(coverage: readonly CoverageEntry[]): boolean | null {
  const steps = coverage.filter(({ step }) => step === 'DescribeSavingsPlans' || step === 'DescribeReservedInstances');
  if (steps.length === 0) return null;
  return steps.length >= 2 && steps.every(({ status }) => status === 'ok' || status === 'empty');
}
