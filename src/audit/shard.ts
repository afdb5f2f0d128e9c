import { createHash } from 'node:crypto';

export interface Shard {
  /** From 1 to `count`. */
  index: number;
  count: number;
}

/**
 * Whether an account's region belongs to a shard. A hash of both names decides, so that neither the order of a list nor what else
 * is in it moves a region from one shard to another.
 */
export function inShard(accountId: string, region: string, shard: Shard | null): boolean {
  if (shard === null) return true;
  const digest = createHash('sha256').update(`${accountId}/${region}`).digest();
  return digest.readUInt32BE(0) % shard.count === shard.index - 1;
}
