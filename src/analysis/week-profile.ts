import type { Series } from '../model/metric.js';
import { offsetSeconds } from './time-zone.js';

/** Hours of a week; slot 0 is Monday 00:00 to 01:00 in the profile's time zone. */
export const WEEK_HOURS = 168;
export const HOUR_SECONDS = 3600;
export const DAY_HOURS = 24;
/** 1970-01-01 was a Thursday: 72 hours after a Monday. */
const EPOCH_SLOT = 72;

/** What a series looked like in each hour of the week, over all weeks seen. */
export interface WeekProfile {
  timeZone: string;
  /** Highest value seen in the slot in any week; null where the slot was never seen. */
  maximum: (number | null)[];
  /** Different weeks in which the slot held a datapoint. */
  weeksSeen: number[];
  /**
   * Hours in the slot that the resource ran, over the whole series. The fullest hour says how many datapoints make one: a source
   * that publishes more seldom than the period asked for leaves periods empty while all runs.
   */
  hoursSeen: number[];
}

/** Whole hours since 1970-01-01 00:00 on the clocks of a time zone. */
export function localHour(epochSeconds: number, timeZone: string): number {
  return Math.floor((epochSeconds + offsetSeconds(epochSeconds, timeZone)) / HOUR_SECONDS);
}

/** Slot of the week of an hour that `localHour` gives. */
export const slotOf = (hour: number): number => (((hour + EPOCH_SLOT) % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS;

/** Slot of the week (0 to 167) of an instant, in a time zone. */
export function weekSlot(epochSeconds: number, timeZone: string): number {
  return slotOf(localHour(epochSeconds, timeZone));
}

/** First and last hour on the clocks of a time zone that a series reaches into. */
function edgesOf({ start, periodSeconds, values }: Series, timeZone: string): [first: number, last: number] {
  return [localHour(start, timeZone), localHour(start + values.length * periodSeconds - 1, timeZone)];
}

/** At least 1. */
function datapointsOfFullestHour({ start, periodSeconds, values }: Series): number {
  let [hour, inHour, most] = [Number.NaN, 0, 1];
  for (let index = 0; index < values.length; index += 1) {
    if (Number.isNaN(values[index] ?? Number.NaN)) continue;
    const clockHour = Math.floor((start + index * periodSeconds) / HOUR_SECONDS);
    inHour = clockHour === hour ? inHour + 1 : 1;
    hour = clockHour;
    most = Math.max(most, inHour);
  }
  return most;
}

/**
 * The week profile of a series of at most hourly periods. A period that straddles two local hours (zones off the full hour) counts
 * in both; the hour that a change of clocks repeats is one slot, and the one that it skips counts as seen where its neighbours are: there was
 * nothing in it to miss. A window with a repeated hour in it ends an hour earlier on the clocks; what would have come next counts as seen once more,
 * where the first and the last hour of the window are.
 * Throws a RangeError for a time zone that is none, or for periods over an hour.
 */
export function weekProfile(series: Series, timeZone: string): WeekProfile {
  if (series.periodSeconds > HOUR_SECONDS)
    throw new RangeError(`a week profile needs periods of an hour or less, not ${series.periodSeconds} s`);
  const maximum = new Array<number | null>(WEEK_HOURS).fill(null);
  const weeksSeen = new Array<number>(WEEK_HOURS).fill(0);
  const datapoints = new Array<number>(WEEK_HOURS).fill(0);
  // The local day on which a slot was seen last: time goes on, so that one that is seen twice in a week is seen on the same day.
  const dayOf = new Array<number | null>(WEEK_HOURS).fill(null);
  const seen = (slot: number, hour: number): void => {
    const day = Math.floor(hour / DAY_HOURS);
    if (dayOf[slot] !== day) weeksSeen[slot] = (weeksSeen[slot] ?? 0) + 1;
    dayOf[slot] = day;
  };
  const held = (slot: number, hour: number, value: number): void => {
    maximum[slot] = Math.max(maximum[slot] ?? value, value);
    seen(slot, hour);
  };
  /** The hour that the clocks skip from one slot to the next. */
  const between = (from: number, to: number, hour: number): void => {
    const skipped = (from + 1) % WEEK_HOURS;
    if ((skipped + 1) % WEEK_HOURS === to) seen(skipped, hour);
  };
  let before: { slot: number; hour: number; end: number } | null = null;
  let openedAt = Number.NaN;
  for (let index = 0; index < series.values.length; index += 1) {
    const value = series.values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const start = series.start + index * series.periodSeconds;
    const end = start + series.periodSeconds;
    const firstHour = localHour(start, timeZone);
    const lastHour = localHour(end - 1, timeZone);
    const first = slotOf(firstHour);
    const last = slotOf(lastHour);
    if (before !== null && before.end === start) between(before.slot, first, firstHour);
    between(first, last, lastHour);
    before = { slot: last, hour: lastHour, end };
    if (Number.isNaN(openedAt)) openedAt = firstHour;
    held(first, firstHour, value);
    if (last !== first) held(last, lastHour, value);
    datapoints[first] = (datapoints[first] ?? 0) + 1;
  }
  const [opens, closes] = edgesOf(series, timeZone);
  const lost = Math.floor((series.values.length * series.periodSeconds) / HOUR_SECONDS) - (closes - opens + 1);
  if (before !== null && opens === openedAt && closes === before.hour) {
    for (let next = closes + 1; next <= closes + lost; next += 1) if (maximum[slotOf(next)] !== null) seen(slotOf(next), next);
  }
  const perHour = datapointsOfFullestHour(series);
  return { timeZone, maximum, weeksSeen, hoursSeen: datapoints.map((total) => total / perHour) };
}

/**
 * Which of the 168 hours were idle: every value of every week seen is under `threshold`, and at least `minimumWeeks` weeks were
 * seen. The average of several weeks is never looked at: one busy Monday in two keeps Mondays on.
 */
export function idleHours(profile: WeekProfile, threshold: number, minimumWeeks = 2): boolean[] {
  return profile.maximum.map((value, slot) => value !== null && value < threshold && (profile.weeksSeen[slot] ?? 0) >= minimumWeeks);
}

/**
 * Slots that no week shows although the resource is known to have been off since: every occurrence ends before its last start
 * (epoch seconds; null: not known). An instance sends datapoints whenever it runs, so what is missing later is a gap in the data, and
 * says nothing of the load.
 */
export function offHours(profile: WeekProfile, { start, periodSeconds, values }: Series, lastStart: number | null): boolean[] {
  const lastEnd = new Array<number>(WEEK_HOURS).fill(Number.NEGATIVE_INFINITY);
  values.forEach((_, index) => {
    const end = start + (index + 1) * periodSeconds;
    lastEnd[weekSlot(end - 1, profile.timeZone)] = end;
  });
  return profile.weeksSeen.map((weeks, slot) => weeks === 0 && lastStart !== null && (lastEnd[slot] ?? 0) <= lastStart);
}

/** One stretch of hours a day, the same on each of its days: what a person can remember and a scheduler can hold. */
export interface WeekSchedule {
  /** Local hour of the start, 0 to 23. */
  startHour: number;
  /** Hours on from the start; may reach into the next day. */
  hoursOn: number;
  /** Days of the start, 0 is Monday, ascending. */
  days: number[];
  /** For each of the 168 hours: on. */
  on: boolean[];
  /** Hours of the week off: every one of them was idle, or it did not run in it. */
  offHoursPerWeek: number;
}

/**
 * The schedule with the fewest hours on that covers every hour that is not known to be idle. `minimumOffHours`: a shorter pause
 * within a day is not worth a stop and a start. `leadHours`: started so much before the first busy hour. `notRunning`: hours in which it
 * does not run anyway, which a schedule may leave off without taking anything away. null where nothing can be switched off, or no
 * hour at all is needed (that is an idle resource, not one with off-hours).
 */
export function weekSchedule(
  idle: readonly boolean[],
  {
    minimumOffHours = 3,
    leadHours = 0,
    notRunning = [],
  }: { minimumOffHours?: number; leadHours?: number; notRunning?: readonly boolean[] } = {},
): WeekSchedule | null {
  const needless = idle.map((isIdle, slot) => isIdle || notRunning[slot] === true);
  const busy = needless.map((_, slot) => !quietUntil(needless, slot, leadHours));
  if (!busy.includes(true)) return null;
  let best = stretchesFrom(busy, 0, minimumOffHours);
  for (let startHour = 1; startHour < DAY_HOURS; startHour += 1) {
    const stretches = stretchesFrom(busy, startHour, minimumOffHours);
    if (stretches.days.length * stretches.hoursOn < best.days.length * best.hoursOn) best = stretches;
  }
  const { startHour, hoursOn, days } = best;
  const on = new Array<boolean>(WEEK_HOURS).fill(false);
  for (const day of days) for (let hour = 0; hour < hoursOn; hour += 1) on[(day * DAY_HOURS + startHour + hour) % WEEK_HOURS] = true;
  const offHoursPerWeek = WEEK_HOURS - days.length * hoursOn;
  return offHoursPerWeek === 0 ? null : { ...best, on, offHoursPerWeek };
}

/** True where neither this hour nor one that it must warm up for is needed. */
function quietUntil(needless: readonly boolean[], slot: number, leadHours: number): boolean {
  for (let ahead = 0; ahead <= leadHours; ahead += 1) if (needless[(slot + ahead) % WEEK_HOURS] !== true) return false;
  return true;
}

/** Stretches that begin at an hour of the day: the days that need one, and the length that is enough on each. They never overlap. */
function stretchesFrom(
  busy: readonly boolean[],
  startHour: number,
  minimumOffHours: number,
): Pick<WeekSchedule, 'startHour' | 'hoursOn' | 'days'> {
  const days: number[] = [];
  let hoursOn = 0;
  for (let day = 0; day < 7; day += 1) {
    let last = DAY_HOURS - 1;
    while (last >= 0 && !busy[(day * DAY_HOURS + startHour + last) % WEEK_HOURS]) last -= 1;
    if (last < 0) continue;
    days.push(day);
    hoursOn = Math.max(hoursOn, last + 1);
  }
  return { startHour, hoursOn: DAY_HOURS - hoursOn < minimumOffHours ? DAY_HOURS : hoursOn, days };
}

/**
 * Hours a month that the schedule takes off the bill: hours that the resource really ran, in slots that the schedule switches off,
 * as a share of the series' own length. An hour in which it did not run anyway saves nothing.
 */
export function removableHoursPerMonth(profile: WeekProfile, schedule: WeekSchedule, seriesHours: number, hoursPerMonth: number): number {
  const removed = profile.hoursSeen.reduce((total, hours, slot) => (schedule.on[slot] ? total : total + hours), 0);
  return (removed / seriesHours) * hoursPerMonth;
}
