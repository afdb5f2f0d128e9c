import { epochSeconds, type Window } from '../model/time.js';
import { weekSlot } from './week-profile.js';

const HOUR_SECONDS = 3600;
const DAY_HOURS = 24;

/** Days before the verdict window on which a schedule would have been in the way. */
export interface BusyDaysOff {
  days: number;
  /** Highest value of any of them, in the unit of the daily values; null where there is none. */
  peak: number | null;
}

/**
 * Days before the verdict window that were busy (`busyFrom` or more) although a schedule would have switched them off from their first hour to
 * their last: a weekend at a month end, for one. `dailyMaxima`: of the longer window, oldest first. A day of which the schedule leaves an hour on
 * says nothing: its maximum may lie in that hour.
 */
export function busyDaysOff(
  dailyMaxima: readonly (number | null)[],
  {
    scalarWindow,
    window,
    on,
    timeZone,
    busyFrom,
  }: { scalarWindow: Window; window: Window; on: readonly boolean[]; timeZone: string; busyFrom: number },
): BusyDaysOff {
  const found: BusyDaysOff = { days: 0, peak: null };
  const end = epochSeconds(scalarWindow.end);
  dailyMaxima.slice(0, Math.max(0, dailyMaxima.length - window.days)).forEach((value, day) => {
    if (value === null || value < busyFrom) return;
    const start = end - (dailyMaxima.length - day) * DAY_HOURS * HOUR_SECONDS;
    for (let hour = 0; hour < DAY_HOURS; hour += 1) if (on[weekSlot(start + hour * HOUR_SECONDS, timeZone)]) return;
    // Zones off the full hour: the last minutes of the day may lie in a slot of their own.
    if (on[weekSlot(start + DAY_HOURS * HOUR_SECONDS - 1, timeZone)]) return;
    found.days += 1;
    found.peak = Math.max(found.peak ?? value, value);
  });
  return found;
}
