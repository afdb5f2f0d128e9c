import type { JudgementDiff } from '../model/diff.js';
import type { Judgement } from '../model/judgement.js';
import { counted } from '../model/quantity.js';
import type { SnapshotHeader } from '../model/snapshot.js';
import { epochSeconds } from '../model/time.js';

function scopeOf({ regions }: SnapshotHeader): string[] {
  return Object.entries(regions).flatMap(([account, names]) => names.map((region) => `${account} ${region}`));
}

function leftOut(from: SnapshotHeader, other: SnapshotHeader): number {
  const seen = new Set(scopeOf(other));
  return scopeOf(from).filter((place) => !seen.has(place)).length;
}

const regions = (count: number): string => (count === 1 ? '1 region of an account is' : `${count} regions of accounts are`);

/** What makes two snapshots less comparable than they look, in a fixed order. */
export function warningsBetween(old: Judgement, now: Judgement): JudgementDiff['warnings'] {
  const warnings: JudgementDiff['warnings'] = [];
  const warn = (code: string, text: string): void => {
    warnings.push({ code, text });
  };
  const { header: a } = old;
  const { header: b } = now;
  if (epochSeconds(a.window.end) > epochSeconds(b.window.end))
    warn('reversed', 'The first snapshot is the newer one: what is called new was there before.');
  if (a.window.end === b.window.end) warn('same-end', 'Both windows end at the same moment.');
  else if (epochSeconds(b.window.start) < epochSeconds(a.window.end) && epochSeconds(a.window.start) < epochSeconds(b.window.end)) {
    warn('overlap', 'The two windows overlap: what happened in both is in both.');
  }
  if (a.window.days !== b.window.days) warn('other-length', `The windows are ${a.window.days} and ${counted(b.window.days, 'day')} long.`);
  const gone = leftOut(a, b);
  const added = leftOut(b, a);
  if (gone > 0) warn('scope-left-out', `${regions(gone)} in the first snapshot and not in the second.`);
  if (added > 0) warn('scope-added', `${regions(added)} in the second snapshot and not in the first.`);
  if (a.tool.version !== b.tool.version)
    warn('other-version', `The snapshots were collected by versions ${a.tool.version} and ${b.tool.version}.`);
  if (a.interrupted || b.interrupted)
    warn('interrupted', 'A collection was interrupted: what it did not reach is lost from sight, not resolved.');
  return warnings;
}
