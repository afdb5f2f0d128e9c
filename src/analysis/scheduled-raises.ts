import type { ScheduledAction } from '../model/resource/index.js';

/** How many scheduled actions a sentence names before it counts the rest. */
const NAMED = 3;

/** The least that an action leaves running. */
const leastOf = ({ minimum, desired }: ScheduledAction): number => Math.max(minimum ?? 0, desired ?? 0);

/** The scheduled actions that bring back what was set to none: those that name a minimum or a desired number. A maximum alone raises nothing. */
export const raisingAgain = (actions: readonly ScheduledAction[]): ScheduledAction[] => actions.filter((action) => leastOf(action) > 0);

/** What they raise to and when, as AWS writes schedules: `to 2 at 0 7 * * 1-5 UTC`. Their names are people's own words and stay out of sentences. */
export function raisesText(actions: readonly ScheduledAction[]): string {
  const named = actions.slice(0, NAMED).map((action) => {
    const at = action.schedule === null ? 'once' : `at ${action.schedule} ${action.timeZone ?? 'UTC'}`;
    return `to ${leastOf(action)} ${at}`;
  });
  const more = actions.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
