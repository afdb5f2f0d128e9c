import { adoptMetricDataQuota } from '../aws/metric-quota.js';
import type { AuditScope } from '../aws/scope.js';
import type { AccountCommitments } from '../collect/commitments.js';
import { collectRegion, MEASURED, type Measured } from '../collect/region.js';
import { createMetricPipeline, type MetricPipeline } from '../metrics/fetch.js';
import type { PassPlan } from '../metrics/plan.js';
import { MemorySpool, type MetricStore } from '../metrics/record-store.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { CollectedResource } from '../model/resource/index.js';
import { openSeries } from '../policy/open-series.js';
import { ResourceStore } from '../snapshot/resource-store.js';
import type { MetricRelease } from './metric-release.js';
import type { RunContext } from './run-context.js';

export interface RegionDraftOptions {
  scope: AuditScope;
  region: string;
  run: RunContext;
  commitments: AccountCommitments | undefined;
  release: MetricRelease;
  onMetrics(progress: { planned: number; answered: number }): void;
}

/** One region while it is being read: its inventory, what its metrics may cost, its metrics. */
export class RegionDraft {
  readonly resources: ResourceStore;
  readonly coverage: CoverageEntry[] = [];
  readonly region: string;
  readonly #pipeline: MetricPipeline;
  /** Metrics that an interrupted run had read. */
  readonly #known: MetricStore | null;
  /** How many more are to come at most; without those that nothing is known of yet. */
  readonly #more = new Map<Measured, number>();
  #mayMeasure: Promise<void> | null = null;

  constructor(private readonly options: RegionDraftOptions) {
    const { scope, region, run, onMetrics } = options;
    const { union, settings, spent, endpoints, widths, endpoint, metricDeadlineMs } = run;
    const known = run.earlier?.metricsOf(scope.account.accountId, region) ?? null;
    const spool = run.spool?.() ?? new MemorySpool();
    this.region = region;
    this.resources = new ResourceStore(spool);
    this.#known = known;
    this.#pipeline = createMetricPipeline({
      api: scope.api,
      region,
      union,
      window: settings.window,
      scalarWindow: settings.scalarWindow,
      onCoverage: (entry) => this.#cover(entry),
      account: spent,
      endpoints,
      widths,
      endpoint,
      release: () => this.#released(),
      spool,
      ...(metricDeadlineMs === undefined ? {} : { settings: { deadlineMs: metricDeadlineMs } }),
      ...(known === null ? {} : { known: (resource, metric, variant) => known.get(resource, metric, variant) }),
      onProgress: onMetrics,
    });
  }

  /** Reads the inventory; metrics leave while it is read, as soon as they may. */
  async inventory(): Promise<void> {
    const { scope, region, run, commitments, release } = this.options;
    await collectRegion(
      {
        api: scope.api,
        region,
        scalarWindow: run.settings.scalarWindow,
        commitments,
        secondOpinion: run.extras.includes('second-opinion'),
      },
      {
        resource: (record) => {
          this.resources.add(record);
          this.#pipeline.add(record);
          run.onProgress({ type: 'resources', accountId: scope.account.accountId, region, seen: 1 });
        },
        measurable: (resource) => this.#measurable(resource),
        atMost: (measured, more) => {
          this.#more.set(measured, more);
          this.#tellCost();
        },
        coverage: (entry) => this.#cover(entry),
      },
    );
    release.bound(region, this.#pipeline.atMostUsd(run.costBounds));
  }

  /** What the passes make and cost; after the inventory. Null for a stopped run that cannot tell. */
  async plan(): Promise<{ first: PassPlan; second: PassPlan } | null> {
    const { series, signal } = this.options.run;
    try {
      return await this.#pipeline.planned(series);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  /** Both passes. When the run is stopped, what came so far stays, and what did not is recorded and covered as stopped. */
  async measure(): Promise<void> {
    const { policies, settings, signal } = this.options.run;
    try {
      await this.#pipeline.finish();
      await this.#pipeline.secondPass(openSeries({ ...this.records(), resources: this.resources.all() }, policies, settings));
    } catch (error) {
      if (!signal.aborted) throw error;
      this.#pipeline.abandon('the run was stopped before this was answered');
    }
  }

  /** What the snapshot gets: resources and metrics as the lines they are kept as. */
  records() {
    const { scope, region } = this.options;
    const { resources, coverage } = this;
    return { accountId: scope.account.accountId, region, resources, metrics: this.#pipeline.store, coverage };
  }

  /** Once it is written, nothing of it need stay. */
  close(): void {
    this.resources.clear();
    this.#pipeline.store.close();
    this.#known?.close();
  }

  #cover(entry: CoverageEntry): void {
    this.coverage.push(entry);
    this.options.run.onProgress({ type: 'step', entry });
  }

  #measurable(resource: CollectedResource): void {
    this.#pipeline.add(resource);
    const kind = MEASURED.find((measured) => measured === resource.kind);
    const left = kind === undefined ? undefined : this.#more.get(kind);
    if (kind !== undefined && left !== undefined) this.#more.set(kind, Math.max(0, left - 1));
  }

  /** Says what the metrics of the region cost at most, where that is sure. */
  #tellCost(): void {
    const { region, run, release } = this.options;
    const [instances, services, functions, provisioned] = MEASURED.map((measured) => this.#more.get(measured));
    if (instances !== 0 || services === undefined || functions === undefined || provisioned === undefined) return;
    const { ofService, ofFunction, ofProvisionedConcurrency } = run.costBounds;
    const toCome = services * ofService + functions * ofFunction + provisioned * ofProvisionedConcurrency;
    release.bound(region, this.#pipeline.atMostUsd(run.costBounds) + toCome);
  }

  /** Until metrics may be asked for, and the pace of their requests is that of the region's quota. */
  #released(): Promise<void> {
    this.#mayMeasure ??= this.options.release.granted.then(() => this.#adoptQuota());
    return this.#mayMeasure;
  }

  async #adoptQuota(): Promise<void> {
    const { scope, region, run } = this.options;
    try {
      this.#cover((await adoptMetricDataQuota(scope.api, region)).entry);
    } catch (error) {
      if (!run.signal.aborted) throw error;
    }
  }
}
