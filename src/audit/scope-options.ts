import type { AccountEntry } from '../aws/accounts.js';
import { askMfaCode } from '../aws/mfa.js';
import { DEFAULT_ROLE_NAME, type OrganizationChoice } from '../aws/organization.js';
import type { ScopeOptions } from '../aws/scope.js';
import { UserError } from '../model/user-error.js';
import type { CollectOptions } from './collect.js';

/** Longest that a connection may take to stand, in milliseconds, however long its call may take. */
const CONNECTION_MS = 5_000;

/** `--organization` and what goes with it. */
export interface OrganizationOptions {
  units?: readonly string[] | undefined;
  /** `key=value`, all of which an account must have. */
  tags?: readonly string[] | undefined;
  roleName?: string | undefined;
  externalId?: string | undefined;
}

/** Ids of units and roots. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
const PARENT = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/;
const ROLE_NAME = /^[\w+=,.@/-]{1,512}$/;

function organizationChoice({ units = [], tags = [], roleName = DEFAULT_ROLE_NAME, externalId }: OrganizationOptions): OrganizationChoice {
  for (const unit of units) {
    if (!PARENT.test(unit)) {
      throw new UserError(`"${unit}" is no id of an organizational unit`, {
        hint: 'Such as --organization-unit ou-a1b2-c3d4e5f6, or r-a1b2.',
      });
    }
  }
  if (!ROLE_NAME.test(roleName))
    throw new UserError(`"${roleName}" is no name of a role`, { hint: 'Give --role-name NAME, with its path.' });
  const parsed = tags.map((tag) => {
    const [key = '', ...value] = tag.split('=');
    if (key === '' || value.length === 0)
      throw new UserError(`"${tag}" is no tag`, { hint: 'Such as --organization-tag environment=production.' });
    return { key, value: value.join('=') };
  });
  return { units, tags: parsed, roleName, externalId: externalId ?? null };
}

/** Loaded where there is such a file: it is read as YAML, whose parser is large. */
async function accountsOf(file: string): Promise<AccountEntry[]> {
  const { readAccountsFile } = await import('../aws/accounts.js');
  return readAccountsFile(file);
}

/** Options that say who and what a run is about. */
export type ScopeRequest = Pick<
  CollectOptions,
  | 'rules'
  | 'profile'
  | 'endpointUrl'
  | 'regions'
  | 'excludeRegions'
  | 'accountsFile'
  | 'organization'
  | 'onlyAccounts'
  | 'quotaShare'
  | 'timeoutMs'
  | 'limits'
  | 'signal'
>;

/** Who and what a run is about, from its options and the configuration. Throws a UserError for accounts that cannot be. */
export async function scopeOptionsOf(options: ScopeRequest): Promise<ScopeOptions> {
  const { rules, accountsFile, organization, onlyAccounts, quotaShare, timeoutMs } = options;
  if (accountsFile !== undefined && organization !== undefined) {
    throw new UserError('--accounts and --organization are two ways to name the accounts', { hint: 'Leave one of them out.' });
  }
  if (onlyAccounts !== undefined && accountsFile === undefined && organization === undefined) {
    throw new UserError('--only-accounts takes some of many accounts', { hint: 'Name those with --accounts or --organization.' });
  }
  return {
    profile: options.profile ?? null,
    endpoint: options.endpointUrl ?? null,
    regions: options.regions ?? rules.config.regions ?? null,
    excludeRegions: options.excludeRegions ?? rules.config.excludeRegions,
    accounts: accountsFile === undefined ? null : await accountsOf(accountsFile),
    organization: organization === undefined ? null : organizationChoice(organization),
    only: onlyAccounts ?? null,
    limits: {
      ...options.limits,
      ...(quotaShare === undefined ? {} : { quotaShare }),
      ...(timeoutMs === undefined ? {} : { attemptTimeoutMs: timeoutMs, connectionTimeoutMs: Math.min(CONNECTION_MS, timeoutMs) }),
    },
    signal: options.signal,
    askMfaCode,
  };
}
