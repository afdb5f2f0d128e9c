import type { ReportDocument, ReportFinding } from '../../model/report.js';
import type { Breakdown, BreakdownRow, FilterLink } from '../../model/report-view.js';
import { compareText, counted, fixed, NOT_KNOWN, percentOf, usd } from '../format.js';
import type { ReportSettings } from '../settings.js';
import { sumCents } from './amounts.js';
import { barPercent } from './bars.js';
import { leftText } from './commitments.js';
import { countedSavings, counts } from './counting.js';
import { groupBy } from './groups.js';

const NO_OWNER = 'No owner known';
const NO_ENVIRONMENT = 'No environment known';

/** Rows that can be opened below those shown. */
const REST_SHOWN = 200;

/** True where all that counts has no known amount: its sum is not known, and no zero. */
function unpricedAlone(findings: readonly ReportFinding[]): boolean {
  return findings.length > 0 && findings.every(({ cost }) => cost.monthlySavingsUsd === null);
}

interface Dimension {
  id: string;
  title: string;
  labelHeading: string;
  ofFinding(finding: ReportFinding): string;
  /** null where the inventory does not know this dimension. */
  ofInventory: ((row: ReportDocument['inventory'][number]) => string) | null;
  label(key: string): string;
  filter(key: string): FilterLink;
}

function dimensions(document: ReportDocument, titles: ReadonlyMap<string, string>): Dimension[] {
  const named = new Map(document.accounts.map(({ accountId, name }) => [accountId, name === null ? accountId : `${name} (${accountId})`]));
  const text = (value: string): FilterLink => ({ field: 'text', value });
  return [
    {
      id: 'policy',
      title: 'By policy',
      labelHeading: 'Policy',
      ofFinding: ({ policyId }) => policyId,
      ofInventory: null,
      label: (id) => titles.get(id) ?? id,
      filter: (value) => ({ field: 'policy', value }),
    },
    {
      id: 'account',
      title: 'By account',
      labelHeading: 'Account',
      ofFinding: ({ resource }) => resource.accountId,
      ofInventory: ({ accountId }) => accountId,
      label: (id) => named.get(id) ?? id,
      filter: (value) => ({ field: 'account', value }),
    },
    {
      id: 'region',
      title: 'By region',
      labelHeading: 'Region',
      ofFinding: ({ resource }) => resource.region,
      ofInventory: ({ region }) => region,
      label: (region) => region,
      filter: (value) => ({ field: 'region', value }),
    },
    {
      id: 'owner',
      title: 'By owner',
      labelHeading: 'Owner',
      ofFinding: ({ owner }) => owner ?? '',
      ofInventory: ({ owner }) => owner ?? '',
      label: (owner) => owner || NO_OWNER,
      filter: text,
    },
    {
      id: 'environment',
      title: 'By environment',
      labelHeading: 'Environment',
      ofFinding: ({ environment }) => environment?.name ?? '',
      ofInventory: ({ environment }) => environment ?? '',
      label: (environment) => environment || NO_ENVIRONMENT,
      filter: text,
    },
  ];
}

/** Where the savings are: by policy, account, region, owner and environment; each table adds up to the total. */
export function breakdowns(document: ReportDocument, settings: ReportSettings): Breakdown[] {
  const titles = new Map(document.policies.map(({ id, title }) => [id, title]));
  const known = document.totals.monthlySavingsUsd !== null;
  const counted_ = document.findings.filter(counts);
  return dimensions(document, titles).map((dimension) => {
    const findings = groupBy(counted_, dimension.ofFinding);
    const costs = dimension.ofInventory === null ? null : groupBy(document.inventory, dimension.ofInventory);
    const keys = [...new Set([...findings.keys(), ...(costs?.keys() ?? [])])];
    const groups = keys
      .map((key) => {
        const members = findings.get(key) ?? [];
        const known = (costs?.get(key) ?? []).flatMap(({ monthlyUsd }) => monthlyUsd ?? []);
        return { key, members, savings: sumCents(members.map(countedSavings)), cost: known.length === 0 ? null : sumCents(known) };
      })
      .sort((a, b) => b.savings - a.savings || (b.cost ?? 0) - (a.cost ?? 0) || compareText(a.key, b.key));
    const shown = groups.slice(0, settings.breakdownRows);
    const rest = groups.slice(settings.breakdownRows);
    const largest = shown[0]?.savings ?? 0;
    const rowOf = ({ key, members, savings, cost }: (typeof groups)[number]): BreakdownRow => ({
      label: dimension.label(key),
      detail: dimension.id === 'policy' ? key : '',
      filter: dimension.filter(key),
      findings: fixed(members.length, 0),
      cost: cost === null ? '' : usd(cost),
      savings: known && !unpricedAlone(members) ? usd(savings) : NOT_KNOWN,
      saves: savings > 0,
      left: leftText(members),
      share: percentOf(savings, document.totals.monthlySavingsUsd),
      sharePercent: barPercent(savings, largest),
    });
    const saving = rest.filter(({ savings }) => savings > 0);
    const silent = rest.length - saving.length;
    const restSavings = sumCents(saving.map(({ savings }) => savings));
    const others = [
      saving.length === 0 ? '' : `${counted(saving.length, 'more saves', 'more save')} ${usd(restSavings)} a month together`,
      silent === 0 ? '' : `${counted(silent, 'more saves', 'more save')} ${known ? 'nothing' : 'nothing that is known'}`,
    ].filter((part) => part !== '');
    return {
      id: dimension.id,
      title: dimension.title,
      labelHeading: dimension.labelHeading,
      showCost: costs !== null,
      rows: shown.map(rowOf),
      more: others.length === 0 ? '' : `${others.join(', and ')}.`,
      rest: rest.slice(0, REST_SHOWN).map(rowOf),
      beyond:
        rest.length > REST_SHOWN
          ? `${counted(rest.length - REST_SHOWN, 'more stands', 'more stand')} in report.json, finding by finding.`
          : '',
    };
  });
}
