import { epochSeconds, instantOf, type Window, windowEndingAt } from '../model/time.js';
import { UserError } from '../model/user-error.js';

/**
 * Scalars look back this far at least, so that a month end is in them whatever day it is, and since a window of 32 days costs
 * CloudWatch the same as one of 14.
 */
const SCALAR_DAYS = 32;
const SECONDS_PER_HOUR = 3600;

export const DEFAULT_LOOKBACK_DAYS = 14;

export interface AuditWindows {
  /** The window of every verdict. */
  window: Window;
  /** The window of daily values and percentiles. */
  scalarWindow: Window;
}

/** What clocks may differ by: as much as AWS allows of a request's own. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Throws a UserError for a window that ends later than now: hours that have not been yet have no datapoints, and no datapoints are no activity.
 * @param now Epoch milliseconds.
 */
export function requirePastEnd(end: Date, now: number): void {
  if (end.getTime() <= now + CLOCK_SKEW_MS) return;
  const text = (milliseconds: number): string => instantOf(Math.floor(milliseconds / 1000));
  throw new UserError(`the window would end at ${text(end.getTime())}, which is later than now (${text(now)})`, {
    hint: 'Give --end an earlier time, or leave it out: hours that have not been yet would count as hours without activity.',
  });
}

/**
 * Windows that end at `end`, floored to the hour: a start off CloudWatch's retention step would be rounded back and yield a point
 * too many (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html, StartTime).
 */
export function auditWindows(end: Date, lookbackDays: number): AuditWindows {
  const seconds = epochSeconds(end.toISOString());
  const hour = instantOf(seconds - (seconds % SECONDS_PER_HOUR));
  return { window: windowEndingAt(hour, lookbackDays), scalarWindow: windowEndingAt(hour, Math.max(SCALAR_DAYS, lookbackDays)) };
}
