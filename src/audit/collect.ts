import { join } from 'node:path';
import { COST_NEEDS } from '../analysis/cost.js';
import { foreignEndpoint } from '../aws/endpoint.js';
import type { CallLimits } from '../aws/limits.js';
import { type AuditScope, type ResolvedScope, resolveScope } from '../aws/scope.js';
import { MetricAccount } from '../metrics/cost.js';
import { costBounds } from '../metrics/cost-bounds.js';
import { EndpointMemory } from '../metrics/endpoint-memory.js';
import { runWidths } from '../metrics/fetch-options.js';
import { uniteNeeds, uniteSeries } from '../metrics/needs.js';
import { MemorySpool } from '../metrics/record-store.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { Extra } from '../model/permission-set.js';
import type { OnProgress } from '../model/progress.js';
import { type Run, SNAPSHOT_SCHEMA_VERSION, type SnapshotHeader } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import { toolIdentity } from '../package.js';
import { enabledPolicies } from '../policy/evaluate-region.js';
import { type Destination, EarlierRun } from '../snapshot/earlier-run.js';
import { SNAPSHOT_FILE } from '../snapshot/lines.js';
import { sumRuns } from '../snapshot/merge-header.js';
import { inShard, type Shard } from '../snapshot/shard.js';
import { SnapshotWriter } from '../snapshot/write.js';
import { auditAccount } from './account.js';
import type { AccountPlan } from './account-plan.js';
import { AccountWidth } from './account-width.js';
import { runIdentity } from './identity.js';
import type { Rules } from './rules.js';
import type { RunContext } from './run-context.js';
import { type OrganizationOptions, scopeOptionsOf } from './scope-options.js';
import { auditWindows, DEFAULT_LOOKBACK_DAYS, requirePastEnd } from './windows.js';

/** A plan copies nothing. */
const NOWHERE: Destination = { addRegion: async () => undefined, spool: () => new MemorySpool() };

export interface CollectOptions {
  rules: Rules;
  profile?: string | undefined;
  endpointUrl?: string | undefined;
  regions?: readonly string[] | undefined;
  excludeRegions?: readonly string[] | undefined;
  /** `--accounts FILE`. */
  accountsFile?: string | undefined;
  /** `--organization`: the accounts of the caller's organization. */
  organization?: OrganizationOptions | undefined;
  /** Of those accounts these alone, as a part of the run that `merge` joins with others. */
  onlyAccounts?: readonly string[] | undefined;
  lookbackDays?: number | undefined;
  /** End of the window; now where absent. Floored to the hour. Not later than now. */
  end?: Date | undefined;
  shard?: Shard | undefined;
  /** `--with`: what to ask for beside what the audit needs; a denial of it leaves the run complete. */
  with?: readonly Extra[] | undefined;
  /** Part of each AWS quota to use. */
  quotaShare?: number | undefined;
  maxMetricCostUsd?: number | undefined;
  /** Inventory and plan only: no metric, no snapshot. */
  planOnly?: boolean | undefined;
  /** `--resume DIR`: an interrupted snapshot to go on from; its window's end holds where `end` is absent. */
  resume?: string | undefined;
  /** Milliseconds for all metrics of a region, null for no end; an hour where absent. What is open then is a timeout. */
  metricDeadlineMs?: number | null | undefined;
  /** For one AWS call, in milliseconds. */
  timeoutMs?: number | undefined;
  /** Times, tries and widths of AWS calls where they differ from `DEFAULT_LIMITS`; `quotaShare` and `timeoutMs` come before it. */
  limits?: Partial<CallLimits> | undefined;
  output: string;
  signal: AbortSignal;
  onProgress: OnProgress;
}

export interface CollectResult {
  /** Null when only a plan was asked for. */
  snapshot: string | null;
  header: SnapshotHeader;
  coverage: CoverageEntry[];
  plans: AccountPlan[];
}

interface Share {
  scope: AuditScope;
  regions: string[];
}

function sharesOf({ scopes }: ResolvedScope, shard: Shard | null): Share[] {
  return scopes
    .map((scope) => ({ scope, regions: scope.regions.filter((region) => inShard(scope.account.accountId, region, shard)).sort() }))
    .sort((a, b) => (a.scope.account.accountId < b.scope.account.accountId ? -1 : 1));
}

function headerOf(
  options: CollectOptions,
  resolved: ResolvedScope,
  shares: readonly Share[],
  startedAt: number,
): Omit<SnapshotHeader, 'run' | 'interrupted'> {
  const { rules, shard = null } = options;
  const end = options.end ?? new Date(startedAt);
  const windows = auditWindows(end, options.lookbackDays ?? rules.config.lookbackDays ?? DEFAULT_LOOKBACK_DAYS);
  const tool = toolIdentity();
  const accounts = resolved.scopes.map(({ account }) => account).sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  const entered = Object.fromEntries(resolved.scopes.map(({ account, regions }) => [account.accountId, [...regions].sort()]));
  return {
    kind: 'header',
    schemaVersion: SNAPSHOT_SCHEMA_VERSION,
    tool,
    ...windows,
    accounts,
    regions: Object.fromEntries(shares.map(({ scope, regions }) => [scope.account.accountId, regions])),
    shard,
    asked: { ...Object.fromEntries(resolved.entries.map(({ id }) => [id, []])), ...entered },
    only: options.onlyAccounts === undefined ? null : [...options.onlyAccounts].sort(),
    merged: null,
    identity: runIdentity({
      tool,
      ...windows,
      scope: resolved.asked,
      policies: rules.policies,
      config: rules.config,
      extras: options.with ?? [],
    }),
    collectedAt: windows.window.end,
  };
}

