/**
 * Names and ids of expanded resources. Both can be turned back into their place in the fleet, so that nothing about a
 * resource has to be stored: an id is a small block cipher over (kind, group, index), a name carries its number.
 */

/** 32-bit hash of the parts (FNV-1a with a finalizer); equal parts give equal numbers on every machine. */
export function hash32(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = String(part);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ 0x1f, 0x01000193);
  }
  return mix(hash);
}

/** A number in [0, 1) that depends on the parts alone. */
export function fraction(...parts: readonly (string | number)[]): number {
  return hash32(...parts) / 4_294_967_296;
}

function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function hex(value: number, digits: number): string {
  const text = (value >>> 0).toString(16);
  return text.length === digits ? text : text.padStart(digits, '0').slice(-digits);
}

export interface Place {
  group: number;
  index: number;
}

const ROUNDS = [1, 2, 3, 4];

/** Turns a place into 16 hexadecimal digits that look random, and back. One codec per fleet seed, account and region. */
export class IdCodec {
  readonly #keys: number[];
  readonly #check: number;

  constructor(seed: number, accountId: string, region: string) {
    this.#keys = ROUNDS.map((round) => hash32(seed, accountId, region, round));
    this.#check = hash32(seed, accountId, region, 'check') & 0xfff;
  }

  /** `kind` is 0 to 15, `group` below 65,536, `index` below 2^32. */
  encode(kind: number, { group, index }: Place): string {
    let left = ((kind << 28) | (this.#check << 16) | group) >>> 0;
    let right = index >>> 0;
    for (const key of this.#keys) [left, right] = [right, (left ^ mix(right ^ key)) >>> 0];
    return hex(left, 8) + hex(right, 8);
  }

  /** The place behind 16 digits, or null where they were not made by this codec for this kind. */
  decode(kind: number, digits: string): Place | null {
    if (!/^[0-9a-f]{16}$/.test(digits)) return null;
    let left = Number.parseInt(digits.slice(0, 8), 16);
    let right = Number.parseInt(digits.slice(8), 16);
    for (let i = this.#keys.length - 1; i >= 0; i--) [left, right] = [(right ^ mix(left ^ (this.#keys[i] ?? 0))) >>> 0, left];
    const known = left >>> 28 === kind && ((left >>> 16) & 0xfff) === this.#check;
    return known ? { group: left & 0xffff, index: right } : null;
  }
}

interface Named {
  name: string;
  count: number;
}

/** The name of the `index`-th of a group: `{n}` is replaced by its number from 1, or `-number` is added to a group of many. */
export function nameOf({ name, count }: Named, index: number): string {
  const template = templateOf({ name, count });
  return template.includes('{n}') ? template.replace('{n}', String(index + 1).padStart(String(count).length, '0')) : template;
}

function templateOf({ name, count }: Named): string {
  return count > 1 && !name.includes('{n}') ? `${name}-{n}` : name;
}

/** Finds the place of a name without a list of all names. */
export class NameIndex {
  readonly #groupsByTemplate = new Map<string, number[]>();
  readonly #groups: readonly Named[];

  constructor(groups: readonly Named[]) {
    this.#groups = groups;
    groups.forEach((group, position) => {
      const template = templateOf(group);
      this.#groupsByTemplate.set(template, [...(this.#groupsByTemplate.get(template) ?? []), position]);
    });
  }

  find(name: string): Place | null {
    const exact = this.#groupsByTemplate.get(name)?.[0];
    if (exact !== undefined) return { group: exact, index: 0 };
    for (const match of name.matchAll(/\d+/g)) {
      const template = `${name.slice(0, match.index)}{n}${name.slice(match.index + match[0].length)}`;
      const index = Number(match[0]) - 1;
      for (const position of this.#groupsByTemplate.get(template) ?? []) {
        const group = this.#groups[position];
        if (group !== undefined && index >= 0 && index < group.count && nameOf(group, index) === name) return { group: position, index };
      }
    }
    return null;
  }
}

/** Groups laid end to end: the n-th resource of all, without expanding any. */
export class GroupedList<G extends { count: number }> {
  readonly #starts: number[] = [];
  readonly length: number;

  constructor(readonly groups: readonly G[]) {
    let total = 0;
    for (const group of groups) {
      this.#starts.push(total);
      total += group.count;
    }
    this.length = total;
  }

  placeAt(position: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return { group: low, index: position - (this.#starts[low] ?? 0) };
  }

  /** Places `from` (inclusive) to `to` (exclusive, clipped to the length), in order. */
  *places(from = 0, to = this.length): Iterable<Place> {
    for (let position = from; position < Math.min(to, this.length); position++) yield this.placeAt(position);
  }
}
