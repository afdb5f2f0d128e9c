import * as z from 'zod';
import { instantSchema } from '../time.js';

/** Tags by key; null where they could not be read (no tags at all is `{}`). */
const tagsSchema = z.record(z.string(), z.string()).nullable();

/** Fields every collected resource has. `id` is the contract's id for the type; `name` the best human name. */
export const commonFields = {
  accountId: z.string(),
  region: z.string(),
  id: z.string(),
  arn: z.string().nullable(),
  name: z.string().nullable(),
  tags: tagsSchema,
};

export const nullableInstant = instantSchema.nullable();
export const count = z.number().int().nonnegative();
export const nullableNumber = z.number().nullable();
export const nullableString = z.string().nullable();
