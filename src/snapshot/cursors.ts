import type { KeyedRecord, SnapshotRecords } from './records.js';

/** One file on its way through the merge; `current` is its next record, null at its end. */
export class Cursor {
  current: KeyedRecord | null = null;
  #batch: readonly KeyedRecord[] = [];
  #next = 0;

  private constructor(private readonly source: SnapshotRecords) {}

  static async open(source: SnapshotRecords): Promise<Cursor> {
    const cursor = new Cursor(source);
    await cursor.#refill();
    return cursor;
  }

  get path(): string {
    return this.source.path;
  }

  /** Steps to the next record. Await the promise where there is one: the batch was used up. */
  advance(): Promise<void> | null {
    const record = this.#batch[this.#next];
    if (record === undefined) return this.#refill();
    this.#next += 1;
    this.current = record;
    return null;
  }

  async #refill(): Promise<void> {
    for (;;) {
      const { value, done } = await this.source.batches.next();
      const [first] = value ?? [];
      if (done === true) {
        this.current = null;
        return;
      }
      if (first !== undefined) {
        this.#batch = value ?? [];
        this.#next = 1;
        this.current = first;
        return;
      }
    }
  }
}

/** Cursors by their next key: a binary heap, since an organization has hundreds of shards and millions of records. */
export class CursorHeap {
  readonly #heap: Cursor[] = [];

  push(cursor: Cursor): void {
    if (cursor.current === null) return;
    this.#heap.push(cursor);
    this.#rise(this.#heap.length - 1);
  }

  get top(): Cursor | undefined {
    return this.#heap[0];
  }

  /** Puts the top where it belongs after it moved on, or takes it out at its end. */
  settle(): void {
    const [top] = this.#heap;
    if (top?.current === null) {
      const last = this.#heap.pop();
      if (last === undefined || this.#heap.length === 0) return;
      this.#heap[0] = last;
    }
    this.#sink(0);
  }

  #key(index: number): string | undefined {
    return this.#heap[index]?.current?.key;
  }

  #less(a: number, b: number): boolean {
    const [left, right] = [this.#key(a), this.#key(b)];
    return left !== undefined && (right === undefined || left < right);
  }

  #rise(start: number): void {
    for (let index = start; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.#less(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(start: number): void {
    for (let index = start; ; ) {
      const left = 2 * index + 1;
      const least = this.#less(left + 1, left) ? left + 1 : left;
      if (!this.#less(least, index)) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
