/** A statistic as a request names it. */
export type StatisticName = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';

const SIMPLE: ReadonlySet<string> = new Set(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']);

/** `percent` of a percentile; null for the five simple statistics. */
export interface Statistic {
  name: string;
  percent: number | null;
}

const known = new Map<string, Statistic>();

/**
 * Reads a statistic; null where this endpoint knows none of the name. Percentiles are p0.0 to p100 with up to ten decimal
 * places. Trimmed means and their like exist in CloudWatch and are not played here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function readStatistic(name: string): Statistic | null {
  const found = known.get(name);
  if (found !== undefined) return found;
  const percent = /^p(\d{1,3}(?:\.\d{0,10})?)$/.exec(name)?.[1];
  if (!SIMPLE.has(name) && (percent === undefined || Number(percent) > 100)) return null;
  const statistic = { name, percent: percent === undefined ? null : Number(percent) };
  if (known.size < 1_000) known.set(name, statistic);
  return statistic;
}

export function isSimpleStatistic(name: string): name is StatisticName {
  return SIMPLE.has(name);
}
