import { savingsInCents } from '../model/cost-amounts.js';
import { isComplete } from '../model/coverage.js';
import type { ChangedFinding, JudgedSnapshot, JudgementDiff, LostSight, NewBecause, NewFinding, ResolvedFinding } from '../model/diff.js';
import { findsSavings, judgedNothing } from '../model/judged-nothing.js';
import type { Finding, Judgement } from '../model/judgement.js';
import { type Money, moneyInCents, scaleMoney, subtractMoney, sumMoney } from '../model/money.js';
import { resourceKey } from '../policy/track.js';
import { differentOptions, lookAt, type Side, sideOf } from './sides.js';
import { warningsBetween } from './warnings.js';

/** Keys of the resources that a judgement has findings on: what to watch while the other snapshot is judged. */
export function resourcesWithFindings({ findings }: Pick<Judgement, 'findings'>): Set<string> {
  return new Set(findings.map(({ resource }) => resourceKey(resource)));
}

function newBecause(finding: Finding, old: Side, optionsDiffer: boolean): NewBecause {
  const before = old.findings.get(finding.id);
  if (before !== undefined) return 'suppression-ended';
  if (old.notAssessed.has(finding.id)) return 'newly-assessed';
  // A resource that the old snapshot could not see is not new: it is seen for the first time.
  if (!old.tracked.present.has(resourceKey(finding.resource))) return lookAt(finding, old) === 'seen' ? 'resource-new' : 'newly-assessed';
  return optionsDiffer ? 'option-changed' : 'found';
}

/** What the resource costs less than before. Only what was done to it counts: a quieter month is no saving realised. */
function realisedSince(finding: Finding, old: Side, now: Side): { realised: Money | null; resized: boolean; stopped: boolean } {
  const key = resourceKey(finding.resource);
  const before = old.tracked.states.get(key);
  const after = now.tracked.states.get(key);
  if (before === undefined || after === undefined) return { realised: null, resized: false, stopped: false };
  const resized = before.size !== null && after.size !== null && before.size !== after.size;
  const stopped = before.running && !after.running;
  if (!resized && !stopped) return { realised: null, resized, stopped };
  // What runs no longer costs nothing from now on, whatever part of the window it still ran in.
  const monthly = stopped ? scaleMoney(before.monthly, 0) : after.monthly;
  return { realised: moneyInCents(subtractMoney(moneyInCents(before.monthly), moneyInCents(monthly))), resized, stopped };
}

/** Says what became of a finding that is active in the old snapshot and not in the new. */
function explain(finding: Finding, old: Side, now: Side, optionsDiffer: boolean): ResolvedFinding | LostSight {
  const unseen = now.notAssessed.get(finding.id);
  if (now.findings.has(finding.id)) return { finding, because: 'suppressed', detail: null, realised: null };
  if (unseen !== undefined) return { finding, because: 'not-assessed', detail: unseen.reason };
  const sight = lookAt(finding, now);
  if (sight === 'out-of-scope') return { finding, because: 'out-of-scope', detail: null };
  const key = resourceKey(finding.resource);
  if (!now.tracked.present.has(key)) {
    if (sight !== 'seen') return { finding, because: 'not-covered', detail: sight.detail };
    return { finding, because: 'gone', detail: null, realised: moneyInCents(old.tracked.states.get(key)?.monthly ?? null) };
  }
  if (!now.policies.has(finding.policyId)) return { finding, because: 'policy-off', detail: null };
  const { realised, resized, stopped } = realisedSince(finding, old, now);
  const cleared = now.tracked.cleared.get(finding.id);
  if (stopped) return { finding, because: 'stopped', detail: null, realised };
  if (resized) {
    const sizes = [old, now].map(({ tracked }) => tracked.states.get(key)?.size ?? '');
    return { finding, because: 'resized', detail: sizes.join(' to '), realised };
  }
  if (optionsDiffer) return { finding, because: 'option-changed', detail: cleared?.sentence ?? null, realised: null };
  const because = cleared?.verdict === 'not-applicable' ? 'no-longer-applies' : 'load-changed';
  return { finding, because, detail: cleared?.sentence ?? null, realised: null };
}

