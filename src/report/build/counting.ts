import type { Confidence } from '../../model/evaluation.js';
import type { Basis } from '../../model/money.js';
import type { ReportFinding } from '../../model/report.js';
import { sumCents } from './amounts.js';

/** Active, and the one finding of its resource that counts. */
export function counts({ status, primary }: Pick<ReportFinding, 'status' | 'primary'>): boolean {
  return status === 'active' && primary;
}

/** The saving that a finding adds to the totals in US dollars a month: 0 for increases and for all that does not count. */
export function countedSavings(finding: Pick<ReportFinding, 'status' | 'primary' | 'cost'>): number {
  return counts(finding) ? Math.max(0, finding.cost.monthlySavingsUsd ?? 0) : 0;
}

/** Sums in cents by basis. What has no basis has no amount. */
export function sumByBasis(amounts: readonly { basis: Basis | null; usd: number }[]): Record<Basis, number> {
  const of = (basis: Basis) => sumCents(amounts.flatMap((amount) => (amount.basis === basis ? amount.usd : [])));
  return { list: of('list'), estimated: of('estimated'), assumed: of('assumed') };
}

/** What counts, by confidence. */
export function savingsByConfidence(findings: readonly ReportFinding[]): Record<Confidence, number> {
  const of = (level: Confidence) => sumCents(findings.flatMap((finding) => (finding.confidence === level ? countedSavings(finding) : [])));
  return { high: of('high'), medium: of('medium'), low: of('low') };
}
