import type { Periods } from './aggregate.js';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/**
 * What CloudWatch keeps, by age: a period finer than the age allows finds nothing, and is no error.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
function keptSeconds(periodSeconds: number): number {
  if (periodSeconds < MINUTE) return 3 * HOUR;
  if (periodSeconds % HOUR === 0) return 455 * DAY;
  return periodSeconds % 300 === 0 ? 63 * DAY : 15 * DAY;
}

/** A start time is rounded down to the minute, to five minutes when older than 15 days, to the hour when older than 63. */
function roundedStart(start: number, now: number, periodSeconds: number): number {
  const age = now - start;
  const step = periodSeconds < MINUTE ? periodSeconds : age < 15 * DAY ? MINUTE : age < 63 * DAY ? 300 : HOUR;
  return Math.floor(start / step) * step;
}

/**
 * The periods of a request that may hold a datapoint. They begin at the rounded start, so one off the step costs a
 * period more; the first that retention still allows comes first here.
 */
export function keptPeriods(start: number, end: number, seconds: number, now: number): Periods {
  const first = roundedStart(start, now, seconds);
  const oldest = now - keptSeconds(seconds);
  const skipped = first >= oldest ? 0 : Math.ceil((oldest - first) / seconds);
  return { start: first + skipped * seconds, end, seconds };
}
