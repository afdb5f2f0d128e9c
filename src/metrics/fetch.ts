import pLimit, { type LimitFunction } from 'p-limit';
import type { MetricRecord } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import type { CollectedResource } from '../model/resource/index.js';
import { epochSeconds } from '../model/time.js';
import { MetricAccount } from './cost.js';
import type { CostBounds } from './cost-bounds.js';
import { EndpointMemory } from './endpoint-memory.js';
import { JobFetcher } from './fetch-jobs.js';
import {
  DEFAULT_PIPELINE_SETTINGS,
  type MetricPipeline,
  type MetricPipelineOptions,
  type MetricPipelineSettings,
  type RunWidths,
  runWidths,
} from './fetch-options.js';
import { fetchSecondPass, secondPassJobs, type WantedSeries } from './fetch-series.js';
import { FirstPassJobs } from './first-pass.js';
import type { MetricJob } from './jobs.js';
import { MetricCoverage } from './measured.js';
import type { SeriesUnion } from './needs.js';
import type { RequestPacker } from './packing.js';
import { addPlans, firstPassPacker, type PassPlan, planOf, secondPassBound } from './plan.js';
import { MetricStore } from './record-store.js';
import { answersAll, type JobResult, recordOf, recordWithout } from './summarise.js';

export function createMetricPipeline(options: MetricPipelineOptions): MetricPipeline {
  return new Pipeline(options);
}

class Pipeline implements MetricPipeline {
  readonly store: MetricStore;
  readonly #settings: MetricPipelineSettings;
  readonly #firstPass: FirstPassJobs;
  readonly #packer: RequestPacker<MetricJob>;
  readonly #fetcher: JobFetcher;
  readonly #limit: LimitFunction;
  readonly #widths: RunWidths;
  readonly #coverage = new MetricCoverage();
  readonly #sent: Promise<void>[] = [];
  /** Jobs that have no record yet. */
  readonly #outstanding = new Set<MetricJob>();
  /** Of the requests that left or are about to. */
  readonly #sentPlans: PassPlan[] = [];
  /** Series that are asked for, by metric. */
  readonly #asked = new Map<MetricId, number>();
  #released: Promise<void> | undefined;
  #planned = 0;
  #answered = 0;
  #failed: { error: unknown } | null = null;
  /** Entries of the first pass have been given. */
  #covered = false;
  /** The second pass while it is under way. */
  #series: { coverage: MetricCoverage; open: Set<MetricJob> } | null = null;
  #deadline: AbortSignal | null = null;

