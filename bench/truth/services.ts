import {
  ALL_DAYS,
  type Case,
  type Draw,
  drawing,
  firmly,
  offHoursTruth,
  peakOf,
  type ServiceSpec,
  shapeOf,
  type Truth,
  type Truths,
  type Work,
} from './demand.js';
import { bursts, everyDay, office, releaseWeek, steady } from './habits.js';

/** Valid sizes of Fargate tasks: CPU units and MiB. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const gibs = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * 1024);
const SIZES: readonly (readonly [cpu: number, memory: readonly number[]])[] = [
  [256, [512, 1024, 2048]],
  [512, gibs(1, 4)],
  [1024, gibs(2, 8)],
  [2048, gibs(4, 16)],
  [4096, gibs(8, 30)],
];

interface Demand {
  /** Of one task, in vCPU. */
  work: Work;
  noise: number;
  /** Sidecars and health checks: vCPU. */
  housekeeping: number;
  /** Peak of one task. */
  gib: number;
  /** Requests a minute and target; null: no load balancer. */
  requests: number | null;
}

interface Placed extends Demand {
  cpu: number;
  memory: number;
  tasks: number;
  /** Name of its environment where it is for development, else null. */
  development: string | null;
}

/** A task is too large where a smaller valid size carries it with a fifth to spare, and it is short of nothing. */
function tooLarge({ cpu, memory, work, noise, housekeeping, gib }: Placed): Truth {
  const units = 1024 * (peakOf(work, noise) + housekeeping * (1 + noise));
  return firmly((factor) => {
    const [needCpu, needMemory] = [units * factor * 1.25, gib * 1024 * factor * 1.25];
    if (needCpu > cpu || needMemory > memory) return false;
    return SIZES.some(([size, memories]) =>
      memories.some((mib) => size >= needCpu && mib >= needMemory && size <= cpu && mib <= memory && (size < cpu || mib < memory)),
    );
  });
}

function truthsOf(placed: Placed, unused: Truth): Truths {
  const here = placed.development === null ? 'fargate-idle' : 'fargate-idle-dev';
  const there = placed.development === null ? 'fargate-idle-dev' : 'fargate-idle';
  // Whatever it does, nothing of it is to be seen.
  if (unused === 'unknown') return { [here]: unused, [there]: 'negative', 'fargate-off-hours': unused, 'fargate-over-provisioned': unused };
  return {
    [here]: unused,
    // Used or not, it is no business of the policy for the other kind of environment.
    [there]: 'negative',
    'fargate-off-hours': offHoursTruth(placed.work),
    'fargate-over-provisioned': tooLarge(placed),
  };
}

function specOf(
  name: string,
  { cpu, memory, tasks, work, noise, housekeeping, gib, requests, development }: Placed,
  seen: boolean,
): ServiceSpec {
  const vcpu = cpu / 1024;
  return {
    name: development === null ? name : `${name}-${development}`,
    cpu,
    memory,
    desired: tasks,
    deployedDaysAgo: 60,
    createdDaysAgo: 200,
    reporting: seen,
    ...(requests === null ? {} : { targetGroups: [name] }),
    metrics: {
      CPUUtilization: {
        kind: 'scaled',
        by: 100 / vcpu,
        of: { kind: 'sum', of: [{ kind: 'flat', level: housekeeping, noise }, shapeOf(work, noise)] },
      },
      MemoryUtilization: { kind: 'flat', level: (100 * gib * 1024) / memory / 1.03, noise: 0.03 },
      ...(requests === null ? {} : { RequestCountPerTarget: { kind: 'events' as const, perMinute: requests } }),
    },
  };
}

type Story = (draw: Draw, vcpu: number, gib: number) => { demand: Demand; unused: Truth };

