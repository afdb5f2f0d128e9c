import type { DailyStatistic, MetricRecord, Percentile, PresentMetric, Scope, StatisticValues } from '../model/metric.js';
import { METRICS, type MetricUnit } from '../model/metric-catalog.js';
import type { MetricNeed } from '../model/policy.js';
import { epochSeconds, type Window } from '../model/time.js';
import { SECONDS_PER_DAY } from './jobs.js';

/** The two windows that a view's scopes mean; both end at the same moment. */
export interface Windows {
  window: Window;
  scalarWindow: Window;
}

type Days = readonly (number | null)[];

/** A metric record seen through a policy's need: only what the policy declared can be asked of it. */
export class RecordedMetric implements PresentMetric {
  readonly present = true;
  readonly metric;
  readonly unit: MetricUnit;

  constructor(
    private readonly need: MetricNeed,
    readonly status: PresentMetric['status'],
    private readonly statistics: MetricRecord['statistics'],
    private readonly windows: Windows,
  ) {
    this.metric = need.metric;
    this.unit = METRICS[need.metric].unit;
  }

  maximum(scope: Scope): number {
    return this.#fold('Maximum', scope, Math.max);
  }

  minimum(scope: Scope): number {
    return this.#fold('Minimum', scope, Math.min);
  }

  sum(scope: Scope): number {
    return this.#fold('Sum', scope, (a, b) => a + b);
  }

  sampleCount(scope: Scope): number {
    return this.#fold('SampleCount', scope, (a, b) => a + b);
  }

  average(scope: Scope): number {
    const averages = this.daily('Average', scope);
    const counts = this.need.daily?.includes('SampleCount') === true ? this.daily('SampleCount', scope) : [];
    let weighted = 0;
    let weights = 0;
    averages.forEach((average, day) => {
      if (average === null) return;
      const weight = counts[day] ?? 1;
      weighted += average * weight;
      weights += weight;
    });
    return weights === 0 ? 0 : weighted / weights;
  }

  daily(statistic: DailyStatistic, scope: Scope): Days {
    this.#declared(this.need.daily, statistic);
    return this.#days(statistic, scope);
  }

  percentile(p: Percentile): { value: number; substituted: boolean } {
    this.#declared(this.need.whole, p);
    if (this.status === 'zero') return { value: 0, substituted: false };
    // One value, or one a day where the service could not do the whole window: then the largest day is the careful reading.
    const value = maximumOf(this.statistics[p]?.values ?? []);
    if (value !== null) return { value, substituted: false };
    return { value: maximumOf(this.#days('Maximum', 'scalar')) ?? 0, substituted: true };
  }

  daysWithData(scope: Scope): number {
    const days = Object.values(this.statistics).filter(({ periodSeconds }) => periodSeconds === SECONDS_PER_DAY);
    const scoped = days.map((values) => daysIn(values, this.#window(scope)));
    return Array.from({ length: this.daysExpected(scope) }, (_, day) => scoped.some((values) => (values[day] ?? null) !== null)).filter(
      Boolean,
    ).length;
  }

  daysExpected(scope: Scope): number {
    return this.#window(scope).days;
  }

  #window(scope: Scope): Window {
    return scope === 'window' ? this.windows.window : this.windows.scalarWindow;
  }

  #days(statistic: DailyStatistic, scope: Scope): Days {
    if (this.status === 'zero') return Array.from({ length: this.daysExpected(scope) }, () => 0);
    const values = this.statistics[statistic];
    return values === undefined ? Array.from({ length: this.daysExpected(scope) }, () => null) : daysIn(values, this.#window(scope));
  }

  /** 0 where no day of the scope has a datapoint: `metricView` lets that pass only for metrics that count events. */
  #fold(statistic: DailyStatistic, scope: Scope, join: (a: number, b: number) => number): number {
    const known = this.daily(statistic, scope).filter((value) => value !== null);
    // Not `reduce(join)`: Math.max would take the index and the array for values too.
    return known.length === 0 ? 0 : known.reduce((a, b) => join(a, b));
  }

  #declared<S extends string>(declared: readonly S[] | undefined, statistic: S): void {
    if (declared?.includes(statistic) !== true) throw new Error(`${statistic} of ${this.metric} is not among the needs of this policy`);
  }
}

/** Starts of windows (epoch seconds): a region asks for the days of the same two windows hundreds of thousands of times. */
const starts = new WeakMap<Window, number>();

function startOf(window: Window): number {
  const known = starts.get(window) ?? epochSeconds(window.start);
  starts.set(window, known);
  return known;
}

/** The days of a window, oldest first; null for a day outside the values. */
export function daysIn({ start, values }: StatisticValues, window: Window): Days {
  const offset = Math.floor((startOf(window) - start) / SECONDS_PER_DAY);
  if (offset >= 0 && offset + window.days <= values.length) return values.slice(offset, offset + window.days);
  return Array.from({ length: window.days }, (_, day) => values[offset + day] ?? null);
}

function maximumOf(values: Days): number | null {
  return values.reduce((top, value) => (value === null || (top !== null && top >= value) ? top : value), null);
}
