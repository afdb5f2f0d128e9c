import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { CoverageEntry } from '../../src/model/coverage.js';
import type { MetricRecord } from '../../src/model/metric.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import type { SnapshotHeader } from '../../src/model/snapshot.js';
import { windowEndingAt } from '../../src/model/time.js';
import { readSnapshot } from '../../src/snapshot/read.js';
import { SnapshotWriter } from '../../src/snapshot/write.js';
import { END, instance, lambdaFunction } from '../support/resources.js';

/** An empty folder that goes after the test. */
export async function folder(): Promise<string> {
  const created = await mkdtemp(join(tmpdir(), 'snapshot-test-'));
  onTestFinished(() => rm(created, { recursive: true, force: true }));
  return created;
}

export function header(overrides: Partial<SnapshotHeader> = {}): SnapshotHeader {
  return {
    kind: 'header',
    schemaVersion: 1,
    tool: { name: 'fleet-auditor', version: '0.1.0' },
    window: windowEndingAt(END, 14),
    scalarWindow: windowEndingAt(END, 32),
    accounts: [{ accountId: '111122223333', partition: 'aws', name: null, environment: null }],
    regions: { '111122223333': ['us-east-1'] },
    shard: null,
    merged: null,
    identity: 'one-run',
    interrupted: false,
    collectedAt: END,
    run: {
      apiCalls: 10,
      callsByOperation: { 'ec2:DescribeInstances': 10 },
      metricsRequested: 100,
      estimatedCostUsd: 0.001,
      wallSeconds: 2,
    },
    ...overrides,
  };
}

export function metric(overrides: Partial<MetricRecord> = {}): MetricRecord {
  return {
    kind: 'metric',
    accountId: '111122223333',
    region: 'us-east-1',
    resourceKind: 'ec2-instance',
    id: 'i-1',
    metric: 'ec2.cpu',
    variant: '',
    status: 'ok',
    detail: null,
    statistics: { Maximum: { periodSeconds: 86_400, start: 1_762_000_000, values: [1, null, 2.5] } },
    percentilesUnsupported: false,
    series: [{ statistic: 'Maximum', periodSeconds: 300, start: 1_762_000_000, count: 1, encoding: 'centi', data: 'AAA=' }],
    ...overrides,
  };
}

export function coverage(overrides: Partial<CoverageEntry> = {}): CoverageEntry {
  return {
    accountId: '111122223333',
    region: 'us-east-1',
    service: 'ec2',
    step: 'DescribeInstances',
    status: 'ok',
    detail: null,
    resources: 2,
    optional: false,
    ...overrides,
  };
}

/** A region with `count` instances and functions, each with a metric. */
export function block(region: string, count = 3, accountId = '111122223333'): RegionBlock {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return {
    accountId,
    region,
    resources: numbers.flatMap((number) => [
      lambdaFunction({ accountId, region, id: `f-${number}`, functionName: `f-${number}` }),
      instance({ accountId, region, id: `i-${number}`, tags: { zeta: '1', alpha: 'ü\n"' } }),
    ]),
    metrics: numbers.map((number) => metric({ accountId, region, id: `i-${number}` })),
    coverage: [coverage({ accountId, region, step: 'ListFunctions', service: 'lambda' }), coverage({ accountId, region })],
  };
}

export async function write(path: string, blocks: readonly RegionBlock[], head: SnapshotHeader = header()): Promise<string> {
  const writer = await SnapshotWriter.create(path);
  for (const one of blocks) await writer.addRegion(one);
  await writer.finish(head);
  return path;
}

export async function read(path: string): Promise<{ header: SnapshotHeader; regions: RegionBlock[] }> {
  const snapshot = await readSnapshot(path);
  const regions: RegionBlock[] = [];
  for await (const region of snapshot.regions) regions.push({ ...region, metrics: [...region.metrics] });
  return { header: snapshot.header, regions };
}

export async function linesIn(path: string): Promise<string[]> {
  return gunzipSync(await readFile(path))
    .toString('utf8')
    .trimEnd()
    .split('\n');
}

export const gzipOf = (lines: readonly string[]): Buffer => gzipSync(`${lines.join('\n')}\n`);
