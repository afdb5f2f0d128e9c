import pLimit from 'p-limit';
import type { AccountEntry } from '../aws/accounts.js';
import { DEFAULT_LIMITS } from '../aws/limits.js';
import { adoptMetricDataQuota } from '../aws/metric-quota.js';
import { type PolicyStatement, permissionActions, statementsOf } from '../aws/permissions.js';
import { QUOTAS } from '../aws/quotas.js';
import { type AuditScope, resolveScope } from '../aws/scope.js';
import { type SimulatedAction, simulateActions } from '../aws/simulate-policy.js';
import { type TriedAction, tryActions } from '../aws/tries.js';
import { addPlans } from '../metrics/plan.js';
import { type CoverageEntry, isComplete } from '../model/coverage.js';
import type { PermissionSet } from '../model/permission-set.js';
import { type CollectOptions, type CollectResult, collect } from './collect.js';
import { type ScopeRequest, scopeOptionsOf } from './scope-options.js';

const ACCOUNTS_AT_ONCE = 4;
const MS_PER_DAY = 86_400_000;

export type DoctorOptions = Omit<ScopeRequest, 'timeoutMs'> &
  Pick<CollectOptions, 'lookbackDays'> & {
    /** Sets beyond the audit's own, asked of IAM's policy simulator. */
    extras?: readonly PermissionSet[] | undefined;
  };

export interface CheckedAction {
  action: string;
  status: TriedAction['status'] | SimulatedAction['status'];
  detail: string | null;
  /** False for what an audit does without: it then paces slower, or has no such extra. */
  needed: boolean;
}

export interface AccountDiagnosis {
  accountId: string;
  name: string | null;
  callerArn: string;
  regions: readonly string[];
  /** Where its actions were tried; null where no region is left. */
  triedIn: string | null;
  actions: CheckedAction[];
  /** GetMetricData requests a second, before the share of it that a run uses. */
  metricRequestsPerSecond: number;
}

export interface RunEstimate {
  /** Calls of the inventory, which are free and were made to find out, and the seconds they took. */
  inventoryCalls: number;
  inventorySeconds: number;
  /** Of both passes of metrics; the second is an upper bound. */
  metricCalls: number;
  metrics: number;
  costUsd: number;
  metricSeconds: number;
  /** False where a part of the inventory could not be read: a run costs at least this then. */
  whole: boolean;
}

export interface Diagnosis {
  /** Accounts that a run with these options is about; `accounts` are those of them that can be entered. */
  accountsAsked: number;
  /** Accounts of the organization that are left out, since they are suspended or being closed. */
  accountsLeftOut: number;
  accounts: AccountDiagnosis[];
  /**
   * Accounts that cannot be entered, regions that are off or cannot be listed, and what of the inventory is missing anywhere, but for what the
   * tried actions tell already.
   */
  gaps: CoverageEntry[];
  prices: { asOf: string; ageDays: number; sources: readonly string[] };
  /** Part of each quota that a run uses. */
  quotaShare: number;
  /** Null where no account can be entered. */
  run: RunEstimate | null;
  /** All that an audit needs is there. */
  ready: boolean;
  /** What to add to the policies of `lacking`; empty where nothing is denied. */
  missing: PolicyStatement[];
  /** The principals to which something is denied, as their ARNs name them. */
  lacking: string[];
}

/**
 * Tries, before a run, all that it would need. Throws a UserError where the credentials do not work, or the options name what does
 * not exist. No metric is asked for: GetMetricData is sent without one.
 */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  const scopeOptions = await scopeOptionsOf(options);
  const { scopes, coverage, entries } = await resolveScope(scopeOptions);
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const accounts = await Promise.all(scopes.map((scope) => limit(() => diagnoseAccount(scope, options.extras ?? []))));
  const quotaShare = options.quotaShare ?? options.limits?.quotaShare ?? DEFAULT_LIMITS.quotaShare;
  const inventory = accounts.length === 0 ? null : await takeInventory(options);
  const gaps = [...coverage, ...(inventory?.coverage ?? []).filter((entry) => isNews(entry, accounts, coverage))].filter(
    (entry) => !isComplete(entry),
  );
  const checked = accounts.flatMap(({ actions }) => actions);
  const isDenied = ({ status }: CheckedAction): boolean => status === 'denied';
  const assumable = coverage.every(({ step, status }) => step !== 'AssumeRole' || status !== 'denied');
  const deniedTo = accounts.filter(({ actions }) => actions.some(isDenied)).map(({ callerArn }) => callerArn);
  const { asOf, sources } = options.rules.prices;
  return {
    accountsAsked: options.onlyAccounts?.length ?? entries.length,
    accountsLeftOut: coverage.filter(({ service, status }) => service === 'organizations' && status === 'skipped').length,
    accounts,
    gaps,
    prices: { asOf, ageDays: Math.floor((Date.now() - Date.parse(asOf)) / MS_PER_DAY), sources },
    quotaShare,
    run: inventory === null ? null : estimate(inventory, accounts, quotaShare),
    ready: gaps.length === 0 && accounts.length > 0 && checked.every(({ status, needed }) => status === 'allowed' || !needed),
    missing: [
      ...statementsOf(
        'FleetAuditorMissing',
        checked.filter(isDenied).map(({ action }) => action),
      ),
      ...(assumable ? [] : assumeStatements(coverage, entries)),
    ],
    lacking: [...new Set([...deniedTo, ...(assumable ? [] : accounts.slice(0, 1).map(({ callerArn }) => callerArn))])].sort(),
  };
}

