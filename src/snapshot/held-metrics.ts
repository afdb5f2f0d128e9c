import type { Position, Spool } from '../metrics/record-store.js';
import type { MetricRecord } from '../model/metric.js';
import { isMetricRecord } from '../model/metric-guard.js';

const keyOf = (kind: string, id: string): string => `${kind} ${id}`;

/**
 * The metric records of one region as the lines they came in, by resource, parsed when a resource is looked at: as objects they would take
 * several times the room, and a region of 12,000 resources has 77,000 of them. Iterating gives them in the order of the file.
 */
export class HeldMetrics implements Iterable<MetricRecord> {
  readonly #places = new Map<string, Position>();
  #percentilesUnsupported = false;
  #open: { key: string; lines: string[] } | null = null;

  constructor(private readonly spool: Spool) {}

  /** True where the endpoint could not do percentiles for some record. */
  get percentilesUnsupported(): boolean {
    return this.#percentilesUnsupported;
  }

  /** Adds a record with its line. Those of one resource must follow each other, as they do in a snapshot. */
  add({ resourceKind, id, percentilesUnsupported }: MetricRecord, line: string): void {
    this.#percentilesUnsupported ||= percentilesUnsupported;
    const key = keyOf(resourceKind, id);
    if (this.#open?.key === key) {
      this.#open.lines.push(line);
      return;
    }
    this.#store();
    this.#open = { key, lines: [line] };
  }

  /** All records of a resource; none where there are none of it. */
  recordsOf({ kind, id }: { kind: string; id: string }): readonly MetricRecord[] {
    this.#store();
    const place = this.#places.get(keyOf(kind, id));
    return place === undefined ? [] : this.#read(place);
  }

  *[Symbol.iterator](): Generator<MetricRecord> {
    this.#store();
    for (const place of this.#places.values()) yield* this.#read(place);
  }

  /** Lets the records go. */
  close(): void {
    this.#places.clear();
    this.spool.close();
  }

  #store(): void {
    if (this.#open === null) return;
    this.#places.set(this.#open.key, this.spool.append(`[${this.#open.lines.join(',')}]`));
    this.#open = null;
  }

  #read(place: Position): MetricRecord[] {
    const records: unknown = JSON.parse(this.spool.read(place));
    if (!Array.isArray(records) || !records.every(isMetricRecord))
      throw new Error('the spool gave back something else than metric records');
    return records;
  }
}
