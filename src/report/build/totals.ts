import { isComplete } from '../../model/coverage.js';
import { findsSavings, judgedNothing } from '../../model/judged-nothing.js';
import type { Judgement } from '../../model/judgement.js';
import type { ReportDocument, ReportFinding } from '../../model/report.js';
import { sumCents, weakestOf } from './amounts.js';
import { leftOfSavings } from './commitments.js';
import { countedSavings, counts, savingsByConfidence, sumByBasis } from './counting.js';
import { resourceKey } from './identity.js';
import { notCountedSavings } from './not-counted.js';
import { placesOf, unseenGenerations } from './places.js';

type Totals = ReportDocument['totals'];

function resourcesOf(inventory: ReportDocument['inventory']): Totals['resources'] {
  const of = (generation: 'instances' | 'tasks' | 'functions') =>
    inventory.reduce((sum, row) => sum + (row.generation === generation ? row.resources : 0), 0);
  const [instances, tasks, functions] = [of('instances'), of('tasks'), of('functions')];
  return { instances, tasks, functions, total: instances + tasks + functions };
}

type CostTotals = Pick<Totals, 'monthlyCostUsd' | 'monthlyCostBasis' | 'monthlyCostByBasis'>;

function costOf(judgement: Judgement, inventory: ReportDocument['inventory'], known: boolean): CostTotals {
  const costs = inventory.flatMap(({ monthlyUsd }) => monthlyUsd ?? []);
  if (!known || (costs.length === 0 && inventory.length > 0)) {
    return { monthlyCostUsd: null, monthlyCostBasis: null, monthlyCostByBasis: null };
  }
  const amounts = judgement.inventory.flatMap(({ monthly, byBasis }) => {
    if (monthly === null) return [];
    if (byBasis === undefined) return [{ basis: monthly.basis, usd: monthly.usd }];
    return (['list', 'estimated', 'assumed'] as const).map((basis) => ({ basis, usd: byBasis[basis] }));
  });
  return {
    monthlyCostUsd: sumCents(costs),
    monthlyCostBasis: weakestOf(inventory.map(({ basis }) => basis)),
    monthlyCostByBasis: sumByBasis(amounts),
  };
}

type SavingsTotals = Pick<Totals, `monthlySavings${string}` & keyof Totals>;

function savingsOf(
  judgement: Judgement,
  findings: readonly ReportFinding[],
  leftOut: readonly ReportFinding[],
  known: boolean,
): SavingsTotals {
  const counted = findings.filter(counts);
  const saving = counted.filter((finding) => countedSavings(finding) > 0);
  // A service without a health check saves nothing, and that is known; it must not make a sum of zero of what has no price.
  const priced = saving.length > 0 || leftOut.length > 0 || counted.every(({ cost }) => cost.monthlySavingsUsd !== null);
  const amounts = saving.map((finding) => ({ basis: finding.cost.basis, usd: countedSavings(finding) }));
  const shown = priced && (known || saving.length > 0);
  return {
    monthlySavingsUsd: shown ? sumCents(amounts.map(({ usd }) => usd)) : null,
    monthlySavingsBasis: weakestOf(amounts.map(({ basis }) => basis)),
    monthlySavingsByBasis: shown ? sumByBasis(amounts) : null,
    monthlySavingsByConfidence: shown ? savingsByConfidence(saving) : null,
    monthlySavingsNotCountedUsd: notCountedSavings(findings, leftOut),
    monthlySavingsAfterCommitmentsUsd: leftOfSavings(judgement, counted),
  };
}

/** The sums of a report, each of cents. Of what nothing could be seen or judged there is no sum, rather than one of zero. */
export function totalsOf(
  judgement: Judgement,
  findings: readonly ReportFinding[],
  inventory: ReportDocument['inventory'],
  leftOut: readonly ReportFinding[],
): Totals {
  const counted = findings.filter(counts);
  const amounts = counted.flatMap(({ cost }) => cost.monthlySavingsUsd ?? []);
  const resources = resourcesOf(inventory);
  const incomplete = judgement.header.interrupted || judgement.coverage.some((entry) => !isComplete(entry));
  const sawSomething = resources.total > 0 || !incomplete;
  const policies = judgement.policies.map(({ meta, counts: verdicts }) => ({ findsSavings: findsSavings(meta), counts: verdicts }));
  return {
    resources,
    unseen: unseenGenerations({ coverage: judgement.coverage, inventory }),
    ...costOf(judgement, inventory, sawSomething),
    ...savingsOf(judgement, findings, leftOut, sawSomething && !judgedNothing(policies)),
    monthlyIncreaseUsd: sumCents(amounts.filter((amount) => amount < 0).map((amount) => -amount)),
    unpriced: counted.length - amounts.length,
    unpricedResources: inventory.reduce((sum, row) => sum + row.unpriced, 0),
    incomplete,
    places: placesOf({ coverage: judgement.coverage, inventory }),
    findings: {
      active: findings.filter(({ status }) => status === 'active').length,
      primary: counted.length,
      suppressed: findings.filter(({ status }) => status === 'suppressed').length,
      leftOut: leftOut.length,
    },
    notAssessed: {
      resources: new Set(judgement.notAssessed.map(({ resource }) => resourceKey(resource))).size,
      evaluations: judgement.notAssessed.length,
    },
  };
}
