import * as z from 'zod';
import { commonFields, count, nullableInstant, nullableNumber, nullableString } from './common.js';

export const architectureSchema = z.enum(['x86_64', 'arm64']);
export type Architecture = z.infer<typeof architectureSchema>;

export const ec2InstanceSchema = z.object({
  kind: z.literal('ec2-instance'),
  ...commonFields,
  instanceType: z.string(),
  /** `PlatformDetails` as AWS spells it (`Linux/UNIX`, `Windows`, `Red Hat Enterprise Linux`…); null where not sent. */
  platformDetails: nullableString,
  /** From `Platform`: present only for Windows. */
  platform: z.enum(['linux', 'windows']),
  architecture: architectureSchema.or(z.enum(['i386', 'x86_64_mac', 'arm64_mac'])),
  state: z.enum(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated']),
  lifecycle: z.enum(['on-demand', 'spot', 'scheduled', 'capacity-block', 'interruptible']),
  tenancy: z.enum(['default', 'dedicated', 'host']),
  /** Time of the last start, not of the first launch. */
  launchTime: nullableInstant,
  /** Time of the first launch: when the primary network interface was attached. Null where not sent. */
  firstLaunchTime: nullableInstant.default(null),
  /** From StateTransitionReason, where AWS gives a time (stopped instances). */
  stateTransitionTime: nullableInstant,
  monitoring: z.enum(['basic', 'detailed']),
  availabilityZone: nullableString,
  virtualizationType: nullableString,
  hypervisor: nullableString,
  enaSupport: z.boolean().nullable(),
  ebsOptimized: z.boolean().nullable(),
  rootDeviceType: nullableString,
  attachedVolumes: count,
  /** Network interfaces, where there are several. Absent: one, or an older snapshot. */
  networkInterfaces: count.optional(),
  /** Runs with Nitro Enclaves. Absent: it does not, or an older snapshot. */
  enclaves: z.boolean().optional(),
  /** vCPUs that its CPU options leave on. Absent: not told, or an older snapshot. */
  activeVcpus: count.optional(),
  hasPublicAddress: z.boolean(),
  onOutpost: z.boolean(),
  /** Capacity Reservation that it runs in, which is paid whether it is used or not; null: none. Absent in older snapshots. */
  capacityReservationId: nullableString.optional(),
  /** AWS service (`Operator.Principal`) that alone may change the instance; null: none. Absent in older snapshots. */
  operator: nullableString.optional(),
  /** Tag aws:autoscaling:groupName. */
  autoScalingGroup: nullableString,
  /** Tag eks:cluster-name, or the suffix of a kubernetes.io/cluster/* tag. */
  eksCluster: nullableString,
  /** Tag eks:nodegroup-name. */
  eksNodegroup: nullableString,
});
export type Ec2Instance = z.infer<typeof ec2InstanceSchema>;

/** A scaling policy of an Auto Scaling group or an ECS service. */
export const scalingPolicySchema = z.object({
  name: z.string(),
  type: z.enum(['target-tracking', 'step', 'simple', 'predictive', 'other']),
  /** Predefined metric type (`ASGAverageCPUUtilization`, `ECSServiceAverageMemoryUtilization`…), or `custom:<MetricName>`; null for step and simple ones. */
  trackedMetric: nullableString,
  targetValue: nullableNumber,
});
export type ScalingPolicy = z.infer<typeof scalingPolicySchema>;

export const scheduledActionSchema = z.object({
  name: z.string(),
  /** cron(...), rate(...), at(...) for Application Auto Scaling; plain five-field cron for Auto Scaling groups. */
  schedule: nullableString,
  timeZone: nullableString,
  minimum: nullableNumber,
  maximum: nullableNumber,
  desired: nullableNumber,
});
export type ScheduledAction = z.infer<typeof scheduledActionSchema>;

export const autoScalingGroupSchema = z.object({
  kind: z.literal('auto-scaling-group'),
  ...commonFields,
  minSize: count,
  maxSize: count,
  desiredCapacity: count,
  instanceIds: z.array(z.string()),
  /** Types of the launch template's overrides (mixed instances policy), in order; empty where there is none. */
  instanceTypes: z.array(z.string()),
  /** null: the policies could not be read. */
  scalingPolicies: z.array(scalingPolicySchema).nullable(),
  scheduledActions: z.array(scheduledActionSchema).nullable(),
  suspendedProcesses: z.array(z.string()),
  /** What new members start from: a launch template alone or within a mixed instances policy, or a launch configuration. null: not told. */
  launch: z
    .object({
      source: z.enum(['launch-template', 'mixed-instances', 'launch-configuration']),
      templateId: nullableString,
      /** A number, `$Latest` or `$Default`; null where there is no template. */
      version: nullableString,
      /** Overrides of a mixed instances policy, in order; absent where there is none, or where one of them is more than a type. */
      overrides: z.array(z.object({ instanceType: z.string(), weight: nullableString })).optional(),
    })
    .nullable()
    .default(null),
});
export type AutoScalingGroup = z.infer<typeof autoScalingGroupSchema>;

/** What a type can do, as DescribeInstanceTypes says. Baselines are sustained rates, not bursts. */
export const instanceTypeSpecSchema = z.object({
  instanceType: z.string(),
  vcpus: z.number(),
  memoryMib: z.number(),
  architectures: z.array(z.string()),
  currentGeneration: z.boolean(),
  burstable: z.boolean(),
  bareMetal: z.boolean(),
  hypervisor: nullableString,
  virtualizationTypes: z.array(z.string()),
  networkBaselineGbps: nullableNumber,
  ebsBaselineMbps: nullableNumber,
  ebsBaselineIops: nullableNumber,
  instanceStoreGb: z.number(),
  nvme: z.enum(['required', 'supported', 'unsupported']).nullable(),
  ena: z.enum(['required', 'supported', 'unsupported']).nullable(),
  /** GPUs, FPGAs, inference and media accelerators together. */
  accelerators: z.number(),
});
export type InstanceTypeSpec = z.infer<typeof instanceTypeSpecSchema>;

/** All types one region offers to one account: one record, so that a candidate can be held against it. */
export const instanceTypeOfferSchema = z.object({
  kind: z.literal('instance-type-offer'),
  accountId: z.string(),
  region: z.string(),
  id: z.literal('instance-types'),
  types: z.array(instanceTypeSpecSchema),
});
