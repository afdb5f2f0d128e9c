import { epochSeconds, type Window } from '../model/time.js';

const DAY_SECONDS = 86_400;

/**
 * True when a day with data touched the last day of a month (UTC): the day on which accounts are closed and reports run. A size
 * that was never seen on one may be too small for it.
 */
export function sawMonthEnd(daily: readonly (number | null)[], window: Window): boolean {
  const end = epochSeconds(window.end);
  return daily.some((value, index) => {
    if (value === null) return false;
    const start = end - (daily.length - index) * DAY_SECONDS;
    return isLastOfMonth(start) || isLastOfMonth(start + DAY_SECONDS - 1);
  });
}

function isLastOfMonth(epoch: number): boolean {
  return new Date((epoch + DAY_SECONDS) * 1000).getUTCDate() === 1;
}
