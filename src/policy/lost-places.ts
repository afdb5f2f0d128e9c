import type { CoverageEntry } from '../model/coverage.js';
import type { SnapshotHeader } from '../model/snapshot.js';

/** Stands for all regions of an account, where none is known. */
const EVERY_REGION = 'all';

/** What the parts of a run that never arrived would have covered: gaps like any other. */
export function lostCoverage({ merged }: SnapshotHeader): CoverageEntry[] {
  return (merged?.lost ?? []).map(({ accountId, region }) => ({
    accountId,
    region: region ?? EVERY_REGION,
    service: 'sts',
    step: 'AssumeRole',
    status: 'failed',
    detail: 'the part of the run that this belongs to never arrived',
    resources: null,
    optional: false,
  }));
}
