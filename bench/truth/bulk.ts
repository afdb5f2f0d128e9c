import { INSTANCE_TYPES } from '../../src/simulator/fleet/instance-types.js';
import { agreed, allOf, type Case, casesOf, type Draw, type Parts, type ServiceSpec, type Shape, type Truth } from './demand.js';
import { type Architecture, hourly, MONTH_HOURS, tasksMonthly } from './prices.js';

/** Large services on Fargate: whether instances that are always there would hold their tasks for less. */

interface Demand {
  vcpu: number;
  gib: number;
  architecture: Architecture;
  /** Tasks in each hour of a week that starts on Monday, UTC. */
  tasks: readonly number[];
  /** Of them at the moment of the audit. */
  now: number;
  over: Shape;
  spot: boolean;
  more: Partial<ServiceSpec>;
}

/** The agent and the system of an instance keep this for themselves. */
const SYSTEM_GIB = 0.5;
const PLAIN = INSTANCE_TYPES.flatMap(({ familyName, size, vcpus, memoryMib, family: { architecture } }) => {
  const gib = memoryMib / 1024;
  const usd = hourly({ family: familyName, vcpus, gib });
  return usd === null || !/^[cmr]\d[ag]?i?$/.test(familyName) || size.startsWith('metal') ? [] : [{ vcpus, gib, usd, architecture }];
});

/** The cheapest equal instances, two at least, that hold so many tasks, a month. */
function instancesMonthly(tasks: number, { vcpu, gib, architecture }: Pick<Demand, 'vcpu' | 'gib' | 'architecture'>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const type of PLAIN) {
    const each = Math.floor(Math.min(type.vcpus / vcpu, (type.gib - SYSTEM_GIB) / gib));
    if (type.architecture === architecture && each > 0)
      least = Math.min(least, Math.max(2, Math.ceil(tasks / each)) * type.usd * MONTH_HOURS);
  }
  return least;
}

function truthOf({ vcpu, gib, architecture, tasks, spot, more }: Demand): Truth {
  // Spot is cheaper than any instance that is paid by the hour, and the price of Windows is another one.
  if (spot || more.launchType === 'EC2' || more.operatingSystem === 'windows' || more.desired === 0) return 'negative';
  if (more.reporting === false) return 'unknown';
  const mean = tasks.reduce((sum, count) => sum + count, 0) / tasks.length;
  const now = tasksMonthly(mean, vcpu, gib, architecture);
  // Instances are there for the fullest hour.
  const then = instancesMonthly(Math.max(...tasks), { vcpu, gib, architecture });
  return allOf(
    // Looking after instances is work: nobody does it for a few hundred dollars.
    agreed(now, { everybody: 560, nobody: 450 }),
    agreed(then / now, { everybody: 0.83, nobody: 0.88 }),
  );
}

/** A Monday noon, which the fleet's clock shows. */
const AUDIT_HOUR = 12;
const WEEK = Array.from({ length: 168 }, (_, hour) => hour);

function specOf(name: string, { vcpu, gib, architecture, now, over, spot, more }: Demand): ServiceSpec {
  return {
    name,
    desired: now,
    cpu: vcpu * 1_024,
    memory: gib * 1_024,
    architecture,
    tasksOverTime: over,
    ...(spot ? { capacityProviders: [{ name: 'FARGATE_SPOT' }] } : {}),
    metrics: { CPUUtilization: { kind: 'flat', level: 50, noise: 0.2 }, MemoryUtilization: { kind: 'flat', level: 60, noise: 0.02 } },
    ...more,
  };
}

/** As many tasks as cost so much a month. */
const worth = (usd: number, vcpu: number, gib: number, architecture: Architecture = 'x86_64'): number =>
  Math.max(1, Math.round(usd / tasksMonthly(1, vcpu, gib, architecture)));

type Size = readonly [vcpu: number, gib: number];
/** Instances of two or four times the size hold twice or four times as many. */
const HALVES: readonly [Size, ...Size[]] = [
  [0.5, 2],
  [1, 4],
];
const ROOMY: readonly [Size, ...Size[]] = [
  [0.5, 2],
  [1, 4],
  [2, 8],
  [4, 16],
];
const DEAR_TO_HOST: readonly [Size, ...Size[]] = [
  [0.25, 0.5],
  [1, 2],
  [2, 4],
  [2, 16],
  [4, 30],
];

