import { readAccountsFile } from '../aws/accounts.js';
import { askMfaCode } from '../aws/mfa.js';
import type { ScopeOptions } from '../aws/scope.js';
import type { CollectOptions } from './collect.js';

/** Longest that a connection may take to stand, in milliseconds, however long its call may take. */
const CONNECTION_MS = 5_000;

/** Who and what a run is about, from its options and the configuration. Throws a UserError for an accounts file that cannot be used. */
export async function scopeOptionsOf(
  options: Pick<
    CollectOptions,
    'rules' | 'profile' | 'endpointUrl' | 'regions' | 'excludeRegions' | 'accountsFile' | 'quotaShare' | 'timeoutMs' | 'limits' | 'signal'
  >,
): Promise<ScopeOptions> {
  const { rules, quotaShare, timeoutMs } = options;
  return {
    profile: options.profile ?? null,
    endpoint: options.endpointUrl ?? null,
    regions: options.regions ?? rules.config.regions ?? null,
    excludeRegions: options.excludeRegions ?? rules.config.excludeRegions,
    accounts: options.accountsFile === undefined ? null : await readAccountsFile(options.accountsFile),
    limits: {
      ...options.limits,
      ...(quotaShare === undefined ? {} : { quotaShare }),
      ...(timeoutMs === undefined ? {} : { attemptTimeoutMs: timeoutMs, connectionTimeoutMs: Math.min(CONNECTION_MS, timeoutMs) }),
    },
    signal: options.signal,
    askMfaCode,
  };
}
