import pLimit from 'p-limit';
import { adoptMetricDataQuota } from '../aws/metric-quota.js';
import type { AuditScope } from '../aws/scope.js';
import type { AccountCommitments } from '../collect/commitments.js';
import { collectRegion } from '../collect/region.js';
import type { MetricAccount } from '../metrics/cost.js';
import type { EndpointMemory } from '../metrics/endpoint-memory.js';
import { createMetricPipeline, type MetricPipeline } from '../metrics/fetch.js';
import type { NeedUnion, SeriesUnion } from '../metrics/needs.js';
import { MemorySpool, type MetricStore, type Spool } from '../metrics/record-store.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { LoadedPolicy } from '../model/policy.js';
import type { OnProgress } from '../model/progress.js';
import type { CollectedResource } from '../model/resource/index.js';
import { openSeries } from '../policy/open-series.js';
import type { JudgeSettings } from '../policy/settings.js';
import type { TakenOver } from '../snapshot/earlier-run.js';
import type { RegionRecords } from '../snapshot/write.js';
import { type AccountPlan, addPlans, requireBelowCap } from './account-plan.js';
import { commitmentsOf, type Extra } from './extras.js';

/** Regions of one account under way at once; what bounds them is the quota of each, not this. */
const REGIONS_AT_ONCE = 20;

/** What is the same for every account of a run. */
export interface RunContext {
  policies: readonly LoadedPolicy[];
  settings: JudgeSettings;
  union: NeedUnion;
  series: SeriesUnion;
  /** Counts metrics and their cost over the whole run. */
  spent: MetricAccount;
  endpoints: EndpointMemory;
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

/** One region while it is being read. */
class RegionDraft {
  readonly resources: CollectedResource[] = [];
  readonly coverage: CoverageEntry[] = [];
  readonly pipeline: MetricPipeline;
  /** Metrics that an interrupted run had read. */
  private readonly known: MetricStore | null;

  constructor(
    readonly scope: AuditScope,
    readonly region: string,
    private readonly run: RunContext,
    private readonly commitments: AccountCommitments | undefined,
    release: Promise<void>,
    onMetrics: (region: string, progress: { planned: number; answered: number }) => void,
  ) {
    const { union, settings, spent, endpoints, endpoint, metricDeadlineMs } = run;
    const known = run.earlier?.metricsOf(scope.account.accountId, region) ?? null;
    this.known = known;
    this.pipeline = createMetricPipeline({
      api: scope.api,
      region,
      union,
      window: settings.window,
      scalarWindow: settings.scalarWindow,
      onCoverage: (entry) => this.cover(entry),
      account: spent,
      endpoints,
      endpoint,
      release,
      spool: run.spool?.() ?? new MemorySpool(),
      ...(metricDeadlineMs === undefined ? {} : { settings: { deadlineMs: metricDeadlineMs } }),
      ...(known === null ? {} : { known: (resource, metric, variant) => known.get(resource, metric, variant) }),
      onProgress: (progress) => onMetrics(region, progress),
    });
  }

  private cover(entry: CoverageEntry): void {
    this.coverage.push(entry);
    this.run.onProgress({ type: 'step', entry });
  }

  async inventory(): Promise<void> {
    const { scope, region, run } = this;
    await collectRegion(
      {
        api: scope.api,
        region,
        scalarWindow: run.settings.scalarWindow,
        commitments: this.commitments,
        secondOpinion: run.extras.includes('second-opinion'),
      },
      {
        resource: (record) => {
          this.resources.push(record);
          this.pipeline.add(record);
          run.onProgress({ type: 'resources', accountId: scope.account.accountId, region, seen: 1 });
        },
        measurable: () => undefined,
        coverage: (entry) => this.cover(entry),
      },
    );
  }

  /** An interrupted run had read metrics here: the second pass may still be open. */
  get isResumed(): boolean {
    return this.known !== null && this.known.size > 0;
  }