/**
 * Collects: who, what, which inventory, which metrics; writes the snapshot. Failures of AWS are coverage entries; the snapshot is
 * written whatever happened after the preflight. Throws a UserError for the options, the credentials, the output folder and the cost cap.
 */
export async function collect(options: CollectOptions): Promise<CollectResult> {
  if (options.shard !== undefined && options.onlyAccounts !== undefined) {
    throw new UserError('--shard and --only-accounts are two ways to take a part of a run', { hint: 'Leave one of them out.' });
  }
  const earlier = options.resume === undefined ? null : await EarlierRun.open(options.resume);
  try {
    const end = options.end ?? (earlier === null ? undefined : new Date(earlier.header.window.end));
    return await collectAfter(earlier, { ...options, end });
  } finally {
    await earlier?.close();
  }
}

async function collectAfter(earlier: EarlierRun | null, options: CollectOptions): Promise<CollectResult> {
  if (options.planOnly === true) return collectInto(null, earlier, options);
  const path = join(options.output, SNAPSHOT_FILE);
  // Opened first: an output that cannot be written ends the run before anything is asked.
  const writer = await SnapshotWriter.create(path);
  try {
    return { ...(await collectInto(writer, earlier, options)), snapshot: path };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

async function collectInto(writer: SnapshotWriter | null, earlier: EarlierRun | null, options: CollectOptions): Promise<CollectResult> {
  const startedAt = Date.now();
  const { rules, onProgress, shard = null } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const resolved = await resolveScope(await scopeOptionsOf({ ...options, signal }));
  if (options.end !== undefined) requirePastEnd(options.end, resolved.latestNow);
  const shares = sharesOf(resolved, shard);
  for (const { scope, regions } of shares) {
    const { accountId, partition } = scope.account;
    onProgress({ type: 'identity', accountId, arn: scope.callerArn, partition, regions });
  }
  const header = headerOf(options, resolved, shares, startedAt);
  const { window, scalarWindow, accounts } = header;
  const policies = enabledPolicies(rules.policies, rules.config);
  const spent = new MetricAccount();
  const coverage: CoverageEntry[] = [...resolved.coverage];
  for (const entry of resolved.coverage) onProgress({ type: 'step', entry });
  const taken = (await earlier?.takeOver(header, writer ?? NOWHERE)) ?? null;
  if (taken !== null) coverage.push(...taken.coverage);
  const needs = [...policies, ...Object.values(COST_NEEDS).map((metrics) => ({ requires: { metrics, series: {} } }))];
  const union = uniteNeeds(needs);
  const series = uniteSeries(policies);
  const run: RunContext = {
    policies,
    settings: { config: rules.config, prices: rules.prices, window, scalarWindow, accounts },
    union,
    series,
    costBounds: costBounds(union, series, scalarWindow),
    spent,
    endpoints: new EndpointMemory(),
    widths: runWidths(),
    endpoint: foreignEndpoint(options.endpointUrl, process.env),
    maxMetricCostUsd: options.maxMetricCostUsd ?? 5,
    planOnly: options.planOnly === true,
    extras: options.with ?? [],
    signal,
    onProgress,
    spool: writer === null ? null : () => writer.spool(),
    metricDeadlineMs: options.metricDeadlineMs,
    earlier: taken,
    onRegion: async (block) => {
      for (const entry of block.coverage) coverage.push(entry);
      await writer?.addRegion(block);
    },
  };
  const width = new AccountWidth();
  const plans = await allOrStop(
    shares.map(({ scope, regions }) => width.run(() => auditAccount(scope, regions, run))),
    stop,
  );
  const own: Run = {
    apiCalls: resolved.apis.reduce((sum, api) => sum + api.counts.total(), 0),
    callsByOperation: addCounts(resolved.apis.map((api) => api.counts.byOperation())),
    metricsRequested: spent.spent.metricsRequested,
    estimatedCostUsd: spent.spent.estimatedCostUsd,
    wallSeconds: Math.round((Date.now() - startedAt) / 10) / 100,
  };
  const finished: SnapshotHeader = {
    ...header,
    interrupted: options.signal.aborted,
    run: earlier === null ? own : runAfter(earlier.header.run, own),
  };
  writer?.addCoverage(resolved.coverage);
  await writer?.finish(finished);
  return { snapshot: null, header: finished, coverage, plans };
}

/**
 * All results, or the first error once everything else has ended: after the cost cap or a full disk nothing more is asked of AWS, and nothing
 * still writes when the snapshot is discarded.
 */
async function allOrStop<T>(work: readonly Promise<T>[], stop: AbortController): Promise<T[]> {
  try {
    return await Promise.all(work);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(work);
    throw error;
  }
}

/** What lies in a resumed snapshot has cost both runs, one after the other. */
function runAfter(earlier: Run, own: Run): Run {
  return { ...sumRuns([earlier, own]), wallSeconds: Math.round((earlier.wallSeconds + own.wallSeconds) * 100) / 100 };
}

function addCounts(counts: readonly Record<string, number>[]): Record<string, number> {
  const total = new Map<string, number>();
  for (const one of counts) for (const [name, calls] of Object.entries(one)) total.set(name, (total.get(name) ?? 0) + calls);
  return Object.fromEntries([...total].sort(([a], [b]) => (a < b ? -1 : 1)));
}
