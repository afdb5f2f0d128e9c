import * as z from 'zod';
import { coverageEntrySchema } from './coverage.js';
import { ACTIONS, CONFIDENCES, SEVERITIES, UNITS } from './evaluation.js';
import { basisSchema } from './money.js';
import { reportChangesSchema } from './report-changes.js';
import { reportEcsChoicesSchema } from './report-ecs-choices.js';
import { reportResourceSchema } from './report-resource.js';
import { GENERATIONS, reportTotalsSchema } from './report-totals.js';
import type { ReportView } from './report-view.js';
import { OPINION_VERDICTS } from './resource/index.js';
import { accountSchema, runSchema } from './snapshot.js';
import { windowSchema } from './time.js';

/** Raised when a field of report.json changes its meaning or goes. New fields do not raise it. */
export const REPORT_SCHEMA_VERSION = 1;

const count = z.number().int().nonnegative();
const scalar = z.union([z.number(), z.string(), z.boolean()]).nullable();
const usd = z.number().nullable();

const unit = z.enum(UNITS);

const quantitySchema = z.object({ value: scalar, unit });
const valuesSchema = z.record(z.string(), quantitySchema);

const evidenceSchema = z.object({
  name: z.string(),
  value: scalar.describe('null: not known'),
  unit,
  member: z.string().nullable().describe('Id of the member that it was measured on; null: the resource itself'),
  source: z
    .object({
      metric: z.string(),
      statistic: z.string(),
      periodSeconds: z.number(),
      windowDays: z.number(),
      datapoints: count,
      expectedDatapoints: count,
    })
    .nullable(),
  heldAgainst: z.object({ option: z.string(), value: z.union([z.number(), z.string()]) }).nullable(),
  flipsAt: z.number().nullable().describe('The verdict changes when value passes this number'),
  note: z.string().nullable().describe('What a reader must know of the value, such as what no datapoints mean; null: nothing'),
});

const targetSchema = z.object({
  label: z.string(),
  values: valuesSchema,
  projected: z.array(z.object({ dimension: z.string(), nowPercent: z.number().nullable(), projectedPercent: z.number().nullable() })),
  monthlyUsd: usd,
  monthlySavingsUsd: usd,
  basis: basisSchema.nullable(),
  risk: z.number().int().min(0).max(4).nullable(),
  platformDifferences: z.array(z.string()),
  offerChecked: z.boolean(),
  notes: z.array(z.string()),
});
export type ReportTarget = z.infer<typeof targetSchema>;

const reportCommandSchema = z.object({
  purpose: z.enum(['inspect', 'apply', 'undo']),
  tool: z.enum(['aws-cli', 'terraform', 'cloudformation']),
  text: z.string().nullable().describe('Ready to paste; null where a value does not match its pattern'),
  withheld: z.string().nullable().describe('Why there is no text'),
});
export type ReportCommand = z.infer<typeof reportCommandSchema>;

const costLineSchema = z.object({
  of: z
    .enum(['current', 'projected'])
    .describe('Lines of the cost now add up to currentMonthlyUsd, those after the change to projectedMonthlyUsd'),
  label: z.string(),
  quantity: z.number(),
  quantityUnit: z.string(),
  rate: z.object({ usd: z.number(), unit: z.string(), basis: basisSchema, asOf: z.string().nullable(), source: z.string() }).nullable(),
  usd,
});

