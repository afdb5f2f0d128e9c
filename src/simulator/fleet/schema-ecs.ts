import * as z from 'zod';
import { shapeSchema } from '../metrics/shape.js';
import { daysAgo, groupFields, loadsSchema, scalingPolicySchema, scheduledActionSchema, tagsSchema } from './schema-parts.js';

export const containerSchema = z.strictObject({
  name: z.string(),
  image: z.string().optional(),
  cpu: z.number().int().min(0).default(0),
  memory: z.number().int().min(4).optional(),
  memoryReservation: z.number().int().min(4).optional(),
  essential: z.boolean().default(true),
  healthCheck: z.boolean().default(false),
  /** The others wait for its good end. */
  startOnly: z.boolean().default(false),
});
export type ContainerSpec = z.infer<typeof containerSchema>;

const taskFields = {
  /** Task-level CPU units and MiB. */
  cpu: z.number().int().min(128).default(512),
  memory: z.number().int().min(128).default(1024),
  ephemeralStorageGib: z.number().int().min(20).max(200).optional(),
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
  operatingSystem: z.enum(['linux', 'windows']).default('linux'),
  platformVersion: z.string().optional(),
  launchType: z.enum(['FARGATE', 'EC2', 'EXTERNAL', 'MANAGED_INSTANCES']).default('FARGATE'),
  /** A strategy instead of the launch type. */
  capacityProviders: z
    .array(z.strictObject({ name: z.string(), weight: z.number().int().default(1), base: z.number().int().default(0) }))
    .default([]),
  /** Default: one essential container named `app` that takes the whole task. */
  containers: z.array(containerSchema).default([]),
  tags: tagsSchema,
};

const deploymentSchema = z.strictObject({
  status: z.enum(['PRIMARY', 'ACTIVE', 'INACTIVE']).default('PRIMARY'),
  rolloutState: z.enum(['COMPLETED', 'IN_PROGRESS', 'FAILED']).default('COMPLETED'),
  createdDaysAgo: daysAgo,
  failedTasks: z.number().int().min(0).default(0),
});

/** How deployments go on, where they do more than replace tasks. */
const rolloutSchema = z.strictObject({
  strategy: z.enum(['ROLLING', 'BLUE_GREEN', 'CANARY', 'LINEAR']),
  bakeMinutes: z.number().int().optional(),
  canaryBakeMinutes: z.number().int().optional(),
  stepPercent: z.number().optional(),
  stepBakeMinutes: z.number().int().optional(),
  hooks: z.array(z.strictObject({ stages: z.array(z.string()), timeoutMinutes: z.number().int().optional() })).default([]),
});

export const serviceGroupSchema = z.strictObject({
  ...groupFields,
  ...taskFields,
  desired: z.number().int().min(0).default(2),
  /** Default: as desired. */
  running: z.number().int().min(0).max(5_000).optional(),
  pending: z.number().int().min(0).default(0),
  schedulingStrategy: z.enum(['REPLICA', 'DAEMON']).default('REPLICA'),
  status: z.enum(['ACTIVE', 'DRAINING']).default('ACTIVE'),
  createdDaysAgo: daysAgo.default(200),
  /** Newest first. Default: one, finished, as old as `deployedDaysAgo`. */
  deployments: z.array(deploymentSchema).default([]),
  deployedDaysAgo: daysAgo.default(60),
  /** Size of the revision before the present one. */
  previousSize: z.strictObject({ cpu: z.number().int(), memory: z.number().int() }).optional(),
  /** Names of target groups; each becomes an ARN of its own per service. */
  targetGroups: z.array(z.string()).default([]),
  healthCheckGraceSeconds: z.number().int().optional(),
  circuitBreaker: z.strictObject({ enabled: z.boolean(), rollback: z.boolean() }).default({ enabled: true, rollback: true }),
  rollout: rolloutSchema.optional(),
  scaling: z
    .strictObject({
      minimum: z.number().int(),
      maximum: z.number().int(),
      /** All of it, or the kinds that are. */
      suspended: z.union([z.boolean(), z.array(z.enum(['in', 'out', 'scheduled']))]).default(false),
      policies: z.array(scalingPolicySchema).default([]),
      scheduledActions: z.array(scheduledActionSchema).default([]),
    })
    .optional(),
  /** How many tasks run over time, where that is not always `running`: what SampleCount of the CPU metric shows. */
  tasksOverTime: shapeSchema.optional(),
  /** false: no datapoints at all. */
  reporting: z.boolean().default(true),
  metrics: loadsSchema,
});
export type ServiceGroupSpec = z.infer<typeof serviceGroupSchema>;
export type ServiceGroupInput = z.input<typeof serviceGroupSchema>;

/** Tasks that belong to no service. */
export const taskGroupSchema = z.strictObject({
  ...groupFields,
  ...taskFields,
  startedDaysAgo: daysAgo.default(1),
  /** Who started them: AWS shows it as `startedBy`. */
  startedBy: z.string().optional(),
});
export type TaskGroupSpec = z.infer<typeof taskGroupSchema>;

const capacityProviderSchema = z.strictObject({
  name: z.string(),
  autoScalingGroup: z.string().optional(),
  managedInstances: z.boolean().default(false),
  managedScaling: z.strictObject({ enabled: z.boolean(), target: z.number() }).optional(),
});

export const clusterGroupSchema = z.strictObject({
  ...groupFields,
  containerInsights: z.enum(['disabled', 'enabled', 'enhanced']).default('disabled'),
  capacityProviders: z.array(capacityProviderSchema).default([]),
  services: z.array(serviceGroupSchema).default([]),
  tasks: z.array(taskGroupSchema).default([]),
  tags: tagsSchema,
});
export type ClusterGroupSpec = z.infer<typeof clusterGroupSchema>;
