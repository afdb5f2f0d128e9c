import * as z from 'zod';
import { configSchema, overrideSchema, policySettingsSchema, suppressionSchema } from '../model/config.js';
import type { LoadedPolicy, OptionSpec } from '../model/policy.js';
import { ianaZone } from '../policy/time-zones.js';

/** The schema of one option, from its declaration. */
function optionSchema(spec: OptionSpec) {
  switch (spec.type) {
    case 'number':
      return z.number().min(spec.minimum).max(spec.maximum);
    case 'integer':
      return z.int().min(spec.minimum).max(spec.maximum);
    case 'boolean':
      return z.boolean();
    case 'string':
      return spec.values === undefined ? z.string().max(1000) : z.enum(spec.values);
    case 'string-list':
      return z.array(z.string().max(1000)).max(1000);
  }
}

function describeOption(spec: OptionSpec): string {
  const unit = 'unit' in spec && spec.unit !== 'text' ? ` Unit: ${spec.unit}.` : '';
  return `${spec.description}${unit} Default: ${JSON.stringify(spec.default)}.`;
}

function settingsSchema(policy: LoadedPolicy) {
  const options = Object.entries(policy.options).map(
    ([name, spec]) => [name, optionSchema(spec).optional().describe(describeOption(spec))] as const,
  );
  return policySettingsSchema
    .extend({ options: z.strictObject(Object.fromEntries(options)).optional().describe('Thresholds and choices the policy declares.') })
    .optional()
    .describe(policy.meta.title);
}

const timeZoneSchema = z.string().refine((name) => ianaZone(name) !== null, { error: 'unknown-time-zone' });

/**
 * The schema of `fleet-auditor.yaml` for these policies: their ids, their options and the bounds of those are part of it, so
 * that one declaration serves the check, the error and the JSON Schema that editors use.
 */
export function configSchemaFor(policies: readonly LoadedPolicy[]) {
  const byId = [...policies].sort((a, b) => (a.meta.id < b.meta.id ? -1 : 1));
  const settings = z.strictObject(Object.fromEntries(byId.map((policy) => [policy.meta.id, settingsSchema(policy)])));
  const [first = '*', ...ids] = ['*', ...byId.map(({ meta }) => meta.id)];
  return configSchema.extend({
    policies: settings.default({}).describe('Settings by policy id.'),
    overrides: z
      .array(
        overrideSchema.extend({
          policies: settings.default({}).describe('Settings by policy id, for these resources.'),
          timeZone: timeZoneSchema.optional().describe('IANA time zone of the people who use these resources.'),
        }),
      )
      .max(1000)
      .default([])
      .describe('Settings for some resources; where several match, the later wins.'),
    timeZones: configSchema.shape.timeZones
      .unwrap()
      .extend({ default: timeZoneSchema.default('UTC').describe('IANA time zone of everything else.') })
      .prefault({}),
    suppressions: z
      .array(suppressionSchema.extend({ policyId: z.enum([first, ...ids]).describe('A policy id, or `*` for all.') }))
      .max(10_000)
      .default([])
      .describe('Accepted findings, each with reason, owner and last day.'),
  });
}

/** JSON Schema of the config file as a person writes it, every part in its place. */
export function configJsonSchema(policies: readonly LoadedPolicy[]): Record<string, unknown> {
  return z.toJSONSchema(configSchemaFor(policies), { io: 'input', target: 'draft-2020-12' });
}

/** The same as a file for editors: what is used twice stands once. */
export function configSchemaText(policies: readonly LoadedPolicy[]): string {
  const schema = z.toJSONSchema(configSchemaFor(policies), { io: 'input', target: 'draft-2020-12', reused: 'ref' });
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, title: 'fleet-auditor.yaml', ...rest }, null, 2)}\n`;
}
