import * as z from 'zod';
import { daysAgo, groupFields, loadsSchema, scalingPolicySchema, scheduledActionSchema, tagsSchema } from './schema-parts.js';

export const instanceGroupSchema = z.strictObject({
  ...groupFields,
  /** Instead of a generated id; for a group of one. */
  id: z
    .string()
    .regex(/^i-[0-9a-f]{8}([0-9a-f]{9})?$/)
    .optional(),
  /** One type, or several that take turns. */
  type: z.union([z.string(), z.array(z.string()).min(1)]),
  state: z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']).default('running'),
  platform: z.enum(['linux', 'windows', 'rhel', 'suse', 'windows-sql']).default('linux'),
  lifecycle: z.enum(['on-demand', 'spot']).default('on-demand'),
  tenancy: z.enum(['default', 'dedicated', 'host']).default('default'),
  monitoring: z.enum(['basic', 'detailed']).default('basic'),
  launchedDaysAgo: daysAgo.optional(),
  /** First launch, and since when there are datapoints, where that is longer ago than the last start (`launchedDaysAgo`). */
  reportingSinceDaysAgo: daysAgo.optional(),
  /** When a stopped instance stopped. */
  stoppedDaysAgo: daysAgo.default(12),
  volumes: z.number().int().min(0).max(28).default(1),
  publicAddress: z.boolean().default(false),
  autoScalingGroup: z.string().optional(),
  eks: z.strictObject({ cluster: z.string(), nodegroup: z.string() }).optional(),
  /** Registers the instances as container instances of this cluster. */
  ecsCluster: z.string().optional(),
  ecsCapacityProvider: z.string().optional(),
  agentConnected: z.boolean().default(true),
  /** false: the instances send no datapoints at all, of any metric. */
  reporting: z.boolean().default(true),
  /** Dimensions of the CloudWatch agent's series, where `metrics` names one of the agent's metrics. */
  agentDimensions: z
    .array(z.enum(['InstanceId', 'ImageId', 'InstanceType', 'AutoScalingGroupName']))
    .default(['InstanceId', 'ImageId', 'InstanceType']),
  tags: tagsSchema,
  metrics: loadsSchema,
});
export type InstanceGroupSpec = z.infer<typeof instanceGroupSchema>;

export const autoScalingGroupSchema = z.strictObject({
  ...groupFields,
  minimum: z.number().int().min(0),
  maximum: z.number().int().min(0),
  desired: z.number().int().min(0),
  /** Types of a mixed instances policy, by name or with their weight. */
  types: z.array(z.union([z.string(), z.strictObject({ type: z.string(), weight: z.number().int() })])).default([]),
  policies: z.array(scalingPolicySchema).default([]),
  scheduledActions: z.array(scheduledActionSchema).default([]),
  suspendedProcesses: z.array(z.string()).default([]),
  createdDaysAgo: daysAgo.default(300),
  tags: tagsSchema,
});
export type AutoScalingGroupSpec = z.infer<typeof autoScalingGroupSchema>;
