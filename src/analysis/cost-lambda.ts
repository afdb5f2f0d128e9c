import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { MetricView } from '../model/metric.js';
import type { LambdaRates } from '../model/prices.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { assumed, type CostInputs, freeOf, line, perMonth, sumLines, unpriced } from './cost-lines.js';
import { dailyCalls, lambdaLife } from './lambda-life.js';
import { publishedVersionsCalled } from './lambda-versions.js';

/** Lambda gives this much ephemeral storage without charge. Source: https://aws.amazon.com/lambda/pricing/ */
const FREE_EPHEMERAL_MIB = 512;
const MIB_PER_GB = 1024;
const DAY_SECONDS = 86_400;
/** Labels of the lines; the tiers of the duration above the first add theirs. */
export const PROVISIONED_CONCURRENCY = 'Lambda provisioned concurrency';
const ON_PROVISIONED = 'Lambda duration on provisioned concurrency';
const DURATION = 'Lambda duration';
const REQUESTS = 'Lambda requests';
const STORAGE = 'Lambda ephemeral storage over 512 MB';

/** For the messages of a policy that speaks of the cost of a function. */
export const UNCOUNTED_MESSAGES = {
  'durable-uncounted':
    'Durable operations, the data that they write and how long it is kept are charged too; no metric here tells how much, and it is in no amount.',
} as const;

/** For the notes of a target: what the function is charged for beside the lines of its cost. */
export const uncountedNotes = ({ durable }: LambdaFunction): (keyof typeof UNCOUNTED_MESSAGES)[] =>
  durable === null ? [] : ['durable-uncounted'];

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
 * Not in it, for no metric tells them: the INIT phase (charged since August 2025, and no part of Duration), operations, data and retention of durable
 * functions, snapshots of SnapStart (which for Java cost nothing): https://aws.amazon.com/lambda/pricing/
 * The amount is `assumed` where it has provisioned concurrency, for the number of environments now is taken to have been that of the
 * whole window (what ran on them: `provisionedPart`); where that could not be read, or nobody called the function and it shows none for that
 * reason, and it is taken to have none; where a day with invocations has no durations, and they are taken to be those of the other days, or one with
 * durations no invocations (`dailyCalls`); where results of either are missing; where the function is young, and its month is taken to be like its first
 * days (`lambdaLife`); and where published versions are called, durable functions among them, and are taken to have the memory of $LATEST (`publishedVersionsCalled`).
 * Codes: `lambda-managed-instances`, `no-invocations-metric`, `no-duration-metric`, `no-price`.
 */
