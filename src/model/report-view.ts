import type { ChangesView } from './report-changes-view.js';
import type { EcsChoicesView } from './report-ecs-choices.js';
import type { FigureView } from './report-figures.js';
import type { FindingRowView, FindingView, LinkView, MoneyText } from './report-finding-view.js';

/** What a link to the findings narrows them to, where scripts run. */
export interface FilterLink {
  field: 'policy' | 'account' | 'region' | 'text';
  value: string;
}

/** A label with text of its own, drawn as a table row with a bar of `share` percent (0 to 100). */
export interface BreakdownRow {
  label: string;
  detail: string;
  filter: FilterLink;
  findings: string;
  cost: string;
  savings: string;
  saves: boolean;
  /** What commitments leave of the savings; empty where they take nothing, or were not asked for. */
  left: string;
  share: string;
  sharePercent: number;
}

export interface Breakdown {
  id: string;
  title: string;
  labelHeading: string;
  showCost: boolean;
  rows: BreakdownRow[];
  /** Rows beyond those shown, as one sentence; empty when all are shown. */
  more: string;
  /** The largest of those, to be opened. */
  rest: BreakdownRow[];
  /** What of them has no row there either; empty when all have one. */
  beyond: string;
}

export interface ActionView {
  rank: number;
  verb: string;
  title: string;
  /** The policy and the largest resources, as one text and in parts. */
  detail: string;
  policy: string;
  names: string[];
  others: string;
  savings: MoneyText;
  /** What commitments leave of the savings; empty where they take nothing, or were not asked for. */
  left: string;
  /** Empty where no amount is known. */
  share: string;
  sharePercent: number;
  filter: FilterLink;
}

export interface TermView {
  id: string;
  /** As a heading, and inside a sentence. */
  label: string;
  word: string;
  text: string;
}

export interface ReportView {
  title: string;
  company: string;
  logo: { dataUri: string; alt: string } | null;
  footer: string;
  language: string;
  redacted: boolean;
  scope: {
    window: string;
    windowDays: string;
    start: string;
    end: string;
    accounts: string;
    regions: string;
    resources: string;
    accountNames: string;
    regionNames: string;
  };
  /** `amount` and `rest` are the headline; `sentence` stands for itself, without its full stop. */
  headline: { amount: MoneyText; rest: string; sentence: string };
  /** The saving by confidence, and what of it is no list price; empty where there is none. */
  certainty: string;
  /** The largest gaps in words; empty where there is none. */
  notSeen: string;
  /** What was left out as asked or is suppressed would save, at most; empty where there is nothing of the kind. */
  notCounted: string;
  /** What running commitments leave of the savings, without its full stop. */
  afterCommitments: { amount: MoneyText; text: string } | null;
  /** What is wrong with high severity and saves nothing: in one text, and in parts, each behind its joint with the one before. */
  problems: { text: string; lead: string; kinds: { joint: string; text: string; filter: FilterLink }[] } | null;
  cost: MoneyText;
  savings: MoneyText;
  after: MoneyText;
  savingsShare: string;
  /** What kind of price all of the cost is at, where none of it is at list price; else empty. */
  costPrice: string;
  /** What of the cost is no list price; empty where all or nothing of it is. */
  costNote: string;
  atLeast: boolean;
  coverage: {
    share: string;
    sentence: string;
    complete: string;
    assessedShare: string;
    notAssessed: string;
    notAssessedSentence: string;
    notAssessedNote: string;
    /** Both in one cell; `none` where there is none. */
    notAssessedCell: string;
    incomplete: boolean;
  };
  unpriced: string;
  increases: string;
  warnings: { text: string }[];
  /** Why there is no finding; empty where there is one. */
  nothingFound: string;
  /** What stands in the place of the actions where there are none. */
  nothing: { title: string; text: string };
  /** Null where no earlier snapshot was given. */
  changes: ChangesView | null;
  actions: ActionView[];
  actionsTitle: string;
  split: FigureView | null;
  generations: {
    rows: {
      label: string;
      resources: string;
      cost: string;
      unpriced: string;
      savings: string;
      saves: boolean;
      share: string;
      findings: string;
      types: string;
    }[];
    total: { resources: string; cost: string; unpriced: string; savings: string; saves: boolean; share: string; findings: string };
    chart: FigureView | null;
    waterfall: FigureView | null;
  };
  /** Null where there is no ECS service. */
  ecsChoices: EcsChoicesView | null;
  breakdowns: Breakdown[];
  findings: {
    title: string;
    intro: string;
    full: FindingView[];
    rows: FindingRowView[];
    rowsTitle: string;
    rowsIntro: string;
    leftOut: string;
    /** What the filter says while it lets everything through. */
    matches: string;
    /** What the filter reads of every finding, those without a row too (see `searchIndex`). */
    index: string;
    /** What a print leaves out; empty where it holds everything. */
    printNote: string;
  };
  filters: {
    policies: { value: string; label: string }[];
    severities: { value: string; label: string }[];
    accounts: { value: string; label: string }[];
    regions: { value: string; label: string }[];
    owners: { value: string; label: string }[];
    actions: { value: string; label: string }[];
    /** Each tag with the positions of the findings that carry it, so that rows need not repeat their tags. */
    tags: { value: string; positions: string }[];
    tagsMore: string;
  };
  notAssessed: {
    groups: {
      policyId: string;
      title: string;
      reason: string;
      count: string;
      /** `16 resources`, over their list. */
      which: string;
      /** `reason` where it is another than the group's. */
      resources: { name: string; account: string; region: string; place: string; reason: string }[];
      more: string;
    }[];
    more: string;
  };
  suppressions: {
    policyId: string;
    match: string;
    reason: string;
    owner: string;
    until: string;
    status: string;
    statusLabel: string;
    findings: string;
  }[];
  coverageMap: FigureView | null;
  gaps: { account: string; region: string; service: string; step: string; status: string; detail: string }[];
  gapsMore: string;
  method: {
    paragraphs: string[];
    prices: string;
    priceSources: string[];
    tool: string;
    policies: {
      id: string;
      title: string;
      severity: string;
      rationale: string;
      origin: string;
      counts: string;
      links: LinkView[];
      options: { name: string; value: string; unit: string; source: string; description: string; reference: string; changed: boolean }[];
    }[];
  };
  glossary: TermView[];
  /** The same terms by id, for hovering. */
  terms: Record<string, TermView>;
  /** Of the collection; shown in one element and nowhere else, because it alone may differ between two runs. */
  run: string;
}
