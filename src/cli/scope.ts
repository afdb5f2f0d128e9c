import type { CollectOptions } from '../index.js';
import { UserError } from '../model/user-error.js';
import type { Options } from './parsed.js';

type Scope = Pick<
  CollectOptions,
  'profile' | 'endpointUrl' | 'regions' | 'excludeRegions' | 'accountsFile' | 'organization' | 'onlyAccounts'
>;

/** Whose credentials, and which accounts and regions. A unit or a tag of the organization stands for `--organization` too. */
export function scopeOf(options: Options): Scope {
  const { profile, endpointUrl, regions, excludeRegions, accounts, onlyAccounts } = options;
  const { organizationUnit: units, organizationTag: tags, roleName, externalId } = options;
  const isOrganization = options.organization === true || units !== undefined || tags !== undefined;
  if (roleName !== undefined && !isOrganization) {
    throw new UserError('--role-name is the name of a role in every account of an organization', {
      hint: 'Give --organization; an accounts file has the ARN of each role.',
    });
  }
  const organization = isOrganization ? { units, tags, roleName, externalId } : undefined;
  return { profile, endpointUrl, regions, excludeRegions, accountsFile: accounts, organization, onlyAccounts };
}
