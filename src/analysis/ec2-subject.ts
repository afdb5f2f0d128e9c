import type { CoverageStatus, Service } from '../model/coverage.js';
import type { Outcome, ResourceCost } from '../model/evaluation.js';
import type { RegionFleet } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import {
  type Ec2Instance,
  type InstanceGroup,
  type InstanceTypeSpec,
  type Resource,
  type ResourceRef,
  refOf,
} from '../model/resource/index.js';
import { isInOrdinaryZone } from './cost-ec2.js';
import { MANAGED_MESSAGES } from './ec2-manager.js';
import { RESERVED_MESSAGES } from './ec2-reserved.js';
import { notApplicable, notAssessed, quantity } from './outcome-parts.js';

/** What EC2 policies judge: an instance of its own, or a group whose members are advised on together. */
export type Ec2Resource = Ec2Instance | InstanceGroup;

interface Measured<V, S> {
  readonly metrics: V;
  readonly series: S;
  readonly cost: ResourceCost;
}

/** An instance with what was measured of it. */
export interface Ec2Subject<V, S> extends Measured<V, S> {
  readonly instance: Ec2Instance;
}

/** The part of a policy's context that finds the members of a group. */
export interface SubjectContext<V, S> extends Measured<V, S> {
  readonly fleet: RegionFleet;
  coverage(service: Service, step: string): CoverageStatus | null;
  member(resource: Resource): Measured<V, S>;
}

/** Sentences for the codes of `runningSubjects`, and for what else is said of all that it finds. */
export const SUBJECT_MESSAGES = {
  ...MANAGED_MESSAGES,
  ...RESERVED_MESSAGES,
  terminated: 'The instance is terminated.',
  'not-running': 'The instance is stopped, so it has no compute cost now; its volumes go on costing, and an Elastic IP where it has one.',
  'advised-with-group': 'The instance belongs to {group} and is judged together with its other members.',
  'managed-by-ecs': 'ECS Managed Instances started it and chooses its type and life.',
  'managed-by-operator': '{operator} started it, and AWS refuses it all changes by others: its type and life are chosen there.',
  'paid-host': '{resource} runs on a Dedicated Host, which is what is paid: stopping it or changing its type saves nothing.',
  'paid-outpost': '{resource} runs on an Outpost, which is paid as a whole: stopping it or changing its type saves nothing.',
  'paid-capacity-block': '{resource} runs in a Capacity Block, which was paid in advance: stopping it or changing its type saves nothing.',
  'zone-unread': '{resource} runs in {zone}, a Local Zone or Wavelength Zone: which types it offers, and at what price, is not read.',
  'membership-unknown': 'Whether {resource} is advised on together with others is not known: {step} could not be read in full.',
  'no-running-members': 'No member of {group} is running.',
} as const;

/** A name for a group in sentences. */
export function groupText(group: InstanceGroup): string {
  const kinds = {
    'auto-scaling-group': 'Auto Scaling group',
    'eks-nodegroup': 'EKS node group',
    'ecs-capacity-provider': 'ECS capacity provider',
  };
  return `${kinds[group.groupType]} ${group.name ?? group.id}`;
}

/** A name for an instance or a group in sentences. */
export function resourceText(resource: Ec2Resource): string {
  if (resource.kind === 'instance-group') return groupText(resource);
  return resource.name === null ? resource.id : `${resource.name} (${resource.id})`;
}

/** True where ECS itself started the instance for a Managed Instances capacity provider. */
function isManagedByEcs({ id }: Ec2Instance, { containerInstanceOf, capacityProviders }: RegionFleet): boolean {
  const name = containerInstanceOf.get(id)?.capacityProvider ?? null;
  return name !== null && capacityProviders.some((provider) => provider.name === name && provider.type === 'managed-instances');
}

/**
 * The service that AWS lets change an instance, and nobody else (`Operator` of DescribeInstances); null where there is none. EKS Auto Mode shows
 * by its tag too: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/amazon-ec2-managed-instances.html
 */
const operatorOf = ({ operator, tags }: Ec2Instance): string | null =>
  operator ?? (Object.hasOwn(tags ?? {}, 'eks:eks-cluster-name') ? 'EKS Auto Mode' : null);

