import type { Finding, Judgement } from './judgement.js';
import type { Money } from './money.js';
import type { SnapshotHeader } from './snapshot.js';

/** What a resource was like when it was judged, as far as a comparison needs it. */
export interface ResourceState {
  /** Type, or CPU and memory; null for what has no size of its own. */
  size: string | null;
  /** True where it ran at all when the snapshot was taken (a running instance, a desired count above 0). */
  running: boolean;
  /** What it costs a month; null where that is not known. */
  monthly: Money | null;
}

/** What judging kept beside the findings, for a comparison. Keys are those of `resourceKey`. */
export interface TrackedResources {
  present: ReadonlySet<string>;
  /** Of resources with a finding, and of those that were to be watched. */
  states: ReadonlyMap<string, ResourceState>;
  /** Sentences of evaluations of watched resources that are neither findings nor not assessed, by id of the finding they would be. */
  cleared: ReadonlyMap<string, { verdict: 'pass' | 'not-applicable'; sentence: string }>;
}

export interface JudgedSnapshot {
  judgement: Judgement;
  tracked: TrackedResources;
}

/** `found` is the rest: nothing else explains it, so the load has changed. */
export type NewBecause = 'resource-new' | 'suppression-ended' | 'newly-assessed' | 'option-changed' | 'found';
export interface NewFinding {
  finding: Finding;
  because: NewBecause;
}

/** `load-changed` is the rest: the resource is there, as large as it was, and no longer fails. */
type ResolvedBecause = 'gone' | 'stopped' | 'resized' | 'suppressed' | 'option-changed' | 'no-longer-applies' | 'load-changed';
export interface ResolvedFinding {
  /** As it was. */
  finding: Finding;
  because: ResolvedBecause;
  /** What the policy says now, or the sizes before and after; null where the reason says it all. */
  detail: string | null;
  /** What the resource costs less a month than before; null where that is not known, or where nothing was done to it. */
  realised: Money | null;
}

export interface ChangedFinding {
  old: Finding;
  new: Finding;
  /** New saving minus old; null where either is not known. */
  difference: Money | null;
  /** The resource was resized and still fails. */
  resized: boolean;
  realised: Money | null;
}

/** A finding that was there and of which nothing can be said now: neither resolved nor still there. */
export interface LostSight {
  finding: Finding;
  /** `not-assessed` with the reason, `not-covered` where the step that lists the resource failed, `out-of-scope` where the region or account was left out, `policy-off` where the policy was. */
  because: 'not-assessed' | 'not-covered' | 'out-of-scope' | 'policy-off';
  detail: string | null;
}

/** What is different between two snapshots that were judged alike. Lists are sorted by account, region, resource and policy. */
export interface JudgementDiff {
  old: SnapshotHeader;
  new: SnapshotHeader;
  newFindings: NewFinding[];
  resolved: ResolvedFinding[];
  changed: ChangedFinding[];
  lostSight: LostSight[];
  /** Active findings that are in both with the same amount. */
  unchanged: number;
  totals: {
    /** Savings of active primary findings, before and now: sums of the known amounts. */
    oldSavings: Money | null;
    newSavings: Money | null;
    /** Savings realised since, of primary findings: sum of the known amounts, and how many are not known. */
    realised: Money | null;
    realisedUnknown: number;
  };
  /** Sentences that a reader must know first: another scope, another tool version, windows that overlap. */
  warnings: { code: string; text: string }[];
}
