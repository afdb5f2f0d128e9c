import * as z from 'zod';
import { nullableInstant, nullableNumber, nullableString } from './common.js';

const place = { accountId: z.string(), region: z.string(), id: z.string() };

/** Reserved Instances of a region, as one purchase. */
export const reservedInstancesSchema = z.object({
  kind: z.literal('reserved-instances'),
  ...place,
  instanceType: z.string(),
  count: z.number().int().nonnegative(),
  /** ProductDescription: `Linux/UNIX`, `Windows`, with ` (Amazon VPC)` behind it for old purchases. */
  platform: z.string(),
  tenancy: z.string(),
  /** Those of a region serve every size of their family (Linux, default tenancy); those of a zone serve their size alone. */
  scope: z.enum(['region', 'availability-zone']),
  /** Of those of a zone: which. Absent in older snapshots. */
  availabilityZone: nullableString.optional(),
  start: nullableInstant,
  end: nullableInstant,
});
export type ReservedInstances = z.infer<typeof reservedInstancesSchema>;

/**
 * A Savings Plan. It belongs to an account, not to a region, and stands in each region of the account, so that each part of a
 * sharded run has it.
 */
export const savingsPlanSchema = z.object({
  kind: z.literal('savings-plan'),
  ...place,
  planType: z.enum(['compute', 'ec2-instance', 'other']),
  /** For EC2 Instance Savings Plans. */
  planRegion: nullableString,
  instanceFamily: nullableString,
  /** Hourly commitment in US dollars; null where it is in another currency. */
  hourlyUsd: nullableNumber,
  start: nullableInstant,
  end: nullableInstant,
});
export type SavingsPlan = z.infer<typeof savingsPlanSchema>;
