import { weighted } from './containers.js';
import { agreed, allOf, type Case, type Draw, drawing, type FunctionSpec, firmly, type Shape, type Truth, WORKDAYS } from './demand.js';
import { type Architecture, functionMonthly, MONTH_HOURS, provisionedMonthly } from './prices.js';

/** Functions by what was set for them: memory, environments that are kept ready, processor. */

interface Demand {
  memoryMb: number;
  /** Of its memory, used at most; null: nobody measures it. */
  used: { peak: number; usually: number; one: boolean } | null;
  /** A minute; 0: never called. */
  rate: number;
  byDay: boolean;
  milliseconds: number;
  architecture: Architecture;
  runtime: string;
  image: boolean;
  /** Environments kept ready for each alias, and the share of them in use at the fullest. */
  ready: readonly { alias: string; count: number; share: number; byDay: boolean }[];
  onInstances: boolean;
}

const DAYS_SEEN = 14;
const steps = (mb: number): number => Math.max(128, Math.ceil(mb / 64) * 64);

/** What the function costs a month with so much memory, on a processor. */
function costOf({ rate, byDay, milliseconds, ready }: Demand, memoryMb: number, on: Architecture): number {
  const monthly = rate * 60 * MONTH_HOURS * (byDay ? 50 / 168 : 1);
  const kept = ready.reduce((sum, { count }) => sum + count, 0);
  return kept > 0
    ? provisionedMonthly(kept, monthly, milliseconds / 1000, memoryMb / 1024, on)
    : functionMonthly(monthly, milliseconds / 1000, memoryMb / 1024, on);
}

/** Whether less memory would hold the fullest call with a fifth to spare, and save more than cents. A few calls are no measure of anything. */
function tooMuchMemory(demand: Demand): Truth {
  const { memoryMb, used, rate, byDay, onInstances, architecture } = demand;
  if (onInstances || rate === 0) return 'negative';
  const calls = rate * 1_440 * DAYS_SEEN * (byDay ? 0.3 : 1);
  if (used === null || calls < 40) return 'unknown';
  if (calls < 60) return 'boundary';
  const { peak } = used;
  const fits = firmly((factor) => steps(memoryMb * peak * factor * 1.25) < memoryMb);
  const saving = (factor: number) =>
    costOf(demand, memoryMb, architecture) - costOf(demand, steps(memoryMb * peak * factor * 1.25), architecture);
  // What it costs is known to a few percent, what less memory does to it not at all.
  const worth = [0.9, 1, 1.1].map((factor) => agreed(saving(factor), { everybody: 1.15, nobody: 0.88 }));
  return allOf(fits, worth.every((truth) => truth === worth[0]) ? (worth[0] ?? 'boundary') : 'boundary');
}

