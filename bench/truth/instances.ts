import {
  ALL_DAYS,
  type Case,
  type Draw,
  drawing,
  firmly,
  type InstanceSpec,
  offHoursTruth,
  peakOf,
  type Shape,
  shapeOf,
  type Truth,
  type Truths,
  type Work,
} from './demand.js';
import { bursts, everyDay, office, releaseWeek, steady } from './habits.js';

/** Sizes as AWS describes them: vCPU and GiB. Each has a half of itself in its family. https://aws.amazon.com/ec2/instance-types/ */
export const SIZES = {
  'm5.xlarge': { vcpu: 4, gib: 16 },
  'm5.2xlarge': { vcpu: 8, gib: 32 },
  'm5.4xlarge': { vcpu: 16, gib: 64 },
  'm6i.2xlarge': { vcpu: 8, gib: 32 },
  'm6i.4xlarge': { vcpu: 16, gib: 64 },
} as const;
export type TypeName = keyof typeof SIZES;
const TYPES: readonly [TypeName, ...TypeName[]] = ['m5.xlarge', 'm5.2xlarge', 'm5.4xlarge', 'm6i.2xlarge', 'm6i.4xlarge'];

export interface Demand {
  /** In vCPU. */
  work: Work;
  noise: number;
  /** What the operating system and its agents use, whatever happens: vCPU. */
  housekeeping: number;
  /** Peak; null: nobody measures it. */
  gib: number | null;
  /** Bytes a day. */
  traffic: number;
}

const MEGABYTE = 1e6;
const SAMPLES_A_DAY = 288;

/** A fifth of a machine is kept free, for what no fortnight shows. */
const roomFor = (need: number, available: number): boolean => need * 1.25 <= available;

/**
 * A machine is too large where half of its CPU, or half of its memory, would do, and it is short of neither. Memory that nobody
 * measures may all be needed: then only the CPU speaks, and a machine with half the CPU and the same memory is to be had for less.
 */
export function tooLarge(type: TypeName, { work, noise, housekeeping, gib }: Demand): Truth {
  const { vcpu, gib: memory } = SIZES[type];
  const cpu = peakOf(work, noise) + housekeeping * (1 + noise);
  return firmly((factor) => {
    const enough = roomFor(cpu * factor, vcpu) && (gib === null || roomFor(gib * factor, memory));
    return enough && (roomFor(cpu * factor, vcpu / 2) || (gib !== null && roomFor(gib * factor, memory / 2)));
  });
}

function truthsOf(type: TypeName, demand: Demand, idle: Truth): Truths {
  // Whatever it does, nothing of it is to be seen.
  if (idle === 'unknown') return { 'ec2-idle': 'unknown', 'ec2-over-provisioned': 'unknown', 'ec2-off-hours': 'unknown' };
  return { 'ec2-idle': idle, 'ec2-over-provisioned': tooLarge(type, demand), 'ec2-off-hours': offHoursTruth(demand.work) };
}

export function specOf(name: string, type: TypeName, { work, noise, housekeeping, gib, traffic }: Demand, seen: boolean): InstanceSpec {
  const { vcpu, gib: memory } = SIZES[type];
  const percent = 100 / vcpu;
  const of: Shape[] = [{ kind: 'flat', level: housekeeping, noise }, shapeOf(work, noise)];
  const CPUUtilization: Shape = { kind: 'scaled', by: percent, maximum: 100, of: { kind: 'sum', of } };
  const bytes = (share: number): Shape => ({ kind: 'flat', level: (share * traffic) / SAMPLES_A_DAY, noise: 0.1 });
  return {
    name,
    type,
    launchedDaysAgo: 200,
    reporting: seen,
    metrics: {
      CPUUtilization,
      NetworkIn: bytes(0.5),
      NetworkOut: bytes(0.5),
      ...(gib === null ? {} : { mem_used_percent: { kind: 'flat', level: (100 * gib) / memory / 1.03, noise: 0.03 } }),
    },
  };
}

type Story = (draw: Draw, vcpu: number, gib: number) => { demand: Demand; idle: Truth };

/** Quiet machines that nobody works on. */
const forgotten: Story = (draw, vcpu, gib) => ({
  demand: {
    work: { kind: 'none' },
    noise: draw.between(0.05, 0.4),
    housekeeping: vcpu * draw.between(0.001, 0.025),
    gib: draw.pick([null, gib * draw.between(0.05, 0.7)]),
    traffic: MEGABYTE * draw.between(0.05, 3),
  },
  idle: 'positive',
});