/**
 * What is paid in place of an instance, so that neither its hours nor its type cost anything; null where the instance itself is.
 * https://aws.amazon.com/ec2/dedicated-hosts/pricing/, https://aws.amazon.com/outposts/rack/pricing/,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-blocks-how.html
 */
export function paidInstead({ tenancy, onOutpost, lifecycle, instanceType }: Ec2Instance): 'host' | 'outpost' | 'capacity-block' | null {
  if (onOutpost) return 'outpost';
  // Macs run on hosts alone: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html
  if (tenancy === 'host' || instanceType.startsWith('mac')) return 'host';
  return lifecycle === 'capacity-block' ? 'capacity-block' : null;
}

/** The listings that say which instances belong together, and how they may be changed. */
const AUTO_SCALING_STEPS = [['autoscaling', 'DescribeAutoScalingGroups']] as const;
const HOST_STEPS = [
  ['ecs', 'ListClusters'],
  ['ecs', 'DescribeClusters'],
  ['ecs', 'ListContainerInstances'],
  ['ecs', 'DescribeContainerInstances'],
] as const;
const ECS_STEPS = [...HOST_STEPS, ['ecs', 'DescribeCapacityProviders']] as const;
const READ: readonly (CoverageStatus | null)[] = ['ok', 'empty', 'skipped', null];

/** True where a step answered in full, or was never asked. */
export const isRead = (status: CoverageStatus | null): boolean => READ.includes(status);

type Coverage = Pick<SubjectContext<unknown, unknown>, 'coverage'>;

/** The listing whose gap leaves open which instances are hosts of ECS; null where there is none. */
export function unreadHosts({ coverage }: Coverage): string | null {
  return HOST_STEPS.find(([service, step]) => !READ.includes(coverage(service, step)))?.join(':') ?? null;
}

/** True where a group may have members that were not listed. */
export function mayLackMembers({ coverage }: Coverage): boolean {
  return !READ.includes(coverage('ec2', 'DescribeInstances'));
}

/**
 * The listing whose gap leaves open with whom the resource belongs; null where none does. Hosts of ECS come out of Auto Scaling groups (or bear
 * a tag of ECS), so an instance on its own is not held up by services that may not be read.
 */
export function unknownMembership(resource: Ec2Resource, { coverage }: Coverage): string | null {
  if (resource.kind === 'instance-group' && resource.groupType !== 'auto-scaling-group') return null;
  const grouped = resource.kind === 'instance-group' || resource.autoScalingGroup !== null;
  const ofEcs = Object.keys(resource.tags ?? {}).some((key) => key.startsWith('aws:ecs:') || key === 'AmazonECSManaged');
  if (!grouped && !ofEcs) return null;
  const gap = [...AUTO_SCALING_STEPS, ...ECS_STEPS].find(([service, step]) => !READ.includes(coverage(service, step)));
  return gap === undefined ? null : gap.join(':');
}

/**
 * The instances that a policy looks at for a resource, or why it does not apply: an instance itself, unless a group speaks for it;
 * of a group the members that run. `stoppedToo`: a stopped instance is looked at as well, where it comes and goes and so costs something: what
 * was stopped for good has no cost that advice could lower. `changes`: what would be advised, where only that the instance itself is paid by
 * its hours, at the prices of its region, gives the advice a meaning.
 */
export function runningSubjects<V, S>(
  resource: Ec2Resource,
  context: SubjectContext<V, S>,
  { stoppedToo = false, changes = null }: { stoppedToo?: boolean; changes?: 'hours' | 'type' | null } = {},
): { outcome: Outcome } | { subjects: Ec2Subject<V, S>[] } {
  const found = subjectsOf(resource, context, stoppedToo);
  if ('outcome' in found || changes === null) return found;
  const outcome = cannotPay(resource, found.subjects, changes);
  return outcome === null ? found : { outcome };
}

