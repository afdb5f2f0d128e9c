import type { ReportDocument } from '../../model/report.js';
import type { ReportView } from '../../model/report-view.js';
import { epochSeconds } from '../../model/time.js';
import { counted, fixed, instantText, NOT_KNOWN, percentOf, usd, windowText } from '../format.js';
import type { ReportSettings } from '../settings.js';
import { sumCents } from './amounts.js';
import { countedSavings } from './counting.js';
import { figureView } from './figures.js';
import { groupBy } from './groups.js';
import { ACTION_WORDS, GENERATION_WORDS, GENERATIONS, type Generation, typesText } from './words.js';

const NAMES_SHOWN = 6;

function named(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${fixed(names.length - NAMES_SHOWN, 0)} more` : shown;
}

/** What was audited: accounts, regions, window, resources. */
export function scopeOf(document: ReportDocument): ReportView['scope'] {
  const { window, accounts, totals } = document;
  const regions = [...new Set(document.coverage.map(({ region }) => region))].sort();
  const { instances, tasks, functions } = totals.resources;
  return {
    window: windowText(window.start, window.end),
    windowDays: counted(window.days, 'day'),
    start: instantText(epochSeconds(window.start)),
    end: instantText(epochSeconds(window.end)),
    accounts: counted(accounts.length, 'account'),
    regions: counted(regions.length, 'region'),
    resources: `${counted(instances, 'instance')}, ${counted(tasks, 'container workload')}, ${counted(functions, 'function')}`,
    accountNames: named(accounts.map(({ accountId, name }) => (name === null ? accountId : `${name} (${accountId})`))),
    regionNames: named(regions),
  };
}

/** The cost divided into what each kind of change saves and what remains; null where a part is not known. */
export function costSplit(document: ReportDocument): ReportView['split'] {
  const { monthlyCostUsd: cost, monthlySavingsUsd: savings } = document.totals;
  if (cost === null || savings === null || cost <= 0 || savings <= 0 || savings > cost) return null;
  const parts = [
    ...groupBy(
      document.findings.filter((finding) => countedSavings(finding) > 0),
      ({ recommendation }) => recommendation.action,
    ),
  ]
    .map(([action, findings]) => ({
      label: ACTION_WORDS[findings[0]?.recommendation.action ?? 'investigate'] || action,
      usd: sumCents(findings.map(countedSavings)),
    }))
    .sort((a, b) => b.usd - a.usd || (a.label < b.label ? -1 : 1));
  return figureView('cost-split', {
    type: 'split',
    title: 'The monthly cost, and what of it can be saved',
    parts,
    restUsd: sumCents([cost, -savings]),
    restLabel: 'Would remain',
  });
}

/** Step by step, with as many steps as the table by policy has rows: what both leave to the others is then the same. */
function waterfallOf(document: ReportDocument, mostSteps: number): ReportView['generations']['waterfall'] {
  const { monthlyCostUsd: cost, monthlySavingsUsd: savings } = document.totals;
  if (cost === null || savings === null || savings <= 0) return null;
  const titles = new Map(document.policies.map(({ id, title }) => [id, title]));
  const all = [
    ...groupBy(
      document.findings.filter((finding) => countedSavings(finding) > 0),
      ({ policyId }) => policyId,
    ),
  ]
    .map(([id, findings]) => ({ label: titles.get(id) ?? id, usd: sumCents(findings.map(countedSavings)) }))
    .sort((a, b) => b.usd - a.usd || (a.label < b.label ? -1 : 1));
  const rest = all.slice(mostSteps);
  const steps =
    rest.length === 0
      ? all
      : [
          ...all.slice(0, mostSteps),
          { label: counted(rest.length, 'other policy', 'other policies'), usd: sumCents(rest.map(({ usd: amount }) => amount)) },
        ];
  return figureView('waterfall', {
    type: 'waterfall',
    title: 'From the cost now to the cost after all changes',
    startUsd: cost,
    steps,
    endUsd: sumCents([cost, -savings]),
  });
}

const GENERATION_OF: Record<string, Generation> = {
  'AWS::EC2::Instance': 'instances',
  'AWS::AutoScaling::AutoScalingGroup': 'instances',
  'AWS::EKS::Nodegroup': 'instances',
  'AWS::ECS::ContainerInstance': 'instances',
  'AWS::ECS::CapacityProvider': 'instances',
  'AWS::ECS::Cluster': 'tasks',
  'AWS::ECS::Service': 'tasks',
  'AWS::ECS::Task': 'tasks',
  'AWS::Lambda::Function': 'functions',
};

/** The fleet by the way it is run. Savings of types that are none of the three stand with the instances. */
export function generationsOf(
  document: ReportDocument,
  { breakdownRows }: Pick<ReportSettings, 'breakdownRows'>,
): ReportView['generations'] {
  const { totals } = document;
  const byGeneration = groupBy(
    document.findings.filter(({ status, primary }) => status === 'active' && primary),
    ({ resource }) => GENERATION_OF[resource.type] ?? 'instances',
  );
  const inventory = groupBy(document.inventory, ({ generation }) => generation);
  const rows = GENERATIONS.map((generation) => {
    const found = byGeneration.get(generation) ?? [];
    const kept = inventory.get(generation) ?? [];
    const known = kept.flatMap(({ monthlyUsd }) => monthlyUsd ?? []);
    const resources = kept.reduce((sum, row) => sum + row.resources, 0);
    const cost = known.length === 0 && resources > 0 ? null : sumCents(known);
    const savings = sumCents(found.map(countedSavings));
    const types = [...groupBy(kept, ({ type }) => type)]
      .map(([type, of]) => ({ type, resources: of.reduce((sum, row) => sum + row.resources, 0) }))
      .sort((a, b) => b.resources - a.resources || (a.type < b.type ? -1 : 1));
    return { generation, found, resources, cost, savings, unpriced: kept.reduce((sum, row) => sum + row.unpriced, 0), types };
  });
  const chart = {
    type: 'generations' as const,
    title: 'Cost by generation',
    rows: rows.map(({ generation, cost, savings }) => ({ label: GENERATION_WORDS[generation], costUsd: cost, savingsUsd: savings })),
  };
  return {
    rows: rows.map(({ generation, found, resources, cost, savings, unpriced, types }) => ({
      label: GENERATION_WORDS[generation],
      resources: fixed(resources, 0),
      cost: totals.monthlyCostUsd === null ? NOT_KNOWN : usd(cost),
      unpriced: unpriced === 0 ? '' : `${fixed(unpriced, 0)} without a price`,
      savings: totals.monthlySavingsUsd === null ? NOT_KNOWN : usd(savings),
      saves: savings > 0,
      share: totals.monthlySavingsUsd === null ? '' : percentOf(savings, cost),
      findings: fixed(found.length, 0),
      types: named(typesText(types)),
    })),
    total: {
      resources: fixed(totals.resources.total, 0),
      cost: usd(totals.monthlyCostUsd),
      unpriced: totals.unpricedResources === 0 ? '' : `${fixed(totals.unpricedResources, 0)} without a price`,
      savings: usd(totals.monthlySavingsUsd),
      saves: (totals.monthlySavingsUsd ?? 0) > 0,
      share: percentOf(totals.monthlySavingsUsd, totals.monthlyCostUsd),
      findings: fixed(totals.findings.primary, 0),
    },
    chart: (totals.monthlyCostUsd ?? 0) > 0 ? figureView('generations', chart, true) : null,
    waterfall: waterfallOf(document, breakdownRows),
  };
}
