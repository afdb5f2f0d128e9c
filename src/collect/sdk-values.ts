import { instantOf } from '../model/time.js';

/** A date of the SDK in the snapshot's spelling, cut to the second; null for none, and for a text that is no date. */
export function instantFrom(date: Date | string | undefined): string | null {
  if (date === undefined) return null;
  const milliseconds = typeof date === 'string' ? Date.parse(date) : date.getTime();
  return Number.isNaN(milliseconds) ? null : instantOf(Math.floor(milliseconds / 1_000));
}

interface AnyTag {
  Key?: string | undefined;
  Value?: string | undefined;
  key?: string | undefined;
  value?: string | undefined;
}

/** Tags by key, in the order of the keys. Services spell the members in upper or lower case. */
export function tagsFrom(tags: readonly AnyTag[] | undefined): Record<string, string> {
  const pairs = (tags ?? []).flatMap((tag): [string, string][] => {
    const key = tag.Key ?? tag.key;
    return key === undefined ? [] : [[key, tag.Value ?? tag.value ?? '']];
  });
  // A tag may be called __proto__: only fromEntries makes an own property of it.
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A whole or decimal number in text, as ECS sends sizes; null for anything else. */
export function numberFrom(text: string | number | undefined): number | null {
  if (typeof text === 'number') return text;
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;
}

/** The part of an ARN or path after its last slash. */
export function lastSegment(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
