import type { CoverageEntry } from '../model/coverage.js';
import type { MetricRecord } from '../model/metric.js';
import type { RegionBlock } from '../model/region-block.js';
import type { CollectedResource } from '../model/resource/index.js';
import type { SnapshotHeader } from '../model/snapshot.js';
import { type KeyedRecord, openRecords } from './records.js';

export interface Snapshot {
  /** The file that was read. */
  path: string;
  header: SnapshotHeader;
  /** The regions in order, one in memory at a time; to be read once. */
  regions: AsyncIterable<RegionBlock>;
}

interface OpenBlock extends RegionBlock {
  resources: CollectedResource[];
  metrics: MetricRecord[];
  coverage: CoverageEntry[];
}

/**
 * Opens a snapshot (a file, or the folder it lies in). Throws a UserError when it is missing, no snapshot, or of a later
 * format; `regions` throws one when the file turns out to be damaged or cut short.
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const { path: file, header, batches } = await openRecords(path);
  return { path: file, header, regions: regionsOf(batches) };
}

async function* regionsOf(batches: AsyncIterable<readonly KeyedRecord[]>): AsyncGenerator<RegionBlock> {
  let block: OpenBlock | null = null;
  for await (const batch of batches) {
    for (const { record } of batch) {
      const { accountId, region } = record;
      if (block === null || block.region !== region || block.accountId !== accountId) {
        if (block !== null) yield block;
        block = { accountId, region, resources: [], metrics: [], coverage: [] };
      }
      if (record.kind === 'metric') {
        block.metrics.push(record);
      } else if (record.kind === 'coverage') {
        const { kind: _, ...entry } = record;
        block.coverage.push(entry);
      } else {
        block.resources.push(record);
      }
    }
  }
  if (block !== null) yield block;
}
