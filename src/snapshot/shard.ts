import { createHash } from 'node:crypto';

export interface Shard {
  /** From 1 to `count`. */
  index: number;
  count: number;
}

/**
 * The shard, from 1 to `count`, that an account's region belongs to. A hash of both names decides, so that neither the order of a list nor
 * what else is in it moves a region from one shard to another.
 */
export function shardOf(accountId: string, region: string, count: number): number {
  const digest = createHash('sha256').update(`${accountId}/${region}`).digest();
  return (digest.readUInt32BE(0) % count) + 1;
}

/** Whether an account's region belongs to a shard; without shards everything does. */
export function inShard(accountId: string, region: string, shard: Shard | null): boolean {
  return shard === null || shardOf(accountId, region, shard.count) === shard.index;
}
