import { type Config, DEFAULT_ENVIRONMENTS, type EnvironmentSettings } from '../model/config.js';
import type { EnvironmentMatch } from '../model/policy.js';
import type { Resource } from '../model/resource/index.js';
import type { Account } from '../model/snapshot.js';

/** Words of a name in lower case: split at everything that is no letter or digit, at camelCase humps, and between letters and digits. */
export function wordsOf(text: string): string[] {
  return text
    .slice(0, 1024)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Za-z])([0-9])/g, '$1 $2')
    .replace(/([0-9])([A-Za-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

interface Phrase {
  environment: string;
  words: readonly string[];
}

/** Environments of a config, ready to look up: `classify` finds the one a text speaks of, as whole words. */
export interface EnvironmentRules {
  tagKeys: readonly string[];
  settings: ReadonlyMap<string, EnvironmentSettings>;
  accounts: ReadonlyMap<string, string>;
  classify(text: string): string | null;
}

/** The rules of a config: its own environments in place of the built-in ones of the same name, beside all others. */
export function environmentRules(config: Config): EnvironmentRules {
  const settings = new Map(Object.entries({ ...DEFAULT_ENVIRONMENTS, ...config.environments.names }));
  const accounts = new Map<string, string>();
  const phrases: Phrase[] = [];
  for (const [environment, { words, accounts: ids }] of settings) {
    for (const id of ids) if (!accounts.has(id)) accounts.set(id, environment);
    // The environment's own name is one of its words, whatever the config lists.
    for (const phrase of new Set([environment, ...words])) {
      const parts = wordsOf(phrase);
      if (parts.length > 0) phrases.push({ environment, words: parts });
    }
  }
  const names = [...settings.keys()];
  const found = new Map<string, string | null>();
  const classify = (text: string): string | null => {
    const known = found.get(text);
    if (known !== undefined) return known;
    const seen = environmentsIn(wordsOf(text), phrases);
    // Where a name speaks of several, production wins: advice to switch off must not rest on half a name.
    const production = names.find((name) => seen.has(name) && settings.get(name)?.nonProduction === false);
    const result = production ?? names.find((name) => seen.has(name)) ?? null;
    if (found.size < 100_000) found.set(text, result);
    return result;
  };
  return { tagKeys: config.environments.tagKeys, settings, accounts, classify };
}

/** Environments whose phrases stand in the words; a phrase inside a longer one does not count (`prod` in `non-prod`). */
function environmentsIn(words: readonly string[], phrases: readonly Phrase[]): Set<string> {
  const hits: { environment: string; from: number; to: number }[] = [];
  for (const phrase of phrases) {
    for (let from = 0; from + phrase.words.length <= words.length; from += 1) {
      if (phrase.words.every((word, index) => words[from + index] === word)) {
        hits.push({ environment: phrase.environment, from, to: from + phrase.words.length });
      }
    }
  }
  const length = ({ from, to }: { from: number; to: number }): number => to - from;
  const standing = hits.filter((hit) => !hits.some((other) => other.from <= hit.from && other.to >= hit.to && length(other) > length(hit)));
  return new Set(standing.map(({ environment }) => environment));
}

/** Value of the first of `keys` that the resource's tags hold, compared without case; null where there is none. */
export function tagValue(tags: Record<string, string> | null, keys: readonly string[]): { key: string; value: string } | null {
  if (tags === null) return null;
  const own = Object.keys(tags).sort();
  for (const wanted of keys) {
    for (const key of own) {
      const value = tags[key]?.trim();
      if (key.toLowerCase() === wanted.toLowerCase() && value !== undefined && value !== '') return { key, value };
    }
  }
  return null;
}

/** Names that may tell an environment, nearest to the resource first. */
function namesOf(resource: Resource, account: Account | undefined): { source: string; text: string }[] {
  const names: { source: string; text: string | null }[] = [];
  if (resource.kind === 'ecs-service') names.push({ source: 'service', text: resource.serviceName });
  if (resource.kind === 'ecs-task') names.push({ source: 'service', text: resource.serviceName }, { source: 'name', text: resource.group });
  if (resource.kind !== 'ecs-service' && resource.kind !== 'ecs-task') {
    names.push({ source: resource.kind === 'ecs-cluster' ? 'cluster' : 'name', text: resource.name ?? resource.id });
  }
  if ('clusterName' in resource) names.push({ source: 'cluster', text: resource.clusterName });
  if (resource.kind === 'ec2-instance') names.push({ source: 'cluster', text: resource.eksCluster });
  names.push({ source: 'account', text: account?.name ?? null });
  return names.flatMap(({ source, text }) => (text === null ? [] : [{ source, text }]));
}

/** Whether a name of its own says that a resource is production. */
function isNamedProduction(resource: Resource, { classify, settings }: EnvironmentRules): boolean {
  return namesOf(resource, undefined).some(({ source, text }) => {
    const name = source === 'cluster' ? null : classify(text);
    return name !== null && settings.get(name)?.nonProduction === false;
  });
}

/**
 * The environment of a resource and what said so. What people stated comes first: the config's override, the resource's
 * tag, the tag of its cluster, the config's accounts, the accounts file. Then names, nearest first; a name that says production beats one that
 * does not, and a cluster's tag that does not. A tag with a value that stands for no known environment settles it as unknown: names are not
 * asked. That of a cluster settles nothing then: it was not meant for this one. `clusterTags`: null where it is in no cluster, or they are not known.
 */
export function environmentOf(
  resource: Resource,
  account: Account | undefined,
  override: { environment: string; source: string } | null,
  rules: EnvironmentRules,
  clusterTags: Record<string, string> | null = null,
): EnvironmentMatch | null {
  const match = (name: string, source: string, matched: string): EnvironmentMatch => ({
    name,
    nonProduction: rules.settings.get(name)?.nonProduction ?? false,
    source,
    matched,
  });
  if (override !== null) return match(override.environment, 'config', override.source);
  const tag = tagValue(resource.tags, rules.tagKeys);
  if (tag !== null) {
    const name = rules.classify(tag.value);
    return name === null ? null : match(name, 'tag', `${tag.key}=${tag.value}`);
  }
  const ofCluster = tagValue(clusterTags, rules.tagKeys);
  const clusterName = ofCluster === null ? null : rules.classify(ofCluster.value);
  if (ofCluster !== null && clusterName !== null) {
    const found = match(clusterName, 'cluster tag', `${ofCluster.key}=${ofCluster.value}`);
    if (!found.nonProduction || !isNamedProduction(resource, rules)) return found;
  }
  const configured = rules.accounts.get(resource.accountId);
  if (configured !== undefined) return match(configured, 'account', resource.accountId);
  if (account?.environment) {
    const name = rules.classify(account.environment);
    return name === null ? null : match(name, 'account', account.environment);
  }
  let first: EnvironmentMatch | null = null;
  for (const { source, text } of namesOf(resource, account)) {
    const name = rules.classify(text);
    if (name === null) continue;
    const found = match(name, source, text);
    if (!found.nonProduction) return found;
    first ??= found;
  }
  return first;
}
