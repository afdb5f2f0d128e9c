import type { Risk } from '../model/evaluation.js';
import type { Ec2Instance, InstanceTypeSpec } from '../model/resource/index.js';
import { requiresEna } from './ec2-ena.js';
import { isFlex, isSizable, sustainedCpuPercent } from './instance-families.js';

/**
 * Rightsizing of instances: what a workload needs, which types give it, and how they would be used. The need alone decides the
 * verdict, the price decides the target. Rules after AWS Compute Optimizer: 99.5th percentile of the 5-minute maxima, headroom,
 * risk as the maximum over dimensions (https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html).
 */

export const DIMENSIONS = ['cpu', 'memory', 'network', 'ebs-throughput', 'ebs-iops'] as const;
export type SizeDimension = (typeof DIMENSIONS)[number];

/** Peak use in absolute units: vCPU, MiB, Gbit/s, Mbit/s, IOPS; null where nothing is known of the dimension. */
export type Demand = Readonly<Record<SizeDimension, number | null>> & {
  /** Highest memory that has to be reckoned with in the time to come, MiB; room for that is what headroom is for. null where not known. */
  readonly memoryAhead?: number | null;
};

/** How CPU is used beyond its 99.5th percentile, in vCPU. */
export interface CpuDetail {
  /** Highest daily mean: what a burstable type must earn as credits within a day. null where not known. */
  sustained: number | null;
  /** Highest mean over one hour of the 5-minute maxima, with its trend: a burst that lasts. null where not known. */
  hour: number | null;
  /** The same, topped by the next burst; a size that carries the highest value with its headroom carries that too. null where not known. */
  toppedHour: number | null;
  /** 99.5th percentile that has to be reckoned with in the time to come; room for that is what headroom is for. null where not known. */
  ahead: number | null;
  /** Highest single value of the longer window. null where not known. */
  peak: number | null;
}

/** What a type gives in a dimension; null where its specification does not say. */
export function capacity(spec: InstanceTypeSpec, dimension: SizeDimension): number | null {
  switch (dimension) {
    case 'cpu':
      return spec.vcpus;
    case 'memory':
      return spec.memoryMib;
    case 'network':
      return spec.networkBaselineGbps;
    case 'ebs-throughput':
      return spec.ebsBaselineMbps;
    case 'ebs-iops':
      return spec.ebsBaselineIops;
  }
}

/**
 * True when `need` keeps to the headroom in `available`: need / available is at most 100 x (1 - h) percent, and equality fits.
 * The tolerance is far below any measured precision; it only undoes binary rounding of 0.8.
 */
export function withinHeadroom(need: number, available: number, headroomPercent: number): boolean {
  return need <= available * (1 - headroomPercent / 100) * (1 + 1e-9);
}

export interface SizingRules {
  headroomPercent: number;
  /** The busiest hour may use at most this percent of the target. */
  maximumHourPercent: number;
}

/** Dimensions in which the type is already too small for the need: then nothing shrinks. */
export function shortDimensions(spec: InstanceTypeSpec, demand: Demand, { headroomPercent }: SizingRules): SizeDimension[] {
  return DIMENSIONS.filter((dimension) => {
    const need = demand[dimension];
    const available = capacity(spec, dimension);
    return need !== null && available !== null && !withinHeadroom(need, available, headroomPercent);
  });
}

/**
 * Dimensions that decide a size (CPU and memory; bandwidth only follows it) and need no more than the smaller size gives, where
 * the smaller size gives less. A dimension that something else already follows is left out by the caller as a null demand.
 */
export function shrinkableDimensions(
  spec: InstanceTypeSpec,
  smaller: InstanceTypeSpec,
  demand: Demand,
  cpu: CpuDetail,
  rules: SizingRules,
): SizeDimension[] {
  return (['cpu', 'memory'] as const).filter((dimension) => {
    const need = demand[dimension];
    const less = capacity(smaller, dimension);
    const now = capacity(spec, dimension);
    if (need === null || less === null || now === null || less > now) return false;
    if (dimension === 'cpu') return less * sustained(smaller) < now * sustained(spec) && cpuFits(smaller, need, cpu, rules);
    return less < now && memoryFits(less, need, demand, rules);
  });
}

/** Memory fits by its maximum with headroom, and by what lies ahead without. */
function memoryFits(available: number, need: number, { memoryAhead }: Demand, { headroomPercent }: SizingRules): boolean {
  return withinHeadroom(need, available, headroomPercent) && withinHeadroom(memoryAhead ?? 0, available, 0);
}

const sustained = (spec: InstanceTypeSpec): number => sustainedCpuPercent(spec) ?? 100;

/**
 * CPU fits by percentile with headroom, by what lies ahead without, by its busiest hour, and, where the type earns credits or has a
 * baseline, by what it may use for long.
 */
