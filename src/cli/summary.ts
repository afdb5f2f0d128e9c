import type { WrittenReports } from '../index.js';
import { printable } from './log.js';

const TOP = 5;

const usd = (value: number | null): string =>
  value === null ? 'not known' : `${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} USD`;

/** The few lines on stdout that say what was found and where the report is. Names in it cannot steer a terminal. */
export function summaryText({ model, files }: WrittenReports): string {
  const { totals, findings, accounts, window, warnings } = model.document;
  const { resources, notAssessed } = totals;
  const atLeast = totals.incomplete ? 'at least ' : '';
  const lines = [
    `${accounts.length === 1 ? 'Account' : 'Accounts'} ${accounts.map(({ accountId }) => accountId).join(', ')}, ${window.days} days to ${window.end}`,
    `${resources.instances} instances, ${resources.tasks} task groups, ${resources.functions} functions cost ${atLeast}${usd(totals.monthlyCostUsd)} a month`,
    `${totals.findings.primary} primary findings save ${atLeast}${usd(totals.monthlySavingsUsd)} a month${totals.unpriced > 0 ? `, ${totals.unpriced} without a known price` : ''}`,
  ];
  if (notAssessed.evaluations > 0)
    lines.push(`${notAssessed.resources} resources could not be judged in full (${notAssessed.evaluations} evaluations)`);
  const top = findings
    .filter(({ primary, status, cost }) => primary && status === 'active' && (cost.monthlySavingsUsd ?? 0) > 0)
    .slice(0, TOP);
  if (top.length > 0) {
    lines.push('', 'The largest:');
    for (const { policyId, resource, cost } of top) {
      lines.push(
        `  ${usd(cost.monthlySavingsUsd).padStart(14)}  ${policyId.padEnd(26)} ${resource.name ?? resource.id} (${resource.accountId} ${resource.region})`,
      );
    }
  }
  for (const { text } of warnings) lines.push('', `Note: ${text}`);
  lines.push('', ...files.map((file) => `wrote ${file}`));
  return `${lines.map(printable).join('\n')}\n`;
}
