/** Queries and estimated datapoints of a piece of work, or of a request. */
export interface Load {
  queries: number;
  points: number;
}

/**
 * Queries in one GetMetricData request, and datapoints in one page of its answer.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const REQUEST_LIMITS: Readonly<Load> = { queries: 500, points: 100_800 };

/** How much of the tighter of the two limits is used, from 0 to 1. */
export function fillOf(load: Load, limits: Load = REQUEST_LIMITS): number {
  return Math.max(load.queries / limits.queries, load.points / limits.points);
}

interface Batch<T> extends Load {
  items: T[];
}

/** The fullest batch that still has room for `load`; undefined where none has. */
function fullestWithRoom<T>(batches: readonly Batch<T>[], load: Load, limits: Load): Batch<T> | undefined {
  let best: Batch<T> | undefined;
  for (const batch of batches) {
    const fits = batch.queries + load.queries <= limits.queries && batch.points + load.points <= limits.points;
    if (fits && (best === undefined || fillOf(batch, limits) > fillOf(best, limits))) best = batch;
  }
  return best;
}

function put<T>(batch: Batch<T>, item: T, load: Load): void {
  batch.items.push(item);
  batch.queries += load.queries;
  batch.points += load.points;
}

/**
 * Packs items that must not be split into requests, while the items still arrive. A few batches stay open at once, so
 * that a small item can fill the gap that a larger one left: requests leave at least 98 % full.
 */
export class RequestPacker<T> {
  #open: Batch<T>[] = [];

  constructor(
    private readonly loadOf: (item: T) => Load,
    private readonly limits: Load = REQUEST_LIMITS,
    private readonly maximumOpen = 4,
  ) {}

  /** Takes an item and gives the batches that it completed. */
  add(item: T): T[][] {
    const load = this.loadOf(item);
    let batch = fullestWithRoom(this.#open, load, this.limits);
    if (batch === undefined) {
      batch = { items: [], queries: 0, points: 0 };
      this.#open.push(batch);
    }
    put(batch, item, load);
    if (fillOf(batch, this.limits) >= 1) return [this.#close(batch)];
    if (this.#open.length <= this.maximumOpen) return [];
    return [
      this.#close(this.#open.reduce((fullest, other) => (fillOf(other, this.limits) > fillOf(fullest, this.limits) ? other : fullest))),
    ];
  }

  /** What `flush` would give now. */
  get rest(): T[][] {
    return packAll(
      this.#open.flatMap(({ items }) => items),
      this.loadOf,
      this.limits,
    );
  }

  /** Gives what is left, in as few batches as it fits in. */
  flush(): T[][] {
    const { rest } = this;
    this.#open = [];
    return rest;
  }

  #close(batch: Batch<T>): T[] {
    this.#open = this.#open.filter((other) => other !== batch);
    return batch.items;
  }
}

/** Packs items that are all known: the largest first, each into the fullest batch that has room. An oversized item stands alone. */
export function packAll<T>(items: readonly T[], loadOf: (item: T) => Load, limits: Load = REQUEST_LIMITS): T[][] {
  const sized = items.map((item, index) => ({ item, index, load: loadOf(item) }));
  sized.sort((a, b) => fillOf(b.load, limits) - fillOf(a.load, limits) || a.index - b.index);
  const open: Batch<T>[] = [];
  const done: T[][] = [];
  for (const { item, load } of sized) {
    let batch = fullestWithRoom(open, load, limits);
    if (batch === undefined) {
      batch = { items: [], queries: 0, points: 0 };
      open.push(batch);
    }
    put(batch, item, load);
    if (fillOf(batch, limits) >= 1) {
      open.splice(open.indexOf(batch), 1);
      done.push(batch.items);
    }
  }
  return [...done, ...open.map((batch) => batch.items)];
}

/**
 * How many answer pages a request of equally long series should fill, so that its last page is at least 97 % full:
 * 25 series of 4,032 points are exactly one page, but 11 of 8,640 would waste 6 % of each.
 */
export function pagesPerRequest(pointsPerSeries: number, pagePoints: number = REQUEST_LIMITS.points): number {
  let best = 1;
  let bestFill = 0;
  for (let pages = 1; pages <= 4; pages += 1) {
    const series = Math.floor((pages * pagePoints) / pointsPerSeries);
    const fill = (series * pointsPerSeries) / (pages * pagePoints);
    if (fill >= 0.97) return pages;
    if (fill > bestFill) {
      best = pages;
      bestFill = fill;
    }
  }
  return best;
}
