import type { Position, Spool } from '../metrics/record-store.js';
import { canonicalJson } from '../model/canonical-json.js';
import { type CollectedResource, collectedResourceSchema } from '../model/resource/index.js';
import type { RecordLines } from './write.js';

const KINDS: ReadonlySet<unknown> = new Set(collectedResourceSchema.options.map(({ shape }) => shape.kind.value));

/** What was put into the spool comes out of it: to tell that it is a record at all is enough. */
function isRecord(value: unknown): value is CollectedResource {
  return typeof value === 'object' && value !== null && 'kind' in value && KINDS.has(value.kind);
}

/**
 * The resources of one region, kept as lines of JSON while its metrics are read: as objects they take several times as much, and
 * hold the texts of the answers that their names are parts of. A resource that comes twice is kept as it came first.
 */
export class ResourceStore implements RecordLines {
  readonly #positions = new Map<string, Position>();

  constructor(private readonly spool: Spool) {}

  get size(): number {
    return this.#positions.size;
  }

  add(record: CollectedResource): void {
    const key = `${record.kind}\0${record.id}`;
    if (!this.#positions.has(key)) this.#positions.set(key, this.spool.append(canonicalJson(record)));
  }

  /** All of them as objects, which the caller should soon let go. */
  all(): CollectedResource[] {
    return Array.from(this.#positions.values(), (position) => {
      const record: unknown = JSON.parse(this.spool.read(position));
      if (!isRecord(record)) throw new Error('the spool gave back something else than a resource');
      return record;
    });
  }

  /** Canonical JSON in snapshot order. */
  *lines(): Generator<string> {
    const sorted = [...this.#positions].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, position] of sorted) yield this.spool.read(position);
  }

  /** Lets the resources go; the spool is its owner's to close. */
  clear(): void {
    this.#positions.clear();
  }
}
