import { counted, number, usd } from '../model/quantity.js';
import type { ReportDocument } from '../model/report.js';

/** What a message or a metric says of a run: sums and counts, no resource, account or person by name. */
export interface RunSummary {
  tool: string;
  accounts: number;
  /** End of the window, an instant. */
  end: string;
  days: number;
  /** Active findings that count, one a resource. */
  findings: number;
  high: number;
  /** US dollars a month; null where no finding has a price. */
  monthlySavingsUsd: number | null;
  /** What running commitments leave of it; null where they were not asked for, or it cannot be told. */
  monthlySavingsAfterCommitmentsUsd: number | null;
  /** True where something could not be looked at, or a signal ended the run. */
  incomplete: boolean;
  interrupted: boolean;
  /** Coverage steps about which something is missing. */
  gaps: number;
  /** Since the earlier snapshot; null without one. */
  changes: { new: number; resolved: number } | null;
  apiCalls: number;
  metricsRequested: number;
  estimatedCostUsd: number;
  wallSeconds: number;
}

/** Takes the sums out of a report. `gaps` are counted by the caller, who knows what completeness is. */
export function summaryOf(document: ReportDocument, coverage: { complete: boolean; gaps: number }): RunSummary {
  const { tool, accounts, window, findings, totals, interrupted, changes, run } = document;
  return {
    tool: `${tool.name} ${tool.version}`,
    accounts: accounts.length,
    end: window.end,
    days: window.days,
    findings: totals.findings.primary,
    high: findings.filter(({ severity, status, primary }) => severity === 'high' && status === 'active' && primary).length,
    monthlySavingsUsd: totals.monthlySavingsUsd,
    monthlySavingsAfterCommitmentsUsd: totals.monthlySavingsAfterCommitmentsUsd,
    incomplete: interrupted || !coverage.complete,
    interrupted,
    gaps: coverage.gaps,
    changes: changes === null ? null : { new: changes.totals.new, resolved: changes.totals.resolved },
    apiCalls: run.apiCalls,
    metricsRequested: run.metricsRequested,
    estimatedCostUsd: run.estimatedCostUsd,
    wallSeconds: run.wallSeconds,
  };
}

/** The lines of a message: what was found, what it is worth, whether all was seen. */
export function summaryLines(summary: RunSummary): string[] {
  const { accounts, days, end, findings, high, monthlySavingsUsd, incomplete, interrupted, gaps, changes } = summary;
  const left = summary.monthlySavingsAfterCommitmentsUsd;
  const after = left === null || left === monthlySavingsUsd ? '' : `, ${usd(left)} after commitments`;
  const worth = monthlySavingsUsd === null ? 'an amount that is not known' : `${usd(monthlySavingsUsd)} a month${after}`;
  const lines = [
    `${counted(accounts, 'account')}, ${counted(days, 'day')} to ${end}`,
    `${counted(findings, 'finding')} (${high} of high severity), worth ${worth}`,
  ];
  if (changes !== null) lines.push(`Since the run before: ${number(changes.new)} new, ${number(changes.resolved)} resolved`);
  if (interrupted) lines.push('The run was interrupted: the report holds what there was until then');
  else if (incomplete) lines.push(`Incomplete: ${counted(gaps, 'step has', 'steps have')} gaps, which the report names`);
  return lines;
}
