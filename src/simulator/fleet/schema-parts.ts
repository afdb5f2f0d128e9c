import * as z from 'zod';

import { shapeSchema } from '../metrics/shape.js';

/** `count` resources of one kind; `{n}` in the name becomes the number of each. */
export const groupFields = {
  name: z.string().min(1).max(255),
  count: z.number().int().min(1).max(1_000_000).default(1),
};

export const tagsSchema = z.record(z.string().min(1).max(128), z.string().max(256)).default({});

/** Days before the fleet's `end`; negative values lie after it. */
export const daysAgo = z.number().min(-30).max(3_650);

/**
 * Loads by CloudWatch metric name, laid over the defaults of the kind. null: this metric sends no datapoints.
 * A name that a kind's services do not know is published as `Namespace:Metric`.
 */
export const loadsSchema = z.record(z.string(), shapeSchema.nullable()).default({});

export const scalingPolicySchema = z.strictObject({
  name: z.string(),
  type: z.enum(['target-tracking', 'step', 'simple', 'predictive']).default('target-tracking'),
  /** Predefined metric type, or `custom:<MetricName>`. */
  metric: z.string().optional(),
  target: z.number().default(50),
});

export const scheduledActionSchema = z.strictObject({
  name: z.string(),
  schedule: z.string(),
  timeZone: z.string().optional(),
  minimum: z.number().int().optional(),
  maximum: z.number().int().optional(),
  desired: z.number().int().optional(),
});