/** Why other hours or another type of these machines could not be advised: something else is paid, or the zone has types and prices of its own. */
function cannotPay(resource: Ec2Resource, subjects: readonly { instance: Ec2Instance }[], changes: 'hours' | 'type'): Outcome | null {
  const named = { resource: quantity(resourceText(resource), 'text') };
  const [first] = subjects;
  const instead = first === undefined ? null : paidInstead(first.instance);
  if (instead !== null && subjects.every(({ instance }) => paidInstead(instance) === instead))
    return notApplicable(`paid-${instead}`, named);
  const away = changes === 'type' ? subjects.find(({ instance }) => !isInOrdinaryZone(instance)) : undefined;
  return away === undefined ? null : notAssessed('zone-unread', { ...named, zone: quantity(away.instance.availabilityZone, 'text') });
}

function subjectsOf<V, S>(
  resource: Ec2Resource,
  context: SubjectContext<V, S>,
  stoppedToo: boolean,
): { outcome: Outcome } | { subjects: Ec2Subject<V, S>[] } {
  const { fleet } = context;
  const gap = fleet.groupOf.get(resource.id) === undefined ? unknownMembership(resource, context) : null;
  if (gap !== null) {
    return {
      outcome: notAssessed('membership-unknown', { resource: quantity(resourceText(resource), 'text'), step: quantity(gap, 'text') }),
    };
  }
  if (resource.kind === 'instance-group') {
    const running = resource.instanceIds.flatMap((id) => fleet.instances.get(id) ?? []).filter(({ state }) => state === 'running');
    if (running.length === 0) return { outcome: notApplicable('no-running-members', { group: quantity(groupText(resource), 'text') }) };
    return { subjects: running.map((instance) => measured(instance, context.member(instance))) };
  }
  const group = fleet.groupOf.get(resource.id);
  if (group !== undefined) return { outcome: notApplicable('advised-with-group', { group: quantity(groupText(group), 'text') }) };
  if (resource.state === 'terminated' || resource.state === 'shutting-down') return { outcome: notApplicable('terminated') };
  if (isManagedByEcs(resource, fleet)) return { outcome: notApplicable('managed-by-ecs') };
  const operator = operatorOf(resource);
  if (operator !== null) return { outcome: notApplicable('managed-by-operator', { operator: quantity(operator, 'text') }) };
  const comesBack = stoppedToo && resource.state === 'stopped' && context.cost.hoursPerMonth !== 0;
  if (resource.state !== 'running' && !comesBack) return { outcome: notApplicable('not-running') };
  return { subjects: [measured(resource, context)] };
}

/** Getters stay getters: what is read of a member's metrics is noted by who watches the context. */
function measured<V, S>(instance: Ec2Instance, of: Measured<V, S>): Ec2Subject<V, S> {
  return {
    instance,
    get metrics() {
      return of.metrics;
    },
    get series() {
      return of.series;
    },
    get cost() {
      return of.cost;
    },
  };
}

/** Where the specification of a type may be known from. */
export interface TypeSource {
  readonly fleet: Pick<RegionFleet, 'instanceTypes'>;
  readonly prices: Pick<PriceBook, 'spec'>;
}

export const specOf = ({ instanceType }: Ec2Instance, { fleet, prices }: TypeSource): InstanceTypeSpec | null =>
  fleet.instanceTypes?.get(instanceType) ?? prices.spec(instanceType);

/**
 * GB of instance store that go when these machines are stopped or terminated, of the one that loses most
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-store-lifetime.html).
 */
export function erasedByStop(machines: readonly Ec2Instance[], types: TypeSource): number {
  return Math.max(0, ...machines.map((machine) => specOf(machine, types)?.instanceStoreGb ?? 0));
}

/**
 * Why an instance of its own cannot be stopped and started; null where it can, as far as is known, and of a group, which ends its members.
 * - `spot`: StopInstances refuses what a one-time request launched (UnsupportedOperation), and the kind of the request is not read
 *   (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-requests.html).
 * - `root`: the root volume is an instance store (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html).
 */
export function cannotStop(resource: Ec2Resource): 'spot' | 'root' | null {
  if (resource.kind === 'instance-group') return null;
  if (resource.rootDeviceType === 'instance-store') return 'root';
  return resource.lifecycle === 'spot' ? 'spot' : null;
}

/** The members that a finding on a group speaks of; a finding on an instance speaks of itself alone. */
export function membersOf(resource: Ec2Resource, subjects: readonly { instance: Ec2Instance }[]): ResourceRef[] {
  return resource.kind === 'instance-group' ? subjects.map(({ instance }) => refOf(instance)) : [];
}
