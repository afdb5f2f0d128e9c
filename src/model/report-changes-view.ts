import type { MoneyText } from './report-finding-view.js';

/** One finding that is new, resolved, changed or no longer assessed. Empty text means there is nothing to say. */
export interface ChangeRow {
  /** Where the finding stands in this report; empty where it does not. */
  anchor: string;
  title: string;
  policyId: string;
  name: string;
  type: string;
  account: string;
  region: string;
  /** The region, with the account before it where the report has several. */
  place: string;
  why: string;
  detail: string;
  before: string;
  now: string;
  realised: string;
}

export interface ChangeGroup {
  id: 'new' | 'resolved' | 'changed' | 'no-longer-assessed';
  title: string;
  intro: string;
  /** Which amounts its rows have: columns that would be empty are left out. */
  showBefore: boolean;
  showNow: boolean;
  showRealised: boolean;
  rows: ChangeRow[];
  /** Rows beyond those shown, as one sentence; empty when all are shown. */
  more: string;
}

/** What is different since an earlier snapshot. */
export interface ChangesView {
  title: string;
  /** `$120.00 a month realised since 7 Nov 2026`; the amount is not known where nothing was done. */
  realised: MoneyText;
  realisedRest: string;
  /** What was done costs more than before. */
  costsMore: boolean;
  sentence: string;
  windows: string;
  facts: { label: string; value: string; note: string }[];
  groups: ChangeGroup[];
  warnings: { text: string }[];
}
