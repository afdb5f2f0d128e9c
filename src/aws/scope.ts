import pLimit from 'p-limit';
import type { CoverageEntry } from '../model/coverage.js';
import { suggestion } from '../model/nearest-name.js';
import type { Account } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import { AccountApi } from './account-api.js';
import type { AccountEntry } from './accounts.js';
import { type AwsApi, AwsFailure } from './api.js';
import { silenceNodeNotice } from './client-scope.js';
import { type CredentialSource, chainCredentials } from './credentials.js';
import { homeRegion } from './home-region.js';
import { identify } from './identity.js';
import { type CallLimits, DEFAULT_LIMITS } from './limits.js';
import { preflightError } from './preflight-error.js';
import { requireProfile } from './profiles.js';
import { type ChosenRegions, chooseRegions, type RegionChoice } from './regions.js';
import { roleCredentials } from './role-credentials.js';

/** Accounts resolved at once; STS and DescribeRegions allow more, an organisation of hundreds does not need it. */
const ACCOUNTS_AT_ONCE = 8;

export interface ScopeOptions {
  /** Null: the SDK's default chain. */
  profile: string | null;
  /** Of every service, `--endpoint-url`; null: AWS's own, or AWS_ENDPOINT_URL. */
  endpoint: string | null;
  /** Null: every enabled region of each account. */
  regions: readonly string[] | null;
  excludeRegions: readonly string[];
  /** Null: the caller's own account. */
  accounts: readonly AccountEntry[] | null;
  limits?: Partial<CallLimits>;
  /** Ends everything; what is under way then throws its reason. */
  signal: AbortSignal;
  /** Null where nobody can be asked. */
  askMfaCode: ((serialNumber: string) => Promise<string>) | null;
}

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
}

/**
 * Finds out who the tool is and what it is to audit. Throws a UserError when the caller has no working credentials, or
 * names a profile or region that does not exist; one account of many that fails is a coverage entry.
 */
export async function resolveScope(options: ScopeOptions): Promise<ResolvedScope> {
  silenceNodeNotice();
  if (options.profile !== null) await requireProfile(options.profile);
  requireUrl(options.endpoint);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const home = await homeRegion(options.profile, options.regions);
  const credentials = chainCredentials({
    profile: options.profile,
    region: home,
    endpoint: options.endpoint,
    askMfaCode: options.askMfaCode,
  });
  const caller = accountApi(options, limits, credentials);
  const identity = await preflight(caller, credentials, home, options);
  if (options.accounts === null) {
    const account = { accountId: identity.accountId, partition: identity.partition, name: null, environment: null };
    const chosen = await chooseRegions(caller, home, { include: options.regions, exclude: options.excludeRegions });
    requireRegions(chosen);
    const scope = { account, callerArn: identity.arn, homeRegion: home, regions: chosen.regions, api: caller };
    return { scopes: [scope], coverage: [identity.coverage, ...chosen.coverage], apis: [caller] };
  }
  const width = pLimit(ACCOUNTS_AT_ONCE);
  const resolved = await Promise.all(options.accounts.map((entry) => width(() => resolveAccount(entry, caller, home, options, limits))));
  const apis = new Set<AwsApi>([caller, ...resolved.flatMap((one) => one.apis)]);
  return { scopes: resolved.flatMap(({ scopes }) => scopes), coverage: resolved.flatMap(({ coverage }) => coverage), apis: [...apis] };
}

function accountApi({ endpoint, signal }: ScopeOptions, limits: CallLimits, credentials: CredentialSource): AccountApi {
  return new AccountApi({ credentials, endpoint, limits, signal });
}

async function preflight(caller: AccountApi, credentials: CredentialSource, home: string, options: ScopeOptions) {
  try {
    // Asked for directly first: the SDK's words about a missing profile or an ended SSO session are the useful ones.
    await credentials.provide();
    return await identify(caller, home);
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    throw preflightError(error, home, options);
  }
}

async function resolveAccount(
  entry: AccountEntry,
  caller: AccountApi,
  home: string,
  options: ScopeOptions,
  limits: CallLimits,
): Promise<ResolvedScope> {
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

function requireUrl(endpoint: string | null): void {
  if (endpoint === null) return;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UserError(`"${endpoint}" is not an http or https URL${suggestion(endpoint, [])}`, {
      hint: 'For example --endpoint-url http://127.0.0.1:4566.',
    });
  }
}
