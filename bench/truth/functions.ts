import { type Case, type Draw, drawing, type FunctionSpec, type Shape, type Truth, type Truths } from './demand.js';

interface Demand {
  /** Invocations a minute. */
  rate: Shape;
  /** On average, over all hours. */
  meanRate: number;
  /** How the rate runs: the same in all hours, or with hours in which capacity would stand idle. */
  even: boolean;
  median: number;
  p99: number;
  slowest: number;
  timeoutSeconds: number;
  memoryMb: number;
  errorShare: number;
  invoked: 'often' | 'never' | 'rarely' | 'not yet' | 'in vain';
  /** How long it takes is nowhere to be seen. */
  untimed?: boolean;
  /** Refused for each one that runs; of invocations in vain all are. */
  refusedShare?: number;
  /** Hours since which every invocation fails. */
  brokenHours?: number;
  /** Days since it was made; long ago by default. */
  days?: number;
}

/** Between two thirds of the allowed time, where nobody worries, and nine tenths, where anybody would, opinions differ. */
function nearTimeout({ p99, slowest, timeoutSeconds, invoked }: Demand): Truth {
  if (invoked === 'never' || invoked === 'not yet') return 'negative';
  const allowed = timeoutSeconds * 1000;
  if (p99 >= allowed * 0.9 || slowest >= allowed * 0.95) return 'positive';
  return slowest <= allowed * 0.66 ? 'negative' : 'boundary';
}

const SECONDS_A_MONTH = 730 * 3600;

/**
 * Whether capacity that always runs would do the work for a quarter less at list price, and every hour would use it: requests in flight by
 * Little's law, each with the CPU and the memory that it has on Lambda, a fifth to spare, two copies at least, and a load balancer.
 * https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/fargate/pricing/, https://aws.amazon.com/elasticloadbalancing/pricing/
 */
function betterElsewhere({ meanRate, even, median, p99, memoryMb, invoked }: Demand): Truth {
  if (invoked !== 'often') return 'negative';
  const sigma = Math.log(p99 / median) / 2.326;
  const seconds = (median * Math.exp(sigma ** 2 / 2)) / 1000;
  const inFlight = (meanRate / 60) * seconds;
  const gib = memoryMb / 1024;
  const vcpu = memoryMb / 1769;
  const lambda = SECONDS_A_MONTH * inFlight * gib * 1.66667e-5 + ((meanRate * SECONDS_A_MONTH) / 60) * 2e-7;
  const size = Math.max((inFlight * 1.25) / 2, 1);
  const copies = 2;
  const fargate = 730 * copies * size * (vcpu * 0.04048 + gib * 0.004445) + 730 * (0.0225 + 0.008);
  const ratio = fargate / lambda;
  // Capacity that stands idle by night, or between spikes, is no home for it, whatever the mean says.
  if (!even) return 'negative';
  return ratio <= 0.75 ? 'positive' : ratio >= 1.3 ? 'negative' : 'boundary';
}

function failing({ errorShare, invoked, refusedShare, brokenHours }: Demand): Truth {
  // Who is refused has not been served, and what broke yesterday is broken.
  if (invoked === 'in vain' || refusedShare !== undefined || brokenHours !== undefined) return 'positive';
  if (invoked !== 'often') return 'negative';
  // One in five is broken by anyone's measure, one in twenty is the weather.
  return errorShare >= 0.2 ? 'positive' : errorShare <= 0.05 ? 'negative' : 'boundary';
}

const truthsOf = (demand: Demand): Truths => ({
  'lambda-near-timeout': demand.untimed === true ? 'unknown' : nearTimeout(demand),
  // Three days have no weekend: whether it goes on like that nobody knows.
  'lambda-steady-load': demand.untimed === true || (demand.days ?? 7) < 7 ? 'unknown' : betterElsewhere(demand),
  'lambda-idle': demand.invoked === 'never' ? 'positive' : 'negative',
  'lambda-errors': failing(demand),
});

function metricsOf({ rate, untimed, invoked, brokenHours }: Demand): FunctionSpec['metrics'] {
  if (untimed === true) return { Duration: null };
  if (invoked === 'in vain') {
    return { Invocations: null, Duration: null, ConcurrentExecutions: null, Throttles: { kind: 'events', perMinute: rate } };
  }
  return brokenHours === undefined
    ? {}
    : { Errors: { kind: 'events', perMinute: { kind: 'during', fromHoursBeforeEnd: brokenHours, of: rate } } };
}

function specOf(name: string, demand: Demand): FunctionSpec {
  const { rate, median, p99, slowest, timeoutSeconds, memoryMb, errorShare, invoked, refusedShare, days } = demand;
  return {
    name,
    memory: memoryMb,
    timeout: timeoutSeconds,
    modifiedDaysAgo: days ?? (invoked === 'not yet' ? 2 : 120),
    ...(invoked === 'never' || invoked === 'not yet' ? { reporting: false } : {}),
    metrics: metricsOf(demand),
    load: {
      perMinute: days === undefined ? rate : { kind: 'during', fromHoursBeforeEnd: days * 24, of: rate },
      medianMilliseconds: median,
      p99Milliseconds: p99,
      maximumMilliseconds: slowest,
      errorFraction: errorShare,
      ...(refusedShare === undefined ? {} : { throttleFraction: refusedShare }),
    },
  };
}

