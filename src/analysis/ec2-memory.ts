import type { Evidence } from '../model/evaluation.js';
import type { MetricView, Scope } from '../model/metric.js';
import { epochSeconds, type Window } from '../model/time.js';
import { viewEvidence } from './outcome-parts.js';
import { maximumAhead } from './prospect.js';

const DAY_SECONDS = 86_400;

/** Since when an instance is known at its size. */
export interface SizeHistory {
  /** When its size can last have changed inside the longer window, epoch seconds; null where it cannot have. */
  changedAt: number | null;
  /** The verdict window. */
  window: Window;
}

/** Where memory is looked at: as far back as it is known, but percentages of another size say nothing of this one. */
export const memoryScope = ({ changedAt }: SizeHistory): Scope => (changedAt === null ? 'scalar' : 'window');

/** Memory to be reckoned with by the days of the window at the present size, percent; null where it is not known. */
export function memoryPercentAhead(memory: MetricView, { changedAt, window }: SizeHistory): number | null {
  if (!memory.present || memory.status !== 'ok') return null;
  const days = memory.daily('Maximum', 'window');
  const firstDay = epochSeconds(window.end) - days.length * DAY_SECONDS;
  return maximumAhead(days.filter((_, day) => changedAt === null || firstDay + day * DAY_SECONDS >= changedAt));
}

/** What was seen of memory, and what has to be reckoned with where that is above what the window saw: it rises. */
export function memoryEvidence(memory: MetricView, history: SizeHistory): Evidence[] {
  if (!memory.present) return [];
  const scope = memoryScope(history);
  const seen = viewEvidence(
    { name: 'maximumMemoryPercent', value: memory.maximum(scope), unit: 'percent' },
    { view: memory, statistic: 'Maximum', scope },
  );
  const ahead = memoryPercentAhead(memory, history);
  if (ahead === null || ahead <= memory.maximum('window')) return [seen];
  const reckoned = viewEvidence(
    { name: 'maximumMemoryPercentAhead', value: ahead, unit: 'percent' },
    { view: memory, statistic: 'Maximum', scope: 'window' },
  );
  return [seen, reckoned];
}
