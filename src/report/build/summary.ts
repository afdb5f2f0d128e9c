import type { ReportDocument } from '../../model/report.js';
import type { ReportView } from '../../model/report-view.js';
import { epochSeconds } from '../../model/time.js';
import { counted, fixed, instantText, NOT_KNOWN, percentOf, usd, windowText } from '../format.js';
import type { ReportSettings } from '../settings.js';
import { sumCents } from './amounts.js';
import { countedSavings, counts } from './counting.js';
import { figureView } from './figures.js';
import { groupBy } from './groups.js';
import { ACTION_WORDS, GENERATION_WORDS, GENERATIONS, type Generation, typesText } from './words.js';

const NAMES_SHOWN = 6;

function named(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${fixed(names.length - NAMES_SHOWN, 0)} more` : shown;
}

/** `3 instances, 12 functions`; of what was not found and could not be looked for in full, that it is not known. */
function resourcesText({ resources, unseen }: ReportDocument['totals']): string {
  const words = { instances: 'instance', tasks: 'container workload', functions: 'function' } as const;
  if (unseen.length === GENERATIONS.length) return `resources ${NOT_KNOWN}`;
  return GENERATIONS.map((generation) => {
    const word = words[generation];
    return unseen.includes(generation) ? `${word}s ${NOT_KNOWN}` : counted(resources[generation], word);
  }).join(', ');
}

/** What was audited: accounts, regions, window, resources. */
export function scopeOf(document: ReportDocument): ReportView['scope'] {
  const { window, accounts, totals } = document;
  const regions = [...new Set(document.coverage.map(({ region }) => region))].sort();
  return {
    window: windowText(window.start, window.end),
    windowDays: counted(window.days, 'day'),
    start: instantText(epochSeconds(window.start)),
    end: instantText(epochSeconds(window.end)),
    accounts: counted(accounts.length, 'account'),
    regions: counted(regions.length, 'region'),
    resources: resourcesText(totals),
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

const withoutCost = (unpriced: number): string => (unpriced === 0 ? '' : `${fixed(unpriced, 0)} without a known cost`);

/** The fleet by the way it is run. Savings of types that are none of the three stand with the instances. */
export function generationsOf(
  document: ReportDocument,
  { breakdownRows }: Pick<ReportSettings, 'breakdownRows'>,
): ReportView['generations'] {
  const { totals } = document;
  const byGeneration = groupBy(document.findings.filter(counts), ({ resource }) => GENERATION_OF[resource.type] ?? 'instances');
  const inventory = groupBy(document.inventory, ({ generation }) => generation);
  const rows = GENERATIONS.map((generation) => {
    const found = byGeneration.get(generation) ?? [];
    const kept = inventory.get(generation) ?? [];
    const unseen = totals.unseen.includes(generation);
    const known = kept.flatMap(({ monthlyUsd }) => monthlyUsd ?? []);
    const resources = kept.reduce((sum, row) => sum + row.resources, 0);
    const cost = unseen || (known.length === 0 && resources > 0) ? null : sumCents(known);
    const saved = sumCents(found.map(countedSavings));
    const unpriced = found.some(({ cost: { monthlySavingsUsd } }) => monthlySavingsUsd === null);
    // Where no sum is known at all, nothing is known of what is there; where there is nothing, nothing can be saved.
    const noSum = totals.monthlySavingsUsd === null && resources > 0;
    const savings = unseen || (saved === 0 && (unpriced || noSum)) ? null : saved;
    const types = [...groupBy(kept, ({ type }) => type)]
      .map(([type, of]) => ({ type, resources: of.reduce((sum, row) => sum + row.resources, 0) }))
      .sort((a, b) => b.resources - a.resources || (a.type < b.type ? -1 : 1));
    return { generation, found, unseen, resources, cost, savings, unpriced: kept.reduce((sum, row) => sum + row.unpriced, 0), types };
  });
  const chart = {
    type: 'generations' as const,
    title: 'Cost by generation',
    rows: rows.map(({ generation, cost, savings }) => ({ label: GENERATION_WORDS[generation], costUsd: cost, savingsUsd: savings ?? 0 })),
  };
  return {
    rows: rows.map(({ generation, found, unseen, resources, cost, savings, unpriced, types }) => ({
      label: GENERATION_WORDS[generation],
      resources: unseen ? NOT_KNOWN : fixed(resources, 0),
      cost: usd(cost),
      unpriced: withoutCost(unpriced),
      savings: usd(savings),
      saves: (savings ?? 0) > 0,
      share: percentOf(savings, cost),
      findings: fixed(found.length, 0),
      types: named(typesText(types)),
    })),
    total: {
      resources: totals.resources.total === 0 && totals.unseen.length > 0 ? NOT_KNOWN : fixed(totals.resources.total, 0),
      cost: usd(totals.monthlyCostUsd),
      unpriced: withoutCost(totals.unpricedResources),
      savings: usd(totals.monthlySavingsUsd),
      saves: (totals.monthlySavingsUsd ?? 0) > 0,
      share: percentOf(totals.monthlySavingsUsd, totals.monthlyCostUsd),
      findings: fixed(totals.findings.primary, 0),
    },
    chart: (totals.monthlyCostUsd ?? 0) > 0 ? figureView('generations', chart, true) : null,
    waterfall: waterfallOf(document, breakdownRows),
  };
}
