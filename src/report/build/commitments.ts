import type { Finding, Judgement } from '../../model/judgement.js';
import { toCents } from '../../model/money.js';
import type { ReportDocument, ReportFinding } from '../../model/report.js';
import type { ReportView } from '../../model/report-view.js';
import { compareText, counted, moneyText, usd } from '../format.js';
import { sumCents } from './amounts.js';
import { counts } from './counting.js';

/**
 * What commitments leave of a finding's saving; null where that was not asked for, or cannot be told. The saving at list price is the
 * difference of two amounts in whole cents: where nothing takes from it, this is the same one, and never a cent more.
 */
export function afterCommitmentsOf({ afterCommitments }: Finding, listUsd: number | null): ReportFinding['cost']['afterCommitments'] {
  if (!afterCommitments) return null;
  const { savings, until, commitments } = afterCommitments;
  const left = toCents(savings.usd);
  const untouched = commitments.length === 0 ? listUsd : null;
  const monthlySavingsUsd = untouched ?? (listUsd === null ? left : Math.min(left, listUsd));
  return { monthlySavingsUsd, basis: savings.basis, until, commitments: [...commitments] };
}

/** Sum over findings with a saving, in whole cents; null as soon as it cannot be told of one. */
export function leftOfSavings({ commitments }: Judgement, counted: readonly ReportFinding[]): number | null {
  if (commitments === undefined) return null;
  let cents = 0;
  for (const { cost } of counted) {
    if ((cost.monthlySavingsUsd ?? 0) <= 0) continue;
    if (cost.afterCommitments === null) return null;
    cents += Math.round(cost.afterCommitments.monthlySavingsUsd * 100);
  }
  return cents / 100;
}

/** What is left of the savings of findings, in whole cents; null where no commitment takes from any, or it cannot be told of one. */
function leftOf(findings: readonly ReportFinding[]): number | null {
  const saving = findings.filter(({ cost }) => (cost.monthlySavingsUsd ?? 0) > 0);
  const left = saving.flatMap(({ cost }) => cost.afterCommitments ?? []);
  if (left.length < saving.length || left.every(({ commitments }) => commitments.length === 0)) return null;
  return sumCents(left.map(({ monthlySavingsUsd }) => monthlySavingsUsd));
}

/** `$12.00 after commitments`, `costs $3.00 more after commitments`; empty where none takes anything, or it cannot be told. */
export function leftText(findings: readonly ReportFinding[]): string {
  const left = leftOf(findings);
  return left === null ? '' : `${left < 0 ? `costs ${usd(-left)} more` : usd(left)} after commitments`;
}

/** What running commitments leave of the savings; null where none runs, none was asked for, or there is nothing that they could take from. */
export function leftView({ totals, commitments, findings }: ReportDocument): ReportView['afterCommitments'] {
  const { monthlySavingsUsd: savings, monthlySavingsAfterCommitmentsUsd: left } = totals;
  if (commitments === null || commitments.length === 0 || savings === null || savings === 0) return null;
  const amount = moneyText(left);
  const run = counted(commitments.length, 'commitment runs', 'commitments run');
  if (left === null) return { amount, text: `While ${run}, less of it is left; of some findings it cannot be told how much` };
  if (left === savings) return { amount, text: `While ${run}, all of it is left` };
  const ends = findings.flatMap((finding) => (counts(finding) ? (finding.cost.afterCommitments?.until ?? []) : [])).sort(compareText);
  const last = ends.at(-1);
  const until = last === undefined ? '' : `, ${ends.length > 1 ? 'at the longest ' : ''}until ${last}`;
  const rest = left < 0 ? `all of it together may cost up to ${usd(-left)} a month more` : `at least ${usd(left)} a month of it is left`;
  return { amount, text: `While ${run}${until}, ${rest}` };
}

/** The commitments that run, by id. */
export function commitmentsOf({ commitments }: Judgement): ReportDocument['commitments'] {
  if (commitments === undefined) return null;
  return commitments.map(({ covers, ...commitment }) => ({ ...commitment, coversMonthlyUsd: toCents(covers.usd), basis: covers.basis }));
}