const isLost = (ended: ResolvedFinding | LostSight): ended is LostSight => !('realised' in ended);

/** As a report shows them: what is shown as equal is equal. */
function sameAmount(a: Money | null, b: Money | null): boolean {
  return a === null || b === null ? a === b : a.usd === b.usd;
}

/** Sum of the known amounts, which are whole cents; null when none is known. */
function sumKnown(amounts: readonly (Money | null)[]): Money | null {
  return moneyInCents(sumMoney(amounts.filter((amount) => amount !== null)));
}

const NOTHING: Money = { usd: 0, basis: 'list', asOf: null };

/** False where nothing was seen or judged: that nothing was found then says nothing. */
function saysSomething({ header, coverage, inventory, policies }: Judgement): boolean {
  const sawAll = !header.interrupted && coverage.every(isComplete);
  return (
    (sawAll || inventory.length > 0) && !judgedNothing(policies.map(({ meta, counts }) => ({ findsSavings: findsSavings(meta), counts })))
  );
}

/**
 * As the totals of a report of this snapshot alone have it: cents of each finding, added up; null where findings count and none has a price, and
 * where nothing could be found.
 */
function savings(judgement: Judgement): Money | null {
  const { findings } = judgement;
  const counted = findings.filter(({ status, primary }) => status === 'active' && primary);
  const known = counted.flatMap(({ outcome }) => savingsInCents(outcome.cost) ?? []);
  if (known.length === 0 && (counted.length > 0 || !saysSomething(judgement))) return null;
  return sumKnown(known.filter(({ usd }) => usd > 0)) ?? NOTHING;
}

/**
 * Compares two snapshots that were judged with the same policies, prices and config. A finding that ended is resolved only
 * where the new snapshot could see that it did; else it is lost from sight, with the reason.
 * Neither order of findings nor order of regions matters.
 */
export function diffJudgements(oldSnapshot: JudgedSnapshot, newSnapshot: JudgedSnapshot): JudgementDiff {
  const old = sideOf(oldSnapshot);
  const now = sideOf(newSnapshot);
  const newFindings: NewFinding[] = [];
  const resolved: ResolvedFinding[] = [];
  const changed: ChangedFinding[] = [];
  const lostSight: LostSight[] = [];
  let unchanged = 0;

  for (const finding of newSnapshot.judgement.findings) {
    if (finding.status !== 'active') continue;
    const before = old.findings.get(finding.id);
    if (before?.status !== 'active') {
      newFindings.push({ finding, because: newBecause(finding, old, differentOptions(finding.policyId, old, now)) });
      continue;
    }
    const { realised, resized } = realisedSince(finding, old, now);
    const [then, today] = [savingsInCents(before.outcome.cost), savingsInCents(finding.outcome.cost)];
    if (!resized && sameAmount(then, today)) {
      unchanged += 1;
      continue;
    }
    changed.push({ old: before, new: finding, difference: moneyInCents(subtractMoney(today, then)), resized, realised });
  }
  for (const finding of oldSnapshot.judgement.findings) {
    if (finding.status !== 'active' || now.findings.get(finding.id)?.status === 'active') continue;
    const ended = explain(finding, old, now, differentOptions(finding.policyId, old, now));
    if (isLost(ended)) lostSight.push(ended);
    else resolved.push(ended);
  }

  const done = [
    ...resolved.filter(({ because }) => because === 'gone' || because === 'stopped' || because === 'resized'),
    ...changed.filter(({ resized }) => resized).map(({ old: finding, realised }) => ({ finding, realised })),
  ].filter(({ finding }) => finding.primary);
  return {
    old: oldSnapshot.judgement.header,
    new: newSnapshot.judgement.header,
    newFindings,
    resolved,
    changed,
    lostSight,
    unchanged,
    totals: {
      oldSavings: savings(oldSnapshot.judgement),
      newSavings: savings(newSnapshot.judgement),
      realised: sumKnown(done.map(({ realised }) => realised)),
      realisedUnknown: done.filter(({ realised }) => realised === null).length,
    },
    warnings: warningsBetween(oldSnapshot.judgement, newSnapshot.judgement),
  };
}
