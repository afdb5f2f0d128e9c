import type { OperationDefinition } from '../aws/api.js';
import * as operations from '../aws/operations/index.js';
import { type CollectedResource, collectedResourceSchema } from '../model/resource/index.js';
import type { CollectionSink } from './region.js';
import type { RegionSteps } from './steps.js';

type Operation = Pick<OperationDefinition<never, never>, 'service' | 'name'>;

const GIVEN_BY: Readonly<Record<Exclude<CollectedResource['kind'], 'second-opinion'>, Operation>> = {
  'ec2-instance': operations.describeInstances,
  'auto-scaling-group': operations.describeAutoScalingGroups,
  'instance-type-offer': operations.describeInstanceTypes,
  'ecs-cluster': operations.describeClusters,
  'ecs-service': operations.describeServices,
  'ecs-task': operations.describeTasks,
  'ecs-container-instance': operations.describeContainerInstances,
  'ecs-capacity-provider': operations.describeCapacityProviders,
  'lambda-function': operations.listFunctions,
  'reserved-instances': operations.describeReservedInstances,
  'savings-plan': operations.describeSavingsPlans,
};

const OPINIONS: Readonly<Record<string, Operation>> = {
  'AWS::EC2::Instance': operations.getEc2InstanceRecommendations,
  'AWS::ECS::Service': operations.getEcsServiceRecommendations,
};

function giverOf(record: CollectedResource): Operation {
  if (record.kind !== 'second-opinion') return GIVEN_BY[record.kind];
  return OPINIONS[record.resourceType] ?? operations.getLambdaFunctionRecommendations;
}

/** The first value that a record of its kind cannot have (a size below zero, half a task), by its path without positions; null where all can be. */
function impossibleValue(record: CollectedResource): string | null {
  const { error } = collectedResourceSchema.safeParse(record);
  if (error === undefined) return null;
  return error.issues[0]?.path.filter((part) => typeof part === 'string').join('.') ?? '';
}

/**
 * Hands on what a snapshot can hold. A record that nobody could read back is a gap of the step that gave it, and no metric is paid for it: one odd
 * value must not cost the other resources.
 */
export function checkedSink(sink: CollectionSink, steps: RegionSteps): CollectionSink {
  // Most records come twice in a row, as they are.
  let sound: CollectedResource | null = null;
  const impossible = (record: CollectedResource): string | null => {
    const found = record === sound ? null : impossibleValue(record);
    if (found === null) sound = record;
    return found;
  };
  return {
    resource(record) {
      const value = impossible(record);
      if (value === null) sink.resource(record);
      else steps.of(giverOf(record)).lost(`with a value that cannot be (${value})`);
    },
    measurable(record) {
      if (impossible(record) === null) sink.measurable(record);
    },
    atMost: (measured, more) => sink.atMost(measured, more),
    coverage: (entry) => sink.coverage(entry),
  };
}
