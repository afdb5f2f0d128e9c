import type { CostLine, ResourceCost } from '../model/evaluation.js';
import { type Rate, sumMoney } from '../model/money.js';
import type { Ec2Instance, InstanceGroup } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { type CostInputs, freeOf, line, sumLines, unpriced } from './cost-lines.js';
import { familyOf } from './instance-families.js';
import { instanceHours } from './instance-hours.js';

/** Credits that one vCPU burns in an hour at full load: one credit is one vCPU for one minute. */
export const CREDITS_PER_VCPU_HOUR = 60;
/** Label of the line that prices what a T instance burns beyond its credits. */
export const SURPLUS_CREDITS = 'surplus CPU credits';

/**
 * An instance: hours run (as they would go on for a month, `instanceHours`) x the on-demand price of its type, platform, tenancy and lifecycle; the fee where ECS Managed Instances
 * started it; and surplus credits of the T family (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html).
 * Codes: `unknown-hours`, `no-price`.
 */
export function instanceCost(instance: Ec2Instance, inputs: CostInputs): ResourceCost {
  const { hours, outOf } = instanceHours(instance, inputs);
  if (hours === null) return unpriced('unknown-hours');
  const hoursPerMonth = (hours / outOf) * HOURS_PER_MONTH;
  // A stopped instance has no compute cost whatever its price is, so an unknown price does not make this unknown.
  if (hoursPerMonth === 0) return freeOf(inputs.prices.asOf, 'list', 0);
  const rate = instanceRate(instance, inputs);
  if (rate === null) return unpriced('no-price', hoursPerMonth);
  const lines = [
    line(instance.instanceType, hoursPerMonth, 'instance-hour', rate),
    ...fee(instance, hoursPerMonth, inputs),
    ...surplus(instance, inputs, outOf),
  ];
  const monthly = sumLines(lines);
  return { monthly, lines, unpricedBecause: monthly === null ? 'no-price' : null, hoursPerMonth };
}

/**
 * True in an Availability Zone of the region (`us-east-1a`) and where the zone is not told. Local Zones (`us-east-1-bos-1a`) and Wavelength Zones
 * (`us-east-1-wl1-bos-wlz-1`) have prices and types of their own: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html
 */
export const isInOrdinaryZone = ({ availabilityZone, region }: Pick<Ec2Instance, 'availabilityZone' | 'region'>): boolean =>
  availabilityZone === null || /^[a-z]$/.test(availabilityZone.slice(region.length)) || !availabilityZone.startsWith(region);

/** The hourly price of an instance as it is, or as another type in its place; null where it is not known, as in a Local Zone. */
export function instanceRate(
  instance: Ec2Instance,
  { prices }: Pick<CostInputs, 'prices'>,
  instanceType = instance.instanceType,
): Rate | null {
  if (!isInOrdinaryZone(instance)) return null;
  return prices.ec2Hour({
    region: instance.region,
    instanceType,
    // DescribeInstances leaves PlatformDetails out at some endpoints; no Platform then means Linux.
    platformDetails: instance.platformDetails ?? (instance.platform === 'windows' ? 'Windows' : 'Linux/UNIX'),
    tenancy: instance.onOutpost ? 'outpost' : instance.tenancy,
    lifecycle: instance.lifecycle,
  });
}

/** Fee of ECS Managed Instances, where the instance was started by one. Source: https://aws.amazon.com/ecs/managed-instances/pricing/ */
function fee(instance: Ec2Instance, hoursPerMonth: number, { fleet, prices }: CostInputs): CostLine[] {
  const name = fleet.containerInstanceOf.get(instance.id)?.capacityProvider;
  const managed = fleet.capacityProviders.some((provider) => provider.name === name && provider.type === 'managed-instances');
  if (name === null || name === undefined || !managed) return [];
  const share = prices.managedInstancesFee(instance.instanceType);
  // The fee is a share of the on-demand price, also under a Spot or a reserved one.
  const onDemand = instanceRate({ ...instance, lifecycle: 'on-demand' }, { prices });
  const rate = share === null || onDemand === null ? null : { ...onDemand, usd: onDemand.usd * share, basis: 'assumed' as const };
  return [line('ECS Managed Instances fee', hoursPerMonth, 'instance-hour', rate)];
}

function surplus(instance: Ec2Instance, { metrics, prices }: CostInputs, outOf: number): CostLine[] {
  const view = metrics(instance, 'ec2.cpuSurplusCreditsCharged');
  const credits = view.present ? view.sum('window') : 0;
  if (credits <= 0) return [];
  const { region, platform, instanceType } = instance;
  const rate = prices.surplusCreditVcpuHour({ region, platform, family: familyOf(instanceType) });
  return [line(SURPLUS_CREDITS, ((credits / outOf) * HOURS_PER_MONTH) / CREDITS_PER_VCPU_HOUR, 'vcpu-hour', rate)];
}

/** A group: the sum of its members that are known to the fleet; unknown as soon as one member is. Code: `no-price`, or that of the member. */
export function groupCost(group: InstanceGroup, inputs: CostInputs): ResourceCost {
  const members = group.instanceIds.flatMap((id) => inputs.fleet.instances.get(id) ?? []);
  if (members.length === 0) return group.instanceIds.length === 0 ? freeOf(inputs.prices.asOf, 'list', 0) : unpriced('unknown-hours');
  const costs = members.map((member) => instanceCost(member, inputs));
  const unknown = costs.find(({ monthly }) => monthly === null);
  const hours = costs.map(({ hoursPerMonth }) => hoursPerMonth);
  return {
    monthly: sumMoney(costs.map(({ monthly }) => monthly)),
    lines: costs.flatMap(({ lines }) => lines),
    unpricedBecause: unknown?.unpricedBecause ?? null,
    hoursPerMonth: hours.some((value) => value === null) ? null : hours.reduce<number>((total, value) => total + (value ?? 0), 0),
  };
}