const always =
  (sizes: readonly [Size, ...Size[]], usd: readonly [number, number], more: Partial<Demand> = {}) =>
  (draw: Draw): Demand => {
    const [vcpu, gib] = draw.pick(sizes);
    const architecture = more.architecture ?? 'x86_64';
    const count = worth(draw.between(...usd), vcpu, gib, architecture);
    return { vcpu, gib, architecture, tasks: WEEK.map(() => count), now: count, over: count, spot: false, more: {}, ...more };
  };

/** More of them in some hours than in others. `by day` holds noon, `by night` does not. */
const upAndDown =
  (when: 'by day' | 'by night' | 'on workdays', fewer: number) =>
  (draw: Draw): Demand => {
    const told = always(ROOMY, [1_500, 3_000])(draw);
    const [most, least] = [Math.max(2, told.now), Math.max(1, Math.round(told.now * fewer))];
    const busy = (hour: number): boolean => {
      if (when === 'on workdays') return hour < 120;
      return when === 'by day' ? hour % 24 >= 6 && hour % 24 < 18 : hour % 24 < 8 || hour % 24 >= 20;
    };
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
    const level = { busy: most, idle: least, noise: 0 };
    const over: Shape =
      when === 'on workdays'
        ? { kind: 'office-hours', ...level, days: [...days.slice(0, 5)], from: '00:00', to: '24:00' }
        : {
            kind: 'office-hours',
            ...level,
            days: [...days],
            ...(when === 'by day' ? { from: '06:00', to: '18:00' } : { from: '20:00', to: '08:00' }),
          };
    const tasks = WEEK.map((hour) => (busy(hour) ? most : least));
    const bounds = { minimum: least, maximum: most, policies: [{ name: 'cpu' }] };
    return { ...told, tasks, over, now: tasks[AUDIT_HOUR] ?? most, more: { scaling: bounds } };
  };

const LARGE: readonly [number, number] = [700, 2_400];
/** So many tasks that an instance that is not quite full makes no difference. */
const HUGE: readonly [number, number] = [3_000, 7_000];
const STORIES: readonly (readonly [story: string, count: number, (draw: Draw) => Demand])[] = [
  ['large and always there', 84, always(HALVES, HUGE)],
  ['not so large, always there', 10, always(ROOMY, LARGE)],
  ['large and always there, arm64', 14, always(ROOMY, HUGE, { architecture: 'arm64' })],
  ['of a size that instances hold no better', 22, always(DEAR_TO_HOST, LARGE)],
  ['small', 16, always(ROOMY, [80, 400])],
  ['around five hundred dollars', 6, always(ROOMY, [470, 530])],
  ['follows the day', 12, upAndDown('by day', 0.3)],
  ['follows the night, and is audited by day', 12, upAndDown('by night', 0.3)],
  ['follows the working week', 8, upAndDown('on workdays', 0.2)],
  ['hardly fewer by night', 8, upAndDown('by day', 0.97)],
  ['large, on Spot', 10, always(ROOMY, LARGE, { spot: true })],
  ['large, on instances', 6, always(ROOMY, LARGE, { more: { launchType: 'EC2' } })],
  ['large, Windows', 4, always([[1, 4]], LARGE, { more: { operatingSystem: 'windows' } })],
  ['not measured', 6, always(ROOMY, LARGE, { more: { reporting: false } })],
];

export function bulkCases(seed: number): Case<Parts>[] {
  return casesOf(seed, STORIES, (told, number, story) => {
    const name = `bulk-${number}`;
    return {
      name,
      story: `${story}, up to ${Math.max(...told.tasks)} x ${told.vcpu} vCPU / ${told.gib} GiB`,
      spec: { clusters: [{ name: 'bulk', services: [specOf(name, told)] }] },
      truths: { 'fargate-to-instances': truthOf(told) },
    };
  });
}
