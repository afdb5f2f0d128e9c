import type { Evidence } from '../../model/evaluation.js';
import { METRICS } from '../../model/metric-catalog.js';

/** Metrics that count events, as evidence names them: AWS sends them only when there is something to count. */
const SENT_WITH_EVENTS: ReadonlySet<string> = new Set(
  Object.values(METRICS).flatMap(({ namespace, metricName, missing }) => (missing === 'zero' ? [`${namespace} ${metricName}`] : [])),
);

/** What the absence of datapoints means, where it means zero; null elsewhere. */
export function noteOf({ value, source }: Evidence): string | null {
  if (source === undefined || source.datapoints > 0 || value !== 0 || !SENT_WITH_EVENTS.has(source.metric)) return null;
  return 'no datapoints: this metric is only sent when there is something to count';
}
