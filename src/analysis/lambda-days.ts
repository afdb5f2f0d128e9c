import type { Evidence } from '../model/evaluation.js';
import type { DailyStatistic, PresentMetric } from '../model/metric.js';
import { epochSeconds, type Window } from '../model/time.js';
import { viewEvidence } from './outcome-parts.js';
import { maximumAhead } from './prospect.js';

const DAY_SECONDS = 86_400;
const WEEK_DAYS = 7;

/** When a setting was last changed (an instant; null: not known, taken as long ago), and the verdict window. */
export interface SettingHistory {
  changedAt: string | null;
  window: Window;
}

/** Whole days between the change and the end of the window; negative where it was changed after the end. */
const daysSince = ({ changedAt, window }: SettingHistory): number =>
  changedAt === null ? Number.POSITIVE_INFINITY : Math.floor((epochSeconds(window.end) - epochSeconds(changedAt)) / DAY_SECONDS);

/** Whether the setting is so new that shares of it may be of another. Of one of unknown age nothing is said. */
export const changedLately = (history: SettingHistory): boolean => daysSince(history) < WEEK_DAYS;

/**
 * Days that a setting is judged by, oldest first: all that are known of the longer window, so that a month's end is among them, but none from before
 * a change. The verdict window is always looked at whole: what came before a change inside it is the careful side.
 */
export function settledDays(view: PresentMetric, statistic: DailyStatistic, history: SettingHistory): readonly (number | null)[] {
  const days = view.daily(statistic, 'scalar');
  const seen = Math.max(view.daysExpected('window'), Math.min(daysSince(history), days.length));
  return days.slice(Math.max(0, days.length - seen));
}

/** What the daily maxima of the window at the present setting rise to, in as many days as were seen (`maximumAhead`); null without a day. */
export function settledMaximumAhead(view: PresentMetric, history: SettingHistory): number | null {
  const days = view.daily('Maximum', 'window');
  return maximumAhead(days.slice(Math.max(0, days.length - Math.max(0, daysSince(history)))));
}

/** A line of evidence from `settledDays`. */
export function settledEvidence(
  named: Pick<Evidence, 'name' | 'value' | 'unit'>,
  { view, statistic, history }: { view: PresentMetric; statistic: DailyStatistic; history: SettingHistory },
  held: Parameters<typeof viewEvidence>[2],
): Evidence {
  const days = settledDays(view, statistic, history);
  const { source, ...rest } = viewEvidence(named, { view, statistic, scope: 'scalar' }, held);
  if (source === undefined) return rest;
  const datapoints = days.filter((value) => value !== null).length;
  return { ...rest, source: { ...source, windowDays: days.length, datapoints, expectedDatapoints: days.length } };
}
