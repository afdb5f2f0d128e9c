import type { Config, Override } from '../model/config.js';
import type { EnvironmentMatch, LoadedPolicy } from '../model/policy.js';
import { type Ec2Instance, type EcsCluster, type Resource, type ResourceRef, refOf } from '../model/resource/index.js';
import type { Account } from '../model/snapshot.js';
import { environmentOf, environmentRules, tagValue } from './environments.js';
import { matches } from './match.js';
import { type EffectiveSettings, effectiveSettings } from './options.js';
import { ianaZone } from './time-zones.js';

/** What the config and the resource's own tags say of it, apart from any policy. */
export interface ResourceSettings {
  ref: ResourceRef;
  environment: EnvironmentMatch | null;
  owner: string | null;
  timeZone: { zone: string; source: 'option' | 'tag' | 'default' };
  settingsOf(policy: LoadedPolicy): EffectiveSettings;
}

/**
 * Resolves settings of resources against one config. Policies' settings are shared by all resources that the same overrides match.
 * `clusters`: those of the region by name, whose tags speak for what is in them.
 */
export function settingsResolver(
  config: Config,
  accounts: readonly Account[],
  clusters: ReadonlyMap<string, Pick<EcsCluster, 'tags'>> = new Map(),
): (resource: Resource) => ResourceSettings {
  const rules = environmentRules(config);
  const accountsById = new Map(accounts.map((account) => [account.accountId, account]));
  const shared = new Map<string, EffectiveSettings>();

  return (resource) => {
    const ref = refOf(resource);
    const overrides = config.overrides.flatMap((override, index) => (matches(override.match, ref) ? [{ index, override }] : []));
    const clusterName = 'clusterName' in resource ? resource.clusterName : null;
    const clusterTags = clusterName === null ? null : (clusters.get(clusterName)?.tags ?? null);
    const overrideKey = overrides.map(({ index }) => index).join();
    return {
      ref,
      environment: environmentOf(resource, accountsById.get(resource.accountId), environmentOverride(overrides), rules, clusterTags),
      owner: lastOf(overrides, 'owner')?.value ?? tagValue(resource.tags, config.owners.tagKeys)?.value ?? config.owners.default,
      timeZone: timeZoneOf(resource, config, lastOf(overrides, 'timeZone')?.value),
      settingsOf(policy) {
        const key = `${policy.meta.id}:${overrideKey}`;
        let settings = shared.get(key);
        if (settings === undefined) {
          settings = effectiveSettings(policy, config, overrides);
          shared.set(key, settings);
        }
        return settings;
      },
    };
  };
}

/**
 * Settings of a group with the environment of its members, where it has none of its own and all of them have the same one. A tag of the group
 * whose value stands for no known environment settles it as unknown, as it does for any resource.
 */
export function withMembersEnvironment(
  settingsOf: (resource: Resource) => ResourceSettings,
  config: Config,
  instances: ReadonlyMap<string, Ec2Instance>,
): (resource: Resource) => ResourceSettings {
  return (resource) => {
    const own = settingsOf(resource);
    if (resource.kind !== 'instance-group' || own.environment !== null) return own;
    if (tagValue(resource.tags, config.environments.tagKeys) !== null) return own;
    const [first = null, ...rest] = resource.instanceIds.map((id) => {
      const member = instances.get(id);
      return member === undefined ? null : settingsOf(member).environment;
    });
    return first !== null && rest.every((other) => other?.name === first.name) ? { ...own, environment: first } : own;
  };
}

type MatchingOverride = { index: number; override: Override };

/** The value that the last matching override gives to a field. */
function lastOf(
  overrides: readonly MatchingOverride[],
  field: 'owner' | 'timeZone' | 'environment',
): { value: string; source: string } | null {
  for (const { index, override } of overrides.toReversed()) {
    const value = override[field];
    if (value !== undefined) return { value, source: `override ${index + 1}` };
  }
  return null;
}

function environmentOverride(overrides: readonly MatchingOverride[]): { environment: string; source: string } | null {
  const last = lastOf(overrides, 'environment');
  return last === null ? null : { environment: last.value, source: last.source };
}

/** The zone of an override, else of the resource's tag where that names one, else the config's default. */
function timeZoneOf(resource: Resource, config: Config, override: string | undefined): ResourceSettings['timeZone'] {
  if (override !== undefined) return { zone: spelled(override), source: 'option' };
  const tag = tagValue(resource.tags, config.timeZones.tagKeys);
  const tagged = tag === null ? null : ianaZone(tag.value);
  if (tagged !== null) return { zone: tagged, source: 'tag' };
  const zone = spelled(config.timeZones.default);
  return { zone, source: zone === 'UTC' ? 'default' : 'option' };
}

/** A zone of the config as AWS spells it: what takes names without regard to case here would refuse them there. */
const spelled = (zone: string): string => ianaZone(zone) ?? zone;
