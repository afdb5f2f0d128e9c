/** Datapoints of a whole day at the densities that CloudWatch and others publish: one an hour, in five minutes, a minute. */
const WHOLE_DAYS = [24, 288, 1440];
/** A datapoint or two are lost without anything having been off. */
const LOOSE = 0.02;
/** Off for less than this in a day is a restart or a deployment, no pause. */
const LEAST_PAUSE_HOURS = 2;
/** One stop makes two days of which a part is missing: that on which it began, and that on which it ended. */
const DAYS_OF_ONE_STOP = 2;

/**
 * Whether something was off and on again more than once in the last days, by its datapoints of each day, oldest first; those before tell how many
 * a whole day has. So a schedule is told from one long weekend. Days from the first datapoint on count.
 */
export function switchedRepeatedly(samples: readonly (number | null)[], lastDays: number): boolean {
  const most = Math.max(0, ...samples.map((count) => count ?? 0));
  if (most === 0) return false;
  const off = samples.map((count) => {
    const seen = count ?? 0;
    // Where the density was changed, a whole day of the other one is no pause.
    if (WHOLE_DAYS.some((whole) => Math.abs(seen - whole) <= whole * LOOSE)) return 0;
    return Math.max(0, 24 * (1 - seen / most));
  });
  const first = samples.findIndex((count) => (count ?? 0) > 0);
  const days = off.slice(Math.max(first + 1, off.length - lastDays));
  const paused = days.map((hours) => hours >= LEAST_PAUSE_HOURS);
  const stops = paused.filter((pause, day) => pause && paused[day - 1] !== true).length;
  const parts = days.filter((hours, day) => paused[day] === true && hours < 24).length;
  return stops > 1 || parts > DAYS_OF_ONE_STOP;
}
