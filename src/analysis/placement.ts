import type { Chart, Evidence, Target } from '../model/evaluation.js';
import { type Money, subtractMoney } from '../model/money.js';
import { quantity, statedEvidence } from './outcome-parts.js';
import { fargatePlacement } from './placement-fargate.js';
import { instancePlacement } from './placement-instances.js';
import { lambdaPlacement } from './placement-lambda.js';
import { copiesCode, type MeasuredWork, type PlacementOption, type PlacementSettings } from './placement-work.js';

/** Sentences for the codes that placement gives as notes of a target. */
export const PLACEMENT_MESSAGES = {
  'longer-than-900-s': 'Ruled out: requests take longer than the 900 s that a function may run.',
  'longer-than-5400-s': 'Ruled out: requests take longer than the 5,400 s that a function on managed instances may run.',
  'memory-above-10240-mib': 'Ruled out: it needs more memory than the 10,240 MB of the largest function.',
  'memory-above-32768-mib': 'Ruled out: it needs more memory than the 32,768 MB of the largest function on managed instances.',
  'disk-above-10240-mib': 'Ruled out: its tasks were given more disk than the 10,240 MB of the largest function.',
  'runtime-without-managed-instances': 'Ruled out: Lambda Managed Instances do not take its runtime.',
  'larger-than-a-task': 'Ruled out: one request needs more than the largest Fargate task has.',
  'without-free-tier': "Without the free tier and the volume tiers, which belong to the account's functions together.",
  'same-speed-on-other-architecture': 'Takes the other architecture to be as fast; images and native libraries must be built for it.',
  'copies-carry-on': 'All copies are always on; where one is lost, those left have enough for the busiest hour.',
  'copies-left-overloaded':
    'All copies are always on, and losing one does not end the service; but in the busiest hour those left would have more to do than they can.',
  'single-copy': 'One copy, always on: nothing answers while it is lost or replaced.',
  'load-balancer-before-lcus': 'With an Application Load Balancer, before its capacity units.',
  'spot-may-be-interrupted': 'Spot tasks are taken back with two minutes notice; the discount is an assumption.',
  'three-instances-by-default': 'Lambda starts three instances of a capacity provider, one in each zone.',
  'instances-of-its-own': 'Counted as instances of its own; on shared instances it costs its share of them.',
  'fee-as-published': 'With the management fee as published, a share of the on-demand price.',
} as const;

/** Questions that descriptions cannot answer, to ask before a workload moves. */
export const PLACEMENT_QUESTIONS = {
  'ask-protocol': 'Which protocol do callers speak, and do connections stay open (WebSocket, gRPC streams, server-sent events)?',
  'ask-state': 'Does it keep state in memory or sessions between requests?',
  'ask-local-disk': 'Does it write to the local disk, and how much?',
  'ask-concurrency-safe': 'Is the code safe when one process serves several requests at once?',
  'ask-cold-start': 'How long does it take to start, and may a first request wait for that?',
  'ask-callers': 'What calls it, and which of its triggers and retries would have to be built again?',
  'ask-licences': 'Do licences or agents tie it to the host it runs on?',
} as const;

/** The monthly cost of the same work in every home, in the order of `PLACEMENTS`. */
export function placementOptions(work: MeasuredWork, settings: PlacementSettings): PlacementOption[] {
  const { architecture } = work;
  return [
    lambdaPlacement(work, 'x86_64', settings),
    lambdaPlacement(work, 'arm64', settings),
    instancePlacement(work, 'lambda-managed-instances', settings),
    fargatePlacement(work, { architecture, spot: false }, settings),
    ...(architecture === 'arm64' ? [] : [fargatePlacement(work, { architecture: 'arm64', spot: false }, settings)]),
    fargatePlacement(work, { architecture, spot: true }, settings),
    instancePlacement(work, 'ecs-on-ec2', settings),
    instancePlacement(work, 'ecs-managed-instances', settings),
    instancePlacement(work, 'instance', settings),
  ];
}