/** Agents that keep a machine at the edge of doing something: nobody's work, and not nothing. */
const chatty: Story = (draw, vcpu) => ({
  demand: { work: { kind: 'none' }, noise: 0.02, housekeeping: vcpu * draw.between(0.046, 0.053), gib: null, traffic: MEGABYTE * 4 },
  idle: 'boundary',
});

const used =
  (workOf: (draw: Draw, level: number) => Work, share: readonly [number, number], memory: readonly [number, number] | null): Story =>
  (draw, vcpu, gib) => ({
    demand: {
      work: workOf(draw, vcpu * draw.between(...share)),
      noise: draw.between(0.02, 0.2),
      housekeeping: vcpu * draw.between(0.002, 0.012),
      gib: memory === null ? null : gib * draw.between(...memory),
      traffic: MEGABYTE * draw.between(30, 20_000),
    },
    idle: 'negative',
  });

const nightJob = (draw: Draw, level: number): Work => ({
  kind: 'job',
  level,
  at: draw.whole(0, 23),
  minutes: draw.whole(60, 240),
  days: ALL_DAYS,
});
const saturdayJob = (draw: Draw, level: number): Work => ({
  kind: 'job',
  level,
  at: draw.whole(0, 20),
  minutes: draw.whole(120, 600),
  days: ['sat'],
});

const event = (draw: Draw, level: number): Work => ({
  kind: 'event',
  level,
  hoursBeforeEnd: draw.whole(60, 320),
  hours: draw.whole(2, 40),
});

/** Traffic and hardly any CPU: a relay, a tunnel. */
const relay: Story = (draw, vcpu, gib) => {
  const { demand } = forgotten(draw, vcpu, gib);
  return { demand: { ...demand, traffic: MEGABYTE * draw.between(50, 50_000) }, idle: 'negative' };
};

const unseen =
  (story: Story): Story =>
  (draw, vcpu, gib) => ({ ...story(draw, vcpu, gib), idle: 'unknown' });

/** How many machines of each story. */
const STORIES: readonly (readonly [story: string, count: number, Story])[] = [
  ['forgotten', 100, forgotten],
  ['housekeeping at the edge of work', 20, chatty],
  ['relays traffic with hardly any CPU', 30, relay],
  ['a nightly job that needs all of it', 50, used(nightJob, [0.7, 0.95], null)],
  ['a weekly job that needs all of it', 30, used(saturdayJob, [0.7, 0.95], null)],
  ['office hours at full size', 70, used(office, [0.55, 0.75], null)],
  ['office hours, far too large', 50, used(office, [0.1, 0.3], [0.1, 0.33])],
  ['every day from early to late', 25, used(everyDay, [0.5, 0.75], null)],
  ['steady, far too large', 70, used(steady, [0.08, 0.32], [0.1, 0.34])],
  ['steady at its size', 40, used(steady, [0.5, 0.7], [0.5, 0.72])],
  ['steady, memory nearly full', 20, used(steady, [0.1, 0.3], [0.86, 0.94])],
  ['bursts that need all of it', 50, used(bursts, [0.6, 0.95], null)],
  ['bursts, far too large', 20, used(bursts, [0.15, 0.3], null)],
  ['around the clock in one of two weeks', 30, used(releaseWeek, [0.5, 0.75], null)],
  ['half would nearly do', 30, used(steady, [0.36, 0.42], null)],
  ['forgotten, and sends nothing', 12, unseen(forgotten)],
  ['at work, and sends nothing', 8, unseen(used(steady, [0.5, 0.7], null))],
  ['once in two weeks', 30, used(event, [0.6, 0.95], null)],
];

export function instanceCases(seed: number): Case<InstanceSpec>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, tell]) =>
    Array.from({ length: count }, () => {
      const type = draw.pick(TYPES);
      const { vcpu, gib } = SIZES[type];
      const { demand, idle } = tell(draw, vcpu, gib);
      number += 1;
      const name = `instance-${number}`;
      return { name, story, spec: specOf(name, type, demand, idle !== 'unknown'), truths: truthsOf(type, demand, idle) };
    }),
  );
}
