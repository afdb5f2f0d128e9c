import * as z from 'zod';
import { basisSchema } from './money.js';
import { reportResourceSchema } from './report-resource.js';
import { computeSchema } from './resource/index.js';

const usd = z.number().nullable();
const share = z.number().nullable();

const overheadSchema = z.object({
  known: z.boolean().describe('False where it could not be told whether there are any'),
  names: z.array(z.string()),
  cpuShare: share.describe('Of the CPU that one task reserves, 0 to 1; null where none is reserved, or it is not known'),
  memoryShare: share.describe('Of the memory that one task reserves'),
  monthlyUsd: usd,
  basis: basisSchema.nullable(),
});

/** What one ECS service decided of all that Lambda decides in silence. Null is "not known" throughout, never "no". */
export const reportEcsChoicesSchema = z.object({
  resource: reportResourceSchema,
  monthlyUsd: usd.describe(
    'What its tasks cost: on Fargate the service itself, on instances the part of them that its tasks reserve, which the instances carry in every total',
  ),
  basis: basisSchema.nullable(),
  server: z.object({
    chosenBy: z.enum(['launch-type', 'capacity-provider']).nullable(),
    names: z.array(z.string()).describe('The launch type, or the capacity providers in the order of the strategy'),
    runsOn: z
      .array(z.object({ compute: computeSchema, share: z.number() }))
      .nullable()
      .describe('Where its tasks run, by share'),
  }),
  copies: z.object({
    desired: z.number(),
    running: z.number(),
    scaledBy: z
      .enum(['one-per-instance', 'policies', 'schedule', 'bounds-only', 'suspended', 'nothing'])
      .nullable()
      .describe('What moves the number of copies; bounds-only: a minimum and a maximum that nothing moves'),
    minimum: z.number().nullable(),
    maximum: z.number().nullable(),
    policies: z.array(z.string()),
  }),
  healthCheck: z.object({
    loadBalancer: z.boolean(),
    container: z.boolean().nullable().describe('An essential container has a health check'),
    seenIn: z.enum(['task', 'task-definition']).nullable(),
  }),
  circuitBreaker: z
    .enum(['on-with-rollback', 'on', 'off', 'not-offered'])
    .nullable()
    .describe('not-offered: deployments are not steered by ECS itself'),
  platformVersion: z
    .object({ asked: z.string().nullable(), running: z.array(z.string()) })
    .nullable()
    .describe('null where no task is on Fargate, which alone has platform versions'),
  sidecars: overheadSchema.describe('Reserved inside each task by containers beside the work'),
  daemons: overheadSchema.describe('Reserved beside each task by services that run once on every instance'),
});
export type ReportEcsChoices = z.infer<typeof reportEcsChoicesSchema>;

/** One service in words. */
export interface EcsChoicesRow {
  name: string;
  place: string;
  monthly: string;
  server: string;
  copies: string;
  healthCheck: string;
  circuitBreaker: string;
  platformVersion: string;
  overhead: string;
}

export interface EcsChoicesView {
  title: string;
  intro: string;
  /** The dearest ones, and those that stand folded beneath. */
  rows: EcsChoicesRow[];
  others: EcsChoicesRow[];
  othersTitle: string;
  /** Services beyond both, as one sentence; empty where all stand. */
  more: string;
}
