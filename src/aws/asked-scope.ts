import { UserError } from '../model/user-error.js';
import type { AccountEntry } from './accounts.js';
import type { OrganizationChoice } from './organization.js';

/** What a run is about as it was asked for, before anything answered: the same in every part of the run, whatever each of them met. */
export type AskedScope = {
  regions: readonly string[] | null;
  excludeRegions: readonly string[];
} & (
  | { accounts: readonly { id: string; regions: readonly string[] | null }[] }
  | { organization: { units: readonly string[]; tags: readonly string[] } }
);

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

/**
 * The scope in words that decide whether two runs are one. Of an organization it is the choice and not the list: an account that joins or
 * leaves while the parts of a run begin one after the other makes no other run of it.
 */
export function askedScope(
  { regions, excludeRegions, organization }: Asking,
  entries: readonly Pick<AccountEntry, 'id' | 'regions'>[],
): AskedScope {
  const where = { regions: regions === null ? null : sorted(regions), excludeRegions: sorted(excludeRegions) };
  if (organization !== null) {
    const { units, tags } = organization;
    return { ...where, organization: { units: sorted(units), tags: sorted(tags.map(({ key, value }) => `${key}=${value}`)) } };
  }
  const accounts = entries.map(({ id, regions: own }) => ({ id, regions: own === undefined ? null : sorted(own) }));
  return { ...where, accounts: accounts.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

interface Asking {
  regions: readonly string[] | null;
  excludeRegions: readonly string[];
  organization: OrganizationChoice | null;
}

/** The accounts that this part of the run is limited to. Throws a UserError for one that the run is not about. */
export function onlyEntries(entries: readonly AccountEntry[], only: readonly string[] | null): AccountEntry[] {
  if (only === null) return [...entries];
  const unknown = only.filter((id) => !entries.some((entry) => entry.id === id));
  if (unknown.length > 0) {
    throw new UserError(`--only-accounts names ${unknown.join(', ')}, which this run is not about`, {
      hint: 'It takes some of the accounts that --accounts or --organization lists.',
    });
  }
  return entries.filter(({ id }) => only.includes(id));
}
