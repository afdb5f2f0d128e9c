import type { Match } from '../model/config.js';
import type { ResourceRef } from '../model/resource/index.js';

/**
 * Whether the whole of `text` fits `glob`: `*` stands for any text, `?` for one character, everything else for itself.
 * Linear backtracking to the last star only, so that a hostile glob from a config costs glob x text at most.
 */
export function globMatches(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g;
      resume = t;
      g += 1;
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
      g += 1;
      t += 1;
    } else if (star >= 0) {
      g = star + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  while (glob[g] === '*') g += 1;
  return g === glob.length;
}

/** Whether all given parts of a match fit. A tag that the resource has not, or whose tags are unknown, does not fit. */
export function matches(match: Match, ref: ResourceRef): boolean {
  const fits = (glob: string | undefined, text: string): boolean => glob === undefined || globMatches(glob, text);
  return (
    fits(match.account, ref.accountId) &&
    fits(match.region, ref.region) &&
    fits(match.type, ref.type) &&
    fits(match.id, ref.id) &&
    fits(match.name, ref.name ?? ref.id) &&
    Object.entries(match.tag ?? {}).every(([key, glob]) => {
      const value = ref.tags !== null && Object.hasOwn(ref.tags, key) ? ref.tags[key] : undefined;
      return value !== undefined && globMatches(glob, value);
    })
  );
}

/** A match as flat text by key (`tag:team`), as reports and the JSON output show it. */
export function matchAsText(match: Match): Record<string, string> {
  const { tag, ...parts } = match;
  const entries: [string, string][] = [];
  for (const [key, value] of Object.entries(parts)) if (value !== undefined) entries.push([key, value]);
  for (const [key, value] of Object.entries(tag ?? {})) entries.push([`tag:${key}`, value]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
