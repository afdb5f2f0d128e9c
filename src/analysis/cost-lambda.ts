import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { MetricView } from '../model/metric.js';
import type { LambdaRates } from '../model/prices.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { assumed, type CostInputs, freeOf, line, perMonth, sumLines, unpriced } from './cost-lines.js';

/** Lambda gives this much ephemeral storage without charge. Source: https://aws.amazon.com/lambda/pricing/ */
const FREE_EPHEMERAL_MIB = 512;
const MIB_PER_GB = 1024;
const DAY_SECONDS = 86_400;
/** Label of the line that prices environments that stand ready. */
export const PROVISIONED_CONCURRENCY = 'Lambda provisioned concurrency';

/** What a function did in a month. */
export interface LambdaUse {
  invocations: number;
  /** Sum of billed time of all invocations. */
  durationSeconds: number;
  /** The part of it that ran on provisioned environments, which has a rate of its own. */
  provisionedSeconds: number;
}

/** What a function is set to; what decides its price. */
export interface LambdaSettings {
  memoryMib: number;
  ephemeralStorageMib: number;
  /** Provisioned environments, over all aliases and versions. */
  provisioned: number;
}

/**
 * A function at the use seen: requests, duration x memory by tiers, ephemeral storage over 512 MB, provisioned concurrency.
 * Tiers count from the function alone and the free tier is left out, for both belong to the account.
 * The amount is `assumed` where it has provisioned concurrency, for the number of environments now is taken to have been that of the
 * whole window (what ran on them: `provisionedPart`); where that could not be read, or nobody called the function and it shows none for that
 * reason, and it is taken to have none; where a day with invocations has no durations, and they are taken to be those of the other days; and
 * where SnapStart keeps snapshots that are charged for, of which nothing tells how many (`chargedSnapStart`).
 * Codes: `lambda-managed-instances`, `no-invocations-metric`, `no-duration-metric`, `no-price`.
 */
export function functionCost(fn: LambdaFunction, inputs: CostInputs): ResourceCost {
  // Priced by the instances beneath, not per GB-second.
  if (fn.capacityProvider !== null) return unpriced('lambda-managed-instances');
  const provisioned = (fn.provisionedConcurrency ?? []).reduce((total, { allocated }) => total + allocated, 0);
  const use = lambdaUse(fn, inputs);
  if (typeof use === 'string') return unpriced(use);
  const noneProvisioned = fn.provisionedConcurrency !== null && provisioned === 0 && use.invocations > 0;
  const certain = noneProvisioned && use.complete && !chargedSnapStart(fn);
  if (use.invocations === 0 && provisioned === 0) return freeOf(inputs.prices.asOf, certain ? 'list' : 'assumed');
  const rates = inputs.prices.lambda({ region: fn.region, architecture: fn.architecture });
  if (rates === null) return unpriced('no-price');
  const lines = lambdaLines({ memoryMib: fn.memoryMib, ephemeralStorageMib: fn.ephemeralStorageMib, provisioned }, use, rates);
  const monthly = sumLines(lines);
  return {
    monthly: certain ? monthly : assumed(monthly),
    lines,
    unpricedBecause: monthly === null ? 'no-price' : null,
    hoursPerMonth: null,
  };
}

/** Snapshots are kept and restored at a price but for Java. Source: https://aws.amazon.com/lambda/pricing/#SnapStart_Pricing */
const chargedSnapStart = ({ snapStart, runtime }: LambdaFunction): boolean => snapStart && runtime?.startsWith('java') !== true;

/** `complete`: every day with invocations has durations. */
function lambdaUse(
  fn: LambdaFunction,
  inputs: CostInputs,
): (LambdaUse & { complete: boolean }) | 'no-invocations-metric' | 'no-duration-metric' {
  const { metrics, window } = inputs;
  const invocations = metrics(fn, 'lambda.invocations');
  if (!invocations.present) return 'no-invocations-metric';
  const count = invocations.sum('window');
  if (count === 0) return { invocations: 0, durationSeconds: 0, provisionedSeconds: 0, complete: true };
  const duration = metrics(fn, 'lambda.duration');
  if (!duration.present) return 'no-duration-metric';
  // Invocations x average, not the sum of Duration: where a source publishes one aggregated point a period, its sum is that of one invocation.
  const overall = duration.average('window');
  const averages = duration.daily('Average', 'window');
  const invoked = invocations.daily('Sum', 'window').map((of) => of ?? 0);
  const seconds = invoked.map((of, day) => (of * (averages[day] ?? overall)) / 1000);
  const total = (days: readonly number[]) =>
    perMonth(
      days.reduce((sum, of) => sum + of, 0),
      window,
    );
  return {
    invocations: perMonth(count, window),
    durationSeconds: total(seconds),
    provisionedSeconds: total(provisionedPart(fn, inputs, seconds)),
    complete: invoked.every((of, day) => of === 0 || averages[day] != null),
  };
}