export function functionCost(fn: LambdaFunction, inputs: CostInputs): ResourceCost {
  // Priced by the instances beneath, not per GB-second.
  if (fn.capacityProvider !== null) return unpriced('lambda-managed-instances');
  const provisioned = (fn.provisionedConcurrency ?? []).reduce((total, { allocated }) => total + allocated, 0);
  const use = lambdaUse(fn, inputs);
  if (typeof use === 'string') return unpriced(use);
  const noneProvisioned = fn.provisionedConcurrency !== null && provisioned === 0 && use.invocations > 0;
  const certain = noneProvisioned && use.complete && !publishedVersionsCalled(fn);
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

/** `complete`: every day with invocations has durations and the other way round, and all of the window was seen. */
function lambdaUse(
  fn: LambdaFunction,
  inputs: CostInputs,
): (LambdaUse & { complete: boolean }) | 'no-invocations-metric' | 'no-duration-metric' {
  const { metrics, window } = inputs;
  const invocations = metrics(fn, 'lambda.invocations');
  if (!invocations.present) return 'no-invocations-metric';
  const duration = metrics(fn, 'lambda.duration');
  const { counts, counted } = dailyCalls(invocations, duration, 'window');
  const sum = (days: readonly number[]) => days.reduce((total, of) => total + of, 0);
  const count = sum(counts);
  const whole = invocations.status !== 'partial' && (!duration.present || duration.status !== 'partial');
  if (count === 0) return { invocations: 0, durationSeconds: 0, provisionedSeconds: 0, complete: whole };
  if (!duration.present) return 'no-duration-metric';
  const life = lambdaLife(fn, invocations, duration, window);
  // Invocations x average, not the sum of Duration: where a source publishes one aggregated point a period, its sum is that of one invocation.
  const overall = duration.average('window');
  const averages = duration.daily('Average', 'window');
  const seconds = counts.map((of, day) => (of * (averages[day] ?? overall)) / 1000);
  return {
    invocations: perMonth(count, life),
    durationSeconds: perMonth(sum(seconds), life),
    provisionedSeconds: perMonth(sum(provisionedPart(fn, inputs, seconds)), life),
    complete: whole && counted && !life.young && counts.every((of, day) => of === 0 || averages[day] != null),
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
  const lines = [line(REQUESTS, use.invocations / 1e6, 'million-requests', rates.millionRequests)];
  const gbSeconds = use.durationSeconds * gb;
  if (provisioned > 0) {
    const reserved = provisioned * gb * HOURS_PER_MONTH * 3600;
    lines.push(line(PROVISIONED_CONCURRENCY, reserved, 'gb-second', rates.provisionedGbSecond));
    const onProvisioned = Math.min(use.provisionedSeconds, use.durationSeconds) * gb;
    lines.push(line(ON_PROVISIONED, onProvisioned, 'gb-second', rates.provisionedDurationGbSecond));
    lines.push(...tierLines(gbSeconds - onProvisioned, rates.tiers));
  } else {
    lines.push(...tierLines(gbSeconds, rates.tiers));
  }
  const extraGb = (ephemeralStorageMib - FREE_EPHEMERAL_MIB) / MIB_PER_GB;
  if (extraGb > 0) lines.push(line(STORAGE, extraGb * use.durationSeconds, 'gb-second', rates.storageGbSecond));
  return lines;
}

function tierLines(gbSeconds: number, tiers: LambdaRates['tiers']): CostLine[] {
  const lines: CostLine[] = [];
  let from = 0;
  tiers.forEach(({ upTo, gbSecond }, index) => {
    const used = Math.min(gbSeconds, upTo ?? Number.POSITIVE_INFINITY) - from;
    if (used > 0) lines.push(line(index === 0 ? DURATION : `${DURATION}, tier ${index + 1}`, used, 'gb-second', gbSecond));
    from = upTo ?? gbSeconds;
  });
  // Use beyond the last tier that has a known price.
  if (gbSeconds > from) lines.push(line(`${DURATION}, further tiers`, gbSeconds - from, 'gb-second', null));
  return lines;
}

/**
 * Lines of a function's month (`lambdaLines`) at other rates, and with its duration at another share of the memory. Tiers are wide and of
 * other widths on arm64, so what is left of the GB-seconds is spread over them again. null where a line is none of `lambdaLines`.
 */
export function repricedLines(lines: readonly CostLine[], rates: LambdaRates, memoryShare = 1): CostLine[] | null {
  const flat: Readonly<Record<string, readonly [share: number, rate: LambdaRates['storageGbSecond']]>> = {
    [REQUESTS]: [1, rates.millionRequests],
    [PROVISIONED_CONCURRENCY]: [memoryShare, rates.provisionedGbSecond],
    [ON_PROVISIONED]: [memoryShare, rates.provisionedDurationGbSecond],
    [STORAGE]: [1, rates.storageGbSecond],
  };
  const inTiers = (label: string) => label === DURATION || label.startsWith(`${DURATION}, `);
  const gbSeconds = lines.reduce((sum, { label, quantity }) => (inTiers(label) ? sum + quantity : sum), 0);
  const tiers = tierLines(gbSeconds * memoryShare, rates.tiers);
  const repriced: CostLine[] = [];
  for (const { label, quantity, quantityUnit } of lines) {
    // All tiers stand where the first one stood.
    if (inTiers(label)) repriced.push(...tiers.splice(0));
    else {
      const one = flat[label];
      if (one === undefined) return null;
      repriced.push(line(label, quantity * one[0], quantityUnit, one[1]));
    }
  }
  return repriced;
}
