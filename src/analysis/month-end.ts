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

/**
 * True when there were busy days and all of them lie within `days` days of a change of month (UTC), before or after it: the
 * pattern of work that closes a month.
 */
export function busyOnlyAtMonthEnds(daily: readonly (number | null)[], window: Window, busyFrom: number, days: number): boolean {
  const end = epochSeconds(window.end);
  const busy = daily.flatMap((value, index) => (value !== null && value >= busyFrom ? [end - (daily.length - index) * DAY_SECONDS] : []));
  return busy.length > 0 && busy.every((start) => isNearMonthEnd(start, days) || isNearMonthEnd(start + DAY_SECONDS - 1, days));
}

/** True within `days` days of a change of month, before or after it; the calendar is that in which `epoch` counts. */
export function isNearMonthEnd(epoch: number, days: number): boolean {
  const date = new Date(epoch * 1000);
  const dayOfMonth = date.getUTCDate();
  const daysInMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return dayOfMonth <= days || dayOfMonth > daysInMonth - days;
}

function isLastOfMonth(epoch: number): boolean {
  return new Date((epoch + DAY_SECONDS) * 1000).getUTCDate() === 1;
}