  constructor(private readonly options: MetricPipelineOptions) {
    const { api, region, union, scalarWindow, account = new MetricAccount(), endpoints = new EndpointMemory(), endpoint = null } = options;
    this.#settings = { ...DEFAULT_PIPELINE_SETTINGS, ...options.settings };
    this.store = new MetricStore(options.spool);
    this.#packer = firstPassPacker(scalarWindow);
    const { askAgain, concurrency, deadlineMs } = this.#settings;
    const deadline = () => this.#untilDeadline(deadlineMs);
    this.#fetcher = new JobFetcher({ api, region, account, ...endpoints.of(endpoint, region), askAgain, deadline });
    this.#limit = pLimit(concurrency);
    this.#widths = options.widths ?? runWidths();
    this.#firstPass = new FirstPassJobs({
      api,
      region,
      union,
      scalarWindow,
      onCoverage: options.onCoverage,
      onJob: (job) => this.#enqueue(job),
      onRecord: (record) => this.#record(record),
      onUnlisted: (record) => this.store.put(record),
    });
  }

  add(resource: CollectedResource): void {
    this.#firstPass.add(resource);
  }

  atMostUsd(bounds: CostBounds): number {
    return this.#firstPass.atMostUsd(bounds);
  }

  async planned(series: SeriesUnion): Promise<{ first: PassPlan; second: PassPlan }> {
    const { window, scalarWindow } = this.options;
    await this.#firstPass.complete();
    const open = planOf(this.#packer.rest, scalarWindow);
    return { first: addPlans([...this.#sentPlans, open]), second: secondPassBound(this.#asked, series, window) };
  }

  async finish(): Promise<MetricStore> {
    try {
      await this.#firstPass.complete();
      for (const batch of this.#packer.flush()) this.#send(batch);
    } finally {
      // Also where the listings were cut short: what is under way may still bring answers, which must not come after `abandon`.
      await Promise.all(this.#sent);
    }
    if (this.#failed !== null) throw this.#failed.error;
    this.#cover();
    return this.store;
  }

  abandon(reason: string): MetricStore {
    const { api, region, onCoverage } = this.options;
    this.#failed ??= { error: new Error(reason) };
    const searched = this.#firstPass.abandon();
    for (const target of [...this.#outstanding, ...searched]) this.#record(recordWithout(target, 'failed', reason));
    this.#outstanding.clear();
    if (!this.#covered) this.#cover();
    if (this.#series !== null) {
      const { coverage, open } = this.#series;
      for (const job of open) coverage.add(recordWithout(job, 'failed', reason));
      for (const entry of coverage.entries(api.accountId, region, 'second')) onCoverage(entry);
      this.#series = null;
    }
    return this.store;
  }

  async secondPass(wanted: Iterable<WantedSeries>): Promise<void> {
    const { api, region, window, onCoverage } = this.options;
    const coverage = new MetricCoverage();
    const open = new Set<MetricJob>();
    this.#series = { coverage, open };
    const addressOf = this.#firstPass.addressOf.bind(this.#firstPass);
    // From here on nothing refers to the wishes, which name whole resources.
    const jobs = secondPassJobs(wanted, this.store, addressOf);
    if (jobs.length > 0) await this.#whenReleased();
    await fetchSecondPass(jobs, {
      store: this.store,
      fetcher: this.#fetcher,
      window,
      concurrency: this.#settings.seriesConcurrency,
      width: this.#widths.series,
      coverage,
      open,
    });
    this.#series = null;
    for (const entry of coverage.entries(api.accountId, region, 'second')) onCoverage(entry);
  }

  #whenReleased(): Promise<void> | undefined {
    this.#released ??= this.options.release?.();
    return this.#released;
  }

  /** Runs from the first request that asks for it. */
  #untilDeadline(milliseconds: number | null): AbortSignal | null {
    if (milliseconds !== null) this.#deadline ??= AbortSignal.timeout(milliseconds);
    return this.#deadline;
  }

  #cover(): void {
    const { api, region, onCoverage } = this.options;
    this.#covered = true;
    for (const entry of this.#coverage.entries(api.accountId, region, 'first')) onCoverage(entry);
  }

  #enqueue(job: MetricJob): void {
    if (this.#isKnown(job)) return;
    this.#planned += 1;
    this.#asked.set(job.metric, (this.#asked.get(job.metric) ?? 0) + 1);
    this.#outstanding.add(job);
    for (const batch of this.#packer.add(job)) this.#send(batch);
  }

  /** True when an earlier run has answered all that this job would ask; its record is taken over. */
  #isKnown({ resource, metric, variant, queries }: MetricJob): boolean {
    const record = this.options.known?.(resource, metric, variant);
    if (record === undefined || !answersAll(record, queries)) return false;
    this.#record(record);
    return true;
  }

  #record(record: MetricRecord): void {
    this.store.put(record);
    this.#coverage.add(record);
  }

  #send(batch: MetricJob[]): void {
    const { scalarWindow } = this.options;
    this.#sentPlans.push(planOf([batch], scalarWindow));
    const span = { start: epochSeconds(scalarWindow.start), end: epochSeconds(scalarWindow.end) };
    const sending = this.#limit(async () => {
      await this.#whenReleased();
      if (this.#failed !== null) return;
      const keep = (result: JobResult): void => {
        this.#outstanding.delete(result.job);
        this.#record(recordOf(result));
      };
      for (const result of await this.#widths.first(() => this.#fetcher.fetch(batch, span, keep))) keep(result);
      this.#answered += batch.length;
      this.options.onProgress?.({ planned: this.#planned, answered: this.#answered });
    });
    this.#sent.push(
      sending.catch((error: unknown) => {
        this.#failed ??= { error };
      }),
    );
  }
}

export type { MetricPipeline, MetricPipelineOptions } from './fetch-options.js';
export { wantedSeries } from './fetch-series.js';