const ordinary = (draw: Draw): Demand => {
  const timeoutSeconds = draw.pick([10, 30, 60, 120, 300, 900]);
  const p99 = timeoutSeconds * 1000 * draw.between(0.03, 0.3);
  const busy = draw.between(4, 40);
  return {
    rate: { kind: 'office-hours', busy, idle: 0.2, noise: 0.2 },
    meanRate: busy * 0.3,
    even: false,
    median: p99 / draw.between(2, 8),
    p99,
    slowest: p99 * draw.between(1.1, 2),
    timeoutSeconds,
    memoryMb: draw.pick([256, 512, 1024]),
    errorShare: draw.between(0, 0.02),
    invoked: 'often',
  };
};

type Story = (draw: Draw) => Demand;
const slowly =
  (p99: readonly [number, number], slowest: (p99: number) => number): Story =>
  (draw) => {
    const demand = ordinary(draw);
    const allowed = demand.timeoutSeconds * 1000;
    const at = allowed * draw.between(...p99);
    const rate = draw.between(5, 30);
    return {
      ...demand,
      rate: { kind: 'flat', level: rate, noise: 0.1 },
      meanRate: rate,
      even: true,
      memoryMb: 128,
      median: at / 3,
      p99: at,
      slowest: Math.min(allowed, slowest(at / allowed) * allowed),
    };
  };

/** So many requests in flight on average, evenly or not. */
const inFlight =
  (average: readonly [number, number], shape: (rate: number, draw: Draw) => Shape | null): Story =>
  (draw) => {
    const demand = ordinary(draw);
    const median = draw.between(200, 900);
    const p99 = median * draw.between(1.5, 4);
    const sigma = Math.log(p99 / median) / 2.326;
    const seconds = (median * Math.exp(sigma ** 2 / 2)) / 1000;
    const meanRate = (60 * draw.between(...average)) / seconds;
    const uneven = shape(meanRate, draw);
    return {
      ...demand,
      timeoutSeconds: 60,
      median,
      p99,
      slowest: p99 * 3,
      memoryMb: draw.pick([1024, 1769, 3008]),
      meanRate,
      rate: uneven ?? { kind: 'flat', level: meanRate, noise: 0.1 },
      even: uneven === null,
    };
  };

const STORIES: readonly (readonly [string, number, Story])[] = [
  ['ordinary', 16, ordinary],
  ['one in a hundred takes nearly all the time allowed', 45, slowly([0.92, 0.97], () => 1)],
  ['the slowest takes nearly all the time allowed', 25, slowly([0.2, 0.4], () => 0.98)],
  ['long, and far from its limit', 40, slowly([0.3, 0.42], (p99) => p99 * 1.3)],
  ['a fifth to spare, about', 12, slowly([0.7, 0.8], (p99) => p99 * 1.05)],
  ['a steady stream', 70, inFlight([6, 60], () => null)],
  ['a thin steady stream', 35, inFlight([0.02, 0.2], () => null)],
  ['by day only', 30, inFlight([4, 20], (rate) => ({ kind: 'office-hours', busy: rate / 0.3, idle: 0, noise: 0.1 }))],
  ['spikes', 30, inFlight([2, 10], (rate) => ({ kind: 'bursty', burst: rate * 20, idle: 0, probability: 0.05, minutes: 30, noise: 0.2 }))],
  ['never invoked', 70, (draw) => ({ ...ordinary(draw), invoked: 'never' })],
  [
    'invoked once a week',
    40,
    (draw) => ({
      ...ordinary(draw),
      invoked: 'rarely',
      rate: { kind: 'batch', days: ['mon'], at: '05:00', minutes: 10, busy: 1, idle: 0 },
      errorShare: 0,
    }),
  ],
  [
    'invoked last four weeks ago',
    15,
    (draw) => ({
      ...ordinary(draw),
      invoked: 'rarely',
      rate: { kind: 'during', fromHoursBeforeEnd: 700, toHoursBeforeEnd: 600, of: 2 },
      errorShare: 0,
    }),
  ],
  ['called often, for nobody knows how long', 15, (draw) => ({ ...inFlight([6, 60], () => null)(draw), untimed: true })],
  ['deployed the day before yesterday', 20, (draw) => ({ ...ordinary(draw), invoked: 'not yet' })],
  ['fails often', 65, (draw) => ({ ...ordinary(draw), errorShare: draw.between(0.22, 0.9) })],
  ['fails now and then', 45, (draw) => ({ ...ordinary(draw), errorShare: draw.between(0.005, 0.045) })],
  ['fails one time in ten, about', 12, (draw) => ({ ...ordinary(draw), errorShare: draw.between(0.092, 0.108) })],
  ['a steady stream since twelve days', 12, (draw) => ({ ...inFlight([6, 60], () => null)(draw), days: 12 })],
  ['a steady stream since three days', 6, (draw) => ({ ...inFlight([6, 60], () => null)(draw), days: 3 })],
  ['everybody is refused', 15, (draw) => ({ ...ordinary(draw), rate: { kind: 'flat', level: draw.between(0.5, 30) }, invoked: 'in vain' })],
  ['many are refused', 15, (draw) => ({ ...ordinary(draw), refusedShare: draw.between(0.3, 0.9) })],
  ['broken since yesterday', 15, (draw) => ({ ...inFlight([0.02, 0.2], () => null)(draw), brokenHours: draw.whole(12, 30) })],
];

export function functionCases(seed: number): Case<FunctionSpec>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, tell]) =>
    Array.from({ length: count }, () => {
      const demand = tell(draw);
      number += 1;
      const name = `function-${number}`;
      return { name, story, spec: specOf(name, demand), truths: truthsOf(demand) };
    }),
  );
}
