import { INSTANCE_TYPES } from '../../src/simulator/fleet/instance-types.js';
import { agreed, allOf, type Case, type Draw, drawing, type InstanceSpec, type Parts, type Truth } from './demand.js';
import { hourly } from './prices.js';

/** What a type gives. Gbit/s and Mbit/s are what it may use all the time. */
interface Type {
  name: string;
  family: string;
  series: string;
  generation: number;
  arm: boolean;
  vcpus: number;
  gib: number;
  gbps: number;
  mbps: number;
  iops: number;
  disk: boolean;
  usd: number;
}

const described = (family: string) => {
  const [, series = '', generation = '', letters = ''] = /^([a-z]+)(\d)(.*)$/.exec(family) ?? [];
  return { family, series, generation: Number(generation), arm: letters.startsWith('g'), disk: letters.includes('d') };
};

/** What the region offers: the types of the simulated EC2 that the price list names. */
const OFFERED: readonly Type[] = INSTANCE_TYPES.flatMap(
  ({ instanceType, familyName, size, vcpus, memoryMib, networkGbps, ebsMbps, ebsIops }) => {
    const gib = memoryMib / 1024;
    const usd = size.startsWith('metal') ? null : hourly({ family: familyName, vcpus, gib });
    if (usd === null) return [];
    return [{ name: instanceType, ...described(familyName), vcpus, gib, gbps: networkGbps, mbps: ebsMbps, iops: ebsIops, usd }];
  },
);

/** Types that still run and are no longer offered, of size large. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html */
const GONE = [
  ['m3', 7.5, 0.7, 0, 0, true],
  ['c3', 3.75, 0.5, 0, 0, true],
  ['m5d', 8, 0.75, 650, 3_600, true],
  ['m5n', 8, 2.1, 650, 3_600, false],
  ['r5b', 16, 0.75, 1_250, 5_417, false],
  ['c5n', 5.25, 3, 650, 4_000, false],
] as const;
const NO_LONGER: readonly Type[] = GONE.map(([family, gib, gbps, mbps, iops, disk]) => ({
  name: `${family}.large`,
  ...described(family),
  ...{ vcpus: 2, gib, gbps, mbps, iops, disk },
  usd: hourly({ family, vcpus: 2, gib }) ?? 0,
}));

/** What it uses at its peak, as shares of what its type gives. */
interface Demand {
  network: number;
  disks: number;
}

interface Placed {
  type: Type;
  demand: Demand;
  region: string;
  system: NonNullable<InstanceSpec['platform']>;
  /** `chosen elsewhere`: Kubernetes decides on types. */
  ruledBy: 'nobody' | 'chosen elsewhere';
  spec: Partial<InstanceSpec>;
  /** Members of an Auto Scaling group; null where it stands by itself. */
  members: number | null;
}

const HOME = 'us-east-1';
/** Here nothing on arm64 is offered. */
const WITHOUT_ARM = 'us-east-2';

/** By how much the cheapest type would undercut it that has at least what is used, a fifth to spare, and nothing less of what nobody can measure. */
function saving({ type, demand, region }: Placed, accept: (other: Type) => boolean): number {
  const enough = (given: number, now: number, share: number) => given >= now || (share > 0 && given >= now * share * 1.25);
  // Kinds of processors before Nitro send no metrics of their disks.
  const measured = type.mbps > 0 && !['m4', 'c4', 'r4', 't2'].includes(type.family);
  const candidates = OFFERED.filter(
    (other) =>
      accept(other) &&
      (region === HOME || !other.arm) &&
      other.series === type.series &&
      other.vcpus >= type.vcpus &&
      other.gib >= type.gib &&
      (other.disk || !type.disk) &&
      // Flex types give all of their CPU some of the time only.
      (!other.family.includes('flex') || type.family.includes('flex')) &&
      enough(other.gbps, type.gbps, demand.network) &&
      enough(other.mbps, type.mbps, measured ? demand.disks : 0) &&
      enough(other.iops, type.iops, measured ? demand.disks : 0),
  );
  return 1 - Math.min(type.usd, ...candidates.map(({ usd }) => usd)) / type.usd;
}

const PREVIOUS = 'ec2-previous-generation';
const GRAVITON = 'ec2-graviton';

function truthsOf(placed: Placed): Record<string, Truth> {
  const { type, system, ruledBy, spec } = placed;
  if (ruledBy !== 'nobody' || spec.state === 'stopped') return { [PREVIOUS]: 'negative', [GRAVITON]: 'negative' };
  // What Windows, Spot or a dedicated host costs elsewhere is in no list that is read here.
  const priced: Truth = system !== 'linux' || spec.lifecycle === 'spot' || spec.tenancy === 'dedicated' ? 'unknown' : 'positive';
  const newer = saving(placed, (other) => !other.arm === !type.arm && other.generation > type.generation);
  const arm = saving(placed, (other) => other.arm);
  return {
    // A few percent never pay for a maintenance window; a twelfth does within weeks.
    [PREVIOUS]: priced === 'unknown' ? 'unknown' : agreed(newer, { everybody: 0.08, nobody: 0.03 }),
    // Building and testing for another processor costs more than that.
    [GRAVITON]: type.arm || system !== 'linux' ? 'negative' : allOf(priced, agreed(arm, { everybody: 0.12, nobody: 0.08 })),
  };
}

