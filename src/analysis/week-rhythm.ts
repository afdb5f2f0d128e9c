import type { Series } from '../model/metric.js';
import { WEEK_HOURS, type WeekProfile, type WeekSchedule, weekSlot } from './week-profile.js';

/** Weeks are compared in blocks of so many hours: what starts at nine one week may start at ten the next. */
const BLOCK_HOURS = 4;
const BLOCKS = WEEK_HOURS / BLOCK_HOURS;
const WEEK_SECONDS = WEEK_HOURS * 3600;
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
      'A schedule is proposed where this share of the hours that it leaves on was busy in some week, or where the weeks agree (minimumAgreement). Else quiet hours came by chance.',
    source: 'Most of the hours that are paid for should be used; a load that is busy now and then leaves long gaps by chance.',
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

/**
 * Whether a schedule follows a rhythm: most of the hours that it leaves on are busy, or the weeks agree on which are (RHYTHM_OPTIONS).
 * `agreement` is that of `weekAgreement`.
 */
export function hasRhythm(
  { idle, profile, schedule, agreement }: { idle: readonly boolean[]; profile: WeekProfile; schedule: WeekSchedule; agreement: number },
  options: { readonly minimumBusyShare: number; readonly minimumAgreement: number },
): boolean {
  return busyShare(idle, profile, schedule) >= options.minimumBusyShare || agreement >= options.minimumAgreement;
}

/** Share of the hours that a schedule leaves on, of those seen, that were busy in some week; 0 where none was seen. */
export function busyShare(idle: readonly boolean[], { weeksSeen }: WeekProfile, { on }: WeekSchedule): number {
  const seen = on.flatMap((isOn, slot) => (isOn && (weeksSeen[slot] ?? 0) > 0 ? [idle[slot] !== true] : []));
  return seen.length === 0 ? 0 : seen.filter(Boolean).length / seen.length;
}
