import type { Series } from '../model/metric.js';
import { isNearMonthEnd } from './month-end.js';
import { DAY_HOURS, HOUR_SECONDS, localHour, slotOf, WEEK_HOURS, type WeekProfile, type WeekSchedule, weekSlot } from './week-profile.js';

/** Weeks are compared in blocks of so many hours: what starts at nine one week may start at ten the next. */
const BLOCK_HOURS = 4;
const BLOCKS = WEEK_HOURS / BLOCK_HOURS;
const WEEK_SECONDS = WEEK_HOURS * HOUR_SECONDS;
const [QUIET, BUSY] = [1, 2];

/** Options of the policies that propose a schedule. */
export const RHYTHM_OPTIONS = {
  minimumBusyShare: {
    type: 'number',
    unit: 'ratio',
    default: 0.5,
    minimum: 0,
    maximum: 1,
    description:
      'A schedule is proposed where work came back (minimumReturns) to this share of the hours that it leaves on, or where the weeks agree (minimumAgreement). Else quiet hours came by chance.',
    source: 'Most of the hours that are paid for should be used; a load that is busy now and then leaves long gaps by chance.',
  },
  minimumReturns: {
    type: 'integer',
    unit: 'count',
    default: 3,
    minimum: 2,
    maximum: 31,
    description:
      'Work comes back to an hour of the week where it was busy in two different weeks, or where that hour of the day was busy in so many spells of their own. What came once, however long it lasted, is no rhythm.',
    source: 'Two spells at one hour of the day come by chance in a week of a few; a working week has five.',
  },
  monthEndDays: {
    type: 'integer',
    unit: 'days',
    default: 3,
    minimum: 0,
    maximum: 10,
    description:
      'Days on either side of a change of month whose spells do not count as such: they close the month and come back in none of the weeks between.',
    source: 'Month-end work spans the last and the first working days, three days on either side with a weekend between.',
  },
  minimumAgreement: {
    type: 'number',
    unit: 'ratio',
    default: 0.4,
    minimum: 0,
    maximum: 1,
    description:
      "A schedule is proposed where the weeks agree so well on which blocks of four hours are busy (Fleiss' kappa: 0 by chance, 1 always), or where its hours are mostly busy (minimumBusyShare).",
    source: 'From 0.41 on agreement is called moderate: Landis and Koch (1977), Biometrics 33, 159-174, https://doi.org/10.2307/2529310',
  },
} as const;

/**
 * How well the weeks of a series agree on which blocks of the week are busy (some value is at least `threshold`): Fleiss' kappa, with
 * weeks as raters and blocks as subjects (Fleiss 1971, Psychological Bulletin 76, 378-382). 1 where every week is like the
 * others, about 0 where busy blocks fall as they like. Null where no block was seen in two weeks, or all were alike.
 */
export function weekAgreement({ start, periodSeconds, values }: Series, timeZone: string, threshold: number): number | null {
  const weeks = Math.ceil((values.length * periodSeconds) / WEEK_SECONDS);
  // By block and week: not seen, quiet, busy.
  const ratingOf = new Uint8Array(BLOCKS * weeks);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const passed = index * periodSeconds;
    const at = Math.floor(weekSlot(start + passed, timeZone) / BLOCK_HOURS) * weeks + Math.floor(passed / WEEK_SECONDS);
    ratingOf[at] = Math.max(ratingOf[at] ?? 0, value >= threshold ? BUSY : QUIET);
  }
  let [subjects, agreeing, ratings, busy] = [0, 0, 0, 0];
  for (let block = 0; block < BLOCKS; block += 1) {
    const seen = ratingOf.subarray(block * weeks, (block + 1) * weeks).filter((rating) => rating > 0);
    const [all, some] = [seen.length, seen.filter((rating) => rating === BUSY).length];
    if (all < 2) continue;
    subjects += 1;
    ratings += all;
    busy += some;
    agreeing += (some * (some - 1) + (all - some) * (all - some - 1)) / (all * (all - 1));
  }
  if (busy === 0 || busy === ratings) return null;
  const share = busy / ratings;
  const byChance = share ** 2 + (1 - share) ** 2;
  return (agreeing / subjects - byChance) / (1 - byChance);
}

/** Hourly values or finer ones, and which of them are work. */
export interface Load {
  series: Series;
  isBusy(value: number): boolean;
}

/** Whole hours (by the clocks of the time zone) in which any of the loads was busy, ascending. */
function busyHours(loads: readonly Load[], timeZone: string): number[] {
  const hours = new Set<number>();
  for (const { series, isBusy } of loads) {
    for (let index = 0; index < series.values.length; index += 1) {
      const value = series.values[index] ?? Number.NaN;
      if (Number.isNaN(value) || !isBusy(value)) continue;
      const start = series.start + index * series.periodSeconds;
      hours.add(localHour(start, timeZone));
      hours.add(localHour(start + series.periodSeconds - 1, timeZone));
    }
  }
  return [...hours].sort((a, b) => a - b);
}

/**
 * For each hour of the week: work comes back to it (RHYTHM_OPTIONS.minimumReturns). Hours on end are one spell: a day and a night of tests, or a
 * week of them, came once.
 */
export function returningHours(
  loads: readonly Load[],
  timeZone: string,
  { minimumReturns, monthEndDays }: { readonly minimumReturns: number; readonly monthEndDays: number },
): boolean[] {
  const weeks = new Array<number>(WEEK_HOURS).fill(0);
  const spells = new Array<number>(DAY_HOURS).fill(0);
  const lastSpell = new Array<number>(DAY_HOURS).fill(-1);
  let [spell, before] = [-1, Number.NaN];
  for (const hour of busyHours(loads, timeZone)) {
    if (hour !== before + 1) spell += 1;
    before = hour;
    const slot = slotOf(hour);
    weeks[slot] = (weeks[slot] ?? 0) + 1;
    const ofDay = slot % DAY_HOURS;
    if (lastSpell[ofDay] === spell || isNearMonthEnd(hour * HOUR_SECONDS, monthEndDays)) continue;
    lastSpell[ofDay] = spell;
    spells[ofDay] = (spells[ofDay] ?? 0) + 1;
  }
  return weeks.map((count, slot) => count > 1 || (spells[slot % DAY_HOURS] ?? 0) >= minimumReturns);
}

/**
 * Whether a schedule follows a rhythm: work comes back to most of the hours that it leaves on, or the weeks agree on which are busy
 * (RHYTHM_OPTIONS). `returning` is what `returningHours` gives, `agreement` that of `weekAgreement`.
 */
export function hasRhythm(
  {
    returning,
    profile,
    schedule,
    agreement,
  }: { returning: readonly boolean[]; profile: WeekProfile; schedule: WeekSchedule; agreement: number },
  options: { readonly minimumBusyShare: number; readonly minimumAgreement: number },
): boolean {
  return busyShare(returning, profile, schedule) >= options.minimumBusyShare || agreement >= options.minimumAgreement;
}

/** Share of the hours that a schedule leaves on, of those seen, that are busy; 0 where none was seen. */
export function busyShare(busy: readonly boolean[], { weeksSeen }: WeekProfile, { on }: WeekSchedule): number {
  const seen = on.flatMap((isOn, slot) => (isOn && (weeksSeen[slot] ?? 0) > 0 ? [busy[slot] === true] : []));
  return seen.length === 0 ? 0 : seen.filter(Boolean).length / seen.length;
}
