import type { PresentMetric } from '../model/metric.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { type SettingHistory, settledDays } from './lambda-days.js';

/** Longest timeout of an ordinary function, seconds. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_WALL_SECONDS = 900;
/** Longest timeout on Lambda Managed Instances, seconds. Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html */
const MANAGED_INSTANCES_WALL_SECONDS = 5400;

/**
 * The timeout that no setting of the function can exceed. null for durable functions: one invocation ends at the timeout, the
 * execution goes on from its last checkpoint for up to a year (https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html).
 */
export function timeoutWallSeconds(fn: LambdaFunction): number | null {
  if (fn.durable !== null) return null;
  return fn.capacityProvider === null ? LAMBDA_WALL_SECONDS : MANAGED_INSTANCES_WALL_SECONDS;
}

/** The smallest whole number of seconds of which a duration takes at most `sharePercent`. */
export const timeoutFor = (durationMilliseconds: number, sharePercent: number): number =>
  Math.ceil(durationMilliseconds / 10 / sharePercent - 1e-9);

/** Days with datapoints of a duration, split at the start of the verdict window and at a limit. */
export interface SlowDays {
  /** In the verdict window: days with invocations, and those of them whose maximum passes the limit. */
  active: number;
  slow: number;
  /** Invocations before the verdict window, and those of them on days whose maximum passes the limit. */
  earlierInvocations: number;
  earlierOnSlowDays: number;
}

/** Counts slow days by daily Maximum and SampleCount. `limitMilliseconds` itself is not slow. */
export function slowDays(duration: PresentMetric, limitMilliseconds: number): SlowDays {
  const maxima = duration.daily('Maximum', 'scalar');
  const samples = duration.daily('SampleCount', 'scalar');
  const windowFrom = maxima.length - duration.daily('Maximum', 'window').length;
  const days: SlowDays = { active: 0, slow: 0, earlierInvocations: 0, earlierOnSlowDays: 0 };
  maxima.forEach((highest, day) => {
    if (highest === null) return;
    const slow = highest > limitMilliseconds;
    if (day >= windowFrom) {
      days.active += 1;
      if (slow) days.slow += 1;
    } else {
      days.earlierInvocations += samples[day] ?? 0;
      if (slow) days.earlierOnSlowDays += samples[day] ?? 0;
    }
  });
  return days;
}

/**
 * Whether a p99 above the limit over the longer window speaks of the verdict window too. At least 1 % of all invocations were slow; where
 * at most 1 % of the earlier ones can have been (those on days with a slow maximum), at least 1 % of the present ones were: certain.
 * Otherwise it is taken to last where at least half of the present days with invocations have a slow maximum.
 */
export function slownessLasts({ active, slow, earlierInvocations, earlierOnSlowDays }: SlowDays): boolean {
  return earlierOnSlowDays <= 0.01 * earlierInvocations || slow >= active / 2;
}

/**
 * The highest of the days before the verdict window that passed the limit after a day that did not, since the function was last changed: slowness that came
 * and went by itself comes again, as that of a month's end does. What was slow from the first day known and is no longer has been mended.
 * Asked where the window itself stays within the limit. null without such a day.
 */
export function passedPeak(duration: PresentMetric, limitMilliseconds: number, history: SettingHistory): number | null {
  const days = settledDays(duration, 'Maximum', history);
  const before = days.slice(0, days.length - duration.daysExpected('window')).filter((value) => value !== null);
  const firstQuick = before.findIndex((value) => value <= limitMilliseconds);
  const slow = firstQuick < 0 ? [] : before.slice(firstQuick).filter((value) => value > limitMilliseconds);
  return slow.length === 0 ? null : Math.max(...slow);
}
