import type {
  GetAccountSettingsCommandInput,
  ListEventSourceMappingsCommandInput,
  ListFunctionsCommandInput,
  ListProvisionedConcurrencyConfigsCommandInput,
} from '@aws-sdk/client-lambda';
import { operation, pagedOperation, service } from './definition.js';

const lambda = service(
  'lambda',
  () => import('@aws-sdk/client-lambda'),
  ({ LambdaClient }, configuration) => new LambdaClient(configuration),
);

/** How many functions the region has, in one call. */
export const getAccountSettings = operation(lambda, {
  name: 'GetAccountSettings',
  bucket: 'lambda-control-plane',
  perform: ({ sdk, client }, input: GetAccountSettingsCommandInput, options) =>
    client.send(new sdk.GetAccountSettingsCommand(input), options),
  answered: (output) => output.AccountUsage !== undefined,
});

export const listFunctions = pagedOperation(lambda, {
  name: 'ListFunctions',
  bucket: 'lambda-control-plane',
  perform: ({ sdk, client }, input: ListFunctionsCommandInput, options) => client.send(new sdk.ListFunctionsCommand(input), options),
  items: (output) => output.Functions,
  nextToken: (output) => output.NextMarker,
  withToken: (input, Marker) => ({ ...input, Marker }),
});

/** Without a function name: all mappings of the region. */
export const listEventSourceMappings = pagedOperation(lambda, {
  name: 'ListEventSourceMappings',
  bucket: 'lambda-control-plane',
  perform: ({ sdk, client }, input: ListEventSourceMappingsCommandInput, options) =>
    client.send(new sdk.ListEventSourceMappingsCommand(input), options),
  items: (output) => output.EventSourceMappings,
  nextToken: (output) => output.NextMarker,
  withToken: (input, Marker) => ({ ...input, Marker }),
});

export const listProvisionedConcurrencyConfigs = pagedOperation(lambda, {
  name: 'ListProvisionedConcurrencyConfigs',
  bucket: 'lambda-control-plane',
  perform: ({ sdk, client }, input: ListProvisionedConcurrencyConfigsCommandInput, options) =>
    client.send(new sdk.ListProvisionedConcurrencyConfigsCommand(input), options),
  items: (output) => output.ProvisionedConcurrencyConfigs,
  nextToken: (output) => output.NextMarker,
  withToken: (input, Marker) => ({ ...input, Marker }),
});
