import type { ReportDocument } from '../../model/report.js';
import type { ReportView } from '../../model/report-view.js';
import { compareText, counted } from '../format.js';
import { groupBy } from './groups.js';

/**
 * What is wrong with high severity and is about no money, by policy, the most frequent first: ranked by savings it would stand below all
 * that saves a dollar. Every resource counts, those too whose savings another finding counts. Null where there is none.
 */
export function problemsOf({ findings, policies }: Pick<ReportDocument, 'findings' | 'policies'>): ReportView['problems'] {
  const titles = new Map(policies.flatMap(({ id, title, findsSavings }) => (findsSavings ? [] : [[id, title] as const])));
  const grave = findings.filter(({ status, severity, policyId }) => status === 'active' && severity === 'high' && titles.has(policyId));
  if (grave.length === 0) return null;
  const kinds = [...groupBy(grave, ({ policyId }) => policyId)]
    .map(([policyId, found]) => ({ count: found.length, title: titles.get(policyId) ?? policyId, policyId }))
    .sort((a, b) => b.count - a.count || compareText(a.policyId, b.policyId))
    .map(({ count, title, policyId }, at) => ({
      joint: at === 0 ? '' : ', ',
      text: `${title} (${count})`,
      filter: { field: 'policy' as const, value: policyId },
    }));
  const lead = counted(
    grave.length,
    'problem of high severity that is not about money',
    'problems of high severity that are not about money',
  );
  return { lead, kinds, text: `${lead}: ${kinds.map(({ text }) => text).join(', ')}` };
}
