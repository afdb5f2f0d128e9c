import { join } from 'node:path';
import type { SnapshotHeader } from '../model/snapshot.js';
import { SNAPSHOT_FILE } from '../snapshot/lines.js';
import { mergeSnapshots } from '../snapshot/merge.js';

export interface MergeResult {
  /** The file that was written. */
  snapshot: string;
  /** `merged.missing` names shards that were not among the inputs. */
  header: SnapshotHeader;
}

/**
 * Joins snapshots of one run into `snapshot.json.gz` of the output folder; see `mergeSnapshots`. Throws a UserError for inputs that cannot be
 * read, are of different runs, or differ in a record, and where the output cannot be written.
 */
export async function mergeFiles(snapshots: readonly string[], output: string): Promise<MergeResult> {
  const snapshot = join(output, SNAPSHOT_FILE);
  return { snapshot, header: await mergeSnapshots(snapshots, snapshot) };
}
