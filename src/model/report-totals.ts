import * as z from 'zod';
import { basisSchema } from './money.js';

const count = z.number().int().nonnegative();
const usd = z.number().nullable();

const byBasisSchema = z.object({ list: z.number(), estimated: z.number(), assumed: z.number() });
const byConfidenceSchema = z.object({ high: z.number(), medium: z.number(), low: z.number() });

/** The ways in which compute is run. */
export const GENERATIONS = ['instances', 'tasks', 'functions'] as const;

/** The sums of a report: amounts are US dollars a month. */
export const reportTotalsSchema = z.object({
  resources: z.object({ instances: count, tasks: count, functions: count, total: count }),
  unseen: z
    .array(z.enum(GENERATIONS))
    .describe('Of these none was found, and not every list of them was answered: that there is none is not known'),
  monthlyCostUsd: usd.describe('Sum of the known monthly costs; null where none is known, or no compute was found and not all answered'),
  monthlyCostBasis: basisSchema.nullable().describe('The least certain basis of the amounts in it'),
  monthlyCostByBasis: byBasisSchema.nullable().describe('The same sum by the basis of its amounts'),
  monthlySavingsUsd: usd.describe(
    'Sum of the positive savings of active primary findings; null where none is known to save and one has no price, or nothing could be judged',
  ),
  monthlySavingsBasis: basisSchema.nullable().describe('The least certain basis of the amounts in it'),
  monthlySavingsByBasis: byBasisSchema.nullable().describe('The same sum by the basis of its amounts'),
  monthlySavingsByConfidence: byConfidenceSchema.nullable().describe('The same sum by the confidence of its findings'),
  monthlySavingsNotCountedUsd: z
    .object({ leftOut: z.number(), suppressed: z.number() })
    .describe(
      'The most that findings would save that the report leaves out as asked, and suppressed ones, on resources that nothing else counts',
    ),
  monthlySavingsAfterCommitmentsUsd: usd.describe(
    'What commitments leave of the savings of active primary findings; null where that was not asked for, or cannot be told of one',
  ),
  monthlyIncreaseUsd: z.number().describe('What active primary findings would add; never part of the savings'),
  unpriced: count.describe('Active primary findings without a known saving'),
  unpricedResources: count,
  incomplete: z.boolean().describe('True where something could not be looked at: what it would have added is in no total'),
  places: z
    .object({ total: count, seen: count })
    .describe('EC2, ECS and Lambda in each region of each account, where they hold compute or gave no full answer; seen: in full'),
  findings: z.object({ active: count, primary: count, suppressed: count, leftOut: count }),
  notAssessed: z.object({ resources: count, evaluations: count }),
});
