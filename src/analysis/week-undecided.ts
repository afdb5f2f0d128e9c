import { type WeekProfile, type WeekSchedule, weekSchedule } from './week-profile.js';

/** Slots seen in fewer weeks than idle hours need, and quiet whenever they were seen. Those never seen are none of them. */
export function seldomSeen({ maximum, weeksSeen }: WeekProfile, threshold: number, minimumWeeks: number): boolean[] {
  return maximum.map((value, slot) => value !== null && value < threshold && (weeksSeen[slot] ?? 0) < minimumWeeks);
}

/** Idle hours of the week that a schedule takes away. */
export function idleHoursOff(idle: readonly boolean[], schedule: WeekSchedule | null): number {
  return schedule === null ? 0 : idle.filter((isIdle, slot) => isIdle && !schedule.on[slot]).length;
}

interface WeekSeen {
  idle: readonly boolean[];
  /** Never seen, and not known to be off. */
  unseen: readonly boolean[];
  /** As `seldomSeen` gives them. */
  seldom: readonly boolean[];
  notRunning?: readonly boolean[];
  /** Hours a week that are worth a schedule. */
  minimumOffHoursPerWeek: number;
  /** Of `weekSchedule`. */
  rules?: { minimumOffHours: number; leadHours: number };
  /** Whether a schedule that is worth it would be proposed. */
  proposes(schedule: WeekSchedule): boolean;
}

/**
 * Where no schedule is worth it by what is known: the hours that could make one so, and why they are not known; null where none could. An
 * hour never seen may have been off, so it takes nothing away by itself; one seen quiet, though in too few weeks, would.
 */
export function undecidedHours(week: WeekSeen): { code: 'hours-unseen' | 'hours-seldom-seen'; hours: number } | null {
  const { idle, unseen, seldom, notRunning = [], minimumOffHoursPerWeek, rules } = week;
  const off = unseen.map((never, slot) => never || notRunning[slot] === true);
  const bestOf = (quiet: readonly boolean[]) => weekSchedule(quiet, { ...rules, notRunning: off });
  const enough = (quiet: readonly boolean[]) => idleHoursOff(quiet, bestOf(quiet)) >= minimumOffHoursPerWeek;
  if (unseen.includes(true) && enough(idle)) return { code: 'hours-unseen', hours: unseen.filter(Boolean).length };
  if (!seldom.includes(true)) return null;
  const quiet = idle.map((isIdle, slot) => isIdle || seldom[slot] === true);
  const schedule = bestOf(quiet);
  if (schedule === null || !enough(quiet) || !week.proposes(schedule)) return null;
  return { code: 'hours-seldom-seen', hours: seldom.filter(Boolean).length };
}
