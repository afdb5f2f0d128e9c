import type { ResourceRef } from '../../model/resource/index.js';
import type { Pseudonyms } from './pseudonyms.js';

const ARN = /\barn:aws[a-z-]*:[^\s"'<>(),]+/g;
const ACCOUNT_ID = /(?<![0-9])[0-9]{12}(?![0-9])/g;
const INSTANCE_ID = /\bi-[0-9a-f]{8,17}\b/g;
const LONG_HEX = /\b[0-9a-f]{32}\b/g;
const FILE_PATH = /(?:^|(?<=[\s"'(]))(?:~|\.{1,2})?\/[^\s"'),]+/g;
const TOKEN = /[^\s,;:()"'“”‘’=<>]+/g;

/** An original with what takes its place. */
export type Pair = readonly [original: string, pseudonym: string];

/** Short numbers stand in every sentence; taking them for a tag's value would change the figures. */
function isPlain(text: string): boolean {
  return text.length < 2 || /^[0-9.,%-]{1,5}$/.test(text);
}

/** True for what is no word of a sentence: `team-a`, `web01`, `a.b`, `myQueue`. A service called `search` cannot be told from the verb. */
function isIdentifier(text: string): boolean {
  return text.length >= 3 && (/[-_./\\\d]/.test(text) || /[a-z][A-Z]/.test(text)) && !isPlain(text);
}

/** Whole words only: a name `data` is no part of `datapoints`. */
function replaceWords(text: string, [original, pseudonym]: Pair): string {
  if (!text.includes(original)) return text;
  const escaped = original.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), () => pseudonym);
}

/** Takes originals out of sentences: those known by name, and whatever has the form of an ARN, an account or instance id, or a path. */
export class Scrubber {
  private readonly secrets = new Map<string, string>();

  constructor(private readonly pseudonyms: Pseudonyms) {}

  /** Learns what stands for an original wherever it is mentioned. The first pseudonym given for a text holds. */
  learn(original: string | null, pseudonym: string): void {
    if (original === null || isPlain(original) || this.secrets.has(original)) return;
    this.secrets.set(original, pseudonym);
  }

  /** Names come before tag values: a cluster `prod` is a cluster, whatever else is tagged so. */
  learnResources(resources: readonly ResourceRef[]): void {
    for (const resource of resources) for (const [original, pseudonym] of this.namesOf(resource)) this.learn(original, pseudonym);
    for (const resource of resources) for (const [original, pseudonym] of this.tagsOf(resource)) this.learn(original, pseudonym);
  }

  private namesOf(resource: ResourceRef): Pair[] {
    const name = this.pseudonyms.nameOf(resource);
    const cluster = this.pseudonyms.clusterNameOf(resource);
    const slash = resource.id.indexOf('/');
    const inCluster: Pair[] =
      cluster === null
        ? []
        : [
            [resource.id.slice(slash + 1), name],
            [resource.id.slice(0, slash), cluster],
          ];
    return [
      [resource.id, cluster === null ? name : `${cluster}/${name}`],
      ...inCluster,
      ...(resource.name === null ? [] : [[resource.name, name] satisfies Pair]),
      ...(resource.arn === null ? [] : [[resource.arn, name] satisfies Pair]),
      [resource.accountId, this.pseudonyms.of('account', resource.accountId)],
    ];
  }

  private tagsOf({ tags }: ResourceRef): Pair[] {
    return Object.values(tags ?? {}).map((value) => [value, this.pseudonyms.of('value', value)]);
  }

  /** What a sentence about this resource may name it by. Of its tags' values only those that are no words. */
  pairsOf(resource: ResourceRef): Pair[] {
    const names = this.namesOf(resource).filter(([original]) => !isPlain(original));
    return [...names, ...this.tagsOf(resource).filter(([original]) => isIdentifier(original))];
  }

  /** The originals that a value of a message is made of: one, or several with commas between. */
  pairsIn(value: string): Pair[] {
    return [value, ...value.split(/,\s*/)].flatMap((part) => {
      const pseudonym = this.secrets.get(part);
      return pseudonym === undefined ? [] : [[part, pseudonym] satisfies Pair];
    });
  }

  /** The text without originals. `own` are those that this very text may be about: they are looked for as whole words, the longest first. */
  text(text: string, own: readonly Pair[] = []): string {
    return [...own]
      .sort(([a], [b]) => b.length - a.length)
      .reduce(replaceWords, text)
      .replace(ARN, (arn) => this.secrets.get(arn) ?? 'arn-redacted')
      .replace(ACCOUNT_ID, (id) => this.secrets.get(id) ?? 'account-redacted')
      .replace(INSTANCE_ID, (id) => this.secrets.get(id) ?? 'instance-redacted')
      .replace(LONG_HEX, (id) => this.secrets.get(id) ?? 'id-redacted')
      .replace(FILE_PATH, 'a file')
      .replace(TOKEN, (token) => this.token(token));
  }

  private token(token: string): string {
    const bare = token.replace(/[.!?]+$/, '');
    if (!isIdentifier(bare)) return token;
    const known = this.secrets.get(token);
    if (known !== undefined) return known;
    const found = this.secrets.get(bare);
    return found === undefined ? token : found + token.slice(bare.length);
  }
}
