import pLimit, { type LimitFunction } from 'p-limit';
import type { MetricRecord } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import { type CollectedResource, type EcsCluster, type EcsService, isResource, type Resource } from '../model/resource/index.js';
import { epochSeconds } from '../model/time.js';
import { MetricAccount } from './cost.js';
import { EndpointMemory } from './endpoint-memory.js';
import { Discoveries } from './fetch-discover.js';
import { JobFetcher } from './fetch-jobs.js';
import {
  DEFAULT_PIPELINE_SETTINGS,
  type MetricPipeline,
  type MetricPipelineOptions,
  type MetricPipelineSettings,
} from './fetch-options.js';
import { fetchSecondPass, type WantedSeries } from './fetch-series.js';
import { addressOf, type MetricJob, type SeriesAddress, targetsOf } from './jobs.js';
import { MetricCoverage } from './measured.js';
import type { SeriesUnion } from './needs.js';
import type { RequestPacker } from './packing.js';
import {
  type FirstPassPlanner,
  firstPassPacker,
  firstPassPlanner,
  needsContainerInsights,
  type PassPlan,
  planOf,
  secondPassBound,
} from './plan.js';
import { MetricStore } from './record-store.js';
import { answersAll, type JobResult, recordOf, recordWithout } from './summarise.js';

export function createMetricPipeline(options: MetricPipelineOptions): MetricPipeline {
  return new Pipeline(options);
}

