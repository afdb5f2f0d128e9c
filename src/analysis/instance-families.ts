import type { InstanceTypeSpec } from '../model/resource/index.js';

/** `m5` of `m5.4xlarge`. */
export function familyOf(instanceType: string): string {
  return instanceType.slice(0, Math.max(0, instanceType.indexOf('.')));
}

interface FamilyParts {
  series: string;
  generation: number;
  options: string;
}

/** Parts of families met so far: there are some two hundred, and every candidate for every instance is asked for its own. */
const known = new Map<string, FamilyParts | null>();

/** The parts of a family name (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html): m, 5, dn of m5dn. */
export function familyParts(instanceType: string): FamilyParts | null {
  const family = familyOf(instanceType);
  let parts = known.get(family);
  if (parts === undefined) {
    const found = /^([a-z]+)(\d+)([a-z-]*)/.exec(family);
    parts = found === null ? null : { series: found[1] ?? '', generation: Number(found[2]), options: found[3] ?? '' };
    known.set(family, parts);
  }
  return parts;
}

/** General purpose, compute and memory series count their generations alike: m6i, c6i and r6i share one processor. */
const ALIGNED_SERIES: readonly string[] = ['m', 'c', 'r'];

/**
 * True where `candidate` is of an older generation than `current`: a vCPU of it does less, by an amount that no metric tells, so what fits in
 * percent may not fit in work. False where the series do not count alike.
 */
export function isOlderGeneration(candidate: string, current: string): boolean {
  const [to, from] = [familyParts(candidate), familyParts(current)];
  if (to === null || from === null) return false;
  const aligned = to.series === from.series || (ALIGNED_SERIES.includes(to.series) && ALIGNED_SERIES.includes(from.series));
  return aligned && to.generation < from.generation;
}

/**
 * True for types of a high clock rate: the letter z of a family's options, or the series z
 * (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html).
 */
export function isHighFrequency(instanceType: string): boolean {
  const parts = familyParts(instanceType);
  return parts !== null && (parts.series === 'z' || parts.options.includes('z'));
}

/** Newest generation first. */
export function byGeneration(a: InstanceTypeSpec, b: InstanceTypeSpec): number {
  return (familyParts(b.instanceType)?.generation ?? 0) - (familyParts(a.instanceType)?.generation ?? 0);
}

/**
 * Families whose size CPU, memory and bandwidth do not decide: accelerators, high performance computing (one size of whole
 * sockets), Mac hosts. Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
 */
const NOT_SIZED = /^(inf|trn|vt|f|dl|g|gr|p|hpc|mac)\d|^(mac|u-)/;

/** False for accelerated, HPC, Mac and bare-metal types: they are neither resized nor resized to. */
export function isSizable(spec: InstanceTypeSpec): boolean {
  return !NOT_SIZED.test(spec.instanceType) && !spec.bareMetal && spec.accelerators === 0 && !spec.instanceType.includes('.metal');
}

/** Flex types deliver full CPU most of the time above a 40 % baseline (https://aws.amazon.com/ec2/instance-types/m7i/). */
const FLEX_BASELINE_PERCENT = 40;

export function isFlex(instanceType: string): boolean {
  return familyOf(instanceType).endsWith('-flex');
}

/**
 * CPU baseline of burstable types in percent of all their vCPUs.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html
 */
const BASELINES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  t2: { nano: 5, micro: 10, small: 20, medium: 20, large: 30, xlarge: 22.5, '2xlarge': 17 },
  t3: { nano: 5, micro: 10, small: 20, medium: 20, large: 30, xlarge: 40, '2xlarge': 40 },
};

/** Percent of a type's vCPUs that it may use all the time: the baseline of T and flex types, 100 for all others; null where not known. */
export function sustainedCpuPercent(spec: InstanceTypeSpec): number | null {
  if (isFlex(spec.instanceType)) return FLEX_BASELINE_PERCENT;
  if (!spec.burstable) return 100;
  const family = familyOf(spec.instanceType);
  // T3a and T4g earn as T3 does.
  const table = BASELINES[family === 't3a' || family === 't4g' ? 't3' : family];
  return table?.[spec.instanceType.slice(family.length + 1)] ?? null;
}

/** vCPUs that a type may use all the time, which for T types is what their sizes differ by; all of them where no baseline is known. */
export function sustainedVcpus(spec: InstanceTypeSpec): number {
  return (spec.vcpus * (sustainedCpuPercent(spec) ?? 100)) / 100;
}

/** Larger in vCPU, then memory, then by name. */
export function bySize(a: InstanceTypeSpec, b: InstanceTypeSpec): number {
  return a.vcpus - b.vcpus || a.memoryMib - b.memoryMib || (a.instanceType < b.instanceType ? -1 : 1);
}

/** The largest size of the same family that has fewer vCPUs or less memory, and not more of either; null for the smallest. */
export function nextSmaller(spec: InstanceTypeSpec, types: Iterable<InstanceTypeSpec>): InstanceTypeSpec | null {
  const family = familyOf(spec.instanceType);
  let best: InstanceTypeSpec | null = null;
  for (const other of types) {
    if (familyOf(other.instanceType) !== family || other.bareMetal) continue;
    const notMore = other.vcpus <= spec.vcpus && other.memoryMib <= spec.memoryMib;
    if (!notMore || (other.vcpus === spec.vcpus && other.memoryMib === spec.memoryMib)) continue;
    if (best === null || bySize(other, best) > 0) best = other;
  }
  return best;
}
