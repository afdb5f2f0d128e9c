import type { Finding, Judgement } from '../../model/judgement.js';
import { toCents } from '../../model/money.js';
import type { ReportDocument, ReportFinding } from '../../model/report.js';

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

/** The commitments that run, by id. */
export function commitmentsOf({ commitments }: Judgement): ReportDocument['commitments'] {
  if (commitments === undefined) return null;
  return commitments.map(({ covers, ...commitment }) => ({ ...commitment, coversMonthlyUsd: toCents(covers.usd), basis: covers.basis }));
}
