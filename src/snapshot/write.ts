import { canonicalJson } from '../model/canonical-json.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { MetricRecord } from '../model/metric.js';
import type { CollectedResource } from '../model/resource/index.js';
import type { SnapshotEnd, SnapshotHeader } from '../model/snapshot.js';
import { cannotWriteAnyMore } from '../output/reasons.js';
import { Workbench } from '../output/workbench.js';
import { FileSpool } from './file-spool.js';
import { keyOf, regionKeyOf } from './keys.js';
import { MemberFile } from './member-file.js';

/** Records that are kept as canonical lines in snapshot order. */
export interface RecordLines {
  lines(): Iterable<string>;
}

/** What one region brings. Records are sorted here unless they come as `RecordLines`. */
export interface RegionRecords {
  accountId: string;
  region: string;
  resources: Iterable<CollectedResource> | RecordLines;
  metrics: Iterable<MetricRecord> | RecordLines;
  coverage: Iterable<CoverageEntry>;
}

interface Part {
  name: string;
  resources: number;
  metrics: number;
}

/**
 * Writes a snapshot while it is collected. Regions may come in any order and at the same time; each goes to disk at once.
 * The header is known last and stands first, so the file is put together at the end, and takes its name when it is whole.
 */
export class SnapshotWriter {
  readonly #parts = new Map<string, Part>();
  /** Lines by key, by region. */
  readonly #coverage = new Map<string, Map<string, string>>();

  private constructor(private readonly bench: Workbench) {}

  /** Opens a snapshot for writing. Throws a UserError when the folder cannot be written to. */
  static async create(path: string): Promise<SnapshotWriter> {
    return new SnapshotWriter(await Workbench.beside(path));
  }

  /**
   * Writes a region's records. A resource that comes twice is written once. Throws an OutputError when the output cannot
   * be written any more, and an Error for a region that was added before.
   */
  async addRegion(block: RegionRecords): Promise<void> {
    const key = regionKeyOf(block.accountId, block.region);
    if (this.#parts.has(key)) throw new Error(`region ${block.region} of ${block.accountId} was added before`);
    const part = { name: `part-${this.#parts.size}`, resources: 0, metrics: 0 };
    this.#parts.set(key, part);
    this.addCoverage(block.coverage);
    await this.#guarded(async () => {
      const file = await MemberFile.create(this.bench.path(part.name));
      try {
        for (const line of linesOf(block.resources)) {
          part.resources += 1;
          const full = file.line(line);
          if (full !== null) await full;
        }
        for (const line of linesOf(block.metrics)) {
          part.metrics += 1;
          const full = file.line(line);
          if (full !== null) await full;
        }
      } finally {
        await file.close();
      }
    });
  }

  /** A spool beside the snapshot, for records that wait to be written. It goes with the snapshot's own temporary files. */
  spool(): FileSpool {
    return new FileSpool(this.bench.folder, undefined, this.bench.output);
  }

  /** Adds coverage that belongs to no region's block, such as that of the identity; at any time. */
  addCoverage(entries: Iterable<CoverageEntry>): void {
    for (const entry of entries) {
      const key = regionKeyOf(entry.accountId, entry.region);
      const record = { kind: 'coverage' as const, ...entry };
      const lines = this.#coverage.get(key) ?? new Map<string, string>();
      this.#coverage.set(key, lines.set(keyOf(record), canonicalJson(record)));
    }
  }

  /** Puts the file together under its name. Throws an OutputError when the output cannot be written any more. */
  async finish(header: SnapshotHeader): Promise<void> {
    const end: SnapshotEnd = { kind: 'end', resources: 0, metrics: 0, coverage: 0 };
    await this.#guarded(async () => {
      const file = await MemberFile.create(this.bench.path('whole'));
      try {
        await file.line(canonicalJson(header));
        await file.section();
        for (const key of [...new Set([...this.#parts.keys(), ...this.#coverage.keys()])].sort()) {
          const part = this.#parts.get(key);
          if (part !== undefined) await file.append(this.bench.path(part.name));
          const coverage = [...(this.#coverage.get(key) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
          for (const [, line] of coverage) await file.line(line);
          await file.section();
          end.resources += part?.resources ?? 0;
          end.metrics += part?.metrics ?? 0;
          end.coverage += coverage.length;
        }
        await file.line(canonicalJson(end));
      } finally {
        await file.close();
      }
      await this.bench.publish('whole');
    });
  }

  /** Gives up: nothing is left behind. */
  async discard(): Promise<void> {
    await this.bench.discard();
  }

  async #guarded(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      await this.bench.discard();
      throw cannotWriteAnyMore(this.bench.output, error);
    }
  }
}

function* sortedLines(records: Iterable<CollectedResource | MetricRecord>): Generator<string> {
  const keyed = Array.from(records, (record) => ({ key: keyOf(record), record })).sort((a, b) =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
  );
  let before: string | null = null;
  for (const { key, record } of keyed) {
    if (key !== before) yield canonicalJson(record);
    before = key;
  }
}

function linesOf(records: Iterable<CollectedResource | MetricRecord> | RecordLines): Iterable<string> {
  return 'lines' in records ? records.lines() : sortedLines(records);
}
