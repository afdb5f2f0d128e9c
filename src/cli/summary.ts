import type { WrittenReports, WrittenTrend } from '../index.js';
import { counted, number, usd } from '../model/quantity.js';
import { printable } from './log.js';

const TOP = 5;

type Document = WrittenReports['model']['document'];

function largestLines({ document: { findings }, view }: WrittenReports['model']): string[] {
  const top = findings
    .map((finding, at) => ({ ...finding, left: view.findings.full[at]?.worth.left ?? '' }))
    .filter(({ primary, status, cost }) => primary && status === 'active' && (cost.monthlySavingsUsd ?? 0) > 0)
    .slice(0, TOP);
  if (top.length === 0) return [];
  const lines = top.map(
    ({ policyId, resource, cost, left }) =>
      `  ${usd(cost.monthlySavingsUsd).padStart(14)}  ${policyId.padEnd(26)} ${resource.name ?? resource.id} (${resource.accountId} ${resource.region})${left === '' ? '' : `: ${left}`}`,
  );
  return ['', 'The largest:', ...lines];
}

/** What changed since the snapshot it is compared with; nothing without one. */
function changeLines({ changes }: Document): string[] {
  if (changes === null) return [];
  const { totals, old, new: now, resolved, warnings } = changes;
  const reasons = new Map<string, number>();
  for (const { because } of resolved) reasons.set(because, (reasons.get(because) ?? 0) + 1);
  const why = [...reasons].map(([because, count]) => `${number(count)} ${because}`).join(', ');
  const unknown = totals.realisedUnknown === 0 ? '' : `, ${number(totals.realisedUnknown)} more of unknown amount`;
  return [
    `Since ${old.window.end}: ${number(totals.new)} new, ${number(totals.resolved)} resolved${why === '' ? '' : ` (${why})`}, ${number(totals.changed)} changed, ${number(totals.noLongerAssessed)} no longer assessed, ${number(totals.unchanged)} unchanged`,
    `Realised: ${totals.realisedMonthlyUsd === null && totals.realisedUnknown === 0 ? 'nothing' : `${usd(totals.realisedMonthlyUsd)} a month`}${unknown}; to be saved: ${usd(old.monthlySavingsUsd)} a month then, ${usd(now.monthlySavingsUsd)} now`,
    ...warnings.map(({ text }) => `Note: ${text}`),
  ];
}

const primaryText = (count: number): string =>
  count === 1 ? '1 primary finding.' : `${counted(count, 'primary finding')}, one per resource.`;

const textOf = (lines: readonly string[]): string => `${lines.map(printable).join('\n')}\n`;

/** The few lines on stdout that say what was found and where the report is. Names in it cannot steer a terminal. */
export function summaryText({ model, files }: WrittenReports): string {
  const { document, view } = model;
  const { totals, accounts, window, warnings } = document;
  const { notAssessed } = totals;
  const { headline } = view;
  const changes = changeLines(document);
  return textOf([
    `${accounts.length === 1 ? 'Account' : 'Accounts'} ${accounts.map(({ accountId }) => accountId).join(', ')}, ${counted(window.days, 'day')} to ${window.end}`,
    view.scope.resources,
    `${headline.amount.known ? `${headline.amount.text} ` : ''}${headline.rest}. ${headline.sentence}.`,
    ...(view.certainty === '' ? [] : [`${primaryText(totals.findings.primary)} ${view.certainty}.`]),
    ...(view.unpriced === '' ? [] : [view.unpriced]),
    ...[view.afterCommitments?.text, view.notCounted, view.problems?.text, view.notSeen].flatMap((text) => (text ? [`${text}.`] : [])),
    ...(notAssessed.evaluations > 0
      ? [`${counted(notAssessed.resources, 'resource')} could not be judged in full (${counted(notAssessed.evaluations, 'evaluation')})`]
      : []),
    ...largestLines(model),
    ...warnings.flatMap(({ text }) => ['', `Note: ${text}`]),
    ...(changes.length > 0 ? ['', ...changes] : []),
    '',
    ...files.map((file) => `wrote ${file}`),
  ]);
}

/** The few lines on stdout of a comparison. */
export function changesText({ model, files }: WrittenReports): string {
  return textOf([...changeLines(model.document), '', ...files.map((file) => `wrote ${file}`)]);
}

/** The few lines on stdout of a trend: each scope from its first snapshot to its last. */
export function trendText({ series }: WrittenTrend['document']): string {
  return textOf(
    series.flatMap(({ scope, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined) return [];
      const regions = scope.accounts.reduce((sum, account) => sum + account.regions.length, 0);
      return [
        `${counted(scope.accounts.length, 'account')}, ${counted(regions, 'region')}: ${counted(points.length, 'snapshot')}, windows that end from ${first.window.end} to ${last.window.end}`,
        `  cost a month     ${usd(first.monthlyCostUsd)}, now ${usd(last.monthlyCostUsd)}`,
        `  savings found    ${usd(first.monthlySavingsUsd)}, now ${usd(last.monthlySavingsUsd)}`,
        `  realised in all  ${usd(last.realisedMonthlyUsd)} a month${last.realisedUnknown > 0 ? `, ${number(last.realisedUnknown)} more of unknown amount` : ''}`,
      ];
    }),
  );
}