const reportFindingSchema = z.object({
  id: z.string(),
  policyId: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  status: z.enum(['active', 'suppressed']),
  primary: z.boolean().describe('True for the one finding counted per resource'),
  resource: reportResourceSchema,
  members: z.array(reportResourceSchema),
  environment: z.object({ name: z.string(), nonProduction: z.boolean(), source: z.string(), matched: z.string() }).nullable(),
  owner: z.string().nullable(),
  summary: z.string(),
  code: z.string(),
  values: valuesSchema,
  evidence: z.array(evidenceSchema),
  recommendation: z.object({ action: z.enum(ACTIONS), target: targetSchema.nullable(), alternatives: z.array(targetSchema) }),
  cost: z.object({
    currentMonthlyUsd: usd,
    projectedMonthlyUsd: usd,
    monthlySavingsUsd: usd.describe('Negative for an increase; null where a price is not known'),
    basis: basisSchema.nullable(),
    asOf: z.string().nullable().describe('Date of the oldest price in the amounts; null where one of them has none'),
    lines: z.array(costLineSchema),
    afterCommitments: z
      .object({
        monthlySavingsUsd: z.number(),
        basis: basisSchema,
        until: z.string().nullable().describe('Last day on which less than monthlySavingsUsd is left of the list-price saving'),
        commitments: z.array(z.string()),
      })
      .nullable()
      .describe('What is left of the saving while commitments run; null where that was not asked for, or cannot be told'),
  }),
  secondOpinion: z
    .object({
      agreement: z.enum(['agree', 'differs', 'silent']),
      verdict: z.enum(OPINION_VERDICTS).nullable(),
      idle: z.boolean().nullable(),
      size: z.string().nullable(),
    })
    .nullable()
    .describe('What AWS Compute Optimizer says; null where it was not asked. Never counted'),
  confidence: z.enum(CONFIDENCES),
  confidenceReasons: z.array(z.string()),
  risk: z.number().int().min(0).max(4).nullable(),
  questions: z.array(z.string()),
  commands: z.array(reportCommandSchema),
});
export type ReportFinding = z.infer<typeof reportFindingSchema>;

/** What report.json holds. Lists are sorted, keys too; amounts are US dollars a month, rounded to cents per finding. */
export const reportDocumentSchema = z.object({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  tool: z.object({ name: z.string(), version: z.string() }),
  window: windowSchema,
  scalarWindow: windowSchema,
  collectedAt: z.string(),
  interrupted: z.boolean(),
  accounts: z.array(accountSchema),
  coverage: z.array(coverageEntrySchema),
  totals: reportTotalsSchema,
  findings: z.array(reportFindingSchema),
  notAssessed: z.array(z.object({ policyId: z.string(), resource: reportResourceSchema, code: z.string(), reason: z.string() })),
  suppressions: z.array(
    z.object({
      policyId: z.string(),
      match: z.record(z.string(), z.string()),
      reason: z.string(),
      owner: z.string(),
      until: z.string(),
      status: z.enum(['applied', 'expired', 'unmatched']),
      findings: count,
    }),
  ),
  inventory: z.array(
    z.object({
      accountId: z.string(),
      region: z.string(),
      generation: z.enum(GENERATIONS),
      type: z.string(),
      environment: z.string().nullable(),
      owner: z.string().nullable(),
      resources: count,
      monthlyUsd: usd,
      basis: basisSchema.nullable(),
      unpriced: count,
    }),
  ),
  ecsChoices: z
    .array(reportEcsChoicesSchema)
    .describe('What each ECS service decided of all that Lambda decides in silence, the dearest first'),
  policies: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: z.enum(SEVERITIES),
      origin: z.string(),
      findsSavings: z.boolean().describe('False where no money follows from what it finds'),
      counts: z.object({ fail: count, pass: count, notApplicable: count, notAssessed: count }),
      options: z.array(
        z.object({
          name: z.string(),
          value: z.union([z.number(), z.string(), z.boolean(), z.array(z.string())]),
          unit,
          source: z.string(),
        }),
      ),
    }),
  ),
  commitments: z
    .array(
      z.object({
        id: z.string(),
        type: z.enum(['compute-savings-plan', 'ec2-instance-savings-plan', 'reserved-instance']),
        accountId: z.string().nullable(),
        region: z.string().nullable(),
        instanceFamily: z.string().nullable(),
        instanceType: z.string().nullable(),
        platform: z.string().nullable(),
        zone: z.string().optional().describe('Availability Zone, where it serves one alone'),
        coversMonthlyUsd: z.number().describe('Use that it covers, at list price'),
        basis: basisSchema,
        until: z.string().nullable(),
      }),
    )
    .nullable()
    .describe('Reserved Instances and Savings Plans that run; null where they were not asked for'),
  prices: z.object({ asOf: z.string(), sources: z.array(z.string()), ageDays: z.number() }),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
  changes: reportChangesSchema.nullable().describe('Since an earlier snapshot; null where none was given to compare with'),
  run: runSchema.describe('Of the collection; the only part that may differ between two runs of one fleet and one --end'),
});
export type ReportDocument = z.infer<typeof reportDocumentSchema>;

/** All that the renderers need: the document as JSON and CSV give it, and the same numbers as text and groups for people. */
export interface ReportModel {
  document: ReportDocument;
  view: ReportView;
}
