import type { CoverageEntry } from './coverage.js';
import type { MetricRecord } from './metric.js';
import type { CollectedResource, Resource } from './resource/index.js';

/** All records of one region of one account: the unit that is collected, measured and judged together. */
export interface RegionBlock {
  accountId: string;
  region: string;
  resources: readonly CollectedResource[];
  metrics: readonly MetricRecord[];
  coverage: readonly CoverageEntry[];
}

/** Metric records of a region that are read when a resource is looked at: not all of them are in memory. */
export interface MetricSource {
  recordsOf(resource: Pick<Resource, 'kind' | 'id'>): readonly MetricRecord[];
  /** True where the endpoint could not do percentiles for some record. */
  readonly percentilesUnsupported: boolean;
}

/** A region to be judged: its metric records are in memory, or can be looked up. */
export type MeasuredBlock = Omit<RegionBlock, 'metrics'> & { readonly metrics: readonly MetricRecord[] | MetricSource };
