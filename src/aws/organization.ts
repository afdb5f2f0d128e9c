import type { Account } from '@aws-sdk/client-organizations';
import pLimit from 'p-limit';
import type { CoverageEntry } from '../model/coverage.js';
import { UserError } from '../model/user-error.js';
import type { AccountEntry } from './accounts.js';
import { type AwsApi, AwsFailure, type PagedOperation, type Partition } from './api.js';
import { listAccounts, listAccountsForParent, listAccountTags, listOrganizationalUnits } from './operations/index.js';

/** Name of the role that `deploy/cross-account-role` makes in every account. */
export const DEFAULT_ROLE_NAME = 'fleet-auditor-read';

/** Calls for tags under way at once; the quota bounds them, not this. */
const TAGS_AT_ONCE = 8;
/** The largest page there is. */
const PAGE = { MaxResults: 20 } as const;

/** Which accounts of the organization, and how they are entered. */
export interface OrganizationChoice {
  /** Ids of organizational units, or of the root; those beneath them count. Empty: the whole organization. */
  units: readonly string[];
  /** Tags of accounts, all of which an account must have. */
  tags: readonly { key: string; value: string }[];
  /** The role that each account but the caller's own has. */
  roleName: string;
  externalId: string | null;
}

/** Who asks. */
export interface OrganizationCaller {
  accountId: string;
  partition: Partition;
}

export interface OrganizationAccounts {
  entries: AccountEntry[];
  /** The listing itself, and accounts of it that cannot be audited: suspended, being closed, or gone meanwhile. */
  coverage: CoverageEntry[];
}

/** Where the one endpoint of a partition's organizations is. https://docs.aws.amazon.com/general/latest/gr/ao.html */
function organizationsRegion(partition: Partition): string {
  return { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-northwest-1' }[partition];
}

/**
 * The accounts of the caller's organization that the choice leaves in, sorted by id, as `--accounts FILE` would name them. Throws a
 * UserError where the organization may not be listed, there is none, a unit does not exist, or no account is left.
 */
export async function organizationAccounts(
  api: AwsApi,
  caller: OrganizationCaller,
  choice: OrganizationChoice,
): Promise<OrganizationAccounts> {
  const region = organizationsRegion(caller.partition);
  const step = { region, service: 'organizations', step: 'ListAccounts', optional: false } as const;
  try {
    const listed = await accountsIn(api, region, choice.units);
    const { tagged, gone } = await withTags(api, region, listed.filter(isActive), choice.tags);
    if (tagged.length === 0) {
      throw new UserError(`no active account of the organization is left to audit (${listed.length} were listed)`, {
        hint: 'Check --organization-unit and --organization-tag.',
      });
    }
    const skipped = [
      ...listed.filter((account) => !isActive(account)).map((account) => ({ account, why: `the account is ${stateOf(account)}` })),
      ...gone.map((account) => ({ account, why: 'the account left the organization while it was listed' })),
    ];
    const coverage = [
      { ...step, accountId: caller.accountId, status: 'ok' as const, detail: null, resources: null },
      ...skipped.map(({ account, why }) => ({
        ...step,
        accountId: idOf(account),
        status: 'skipped' as const,
        detail: `not audited: ${why}`,
        resources: null,
      })),
    ];
    return { entries: tagged.map((account) => entryOf(account, caller, choice)).sort(byId), coverage };
  } catch (error) {
    throw listingError(error, caller.accountId);
  }
}

const idOf = (account: Account): string => account.Id ?? '';
const byId = (a: AccountEntry, b: AccountEntry): number => (a.id < b.id ? -1 : 1);

/** `State` takes the place of `Status`, which AWS withdraws in September 2026; older endpoints know only that. */
function stateOf({ State, Status }: Account): string {
  return (State ?? Status ?? 'of unknown state').toLowerCase().replaceAll('_', ' ');
}
const isActive = (account: Account): boolean => stateOf(account) === 'active';

function entryOf(account: Account, caller: OrganizationCaller, { roleName, externalId }: OrganizationChoice): AccountEntry {
  const id = idOf(account);
  const named = account.Name === undefined || account.Name === '' ? { id } : { id, name: account.Name };
  if (id === caller.accountId) return named;
  return {
    ...named,
    roleArn: `arn:${caller.partition}:iam::${id}:role/${roleName}`,
    ...(externalId === null ? {} : { externalId }),
  };
}

async function every<I, O, T>(api: AwsApi, region: string, operation: PagedOperation<I, O, T>, input: I): Promise<T[]> {
  const all: T[] = [];
  for await (const page of api.pages(region, operation, input)) all.push(...(operation.items(page) ?? []));
  return all;
}

/** Accounts of the organization, or of units with all beneath them; each once, also where a unit lies in another that is named. */
async function accountsIn(api: AwsApi, region: string, units: readonly string[]): Promise<Account[]> {
  if (units.length === 0) return every(api, region, listAccounts, PAGE);
  const found = new Map<string, Account>();
  const seen = new Set<string>();
  for (const open = [...units]; open.length > 0; ) {
    const ParentId = open.pop() ?? '';
    if (seen.has(ParentId)) continue;
    seen.add(ParentId);
    const [accounts, beneath] = await Promise.all([
      every(api, region, listAccountsForParent, { ParentId, ...PAGE }),
      every(api, region, listOrganizationalUnits, { ParentId, ...PAGE }),
    ]).catch((error: unknown) => {
      // A unit that went while its parent was listed has no accounts any more; one that was named must be there.
      if (isMissing(error) && !units.includes(ParentId)) return [[], []];
      throw isMissing(error) ? new UserError(`there is no organizational unit ${ParentId}`, { cause: error }) : error;
    });
    for (const account of accounts) found.set(idOf(account), account);
    open.push(...beneath.flatMap(({ Id }) => Id ?? []));
  }
  return [...found.values()];
}

const MISSING: readonly string[] = ['ParentNotFoundException', 'TargetNotFoundException'];
const isMissing = (error: unknown): boolean => error instanceof AwsFailure && MISSING.includes(error.code);

async function withTags(
  api: AwsApi,
  region: string,
  accounts: readonly Account[],
  wanted: OrganizationChoice['tags'],
): Promise<{ tagged: Account[]; gone: Account[] }> {
  if (wanted.length === 0) return { tagged: [...accounts], gone: [] };
  const limit = pLimit(TAGS_AT_ONCE);
  const tagged: Account[] = [];
  const gone: Account[] = [];
  const look = async (account: Account): Promise<void> => {
    const tags = await every(api, region, listAccountTags, { ResourceId: idOf(account) }).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (tags === null) gone.push(account);
    else if (wanted.every(({ key, value }) => tags.some((tag) => tag.Key === key && tag.Value === value))) tagged.push(account);
  };
  await Promise.all(accounts.map((account) => limit(() => look(account))));
  return { tagged, gone };
}

function listingError(error: unknown, accountId: string): unknown {
  if (!(error instanceof AwsFailure)) return error;
  if (error.code === 'AWSOrganizationsNotInUseException') {
    return new UserError(`account ${accountId} is in no organization`, {
      hint: 'Leave --organization out to audit this account alone, or name accounts with --accounts FILE.',
      cause: error,
    });
  }
  const hint =
    error.status === 'denied'
      ? 'Ask from the management account or a delegated administrator, with what `fleet-auditor permissions --for organization` prints; or name accounts with --accounts FILE.'
      : 'Try again later, or name accounts with --accounts FILE.';
  return new UserError(`the organization cannot be listed (${error.operation}): ${error.code}: ${error.message}`, { hint, cause: error });
}
