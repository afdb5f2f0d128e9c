import type { Config, Override, PolicySettings } from '../model/config.js';
import type { Severity } from '../model/evaluation.js';
import type { LoadedPolicy, OptionSpec, OptionValue } from '../model/policy.js';

/** What holds for one policy, for all resources or for one: each value with the place that set it. */
export interface EffectiveSettings {
  enabled: { value: boolean; source: string };
  /** null: neither config nor override says one; the outcome's or the policy's own holds. */
  severity: { value: Severity; source: string } | null;
  options: Readonly<Record<string, OptionValue>>;
  /** By option: `default`, `config`, or `override 2` (counted from one, as the file lists them). */
  sources: Readonly<Record<string, string>>;
}

/** Why a value does not fit an option, with the bounds or choices it breaks; null where it fits. */
export function optionProblem(spec: OptionSpec, value: unknown): string | null {
  switch (spec.type) {
    case 'number':
    case 'integer': {
      const unit = spec.unit === 'text' || spec.unit === 'count' ? '' : ` (${spec.unit})`;
      const range = `from ${spec.minimum} to ${spec.maximum}${unit}`;
      if (typeof value !== 'number' || !Number.isFinite(value)) return `must be a number ${range}`;
      if (spec.type === 'integer' && !Number.isInteger(value)) return `must be a whole number ${range}`;
      return value < spec.minimum || value > spec.maximum ? `is ${value}, out of its bounds: ${range}` : null;
    }
    case 'boolean':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'string':
      if (typeof value !== 'string') return 'must be text';
      return spec.values === undefined || spec.values.includes(value) ? null : `must be one of ${spec.values.join(', ')}`;
    case 'string-list':
      return Array.isArray(value) && value.every((item) => typeof item === 'string') ? null : 'must be a list of texts';
  }
}

/** Own property only: a policy named `constructor` in nobody's config must not find one. */
function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * Settings of one policy: its declared defaults, then the config's, then each override in turn, the later over the earlier.
 * @param overrides The overrides that match the resource, with their index in the config; none for the policy as a whole.
 */
export function effectiveSettings(
  policy: LoadedPolicy,
  config: Config,
  overrides: readonly { index: number; override: Override }[],
): EffectiveSettings {
  const layers: { source: string; settings: PolicySettings | undefined }[] = [
    { source: 'config', settings: own(config.policies, policy.meta.id) },
    ...overrides.map(({ index, override }) => ({ source: `override ${index + 1}`, settings: own(override.policies, policy.meta.id) })),
  ];
  let enabled = { value: true, source: 'default' };
  let severity: EffectiveSettings['severity'] = null;
  const options: Record<string, OptionValue> = {};
  const sources: Record<string, string> = {};
  for (const [name, spec] of Object.entries(policy.options)) {
    options[name] = spec.default;
    sources[name] = 'default';
  }
  for (const { source, settings } of layers) {
    if (settings?.enabled !== undefined) enabled = { value: settings.enabled, source };
    if (settings?.severity !== undefined) severity = { value: settings.severity, source };
    for (const name of Object.keys(policy.options)) {
      const value = own(settings?.options, name);
      if (value === undefined) continue;
      options[name] = value;
      sources[name] = source;
    }
  }
  return { enabled, severity, options, sources };
}
