import * as z from 'zod';
import { SEVERITIES } from '../model/evaluation.js';
import { EXTRAS, PERMISSION_SETS } from '../model/permission-set.js';
import { DEFAULT_FORMATS, REPORT_FORMATS } from '../model/report-format.js';

/**
 * What commander hands over, as types. Commander has checked the words already; this is where they stop being unknown.
 * Absent means not given.
 */
const optionsSchema = z.object({
  profile: z.string().optional(),
  endpointUrl: z.string().optional(),
  regions: z.array(z.string()).optional(),
  excludeRegions: z.array(z.string()).optional(),
  accounts: z.string().optional(),
  organization: z.boolean().optional(),
  organizationUnit: z.array(z.string()).optional(),
  organizationTag: z.array(z.string()).optional(),
  roleName: z.string().optional(),
  externalId: z.string().optional(),
  onlyAccounts: z.array(z.string()).optional(),
  with: z.array(z.enum(EXTRAS)).optional(),
  lookbackDays: z.number().optional(),
  end: z.string().optional(),
  shard: z.object({ index: z.number(), count: z.number() }).optional(),
  quotaShare: z.number().optional(),
  maxMetricCost: z.number().optional(),
  plan: z.boolean().optional(),
  json: z.boolean().optional(),
  timeout: z.number().optional(),
  resume: z.string().optional(),
  output: z.string().default('fleet-report'),
  format: z.array(z.enum(REPORT_FORMATS)).default([...DEFAULT_FORMATS]),
  config: z.string().optional(),
  policies: z.string().optional(),
  prices: z.string().optional(),
  templates: z.string().optional(),
  failOn: z.enum(SEVERITIES).optional(),
  requireComplete: z.boolean().optional(),
  minSaving: z.number().optional(),
  redact: z.boolean().optional(),
  redactKey: z.string().optional(),
  compare: z.string().optional(),
  notify: z.array(z.string()).default([]),
  quiet: z.boolean().optional(),
  debug: z.boolean().optional(),
  color: z.boolean().optional(),
  logFormat: z.enum(['text', 'json']).default('text'),
  fleet: z.string().optional(),
  seed: z.number().optional(),
  port: z.number().default(0),
  for: z.array(z.enum(PERMISSION_SETS)).default(['audit']),
});
export type Options = z.infer<typeof optionsSchema>;

export function parsed(options: Record<string, unknown>): Options {
  return optionsSchema.parse(options);
}