/** Whether fewer environments would have been ready for everything that came, a fifth to spare. Aliases have their own. */
function tooManyReady({ ready, rate, onInstances }: Demand): Truth {
  if (onInstances) return 'negative';
  // Only what works is seen: asking every function that is never called would take Lambda's fifteen calls a second for minutes.
  if (rate === 0) return 'unknown';
  if (ready.length === 0) return 'negative';
  const truths = ready.map(({ count, share }) => firmly((factor) => Math.ceil(count * share * factor * 1.25 - 1e-9) < count));
  return truths.includes('positive') ? 'positive' : truths.includes('boundary') ? 'boundary' : 'negative';
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: kept running, and for x86_64 alone. */
const X86_ONLY = ['go1.x', 'java8', 'provided', 'python3.7', 'nodejs10.x'] as const;

function cheaperOnArm(demand: Demand): Truth {
  const { memoryMb, rate, architecture, runtime, image, onInstances } = demand;
  if (architecture === 'arm64' || onInstances || rate === 0) return 'negative';
  if (!image && X86_ONLY.some((name) => name === runtime)) return 'negative';
  // Nobody ports a function for cents.
  return agreed(costOf(demand, memoryMb, 'x86_64') - costOf(demand, memoryMb, 'arm64'), { everybody: 1.15, nobody: 0.88 });
}

type Settings = Pick<Demand, 'memoryMb' | 'used'>;
const SIZES: readonly [number, ...number[]] = [256, 512, 1_024, 2_048, 3_008];
const uses =
  (peak: readonly [number, number], more: { one?: boolean; usually?: number } = {}) =>
  (draw: Draw): Settings => {
    const highest = draw.between(...peak);
    return { memoryMb: draw.pick(SIZES), used: { peak: highest, usually: more.usually ?? highest * 0.8, one: more.one ?? false } };
  };
const MEMORIES: readonly (readonly [story: string, weight: number, (draw: Draw) => Settings])[] = [
  ['uses a part of its memory', 14, uses([0.12, 0.55])],
  ['uses its memory', 8, uses([0.72, 0.95])],
  ['uses little memory but in one batch a day', 8, uses([0.75, 0.95], { one: true, usually: 0.15 })],
  ['uses little of the least memory', 4, () => ({ memoryMb: 128, used: { peak: 0.4, usually: 0.3, one: false } })],
  ['memory that nobody measures', 6, (draw) => ({ memoryMb: draw.pick(SIZES), used: null })],
];

type Kept = Demand['ready'];
const alias =
  (name: string, count: readonly [number, number], share: readonly [number, number], byDay = false) =>
  (draw: Draw) => ({
    alias: name,
    count: draw.whole(...count),
    share: draw.between(...share),
    byDay,
  });
const READY: readonly (readonly [story: string, weight: number, (draw: Draw) => Kept])[] = [
  ['nothing kept ready', 10, () => []],
  ['far too many kept ready', 10, (draw) => [alias('live', [8, 60], [0.05, 0.5])(draw)]],
  ['all in use at some time', 7, (draw) => [alias('live', [5, 60], [0.86, 1])(draw)]],
  ['all in use by day, none by night', 8, (draw) => [alias('live', [5, 60], [0.86, 1], true)(draw)]],
  ['one kept ready, and used', 4, () => [{ alias: 'live', count: 1, share: 1, byDay: false }]],
  [
    'an old alias kept ready beside the new one',
    6,
    (draw) => [alias('live', [5, 20], [0.88, 1])(draw), alias('old', [5, 20], [0, 0])(draw)],
  ],
];

const CALLS: readonly (readonly [story: string, weight: number, (draw: Draw) => Pick<Demand, 'rate' | 'byDay'>])[] = [
  ['called all the time', 14, (draw) => ({ rate: draw.between(20, 400), byDay: false })],
  ['called by day', 8, (draw) => ({ rate: draw.between(20, 300), byDay: true })],
  ['called now and then', 8, (draw) => ({ rate: draw.between(0.2, 1), byDay: false })],
  ['called twice a day', 3, () => ({ rate: 2 / 1_440, byDay: false })],
  ['never called', 3, () => ({ rate: 0, byDay: false })],
];

const PROCESSORS: readonly (readonly [story: string, weight: number, Pick<Demand, 'architecture' | 'runtime' | 'image'>])[] = [
  ['x86_64', 16, { architecture: 'x86_64', runtime: 'nodejs22.x', image: false }],
  ['x86_64, Python', 6, { architecture: 'x86_64', runtime: 'python3.12', image: false }],
  ['x86_64, from an image', 4, { architecture: 'x86_64', runtime: 'nodejs22.x', image: true }],
  ['arm64', 8, { architecture: 'arm64', runtime: 'nodejs22.x', image: false }],
  ['arm64, from an image', 3, { architecture: 'arm64', runtime: 'nodejs22.x', image: true }],
  ...X86_ONLY.map((runtime) => [`x86_64, ${runtime}`, 1.5, { architecture: 'x86_64', runtime, image: false }] as const),
];

const level = (busy: number, byDay: boolean, idle = 0): Shape =>
  byDay ? { kind: 'office-hours', busy, idle, days: [...WORKDAYS], noise: 0 } : { kind: 'flat', level: busy, noise: 0 };

function specOf(name: string, demand: Demand): FunctionSpec {
  const { memoryMb, used, rate, byDay, milliseconds, architecture, runtime, image, ready, onInstances } = demand;
  const percent = (share: number) => share * 100;
  const memory: Shape | null =
    used === null
      ? null
      : used.one
        ? { kind: 'batch', busy: percent(used.peak), idle: percent(used.usually), at: '03:00', minutes: 20, noise: 0 }
        : { kind: 'flat', level: percent(used.peak) * 0.9, noise: 1 / 9 };
  return {
    name,
    memory: memoryMb,
    timeout: 60,
    architecture,
    ...(image ? { packageType: 'Image' as const } : { runtime }),
    insights: used !== null,
    modifiedDaysAgo: 150,
    ...(rate === 0 ? { reporting: false } : {}),
    ...(onInstances ? { capacityProvider: { name: 'pool' } } : {}),
    provisioned: ready.map((one) => ({
      qualifier: one.alias,
      allocated: one.count,
      // In whole environments; where nobody calls nothing is sent.
      metrics:
        rate === 0 || one.share === 0
          ? {}
          : { ProvisionedConcurrencyUtilization: level(Math.ceil(one.count * one.share) / one.count, one.byDay) },
    })),
    // All calls last as long, so that what they cost is no matter of chance.
    load: {
      perMinute: { kind: 'scaled', by: 1, of: level(rate, byDay) },
      medianMilliseconds: milliseconds,
      p99Milliseconds: milliseconds * 1.02,
      maximumMilliseconds: milliseconds * 1.1,
    },
    metrics: memory === null ? {} : { memory_utilization: memory },
  };
}

export function environmentCases(seed: number, count = 300): Case<FunctionSpec>[] {
  const draw = drawing(seed);
  return Array.from({ length: count }, (_, number) => {
    const [filling, settings] = weighted(draw, MEMORIES);
    const [keeping, kept] = weighted(draw, READY);
    const [called, calls] = weighted(draw, CALLS);
    const [processor, made] = weighted(draw, PROCESSORS);
    const onInstances = draw.between(0, 1) < 0.04;
    const demand: Demand = {
      ...settings(draw),
      ...calls(draw),
      ...made,
      milliseconds: draw.between(40, 900),
      ready: onInstances ? [] : kept(draw).map((one) => ({ ...one, share: Math.ceil(one.count * one.share) / one.count })),
      onInstances,
    };
    const name = `environment-${number + 1}`;
    return {
      name,
      story: `${called}, ${filling}, ${keeping}, ${processor}${onInstances ? ', on managed instances' : ''}`,
      spec: specOf(name, demand),
      truths: {
        'lambda-over-provisioned-memory': tooMuchMemory(demand),
        'lambda-provisioned-concurrency': tooManyReady(demand),
        'lambda-graviton': cheaperOnArm(demand),
      },
    };
  });
}
