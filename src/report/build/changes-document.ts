import { amountsOf } from '../../model/cost-amounts.js';
import type { JudgementDiff } from '../../model/diff.js';
import type { Finding } from '../../model/judgement.js';
import { type Money, toCents } from '../../model/money.js';
import type { ReportChanges } from '../../model/report-changes.js';
import type { SnapshotHeader } from '../../model/snapshot.js';
import { compareText } from '../format.js';
import { resourceKey } from './identity.js';

const centsOf = (money: Money | null): number | null => (money === null ? null : toCents(money.usd));

function identity({ id, policyId, title, severity, primary, resource }: Finding) {
  return { id, policyId, title, severity, primary, resource };
}

function side({ tool, window, collectedAt }: SnapshotHeader, savings: Money | null): ReportChanges['old'] {
  return { tool, window, collectedAt, monthlySavingsUsd: centsOf(savings) };
}

type Ranked = Pick<ReportChanges['changed'][number], 'id' | 'policyId' | 'resource'>;

/** The largest amount first; what has none comes last, by place and policy. */
function byMoney<T extends Ranked>(amountOf: (entry: T) => number | null): (a: T, b: T) => number {
  const rank = (entry: T) => Math.abs(amountOf(entry) ?? 0);
  return (a, b) =>
    rank(b) - rank(a) ||
    compareText(resourceKey(a.resource), resourceKey(b.resource)) ||
    compareText(a.policyId, b.policyId) ||
    compareText(a.id, b.id);
}

/** What report.json says of a comparison; null without one. */
export function changesDocument(diff: JudgementDiff | null): ReportChanges | null {
  if (diff === null) return null;
  const newFindings = diff.newFindings
    .map(({ finding, because }) => ({
      ...identity(finding),
      because,
      summary: finding.summary,
      monthlySavingsUsd: amountsOf(finding.outcome.cost).monthlySavingsUsd,
    }))
    .sort(byMoney(({ monthlySavingsUsd }) => monthlySavingsUsd));
  const resolved = diff.resolved
    .map(({ finding, because, detail, realised }) => ({
      ...identity(finding),
      because,
      detail,
      oldMonthlySavingsUsd: amountsOf(finding.outcome.cost).monthlySavingsUsd,
      realisedMonthlyUsd: centsOf(realised),
    }))
    .sort(byMoney(({ realisedMonthlyUsd, oldMonthlySavingsUsd }) => realisedMonthlyUsd ?? oldMonthlySavingsUsd));
  const changed = diff.changed
    .map(({ old, new: now, difference, done, detail, realised }) => ({
      ...identity(now),
      oldMonthlySavingsUsd: amountsOf(old.outcome.cost).monthlySavingsUsd,
      monthlySavingsUsd: amountsOf(now.outcome.cost).monthlySavingsUsd,
      differenceMonthlyUsd: centsOf(difference),
      resized: done === 'resized',
      done,
      detail,
      realisedMonthlyUsd: centsOf(realised),
    }))
    .sort(byMoney(({ differenceMonthlyUsd }) => differenceMonthlyUsd));
  const noLongerAssessed = diff.lostSight
    .map(({ finding, because, detail }) => ({
      ...identity(finding),
      because,
      detail,
      oldMonthlySavingsUsd: amountsOf(finding.outcome.cost).monthlySavingsUsd,
    }))
    .sort(byMoney(({ oldMonthlySavingsUsd }) => oldMonthlySavingsUsd));
  const { oldSavings, newSavings, realised, realisedUnknown } = diff.totals;
  return {
    old: side(diff.old, oldSavings),
    new: side(diff.new, newSavings),
    totals: {
      realisedMonthlyUsd: centsOf(realised),
      realisedUnknown,
      new: newFindings.length,
      resolved: resolved.length,
      changed: changed.length,
      noLongerAssessed: noLongerAssessed.length,
      unchanged: diff.unchanged,
    },
    newFindings,
    resolved,
    changed,
    noLongerAssessed,
    warnings: diff.warnings.map(({ code, text }) => ({ code, text })),
  };
}
