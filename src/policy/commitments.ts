import { savingsAfterCommitments } from '../analysis/commitments.js';
import { spotShare } from '../analysis/fargate-service.js';
import type { Commitment, PromisedSaving, Usage, UsagePlace } from '../model/commitments.js';
import type { Config } from '../model/config.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { Finding } from '../model/judgement.js';
import type { Money } from '../model/money.js';
import type { RegionFleet } from '../model/policy.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { CollectedResource, Ec2Instance, ReservedInstances, Resource, SavingsPlan } from '../model/resource/index.js';
import type { RegionJudgement } from './evaluate-region.js';
import { generationOf } from './inventory.js';
import type { RegionWork } from './region-work.js';
import type { JudgeSettings } from './settings.js';

const HOURS_PER_MONTH = 730;
/**
 * The most that a plan takes off the list price, so that what it covers is not put too low, and what it leaves of a saving not too
 * high: https://aws.amazon.com/savingsplans/compute-pricing/
 */
const LARGEST_DISCOUNT = { 'compute-savings-plan': 0.66, 'ec2-instance-savings-plan': 0.72 } as const;

/** As prices are asked for: where AWS sends no platform, the absence of Windows means Linux. */
const platformOf = ({ platformDetails, platform }: Ec2Instance): string | null =>
  platformDetails ?? (platform === 'linux' ? 'Linux/UNIX' : null);

/** The one value that all have; null where they differ. */
function only<T>(values: readonly (T | null)[]): T | null {
  const [value = null, ...others] = new Set(values);
  return others.length === 0 ? value : null;
}

/** Where a resource's use is, for commitments; null for what has no cost of its own. */
export function usagePlaceOf(resource: Resource, fleet: RegionFleet): UsagePlace | null {
  const { accountId, region } = resource;
  const instances = (ids: readonly string[]): UsagePlace => {
    const members = ids.flatMap((id) => fleet.instances.get(id) ?? []);
    const instanceType = only(members.map((member) => member.instanceType));
    return { accountId, region, generation: 'instances', instanceType, platform: only(members.map(platformOf)) };
  };
  if (resource.kind === 'ec2-instance') {
    const spot = resource.lifecycle === 'spot' ? { spot: true as const } : {};
    return { accountId, region, generation: 'instances', instanceType: resource.instanceType, platform: platformOf(resource), ...spot };
  }
  if (resource.kind === 'instance-group') return instances(resource.instanceIds);
  if (resource.kind === 'ecs-container-instance') return instances(resource.ec2InstanceId === null ? [] : [resource.ec2InstanceId]);
  const generation = generationOf(resource);
  if (generation === null) return null;
  const onSpot = resource.kind === 'ecs-service' && spotShare(resource) === 1;
  return { accountId, region, generation, instanceType: null, platform: null, ...(onSpot ? { spot: true as const } : {}) };
}

/** All use of a region whose price is known, by place. */
export function usageOf(work: RegionWork): Usage[] {
  return work.resources.flatMap((resource) => {
    const place = generationOf(resource) === null ? null : usagePlaceOf(resource, work.fleet);
    const { monthly } = work.costOf(resource);
    if (place === null || monthly === null) return [];
    // Of tasks on both only those not on Spot can be covered; by their number, which is never more than their part of the cost.
    const share = resource.kind === 'ecs-service' && place.spot !== true ? 1 - spotShare(resource) : 1;
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
  summary: { count: number; savingsUsd: number; leftUsd: number } | null;
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
    const left = savingsAfterCommitments(this.usage, promised, running);
    const told = promised.filter(({ id, counted }) => counted && left.has(id));
    const sum = (amounts: readonly number[]) => amounts.reduce((total, usd) => total + usd, 0);
    const summary = {
      count: running.length,
      savingsUsd: sum(told.map(({ savings }) => savings.usd)),
      leftUsd: sum(told.map(({ id }) => left.get(id)?.savings.usd ?? 0)),
    };
    const known = ({ resource }: Finding) => this.read.get(`${resource.accountId}/${resource.region}`) === true;
    return {
      commitments: running.sort((a, b) => (a.id < b.id ? -1 : 1)),
      after: (list) => list.map((finding) => ({ ...finding, afterCommitments: known(finding) ? (left.get(finding.id) ?? null) : null })),
      summary: running.length === 0 ? null : summary,
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
      return [
        {
          id: `commitments[${index}]`,
          type,
          accountId: account ?? null,
          region: region ?? null,
          instanceFamily: family,
          instanceType: null,
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
    const { region, instanceType, count, scope } = record;
    const platform = record.platform.replace(' (Amazon VPC)', '');
    const covered = record.tenancy === 'default' ? this.listPrice(region, instanceType, platform, count) : null;
    if (covered === null) return null;
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/apply_ri.html: size flexibility is for Linux, and for a region's own.
    const flexible = scope === 'region' && platform === 'Linux/UNIX';
    const size = flexible
      ? { instanceFamily: instanceType.split('.')[0] ?? null, instanceType: null }
      : { instanceFamily: null, instanceType };
    return { id, type: 'reserved-instance', accountId, region, ...size, platform, covers: covered, until };
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
