import type {
  DescribeCapacityProvidersCommandInput,
  DescribeClustersCommandInput,
  DescribeContainerInstancesCommandInput,
  DescribeServicesCommandInput,
  DescribeTaskDefinitionCommandInput,
  DescribeTasksCommandInput,
  ListClustersCommandInput,
  ListContainerInstancesCommandInput,
  ListServicesCommandInput,
  ListTasksCommandInput,
} from '@aws-sdk/client-ecs';
import { operation, pagedOperation, service } from './definition.js';

const ecs = service(
  'ecs',
  () => import('@aws-sdk/client-ecs'),
  ({ ECSClient }, configuration) => new ECSClient(configuration),
);

/** ECS spells the token in lower case, in the request and in the answer. */
const token = {
  nextToken: (output: { nextToken?: string | undefined }) => output.nextToken,
  withToken: <I extends object>(input: I, nextToken: string) => ({ ...input, nextToken }),
};

export const listClusters = pagedOperation(ecs, {
  name: 'ListClusters',
  bucket: 'ecs-clusters',
  perform: ({ sdk, client }, input: ListClustersCommandInput, options) => client.send(new sdk.ListClustersCommand(input), options),
  items: (output) => output.clusterArns,
  ...token,
});

export const describeClusters = operation(ecs, {
  name: 'DescribeClusters',
  bucket: 'ecs-clusters',
  perform: ({ sdk, client }, input: DescribeClustersCommandInput, options) => client.send(new sdk.DescribeClustersCommand(input), options),
  answered: (output) => output.clusters !== undefined,
});

/** Send maxResults always: the default is ten a page. */
export const listServices = pagedOperation(ecs, {
  name: 'ListServices',
  bucket: 'ecs-services',
  perform: ({ sdk, client }, input: ListServicesCommandInput, options) => client.send(new sdk.ListServicesCommand(input), options),
  items: (output) => output.serviceArns,
  ...token,
});

export const describeServices = operation(ecs, {
  name: 'DescribeServices',
  bucket: 'ecs-services',
  perform: ({ sdk, client }, input: DescribeServicesCommandInput, options) => client.send(new sdk.DescribeServicesCommand(input), options),
  answered: (output) => output.services !== undefined,
});

export const listTasks = pagedOperation(ecs, {
  name: 'ListTasks',
  bucket: 'ecs-tasks',
  perform: ({ sdk, client }, input: ListTasksCommandInput, options) => client.send(new sdk.ListTasksCommand(input), options),
  items: (output) => output.taskArns,
  ...token,
});

export const describeTasks = operation(ecs, {
  name: 'DescribeTasks',
  bucket: 'ecs-tasks',
  perform: ({ sdk, client }, input: DescribeTasksCommandInput, options) => client.send(new sdk.DescribeTasksCommand(input), options),
  answered: (output) => output.tasks !== undefined,
});

export const listContainerInstances = pagedOperation(ecs, {
  name: 'ListContainerInstances',
  bucket: 'ecs-tasks',
  perform: ({ sdk, client }, input: ListContainerInstancesCommandInput, options) =>
    client.send(new sdk.ListContainerInstancesCommand(input), options),
  items: (output) => output.containerInstanceArns,
  ...token,
});

export const describeContainerInstances = operation(ecs, {
  name: 'DescribeContainerInstances',
  bucket: 'ecs-tasks',
  perform: ({ sdk, client }, input: DescribeContainerInstancesCommandInput, options) =>
    client.send(new sdk.DescribeContainerInstancesCommand(input), options),
  answered: (output) => output.containerInstances !== undefined,
});

export const describeTaskDefinition = operation(ecs, {
  name: 'DescribeTaskDefinition',
  bucket: 'ecs-task-definitions',
  perform: ({ sdk, client }, input: DescribeTaskDefinitionCommandInput, options) =>
    client.send(new sdk.DescribeTaskDefinitionCommand(input), options),
  answered: (output) => output.taskDefinition !== undefined,
});

export const describeCapacityProviders = pagedOperation(ecs, {
  name: 'DescribeCapacityProviders',
  bucket: 'ecs-capacity-providers',
  perform: ({ sdk, client }, input: DescribeCapacityProvidersCommandInput, options) =>
    client.send(new sdk.DescribeCapacityProvidersCommand(input), options),
  items: (output) => output.capacityProviders,
  ...token,
});
