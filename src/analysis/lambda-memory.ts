import type { CostLine, ResourceCost } from '../model/evaluation.js';
import { highestOf, type PresentMetric } from '../model/metric.js';
import type { PriceBook } from '../model/prices.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { repricedLines } from './cost-lambda.js';
import { type SettingHistory, settledDays, settledMaximumAhead } from './lambda-days.js';
import { LAMBDA_MEMORY_MIB } from './placement-lambda.js';

/** Lambda takes any whole MB; steps of 64 MB are what people write. */
const STEP_MIB = 64;

/** The smallest memory in steps that is at least so much, MB. */
export const memoryStep = (leastMib: number): number => Math.max(LAMBDA_MEMORY_MIB.least, Math.ceil(leastMib / STEP_MIB - 1e-9) * STEP_MIB);

/** The largest memory in steps under the present one, MB. */
export const nextMemoryStep = (memoryMib: number): number =>
  Math.max(LAMBDA_MEMORY_MIB.least, (Math.ceil(memoryMib / STEP_MIB) - 1) * STEP_MIB);

/** The lines of the present cost at another memory and the same duration; null where they or a price of them are not known. */
export function atMemory(fn: LambdaFunction, cost: ResourceCost, prices: PriceBook, memoryMib: number): CostLine[] | null {
  const rates = prices.lambda({ region: fn.region, architecture: fn.architecture });
  return rates === null || cost.monthly === null ? null : repricedLines(cost.lines, rates, memoryMib / fn.memoryMib);
}

/** Memory under which the slowest invocation would be killed if all it does were bound by CPU. */
export interface TimeoutBound {
  /** What was reckoned with, milliseconds: the slowest invocation, what durations rise to, or p99. */
  slowestMilliseconds: number;
  /** MB, before rounding up to a step. */
  leastMib: number;
  /** Invocations reached the timeout, so the slowest is not known and p99 stands for it. */
  cutOff: boolean;
}

/**
 * CPU is given in proportion to memory (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html), so work that is bound by
 * CPU takes longer by as much as memory is cut: duration x memory now / memory then must not pass the timeout. Invocations that were killed at the timeout are
 * killed with any memory: then p99 of the longer window is what must not be. null where no day has a duration.
 */
export function timeoutBound(fn: LambdaFunction, duration: PresentMetric, history: SettingHistory): TimeoutBound | null {
  const highest = highestOf(settledDays(duration, 'Maximum', history));
  if (highest === null) return null;
  const timeout = fn.timeoutSeconds * 1000;
  const cutOff = highest >= timeout;
  const slowest = cutOff ? duration.percentile('p99').value : Math.max(highest, settledMaximumAhead(duration, history) ?? 0);
  return { slowestMilliseconds: slowest, leastMib: (fn.memoryMib * slowest) / timeout, cutOff };
}
