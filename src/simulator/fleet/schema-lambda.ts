import * as z from 'zod';
import { shapeSchema } from '../metrics/shape.js';
import { daysAgo, groupFields, loadsSchema, tagsSchema } from './schema-parts.js';

const functionLoadSchema = z.strictObject({
  perMinute: shapeSchema,
  medianMilliseconds: z.number().positive(),
  p99Milliseconds: z.number().positive(),
  maximumMilliseconds: z.number().positive(),
  /** Shares of the invocations. */
  errorFraction: z.number().min(0).max(1).default(0),
  throttleFraction: z.number().min(0).max(1).default(0),
});

export const functionGroupSchema = z.strictObject({
  ...groupFields,
  memory: z.number().int().min(128).max(32_768).default(512),
  timeout: z.number().int().min(1).max(5_400).default(30),
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
  runtime: z.string().default('nodejs22.x'),
  packageType: z.enum(['Zip', 'Image']).default('Zip'),
  ephemeralStorage: z.number().int().min(512).max(10_240).default(512),
  modifiedDaysAgo: daysAgo.optional(),
  state: z.enum(['Active', 'Inactive', 'Pending', 'Failed']).default('Active'),
  vpc: z.boolean().default(false),
  snapStart: z.boolean().default(false),
  /** Attaches the Lambda Insights layer; its metrics are then named in `metrics`. */
  insights: z.boolean().default(false),
  capacityProvider: z
    .strictObject({ name: z.string(), memoryGibPerVcpu: z.number().default(4), maxConcurrency: z.number().int().default(16) })
    .optional(),
  durable: z.strictObject({ executionTimeoutSeconds: z.number().int(), retentionDays: z.number().int().default(14) }).optional(),
  eventSources: z
    .array(
      z.strictObject({
        service: z.enum(['sqs', 'kinesis', 'dynamodb', 'kafka', 'mq']),
        name: z.string(),
        state: z.enum(['Enabled', 'Disabled']).default('Enabled'),
        batchSize: z.number().int().default(10),
      }),
    )
    .default([]),
  /** Per alias or version; `metrics` of that qualifier, ProvisionedConcurrencyUtilization among them. */
  provisioned: z
    .array(
      z.strictObject({ qualifier: z.string(), allocated: z.number().int(), requested: z.number().int().optional(), metrics: loadsSchema }),
    )
    .default([]),
  /** Its invocations, from which its metrics follow. `metrics` are laid over them. Default: a few a minute. */
  load: functionLoadSchema.optional(),
  /** false: never invoked, so nothing is ever sent. */
  reporting: z.boolean().default(true),
  tags: tagsSchema,
  metrics: loadsSchema,
});
export type FunctionGroupSpec = z.infer<typeof functionGroupSchema>;
