import * as z from 'zod';
import { coverageEntrySchema } from './coverage.js';
import { metricRecordSchema } from './metric.js';
import { collectedResourceSchema } from './resource/index.js';
import { instantSchema, windowSchema } from './time.js';

/** Raised when a reader of the version before could misread the file. */
export const SNAPSHOT_SCHEMA_VERSION = 1;

export const accountSchema = z.object({
  accountId: z.string(),
  partition: z.enum(['aws', 'aws-us-gov', 'aws-cn']),
  name: z.string().nullable(),
  /** From `--accounts FILE`; null elsewhere. */
  environment: z.string().nullable(),
});
export type Account = z.infer<typeof accountSchema>;

/** What the collection did; the only part of a report that may differ between two runs of one fleet and one --end. */
export const runSchema = z.object({
  apiCalls: z.number().int().nonnegative(),
  callsByOperation: z.record(z.string(), z.number().int().nonnegative()),
  metricsRequested: z.number().int().nonnegative(),
  estimatedCostUsd: z.number().nonnegative(),
  wallSeconds: z.number().nonnegative(),
});
export type Run = z.infer<typeof runSchema>;

/**
 * One collection that went into a snapshot. A shard that was run twice stands here twice: both runs were made and paid
 * for, and their records were found equal.
 */
export const snapshotPartSchema = z.object({
  /** The shard's index; null for a collection that was not sharded. */
  shard: z.number().int().positive().nullable(),
  /** The accounts that it was limited to by `--only-accounts`; null: it was not. */
  only: z.array(z.string()).nullable().default(null),
  collectedAt: instantSchema,
  interrupted: z.boolean(),
  run: runSchema,
});
export type SnapshotPart = z.infer<typeof snapshotPartSchema>;

/** An account, or one region of it, that no part of the run brought. */
const lostPlaceSchema = z.object({ accountId: z.string(), region: z.string().nullable() });
export type LostPlace = z.infer<typeof lostPlaceSchema>;

/** What a merge joined. All of it is a union, or follows from one, so that neither order nor grouping of merges shows. */
const mergedSchema = z.object({
  /** Shards by index. */
  present: z.array(z.number().int()),
  /** Shards that never arrived. */
  missing: z.array(z.number().int()),
  /** Accounts and regions that were asked for and that no part brought; by shard as far as the regions of an account are known. */
  lost: z.array(lostPlaceSchema).default([]),
  /** Accounts that some parts of the run found in the organization and others did not. */
  unsettled: z.array(z.string()).default([]),
  parts: z.array(snapshotPartSchema),
});

/** First line of a snapshot. Two shards belong to one run when `identity` is equal; there is no random id. */
export const snapshotHeaderSchema = z.object({
  kind: z.literal('header'),
  schemaVersion: z.literal(SNAPSHOT_SCHEMA_VERSION),
  tool: z.object({ name: z.string(), version: z.string() }),
  window: windowSchema,
  scalarWindow: windowSchema,
  accounts: z.array(accountSchema),
  /** Regions asked for, by account. */
  regions: z.record(z.string(), z.array(z.string())),
  shard: z.object({ index: z.number().int().positive(), count: z.number().int().positive() }).nullable(),
  /** Every account and region of the whole run, of which this may be a part; no regions for accounts that this part did not enter. */
  asked: z.record(z.string(), z.array(z.string())).optional(),
  /** The accounts that this part was limited to by `--only-accounts`; null: it was not. */
  only: z.array(z.string()).nullable().optional(),
  /** What a merge joined; null for a snapshot of one piece. */
  merged: mergedSchema.nullable(),
  /** Digest of tool version, window, scope and the options that decide what is collected. */
  identity: z.string(),
  /** True when a signal or a deadline ended the collection early. */
  interrupted: z.boolean(),
  collectedAt: instantSchema,
  run: runSchema,
});
export type SnapshotHeader = z.infer<typeof snapshotHeaderSchema>;

export const coverageRecordSchema = z.object({ kind: z.literal('coverage'), ...coverageEntrySchema.shape });

/** Last line of a snapshot. A file without it, or with other counts than these, was cut short. */
export const snapshotEndSchema = z.object({
  kind: z.literal('end'),
  resources: z.number().int().nonnegative(),
  metrics: z.number().int().nonnegative(),
  coverage: z.number().int().nonnegative(),
});
export type SnapshotEnd = z.infer<typeof snapshotEndSchema>;

/** Every line of a snapshot between the header and the end. */
export const snapshotRecordSchema = z.union([collectedResourceSchema, metricRecordSchema, coverageRecordSchema]);
export type SnapshotRecord = z.infer<typeof snapshotRecordSchema>;
