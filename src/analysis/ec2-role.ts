import type { MetricView, Scope, Series } from '../model/metric.js';
import { optional, type RegionFleet } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import type { Ec2Instance } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import { managerOf } from './ec2-manager.js';
import { memoryScope } from './ec2-memory.js';
import { sizeChangedAt } from './ec2-need.js';
import type { Ec2Subject } from './ec2-subject.js';
import type { MeasuredWork } from './placement-work.js';
import { percentile } from './series.js';

/** Instances that do one job, and what they do together. */

export const ROLE_METRICS = {
  cpu: optional('ec2.cpu', { daily: ['Average', 'Maximum'] }),
  memory: optional('ec2.memory', { daily: ['Maximum'] }),
};
export const ROLE_SERIES = { cpu: { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 3600 } } as const;
export type RoleSubject = Ec2Subject<{ readonly [K in keyof typeof ROLE_METRICS]: MetricView }, { readonly cpu: Series | null }>;

/** Least share of a vCPU that a copy of anything gets: the smallest Fargate task has a quarter. */
const LEAST_VCPUS = 0.25;

/** `web` of web-1, web-02, web-i-0abc; null where a name holds nothing but a number. */
export function nameWithoutNumber(name: string): string | null {
  const stem = name.replace(/[-_. ]*(?:i-[0-9a-f]+|\d+[a-z]?)$/i, '');
  return stem === '' ? null : stem;
}

/** The role of an instance: the first of some tags that it has, else its name without the number at its end. */
export function roleOf({ tags, name, architecture }: Ec2Instance, roleTags: readonly string[]): string | null {
  const tag = roleTags.find((key) => (tags?.[key] ?? '') !== '');
  const role = tag === undefined ? (name === null ? null : nameWithoutNumber(name)) : (tags?.[tag] ?? null);
  return role === null ? null : `${role} (${architecture})`;
}

/** Linux that runs by itself: no group, no Kubernetes, no ECS agent, nothing that another service made. */
function standsAlone(instance: Ec2Instance, { groupOf, containerInstanceOf }: RegionFleet): boolean {
  const { id, state, platform, eksCluster } = instance;
  if (managerOf(instance) !== null) return false;
  return state === 'running' && platform === 'linux' && eksCluster === null && !groupOf.has(id) && !containerInstanceOf.has(id);
}

const roles = new WeakMap<RegionFleet, Map<string, Map<string, Ec2Instance[]>>>();

