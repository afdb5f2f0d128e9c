import type { Statistic } from '../model/metric.js';

/**
 * The points of one query on a fixed grid of periods. Points may come in any order, in several pages, and twice; a point
 * that starts off the grid belongs to the period that contains it. Several points in one period (an endpoint that is
 * coarser or finer than asked) are joined as their statistic allows. NaN is a period without a datapoint.
 */
export class PointGrid {
  readonly values: Float64Array;
  /** Timestamp of the first point in each period, by which the same point coming twice is known. */
  readonly #first: Float64Array;
  /** Timestamps of further points, by period; rarely any. */
  #further: Map<number, Set<number>> | null = null;

  constructor(
    readonly statistic: Statistic,
    readonly periodSeconds: number,
    /** Epoch seconds of the first period. */
    readonly start: number,
    count: number,
  ) {
    this.values = new Float64Array(count).fill(Number.NaN);
    this.#first = new Float64Array(count).fill(Number.NaN);
  }

  /** Adds a point (epoch seconds). Points outside the grid and values that are no numbers are left out. */
  add(timestamp: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const period = this.#periodOf(timestamp);
    if (period === null) return;
    const known = this.values[period] ?? Number.NaN;
    if (Number.isNaN(known)) {
      this.values[period] = value;
      this.#first[period] = timestamp;
    } else if (this.#first[period] !== timestamp) {
      this.#join(period, timestamp, known, value);
    }
  }

  #periodOf(timestamp: number): number | null {
    const period = Math.floor((timestamp - this.start) / this.periodSeconds);
    // A service that aligns a whole-window period to its own clock starts it before the window; it still is this window's.
    if (period < 0) return this.values.length === 1 && timestamp + this.periodSeconds > this.start ? 0 : null;
    return period < this.values.length ? period : null;
  }

  #join(period: number, timestamp: number, known: number, value: number): void {
    this.#further ??= new Map();
    const further = this.#further.get(period) ?? new Set<number>();
    if (further.has(timestamp)) return;
    further.add(timestamp);
    this.#further.set(period, further);
    this.values[period] = joined(this.statistic, known, value, further.size);
  }

  get hasData(): boolean {
    return this.values.some((value) => !Number.isNaN(value));
  }
}

/** Joins one more point to a period that already has `before` of them. Percentiles do not compose: the larger is the careful one. */
function joined(statistic: Statistic, known: number, value: number, before: number): number {
  switch (statistic) {
    case 'Sum':
    case 'SampleCount':
      return known + value;
    case 'Minimum':
      return Math.min(known, value);
    case 'Average':
      return known + (value - known) / (before + 1);
    default:
      return Math.max(known, value);
  }
}