class Pipeline implements MetricPipeline {
  readonly store: MetricStore;
  readonly #settings: MetricPipelineSettings;
  readonly #planner: FirstPassPlanner;
  readonly #packer: RequestPacker<MetricJob>;
  readonly #fetcher: JobFetcher;
  readonly #limit: LimitFunction;
  readonly #coverage = new MetricCoverage();
  readonly #clusters = new Map<string, EcsCluster['containerInsights']>();
  /** Services whose cluster has not come yet, while it matters. */
  #waiting: EcsService[] = [];
  readonly #discoveries: Discoveries;
  readonly #discovered = new Map<string, SeriesAddress>();
  readonly #sent: Promise<void>[] = [];
  /** Jobs that have no record yet. */
  readonly #outstanding = new Set<MetricJob>();
  /** What was planned: a resource that comes twice, or again with more targets, must not be billed twice. */
  readonly #seen = new Map<string, string[]>();
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
    this.#planner = firstPassPlanner(union, scalarWindow);
    this.#packer = firstPassPacker(scalarWindow);
    const { askAgain, concurrency, deadlineMs } = this.#settings;
    const deadline = () => this.#untilDeadline(deadlineMs);
    this.#fetcher = new JobFetcher({ api, region, account, ...endpoints.of(endpoint, region), askAgain, deadline });
    this.#limit = pLimit(concurrency);
    this.#discoveries = new Discoveries(api, region, options.onCoverage);
  }

  add(resource: CollectedResource): void {
    if (!isResource(resource)) return;
    if (resource.kind === 'ecs-cluster') {
      this.#clusters.set(resource.id, resource.containerInsights);
      const waiting = this.#waiting.filter(({ clusterName }) => clusterName === resource.id);
      this.#waiting = this.#waiting.filter(({ clusterName }) => clusterName !== resource.id);
      for (const service of waiting) this.#plan(service, resource.containerInsights);
    } else if (resource.kind === 'ecs-service' && this.#mustKnowCluster()) {
      const insights = this.#clusters.get(resource.clusterName);
      if (insights === undefined) this.#waiting.push(resource);
      else this.#plan(resource, insights);
    } else {
      this.#plan(resource, null);
    }
  }

  async planned(series: SeriesUnion): Promise<{ first: PassPlan; second: PassPlan }> {
    const { window, scalarWindow } = this.options;
    await this.#listed();
    const packer = firstPassPacker(scalarWindow);
    const jobs = [...this.#outstanding];
    const requests = jobs.flatMap((job) => packer.add(job));
    return { first: planOf([...requests, ...packer.flush()], scalarWindow), second: secondPassBound(jobs, series, window) };
  }

  async finish(): Promise<MetricStore> {
    await this.#listed();
    for (const batch of this.#packer.flush()) this.#send(batch);
    await Promise.all(this.#sent);
    if (this.#failed !== null) throw this.#failed.error;
    this.#cover();
    return this.store;
  }

  abandon(reason: string): MetricStore {
    const { api, region, onCoverage } = this.options;
    this.#failed ??= { error: new Error(reason) };
    for (const service of this.#waiting.splice(0)) this.#plan(service, null);
    for (const target of [...this.#outstanding, ...this.#discoveries.abandon()]) this.#record(recordWithout(target, 'failed', reason));
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
    await fetchSecondPass(wanted, {
      store: this.store,
      fetcher: this.#fetcher,
      window,
      concurrency: this.#settings.seriesConcurrency,
      addressOf: (resource, metric, variant) => this.#addressOf(resource, metric, variant),
      coverage,
      open,
    });
    this.#series = null;
    for (const entry of coverage.entries(api.accountId, region, 'second')) onCoverage(entry);
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

  #mustKnowCluster(): boolean {
    return [...this.options.union.keys()].some(needsContainerInsights);
  }

  #plan(resource: Resource, insights: EcsCluster['containerInsights']): void {
    const { jobs, discovered, unavailable } = this.#planner.of(resource, insights);
    for (const job of jobs) if (this.#isNew(job)) this.#enqueue(job);
    for (const { metric, detail } of unavailable) this.#record(recordWithout({ resource, metric, variant: '' }, 'no-data', detail));
    for (const metric of discovered) if (this.#isNew({ resource, metric, variant: '' })) this.#discoveries.add(resource, metric);
  }

  #isNew({ resource, metric, variant }: Pick<MetricJob, 'resource' | 'metric' | 'variant'>): boolean {
    const key = `${resource.kind}\0${resource.id}`;
    // The names themselves, shared by all resources: a key of its own for each metric would fill a tenth of the heap.
    const name = variant === '' ? metric : `${metric}\0${variant}`;
    const known = this.#seen.get(key);
    if (known === undefined) this.#seen.set(key, [name]);
    else if (known.includes(name)) return false;
    else known.push(name);
    return true;
  }

  #enqueue(job: MetricJob): void {
    if (this.#isKnown(job)) return;
    this.#planned += 1;
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

  /** Waits for the listings and plans what they found, and the services whose cluster never came. */
  async #listed(): Promise<void> {
    for (const service of this.#waiting.splice(0)) this.#plan(service, null);
    for await (const discovery of this.#discoveries.found()) {
      const { resource, metric } = discovery;
      const job = { resource, metric, variant: '' };
      if (discovery.address !== null) {
        this.#discovered.set(`${resource.id}\0${metric}`, discovery.address);
        const queries = this.#planner.queriesOf(metric);
        this.#enqueue({ ...job, ...discovery.address, queries, percentilesWithheld: this.#planner.isWithheld(metric) });
      } else if (discovery.failure !== null) {
        this.store.put(recordWithout(job, discovery.failure.status, `ListMetrics: ${discovery.failure.message}`));
      } else {
        this.store.put(recordWithout(job, 'no-data', 'nothing published it in the last two weeks'));
      }
    }
  }

  #send(batch: MetricJob[]): void {
    const { scalarWindow, release } = this.options;
    const span = { start: epochSeconds(scalarWindow.start), end: epochSeconds(scalarWindow.end) };
    const sending = this.#limit(async () => {
      await release;
      if (this.#failed !== null) return;
      const keep = (result: JobResult): void => {
        this.#outstanding.delete(result.job);
        this.#record(recordOf(result));
      };
      for (const result of await this.#fetcher.fetch(batch, span, keep)) keep(result);
      this.#answered += batch.length;
      this.options.onProgress?.({ planned: this.#planned, answered: this.#answered });
    });
    this.#sent.push(
      sending.catch((error: unknown) => {
        this.#failed ??= { error };
      }),
    );
  }

  #addressOf(resource: Resource, metric: MetricId, variant: string): SeriesAddress | null {
    const targets = targetsOf(metric, resource);
    if (targets === 'discovered') return this.#discovered.get(`${resource.id}\0${metric}`) ?? null;
    const target = targets.find((candidate) => candidate.variant === variant);
    return target === undefined ? null : addressOf(metric, target);
  }
}

export type { MetricPipeline, MetricPipelineOptions } from './fetch-options.js';
export { wantedSeries } from './fetch-series.js';
