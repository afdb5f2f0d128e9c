import type { FigureView } from './report-figures.js';

/** One scope over time, in words. */
export interface TrendSeriesView {
  id: string;
  title: string;
  /** Accounts, regions and how many snapshots. */
  scope: string;
  /** What sets this scope apart from the first; empty for the first. */
  differs: string;
  sentence: string;
  facts: { label: string; value: string; note: string }[];
  figures: FigureView[];
  points: {
    end: string;
    window: string;
    cost: string;
    savings: string;
    realised: string;
    realisedInAll: string;
    findings: string;
    changes: string;
    coverage: string;
    notAssessed: string;
    notes: string;
    snapshot: string;
  }[];
  /** Empty where the scope is one account. */
  accounts: {
    account: string;
    costBefore: string;
    costNow: string;
    change: string;
    savingsBefore: string;
    savingsNow: string;
    findings: string;
  }[];
  accountsMore: string;
}

/** All that the templates of a trend show. */
export interface TrendView {
  title: string;
  company: string;
  logo: { dataUri: string; alt: string } | null;
  footer: string;
  language: string;
  redacted: boolean;
  headline: string;
  /** Snapshots and the time they span. */
  scope: string;
  notes: { text: string }[];
  series: TrendSeriesView[];
  leftOutTitle: string;
  leftOut: { snapshot: string; because: string; detail: string }[];
  method: { tool: string };
  /** How the snapshots were judged. */
  run: string;
}
