import type { CoverageEntry } from '../model/coverage.js';
import { suggestion } from '../model/nearest-name.js';
import { UserError } from '../model/user-error.js';
import { AccountApi } from './account-api.js';
import type { AccountEntry } from './accounts.js';
import { silenceNodeNotice } from './client-scope.js';
import { type CredentialSource, chainCredentials } from './credentials.js';
import { homeRegion } from './home-region.js';
import { type CallerIdentity, identify } from './identity.js';
import { type CallLimits, DEFAULT_LIMITS } from './limits.js';
import { type OrganizationChoice, organizationAccounts } from './organization.js';
import { preflightError } from './preflight-error.js';
import { requireProfile } from './profiles.js';

export interface ScopeOptions {
  /** Null: the SDK's default chain. */
  profile: string | null;
  /** Of every service, `--endpoint-url`; null: AWS's own, or AWS_ENDPOINT_URL. */
  endpoint: string | null;
  /** Null: every enabled region of each account. */
  regions: readonly string[] | null;
  excludeRegions: readonly string[];
  /** Null: the caller's own account, or its organization's. */
  accounts: readonly AccountEntry[] | null;
  /** The accounts of the caller's organization, in place of `accounts`. */
  organization?: OrganizationChoice | null;
  /** Of all those accounts these alone: a part of the run. */
  only?: readonly string[] | null;
  limits?: Partial<CallLimits>;
  /** Ends everything; what is under way then throws its reason. */
  signal: AbortSignal;
  /** Null where nobody can be asked. */
  askMfaCode: ((serialNumber: string) => Promise<string>) | null;
}

/** Who runs the tool, and the accounts that the run is to be about. */
export interface Caller {
  api: AccountApi;
  identity: CallerIdentity;
  /** Where it asks what belongs to no region. */
  home: string;
  limits: CallLimits;
  /** Named by the options, or listed in the organization; the caller's own alone where neither is asked for. */
  entries: readonly AccountEntry[];
  /** Of that listing. */
  coverage: CoverageEntry[];
}

/**
 * Finds out who the tool is and which accounts it is asked about, entering none of them. Throws a UserError when the caller has no working
 * credentials, names a profile that does not exist, or may not list the organization.
 */
export async function openCaller(options: ScopeOptions): Promise<Caller> {
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
  const api = accountApi(options, limits, credentials);
  const identity = await preflight(api, credentials, home, options);
  return { api, identity, home, limits, ...(await accountsOf(api, identity, options)) };
}

async function accountsOf(
  caller: AccountApi,
  identity: CallerIdentity,
  { accounts, organization = null }: ScopeOptions,
): Promise<{ entries: readonly AccountEntry[]; coverage: CoverageEntry[] }> {
  if (organization !== null) return organizationAccounts(caller, identity, organization);
  return { entries: accounts ?? [{ id: identity.accountId }], coverage: [] };
}

/** The API of one account under these options. */
export function accountApi({ endpoint, signal }: ScopeOptions, limits: CallLimits, credentials: CredentialSource): AccountApi {
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

function requireUrl(endpoint: string | null): void {
  if (endpoint === null) return;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UserError(`"${endpoint}" is not an http or https URL${suggestion(endpoint, [])}`, {
      hint: 'For example --endpoint-url http://127.0.0.1:4566.',
    });
  }
}
