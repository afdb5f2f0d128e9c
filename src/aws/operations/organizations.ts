import type {
  ListAccountsCommandInput,
  ListAccountsForParentCommandInput,
  ListOrganizationalUnitsForParentCommandInput,
  ListTagsForResourceCommandInput,
} from '@aws-sdk/client-organizations';
import { pagedOperation, service } from './definition.js';

const organizations = service(
  'organizations',
  () => import('@aws-sdk/client-organizations'),
  ({ OrganizationsClient }, configuration) => new OrganizationsClient(configuration),
);

const common = { bucket: 'organizations', permissionSet: 'organization' } as const;

/** Every account of the organization, 20 a page. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
export const listAccounts = pagedOperation(organizations, {
  ...common,
  name: 'ListAccounts',
  perform: ({ sdk, client }, input: ListAccountsCommandInput, options) => client.send(new sdk.ListAccountsCommand(input), options),
  items: (output) => output.Accounts,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

/** The accounts directly in a unit or root, not those of the units beneath it. */
export const listAccountsForParent = pagedOperation(organizations, {
  ...common,
  name: 'ListAccountsForParent',
  perform: ({ sdk, client }, input: ListAccountsForParentCommandInput, options) =>
    client.send(new sdk.ListAccountsForParentCommand(input), options),
  items: (output) => output.Accounts,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

/** The units directly in a unit or root. */
export const listOrganizationalUnits = pagedOperation(organizations, {
  ...common,
  name: 'ListOrganizationalUnitsForParent',
  perform: ({ sdk, client }, input: ListOrganizationalUnitsForParentCommandInput, options) =>
    client.send(new sdk.ListOrganizationalUnitsForParentCommand(input), options),
  items: (output) => output.OrganizationalUnits,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

/** The tags of an account. */
export const listAccountTags = pagedOperation(organizations, {
  ...common,
  name: 'ListTagsForResource',
  perform: ({ sdk, client }, input: ListTagsForResourceCommandInput, options) =>
    client.send(new sdk.ListTagsForResourceCommand(input), options),
  items: (output) => output.Tags,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});
