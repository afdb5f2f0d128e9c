import * as z from 'zod';
import { daysAgo } from './schema-parts.js';

const term = {
  startedDaysAgo: daysAgo.default(90),
  /** Days after the fleet's end on which it runs out; negative: it has. */
  endsInDays: z.number().min(-3_650).max(3_650).default(275),
};

export const reservedInstancesSchema = z.strictObject({
  type: z.string(),
  count: z.number().int().min(1).default(1),
  platform: z.enum(['Linux/UNIX', 'Linux/UNIX (Amazon VPC)', 'Windows', 'Red Hat Enterprise Linux', 'SUSE Linux']).default('Linux/UNIX'),
  tenancy: z.enum(['default', 'dedicated']).default('default'),
  scope: z.enum(['Region', 'Availability Zone']).default('Region'),
  ...term,
});

export const savingsPlanSchema = z.strictObject({
  type: z.enum(['Compute', 'EC2Instance', 'SageMaker']).default('Compute'),
  hourly: z.number().positive(),
  /** For EC2Instance. */
  region: z.string().optional(),
  family: z.string().optional(),
  currency: z.enum(['USD', 'CNY']).default('USD'),
  ...term,
});

/** What Compute Optimizer says of one resource, by its id: instance id, `cluster/service`, function name. */
export const opinionSchema = z.strictObject({
  kind: z.enum(['instance', 'service', 'function']),
  id: z.string(),
  finding: z.enum(['Overprovisioned', 'Underprovisioned', 'Optimized', 'NotOptimized', 'Unavailable']),
  /** Of instances. */
  idle: z.boolean().optional(),
  /** Options in order of rank: types, `CPU/MiB`, or MB. */
  sizes: z.array(z.string()).default([]),
});
export type OpinionSpec = z.infer<typeof opinionSchema>;
