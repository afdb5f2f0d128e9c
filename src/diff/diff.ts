import { savingsInCents } from '../model/cost-amounts.js';
import { isComplete } from '../model/coverage.js';
import {
  type ChangedFinding,
  isDone,
  type JudgedSnapshot,
  type JudgementDiff,
  type LostSight,
  type NewBecause,
  type NewFinding,
  type ResolvedFinding,
} from '../model/diff.js';
import { findsSavings, judgedNothing } from '../model/judged-nothing.js';
import type { Finding, Judgement } from '../model/judgement.js';
import { type Money, moneyInCents, subtractMoney, sumMoney } from '../model/money.js';
import { resourceKey, watchKeysOf } from '../policy/track.js';
import { type Done, doneTo } from './done.js';
import { doneToGone, type Successors, successorsOf } from './replaced.js';
import { differentOptions, differentSettings, lookAt, type Side, sideOf } from './sides.js';
import { warningsBetween } from './warnings.js';

/** What to watch while another snapshot is judged that this one is compared with: what it has findings on, and what may take its place. */
export function resourcesWithFindings({ findings }: Pick<Judgement, 'findings'>): Set<string> {
  return new Set(findings.flatMap(({ resource }) => watchKeysOf(resource)));
}

function newBecause(finding: Finding, old: Side, now: Side): NewBecause {
  const before = old.findings.get(finding.id);
  if (before !== undefined) return 'suppression-ended';
  if (old.notAssessed.has(finding.id)) return 'newly-assessed';
  const key = resourceKey(finding.resource);
  const [then, today] = [old.tracked.present.get(key), now.tracked.present.get(key)];
  // A resource that the old snapshot could not see is not new: it is seen for the first time.
  if (then === undefined) return lookAt(finding, old) === 'seen' ? 'resource-new' : 'newly-assessed';
  if (!then.running && today?.running === true) return 'started';
  if (then.size !== null && (today?.size ?? null) !== null && then.size !== today?.size) return 'resized';
  if (differentOptions(finding.policyId, old, now)) return 'option-changed';
  return differentSettings(finding.policyId, key, old, now) ? 'settings-changed' : 'found';
}

/** What was done to a resource that both snapshots have. */
function doneSince(finding: Finding, old: Side, now: Side): Done | null {
  const key = resourceKey(finding.resource);
  const before = old.tracked.states.get(key);
  const after = now.tracked.states.get(key);
  return before === undefined || after === undefined ? null : doneTo(before, after, old.offHours.has(key));
}

/** Says what became of a finding that is active in the old snapshot and not in the new. */
function explain(finding: Finding, old: Side, now: Side, successors: Successors): ResolvedFinding | LostSight {
  // What was done is done, whether it can be judged today or not.
  const done = doneSince(finding, old, now);
  if (done !== null) return { finding, ...done };
  const unseen = now.notAssessed.get(finding.id);
  if (now.findings.has(finding.id)) return { finding, because: 'suppressed', detail: null, realised: null };
  if (unseen !== undefined) return { finding, because: 'not-assessed', detail: unseen.reason };
  const sight = lookAt(finding, now);
  if (sight === 'out-of-scope') return { finding, because: 'out-of-scope', detail: null };
  const key = resourceKey(finding.resource);
  if (!now.tracked.present.has(key)) {
    if (sight !== 'seen') return { finding, because: 'not-covered', detail: sight.detail };
    const gone = doneToGone(finding.resource, old, now, successors);
    return gone === null ? { finding, because: 'no-longer-applies', detail: MEMBERS_STAY, realised: null } : { finding, ...gone };
  }
  if (!now.policies.has(finding.policyId)) return { finding, because: 'policy-off', detail: null };
  const cleared = now.tracked.cleared.get(finding.id);
  const detail = cleared?.sentence ?? null;
  if (differentOptions(finding.policyId, old, now)) return { finding, because: 'option-changed', detail, realised: null };
  if (differentSettings(finding.policyId, key, old, now)) return { finding, because: 'settings-changed', detail, realised: null };
  const because = cleared?.verdict === 'not-applicable' ? 'no-longer-applies' : 'load-changed';
  return { finding, because, detail, realised: null };
}

const MEMBERS_STAY = 'Its members are there still, and are judged by themselves or with another group.';

/** What was done, by resource. */
export function doneIn({ resolved, changed }: Pick<JudgementDiff, 'resolved' | 'changed'>): Map<string, Done & { finding: Finding }> {
  const done = new Map<string, Done & { finding: Finding }>();
  for (const { finding, because, detail, realised } of resolved) {
    if (isDone(because)) done.set(resourceKey(finding.resource), { finding, because, detail, realised });
  }
  for (const { old: finding, done: because, detail, realised } of changed) {
    if (because !== null) done.set(resourceKey(finding.resource), { finding, because, detail, realised });
  }
  return done;
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
      newFindings.push({ finding, because: newBecause(finding, old, now) });
      continue;
    }
    const done = doneSince(finding, old, now);
    const [then, today] = [savingsInCents(before.outcome.cost), savingsInCents(finding.outcome.cost)];
    if (done === null && sameAmount(then, today)) {
      unchanged += 1;
      continue;
    }
    const difference = moneyInCents(subtractMoney(today, then));
    changed.push({
      old: before,
      new: finding,
      difference,
      done: done?.because ?? null,
      detail: done?.detail ?? null,
      realised: done?.realised ?? null,
    });
  }
  const successors = successorsOf(oldSnapshot.judgement.findings, old, now);
  for (const finding of oldSnapshot.judgement.findings) {
    if (finding.status !== 'active' || now.findings.get(finding.id)?.status === 'active') continue;
    const ended = explain(finding, old, now, successors);
    if (isLost(ended)) lostSight.push(ended);
    else resolved.push(ended);
  }

  // What was done to a resource is worth the same whichever finding is asked: each resource counts once.
  const done = [...doneIn({ resolved, changed }).values()];
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
