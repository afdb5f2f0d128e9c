import type { MetricAccount } from '../metrics/cost.js';
import type { CostBounds } from '../metrics/cost-bounds.js';
import type { EndpointMemory } from '../metrics/endpoint-memory.js';
import type { RunWidths } from '../metrics/fetch-options.js';
import type { NeedUnion, SeriesUnion } from '../metrics/needs.js';
import type { Spool } from '../metrics/record-store.js';
import type { Extra } from '../model/permission-set.js';
import type { LoadedPolicy } from '../model/policy.js';
import type { OnProgress } from '../model/progress.js';
import type { JudgeSettings } from '../policy/settings.js';
import type { TakenOver } from '../snapshot/earlier-run.js';
import type { RegionRecords } from '../snapshot/write.js';

/** What is the same for every account of a run. */
export interface RunContext {
  policies: readonly LoadedPolicy[];
  settings: JudgeSettings;
  union: NeedUnion;
  series: SeriesUnion;
  costBounds: CostBounds;
  /** Counts metrics and their cost over the whole run. */
  spent: MetricAccount;
  endpoints: EndpointMemory;
  widths: RunWidths;
  endpoint: string | null;
  maxMetricCostUsd: number;
  /** Inventory and plan only. */
  planOnly: boolean;
  /** `--with`: what is asked for beside the audit. */
  extras: readonly Extra[];
  signal: AbortSignal;
  onProgress: OnProgress;
  /** Takes a finished region; regions come in any order. */
  onRegion(records: RegionRecords): Promise<void>;
  /** Where a region's metrics wait until it is written; in memory where null. */
  spool: (() => Spool) | null;
  /** Milliseconds for the metrics of a region; see `MetricPipelineSettings`. */
  metricDeadlineMs?: number | null | undefined;
  /** What an interrupted run had: regions that are not asked again, and metrics of others; null without one. */
  earlier: TakenOver | null;
}
