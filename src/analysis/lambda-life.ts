import type { MetricView, PresentMetric, Scope } from '../model/metric.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';

/** How often a function was called and since when: its cost and its load follow from the same answer. */

const DAY_SECONDS = 86_400;

export interface DailyCalls {
  /** One number a day, oldest first. */
  counts: number[];
  /** False where days that lack Invocations were counted by the durations that they have. */
  counted: boolean;
}

/**
 * Invocations by day. A day without a datapoint had none, for the metric counts events; but one that has durations was invoked, and its count is
 * lost: then there were as many as durations were measured (Duration is sent once an invocation:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html). `duration` needs Average and SampleCount by day.
 */
export function dailyCalls(invocations: PresentMetric, duration: MetricView, scope: Scope): DailyCalls {
  const sums = invocations.daily('Sum', scope);
  const averages = duration.present ? duration.daily('Average', scope) : [];
  const counted = sums.every((sum, day) => sum !== null || averages[day] == null);
  if (counted || !duration.present) return { counts: sums.map((sum) => sum ?? 0), counted: true };
  const samples = duration.daily('SampleCount', scope);
  return { counts: sums.map((sum, day) => sum ?? samples[day] ?? 0), counted: false };
}

/** What the use seen in the window is spread over. */
export interface LambdaLife {
  /** Days, not always whole: all of the window or, of a young function, those since it was made. At least one. */
  days: number;
  /** It was made within the window, as far as can be told. */
  young: boolean;
}

/**
 * Since when a function can have been called in the window. Nothing tells when it was made: it is taken to be young where it was last changed within
 * the window and was never called before that, in all the days that are known (32 at least, so that a monthly job is no young function). The day
 * of the change counts for neither. Less than a day is taken as one: hours say nothing of a day.
 */
export function lambdaLife(fn: LambdaFunction, invocations: PresentMetric, duration: MetricView, window: Window): LambdaLife {
  const whole = { days: window.days, young: false };
  // Where results are missing it may have been called before.
  if (fn.lastModified === null || invocations.status === 'partial') return whole;
  const age = (epochSeconds(window.end) - epochSeconds(fn.lastModified)) / DAY_SECONDS;
  if (age <= 0 || age >= window.days) return whole;
  const { counts } = dailyCalls(invocations, duration, 'scalar');
  const before = counts.slice(0, Math.max(0, counts.length - Math.ceil(age)));
  return before.some((count) => count > 0) ? whole : { days: Math.max(1, age), young: true };
}
