import * as z from 'zod';
import { SEVERITIES } from './evaluation.js';

/** Twelve digits, as AWS prints account ids. */
const accountIdSchema = z.string().regex(/^\d{12}$/, 'an account id has twelve digits');
const regionSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, 'a region reads like us-east-1');
const textSchema = z.string().trim().min(1).max(1000);
const globSchema = z.string().min(1).max(512);
const namesSchema = z.array(z.string().min(1).max(128)).max(100);

/**
 * Which resources an override or a suppression speaks of: all given parts must match. Every value is a glob, in which
 * `*` stands for any text and `?` for one character.
 */
const matchSchema = z
  .strictObject({
    account: globSchema.optional().describe('Account id.'),
    region: globSchema.optional().describe('Region, for example `eu-*`.'),
    type: globSchema.optional().describe('CloudFormation type, for example `AWS::Lambda::Function`.'),
    id: globSchema.optional().describe('Id as reports show it: the instance id, `cluster/service`, the function name.'),
    name: globSchema.optional().describe('Name as reports show it; the id where there is none.'),
    tag: z.record(z.string(), z.string().max(512)).optional().describe('Tags by key; the value is a glob.'),
  })
  .refine((match) => Object.keys(match).length > 0, 'needs at least one of account, region, type, id, name, tag')
  .meta({ minProperties: 1 });
export type Match = z.infer<typeof matchSchema>;

/** Value of one policy option; which type and bounds hold is the policy's own declaration. */
const optionValueSchema = z.union([z.number(), z.boolean(), z.string(), z.array(z.string())]);

/** What a config file may say about one policy. */
export const policySettingsSchema = z.strictObject({
  enabled: z.boolean().optional().describe('False leaves the policy out.'),
  severity: z.enum(SEVERITIES).optional().describe('Severity of all its findings.'),
  options: z.record(z.string(), optionValueSchema).optional().describe('Thresholds and choices the policy declares.'),
});
export type PolicySettings = z.infer<typeof policySettingsSchema>;

const environmentSettingsSchema = z.strictObject({
  words: namesSchema.default([]).describe('Whole words in a tag value or a name that stand for this environment, for example `dev`.'),
  accounts: z.array(accountIdSchema).default([]).describe('Accounts that are this environment as a whole.'),
  nonProduction: z.boolean().describe('True where nobody but the makers is hurt when it stops.'),
});
export type EnvironmentSettings = z.infer<typeof environmentSettingsSchema>;

/**
 * How environments are recognised unless the config says otherwise. `non-prod` and `pre-prod` are words of their own, so
 * that the `prod` in them does not count.
 */
export const DEFAULT_ENVIRONMENTS: Readonly<Record<string, EnvironmentSettings>> = {
  dev: {
    words: [
      'dev',
      'devel',
      'develop',
      'development',
      'sandbox',
      'sbx',
      'playground',
      'non-prod',
      'nonprod',
      'non-production',
      'nonproduction',
    ],
    accounts: [],
    nonProduction: true,
  },
  test: { words: ['test', 'tst', 'testing', 'qa', 'uat', 'e2e'], accounts: [], nonProduction: true },
  staging: {
    words: ['staging', 'stage', 'stg', 'preprod', 'pre-prod', 'preproduction', 'pre-production'],
    accounts: [],
    nonProduction: true,
  },
  prod: { words: ['prod', 'production', 'prd', 'live'], accounts: [], nonProduction: false },
};

export const overrideSchema = z.strictObject({
  match: matchSchema,
  policies: z.record(z.string(), policySettingsSchema).default({}).describe('Settings by policy id, for these resources.'),
  timeZone: z.string().optional().describe('IANA time zone of the people who use these resources.'),
  environment: z.string().optional().describe('Environment of these resources, whatever tags and names say.'),
  owner: textSchema.optional().describe('Owner of these resources, whatever tags say.'),
});
export type Override = z.infer<typeof overrideSchema>;

