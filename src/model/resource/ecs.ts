import * as z from 'zod';
import { commonFields, count, nullableInstant, nullableNumber, nullableString } from './common.js';
import { architectureSchema, scalingPolicySchema, scheduledActionSchema } from './ec2.js';

/** Whose servers a task runs on. */
export const computeSchema = z.enum(['fargate', 'fargate-spot', 'ec2', 'managed-instances', 'external']);
export type Compute = z.infer<typeof computeSchema>;

export const containerSchema = z.object({
  name: z.string(),
  essential: z.boolean().nullable(),
  /** CPU units reserved for the container (1,024 are one vCPU); 0 or null where none. */
  cpuUnits: nullableNumber,
  memoryMib: nullableNumber,
  memoryReservationMib: nullableNumber,
  /** From a task definition: a health check is declared. From a task: healthStatus is not UNKNOWN. null: not visible. */
  hasHealthCheck: z.boolean().nullable(),
  /** Ends while the task goes on, before others start or as seen: an init container. Absent where nothing shows that. */
  endsEarly: z.literal(true).optional(),
});
export type Container = z.infer<typeof containerSchema>;

/** Size and shape of a task, from a running task or from its definition. */
export const taskShapeSchema = z.object({
  source: z.enum(['task', 'task-definition']),
  taskDefinitionArn: nullableString,
  /** null for EC2 tasks that reserve per container only. */
  cpuUnits: nullableNumber,
  memoryMib: nullableNumber,
  /** Fargate ephemeral storage; 20 GiB are free. */
  ephemeralStorageGib: nullableNumber,
  architecture: architectureSchema.nullable(),
  operatingSystem: z.enum(['linux', 'windows']).nullable(),
  containers: z.array(containerSchema),
});
export type TaskShape = z.infer<typeof taskShapeSchema>;

export const ecsClusterSchema = z.object({
  kind: z.literal('ecs-cluster'),
  ...commonFields,
  status: z.string(),
  capacityProviders: z.array(z.string()),
  containerInsights: z.enum(['disabled', 'enabled', 'enhanced']).nullable(),
  runningTasks: count,
  pendingTasks: count,
  activeServices: count,
  registeredContainerInstances: count,
});
export type EcsCluster = z.infer<typeof ecsClusterSchema>;

const ecsDeploymentSchema = z.object({
  id: z.string(),
  status: z.string(),
  rolloutState: nullableString,
  taskDefinitionArn: nullableString,
  createdAt: nullableInstant,
  updatedAt: nullableInstant,
  desired: count,
  running: count,
  failedTasks: count,
});

export const ecsServiceSchema = z.object({
  kind: z.literal('ecs-service'),
  ...commonFields,
  clusterName: z.string(),
  serviceName: z.string(),
  status: z.string(),
  /** As AWS names it; null where a capacity provider strategy is used. */
  launchType: z.enum(['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES']).nullable(),
  capacityProviderStrategy: z.array(z.object({ provider: z.string(), weight: count, base: count })),
  /** Where its tasks run: from the tasks seen, else from launch type and strategy. null: cannot be told. */
  compute: z.array(z.object({ compute: computeSchema, share: z.number().min(0).max(1) })).nullable(),
  desired: count,
  running: count,
  pending: count,
  schedulingStrategy: z.enum(['REPLICA', 'DAEMON']),
  deploymentController: nullableString,
  deployments: z.array(ecsDeploymentSchema),
  targetGroupArns: z.array(z.string()),
  classicLoadBalancers: z.array(z.string()),
  healthCheckGracePeriodSeconds: nullableNumber,
  circuitBreaker: z.object({ enabled: z.boolean(), rollback: z.boolean() }).nullable(),
  /** Minutes that a deployment may wait by its own settings: bake times, steps of traffic, hooks. Absent where it was not read. */
  deploymentWaitMinutes: count.optional(),
  platformVersion: nullableString,
  createdAt: nullableInstant,
  /** Shape of the current deployment's tasks; null where neither a task nor the definition could be read. */
  shape: taskShapeSchema.nullable(),
  /** Size of the revision before, where a size change inside the scalar window could be read. */
  previousSize: z.object({ cpuUnits: nullableNumber, memoryMib: nullableNumber }).nullable(),
  /** `none`: scaling was read and there is no target. null: scaling could not be read. */
  scaling: z
    .object({
      target: z
        .object({
          minimum: count,
          maximum: count,
          /** Any kind of scaling is suspended. */
          suspended: z.boolean(),
          /** Which kinds are: scaling in or out by policies, scheduled actions. Absent in older snapshots. */
          suspendedKinds: z.array(z.enum(['in', 'out', 'scheduled'])).optional(),
        })
        .nullable(),
      policies: z.array(scalingPolicySchema),
      scheduledActions: z.array(scheduledActionSchema),
    })
    .nullable(),
});
export type EcsService = z.infer<typeof ecsServiceSchema>;

export const ecsTaskSchema = z.object({
  kind: z.literal('ecs-task'),
  ...commonFields,
  clusterName: z.string(),
  taskId: z.string(),
  /** `service:<name>` or `family:<name>` as AWS gives it. */
  group: nullableString,
  /** null for a standalone task. */
  serviceName: nullableString,
  compute: computeSchema.nullable(),
  capacityProvider: nullableString,
  containerInstanceId: nullableString,
  lastStatus: z.string(),
  desiredStatus: z.string(),
  healthStatus: nullableString,
  /** A service that starts tasks and may wait for their end; absent where nothing shows one. */
  awaitedBy: z.enum(['aws-batch', 'step-functions']).optional(),
  startedAt: nullableInstant,
  createdAt: nullableInstant,
  platformVersion: nullableString,
  shape: taskShapeSchema,
});
export type EcsTask = z.infer<typeof ecsTaskSchema>;

const resourcesSchema = z.object({ cpuUnits: z.number(), memoryMib: z.number(), gpus: z.number() });

export const ecsContainerInstanceSchema = z.object({
  kind: z.literal('ecs-container-instance'),
  ...commonFields,
  clusterName: z.string(),
  ec2InstanceId: nullableString,
  status: z.string(),
  agentConnected: z.boolean(),
  /** null where the service does not say: neither nothing nor all. */
  registered: resourcesSchema.nullable(),
  remaining: resourcesSchema.nullable(),
  runningTasks: count,
  capacityProvider: nullableString,
  instanceType: nullableString,
});
export type EcsContainerInstance = z.infer<typeof ecsContainerInstanceSchema>;

export const ecsCapacityProviderSchema = z.object({
  kind: z.literal('ecs-capacity-provider'),
  ...commonFields,
  status: nullableString,
  type: z.enum(['fargate', 'auto-scaling-group', 'managed-instances']),
  clusterName: nullableString,
  autoScalingGroup: nullableString,
  managedScaling: z.object({ enabled: z.boolean(), targetCapacityPercent: nullableNumber }).nullable(),
});
export type EcsCapacityProvider = z.infer<typeof ecsCapacityProviderSchema>;
