import { canonicalJson } from '../model/canonical-json.js';
import type { SnapshotEnd, SnapshotHeader } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import { nameOf } from './keys.js';
import { mergeHeaders } from './merge-header.js';
import { cannotWriteAnyMore, MemberFile, Workbench } from './output-file.js';
import { type KeyedRecord, openRecords, type SnapshotRecords } from './records.js';

/** Small, since hundreds of files are open at once. */
const CHUNK_BYTES = 1 << 14;

/** One file on its way through the merge; `current` is its next record, null at its end. */
class Cursor {
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
class CursorHeap {
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

/**
 * Joins snapshots of one run into one. Streams: memory holds a few kilobytes for each input. Records that are there twice
 * and equal become one; the result has the same bytes whatever the order or grouping of the inputs, and merging a merge
 * again changes nothing. Shards that never arrived are in `header.merged.missing`.
 *
 * Throws a UserError for inputs that cannot be read, are of different runs, or hold different records of one thing, and
 * an OutputError when the output cannot be written any more.
 */
export async function mergeSnapshots(paths: readonly string[], output: string): Promise<SnapshotHeader> {
  const sources: SnapshotRecords[] = [];
  let bench: Workbench | null = null;
  try {
    for (const path of paths) sources.push(await openRecords(path, CHUNK_BYTES));
    const header = mergeHeaders(sources);
    bench = await Workbench.beside(output);
    await writeMerged(sources, header, bench);
    return header;
  } catch (error) {
    throw cannotWriteAnyMore(output, error);
  } finally {
    await bench?.discard();
    for (const { batches } of sources) await batches.return(undefined);
  }
}

async function writeMerged(sources: readonly SnapshotRecords[], header: SnapshotHeader, bench: Workbench): Promise<void> {
  const file = await MemberFile.create(bench.path('merged'));
  try {
    await file.line(canonicalJson(header));
    await file.section();
    await file.line(canonicalJson(await writeRecords(sources, file)));
  } finally {
    await file.close();
  }
  await bench.publish('merged');
}

/** Writes all records in order, in the same sections as a collection does. */
async function writeRecords(sources: readonly SnapshotRecords[], file: MemberFile): Promise<SnapshotEnd> {
  const heap = new CursorHeap();
  for (const source of sources) heap.push(await Cursor.open(source));
  const end: SnapshotEnd = { kind: 'end', resources: 0, metrics: 0, coverage: 0 };
  let before: (KeyedRecord & { path: string }) | null = null;
  for (let top = heap.top; top !== undefined; top = heap.top) {
    const { current, path } = top;
    if (current === null) break;
    if (current.key !== before?.key) {
      if (before !== null && sectionOf(before) !== sectionOf(current)) await file.section();
      const full = file.line(current.line);
      if (full !== null) await full;
      count(end, current);
      before = { ...current, path };
    } else if (current.line !== before.line) {
      throw new UserError(`${before.path} and ${path} hold different records of ${nameOf(current.record)}`, {
        hint: 'A shard that ran twice at different times is in both: merge only one of them.',
      });
    }
    const more = top.advance();
    if (more !== null) await more;
    heap.settle();
  }
  await file.section();
  return end;
}

/** Records and coverage of a region are members of their own. */
function sectionOf({ record }: KeyedRecord): string {
  return `${record.accountId}\0${record.region}\0${record.kind === 'coverage'}`;
}

function count(end: SnapshotEnd, { record: { kind } }: KeyedRecord): void {
  if (kind === 'metric') end.metrics += 1;
  else if (kind === 'coverage') end.coverage += 1;
  else end.resources += 1;
}
