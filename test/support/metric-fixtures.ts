import { maximum, percentile } from '../../src/analysis/series.js';
import type { DailyStatistic, MissingMetric, Percentile, PresentMetric, Scope, Series } from '../../src/model/metric.js';
import { METRICS, type MetricId } from '../../src/model/metric-catalog.js';
import { epochSeconds, windowEndingAt } from '../../src/model/time.js';
import { END } from './resources.js';

/** Fourteen days of verdict and 32 days of scalars, both ending at `END`, a Monday at midnight UTC. */
export const WINDOW = windowEndingAt(END, 14);
export const SCALAR_WINDOW = windowEndingAt(END, 32);

// ---- series ----

/** A series from plain values (null is "no datapoint") that ends at the end of the window. */
export function seriesOf(
  values: readonly (number | null)[],
  { periodSeconds = 3600, statistic = 'Maximum', end = END }: { periodSeconds?: number; statistic?: DailyStatistic; end?: string } = {},
): Series {
  return {
    statistic,
    periodSeconds,
    start: epochSeconds(end) - values.length * periodSeconds,
    values: Float64Array.from(values, (value) => value ?? Number.NaN),
  };
}

/** A series over the whole window from a function of the hour (0 is the window's first) and the UTC hour of day and weekday (0 is Monday). */
export function seriesFrom(
  value: (at: { index: number; hour: number; weekday: number; epoch: number }) => number | null,
  {
    periodSeconds = 3600,
    days = WINDOW.days,
    statistic = 'Maximum',
  }: { periodSeconds?: number; days?: number; statistic?: DailyStatistic } = {},
): Series {
  const start = epochSeconds(END) - days * 86_400;
  const values = Array.from({ length: (days * 86_400) / periodSeconds }, (_, index) => {
    const epoch = start + index * periodSeconds;
    return value({ index, epoch, hour: Math.floor(epoch / 3600) % 24, weekday: (Math.floor(epoch / 86_400) + 3) % 7 });
  });
  return seriesOf(values, { periodSeconds, statistic });
}

// ---- metric views ----

export interface PresentSpec {
  /** One value per day, oldest first; one shorter than the scope is padded in front with null, a single number stands for every day. */
  daily?: Partial<Record<DailyStatistic, number | readonly (number | null)[]>>;
  percentiles?: Partial<Record<Percentile, number>>;
  status?: PresentMetric['status'];
  /** The endpoint knows no percentiles: the maximum stands in. */
  substituted?: boolean;
  /** How many of the scope's newest days hold data, where `daily` gives single numbers; all by default. */
  days?: number;
}

/** A metric that is there. Statistics not given throw, as undeclared ones do in an audit. */
export function presentMetric(metric: MetricId, spec: PresentSpec): PresentMetric {
  const scopeDays = (scope: Scope) => (scope === 'window' ? WINDOW.days : SCALAR_WINDOW.days);
  const daily = (statistic: DailyStatistic, scope: Scope): (number | null)[] => {
    const given = spec.daily?.[statistic];
    if (given === undefined) throw new Error(`${statistic} of ${metric} was not given`);
    const days = scopeDays(scope);
    const withData = Math.min(spec.days ?? days, days);
    const all = typeof given === 'number' ? new Array<number | null>(withData).fill(given) : given.slice(-days);
    return [...new Array<number | null>(Math.max(0, days - all.length)).fill(null), ...all];
  };
  const known = (statistic: DailyStatistic, scope: Scope) => daily(statistic, scope).filter((value) => value !== null);
  const anyStatistic = (): DailyStatistic | null => {
    for (const statistic of ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'] as const) {
      if (spec.daily?.[statistic] !== undefined) return statistic;
    }
    return null;
  };
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    present: true,
    metric,
    unit: METRICS[metric].unit,
    status: spec.status ?? 'ok',
    maximum: (scope) => Math.max(...known('Maximum', scope)),
    minimum: (scope) => Math.min(...known('Minimum', scope)),
    average: (scope) => {
      const values = known('Average', scope);
      return sum(values) / values.length;
    },
    sum: (scope) => sum(known('Sum', scope)),
    sampleCount: (scope) => sum(known('SampleCount', scope)),
    daily,
    percentile: (p) => {
      if (spec.substituted) return { value: Math.max(...known('Maximum', 'scalar')), substituted: true };
      const value = spec.percentiles?.[p];
      if (value === undefined) throw new Error(`${p} of ${metric} was not given`);
      return { value, substituted: false };
    },
    daysWithData: (scope) => {
      const statistic = anyStatistic();
      return statistic === null ? Math.min(spec.days ?? scopeDays(scope), scopeDays(scope)) : known(statistic, scope).length;
    },
    daysExpected: scopeDays,
  };
}

/** All statistics of a metric as they follow from one fine series, as a well-behaved service would answer them. */
export function metricFromSeries(metric: MetricId, series: Series, samplesPerPeriod = 1): PresentMetric {
  const perDay = 86_400 / series.periodSeconds;
  const days = Array.from({ length: Math.ceil(series.values.length / perDay) }, (_, day) =>
    series.values.slice(day * perDay, (day + 1) * perDay).filter((value) => !Number.isNaN(value)),
  );
  const each = (reduce: (values: Float64Array) => number) => days.map((values) => (values.length === 0 ? null : reduce(values)));
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  return presentMetric(metric, {
    daily: {
      Average: each((values) => total(values) / values.length),
      Maximum: each((values) => maximum(values) ?? 0),
      Minimum: each((values) => Math.min(...values)),
      Sum: each(total),
      SampleCount: each((values) => values.length * samplesPerPeriod),
    },
    percentiles: {
      p50: percentile(series.values, 50) ?? 0,
      p90: percentile(series.values, 90) ?? 0,
      p95: percentile(series.values, 95) ?? 0,
      p99: percentile(series.values, 99) ?? 0,
      'p99.5': percentile(series.values, 99.5) ?? 0,
    },
  });
}

/** A metric of events in a region that answered, with no event. */
export function zeroMetric(metric: MetricId): PresentMetric {
  return presentMetric(metric, { status: 'zero', daily: { Average: 0, Maximum: 0, Minimum: 0, Sum: 0, SampleCount: 0 } });
}

export function missingMetric(metric: MetricId, status: MissingMetric['status'] = 'no-data', detail: string | null = null): MissingMetric {
  return { present: false, metric, status, detail };
}
