import type { Statistic } from '../model/metric.js';

/** One block of memory for the grids of a request: each of its hundreds of queries would else take a block of its own. */
export class GridRoom {
  readonly #values: Float64Array;
  #used = 0;

  /** `count`: values of all the grids together. */
  constructor(count: number) {
    this.#values = new Float64Array(count).fill(Number.NaN);
  }

  take(count: number): Float64Array {
    this.#used += count;
    return this.#values.subarray(this.#used - count, this.#used);
  }
}

/**
 * The points of one query on a fixed grid of periods. Points may come in any order, in several pages, and twice; a point
 * that starts off the grid belongs to the period that contains it. Several points in one period (an endpoint that is
 * coarser or finer than asked) are joined as their statistic allows. NaN is a period without a datapoint.
 */
export class PointGrid {
  readonly values: Float64Array;
  /** True once there is a datapoint. */
  hasData = false;
  /** Seconds by which the first point of all starts after its period; most others start like it. */
  #offset = 0;
  /** Timestamps of first points that start otherwise, by period: by them the same point coming twice is known. */
  #odd: Map<number, number> | null = null;
  /** Timestamps of further points, by period; rarely any. */
  #further: Map<number, Set<number>> | null = null;

  constructor(
    readonly statistic: Statistic,
    readonly periodSeconds: number,
    /** Epoch seconds of the first period. */
    readonly start: number,
    count: number,
    room = new GridRoom(count),
  ) {
    this.values = room.take(count);
  }

  /** Adds a point (epoch seconds). Points outside the grid and values that are no numbers are left out. */
  add(timestamp: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const period = this.#periodOf(timestamp);
    if (period === null) return;
    const known = this.values[period] ?? Number.NaN;
    if (Number.isNaN(known)) {
      this.values[period] = value;
      this.#remember(period, timestamp);
    } else if (this.#firstOf(period) !== timestamp) {
      this.#join(period, timestamp, known, value);
    }
  }

  #remember(period: number, timestamp: number): void {
    const offset = timestamp - this.start - period * this.periodSeconds;
    if (!this.hasData) {
      this.hasData = true;
      this.#offset = offset;
    } else if (offset !== this.#offset) {
      this.#odd ??= new Map();
      this.#odd.set(period, timestamp);
    }
  }

  #firstOf(period: number): number {
    return this.#odd?.get(period) ?? this.start + period * this.periodSeconds + this.#offset;
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
