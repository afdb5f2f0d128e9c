import * as z from 'zod';

/** What became of one step (one operation or metric batch) of one service in one region of one account. */
export const coverageStatusSchema = z.enum([
  'ok',
  'empty',
  'denied',
  'region-disabled',
  'throttled',
  'timeout',
  'auth-expired',
  'failed',
  'partial',
  'skipped',
]);
export type CoverageStatus = z.infer<typeof coverageStatusSchema>;

/** Services as they stand in IAM action prefixes. */
export const serviceSchema = z.enum([
  'sts',
  'ec2',
  'autoscaling',
  'ecs',
  'lambda',
  'application-autoscaling',
  'tag',
  'cloudwatch',
  'servicequotas',
  'savingsplans',
  'compute-optimizer',
  'pricing',
  'organizations',
  's3',
  'sns',
  'iam',
]);
export type Service = z.infer<typeof serviceSchema>;

export const coverageEntrySchema = z.object({
  accountId: z.string(),
  region: z.string(),
  service: serviceSchema,
  /** The operation (`DescribeInstances`), or `GetMetricData` with the metric group in `detail`. */
  step: z.string(),
  status: coverageStatusSchema,
  /** Plain words for a person: what is missing because of this, AWS's error code; null when all is well. */
  detail: z.string().nullable(),
  /** Resources that the step gave; null where the step is not one that lists resources, and where it got no answer. */
  resources: z.number().int().nonnegative().nullable(),
  /** True for steps that are extras (commitments, quotas): their failure never makes a run incomplete. */
  optional: z.boolean(),
});
export type CoverageEntry = z.infer<typeof coverageEntrySchema>;

const COMPLETE: readonly CoverageStatus[] = ['ok', 'empty', 'skipped'];

/** True when the step saw all there was to see, or was left out on purpose. */
export function isComplete(entry: CoverageEntry): boolean {
  return entry.optional || COMPLETE.includes(entry.status);
}
