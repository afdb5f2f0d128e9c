import { type MetricRecord, type PackedSeries, packedSeriesSchema } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import { isMetricRecord } from '../model/metric-guard.js';
import type { Resource } from '../model/resource/index.js';
import { recordLine, seriesLine } from './record-line.js';

/** Where a piece of text lies in a spool. */
export interface Position {
  offset: number;
  length: number;
}

/** Takes text and gives it back; in memory, or on disk beyond a size. */
export interface Spool {
  append(text: string): Position;
  read(position: Position): string;
  /** Frees what it holds; nothing can be read after it. */
  close(): void;
}

const CHUNK_BYTES = 1 << 20;

/** A spool in memory outside the JavaScript heap: a record there takes its bytes, not the several times as much of objects. */
export class MemorySpool implements Spool {
  readonly #chunks: Buffer[] = [];
  #used = CHUNK_BYTES;

  append(text: string): Position {
    const length = Buffer.byteLength(text);
    if (this.#used + length > CHUNK_BYTES) {
      // A text longer than a chunk stands alone in its own; offsets count whole chunks.
      this.#chunks.push(Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, length)));
      this.#used = 0;
    }
    const chunk = this.#chunks.length - 1;
    this.#chunks[chunk]?.write(text, this.#used);
    const offset = chunk * CHUNK_BYTES + this.#used;
    this.#used += length;
    return { offset, length };
  }

  read({ offset, length }: Position): string {
    const within = offset % CHUNK_BYTES;
    return this.#chunks[Math.floor(offset / CHUNK_BYTES)]?.toString('utf8', within, within + length) ?? '';
  }

  close(): void {
    this.#chunks.length = 0;
    this.#used = CHUNK_BYTES;
  }
}

interface Entry extends Position {
  metric: string;
  variant: string;
  series: Position[] | null;
}

const keyOf = (kind: string, id: string) => `${kind}\0${id}`;
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The metric records of one region of one account, kept as lines of JSON: 60,000 records of a full region as objects would
 * fill the heap of a small task. Iterating gives them in snapshot order, parsed one at a time.
 */
export class MetricStore implements Iterable<MetricRecord> {
  readonly #entries = new Map<string, Entry[]>();
  #size = 0;
  #percentilesUnsupported = false;

  constructor(private readonly spool: Spool = new MemorySpool()) {}

  /** Number of records. */
  get size(): number {
    return this.#size;
  }

  /** True where the endpoint could not do percentiles for some record. */
  get percentilesUnsupported(): boolean {
    return this.#percentilesUnsupported;
  }

  /** Adds a record; one of the same resource, metric and variant is replaced. */
  put(record: MetricRecord): void {
    const { resourceKind, id, metric, variant } = record;
    this.#percentilesUnsupported ||= record.percentilesUnsupported;
    const { offset, length } = this.spool.append(recordLine(record));
    const key = keyOf(resourceKind, id);
    // Not spread from the position: V8 gives each copy a hidden class of its own, which weighs more than the entry.
    const entry = { offset, length, metric, variant, series: null };
    const entries = this.#entries.get(key);
    if (entries === undefined) this.#entries.set(key, [entry]);
    const before = entries?.findIndex((other) => other.metric === metric && other.variant === variant) ?? -1;
    if (before === -1) {
      this.#size += 1;
      entries?.push(entry);
    } else {
      entries?.splice(before, 1, entry);
    }
  }

  /** Adds a series of the second pass to a record that is there. */
  addSeries({ kind, id }: Pick<Resource, 'kind' | 'id'>, metric: MetricId, variant: string, series: PackedSeries): void {
    const entry = this.#entries.get(keyOf(kind, id))?.find((other) => other.metric === metric && other.variant === variant);
    if (entry === undefined) throw new Error(`no record of ${metric} of ${id} to add a series to`);
    entry.series ??= [];
    entry.series.push(this.spool.append(seriesLine(series)));
  }

  get({ kind, id }: Pick<Resource, 'kind' | 'id'>, metric: string, variant = ''): MetricRecord | undefined {
    const entry = this.#entries.get(keyOf(kind, id))?.find((other) => other.metric === metric && other.variant === variant);
    return entry === undefined ? undefined : this.#read(entry);
  }

  /** The records of one metric of a resource, one for each variant: what `viewsFor` looks up. */
  readonly lookup = ({ kind, id }: Pick<Resource, 'kind' | 'id'>, metric: string): readonly MetricRecord[] => {
    const entries = this.#entries.get(keyOf(kind, id)) ?? [];
    return entries.filter((entry) => entry.metric === metric).map((entry) => this.#read(entry));
  };

  /** All records of a resource. */
  readonly recordsOf = ({ kind, id }: Pick<Resource, 'kind' | 'id'>): readonly MetricRecord[] =>
    (this.#entries.get(keyOf(kind, id)) ?? []).map((entry) => this.#read(entry));

  /** Lets the records go. */
  close(): void {
    this.#entries.clear();
    this.spool.close();
  }

  *[Symbol.iterator](): Generator<MetricRecord> {
    for (const entry of this.#sorted()) yield this.#read(entry);
  }

  /** The records as canonical JSON lines, in snapshot order. */
  *lines(): Generator<string> {
    for (const entry of this.#sorted()) yield entry.series === null ? this.spool.read(entry) : recordLine(this.#read(entry));
  }

  *#sorted(): Generator<Entry> {
    for (const key of [...this.#entries.keys()].sort(byText)) {
      const entries = this.#entries.get(key) ?? [];
      yield* [...entries].sort((a, b) => byText(a.metric, b.metric) || byText(a.variant, b.variant));
    }
  }

  #read(entry: Entry): MetricRecord {
    const record: unknown = JSON.parse(this.spool.read(entry));
    if (!isMetricRecord(record)) throw new Error(`the spool gave back something else than ${entry.metric}`);
    if (entry.series === null) return record;
    const added = entry.series.map((position) => packedSeriesSchema.parse(JSON.parse(this.spool.read(position))));
    const series = [...record.series, ...added].sort((a, b) => byText(a.statistic, b.statistic) || a.periodSeconds - b.periodSeconds);
    return { ...record, series };
  }
}
