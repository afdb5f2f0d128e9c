import { type Case, type Draw, drawing, type Parts, type ScalingGroupSpec, type Truth } from './demand.js';
import { type Demand, SIZES, specOf, type TypeName, tooLarge } from './instances.js';

/** Machines that come and go together: what is advised is advised on all of them. */

interface Group {
  members: readonly { demand: Demand; idle: boolean }[];
  /** What a scaling policy holds at its target by changing the number of members. */
  follows: 'nothing' | 'CPU' | 'requests';
  kubernetes: boolean;
}

const TYPES: readonly [TypeName, ...TypeName[]] = ['m5.xlarge', 'm5.2xlarge', 'm6i.2xlarge'];

function truthsOf(type: TypeName, { members, follows, kubernetes }: Group): Record<string, Truth> {
  const sizes = members.map(({ demand }) => tooLarge(type, demand));
  // One size for all: the member that needs most decides. What follows its CPU already is as many machines as it takes.
  const settled = kubernetes || follows === 'CPU' || sizes.includes('negative');
  return {
    'ec2-over-provisioned': settled ? 'negative' : sizes.includes('boundary') ? 'boundary' : 'positive',
    'ec2-idle': members.every(({ idle }) => idle) ? 'positive' : 'negative',
  };
}

const POLICIES: Readonly<Record<Group['follows'], NonNullable<ScalingGroupSpec['policies']>>> = {
  nothing: [],
  CPU: [{ name: 'cpu', type: 'target-tracking', metric: 'ASGAverageCPUUtilization', target: 50 }],
  requests: [{ name: 'requests', type: 'target-tracking', metric: 'ALBRequestCountPerTarget', target: 500 }],
};

function partsOf(name: string, type: TypeName, { members, follows, kubernetes }: Group): Parts {
  const belongs = kubernetes ? { eks: { cluster: 'pods', nodegroup: name } } : {};
  return {
    instances: members.map(({ demand }, index) => ({
      ...specOf(`${name}-${index + 1}`, type, demand, true),
      autoScalingGroup: name,
      ...belongs,
    })),
    scalingGroups: [{ name, minimum: 1, maximum: 10, desired: members.length, policies: POLICIES[follows] }],
  };
}

type Member = (draw: Draw, vcpu: number, gib: number) => Group['members'][number];
const works =
  (share: readonly [number, number], memory: readonly [number, number] | null): Member =>
  (draw, vcpu, gib) => ({
    demand: {
      work: { kind: 'steady', level: vcpu * draw.between(...share) },
      noise: 0.1,
      housekeeping: vcpu * 0.005,
      gib: memory === null ? null : gib * draw.between(...memory),
      traffic: 5e9,
    },
    idle: false,
  });
const sleeps: Member = (draw, vcpu) => ({
  demand: { work: { kind: 'none' }, noise: 0.2, housekeeping: vcpu * draw.between(0.002, 0.02), gib: null, traffic: 1e6 },
  idle: true,
});

const LITTLE = works([0.08, 0.25], [0.1, 0.3]);
const FULL = works([0.5, 0.7], [0.5, 0.7]);
const all = (member: Member): readonly Member[] => [member, member, member];

const STORIES: readonly (readonly [story: string, count: number, readonly Member[], Partial<Group>])[] = [
  ['all far too large', 12, all(LITTLE), {}],
  ['all far too large, by requests', 8, all(LITTLE), { follows: 'requests' }],
  ['one of them at its size', 10, [LITTLE, FULL, LITTLE], {}],
  ['all at their size', 8, all(FULL), {}],
  ['low on average, for their number follows the CPU', 12, all(works([0.2, 0.3], null)), { follows: 'CPU' }],
  ['all asleep', 10, all(sleeps), {}],
  ['one of them works', 10, [sleeps, FULL, sleeps], {}],
  ['Kubernetes nodes, far too large', 8, all(LITTLE), { kubernetes: true }],
  ['Kubernetes nodes, all asleep', 8, all(sleeps), { kubernetes: true }],
];

export function groupCases(seed: number): Case<Parts>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, members, more]) =>
    Array.from({ length: count }, () => {
      const type = draw.pick(TYPES);
      const { vcpu, gib } = SIZES[type];
      const group: Group = { members: members.map((tell) => tell(draw, vcpu, gib)), follows: 'nothing', kubernetes: false, ...more };
      number += 1;
      const name = `grouped-${number}`;
      return { name, story: `${story}, ${members.length} x ${type}`, spec: partsOf(name, type, group), truths: truthsOf(type, group) };
    }),
  );
}