export const suppressionSchema = z.strictObject({
  policyId: z.string().describe('A policy id, or `*` for all.'),
  match: matchSchema,
  reason: textSchema.describe('Why the finding is accepted.'),
  owner: textSchema.describe('Who accepted it.'),
  until: z.iso.date().describe('Last day (YYYY-MM-DD, UTC) on which it holds.'),
});
export type SuppressionRule = z.infer<typeof suppressionSchema>;

const commitmentSchema = z.strictObject({
  type: z.enum(['compute-savings-plan', 'ec2-instance-savings-plan', 'reserved-instance']),
  account: accountIdSchema.optional().describe('Account that owns it; absent: shared by all.'),
  region: regionSchema.optional(),
  instanceType: z.string().max(64).optional().describe('For Reserved Instances.'),
  instanceFamily: z.string().max(64).optional().describe('For EC2 Instance Savings Plans, for example `m5`.'),
  count: z.int().min(1).max(100_000).optional().describe('Number of Reserved Instances.'),
  hourlyUsd: z.number().min(0).max(1_000_000).optional().describe('Hourly commitment of a Savings Plan in USD.'),
  until: z.iso.date().describe('Last day (YYYY-MM-DD, UTC) on which it runs.'),
});

const reportSchema = z.strictObject({
  title: textSchema.optional().describe('Title of the report.'),
  company: textSchema.optional().describe('Shown beside the title.'),
  logo: z.string().min(1).max(4096).optional().describe('PNG, JPEG or SVG file, relative to the config file.'),
  footer: textSchema.optional().describe('Last line of the report.'),
  fullFindings: z.int().min(0).max(10_000).default(200).describe('Findings shown with all their evidence, largest saving first.'),
  compactFindings: z
    .int()
    .min(0)
    .max(100_000)
    .default(10_000)
    .describe('Further findings shown as one row each; beyond them report.json alone has them.'),
  rowBytes: z.int().min(300).max(4000).default(400).describe('Bytes that such a row of the HTML report may have; names are cut to fit.'),
  minSaving: z
    .number()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .describe('Findings that save something, but less than this many USD a month, are left out.'),
});

/**
 * `fleet-auditor.yaml` as read: structure, defaults and bounds. Which policy ids and options exist depends on the policies
 * that are loaded and is checked against them when the file is read.
 */
export const configSchema = z.strictObject({
  regions: z.array(regionSchema).min(1).optional().describe('Regions to audit; absent: all enabled ones.'),
  excludeRegions: z.array(regionSchema).default([]).describe('Regions to leave out.'),
  lookbackDays: z
    .int()
    .min(1)
    .max(63)
    .optional()
    .describe('Days of the verdict window; 14 where neither this nor the command line says it.'),
  policies: z.record(z.string(), policySettingsSchema).default({}).describe('Settings by policy id.'),
  overrides: z.array(overrideSchema).max(1000).default([]).describe('Settings for some resources; where several match, the later wins.'),
  environments: z
    .strictObject({
      tagKeys: namesSchema
        .default(['environment', 'env', 'stage'])
        .describe('Tag keys whose value names the environment, in order, in any case.'),
      names: z
        .record(z.string(), environmentSettingsSchema)
        .default({})
        .describe('Environments by name; an entry replaces the built-in one of that name (dev, test, staging, prod).'),
    })
    .prefault({}),
  timeZones: z
    .strictObject({
      tagKeys: namesSchema.default(['timezone', 'time-zone', 'tz']).describe('Tag keys whose value is an IANA time zone.'),
      default: z.string().default('UTC').describe('IANA time zone of everything else.'),
    })
    .prefault({}),
  owners: z
    .strictObject({
      tagKeys: namesSchema.default(['owner', 'team']).describe('Tag keys whose value names the owner, in order, in any case.'),
      default: textSchema.nullable().default(null).describe('Owner of everything else.'),
    })
    .prefault({}),
  suppressions: z.array(suppressionSchema).max(10_000).default([]).describe('Accepted findings, each with reason, owner and last day.'),
  report: reportSchema.prefault({}),
  commitments: z
    .array(commitmentSchema)
    .max(10_000)
    .default([])
    .describe('Reserved Instances and Savings Plans, where they are not read from AWS.'),
});

/** The config with every default filled in. */
export type Config = z.infer<typeof configSchema>;

/** What holds without a config file. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}
