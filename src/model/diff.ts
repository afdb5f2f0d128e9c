import type { Finding, Judgement } from './judgement.js';
import type { Money } from './money.js';
import type { SnapshotHeader } from './snapshot.js';

/** What a resource was like when it was judged, as far as a comparison needs it. */
export interface ResourceState {
  /** Type, or CPU and memory; null for what has no size of its own. */
  size: string | null;
  /**
   * Of a group: the instance types of its members, and all that its settings would let them have besides (null: any). What Spot or an order of
   * types gave this time is no change. null: not a group.
   */
  types: { has: readonly string[]; may: readonly string[] | null } | null;
  /** How many members or tasks are wanted, where people alone set that; null where something else moves it, or there is one of it. */
  count: number | null;
  /** True for what runs as several that come and go: a group, a service. */
  several: boolean;
  /** True where it ran at all when the snapshot was taken (a running instance, a desired count above 0). */
  running: boolean;
  /** What it costs a month; null where that is not known. */
  monthly: Money | null;
  /** Hours run, or requests served, that `monthly` stands for; null where that is not known. */
  use: number | null;
  /** It was switched off and on again more than once in the window. */
  pauses: boolean;
  /** Its scheduled actions in one text, empty without any; null where they are not known, or it can have none. */
  schedule: string | null;
  /** Ids of the instances beneath a group. */
  instanceIds: readonly string[];
}

/** What is kept of every resource, so that a later finding on it can be explained. Equal ones are one object. */
export interface ResourceGlance {
  running: boolean;
  size: string | null;
  /** Environment and time zone. */
  context: string;
  /** Options that an override gave it, in one text, by policy. */
  options: ReadonlyMap<string, string>;
}

/** A resource that has the role of one that was to be watched. */
export interface RoleHolder {
  key: string;
  id: string;
  state: ResourceState;
}

/** What judging kept beside the findings, for a comparison. Keys are those of `resourceKey`. */
export interface TrackedResources {
  /** All that is there. A group of none is there as long as its settings are. */
  present: ReadonlyMap<string, ResourceGlance>;
  /** Of resources with a finding, and of those that were to be watched. */
  states: ReadonlyMap<string, ResourceState>;
  /** Resources in a role that was to be watched, by the key of the role (`roleKeysOf`). */
  roles: ReadonlyMap<string, readonly RoleHolder[]>;
  /** Sentences of evaluations of watched resources that are neither findings nor not assessed, by id of the finding they would be. */
  cleared: ReadonlyMap<string, { verdict: 'pass' | 'not-applicable'; sentence: string }>;
}

export interface JudgedSnapshot {
  judgement: Judgement;
  tracked: TrackedResources;
}

/** Reasons for a new finding. `found` is the rest: nothing else explains it, so the load has changed. */
export const NEW_BECAUSE = [
  'resource-new',
  'suppression-ended',
  'newly-assessed',
  'started',
  'resized',
  'option-changed',
  'settings-changed',
  'found',
] as const;
export type NewBecause = (typeof NEW_BECAUSE)[number];
export interface NewFinding {
  finding: Finding;
  because: NewBecause;
}

/** What people did to a resource: only that counts as realised. `replaced`: another one has its role now. */
export const DONE_BECAUSE = ['gone', 'replaced', 'stopped', 'scaled-to-zero', 'scheduled', 'resized'] as const;
export type DoneBecause = (typeof DONE_BECAUSE)[number];
export const isDone = (because: string): because is DoneBecause => DONE_BECAUSE.some((done) => done === because);

/** Reasons for a finding that ended. `load-changed` is the rest: the resource is there, as large as it was, and no longer fails. */
export const RESOLVED_BECAUSE = [
  ...DONE_BECAUSE,
  'suppressed',
  'option-changed',
  'settings-changed',
  'no-longer-applies',
  'load-changed',
] as const;
type ResolvedBecause = (typeof RESOLVED_BECAUSE)[number];
export interface ResolvedFinding {
  /** As it was. */
  finding: Finding;
  because: ResolvedBecause;
  /** What the policy says now, the sizes before and after, or what stands in its place; null where the reason says it all. */
  detail: string | null;
  /** What the resource costs less a month by what was done to it; null where that is not known, or where nothing was. */
  realised: Money | null;
}

export interface ChangedFinding {
  old: Finding;
  new: Finding;
  /** New saving minus old; null where either is not known. */
  difference: Money | null;
  /** What was done to the resource, which still fails; null where nothing was. */
  done: DoneBecause | null;
  detail: string | null;
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
    /** Savings realised since, each resource once: sum of the known amounts, and how many are not known. */
    realised: Money | null;
    realisedUnknown: number;
  };
  /** Sentences that a reader must know first: another scope, another tool version, windows that overlap. */
  warnings: { code: string; text: string }[];
}
