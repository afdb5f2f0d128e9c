import type { CoverageEntry } from './coverage.js';
import type { MetricRecord } from './metric.js';
import type { CollectedResource } from './resource/index.js';

/** All records of one region of one account: the unit that is collected, measured and judged together. */
export interface RegionBlock {
  accountId: string;
  region: string;
  resources: readonly CollectedResource[];
  metrics: readonly MetricRecord[];
  coverage: readonly CoverageEntry[];
}
