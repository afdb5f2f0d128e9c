import * as z from 'zod';
import { DONE_BECAUSE, NEW_BECAUSE, RESOLVED_BECAUSE } from './diff.js';
import { SEVERITIES } from './evaluation.js';
import { reportResourceSchema } from './report-resource.js';
import { windowSchema } from './time.js';

const count = z.number().int().nonnegative();
const usd = z.number().nullable();

const ofFinding = {
  id: z.string().describe('Id of the finding, the same in both reports'),
  policyId: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  primary: z.boolean().describe('True where it is the one finding counted per resource'),
  resource: reportResourceSchema,
};

const newFindingSchema = z.object({
  ...ofFinding,
  because: z.enum(NEW_BECAUSE),
  summary: z.string(),
  monthlySavingsUsd: usd,
});

const resolvedSchema = z.object({
  ...ofFinding,
  because: z.enum(RESOLVED_BECAUSE),
  detail: z.string().nullable(),
  oldMonthlySavingsUsd: usd.describe('What the finding would have saved when it was there'),
  realisedMonthlyUsd: usd.describe(
    'What the resource costs less a month by what was done to it; null where nothing was, or where that is not known',
  ),
});

const changedSchema = z.object({
  ...ofFinding,
  oldMonthlySavingsUsd: usd,
  monthlySavingsUsd: usd,
  differenceMonthlyUsd: usd.describe('Saving now less saving before; null where either is not known'),
  resized: z.boolean(),
  done: z.enum(DONE_BECAUSE).nullable().describe('What was done to the resource, which still fails; null where nothing was'),
  detail: z.string().nullable(),
  realisedMonthlyUsd: usd,
});

const lostSchema = z.object({
  ...ofFinding,
  because: z.enum(['not-assessed', 'not-covered', 'out-of-scope', 'policy-off']),
  detail: z.string().nullable(),
  oldMonthlySavingsUsd: usd,
});

const sideSchema = z.object({
  tool: z.object({ name: z.string(), version: z.string() }),
  window: windowSchema,
  collectedAt: z.string(),
  monthlySavingsUsd: usd,
});

/** What is different since an earlier snapshot that was judged by the same rules. Lists are sorted by money, the largest first. */
export const reportChangesSchema = z.object({
  old: sideSchema,
  new: sideSchema,
  totals: z.object({
    realisedMonthlyUsd: usd.describe('Sum of the known realised savings, each resource once; null where none is known'),
    realisedUnknown: count,
    new: count,
    resolved: count,
    changed: count,
    noLongerAssessed: count,
    unchanged: count,
  }),
  newFindings: z.array(newFindingSchema),
  resolved: z.array(resolvedSchema),
  changed: z.array(changedSchema),
  noLongerAssessed: z.array(lostSchema),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type ReportChanges = z.infer<typeof reportChangesSchema>;
