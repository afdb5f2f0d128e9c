import type { Money } from './money.js';

/** Compute use as commitments see it. */
export interface UsagePlace {
  accountId: string;
  region: string;
  generation: 'instances' | 'tasks' | 'functions';
  /** Of instances; null where several types are behind one finding. */
  instanceType: string | null;
  /** PlatformDetails of instances (`Linux/UNIX`); null where it is not known, or not one. */
  platform: string | null;
  /** Availability Zone of instances; null where several are behind one finding. */
  zone?: string | null;
  /** Bought on Spot, which no commitment covers (https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html). */
  spot?: true;
}

/** What runs in one place: US dollars a month at list price. */
export interface Usage {
  place: UsagePlace;
  monthly: Money;
}

/** Savings that findings promise in one place, by an id of the caller's. */
export interface PromisedSaving {
  id: string;
  place: UsagePlace;
  savings: Money;
  /**
   * Where the work goes that stays, with what is given up here and what is paid there instead; null where it stays under the same
   * commitments, or nothing stays.
   */
  move: { to: UsagePlace; current: Money; projected: Money } | null;
  /** It is part of the total; others stand beside one that is. */
  counted: boolean;
}

/** A Reserved Instance purchase or a Savings Plan that runs at the end of the window. */
export interface Commitment {
  id: string;
  type: 'compute-savings-plan' | 'ec2-instance-savings-plan' | 'reserved-instance';
  /** Null: shared by all accounts. */
  accountId: string | null;
  /** Null: any. */
  region: string | null;
  /** Null: any. */
  instanceFamily: string | null;
  /** Of Reserved Instances that serve one size alone; null: every size of the family. */
  instanceType: string | null;
  /** Of Reserved Instances: PlatformDetails; null: any. */
  platform: string | null;
  /** Of Reserved Instances of a zone, by the name that their own account has for it; absent: any, or not known. */
  zone?: string;
  /** It serves other accounts too, as it does by default within an organization, where its own account leaves some of it. */
  shared?: true;
  /** Use that it covers, at list price: US dollars a month. */
  covers: Money;
  /** Last day (YYYY-MM-DD) on which it runs; null where it is not known. */
  until: string | null;
}

/** What is left of a saving while commitments run: not the list-price saving, and never added to one. */
export interface AfterCommitments {
  /** At least; negative where work would leave a commitment that is paid on. */
  savings: Money;
  /** Last day on which less than the list-price saving is left; null where all of it is. */
  until: string | null;
  /** Commitments that take some of it, by id. */
  commitments: string[];
}
