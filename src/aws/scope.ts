import pLimit from 'p-limit';
import type { CoverageEntry } from '../model/coverage.js';
import type { Account } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import type { AccountApi } from './account-api.js';
import type { AccountEntry } from './accounts.js';
import { type AwsApi, AwsFailure } from './api.js';
import { type AskedScope, askedScope, onlyEntries } from './asked-scope.js';
import { accountApi, openCaller, type ScopeOptions } from './caller.js';
import { type CallerIdentity, identify } from './identity.js';
import type { CallLimits } from './limits.js';
import { type ChosenRegions, chooseRegions, type RegionChoice } from './regions.js';
import { roleCredentials } from './role-credentials.js';

export type { ScopeOptions };

/** Accounts resolved at once; STS and DescribeRegions allow more, an organisation of hundreds does not need it. */
const ACCOUNTS_AT_ONCE = 8;

/** One account, the regions of it to audit, and the API to do it with. */
export interface AuditScope {
  account: Account;
  /** Who the tool is in this account. */
  callerArn: string;
  homeRegion: string;
  regions: string[];
  api: AwsApi;
}

export interface ResolvedScope {
  scopes: AuditScope[];
  /** Of the preflight: accounts that cannot be assumed, regions that are off. */
  coverage: CoverageEntry[];
  /** Every API that was or will be called, the caller's own too: their counts add up to what the run did. */
  apis: readonly AwsApi[];
  asked: AskedScope;
  /** The accounts of the whole run; `scopes` has those of them that are this part's and could be entered. */
  entries: readonly AccountEntry[];
  /** Now, as epoch milliseconds: this machine's, or that of a simulated account where it is later. */
  latestNow: number;
}
type Resolved = Pick<ResolvedScope, 'scopes' | 'coverage' | 'apis'>;

/**
 * Finds out who the tool is and what it is to audit. Throws a UserError when the caller has no working credentials, or
 * names a profile or region that does not exist; one account of many that fails is a coverage entry.
 */
export async function resolveScope(options: ScopeOptions): Promise<ResolvedScope> {
  const { api: caller, identity, home, limits, entries, coverage } = await openCaller(options);
  const { organization = null, only = null } = options;
  const asked = askedScope({ ...options, organization }, entries);
  const part = onlyEntries(entries, only);
  if (options.accounts === null && organization === null) {
    return { ...(await resolveCaller(caller, identity, home, options)), asked, entries, latestNow: caller.latestNow };
  }
  const width = pLimit(ACCOUNTS_AT_ONCE);
  const resolved = await Promise.all(part.map((entry) => width(() => resolveAccount(entry, caller, home, options, limits))));
  const apis = new Set<AwsApi>([caller, ...resolved.flatMap((one) => one.apis)]);
  return {
    scopes: resolved.flatMap(({ scopes }) => scopes),
    coverage: [...coverage, ...resolved.flatMap((one) => one.coverage)],
    apis: [...apis],
    asked,
    entries,
    latestNow: caller.latestNow,
  };
}

async function resolveCaller(caller: AccountApi, identity: CallerIdentity, home: string, options: ScopeOptions): Promise<Resolved> {
  const account = { accountId: identity.accountId, partition: identity.partition, name: null, environment: null };
  const chosen = await chooseRegions(caller, home, { include: options.regions, exclude: options.excludeRegions });
  requireRegions(chosen);
  const scope = { account, callerArn: identity.arn, homeRegion: home, regions: chosen.regions, api: caller };
  return { scopes: [scope], coverage: [identity.coverage, ...chosen.coverage], apis: [caller] };
}

async function resolveAccount(
  entry: AccountEntry,
  caller: AccountApi,
  home: string,
  options: ScopeOptions,
  limits: CallLimits,
): Promise<Resolved> {
  const include = entry.regions ?? options.regions;
  const step = { accountId: entry.id, region: home, service: 'sts', resources: null, optional: false } as const;
  const own = entry.roleArn === undefined ? caller : accountApi(options, limits, roleCredentials(caller, home, entry));
  try {
    const identity = await identify(own, home);
    if (identity.accountId !== entry.id) {
      const detail = `these credentials are of account ${identity.accountId}, not of ${entry.id}${entry.roleArn === undefined ? ' (no roleArn is given)' : ''}`;
      return { scopes: [], coverage: [{ ...step, step: 'GetCallerIdentity', status: 'failed', detail }], apis: [own] };
    }
    const choice: RegionChoice = { include, exclude: options.excludeRegions };
    const chosen = await chooseRegions(own, home, choice);
    const account = {
      accountId: entry.id,
      partition: identity.partition,
      name: entry.name ?? null,
      environment: entry.environment ?? null,
    };
    const scope = { account, callerArn: identity.arn, homeRegion: home, regions: chosen.regions, api: own };
    return { scopes: [scope], coverage: [identity.coverage, ...chosen.coverage], apis: [own] };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    const detail = `the account was not audited: ${error.code}: ${error.message}`;
    return { scopes: [], coverage: [{ ...step, step: error.operation, status: error.status, detail }], apis: [own] };
  }
}

function requireRegions({ regions, coverage }: ChosenRegions): void {
  const off = coverage.some(({ status }) => status === 'region-disabled');
  if (regions.length === 0 && !off) throw new UserError('no region is left to audit', { hint: 'Check --regions and --exclude-regions.' });
}
