import * as z from 'zod';
import { nullableString } from './common.js';

export const OPINION_VERDICTS = ['over-provisioned', 'under-provisioned', 'optimized', 'not-optimized'] as const;

/** What AWS Compute Optimizer says of a resource. */
export const secondOpinionSchema = z.object({
  kind: z.literal('second-opinion'),
  accountId: z.string(),
  region: z.string(),
  /** `resourceType/resourceId`. */
  id: z.string(),
  /** CloudFormation type, and the id as resources of that type have it. */
  resourceType: z.string(),
  resourceId: z.string(),
  verdict: z.enum(OPINION_VERDICTS),
  /** Of instances; null where it does not say. */
  idle: z.boolean().nullable(),
  /** Its first option, as findings spell sizes: `m5.large`, `1 vCPU / 2 GB`, `512 MB`; null where it has none. */
  size: nullableString,
});
export type SecondOpinion = z.infer<typeof secondOpinionSchema>;
