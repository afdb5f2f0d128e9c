import * as z from 'zod';
import { windowSchema } from './time.js';

/** Raised when a field of trend.json changes its meaning or goes. New fields do not raise it. */
export const TREND_SCHEMA_VERSION = 1;

const count = z.number().int().nonnegative();
const usd = z.number().nullable();

const trendAccountSchema = z.object({
  accountId: z.string(),
  monthlyCostUsd: usd,
  monthlySavingsUsd: usd,
  findings: count.describe('Active findings that count, one per resource'),
});

/** One snapshot, judged as all the others of the document. Amounts are US dollars a month in cents. */
export const trendPointSchema = z.object({
  snapshot: z.string().describe('Where it lies'),
  window: windowSchema,
  collectedAt: z.string(),
  toolVersion: z.string(),
  interrupted: z.boolean(),
  incomplete: z.boolean().describe('True where something could not be looked at: amounts are then a lower bound'),
  resources: z.object({ instances: count, tasks: count, functions: count, total: count }),
  monthlyCostUsd: usd,
  monthlySavingsUsd: usd.describe('Savings found: of active primary findings'),
  unpriced: count.describe('Active primary findings without a known saving'),
  findings: count.describe('Active findings that count, one per resource'),
  coverage: z.object({ steps: count, answered: count, percent: z.number().nullable() }),
  notAssessed: z.object({ resources: count, evaluations: count }),
  accounts: z.array(trendAccountSchema),
  since: z
    .object({
      new: count,
      resolved: count,
      changed: count,
      noLongerAssessed: count,
      realisedMonthlyUsd: usd.describe(
        'What resources with a finding cost less a month by what was done to them: stopped, scheduled, resized, removed or replaced; less what was realised earlier and is undone',
      ),
      realisedUnknown: count.describe('Such resources of which that is not known'),
    })
    .nullable()
    .describe('Since the snapshot before of the same scope; null for the first'),
  realisedMonthlyUsd: z.number().describe('Sum of the known amounts realised since the first snapshot of the scope'),
  realisedUnknown: count.describe('Realised since the first snapshot, of unknown amount: the sum is a lower bound then'),
});
export type TrendPoint = z.infer<typeof trendPointSchema>;

const trendScopeSchema = z.object({
  accounts: z.array(z.object({ accountId: z.string(), name: z.string().nullable(), regions: z.array(z.string()) })),
});
export type TrendScope = z.infer<typeof trendScopeSchema>;

const trendSeriesSchema = z.object({ scope: trendScopeSchema, points: z.array(trendPointSchema).min(1) });
export type TrendSeries = z.infer<typeof trendSeriesSchema>;

const leftOutSchema = z.object({
  snapshot: z.string(),
  because: z.enum(['unreadable', 'same-run', 'shard']),
  detail: z.string(),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** What trend.json holds: snapshots by scope, those of one scope in the order of their windows. */
export const trendDocumentSchema = z.object({
  schemaVersion: z.literal(TREND_SCHEMA_VERSION),
  tool: z.object({ name: z.string(), version: z.string() }).describe('That judged; snapshots name the one that collected'),
  prices: z.object({ asOf: z.string(), sources: z.array(z.string()) }),
  series: z.array(trendSeriesSchema).min(1).describe('One for each scope, since amounts of different scopes do not compare'),
  leftOut: z.array(leftOutSchema),
});
export type TrendDocument = z.infer<typeof trendDocumentSchema>;
