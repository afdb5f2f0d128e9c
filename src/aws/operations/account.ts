import type { SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam';
import type { GetResourcesCommandInput } from '@aws-sdk/client-resource-groups-tagging-api';
import type { GetServiceQuotaCommandInput } from '@aws-sdk/client-service-quotas';
import type { AssumeRoleCommandInput, GetCallerIdentityCommandInput } from '@aws-sdk/client-sts';
import { operation, pagedOperation, service } from './definition.js';

const sts = service(
  'sts',
  () => import('@aws-sdk/client-sts'),
  ({ STSClient }, configuration) => new STSClient(configuration),
);

const tagging = service(
  'tag',
  () => import('@aws-sdk/client-resource-groups-tagging-api'),
  ({ ResourceGroupsTaggingAPIClient }, configuration) => new ResourceGroupsTaggingAPIClient(configuration),
);

const serviceQuotas = service(
  'servicequotas',
  () => import('@aws-sdk/client-service-quotas'),
  ({ ServiceQuotasClient }, configuration) => new ServiceQuotasClient(configuration),
);

const iam = service(
  'iam',
  () => import('@aws-sdk/client-iam'),
  ({ IAMClient }, configuration) => new IAMClient(configuration),
);

export const getCallerIdentity = operation(sts, {
  name: 'GetCallerIdentity',
  bucket: 'sts',
  perform: ({ sdk, client }, input: GetCallerIdentityCommandInput, options) =>
    client.send(new sdk.GetCallerIdentityCommand(input), options),
  answered: (output) => output.Account !== undefined && output.Arn !== undefined,
});

/** A page without a further page has an empty token here, not an absent one. */
export const getResources = pagedOperation(tagging, {
  name: 'GetResources',
  bucket: 'tagging',
  perform: ({ sdk, client }, input: GetResourcesCommandInput, options) => client.send(new sdk.GetResourcesCommand(input), options),
  items: (output) => output.ResourceTagMappingList,
  nextToken: (output) => (output.PaginationToken === '' ? undefined : output.PaginationToken),
  withToken: (input, PaginationToken) => ({ ...input, PaginationToken }),
});

export const getServiceQuota = operation(serviceQuotas, {
  name: 'GetServiceQuota',
  bucket: 'service-quotas',
  perform: ({ sdk, client }, input: GetServiceQuotaCommandInput, options) => client.send(new sdk.GetServiceQuotaCommand(input), options),
  answered: (output) => output.Quota !== undefined,
});

/** Only for accounts that are named with a role. */
export const assumeRole = operation(sts, {
  name: 'AssumeRole',
  bucket: 'sts',
  permissionSet: 'organization',
  perform: ({ sdk, client }, input: AssumeRoleCommandInput, options) => client.send(new sdk.AssumeRoleCommand(input), options),
  answered: (output) => output.Credentials !== undefined,
});

/** What the caller's own policies would allow, asked of IAM without doing any of it. */
export const simulatePrincipalPolicy = operation(iam, {
  name: 'SimulatePrincipalPolicy',
  bucket: 'iam',
  permissionSet: 'doctor',
  perform: ({ sdk, client }, input: SimulatePrincipalPolicyCommandInput, options) =>
    client.send(new sdk.SimulatePrincipalPolicyCommand(input), options),
  answered: (output) => output.EvaluationResults !== undefined,
});
