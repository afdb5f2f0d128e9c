import type { ReservedInstances as SdkReservedInstances } from '@aws-sdk/client-ec2';
import type { SavingsPlan as SdkSavingsPlan } from '@aws-sdk/client-savingsplans';
import type { AwsApi, Partition } from '../aws/api.js';
import { describeReservedInstances, describeSavingsPlans } from '../aws/operations/index.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { ReservedInstances, SavingsPlan } from '../model/resource/index.js';
import type { RegionContext } from './region.js';
import { instantFrom } from './sdk-values.js';
import { Step } from './steps.js';

/** Where a partition's Savings Plans are asked for: https://docs.aws.amazon.com/general/latest/gr/savingsplans.html */
const SAVINGS_PLANS_REGION: Readonly<Record<Partition, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-northwest-1',
};

type PlansOfAccount = { plans: Omit<SavingsPlan, 'region'>[]; entry: CoverageEntry | null };

/** The Savings Plans of one account, asked for once however many regions it has. */
export class AccountCommitments {
  private asked: Promise<PlansOfAccount> | null = null;

  constructor(private readonly api: AwsApi) {}

  savingsPlans(): Promise<PlansOfAccount> {
    this.asked ??= readPlans(this.api);
    return this.asked;
  }
}

/** Commitments that run: the region's Reserved Instances, and the account's Savings Plans. A list that is not whole is not stored. */
export async function collectCommitments(context: RegionContext, account: AccountCommitments): Promise<void> {
  const { region, sink } = context;
  const [{ plans, entry }] = await Promise.all([account.savingsPlans(), collectReservedInstances(context)]);
  for (const plan of plans) sink.resource({ ...plan, region });
  if (entry !== null) sink.coverage({ ...entry, region });
}

async function readPlans(api: AwsApi): Promise<PlansOfAccount> {
  const step = new Step(api, SAVINGS_PLANS_REGION[api.partition], describeSavingsPlans, { givesResources: false, optional: true });
  const plans = (await step.all(describeSavingsPlans, { states: ['active'], maxResults: 1_000 })) ?? [];
  const records = plans.flatMap((plan) => planRecord(plan, api.accountId) ?? []);
  if (records.length < plans.length) step.missing('Savings Plans without an id', plans.length - records.length);
  return { plans: step.complete ? records : [], entry: step.entry() };
}

async function collectReservedInstances({ accountId, region, steps, sink }: RegionContext): Promise<void> {
  const step = steps.extra(describeReservedInstances);
  const output = await step.call(describeReservedInstances, { Filters: [{ Name: 'state', Values: ['active'] }] });
  const listed = output?.ReservedInstances ?? [];
  step.gave(listed.length);
  const records = listed.flatMap((reserved) => reservedRecord(reserved, accountId, region) ?? []);
  if (records.length < listed.length) step.missing('Reserved Instances without an id or type', listed.length - records.length);
  if (step.complete) for (const record of records) sink.resource(record);
}

function planRecord(plan: SdkSavingsPlan, accountId: string): Omit<SavingsPlan, 'region'> | null {
  if (plan.savingsPlanId === undefined) return null;
  const commitment = Number(plan.commitment);
  return {
    kind: 'savings-plan',
    accountId,
    id: plan.savingsPlanId,
    planType: plan.savingsPlanType === 'Compute' ? 'compute' : plan.savingsPlanType === 'EC2Instance' ? 'ec2-instance' : 'other',
    planRegion: plan.region ?? null,
    instanceFamily: plan.ec2InstanceFamily ?? null,
    hourlyUsd: plan.currency === 'USD' && Number.isFinite(commitment) ? commitment : null,
    start: instantFrom(plan.start),
    end: instantFrom(plan.end),
  };
}

function reservedRecord(reserved: SdkReservedInstances, accountId: string, region: string): ReservedInstances | null {
  const { ReservedInstancesId: id, InstanceType: instanceType } = reserved;
  if (id === undefined || instanceType === undefined) return null;
  return {
    kind: 'reserved-instances',
    accountId,
    region,
    id,
    instanceType,
    count: reserved.InstanceCount ?? 0,
    platform: reserved.ProductDescription ?? 'Linux/UNIX',
    tenancy: reserved.InstanceTenancy ?? 'default',
    scope: reserved.Scope === 'Availability Zone' ? 'availability-zone' : 'region',
    availabilityZone: reserved.AvailabilityZone ?? null,
    start: instantFrom(reserved.Start),
    end: instantFrom(reserved.End),
  };
}
