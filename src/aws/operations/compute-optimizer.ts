import type {
  GetEC2InstanceRecommendationsCommandInput,
  GetECSServiceRecommendationsCommandInput,
  GetLambdaFunctionRecommendationsCommandInput,
} from '@aws-sdk/client-compute-optimizer';
import { pagedOperation, service } from './definition.js';

const computeOptimizer = service(
  'compute-optimizer',
  () => import('@aws-sdk/client-compute-optimizer'),
  ({ ComputeOptimizerClient }, configuration) => new ComputeOptimizerClient(configuration),
);

const common = { bucket: 'compute-optimizer', permissionSet: 'second-opinion' } as const;

export const getEc2InstanceRecommendations = pagedOperation(computeOptimizer, {
  ...common,
  name: 'GetEC2InstanceRecommendations',
  perform: ({ sdk, client }, input: GetEC2InstanceRecommendationsCommandInput, options) =>
    client.send(new sdk.GetEC2InstanceRecommendationsCommand(input), options),
  items: (output) => output.instanceRecommendations,
  nextToken: (output) => output.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
});

export const getEcsServiceRecommendations = pagedOperation(computeOptimizer, {
  ...common,
  name: 'GetECSServiceRecommendations',
  perform: ({ sdk, client }, input: GetECSServiceRecommendationsCommandInput, options) =>
    client.send(new sdk.GetECSServiceRecommendationsCommand(input), options),
  items: (output) => output.ecsServiceRecommendations,
  nextToken: (output) => output.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
});

export const getLambdaFunctionRecommendations = pagedOperation(computeOptimizer, {
  ...common,
  name: 'GetLambdaFunctionRecommendations',
  perform: ({ sdk, client }, input: GetLambdaFunctionRecommendationsCommandInput, options) =>
    client.send(new sdk.GetLambdaFunctionRecommendationsCommand(input), options),
  items: (output) => output.lambdaFunctionRecommendations,
  nextToken: (output) => output.nextToken,
  withToken: (input, nextToken) => ({ ...input, nextToken }),
});