/** An option as a recommendation shows it, at the careful end of its range. */
export function placementTarget(option: PlacementOption, current: Money | null): Target {
  const { low, high } = option.monthly;
  return {
    label: `${option.placement}: ${option.label.high}`,
    values: {
      lowMonthly: quantity(low?.usd ?? null, 'usd-per-month'),
      highMonthly: quantity(high?.usd ?? null, 'usd-per-month'),
      lowLabel: quantity(option.label.low, 'text'),
      ...(option.leftPercent === null ? {} : { leftPercent: quantity(option.leftPercent, 'percent') }),
    },
    projected: [],
    monthly: high,
    savings: subtractMoney(current, high),
    risk: 3,
    platformDifferences: [],
    offerChecked: option.offerChecked,
    notes: [...option.ruledOutBy, ...option.assumptions],
  };
}

/** What the busiest hour takes of the copies that are left where one is lost, where that is more than they have. */
export const copiesEvidence = ({ leftPercent }: PlacementOption): Evidence[] =>
  copiesCode(leftPercent) === 'copies-left-overloaded' ? [statedEvidence('loadOfCopiesLeftPercent', leftPercent, 'percent')] : [];

/** Possible options with a price, cheapest at the careful end first. */
export function byCost(options: readonly PlacementOption[]): PlacementOption[] {
  const known = options.filter(({ monthly, ruledOutBy }) => monthly.high !== null && ruledOutBy.length === 0);
  return known.sort((a, b) => (a.monthly.high?.usd ?? 0) - (b.monthly.high?.usd ?? 0) || (a.placement < b.placement ? -1 : 1));
}

/**
 * Busy concurrency at which what is charged by use costs as much as capacity that always runs: cost by use grows in proportion, but for
 * the part of it that stays whatever the load (`alwaysUsd`: environments kept ready), and the capacity stays. 0 where that part alone costs as
 * much as the capacity; null where either is not known or there is no load.
 */
export function breakEven(byUse: Money | null, averageConcurrency: number, capacity: Money | null, alwaysUsd = 0): number | null {
  if (byUse === null || capacity === null || byUse.usd <= alwaysUsd) return null;
  return Math.max(0, (averageConcurrency * (capacity.usd - alwaysUsd)) / (byUse.usd - alwaysUsd));
}

/** Work of the same shape with more or less load. */
export const scaledWork = (work: MeasuredWork, scale: number): MeasuredWork => ({
  ...work,
  vcpus: { low: work.vcpus.low * scale, high: work.vcpus.high * scale },
  memoryMib: { low: work.memoryMib.low * scale, high: work.memoryMib.high * scale },
});

const POINTS = 20;

/** Cost over average busy concurrency: by use a line from what is charged without any (`alwaysUsd`), capacity in steps as the same shape of load grows. */
export function breakEvenChart(
  own: { average: number; p10: number; p90: number; monthly: Money | null; alwaysUsd?: number },
  work: MeasuredWork,
  settings: PlacementSettings,
): Chart {
  const top = Math.max(2, own.average * 2);
  const xs = Array.from({ length: POINTS + 1 }, (_, index) => (index * top) / POINTS);
  const byUse = own.monthly;
  const fixed = own.alwaysUsd ?? 0;
  const always = xs.map((x) => {
    const grown = scaledWork(work, x / own.average);
    return { x, monthly: fargatePlacement(grown, { architecture: work.architecture, spot: false }, settings).monthly };
  });
  const capacity = (end: 'low' | 'high') =>
    always.flatMap(({ x, monthly }) => {
      const usd = monthly[end]?.usd;
      return usd === undefined ? [] : [{ x, usd }];
    });
  return {
    type: 'break-even',
    title: 'Monthly cost by average busy concurrency',
    curves: [
      { label: 'Lambda', points: byUse === null ? [] : xs.map((x) => ({ x, usd: fixed + ((byUse.usd - fixed) * x) / own.average })) },
      { label: 'Fargate, one request per vCPU share', points: capacity('high') },
      { label: 'Fargate, several requests per vCPU share', points: capacity('low') },
    ],
    own: { x: own.average, low: own.p10, high: own.p90, usd: own.monthly?.usd ?? null },
    xUnit: 'requests in flight',
  };
}
