import { tmpdir } from 'node:os';
import type { Spool } from '../metrics/record-store.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { CollectedResource } from '../model/resource/index.js';
import type { SnapshotHeader } from '../model/snapshot.js';
import { FileSpool } from './file-spool.js';
import { HeldMetrics } from './held-metrics.js';
import { type KeyedRecord, openRecords } from './records.js';

/** Metric records of a region that wait in memory; what is more goes to a file. A region of 20,000 resources stays under it. */
const HELD_BYTES = 128 * 1024 * 1024;

/** A region as a snapshot gives it. Its metrics can be read until the next region is asked for. */
export interface SnapshotRegion extends MeasuredBlock {
  metrics: HeldMetrics;
}

export interface Snapshot {
  /** The file that was read. */
  path: string;
  header: SnapshotHeader;
  /** The regions in order, one in memory at a time; to be read once. */
  regions: AsyncIterable<SnapshotRegion>;
}

interface OpenBlock extends SnapshotRegion {
  resources: CollectedResource[];
  coverage: CoverageEntry[];
}

/**
 * Opens a snapshot (a file, or the folder it lies in). Throws a UserError when it is missing, no snapshot, or of a later
 * format; `regions` throws one when the file turns out to be damaged or cut short.
 * @param newSpool Makes the place where a region's metric records wait.
 */
export async function readSnapshot(path: string, newSpool: () => Spool = () => new FileSpool(tmpdir(), HELD_BYTES)): Promise<Snapshot> {
  const { path: file, header, batches } = await openRecords(path, { heads: true });
  return { path: file, header, regions: regionsOf(file, batches, newSpool) };
}

async function* regionsOf(
  path: string,
  batches: AsyncIterable<readonly KeyedRecord[]>,
  newSpool: () => Spool,
): AsyncGenerator<SnapshotRegion> {
  let block: OpenBlock | null = null;
  try {
    for await (const batch of batches) {
      for (const keyed of batch) {
        const { record } = keyed;
        const { accountId, region } = record;
        if (block === null || block.region !== region || block.accountId !== accountId) {
          if (block !== null) yield block;
          block?.metrics.close();
          block = { accountId, region, resources: [], metrics: new HeldMetrics(path, newSpool()), coverage: [] };
        }
        if (record.kind === 'metric') {
          block.metrics.add(record, keyed);
        } else if (record.kind === 'coverage') {
          const { kind: _, ...entry } = record;
          block.coverage.push(entry);
        } else {
          block.resources.push(record);
        }
      }
    }
    if (block !== null) yield block;
  } finally {
    block?.metrics.close();
  }
}
