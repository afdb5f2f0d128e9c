import * as z from 'zod';
import { reservedInstancesSchema, savingsPlanSchema } from './commitments.js';
import { type AutoScalingGroup, autoScalingGroupSchema, type Ec2Instance, ec2InstanceSchema, instanceTypeOfferSchema } from './ec2.js';
import {
  type EcsCapacityProvider,
  type EcsCluster,
  type EcsContainerInstance,
  type EcsService,
  type EcsTask,
  ecsCapacityProviderSchema,
  ecsClusterSchema,
  ecsContainerInstanceSchema,
  ecsServiceSchema,
  ecsTaskSchema,
} from './ecs.js';
import { type LambdaFunction, lambdaFunctionSchema } from './lambda.js';
import { secondOpinionSchema } from './second-opinion.js';

export * from './commitments.js';
export * from './ec2.js';
export * from './ecs.js';
export * from './lambda.js';
export * from './second-opinion.js';

/** Every record a collector can give. */
export const collectedResourceSchema = z.discriminatedUnion('kind', [
  ec2InstanceSchema,
  autoScalingGroupSchema,
  instanceTypeOfferSchema,
  ecsClusterSchema,
  ecsServiceSchema,
  ecsTaskSchema,
  ecsContainerInstanceSchema,
  ecsCapacityProviderSchema,
  lambdaFunctionSchema,
  reservedInstancesSchema,
  savingsPlanSchema,
  secondOpinionSchema,
]);
export type CollectedResource = z.infer<typeof collectedResourceSchema>;

/**
 * Instances that are advised on together: an EKS node group, the instances behind an ECS capacity provider, or an
 * Auto Scaling group that is neither. Derived when a snapshot is judged, never stored.
 */
export interface InstanceGroup {
  kind: 'instance-group';
  groupType: 'auto-scaling-group' | 'eks-nodegroup' | 'ecs-capacity-provider';
  accountId: string;
  region: string;
  id: string;
  arn: string | null;
  name: string | null;
  tags: Record<string, string> | null;
  instanceIds: string[];
  /** The group beneath, where one is known; its policies and schedules decide what may be said. */
  autoScalingGroup: AutoScalingGroup | null;
}

/** The resources that policies judge, by kind. */
export interface ResourceByKind {
  'ec2-instance': Ec2Instance;
  'instance-group': InstanceGroup;
  'ecs-cluster': EcsCluster;
  'ecs-service': EcsService;
  'ecs-task': EcsTask;
  'ecs-container-instance': EcsContainerInstance;
  'ecs-capacity-provider': EcsCapacityProvider;
  'lambda-function': LambdaFunction;
}
export type ResourceKind = keyof ResourceByKind;
export type Resource = ResourceByKind[ResourceKind];

const DESCRIBES_OTHERS = ['auto-scaling-group', 'instance-type-offer', 'reserved-instances', 'savings-plan', 'second-opinion'] as const;
type DescribingRecord = Extract<CollectedResource, { kind: (typeof DESCRIBES_OTHERS)[number] }>;

/** True for a resource that is measured and judged, false for a record that only describes others. */
export function isResource(record: CollectedResource): record is Exclude<CollectedResource, DescribingRecord> {
  return !DESCRIBES_OTHERS.some((kind) => kind === record.kind);
}

const CLOUDFORMATION_TYPES = {
  'ec2-instance': 'AWS::EC2::Instance',
  'ecs-cluster': 'AWS::ECS::Cluster',
  'ecs-service': 'AWS::ECS::Service',
  'ecs-task': 'AWS::ECS::Task',
  'ecs-container-instance': 'AWS::ECS::ContainerInstance',
  'ecs-capacity-provider': 'AWS::ECS::CapacityProvider',
  'lambda-function': 'AWS::Lambda::Function',
} as const;

const GROUP_TYPES = {
  'auto-scaling-group': 'AWS::AutoScaling::AutoScalingGroup',
  'eks-nodegroup': 'AWS::EKS::Nodegroup',
  'ecs-capacity-provider': 'AWS::ECS::CapacityProvider',
} as const;

/** The CloudFormation type name of a resource (tasks and container instances, which have none, follow its pattern). */
export function cloudFormationType(resource: Resource): string {
  return resource.kind === 'instance-group' ? GROUP_TYPES[resource.groupType] : CLOUDFORMATION_TYPES[resource.kind];
}

/** How reports name a resource; the same six fields wherever one is mentioned. */
export interface ResourceRef {
  type: string;
  id: string;
  arn: string | null;
  name: string | null;
  accountId: string;
  region: string;
  tags: Record<string, string> | null;
}

/** The reference of a resource, with tags sorted by key so that output is the same every time. */
export function refOf(resource: Resource): ResourceRef {
  const { id, arn, name, accountId, region, tags } = resource;
  const sorted = tags === null ? null : Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { type: cloudFormationType(resource), id, arn, name, accountId, region, tags: sorted };
}