  /** Takes the region's quota of metric requests for the pace of what follows. */
  async adoptQuota(): Promise<void> {
    const { scope, region, run } = this;
    try {
      this.cover((await adoptMetricDataQuota(scope.api, region)).entry);
    } catch (error) {
      if (!run.signal.aborted) throw error;
    }
  }

  /** Both passes. When the run is stopped, what came so far stays, and what did not is recorded and covered as stopped. */
  async measure(): Promise<void> {
    const { run, pipeline } = this;
    try {
      await pipeline.finish();
      await pipeline.secondPass(openSeries(this.records(), run.policies, run.settings));
    } catch (error) {
      if (!run.signal.aborted) throw error;
      pipeline.abandon('the run was stopped before this was answered');
    }
  }

  private place(): { accountId: string; region: string } {
    return { accountId: this.scope.account.accountId, region: this.region };
  }

  /** What the snapshot gets: metrics as the lines they are kept as. */
  records() {
    return { ...this.place(), resources: this.resources, metrics: this.pipeline.store, coverage: this.coverage };
  }

  /** Once it is written, nothing of it need stay. */
  close(): void {
    this.resources.length = 0;
    this.pipeline.store.close();
    this.known?.close();
  }
}

/**
 * Audits one account: the inventory of all its regions, then, if their metrics cost no more than allowed, their metrics, region by
 * region as they get ready. Failures of AWS are coverage entries. Throws a UserError where the cap is exceeded, before the first metric.
 */
export async function auditAccount(scope: AuditScope, regions: readonly string[], run: RunContext): Promise<AccountPlan> {
  const { accountId } = scope.account;
  const limit = pLimit(REGIONS_AT_ONCE);
  let release: () => void = () => undefined;
  let refuse: (reason: Error) => void = () => undefined;
  const released = new Promise<void>((resolve, reject) => {
    release = resolve;
    refuse = reject;
  });
  // Whoever waits for it sees the reason; where nobody waits, nothing was going to be sent.
  released.catch(() => undefined);
  const measured = new Map<string, { planned: number; answered: number }>();
  const onMetrics = (region: string, progress: { planned: number; answered: number }): void => {
    measured.set(region, progress);
    let [planned, answered] = [0, 0];
    for (const one of measured.values()) {
      planned += one.planned;
      answered += one.answered;
    }
    run.onProgress({ type: 'metrics', accountId, planned, answered });
  };
  const commitments = commitmentsOf(scope.api, run.extras, run.settings.config);
  const drafts = regions
    .filter((region) => run.earlier?.has(accountId, region) !== true)
    .map((region) => new RegionDraft(scope, region, run, commitments, released, onMetrics));
  await Promise.all(drafts.map((draft) => limit(() => draft.inventory())));
  const plans = await Promise.all(drafts.map((draft) => draft.pipeline.planned(run.series).catch(stopped(run.signal))));
  const known = plans.filter((plan) => plan !== null);
  const plan: AccountPlan = {
    accountId,
    first: addPlans(known.map(({ first }) => first)),
    second: addPlans(known.map(({ second }) => second)),
  };
  if (run.planOnly) {
    // What the inventory could not see, the plan lacks.
    for (const draft of drafts) await run.onRegion(draft.records());
    return plan;
  }
  try {
    requireBelowCap(plan, run.maxMetricCostUsd);
  } catch (error) {
    refuse(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  const asking = drafts.filter((draft, index) => draft.isResumed || (plans[index]?.first.requests ?? 0) > 0);
  await Promise.all(asking.map((draft) => draft.adoptQuota()));
  release();
  await Promise.all(
    drafts.map((draft) =>
      limit(async () => {
        await draft.measure();
        await run.onRegion(draft.records());
        scope.api.release(draft.region);
        run.onProgress({ type: 'region-done', accountId, region: draft.region, resources: draft.resources.length });
        draft.close();
      }),
    ),
  );
  return plan;
}

/** A plan that a stopped run cannot make is left out; any other failure is one. */
function stopped(signal: AbortSignal): (error: unknown) => null {
  return (error) => {
    if (signal.aborted) return null;
    throw error;
  };
}
