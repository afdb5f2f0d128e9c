import type { Position, Spool } from '../metrics/record-store.js';
import type { MetricRecord } from '../model/metric.js';
import { isMetricRecord } from '../model/metric-guard.js';
import { type KeyedRecord, metricOf } from './records.js';

const keyOf = (kind: string, id: string): string => `${kind} ${id}`;

/** Between the lines of a resource: a list of JSON, which can be parsed in one go, and taken apart again. */
const BETWEEN = ',\n';

interface Place extends Position {
  /** Of the first line in the snapshot. */
  lineNumber: number;
}

function parsed(text: string): MetricRecord[] | null {
  try {
    const records: unknown = JSON.parse(text);
    return Array.isArray(records) && records.every(isMetricRecord) ? records : null;
  } catch {
    return null;
  }
}

/**
 * The metric records of one region as the lines they came in, by resource, parsed when a resource is looked at: as objects they would take
 * several times the room, and a region of 12,000 resources has 77,000 of them. Iterating gives them in the order of the file. What
 * reads records throws a UserError where a line turns out to be none.
 */
export class HeldMetrics implements Iterable<MetricRecord> {
  readonly #places = new Map<string, Place>();
  #percentilesUnsupported = false;
  #open: { key: string; lines: string[]; lineNumber: number } | null = null;

  /** `path`: of the snapshot, to say where a line is damaged. */
  constructor(
    private readonly path: string,
    private readonly spool: Spool,
  ) {}

  /** True where the endpoint could not do percentiles for some record. */
  get percentilesUnsupported(): boolean {
    return this.#percentilesUnsupported;
  }

  /** Adds a record, of which the head is enough, with its line. Those of one resource must follow each other, as they do in a snapshot. */
  add({ resourceKind, id, percentilesUnsupported }: MetricRecord, { line, lineNumber }: Pick<KeyedRecord, 'line' | 'lineNumber'>): void {
    this.#percentilesUnsupported ||= percentilesUnsupported;
    const key = keyOf(resourceKind, id);
    if (this.#open?.key === key) {
      this.#open.lines.push(line);
      return;
    }
    this.#store();
    this.#open = { key, lines: [line], lineNumber };
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
    const { key, lines, lineNumber } = this.#open;
    const { offset, length } = this.spool.append(`[${lines.join(BETWEEN)}]`);
    this.#places.set(key, { offset, length, lineNumber });
    this.#open = null;
  }

  #read(place: Place): MetricRecord[] {
    const text = this.spool.read(place);
    return (
      parsed(text) ??
      text
        .slice(1, -1)
        .split(BETWEEN)
        .map((line, index) => metricOf(this.path, place.lineNumber + index, line))
    );
  }
}
