import { join } from 'node:path';
import type { SnapshotHeader } from '../../src/model/snapshot.js';
import { block, header, write } from './sample.js';

export const REGIONS = ['ap-south-1', 'eu-west-1', 'sa-east-1', 'us-east-1', 'us-west-2'];

export const shard = (index: number, count: number, overrides: Partial<SnapshotHeader> = {}): SnapshotHeader =>
  header({
    shard: { index, count },
    collectedAt: `2026-11-16T0${index}:00:00Z`,
    run: {
      apiCalls: index,
      callsByOperation: { 'ec2:DescribeInstances': index },
      metricsRequested: index * 10,
      estimatedCostUsd: index * 0.1,
      wallSeconds: index,
    },
    ...overrides,
  });

/** The shards of a run over these regions, written to a folder. */
export async function shards(where: string, count = 4): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, at) =>
      write(
        join(where, `shard-${at + 1}.gz`),
        REGIONS.filter((_region, index) => index % count === at).map((region) => block(region, 5)),
        shard(at + 1, count),
      ),
    ),
  );
}
