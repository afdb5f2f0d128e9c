import type { FailOutcome, Target } from '../../model/evaluation.js';
import { PLATFORM_WORDS } from './words.js';

/** What notes of a target ask for, beside the change itself. */
const ASKED_BY_NOTE: Readonly<Record<string, string>> = {
  'spot-may-be-interrupted': 'work that Spot may interrupt',
  'same-speed-on-other-architecture': 'another processor architecture',
  'instances-of-its-own': 'instances of its own to run',
};

/** What a target asks for that the recommended one does not, in words. */
function askedBeyond(other: Target, recommended: Target): string[] {
  const notes = other.notes.filter((code) => !recommended.notes.includes(code)).flatMap((code) => ASKED_BY_NOTE[code] ?? []);
  const platform = other.platformDifferences.filter((code) => !recommended.platformDifferences.includes(code));
  const riskier = other.risk !== null && recommended.risk !== null && other.risk > recommended.risk;
  return [...notes, ...platform.flatMap((code) => PLATFORM_WORDS[code] ?? []), ...(riskier ? ['a higher risk'] : [])];
}

/**
 * Why a target is recommended although alternatives save more; null where none does, or where one of them asks for nothing in addition
 * that could be named.
 */
export function choiceNote({ target, alternatives }: FailOutcome['recommendation']): string | null {
  const saved = target?.savings?.usd;
  if (target === null || saved === undefined) return null;
  const better = alternatives.filter(({ savings }) => savings !== null && savings.usd > saved);
  const asked = better.map((alternative) => askedBeyond(alternative, target));
  if (better.length === 0 || asked.some((words) => words.length === 0)) return null;
  const words = [...new Set(asked.flat())].sort();
  const list = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  return `Recommended because it asks for least: alternatives that save more also ask for ${list}.`;
}
