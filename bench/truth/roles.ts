import {
  ALL_DAYS,
  agreed,
  allOf,
  type Case,
  type Draw,
  drawing,
  type InstanceSpec,
  type Parts,
  shapeOf,
  type Truth,
  WORKDAYS,
  type Work,
  weekOf,
} from './demand.js';
import { cheapestTasks, hourly, MONTH_HOURS } from './prices.js';

/** Several machines that do the same: whether tasks would carry what all of them do together for much less. */

const SIZES = {
  'm5.large': { family: 'm5', vcpus: 2, gib: 8 },
  'm5.xlarge': { family: 'm5', vcpus: 4, gib: 16 },
  'c5.xlarge': { family: 'c5', vcpus: 4, gib: 8 },
  'm6i.2xlarge': { family: 'm6i', vcpus: 8, gib: 32 },
} as const;
type TypeName = keyof typeof SIZES;
const TYPES: readonly [TypeName, ...TypeName[]] = ['m5.large', 'm5.xlarge', 'c5.xlarge', 'm6i.2xlarge'];

/** One machine: its work as a share of its vCPUs, and its memory as a share of its GiB. */
interface Machine {
  work: Work;
  memory: number;
}

interface Role {
  machines: readonly Machine[];
  /** How it shows that they do the same. */
  known: 'by name' | 'by tag' | 'by group' | 'in nothing';
  /** Nobody measures memory. */
  blind: boolean;
  spec: Partial<InstanceSpec>;
  /** They are hosts of an ECS cluster of the same name. */
  onEcs: boolean;
  /** What rules tasks out, or makes the question moot. */
  moot: boolean;
}

const NOISE = 0.05;
const HOUSEKEEPING = 0.01;
const busiest = (hours: readonly number[]): number => Math.max(...hours);
const mean = (hours: readonly number[]): number => hours.reduce((sum, hour) => sum + hour, 0) / hours.length;

function truthOf(type: TypeName, { machines, known, blind, moot }: Role): Truth {
  if (moot || known === 'in nothing' || machines.length < 3) return 'negative';
  const { vcpus, gib } = SIZES[type];
  const weeks = machines.map(({ work }) => weekOf(work).map((level) => level + HOUSEKEEPING));
  // A machine that works is a matter of its size. Nobody calls a quarter busy asleep, and anybody a seventh.
  const asleep = agreed(Math.max(...weeks.map(mean)), { everybody: 0.15, nobody: 0.24 });
  const together = busiest(Array.from({ length: 168 }, (_, hour) => weeks.reduce((sum, week) => sum + (week[hour] ?? 0), 0)));
  const memory = machines.map((machine) => machine.memory * gib);
  const tasks = cheapestTasks(
    { vcpu: together * vcpus * (1 + NOISE) * 1.25, gib: memory.reduce((sum, one) => sum + one, 0) * 1.25 },
    { vcpu: 0.25, gib: Math.max(...memory) },
    2,
  );
  const now = machines.length * MONTH_HOURS * (hourly(SIZES[type]) ?? 0);
  // Images and a pipeline are a project: a tenth around a saving of a quarter is for everyone to judge alone.
  const cheaper = agreed(tasks / now, { everybody: 0.75 / 1.1, nobody: 0.75 * 1.1 });
  return blind ? allOf(asleep, 'unknown') : allOf(asleep, cheaper);
}

function partsOf(name: string, type: TypeName, { machines, known, blind, spec, onEcs }: Role): Parts {
  const group = known === 'by group';
  return {
    instances: machines.map(({ work, memory }, index) => ({
      // Names that have nothing in common but the kind of thing they are.
      name:
        known === 'by tag'
          ? `host-${name}-${'abcdefgh'[index]}x`
          : known === 'in nothing'
            ? `${'abcdefgh'[index]}${name}`
            : `${name}-${index + 1}`,
      type,
      launchedDaysAgo: 250,
      ...(group ? { autoScalingGroup: name } : {}),
      tags: known === 'by tag' ? { Role: name } : {},
      metrics: {
        CPUUtilization: {
          kind: 'scaled',
          by: 100,
          of: { kind: 'sum', of: [{ kind: 'flat', level: HOUSEKEEPING, noise: NOISE }, shapeOf(work, NOISE)] },
        },
        ...(blind ? {} : { mem_used_percent: { kind: 'flat', level: (100 * memory) / 1.02, noise: 0.02 } }),
      },
      ...(onEcs ? { ecsCluster: name } : {}),
      ...spec,
    })),
    ...(onEcs ? { clusters: [{ name }] } : {}),
    ...(group ? { scalingGroups: [{ name, minimum: 2, maximum: 8, desired: machines.length }] } : {}),
  };
}

