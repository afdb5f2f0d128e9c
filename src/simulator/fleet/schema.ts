import * as z from 'zod';
import { instantSchema } from '../../model/time.js';
import { opinionSchema, reservedInstancesSchema, savingsPlanSchema } from './schema-commitments.js';
import { autoScalingGroupSchema, instanceGroupSchema } from './schema-ec2.js';
import { clusterGroupSchema } from './schema-ecs.js';
import { functionGroupSchema } from './schema-lambda.js';
import { organizationSchema } from './schema-organization.js';

export const regionSchema = z.strictObject({
  instances: z.array(instanceGroupSchema).default([]),
  autoScalingGroups: z.array(autoScalingGroupSchema).default([]),
  clusters: z.array(clusterGroupSchema).default([]),
  functions: z.array(functionGroupSchema).default([]),
  reservedInstances: z.array(reservedInstancesSchema).default([]),
  /** What Compute Optimizer says. */
  opinions: z.array(opinionSchema).default([]),
  /** Types this region does not offer, as `family` or full names. */
  typesNotOffered: z.array(z.string()).default([]),
});
export type RegionSpec = z.infer<typeof regionSchema>;
export type RegionSpecInput = z.input<typeof regionSchema>;

const roleSchema = z.strictObject({
  name: z.string(),
  /** AssumeRole without it, or with another, is denied. */
  externalId: z.string().optional(),
});

export const accountSchema = z.strictObject({
  name: z.string().optional(),
  /** Access keys whose requests are this account's. Keys that no account names belong to the first account. */
  accessKeys: z.array(z.string()).default([]),
  /** Roles that other accounts may assume. Absent: any role may be. */
  roles: z.array(roleSchema).optional(),
  /** Regions with resources. Every other enabled region is there, and empty. */
  regions: z.record(z.string(), regionSchema).default({}),
  /** Opt-in regions that the account has enabled; the default ones always are, and those with resources. */
  optedIn: z.array(z.string()).default([]),
  /** Regions that DescribeRegions lists and that still refuse every call (disabled a moment ago, or never finished). */
  regionsOff: z.array(z.string()).default([]),
  savingsPlans: z.array(savingsPlanSchema).default([]),
  /** Whether the account has opted in to Compute Optimizer. */
  computeOptimizer: z.boolean().default(true),
  /** GetMetricData requests per second (quota L-5E141212). */
  getMetricDataPerSecond: z.number().positive().default(500),
  /** Actions that IAM's policy simulator says are denied. */
  deniedActions: z.array(z.string()).optional(),
});
export type AccountSpec = z.infer<typeof accountSchema>;
export type AccountSpecInput = z.input<typeof accountSchema>;

/** A fleet file. Groups stand for many resources: they are expanded when they are asked for, never stored. */
export const fleetSchema = z.strictObject({
  name: z.string().default('fleet'),
  /** What the file leaves open (ids, launch times, the noise of metrics) follows from the seed. */
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  /** "Now" of the fleet: no datapoint lies after it. Default: the full hour before the server started. */
  end: instantSchema.optional(),
  partition: z.enum(['aws', 'aws-us-gov', 'aws-cn']).default('aws'),
  /** Planted in every free-text field that no tool has any business to copy. */
  canary: z.string().optional(),
  accounts: z.record(z.string().regex(/^\d{12}$/, 'an account id has 12 digits'), accountSchema),
  /** Absent: the accounts are in no organization. */
  organization: organizationSchema.optional(),
});
export type FleetSpec = z.infer<typeof fleetSchema>;
export type FleetInput = z.input<typeof fleetSchema>;

/** JSON Schema of a fleet file, for editors. */
export function fleetJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(fleetSchema, { io: 'input', target: 'draft-2020-12' }), title: 'fleet of the simulated endpoint' };
}
