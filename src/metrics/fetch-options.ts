import pLimit, { type LimitFunction } from 'p-limit';
import type { AwsApi } from '../aws/api.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { MetricRecord } from '../model/metric.js';
import type { CollectedResource, Resource } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import type { MetricAccount } from './cost.js';
import type { CostBounds } from './cost-bounds.js';
import type { EndpointMemory } from './endpoint-memory.js';
import type { WantedSeries } from './fetch-series.js';
import type { NeedUnion, SeriesUnion } from './needs.js';
import type { PassPlan } from './plan.js';
import type { MetricStore, Spool } from './record-store.js';

export interface MetricPipelineSettings {
  /** First-pass requests under way at once. */
  concurrency: number;
  /** Second-pass requests under way at once; each answer is up to 100,800 points. */
  seriesConcurrency: number;
  /**
   * How often results that are incomplete in an answered request are asked for again, with back-off; those that are missing from
   * it, once.
   */
  askAgain: number;
  /**
   * Milliseconds from the release for all metrics of the region, null for no end; what is open then is a timeout. AWS answers
   * the largest account in minutes: it ends endpoints that answer so slowly that a region would take days.
   */
  deadlineMs: number | null;
}

export const DEFAULT_PIPELINE_SETTINGS: MetricPipelineSettings = {
  concurrency: 8,
  seriesConcurrency: 3,
  askAgain: 3,
  deadlineMs: 3_600_000,
};

/** Answers under way at once over all regions and accounts of a run: what is in memory of them must not grow with the fleet. */
export interface RunWidths {
  first: LimitFunction;
  series: LimitFunction;
}

/** One core reads some fifty first-pass answers a second, or fifteen full pages of series: more under way would only wait for it. */
export const runWidths = (): RunWidths => ({ first: pLimit(16), series: pLimit(4) });

export interface MetricPipelineOptions {
  api: AwsApi;
  region: string;
  /** What the policies ask of each metric: `uniteNeeds(policies)`. */
  union: NeedUnion;
  window: Window;
  scalarWindow: Window;
  onCoverage(entry: CoverageEntry): void;
  settings?: Partial<MetricPipelineSettings>;
  /** Counts metrics and cost; share one over the regions of a run. */
  account?: MetricAccount;
  /** Remembers what endpoints can do (percentiles, full requests); share one over a run. */
  endpoints?: EndpointMemory;
  /** `--endpoint-url`, the key of that memory; null for AWS's own. */
  endpoint?: string | null;
  /** Share one over a run. */
  widths?: RunWidths;
  /** Where records are kept; in memory by default. */
  spool?: Spool;
  /**
   * Nothing billed is sent before this resolves, so that a cost cap can be held against `planned()` or `atMostUsd()` first. Called with
   * the first request, if there is any.
   */
  release?: () => Promise<void>;
  /** Records of an interrupted run: what they answer is not asked again. */
  known?: (resource: Pick<Resource, 'kind' | 'id'>, metric: string, variant: string) => MetricRecord | undefined;
  onProgress?(progress: { planned: number; answered: number }): void;
}

/** Measures one region of one account while its resources are still being listed. */
export interface MetricPipeline {
  /**
   * Takes a resource; requests leave as soon as they are full. Clusters tell which services have Container Insights. A
   * function may come again, with targets that were not known before: only those are asked for then.
   */
  add(resource: CollectedResource): void;
  /** What the passes make and cost, after the last `add`: the first exactly, the second at most. */
  planned(series: SeriesUnion): Promise<{ first: PassPlan; second: PassPlan }>;
  /** What all that was added so far costs at most, both passes together, in US dollars. */
  atMostUsd(bounds: CostBounds): number;
  /** Sends what is left and waits for all answers. Throws when the run was cancelled; `store` then holds what came. */
  finish(): Promise<MetricStore>;
  /** Fine series, added to the records in `store`. Only metrics with datapoints are asked for. */
  secondPass(wanted: Iterable<WantedSeries>): Promise<void>;
  /** For a run that was cancelled, in either pass: what never came is recorded as failed for this reason, and covered. */
  abandon(reason: string): MetricStore;
  readonly store: MetricStore;
}