/** Running instances of the same role in the fleet, by id; worked out once for a fleet and a choice of tags. */
export function instancesOfRole(role: string, fleet: RegionFleet, roleTags: readonly string[]): readonly Ec2Instance[] {
  let byTags = roles.get(fleet);
  if (byTags === undefined) {
    byTags = new Map();
    roles.set(fleet, byTags);
  }
  const choice = roleTags.join('\n');
  let known = byTags.get(choice);
  if (known === undefined) {
    known = new Map();
    byTags.set(choice, known);
    for (const instance of [...fleet.instances.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const own = standsAlone(instance, fleet) ? roleOf(instance, roleTags) : null;
      if (own === null) continue;
      const list = known.get(own);
      if (list === undefined) known.set(own, [instance]);
      else list.push(instance);
    }
  }
  return known.get(role) ?? [];
}

/** What one instance of a role uses at its busiest. */
export interface RoleMember {
  instance: Ec2Instance;
  vcpus: number;
  averageCpuPercent: number;
  peakVcpus: number;
  peakMemoryMib: number;
  /** The same two over the longer window; where its percentages may be of another size they are no more than a doubt. */
  longPeakVcpus: number;
  longPeakMemoryMib: number;
  hourly: Series;
}

/**
 * A member as it was measured; null where a part of it is missing. What runs out of memory is killed, so that counts over the longer window,
 * as far as its percentages are of the present size. `inGroup`: members of a group are replaced and never change their size.
 */
export function roleMember(
  { instance, metrics, series }: RoleSubject,
  { fleet, prices, scalarWindow, window }: { fleet: RegionFleet; prices: PriceBook; scalarWindow: Window; window: Window },
  inGroup: boolean,
): RoleMember | null {
  const spec = fleet.instanceTypes?.get(instance.instanceType) ?? prices.spec(instance.instanceType);
  const { cpu, memory } = metrics;
  if (spec === null || !cpu.present || !memory.present || series.cpu === null) return null;
  const vcpusAt = (scope: Scope): number => (cpu.maximum(scope) / 100) * spec.vcpus;
  const memoryAt = (scope: Scope): number => (memory.maximum(scope) / 100) * spec.memoryMib;
  const changedAt = sizeChangedAt({ instance }, scalarWindow, inGroup);
  return {
    instance,
    vcpus: spec.vcpus,
    averageCpuPercent: cpu.average('window'),
    peakVcpus: vcpusAt('window'),
    peakMemoryMib: memoryAt(memoryScope({ changedAt, window })),
    longPeakVcpus: vcpusAt('scalar'),
    longPeakMemoryMib: memoryAt('scalar'),
    hourly: series.cpu,
  };
}

/**
 * Whether the members together were busier before the window than the room that is kept free could take: by their highest CPU, and by memory of
 * a time when their size may have been another.
 */
export function busierBefore(members: readonly RoleMember[], headroomPercent: number): boolean {
  const room = 1 - headroomPercent / 100;
  const total = (of: (member: RoleMember) => number): number => members.reduce((sum, member) => sum + of(member), 0);
  const outgrows = (long: number, seen: number): boolean => long * room > seen * (1 + 1e-9);
  return (
    outgrows(
      total(({ longPeakVcpus }) => longPeakVcpus),
      total(({ peakVcpus }) => peakVcpus),
    ) ||
    outgrows(
      total(({ longPeakMemoryMib }) => longPeakMemoryMib),
      total(({ peakMemoryMib }) => peakMemoryMib),
    )
  );
}

/** vCPU that all members used in each hour, each at its hour's maximum: never less than what was used at once. */
function hourlyVcpus(members: readonly RoleMember[]): Float64Array {
  const start = Math.min(...members.map(({ hourly }) => hourly.start));
  const end = Math.max(...members.map(({ hourly }) => hourly.start + hourly.values.length * hourly.periodSeconds));
  const total = new Float64Array(Math.max(0, Math.round((end - start) / 3600))).fill(Number.NaN);
  for (const { hourly, vcpus } of members) {
    hourly.values.forEach((value, index) => {
      const at = Math.round((hourly.start - start) / 3600) + index;
      if (!Number.isNaN(value)) total[at] = (Number.isNaN(total[at] ?? 0) ? 0 : (total[at] ?? 0)) + (value / 100) * vcpus;
    });
  }
  return total;
}

/** The work of a role in terms that other homes can be priced in. Requests are not counted on instances, so homes by request have no price. */
export function workOfRole(members: readonly RoleMember[], region: string, architecture: 'x86_64' | 'arm64'): MeasuredWork {
  const vcpus = percentile(hourlyVcpus(members), 99.5) ?? 0;
  const memoryMib = members.reduce((total, { peakMemoryMib }) => total + peakMemoryMib, 0);
  const largest = Math.max(...members.map(({ peakMemoryMib }) => peakMemoryMib));
  return {
    region,
    architecture,
    vcpus: { low: vcpus, high: vcpus },
    memoryMib: { low: memoryMib, high: memoryMib },
    leastVcpus: { low: LEAST_VCPUS, high: LEAST_VCPUS },
    leastMemoryMib: largest,
    requests: null,
    requestSeconds: { low: 0, high: 0 },
    functionMemoryMib: largest,
    longestRequestSeconds: null,
    // What stands in front of the instances now, if anything, would stand in front of the tasks.
    needsLoadBalancer: false,
  };
}
