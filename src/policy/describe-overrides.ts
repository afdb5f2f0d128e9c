import type { Config } from '../model/config.js';
import type { Severity } from '../model/evaluation.js';
import type { PolicyDescription } from '../model/judgement.js';
import type { LoadedPolicy, OptionValue } from '../model/policy.js';
import { describePolicy } from './judge.js';
import { matchAsText } from './match.js';
import { effectiveSettings } from './options.js';

/** What one override of the config sets for a policy, and what holds where it does not match. */
export interface PolicyOverride {
  /** `override 2`, counted from one as the file lists them. */
  source: string;
  /** All parts must match (`account`, `region`, `tag:team`…), each a glob. */
  match: Record<string, string>;
  enabled: { value: boolean; elsewhere: boolean } | null;
  severity: { value: Severity; elsewhere: Severity } | null;
  options: { name: string; value: OptionValue; elsewhere: OptionValue }[];
}

/**
 * The overrides of a config that speak of a policy, each by itself over the policy's own settings. Where several match a resource, the
 * later one wins, option by option.
 */
function overridesOf(policy: LoadedPolicy, config: Config): PolicyOverride[] {
  const general = effectiveSettings(policy, config, []);
  return config.overrides.flatMap((override, index): PolicyOverride[] => {
    const settings = Object.hasOwn(override.policies, policy.meta.id) ? override.policies[policy.meta.id] : undefined;
    if (settings === undefined) return [];
    const own = effectiveSettings(policy, config, [{ index, override }]);
    const source = `override ${index + 1}`;
    const named = Object.keys(policy.options).filter((name) => own.sources[name] === source);
    return [
      {
        source,
        match: matchAsText(override.match),
        enabled: own.enabled.source === source ? { value: own.enabled.value, elsewhere: general.enabled.value } : null,
        severity:
          own.severity?.source === source
            ? { value: own.severity.value, elsewhere: general.severity?.value ?? policy.meta.severity }
            : null,
        options: named.flatMap((name) => {
          const [value, elsewhere] = [own.options[name], general.options[name]];
          return value === undefined || elsewhere === undefined ? [] : [{ name, value, elsewhere }];
        }),
      },
    ];
  });
}

/** A policy with all that the config says of it. Sources are `default`, `config` and `override 2`. */
export interface PolicyInForce extends PolicyDescription {
  enabled: { value: boolean; source: string };
  severitySource: string;
  overrides: PolicyOverride[];
}

/** What holds for a policy where no override matches, and what each override makes of it. */
export function policyInForce(policy: LoadedPolicy, config: Config): PolicyInForce {
  const { enabled, severity } = effectiveSettings(policy, config, []);
  return {
    ...describePolicy(policy, config, { fail: 0, pass: 0, notApplicable: 0, notAssessed: 0 }),
    enabled,
    severitySource: severity?.source ?? 'default',
    overrides: overridesOf(policy, config),
  };
}
