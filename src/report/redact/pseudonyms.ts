import { createHmac } from 'node:crypto';
import type { ResourceRef } from '../../model/resource/index.js';
import { compareText } from '../format.js';

const WORDS: Record<string, string> = {
  'AWS::EC2::Instance': 'instance',
  'AWS::AutoScaling::AutoScalingGroup': 'group',
  'AWS::EKS::Nodegroup': 'nodegroup',
  'AWS::ECS::Cluster': 'cluster',
  'AWS::ECS::Service': 'service',
  'AWS::ECS::Task': 'task',
  'AWS::ECS::ContainerInstance': 'container-instance',
  'AWS::ECS::CapacityProvider': 'capacity-provider',
  'AWS::Lambda::Function': 'function',
};

function wordOf(type: string): string {
  return WORDS[type] ?? 'resource';
}

/** Key of a resource: the same name in two accounts or regions is two resources. */
function keyOf({ accountId, region, type, id }: ResourceRef): string {
  return [accountId, region, wordOf(type), id].join('\n');
}

/**
 * Names for names. Without a key they are ordinals in the sorted order of all that was given to `collect` before `number`; with
 * one they are HMAC-SHA-256 of the original (RFC 2104), the same in every snapshot and not to be guessed without the key.
 */
export class Pseudonyms {
  private readonly originals = new Map<string, Set<string>>();
  private readonly given = new Map<string, Map<string, string>>();

  constructor(private readonly key: string | Uint8Array | null) {}

  /** Announces an original; all must be announced before the first name is given. */
  collect(word: string, original: string): void {
    if (this.given.get(word)?.has(original)) return;
    const known = this.originals.get(word);
    if (known === undefined) this.originals.set(word, new Set([original]));
    else known.add(original);
  }

  /** Numbers what was announced since the last time, after what has its number. */
  number(): void {
    for (const [word, originals] of this.originals) {
      const names = this.given.get(word) ?? new Map<string, string>();
      for (const original of [...originals].sort(compareText)) names.set(original, `${word}-${names.size + 1}`);
      this.given.set(word, names);
    }
    this.originals.clear();
  }

  collectResource(resource: ResourceRef): void {
    this.collect('account', resource.accountId);
    this.collect(wordOf(resource.type), keyOf(resource));
    const cluster = this.clusterOf(resource);
    if (cluster !== null) this.collect('cluster', keyOf(cluster));
    for (const [key, value] of Object.entries(resource.tags ?? {})) {
      this.collect('value', value);
      // The one well-known key that holds a name.
      if (key.startsWith('kubernetes.io/cluster/')) this.collect('value', key.slice('kubernetes.io/cluster/'.length));
    }
  }

  /** The pseudonym of an original of this kind: `account-1`. */
  of(word: string, original: string): string {
    if (this.key !== null) {
      const digest = createHmac('sha256', this.key).update(`${word}\n${original}`).digest('hex');
      return `${word}-${digest.slice(0, 12)}`;
    }
    return this.given.get(word)?.get(original) ?? `${word}-unknown`;
  }

  /** `service-3` for the resource itself, without its cluster. */
  nameOf(resource: ResourceRef): string {
    return this.of(wordOf(resource.type), keyOf(resource));
  }

  clusterNameOf(resource: ResourceRef): string | null {
    const cluster = this.clusterOf(resource);
    return cluster === null ? null : this.of('cluster', keyOf(cluster));
  }

  private clusterOf(resource: ResourceRef): ResourceRef | null {
    const slash = resource.id.indexOf('/');
    return slash <= 0 || !/^AWS::(?:ECS|EKS)::/.test(resource.type)
      ? null
      : { ...resource, type: 'AWS::ECS::Cluster', id: resource.id.slice(0, slash) };
  }
}
