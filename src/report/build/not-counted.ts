import type { ReportDocument, ReportFinding } from '../../model/report.js';
import { usd } from '../format.js';
import type { ReportSettings } from '../settings.js';
import { sumCents } from './amounts.js';
import { countedSavings } from './counting.js';
import { resourceKey } from './identity.js';

type NotCounted = ReportDocument['totals']['monthlySavingsNotCountedUsd'];

const keysOf = ({ resource, members }: ReportFinding): string[] => [resource, ...members].map(resourceKey);

/**
 * The most that findings would save which were left out as asked or are suppressed. A resource adds the largest of them, and nothing where
 * a saving is counted for it already. The most, because a smaller one of them may come first where they are counted.
 */
export function notCountedSavings(shown: readonly ReportFinding[], leftOut: readonly ReportFinding[]): NotCounted {
  const taken = new Set(shown.filter((finding) => countedSavings(finding) > 0).flatMap(keysOf));
  const savingOf = ({ cost }: ReportFinding): number => cost.monthlySavingsUsd ?? 0;
  const hidden = [...leftOut, ...shown.filter(({ status }) => status === 'suppressed')]
    .filter((finding) => savingOf(finding) > 0)
    .sort((a, b) => savingOf(b) - savingOf(a) || (a.id < b.id ? -1 : 1));
  const most = { active: [] as number[], suppressed: [] as number[] };
  for (const finding of hidden) {
    const keys = keysOf(finding);
    if (keys.some((key) => taken.has(key))) continue;
    for (const key of keys) taken.add(key);
    most[finding.status].push(savingOf(finding));
  }
  return { leftOut: sumCents(most.active), suppressed: sumCents(most.suppressed) };
}

/** `Up to $12.00 a month more is in findings that save less than $100.00 each or are suppressed`; empty where there is nothing more. */
export function notCountedText({ totals }: ReportDocument, { minSavingUsd }: Pick<ReportSettings, 'minSavingUsd'>): string {
  const { leftOut, suppressed } = totals.monthlySavingsNotCountedUsd;
  const least = `save less than the ${usd(minSavingUsd)} a month that was asked for`;
  const which = [...(leftOut > 0 ? [least] : []), ...(suppressed > 0 ? ['are suppressed'] : [])];
  if (which.length === 0) return '';
  const more = (totals.monthlySavingsUsd ?? 0) > 0 ? ' more' : '';
  return `Up to ${usd(sumCents([leftOut, suppressed]))} a month${more} is in findings that ${which.join(' or ')}`;
}