function partsOf(name: string, { type, demand, region, system, ruledBy, spec, members }: Placed): Parts {
  const bytes = (gbps: number) => ({ kind: 'flat' as const, level: (gbps * 1e9 * 300) / 8 / 1.1, noise: 0.1 });
  const nitro = type.mbps > 0 && !['m4', 'c4', 'r4', 't2', 'm3', 'c3'].includes(type.family);
  const disk = nitro ? (type.mbps * demand.disks) / 1000 / 2 : null;
  const operations = nitro ? { kind: 'flat' as const, level: (type.iops * demand.disks * 300) / 2 / 1.1, noise: 0.1 } : null;
  const instance: InstanceSpec = {
    name: members === null ? name : `${name}-node-{n}`,
    type: type.name,
    platform: system,
    launchedDaysAgo: 300,
    ...(members === null ? {} : { count: members, autoScalingGroup: name }),
    metrics: {
      CPUUtilization: { kind: 'flat', level: 45, noise: 0.2 },
      NetworkIn: bytes(type.gbps * demand.network),
      NetworkOut: bytes(type.gbps * demand.network * 0.5),
      EBSReadBytes: disk === null ? null : bytes(disk),
      EBSWriteBytes: disk === null ? null : bytes(disk),
      EBSReadOps: operations,
      EBSWriteOps: operations,
    },
    ...(ruledBy === 'nobody' ? {} : { eks: { cluster: 'pods', nodegroup: name } }),
    ...spec,
  };
  return {
    region,
    instances: [instance],
    ...(members === null ? {} : { scalingGroups: [{ name, minimum: members, maximum: members, desired: members }] }),
  };
}

const QUIET: Demand = { network: 0.15, disks: 0.2 };
type Story = (draw: Draw) => Partial<Placed> & { type: Type };

/** One of these types, of a common size. */
const of =
  (families: readonly [string, ...string[]], more: Partial<Placed> = {}, sizes = /^(large|2?xlarge|4xlarge)$/): Story =>
  (draw) => {
    const family = draw.pick(families);
    const types = [...OFFERED, ...NO_LONGER].filter((type) => type.family === family && sizes.test(type.name.slice(family.length + 1)));
    const [first, ...rest] = types;
    if (first === undefined) throw new RangeError(`no type of ${family}`);
    return { type: draw.pick([first, ...rest]), ...more };
  };

const STORIES: readonly (readonly [story: string, count: number, Story])[] = [
  ['older generation', 22, of(['m4', 'c4'])],
  ['older burstable', 14, of(['t2'], {}, /^(nano|micro|medium|large|xlarge)$/)],
  ['one generation behind', 20, of(['m5'])],
  ['one generation behind, as small as many are', 12, of(['m5'], {}, /^large$/)],
  ['in an Auto Scaling group', 14, of(['m4', 'm5', 'c4'], { members: 2 })],
  ['older, and no newer one costs less', 20, of(['c5', 'r5'])],
  ['newest, and dear', 18, of(['m6i', 'm7i', 'c6i', 'c7i', 'r6i', 'r7i'])],
  ['flex', 6, of(['m7i-flex'], {}, /^(large|xlarge|2xlarge|4xlarge)$/)],
  ['newest, from the other maker', 8, of(['m6a'])],
  ['burstable of the present', 10, of(['t3'], {}, /^(micro|small|medium|large|xlarge)$/)],
  ['on Graviton', 34, of(['m6g', 'm7g', 'c6g', 'c7g', 'r6g', 't4g'], {}, /^(medium|large|xlarge|2xlarge)$/)],
  ['with a local disk', 14, of(['m3', 'c3', 'm5d'])],
  ['needs the network that it was chosen for', 12, of(['m5n', 'c5n'], { demand: { network: 0.9, disks: 0.2 } })],
  ['needs the disks that it was chosen for', 8, of(['r5b'], { demand: { network: 0.2, disks: 0.9 } })],
  ['works its network and disks to their limits', 12, of(['m5', 'r5', 'c5'], { demand: { network: 0.98, disks: 0.98 } }, /^large$/)],
  ['size that no newer family has', 6, of(['m4'], {}, /^10xlarge$/)],
  ['Kubernetes node', 14, of(['m4', 'm5', 'c4'], { ruledBy: 'chosen elsewhere' })],
  ['stopped', 8, of(['m4', 'm5'], { spec: { state: 'stopped', stoppedDaysAgo: 40 } })],
  ['Windows', 10, of(['m4', 'm5'], { system: 'windows' })],
  ['Spot', 8, of(['m4', 'c5'], { spec: { lifecycle: 'spot' } })],
  ['dedicated', 6, of(['m4', 'c5'], { spec: { tenancy: 'dedicated' } })],
  ['where nothing on arm64 is offered', 20, of(['m5', 'c5', 'r5', 'm6i'], { region: WITHOUT_ARM })],
];

export function otherTypeCases(seed: number): Case<Parts>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, tell]) =>
    Array.from({ length: count }, () => {
      const told = tell(draw);
      const demand = { network: QUIET.network * draw.between(0.3, 1.2), disks: QUIET.disks * draw.between(0.3, 1.2) };
      const placed: Placed = { demand, region: HOME, system: 'linux', ruledBy: 'nobody', spec: {}, members: null, ...told };
      number += 1;
      const name = `typed-${number}`;
      return { name, story: `${story}, ${placed.type.name}`, spec: partsOf(name, placed), truths: truthsOf(placed) };
    }),
  );
}