async function diagnoseAccount(scope: AuditScope, extras: readonly PermissionSet[]): Promise<AccountDiagnosis> {
  const { account, api, callerArn, regions, homeRegion } = scope;
  const triedIn = regions.includes(homeRegion) ? homeRegion : (regions[0] ?? null);
  const known = { accountId: account.accountId, name: account.name, callerArn, regions, triedIn };
  const start = QUOTAS['cloudwatch-get-metric-data'].perSecond;
  if (triedIn === null) return { ...known, actions: [], metricRequestsPerSecond: start };
  const [tried, quota, simulated] = await Promise.all([
    tryActions(api, triedIn),
    adoptMetricDataQuota(api, triedIn),
    simulateActions(api, callerArn, permissionActions(extras)),
  ]);
  const { status, detail } = quota.entry;
  const asked: CheckedAction = {
    action: 'servicequotas:GetServiceQuota',
    status: status === 'ok' ? 'allowed' : status === 'denied' ? 'denied' : 'unknown',
    detail,
    needed: false,
  };
  const actions = [
    ...tried.map((one) => ({ ...one, needed: true })),
    { action: 'sts:GetCallerIdentity', status: 'allowed' as const, detail: null, needed: true },
    asked,
    ...simulated.map((one) => ({ ...one, needed: false })),
  ];
  return {
    ...known,
    actions: actions.sort((a, b) => (a.action < b.action ? -1 : 1)),
    metricRequestsPerSecond: quota.perSecond,
  };
}

/** Takes the inventory, as a run would, and plans its metrics. */
function takeInventory(options: DoctorOptions): Promise<CollectResult> {
  return collect({ ...options, planOnly: true, output: '.', onProgress: () => undefined });
}

/** True for what the scope and the tried actions do not say: a step that fails in another region, a service that breaks off half way. */
function isNews(
  { accountId, region, service, step }: CoverageEntry,
  accounts: readonly AccountDiagnosis[],
  known: readonly CoverageEntry[],
): boolean {
  if (known.some((entry) => entry.accountId === accountId && entry.region === region && entry.step === step)) return false;
  const { actions = [] } = accounts.find((account) => account.accountId === accountId) ?? {};
  return !actions.some(({ action, status }) => action === `${service}:${step}` && status !== 'allowed');
}

/** What a run would cost and take. */
function estimate({ plans, header, coverage }: CollectResult, accounts: readonly AccountDiagnosis[], share: number): RunEstimate {
  let metricSeconds = 0;
  for (const { accountId, first, second } of plans) {
    const { pages, points } = addPlans([first, second]);
    const perSecond = accounts.find((account) => account.accountId === accountId)?.metricRequestsPerSecond;
    const { weight, perSecond: start } = QUOTAS['cloudwatch-get-metric-data'];
    // As if all lay in one region: more regions have a quota each.
    metricSeconds += Math.max(pages / (perSecond ?? start), points / (weight?.perSecond ?? Number.POSITIVE_INFINITY)) / share;
  }
  const total = addPlans(plans.flatMap(({ first, second }) => [first, second]));
  return {
    inventoryCalls: header.run.apiCalls,
    inventorySeconds: header.run.wallSeconds,
    metricCalls: total.pages,
    metrics: total.billedMetrics,
    costUsd: total.costUsd,
    metricSeconds: metricSeconds / Math.min(ACCOUNTS_AT_ONCE, Math.max(1, plans.length)),
    whole: coverage.every(isComplete),
  };
}

/** The roles that could not be assumed; each must trust the caller as well. */
function assumeStatements(
  coverage: readonly CoverageEntry[],
  accounts: readonly Pick<AccountEntry, 'id' | 'roleArn'>[],
): PolicyStatement[] {
  const refused = coverage.filter(({ step, status }) => step === 'AssumeRole' && status === 'denied').map(({ accountId }) => accountId);
  const roles = accounts.flatMap(({ id, roleArn }) => (roleArn !== undefined && refused.includes(id) ? [roleArn] : []));
  return [{ Sid: 'FleetAuditorAssume', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles.sort() }];
}
