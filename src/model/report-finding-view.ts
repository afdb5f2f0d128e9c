import type { Confidence, Severity } from './evaluation.js';
import type { FigureView } from './report-figures.js';

/** An amount as text: `whole` and `cents` apart for large type; `text` is both. `known` false: "not known". */
export interface MoneyText {
  known: boolean;
  usd: number | null;
  whole: string;
  cents: string;
  text: string;
}

export interface EvidenceView {
  label: string;
  /** The member that it was measured on; empty: the resource itself. */
  member: string;
  value: string;
  metric: string;
  /** Statistic, period and days of the metric. */
  statistic: string;
  datapoints: string;
  /** The option that it is held against, and that option's value. */
  option: string;
  limit: string;
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

interface CommandView {
  id: string;
  /** The purpose, where it or the tool is another than that of the command before; else empty. */
  heading: string;
  purpose: string;
  tool: string;
  /** What the text is written in, as blocks of code in Markdown name it: sh, hcl or yaml. */
  language: string;
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
  /** What changed since an earlier snapshot; empty where nothing did, or none was given. */
  changeLabel: string;
  resourceName: string;
  resourceId: string;
  resourceType: string;
  arn: string;
  account: string;
  accountId: string;
  region: string;
  /** The region, with the account before it where the report has several. */
  place: string;
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
  /** `$12.00 a month`, `$3.00 more a month`, `no saving` or `amount not known`. */
  savingsText: string;
  /** The amount in a list: `text` is a word where it is no saving. */
  worth: {
    text: string;
    caption: string;
    tone: 'saving' | 'aside' | 'increase' | 'none' | 'struck';
    /** What commitments leave of it; empty where they take nothing, or were not asked for. */
    left: string;
  };
  current: string;
  projected: string;
  basis: string;
  /** What commitments leave of the saving, as a sentence. */
  afterCommitments: string;
  /** What Compute Optimizer says, as a sentence. */
  secondOpinion: string;
  action: string;
  recommendation: string;
  target: TargetView | null;
  alternatives: TargetView[];
  /** Whether any alternative says how full it would be, and in what it differs. */
  alternativesProject: boolean;
  alternativesDiffer: boolean;
  confidence: Confidence;
  confidenceLabel: string;
  confidenceReasons: string[];
  risk: string;
  evidence: EvidenceView[];
  costLines: { label: string; quantity: string; rate: string; amount: string; basis: string; source: string }[];
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
  title: string;
  severity: Severity;
  severityLabel: string;
  confidence: Confidence;
  confidenceLabel: string;
  name: string;
  account: string;
  region: string;
  /** What to do, with the target. */
  recommendation: string;
  savings: string;
  /** The amount as cards show it: a word where it is no saving. */
  worth: FindingView['worth'];
  consoleUrl: string;
}
