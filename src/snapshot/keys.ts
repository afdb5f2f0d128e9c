import { canonicalJson } from '../model/canonical-json.js';
import type { SnapshotRecord } from '../model/snapshot.js';

/** Sections of a region in the order in which they stand in the file. */
const SECTION = { resource: '0', metric: '1', coverage: '2' } as const;

/**
 * The sort key of a record: account, region, section, then kind and id, for a metric its name and variant too. Coverage
 * entries have no identity beyond what they say, so all of it is the key. Parts are joined by a character that sorts
 * before all others, so that comparing keys compares the parts one by one.
 */
export function keyOf(record: SnapshotRecord): string {
  const { accountId, region } = record;
  if (record.kind === 'metric') {
    const { resourceKind, id, metric, variant } = record;
    return `${accountId}\0${region}\0${SECTION.metric}\0${resourceKind}\0${id}\0${metric}\0${variant}`;
  }
  if (record.kind === 'coverage')
    return `${accountId}\0${region}\0${SECTION.coverage}\0${record.service}\0${record.step}\0${canonicalJson(record)}`;
  return `${accountId}\0${region}\0${SECTION.resource}\0${record.kind}\0${record.id}`;
}

/** The key that all records of a region start with. */
export const regionKeyOf = (accountId: string, region: string): string => `${accountId}\0${region}\0`;

/** A record in words, for messages. */
export function nameOf(record: SnapshotRecord): string {
  const place = `${record.accountId} ${record.region}`;
  if (record.kind === 'metric') return `${record.metric} of ${record.resourceKind} ${record.id} (${place})`;
  if (record.kind === 'coverage') return `coverage of ${record.service} ${record.step} (${place})`;
  return `${record.kind} ${record.id} (${place})`;
}