/**
 * What of each day's duration ran on provisioned environments: no more than their number x the day x the share of them in use
 * (ProvisionedConcurrencyUtilization, which is sent while they work). Where that is not known they are taken to have been in use throughout:
 * their number is the only bound then.
 */
function provisionedPart(fn: LambdaFunction, { metrics, variants }: CostInputs, daySeconds: readonly number[]): number[] {
  const ready = (fn.provisionedConcurrency ?? []).filter(({ allocated }) => allocated > 0);
  if (ready.length === 0) return daySeconds.map(() => 0);
  const together = metrics(fn, 'lambda.provisionedUtilization');
  const byAlias = variants?.(fn, 'lambda.provisionedUtilization');
  const shares = ready.map(({ qualifier }) => sharesInUse(byAlias?.get(qualifier) ?? together, together));
  return daySeconds.map((seconds, day) => {
    const inUse = ready.reduce((sum, { allocated }, index) => sum + allocated * Math.min(1, shares[index]?.(day) ?? 1), 0);
    return Math.min(seconds, inUse * DAY_SECONDS);
  });
}

/** Share of an alias's environments in use, by day of the window. One without a datapoint, while others have some, did not work. */
function sharesInUse(view: MetricView, together: MetricView): (day: number) => number {
  if (!view.present) return () => (view.status === 'no-data' && together.present ? 0 : 1);
  const shares = view.daily('Average', 'window');
  const unseen = view.status === 'partial' ? 1 : 0;
  return (day) => shares[day] ?? unseen;
}

/** Lines of a function's month. Source of the parts: https://aws.amazon.com/lambda/pricing/ */
export function lambdaLines(
  { memoryMib, ephemeralStorageMib, provisioned }: LambdaSettings,
  use: LambdaUse,
  rates: LambdaRates,
): CostLine[] {
  const gb = memoryMib / MIB_PER_GB;
  const lines = [line('Lambda requests', use.invocations / 1e6, 'million-requests', rates.millionRequests)];
  const gbSeconds = use.durationSeconds * gb;
  if (provisioned > 0) {
    const reserved = provisioned * gb * HOURS_PER_MONTH * 3600;
    lines.push(line(PROVISIONED_CONCURRENCY, reserved, 'gb-second', rates.provisionedGbSecond));
    const onProvisioned = Math.min(use.provisionedSeconds, use.durationSeconds) * gb;
    lines.push(line('Lambda duration on provisioned concurrency', onProvisioned, 'gb-second', rates.provisionedDurationGbSecond));
    lines.push(...tierLines(gbSeconds - onProvisioned, rates.tiers));
  } else {
    lines.push(...tierLines(gbSeconds, rates.tiers));
  }
  const extraGb = (ephemeralStorageMib - FREE_EPHEMERAL_MIB) / MIB_PER_GB;
  if (extraGb > 0)
    lines.push(line('Lambda ephemeral storage over 512 MB', extraGb * use.durationSeconds, 'gb-second', rates.storageGbSecond));
  return lines;
}

function tierLines(gbSeconds: number, tiers: LambdaRates['tiers']): CostLine[] {
  const lines: CostLine[] = [];
  let from = 0;
  tiers.forEach(({ upTo, gbSecond }, index) => {
    const used = Math.min(gbSeconds, upTo ?? Number.POSITIVE_INFINITY) - from;
    if (used > 0) lines.push(line(index === 0 ? 'Lambda duration' : `Lambda duration, tier ${index + 1}`, used, 'gb-second', gbSecond));
    from = upTo ?? gbSeconds;
  });
  // Use beyond the last tier that has a known price.
  if (gbSeconds > from) lines.push(line('Lambda duration, further tiers', gbSeconds - from, 'gb-second', null));
  return lines;
}
