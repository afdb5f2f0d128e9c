import type { Judgement } from '../../model/judgement.js';
import type { ReportDocument, ReportFinding } from '../../model/report.js';
import type { ActionView, ReportView } from '../../model/report-view.js';
import { compareText, counted, moneyText, percentOf } from '../format.js';
import { sumCents } from './amounts.js';
import { barPercent } from './bars.js';
import { leftText } from './commitments.js';
import { countedSavings, counts } from './counting.js';
import { groupBy } from './groups.js';
import { actionSentence, countedTypes } from './words.js';

const NAME_SHOWN = 48;

/** A name for a line that holds several; in full it stands with its finding. */
function shortened(name: string): string {
  const characters = [...name];
  return characters.length <= NAME_SHOWN ? name : `${characters.slice(0, NAME_SHOWN - 1).join('')}…`;
}

/** Findings that save; where none is known to, those without a known amount. */
function worthDoing(findings: readonly ReportFinding[]): ReportFinding[] {
  const saving = findings.filter((finding) => countedSavings(finding) > 0);
  return saving.length > 0 ? saving : findings.filter((finding) => counts(finding) && finding.cost.monthlySavingsUsd === null);
}

/**
 * The actions that save the most: findings of one policy and action together, since they are decided and done together. Where no amount
 * is known, those that most findings ask for.
 */
export function topActions(document: ReportDocument, judgement: Judgement, limit: number): Pick<ReportView, 'actions' | 'actionsTitle'> {
  const total = document.totals.monthlySavingsUsd;
  const titles = new Map(judgement.policies.map(({ meta }) => [meta.id, meta.title]));
  const groups = [
    ...groupBy(worthDoing(document.findings), ({ policyId, recommendation }) => `${policyId}\n${recommendation.action}`).values(),
  ]
    .map((findings) => ({ findings, savings: sumCents(findings.map(countedSavings)) }))
    .sort(
      (a, b) =>
        b.savings - a.savings ||
        b.findings.length - a.findings.length ||
        compareText(a.findings[0]?.policyId ?? '', b.findings[0]?.policyId ?? ''),
    );
  const largest = groups[0]?.savings ?? 0;
  const actions = groups.slice(0, limit).flatMap(({ findings, savings }, at): ActionView[] => {
    const [first] = findings;
    if (first === undefined) return [];
    const names = findings.slice(0, 2).map(({ resource }) => shortened(resource.name ?? resource.id));
    const left = findings.length - names.length;
    const policy = titles.get(first.policyId) ?? first.title;
    const others = left > 0 ? ` and ${counted(left, 'other')}` : '';
    return [
      {
        rank: at + 1,
        verb: first.recommendation.action,
        title: actionSentence(first.recommendation.action, countedTypes(findings.map(({ resource }) => resource.type))),
        detail: `${policy}: ${names.join(', ')}${others}`,
        policy,
        names,
        others,
        savings: moneyText(largest > 0 ? savings : null),
        left: leftText(findings),
        share: largest > 0 ? percentOf(savings, total) : '',
        sharePercent: barPercent(savings, largest),
        filter: { field: 'policy', value: first.policyId },
      },
    ];
  });
  return { actions, actionsTitle: titleOf(actions.length, largest > 0) };
}

function titleOf(count: number, known: boolean): string {
  if (!known) return count < 2 ? 'What to do: its amount is not known' : 'What was found most often: the amounts are not known';
  return count === 1 ? 'What to do' : `The ${['', '', 'two', 'three', 'four', 'five'][count] ?? ''} things that save most`;
}
