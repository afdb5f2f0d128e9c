import type { FleetInput } from '../../src/simulator/index.js';

/**
 * What a workload really asks for, before any metric of it exists: vCPU, GiB, hours. Truth follows from it by reasoning on the demand
 * alone; nothing here knows what a policy looks at, or where it draws its lines.
 */

type Account = FleetInput['accounts'][string];
type Region = NonNullable<Account['regions']>[string];
export type InstanceSpec = NonNullable<Region['instances']>[number];
export type ClusterSpec = NonNullable<Region['clusters']>[number];
export type ServiceSpec = NonNullable<ClusterSpec['services']>[number];
export type FunctionSpec = NonNullable<Region['functions']>[number];
export type ScalingGroupSpec = NonNullable<Region['autoScalingGroups']>[number];
export type Shape = NonNullable<NonNullable<InstanceSpec['metrics']>[string]>;

/**
 * `boundary`: within a tenth of the point where the truth turns, scored apart. `unknown`: no metric, listing or price that an audit reads
 * tells, so that neither advice nor an all-clear is honest. Policies not named: no statement.
 */
export type Truth = 'positive' | 'negative' | 'boundary' | 'unknown';
export type Truths = Readonly<Record<string, Truth>>;

export interface Case<S> {
  name: string;
  /** What kind of case it is, in words. */
  story: string;
  spec: S;
  truths: Truths;
  /** Names that a finding about it may bear instead: members that are spoken of together. */
  members?: readonly string[];
}

/** What a case consists of, where that is more than one resource. */
export interface Parts {
  instances?: InstanceSpec[];
  scalingGroups?: ScalingGroupSpec[];
  clusters?: ClusterSpec[];
  /** Where it is not the region of all others. */
  region?: string;
}

/** The same draws for the same seed (mulberry32). */
export interface Draw {
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
}

export function drawing(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    between: (low, high) => low + next() * (high - low),
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (from) => from[Math.floor(next() * from.length)] ?? from[0],
  };
}

/** So many cases of each story, told by draws of one seed and numbered through. */
export function casesOf<T, S>(
  seed: number,
  stories: readonly (readonly [story: string, count: number, tell: (draw: Draw) => T])[],
  caseOf: (told: T, number: number, story: string) => Case<S>,
): Case<S>[] {
  const draw = drawing(seed);
  let number = 0;
  return stories.flatMap(([story, count, tell]) =>
    Array.from({ length: count }, () => {
      number += 1;
      return caseOf(tell(draw), number, story);
    }),
  );
}

/** True or false where it holds for a tenth less and a tenth more demand as well; else a boundary case. */
export function firmly(holds: (factor: number) => boolean): Truth {
  const [less, more] = [holds(0.9), holds(1.1)];
  return less === more ? (holds(1) ? 'positive' : 'negative') : 'boundary';
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof WEEKDAYS)[number];

/**
 * True, false, or a matter of taste: `amount` at which anybody would say so, and at which nobody would. With falling numbers the other
 * way round.
 */
export function agreed(amount: number, { everybody, nobody }: { everybody: number; nobody: number }): Truth {
  const rising = everybody > nobody;
  if (rising ? amount >= everybody : amount <= everybody) return 'positive';
  return (rising ? amount <= nobody : amount >= nobody) ? 'negative' : 'boundary';
}

/** The weakest of several conditions that must all hold. */
export function allOf(...truths: readonly Truth[]): Truth {
  const weakest = (['negative', 'unknown', 'boundary'] as const).find((truth) => truths.includes(truth));
  return weakest ?? 'positive';
}

/** When work is done, and how much of it at once, in any unit. */
export type Work =
  | { kind: 'none' }
  | { kind: 'steady'; level: number }
  | { kind: 'office'; level: number; from: number; to: number; days: readonly Weekday[] }
  | { kind: 'job'; level: number; at: number; minutes: number; days: readonly Weekday[] }
  /** Short bursts at any time of day or night. */
  | { kind: 'bursts'; level: number; probability: number; minutes: number }
  /** Office hours in the newer week, around the clock in the one before. */
  | { kind: 'release-week'; level: number; from: number; to: number }
  /** Once, for some hours, and who knows when again. */
  | { kind: 'event'; level: number; hoursBeforeEnd: number; hours: number };

export const WORKDAYS: readonly Weekday[] = WEEKDAYS.slice(0, 5);
export const ALL_DAYS: readonly Weekday[] = WEEKDAYS;

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** The load of the work over time, in the work's unit. */
export function shapeOf(work: Work, noise: number): Shape {
  switch (work.kind) {
    case 'none':
      return 0;
    case 'steady':
      return { kind: 'flat', level: work.level, noise };
    case 'office':
      return { kind: 'office-hours', busy: work.level, idle: 0, from: clock(work.from), to: clock(work.to), days: [...work.days], noise };
    case 'job':
      return { kind: 'batch', busy: work.level, idle: 0, at: clock(work.at), minutes: work.minutes, days: [...work.days], noise };
    case 'bursts':
      return { kind: 'bursty', burst: work.level, idle: 0, probability: work.probability, minutes: work.minutes, noise };
    case 'release-week':
      return {
        kind: 'step',
        hoursBeforeEnd: 168,
        before: { kind: 'flat', level: work.level, noise },
        after: shapeOf({ ...work, kind: 'office', days: WORKDAYS }, noise),
      };
    case 'event': {
      const after: Shape = {
        kind: 'step',
        hoursBeforeEnd: work.hoursBeforeEnd - work.hours,
        before: { kind: 'flat', level: work.level, noise },
        after: 0,
      };
      return { kind: 'step', hoursBeforeEnd: work.hoursBeforeEnd, before: 0, after };
    }
  }
}

/** Most of the work at once. */
export const peakOf = (work: Work, noise: number): number => (work.kind === 'none' ? 0 : work.level * (1 + noise));

/** Which of the 168 hours of a week (0 is Monday, UTC) some work is done in, in any week. */
function workingHours(work: Work): boolean[] {
  const hours = new Array<boolean>(168).fill(['steady', 'bursts', 'release-week', 'event'].includes(work.kind));
  const span = (from: number, length: number, days: readonly Weekday[]) => {
    for (const day of days) for (let hour = 0; hour < length; hour++) hours[(WEEKDAYS.indexOf(day) * 24 + from + hour) % 168] = true;
  };
  if (work.kind === 'office') span(work.from, (work.to - work.from + 24) % 24, work.days);
  if (work.kind === 'job') span(work.at, Math.ceil(work.minutes / 60), work.days);
  return hours;
}

/** The load in each hour of a week (0 is Monday, UTC), at its level: that of bursts counts for every hour, for they come in any. */
export function weekOf(work: Work): number[] {
  const level = work.kind === 'none' ? 0 : work.level;
  return workingHours(work).map((working) => (working ? level : 0));
}

/**
 * Whether switching off would be worth it: hours without any work, in stretches long enough to stop and start for, make up a
 * quarter of the week. Less than half a day of them is worth nobody's while; what lies between is a matter of taste.
 */
export function offHoursTruth(work: Work): Truth {
  const hours = workingHours(work);
  if (!hours.includes(true)) return 'negative';
  const first = hours.indexOf(true);
  let [quiet, stretch] = [0, 0];
  for (let step = 1; step <= 168; step++) {
    if (hours[(first + step) % 168] === true) {
      if (stretch >= 4) quiet += stretch;
      stretch = 0;
    } else stretch += 1;
  }
  return quiet >= 42 ? 'positive' : quiet <= 12 ? 'negative' : 'boundary';
}