type WorkOf = (draw: Draw, index: number) => Work;
const steady =
  (low: number, high: number): WorkOf =>
  (draw) => ({ kind: 'steady', level: draw.between(low, high) });
const office =
  (low: number, high: number): WorkOf =>
  (draw) => ({ kind: 'office', level: draw.between(low, high), from: 8, to: 17, days: WORKDAYS });
/** Each to its full at another time of day, for two hours. */
const inTurns: WorkOf = (_, index) => ({ kind: 'job', level: 0.8, at: index * 4, minutes: 120, days: ALL_DAYS });
const allAtOnce: WorkOf = () => ({ kind: 'job', level: 0.9, at: 12, minutes: 180, days: ALL_DAYS });

const role =
  (machines: readonly [number, number], work: WorkOf, memory: readonly [number, number], more: Partial<Role> = {}) =>
  (draw: Draw): Role => ({
    machines: Array.from({ length: draw.whole(...machines) }, (_, index) => ({ work: work(draw, index), memory: draw.between(...memory) })),
    known: 'by name',
    blind: false,
    spec: {},
    onEcs: false,
    moot: false,
    ...more,
  });

const LITTLE: readonly [number, number] = [0.06, 0.12];
/** The first of them does the work of all. */
const withPrimary: WorkOf = (draw, index) => ({ kind: 'steady', level: index === 0 ? draw.between(0.5, 0.7) : 0.03 });

const STORIES: readonly (readonly [story: string, count: number, (draw: Draw) => Role])[] = [
  ['asleep', 22, role([3, 4], steady(0.03, 0.1), LITTLE)],
  ['asleep, of one tag', 12, role([3, 4], steady(0.03, 0.1), LITTLE, { known: 'by tag' })],
  ['asleep, in an Auto Scaling group', 14, role([3, 4], steady(0.03, 0.1), LITTLE, { known: 'by group' })],
  ['quiet office hours', 12, role([3, 4], office(0.1, 0.2), LITTLE)],
  ['busy in turns', 8, role([3, 4], inTurns, [0.04, 0.08])],
  ['all busy in the same hours', 14, role([3, 4], allAtOnce, LITTLE)],
  ['memory full', 12, role([3, 4], steady(0.03, 0.1), [0.8, 0.92])],
  ['one of them works', 12, role([3, 4], withPrimary, LITTLE)],
  ['all of them work', 12, role([3, 3], steady(0.4, 0.7), [0.3, 0.6])],
  ['a pair', 12, role([2, 2], steady(0.03, 0.1), LITTLE)],
  ['nothing shows that they do the same', 6, role([3, 3], steady(0.03, 0.1), LITTLE, { known: 'in nothing' })],
  ['Windows', 8, role([3, 3], steady(0.03, 0.1), LITTLE, { spec: { platform: 'windows' }, moot: true })],
  ['Kubernetes nodes', 6, role([3, 3], steady(0.03, 0.1), LITTLE, { spec: { eks: { cluster: 'pods', nodegroup: 'roles' } }, moot: true })],
  ['hosts of ECS', 6, role([3, 3], steady(0.03, 0.1), LITTLE, { spec: {}, moot: true, onEcs: true })],
  ['stopped', 4, role([3, 3], steady(0.03, 0.1), LITTLE, { spec: { state: 'stopped', stoppedDaysAgo: 30 }, moot: true })],
  ['memory that nobody measures', 12, role([3, 3], steady(0.03, 0.1), LITTLE, { blind: true })],
];

const LETTERS = 'bcdfghjklmnpqrstvwxz';
/** A name without a number: what comes before a number at the end is taken for a role. */
const wordOf = (number: number): string => `role${LETTERS[Math.floor(number / 20)]}${LETTERS[number % 20]}`;

export function roleCases(seed: number): Case<Parts>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, tell]) =>
    Array.from({ length: count }, () => {
      const type = draw.pick(TYPES);
      const told = tell(draw);
      const name = wordOf(number);
      number += 1;
      const spec = partsOf(name, type, told);
      const members = (spec.instances ?? []).map((instance) => instance.name);
      return {
        name,
        story: `${story}, ${told.machines.length} x ${type}`,
        spec,
        members,
        truths: { 'ec2-container-candidate': truthOf(type, told) },
      };
    }),
  );
}
