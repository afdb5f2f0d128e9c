import type { Chart, Confidence, Severity } from './evaluation.js';

/** An amount as text: `whole` and `cents` apart for large type; `text` is both. `known` false: "not known". */
export interface MoneyText {
  known: boolean;
  usd: number | null;
  whole: string;
  cents: string;
  text: string;
}

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
}

export interface TableView {
  caption: string;
  columns: { text: string; number: boolean }[];
  rows: { cells: { text: string; number: boolean; head: boolean }[] }[];
}

/** Pictures of the report itself, beside those that findings ask for. */
export type Figure =
  | Chart
  | { type: 'generations'; title: string; rows: { label: string; costUsd: number | null; savingsUsd: number }[] }
  | { type: 'waterfall'; title: string; startUsd: number; steps: { label: string; usd: number }[]; endUsd: number }
  | { type: 'spark'; title: string; values: (number | null)[]; threshold: number | null }
  | { type: 'split'; title: string; parts: { label: string; usd: number }[]; restUsd: number; restLabel: string }
  | {
      type: 'coverage-map';
      title: string;
      accounts: string[];
      regions: string[];
      /** By account, then region. */
      cells: { status: CoverageCell; text: string }[][];
    };
export type CoverageCell = 'complete' | 'partial' | 'unseen' | 'not-asked';

/** A picture with the numbers behind it; `id` is unique in the document. */
export interface FigureView {
  id: string;
  figure: Figure;
  /** One sentence: what the picture shows. */
  description: string;
  table: TableView;
  /** True where a table of the same numbers stands beside the picture anyway. */
  tableElsewhere: boolean;
}

export interface ActionView {
  rank: number;
  verb: string;
  title: string;
  detail: string;
  savings: MoneyText;
  share: string;
  sharePercent: number;
  filter: FilterLink;
}

export interface EvidenceView {
  label: string;
  value: string;
  source: string;
  datapoints: string;
  heldAgainst: string;
  flipsAt: string;
}

export interface TargetView {
  label: string;
  specs: string;
  projected: string;
  monthly: string;
  savings: string;
  risk: string;
  differences: string;
  notes: string[];
}

export interface CommandView {
  id: string;
  purpose: string;
  tool: string;
  text: string;
  withheld: string;
}

export interface LinkView {
  title: string;
  url: string;
}

/** A finding in full. Every field is text, or a list; empty text means there is nothing to show. */
export interface FindingView {
  anchor: string;
  rank: number;
  policyId: string;
  title: string;
  severity: Severity;
  severityLabel: string;
  suppressed: boolean;
  /** It is the one finding of its resource that the totals count. */
  counted: boolean;
  primary: boolean;
  statusLabel: string;
  resourceName: string;
  resourceId: string;
  resourceType: string;
  arn: string;
  account: string;
  accountId: string;
  region: string;
  environment: string;
  environmentWhy: string;
  owner: string;
  tags: { key: string; value: string }[];
  /** `key=value` of every tag, for the filter. */
  tagText: string;
  summary: string;
  savings: MoneyText;
  /** Cents as an integer text for sorting; empty where not known. */
  sortCents: string;
  savingsCaption: string;
  current: string;
  projected: string;
  basis: string;
  action: string;
  recommendation: string;
  target: TargetView | null;
  alternatives: TargetView[];
  confidence: Confidence;
  confidenceLabel: string;
  confidenceReasons: string[];
  risk: string;
  evidence: EvidenceView[];
  costLines: { label: string; quantity: string; rate: string; amount: string; source: string }[];
  /** The first measured line in the size of a word; null where there is none. */
  spark: FigureView | null;
  figures: FigureView[];
  commands: CommandView[];
  questions: string[];
  members: { name: string; id: string; consoleUrl: string }[];
  membersMore: string;
  related: { anchor: string; title: string; savings: string }[];
  consoleUrl: string;
  links: LinkView[];
}

/** A finding beyond the full ones: one row, short enough for thousands. */
export interface FindingRowView {
  anchor: string;
  counted: boolean;
  policyId: string;
  severity: Severity;
  name: string;
  account: string;
  region: string;
  savings: string;
  consoleUrl: string;
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
  headline: { lead: string; amount: MoneyText; rest: string; sentence: string };
  cost: MoneyText;
  savings: MoneyText;
  after: MoneyText;
  savingsShare: string;
  atLeast: boolean;
  coverage: {
    share: string;
    sentence: string;
    complete: string;
    assessedShare: string;
    notAssessed: string;
    notAssessedSentence: string;
    notAssessedNote: string;
    incomplete: boolean;
  };
  unpriced: string;
  increases: string;
  warnings: { text: string }[];
  /** Why there is no finding; empty where there is one. */
  nothingFound: string;
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
      share: string;
      findings: string;
      types: string;
    }[];
    total: { resources: string; cost: string; unpriced: string; savings: string; share: string; findings: string };
    chart: FigureView | null;
    waterfall: FigureView | null;
  };
  breakdowns: Breakdown[];
  findings: {
    title: string;
    intro: string;
    full: FindingView[];
    rows: FindingRowView[];
    rowsIntro: string;
    leftOut: string;
  };
  filters: {
    policies: { value: string; label: string }[];
    severities: { value: string; label: string }[];
    accounts: { value: string; label: string }[];
    regions: { value: string; label: string }[];
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
      resources: { name: string; account: string; region: string }[];
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
