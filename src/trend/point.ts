import { isComplete } from '../model/coverage.js';
import type { ReportDocument } from '../model/report.js';
import type { TrendPoint } from '../model/trend.js';
import { sumCents } from '../report/build/amounts.js';
import { countedSavings, counts } from '../report/build/document.js';
import { compareText } from '../report/format.js';

/** Sum of what is known; null where nothing is known of something that is there. */
function known(amounts: readonly (number | null)[]): number | null {
  const amountsKnown = amounts.filter((amount) => amount !== null);
  return amountsKnown.length === 0 && amounts.length > 0 ? null : sumCents(amountsKnown);
}

function accountsOf({ accounts, findings, inventory }: ReportDocument): TrendPoint['accounts'] {
  return accounts
    .map(({ accountId }) => {
      const own = findings.filter((finding) => finding.resource.accountId === accountId && counts(finding));
      const priced = own.map((finding) => (finding.cost.monthlySavingsUsd === null ? null : countedSavings(finding)));
      return {
        accountId,
        monthlyCostUsd: known(inventory.filter((row) => row.accountId === accountId).map(({ monthlyUsd }) => monthlyUsd)),
        monthlySavingsUsd: known(priced),
        findings: own.length,
      };
    })
    .sort((a, b) => compareText(a.accountId, b.accountId));
}

/**
 * Where nothing was done to any resource, nothing is what was realised; only what was done and has no price is not known. What was realised
 * earlier and is undone is taken off.
 */
function sinceOf({ totals }: NonNullable<ReportDocument['changes']>, undoneUsd: number): NonNullable<TrendPoint['since']> {
  const { new: found, resolved, changed, noLongerAssessed, realisedMonthlyUsd, realisedUnknown } = totals;
  const known = realisedMonthlyUsd ?? (realisedUnknown === 0 || undoneUsd > 0 ? 0 : null);
  const realised = known === null ? null : sumCents([known, -undoneUsd]);
  return { new: found, resolved, changed, noLongerAssessed, realisedMonthlyUsd: realised, realisedUnknown };
}

/**
 * A judged snapshot as a point of a trend; what changed since the one before comes with the document. What was realised since
 * the first one is added up by `seriesOf`.
 * @param undoneUsd What was realised before and is undone since, US dollars a month (`Claims`).
 */
export function pointOf(snapshot: string, document: ReportDocument, undoneUsd = 0): TrendPoint {
  const { window, collectedAt, tool, interrupted, totals, coverage, changes } = document;
  const needed = coverage.filter(({ optional }) => !optional);
  const answered = needed.filter(isComplete).length;
  return {
    snapshot,
    window,
    collectedAt,
    toolVersion: tool.version,
    interrupted,
    incomplete: totals.incomplete,
    resources: totals.resources,
    monthlyCostUsd: totals.monthlyCostUsd,
    monthlySavingsUsd: totals.monthlySavingsUsd,
    unpriced: totals.unpriced,
    findings: totals.findings.primary,
    coverage: {
      steps: needed.length,
      answered,
      percent: needed.length === 0 ? null : Math.round((10_000 * answered) / needed.length) / 100,
    },
    notAssessed: totals.notAssessed,
    accounts: accountsOf(document),
    since: changes === null ? null : sinceOf(changes, undoneUsd),
    realisedMonthlyUsd: 0,
    realisedUnknown: 0,
  };
}