function cpuFits(
  spec: InstanceTypeSpec,
  need: number,
  { sustained: daily, hour, toppedHour, ahead, peak }: CpuDetail,
  rules: SizingRules,
): boolean {
  if (!withinHeadroom(need, spec.vcpus, rules.headroomPercent)) return false;
  if (ahead !== null && !withinHeadroom(ahead, spec.vcpus, 0)) return false;
  const fullHour = (spec.vcpus * rules.maximumHourPercent) / 100;
  if (hour !== null && hour > fullHour) return false;
  const carriesPeak = peak !== null && withinHeadroom(peak, spec.vcpus, rules.headroomPercent);
  if (toppedHour !== null && toppedHour > fullHour && !carriesPeak) return false;
  if (isFlex(spec.instanceType)) return need <= (spec.vcpus * sustained(spec)) / 100;
  if (!spec.burstable) return true;
  const baseline = sustainedCpuPercent(spec);
  return baseline !== null && daily !== null && daily <= (spec.vcpus * baseline) / 100;
}

/**
 * True when a type gives all that is needed, and no less than now of what is not known: without memory data memory is never
 * reduced, nor bandwidth without its metrics.
 */
export function fitsDemand(
  now: InstanceTypeSpec,
  candidate: InstanceTypeSpec,
  demand: Demand,
  cpu: CpuDetail,
  rules: SizingRules,
): boolean {
  return DIMENSIONS.every((dimension) => {
    const need = demand[dimension];
    const available = capacity(candidate, dimension);
    const present = capacity(now, dimension);
    if (need === null) return present === null || (available !== null && available >= present);
    if (dimension === 'cpu') return cpuFits(candidate, need, cpu, rules);
    if (available === null) return present === null;
    return dimension === 'memory' ? memoryFits(available, need, demand, rules) : withinHeadroom(need, available, rules.headroomPercent);
  });
}

/** What may differ from the type now; all of it is kept otherwise. */
export interface Freedom {
  /** Instead of the instance's own. */
  architecture?: string;
  /** The guest may need drivers for ENA and NVMe that it has not needed so far. */
  newDrivers?: boolean;
  /** From burstable to not, or back. */
  anyBurstModel?: boolean;
}

/** True when the instance could start as the type: architecture, burst model, instance store, virtualization, ENA and NVMe stay as they are. */
export function isCompatible(instance: Ec2Instance, now: InstanceTypeSpec, candidate: InstanceTypeSpec, freedom: Freedom = {}): boolean {
  const { virtualizationType, enaSupport } = instance;
  const sameDrivers =
    (!requiresEna(candidate) || requiresEna(now) || enaSupport === true) && (candidate.nvme !== 'required' || now.nvme !== 'unsupported');
  return (
    isSizable(candidate) &&
    candidate.architectures.includes(freedom.architecture ?? instance.architecture) &&
    (freedom.anyBurstModel === true || candidate.burstable === now.burstable) &&
    (now.instanceStoreGb === 0 || candidate.instanceStoreGb >= now.instanceStoreGb) &&
    (virtualizationType === null || candidate.virtualizationTypes.includes(virtualizationType)) &&
    (freedom.newDrivers === true || sameDrivers)
  );
}

/** Codes of what differs beneath the guest between two types, as Compute Optimizer names them. */
export function platformDifferences(now: InstanceTypeSpec, candidate: InstanceTypeSpec, architecture: string): string[] {
  const differences: [boolean, string][] = [
    [now.hypervisor !== candidate.hypervisor, 'hypervisor'],
    [(now.ena === 'unsupported') !== (candidate.ena === 'unsupported'), 'network-interface'],
    [(now.nvme === 'required') !== (candidate.nvme === 'required'), 'storage-interface'],
    [now.instanceStoreGb > 0 !== candidate.instanceStoreGb > 0, 'instance-store'],
    [!now.virtualizationTypes.some((type) => candidate.virtualizationTypes.includes(type)), 'virtualization'],
    [!candidate.architectures.includes(architecture), 'architecture'],
  ];
  return differences.filter(([differs]) => differs).map(([, code]) => code);
}

export interface Projection {
  dimension: SizeDimension;
  nowPercent: number | null;
  projectedPercent: number | null;
}

/** Use of the type now and of the candidate, in percent of what each gives. */
export function project(now: InstanceTypeSpec, candidate: InstanceTypeSpec, demand: Demand): Projection[] {
  const percent = (spec: InstanceTypeSpec, dimension: SizeDimension): number | null => {
    const need = demand[dimension];
    const available = capacity(spec, dimension);
    return need === null || available === null || available === 0 ? null : (need / available) * 100;
  };
  return DIMENSIONS.map((dimension) => ({
    dimension,
    nowPercent: percent(now, dimension),
    projectedPercent: percent(candidate, dimension),
  }));
}

/**
 * Risk that the candidate does not do, 0 to 4: the maximum over dimensions. A dimension up to half its limit is 0, up to three
 * quarters 1, up to the limit 2, beyond 3, beyond all the type has 4; a CPU peak of the longer window above the whole type is 3.
 * A dimension without data is not reduced and adds nothing.
 */
export function riskOf(projections: readonly Projection[], peakCpuPercent: number | null, headroomPercent: number): Risk {
  const limit = 100 - headroomPercent;
  const levels = projections.map(({ projectedPercent: percent }): Risk => {
    if (percent === null || percent <= limit / 2) return 0;
    if (percent <= limit * 0.75) return 1;
    if (percent <= limit * (1 + 1e-9)) return 2;
    return percent <= 100 ? 3 : 4;
  });
  if (peakCpuPercent !== null && peakCpuPercent > 100) levels.push(3);
  return ([4, 3, 2, 1] as const).find((level) => levels.includes(level)) ?? 0;
}
