import * as z from 'zod';
import { commonFields, count, nullableInstant, nullableNumber, nullableString } from './common.js';
import { architectureSchema } from './ec2.js';

export const lambdaFunctionSchema = z.object({
  kind: z.literal('lambda-function'),
  ...commonFields,
  functionName: z.string(),
  runtime: nullableString,
  packageType: z.enum(['Zip', 'Image']),
  memoryMib: count,
  timeoutSeconds: count,
  architecture: architectureSchema,
  ephemeralStorageMib: count,
  lastModified: nullableInstant,
  state: nullableString,
  inVpc: z.boolean(),
  snapStart: z.boolean(),
  /** A layer of AWS's LambdaInsightsExtension is attached. */
  lambdaInsightsLayer: z.boolean(),
  /** Set for functions on Lambda Managed Instances. */
  capacityProvider: z
    .object({
      arn: z.string(),
      memoryGibPerVcpu: nullableNumber,
      maxConcurrencyPerEnvironment: nullableNumber,
    })
    .nullable(),
  durable: z.object({ executionTimeoutSeconds: nullableNumber, retentionDays: nullableNumber }).nullable(),
  /** null: event source mappings could not be read. Push sources (API Gateway, S3, schedules) never show here. */
  eventSources: z
    .array(z.object({ service: z.string(), arn: nullableString, state: nullableString, batchSize: nullableNumber }))
    .nullable(),
  /** null: could not be read. Empty: none. */
  provisionedConcurrency: z
    .array(
      z.object({
        qualifier: z.string(),
        allocated: count,
        requested: count,
        status: nullableString,
        /** When the number was last set; absent in older snapshots. */
        lastModified: nullableInstant.optional(),
      }),
    )
    .nullable(),
});
export type LambdaFunction = z.infer<typeof lambdaFunctionSchema>;