const unused: Story = (draw, vcpu, gib) => ({
  demand: {
    work: { kind: 'none' },
    noise: draw.between(0.05, 0.4),
    housekeeping: vcpu * draw.between(0.002, 0.025),
    gib: gib * draw.between(0.1, 0.7),
    requests: null,
  },
  unused: 'positive',
});
const behindSilentBalancer: Story = (draw, vcpu, gib) => {
  const { demand } = unused(draw, vcpu, gib);
  return { demand: { ...demand, requests: 0 }, unused: 'positive' };
};
const answersCheaply: Story = (draw, vcpu, gib) => {
  const { demand } = unused(draw, vcpu, gib);
  return { demand: { ...demand, requests: draw.between(0.2, 30) }, unused: 'negative' };
};
const used =
  (workOf: (draw: Draw, level: number) => Work, share: readonly [number, number], memory: readonly [number, number]): Story =>
  (draw, vcpu, gib) => ({
    demand: {
      work: workOf(draw, vcpu * draw.between(...share)),
      noise: draw.between(0.02, 0.2),
      housekeeping: vcpu * draw.between(0.002, 0.012),
      gib: gib * draw.between(...memory),
      requests: null,
    },
    unused: 'negative',
  });

const nightJob = (draw: Draw, level: number): Work => ({
  kind: 'job',
  level,
  at: draw.whole(0, 23),
  minutes: draw.whole(60, 240),
  days: ALL_DAYS,
});

const unseen =
  (story: Story): Story =>
  (draw, vcpu, gib) => ({ ...story(draw, vcpu, gib), unused: 'unknown' });

const FULL: readonly [number, number] = [0.66, 0.74];
const STORIES: readonly (readonly [story: string, count: number, development: boolean, Story])[] = [
  ['unused', 75, false, unused],
  ['unused, in development', 75, true, unused],
  ['unused behind a balancer that sends nothing', 15, false, behindSilentBalancer],
  ['answers requests with hardly any CPU', 30, false, answersCheaply],
  ['answers requests with hardly any CPU, in development', 30, true, answersCheaply],
  ['a nightly job', 40, false, used(nightJob, [0.6, 0.74], FULL)],
  ['a nightly job, in development', 40, true, used(nightJob, [0.6, 0.74], FULL)],
  ['office hours', 60, false, used(office, [0.6, 0.74], FULL)],
  ['office hours, in development', 40, true, used(office, [0.2, 0.4], [0.2, 0.7])],
  ['every day from early to late', 30, false, used(everyDay, [0.5, 0.7], FULL)],
  ['steady, far too large', 75, false, used(steady, [0.08, 0.3], [0.1, 0.3])],
  ['steady at its size', 50, false, used(steady, [0.6, 0.68], FULL)],
  ['memory nearly full', 20, false, used(steady, [0.1, 0.3], [0.88, 0.95])],
  ['bursts', 40, false, used(bursts, [0.6, 0.74], FULL)],
  ['around the clock in one of two weeks', 35, false, used(releaseWeek, [0.5, 0.65], FULL)],
  ['unused, and sends nothing', 10, false, unseen(unused)],
  ['unused, in development, and sends nothing', 10, true, unseen(unused)],
];

/** Sizes in use, of which half is a valid size too. */
const IN_USE: readonly [readonly [number, number], ...(readonly [number, number])[]] = [
  [512, 2048],
  [1024, 2048],
  [1024, 4096],
  [2048, 4096],
  [2048, 8192],
  [4096, 16384],
];

export function serviceCases(seed: number): Case<ServiceSpec>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, isDevelopment, tell]) =>
    Array.from({ length: count }, () => {
      const [cpu, memory] = draw.pick(IN_USE);
      const { demand, unused: truth } = tell(draw, cpu / 1024, memory / 1024);
      const development = isDevelopment ? draw.pick(['dev', 'test', 'qa']) : null;
      const placed: Placed = { ...demand, cpu, memory, tasks: draw.whole(1, 4), development };
      number += 1;
      const spec = specOf(`service-${number}`, placed, truth !== 'unknown');
      return { name: spec.name, story, spec, truths: truthsOf(placed, truth) };
    }),
  );
}
