import type { ResourceRef } from '../../model/resource/index.js';
import type { Pseudonyms } from './pseudonyms.js';

const ARN = /\barn:aws[a-z-]*:[^\s"'<>(),]+/g;
const ACCOUNT_ID = /(?<![0-9])[0-9]{12}(?![0-9])/g;
const INSTANCE_ID = /\bi-[0-9a-f]{8,17}\b/g;
const LONG_HEX = /\b[0-9a-f]{32}\b/g;
const FILE_PATH = /(?:^|(?<=[\s"'(]))(?:~|\.{1,2})?\/[^\s"'),]+/g;
const TOKEN = /[^\s,;:()"'“”‘’=<>]+/g;

/** Short numbers stand in every sentence; taking them for a tag's value would change the figures. */
function isPlain(text: string): boolean {
  return text.length < 2 || /^[0-9.,%-]{1,5}$/.test(text);
}

/** Whole words only: a tag value `data` is no part of `datapoints`. */
function replaceWords(text: string, original: string, pseudonym: string): string {
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

  learnResource(resource: ResourceRef): void {
    for (const [original, pseudonym] of this.pairsOf(resource)) this.learn(original, pseudonym);
  }

  /** What a sentence about this resource may name it by, with what takes its place. */
  pairsOf(resource: ResourceRef): [string, string][] {
    const name = this.pseudonyms.nameOf(resource);
    const cluster = this.pseudonyms.clusterNameOf(resource);
    const slash = resource.id.indexOf('/');
    const pairs: [string, string][] = [
      [resource.id, cluster === null ? name : `${cluster}/${name}`],
      ...(cluster === null
        ? []
        : ([
            [resource.id.slice(slash + 1), name],
            [resource.id.slice(0, slash), cluster],
          ] satisfies [string, string][])),
      ...(resource.name === null ? [] : ([[resource.name, name]] satisfies [string, string][])),
      ...(resource.arn === null ? [] : ([[resource.arn, name]] satisfies [string, string][])),
      [resource.accountId, this.pseudonyms.of('account', resource.accountId)],
    ];
    return [...pairs, ...Object.values(resource.tags ?? {}).map((value): [string, string] => [value, this.pseudonyms.of('value', value)])];
  }

  /**
   * The text without originals. `own` are those of the resource the text is about: they are looked for everywhere in it as
   * whole words, the longest first; very short ones only where nothing but white space or punctuation stands around them.
   */
  text(text: string, own: readonly (readonly [string, string])[] = []): string {
    let result = text;
    for (const [original, pseudonym] of [...own].sort(([a], [b]) => b.length - a.length)) {
      if (original.length >= 4) result = replaceWords(result, original, pseudonym);
    }
    return result
      .replace(ARN, (arn) => this.secrets.get(arn) ?? 'arn-redacted')
      .replace(ACCOUNT_ID, (id) => this.secrets.get(id) ?? 'account-redacted')
      .replace(INSTANCE_ID, (id) => this.secrets.get(id) ?? 'instance-redacted')
      .replace(LONG_HEX, (id) => this.secrets.get(id) ?? 'id-redacted')
      .replace(FILE_PATH, 'a file')
      .replace(TOKEN, (token) => this.token(token));
  }

  private token(token: string): string {
    const known = this.secrets.get(token);
    if (known !== undefined) return known;
    const bare = token.replace(/[.!?]+$/, '');
    const found = bare === token ? undefined : this.secrets.get(bare);
    return found === undefined ? token : found + token.slice(bare.length);
  }
}
