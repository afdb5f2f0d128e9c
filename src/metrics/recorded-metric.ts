import {
  type DailyStatistic,
  highestOf,
  type MetricRecord,
  type Percentile,
  type PresentMetric,
  type Scope,
  type StatisticValues,
} from '../model/metric.js';
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
  /** Known by scope once asked for: several policies ask. */
  readonly #daysWithData: { [S in Scope]: number | null } = { window: null, scalar: null };

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
    const value = highestOf(this.statistics[p]?.values ?? []);
    if (value !== null) return { value, substituted: false };
    return { value: highestOf(this.#days('Maximum', 'scalar')) ?? 0, substituted: true };
  }

  daysWithData(scope: Scope): number {
    this.#daysWithData[scope] ??= this.#countDays(scope);
    return this.#daysWithData[scope];
  }

  #countDays(scope: Scope): number {
    const window = this.#window(scope);
    const daily = Object.values(this.statistics).filter(({ periodSeconds }) => periodSeconds === SECONDS_PER_DAY);
    let count = 0;
    for (let day = 0; day < window.days; day += 1) if (daily.some((values) => dayAt(values, window, day) !== null)) count += 1;
    return count;
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
    let folded: number | null = null;
    for (const value of this.daily(statistic, scope)) if (value !== null) folded = folded === null ? value : join(folded, value);
    return folded ?? 0;
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

/** Place of a window's first day among the values; below zero or past their end where they do not reach it. */
const offsetOf = ({ start }: StatisticValues, window: Window): number => Math.floor((startOf(window) - start) / SECONDS_PER_DAY);

function dayAt(values: StatisticValues, window: Window, day: number): number | null {
  return values.values[offsetOf(values, window) + day] ?? null;
}

/** The days of a window, oldest first; null for a day outside the values. */
function daysIn(all: StatisticValues, window: Window): Days {
  const { values } = all;
  const offset = offsetOf(all, window);
  if (offset >= 0 && offset + window.days <= values.length) return values.slice(offset, offset + window.days);
  return Array.from({ length: window.days }, (_, day) => values[offset + day] ?? null);
}

/** True where a day of the window has a datapoint. */
export function hasDay(values: StatisticValues, window: Window): boolean {
  const offset = offsetOf(values, window);
  for (let day = Math.max(0, offset); day < offset + window.days; day += 1) if ((values.values[day] ?? null) !== null) return true;
  return false;
}
