import * as z from 'zod';
import { ACTIONS, CONFIDENCES, type CommandPattern, type Outcome, SEVERITIES, UNITS } from '../model/evaluation.js';
import { basisSchema, rateSchema } from '../model/money.js';

const COMMAND_PATTERNS = [
  'instance-id',
  'instance-type',
  'ecs-name',
  'task-id',
  'function-name',
  'function-qualifier',
  'group-name',
  'launch-template-id',
  'launch-template-version',
  'launch-template-choice',
  'mixed-instances-policy',
  'launch-template-type',
  'region',
  'account-id',
  'arn',
  'number',
  'node-group-scaling',
  'scalable-resource-id',
  'cpu-tracking',
  'recurrence',
  'schedule',
  'schedule-name',
  'schedule-target',
  'time-zone',
  'free',
] as const satisfies readonly CommandPattern[];

const quantitySchema = z.strictObject({ value: z.union([z.number(), z.string(), z.boolean(), z.null()]), unit: z.enum(UNITS) });
const valuesSchema = z.record(z.string(), quantitySchema);
const nullableNumber = z.number().nullable();
const moneySchema = z.strictObject({ usd: z.number(), basis: basisSchema, asOf: z.string().nullable() }).nullable();
const riskSchema = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).nullable();
const projectedSchema = z.strictObject({ dimension: z.string(), nowPercent: nullableNumber, projectedPercent: nullableNumber });
const codesSchema = z.array(z.string());

const targetSchema = z.strictObject({
  label: z.string(),
  values: valuesSchema,
  projected: z.array(projectedSchema),
  monthly: moneySchema,
  savings: moneySchema,
  risk: riskSchema,
  platformDifferences: codesSchema,
  offerChecked: z.boolean(),
  notes: codesSchema,
});

const evidenceSchema = z.strictObject({
  name: z.string(),
  value: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  unit: z.enum(UNITS),
  member: z.string().optional(),
  source: z
    .strictObject({
      metric: z.string(),
      statistic: z.string(),
      periodSeconds: z.number(),
      windowDays: z.number(),
      datapoints: z.number(),
      expectedDatapoints: z.number(),
    })
    .optional(),
  heldAgainst: z.strictObject({ option: z.string(), value: z.union([z.number(), z.string()]) }).optional(),
  flipsAt: z.number().optional(),
});

const commandSchema = z.strictObject({
  purpose: z.enum(['inspect', 'apply', 'undo']),
  tool: z.enum(['aws-cli', 'terraform', 'cloudformation']),
  argv: z.array(z.union([z.string(), z.strictObject({ value: z.string(), pattern: z.enum(COMMAND_PATTERNS) })])),
});

const points = z.array(nullableNumber);
const chartSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('line'),
    title: z.string(),
    unit: z.enum(UNITS),
    start: z.number(),
    periodSeconds: z.number().positive(),
    values: points,
    threshold: nullableNumber,
    flipsAt: nullableNumber,
  }),
  z.strictObject({
    type: z.literal('week'),
    title: z.string(),
    timeZone: z.string(),
    values: points.length(168),
    removable: z.array(z.boolean()).length(168),
  }),
  z.strictObject({
    type: z.literal('break-even'),
    title: z.string(),
    curves: z.array(z.strictObject({ label: z.string(), points: z.array(z.strictObject({ x: z.number(), usd: z.number() })) })),
    own: z.strictObject({ x: z.number(), low: z.number(), high: z.number(), usd: nullableNumber }),
    xUnit: z.string(),
  }),
  z.strictObject({
    type: z.literal('before-after'),
    title: z.string(),
    dimensions: z.array(projectedSchema.extend({ limitPercent: z.number() })),
  }),
]);

const resourceRefSchema = z.strictObject({
  type: z.string(),
  id: z.string(),
  arn: z.string().nullable(),
  name: z.string().nullable(),
  accountId: z.string(),
  region: z.string(),
  tags: z.record(z.string(), z.string()).nullable(),
});

const costLineSchema = z.strictObject({
  label: z.string(),
  quantity: z.number(),
  quantityUnit: z.string(),
  rate: rateSchema.nullable(),
  usd: nullableNumber,
  of: z.literal('projected').optional(),
});

const decided = z.boolean().optional();
const outcomeShape = z.discriminatedUnion('verdict', [
  z.strictObject({
    verdict: z.literal('fail'),
    code: z.string(),
    values: valuesSchema,
    severity: z.enum(SEVERITIES).optional(),
    evidence: z.array(evidenceSchema),
    recommendation: z.strictObject({ action: z.enum(ACTIONS), target: targetSchema.nullable(), alternatives: z.array(targetSchema) }),
    cost: z.strictObject({ current: moneySchema, projected: moneySchema, savings: moneySchema, lines: z.array(costLineSchema) }),
    confidence: z.enum(CONFIDENCES),
    confidenceReasons: codesSchema,
    risk: riskSchema,
    members: z.array(resourceRefSchema),
    commands: z.array(commandSchema),
    questions: codesSchema,
    charts: z.array(chartSchema),
    decidedDespitePartialData: decided,
  }),
  ...(['pass', 'not-applicable', 'not-assessed'] as const).map((verdict) =>
    z.strictObject({ verdict: z.literal(verdict), code: z.string(), values: valuesSchema, decidedDespitePartialData: decided }),
  ),
]);

/** What is wrong with what a policy gave as its outcome; null where it is one. */
function outcomeProblem(given: unknown): string | null {
  const parsed = outcomeShape.safeParse(given);
  if (parsed.success) return null;
  const [issue] = parsed.error.issues;
  return issue === undefined ? 'is no outcome' : `${issue.path.map(String).join('.') || 'outcome'}: ${issue.message}`;
}

/** Throws a TypeError that names the first wrong field. For policies from elsewhere, whose types nothing has checked. */
export function assertOutcome(given: unknown): asserts given is Outcome {
  const problem = outcomeProblem(given);
  if (problem !== null) throw new TypeError(`the policy gave no valid outcome: ${problem}`);
}
