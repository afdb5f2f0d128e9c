import type { AwsApi } from '../aws/api.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { MetricRecord } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import { type CollectedResource, type EcsCluster, type EcsService, isResource, type Resource } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import type { CostBounds } from './cost-bounds.js';
import { Discoveries } from './fetch-discover.js';
import { addressOf, type MetricJob, type SeriesAddress, targetsOf } from './jobs.js';
import type { NeedUnion } from './needs.js';
import { type FirstPassPlanner, firstPassPlanner, needsContainerInsights } from './plan.js';
import { recordWithout } from './summarise.js';

export interface FirstPassOptions {
  api: AwsApi;
  region: string;
  union: NeedUnion;
  scalarWindow: Window;
  onCoverage(entry: CoverageEntry): void;
  /** Takes what is to be asked for, each series once. */
  onJob(job: MetricJob): void;
  /** Takes the record of a metric that needs no asking. */
  onRecord(record: MetricRecord): void;
  /** Takes the record of a metric that its listing did not find; coverage has the listing itself. */
  onUnlisted(record: MetricRecord): void;
}

/** A metric of a resource that nothing has been asked about yet. */
export type OpenMetric = Pick<MetricJob, 'resource' | 'metric' | 'variant'>;

/**
 * Turns the resources of a region, as they come, into what the first pass asks for: most at once, a service when its cluster is known,
 * a series of unknown dimensions when its listing has ended.
 */
export class FirstPassJobs {
  readonly #planner: FirstPassPlanner;
  readonly #mustKnowCluster: boolean;
  readonly #clusters = new Map<string, EcsCluster['containerInsights']>();
  /** Services whose cluster has not come yet, by id, while it matters. */
  readonly #waiting = new Map<string, EcsService>();
  readonly #discoveries: Discoveries;
  readonly #discovered = new Map<string, SeriesAddress>();
  /** What was planned: a resource that comes twice, or again with more targets, must not be billed twice. */
  readonly #seen = new Map<string, string[]>();
  #completing: Promise<void> = Promise.resolve();
  /** Series that were given out, by metric. */
  readonly #given = new Map<MetricId, number>();

  constructor(private readonly options: FirstPassOptions) {
    const { api, region, union, scalarWindow, onCoverage } = options;
    this.#planner = firstPassPlanner(union, scalarWindow);
    this.#mustKnowCluster = [...union.keys()].some(needsContainerInsights);
    this.#discoveries = new Discoveries(api, region, onCoverage);
  }

  add(resource: CollectedResource): void {
    if (!isResource(resource)) return;
    // Only functions come again with more than they had.
    if (resource.kind !== 'lambda-function' && this.#seen.has(keyOf(resource))) return;
    if (resource.kind === 'ecs-cluster') {
      this.#clusters.set(resource.id, resource.containerInsights);
      for (const [id, service] of this.#waiting) {
        if (service.clusterName !== resource.id) continue;
        this.#waiting.delete(id);
        this.#plan(service, resource.containerInsights);
      }
    } else if (resource.kind === 'ecs-service' && this.#mustKnowCluster) {
      const insights = this.#clusters.get(resource.clusterName);
      if (insights === undefined) this.#waiting.set(resource.id, resource);
      else this.#plan(resource, insights);
    } else {
      this.#plan(resource, null);
    }
  }

  /**
   * Waits for the listings and plans what they found, and the services whose cluster never came. Who counts the plan and who sends it wait at the
   * same time: what one has taken from a listing the other must not miss.
   */
  complete(): Promise<void> {
    this.#completing = this.#completing.then(() => this.#planFound());
    return this.#completing;
  }

  async #planFound(): Promise<void> {
    this.#planWaiting();
    for await (const { resource, metric, ...found } of this.#discoveries.found()) {
      const job = { resource, metric, variant: '' };
      if (found.address !== null) {
        this.#discovered.set(`${resource.id}\0${metric}`, found.address);
        const queries = this.#planner.queriesOf(metric);
        this.#give({ ...job, ...found.address, queries, percentilesWithheld: this.#planner.isWithheld(metric) });
      } else if (found.failure !== null) {
        this.options.onUnlisted(recordWithout(job, found.failure.status, `ListMetrics: ${found.failure.message}`));
      } else {
        this.options.onUnlisted(recordWithout(job, 'no-data', 'nothing published it in the last two weeks'));
      }
    }
  }

  /** What all that has come costs at most, in US dollars. */
  atMostUsd({ ofSeries }: CostBounds): number {
    let usd = 0;
    for (const [metric, series] of this.#given) usd += series * ofSeries(metric);
    for (const metric of this.#discoveries.pending()) usd += ofSeries(metric);
    for (const service of this.#waiting.values()) for (const { metric } of this.#planner.of(service, null).jobs) usd += ofSeries(metric);
    return usd;
  }

  /** For a run that was cancelled: what is still searched for. What only waits is planned. */
  abandon(): OpenMetric[] {
    this.#planWaiting();
    return this.#discoveries.abandon();
  }

  /** Where a series of a resource lies; null where there is none. */
  addressOf(resource: Resource, metric: MetricId, variant: string): SeriesAddress | null {
    const targets = targetsOf(metric, resource);
    if (targets === 'discovered') return this.#discovered.get(`${resource.id}\0${metric}`) ?? null;
    const target = targets.find((candidate) => candidate.variant === variant);
    return target === undefined ? null : addressOf(metric, target);
  }

  #planWaiting(): void {
    for (const service of this.#waiting.values()) this.#plan(service, null);
    this.#waiting.clear();
  }

  #plan(resource: Resource, insights: EcsCluster['containerInsights']): void {
    const { jobs, discovered, unavailable } = this.#planner.of(resource, insights);
    for (const job of jobs) if (this.#isNew(job)) this.#give(job);
    for (const { metric, detail } of unavailable) {
      if (this.#isNew({ resource, metric, variant: '' })) {
        this.options.onRecord(recordWithout({ resource, metric, variant: '' }, 'no-data', detail));
      }
    }
    for (const metric of discovered) if (this.#isNew({ resource, metric, variant: '' })) this.#discoveries.add(resource, metric);
  }

  #give(job: MetricJob): void {
    this.#given.set(job.metric, (this.#given.get(job.metric) ?? 0) + 1);
    this.options.onJob(job);
  }

  #isNew({ resource, metric, variant }: OpenMetric): boolean {
    const key = keyOf(resource);
    // The names themselves, shared by all resources: a key of its own for each metric would fill a tenth of the heap.
    const name = variant === '' ? metric : `${metric}\0${variant}`;
    const known = this.#seen.get(key);
    if (known === undefined) this.#seen.set(key, [name]);
    else if (known.includes(name)) return false;
    else known.push(name);
    return true;
  }
}

const keyOf = ({ kind, id }: Pick<Resource, 'kind' | 'id'>): string => `${kind}\0${id}`;
