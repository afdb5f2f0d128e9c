import { hash } from 'node:crypto';
import type { ResourceRef } from '../model/resource/index.js';

/**
 * Stable id of a finding: the first 16 hex digits of SHA-256 over policy, account, region, type and resource id. The parts
 * are joined as JSON, so that no two different lists of parts read the same.
 */
export function findingId(
  policyId: string,
  { accountId, region, type, id }: Pick<ResourceRef, 'accountId' | 'region' | 'type' | 'id'>,
): string {
  return hash('sha256', JSON.stringify([policyId, accountId, region, type, id]), 'hex').slice(0, 16);
}
