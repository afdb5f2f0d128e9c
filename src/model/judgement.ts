import type { AfterCommitments, Commitment } from './commitments.js';
import type { CoverageEntry } from './coverage.js';
import type { EcsChoices } from './ecs-choices.js';
import type { FailOutcome, Severity, Values } from './evaluation.js';
import type { Basis, Money } from './money.js';
import type { EnvironmentMatch, OptionSpec, OptionValue, PolicyMeta } from './policy.js';
import type { ResourceKind, ResourceRef, SecondOpinion } from './resource/index.js';
import type { Account, SnapshotHeader } from './snapshot.js';

/** A failed evaluation with its identity and place; `primary` is true for the one finding counted per resource. */
export interface Finding {
  /** Stable: a hash of policy, account, region, type and resource id. */
  id: string;
  policyId: string;
  title: string;
  severity: Severity;
  status: 'active' | 'suppressed';
  primary: boolean;
  resource: ResourceRef;
  resourceKind: ResourceKind;
  environment: EnvironmentMatch | null;
  owner: string | null;
  /** The message of `outcome.code`, filled in. */
  summary: string;
  outcome: FailOutcome;
  /** Sentences of the outcome's confidence reasons, notes and questions, by code. */
  sentences: Readonly<Record<string, string>>;
  /** What is left of the saving while commitments run; null where that cannot be told, absent where it was not asked for. */
  afterCommitments?: AfterCommitments | null;
  /** What AWS Compute Optimizer says beside it; absent where it was not asked, or does not do what the finding advises. */
  secondOpinion?: SecondOpinionView;
}

/** Never needed and never counted. `silent`: it was asked, and says nothing of this resource. */
export interface SecondOpinionView {
  agreement: 'agree' | 'differs' | 'silent';
  verdict: SecondOpinion['verdict'] | null;
  idle: boolean | null;
  size: string | null;
}

export interface NotAssessed {
  policyId: string;
  resource: ResourceRef;
  resourceKind: ResourceKind;
  code: string;
  values: Values;
  /** The sentence. */
  reason: string;
}

export interface PolicyDescription {
  meta: PolicyMeta;
  severity: Severity;
  origin: string;
  options: { name: string; spec: OptionSpec; value: OptionValue; source: string }[];
  counts: { fail: number; pass: number; notApplicable: number; notAssessed: number };
}

export interface Suppression {
  policyId: string;
  match: Record<string, string>;
  reason: string;
  owner: string;
  /** Date (YYYY-MM-DD) on whose end it lapses. */
  until: string;
  status: 'applied' | 'expired' | 'unmatched';
  findings: number;
}

/** Count and cost of one kind of resource in one region of one account, by owner and environment. */
export interface InventoryRow {
  accountId: string;
  region: string;
  generation: 'instances' | 'tasks' | 'functions';
  type: string;
  environment: string | null;
  owner: string | null;
  resources: number;
  /** Sum of the known amounts; null when none is known. */
  monthly: Money | null;
  /** `monthly` by the basis of the amounts in it, in US dollars; absent: all of it has the basis of `monthly`. */
  byBasis?: Readonly<Record<Basis, number>>;
  unpriced: number;
}

/** What judging a snapshot gives: all that a report shows, before any wording or layout. */
export interface Judgement {
  header: SnapshotHeader;
  accounts: Account[];
  coverage: CoverageEntry[];
  findings: Finding[];
  notAssessed: NotAssessed[];
  suppressions: Suppression[];
  inventory: InventoryRow[];
  /** What each ECS service decided of all that Lambda decides in silence. */
  ecsChoices: EcsChoices[];
  policies: PolicyDescription[];
  /** Commitments that run at the end of the window; absent where they were not asked for. */
  commitments?: Commitment[];
  prices: { asOf: string; sources: string[]; ageDays: number };
  /** Sentences that a reader must know before the numbers: an old price table, a window without a month end, a merge with missing shards. */
  warnings: { code: string; values: Values; text: string }[];
}
