/** What of a report a user may set. Every number has its unit in its name or description. */
export interface ReportSettings {
  title: string;
  company: string;
  /** A picture as a data URI (see `logoFrom`); null for none. */
  logo: { dataUri: string; alt: string } | null;
  footer: string;
  /** Findings by money that stand in full; the others get one row each. */
  fullFindings: number;
  /** The others that get a row; beyond them report.json alone has them. */
  compactFindings: number;
  /** Bytes that one such row may have in the HTML report. */
  rowBytes: number;
  /** Findings with less known saving than this many US dollars a month are left out, and counted; null for none. */
  minSavingUsd: number | null;
  /** Findings in the Markdown summary. */
  summaryFindings: number;
  /** Characters that the Markdown summary may have. GitHub's limit for a comment is 65,536. */
  summaryCharacters: number;
  /** Rows of each savings table. */
  breakdownRows: number;
  /** True when names were replaced: said in the report. */
  redacted: boolean;
}

export const DEFAULT_REPORT_SETTINGS: ReportSettings = {
  title: 'Compute cost review',
  company: '',
  logo: null,
  footer: '',
  fullFindings: 200,
  compactFindings: 10_000,
  rowBytes: 400,
  minSavingUsd: null,
  summaryFindings: 15,
  summaryCharacters: 65_536,
  breakdownRows: 10,
  redacted: false,
};
