import { judgedNothing } from '../../model/judged-nothing.js';
import type { Basis } from '../../model/money.js';
import type { ReportDocument } from '../../model/report.js';
import type { ReportView } from '../../model/report-view.js';
import { counted, moneyText, percentOf, usd } from '../format.js';
import { capital } from '../labels.js';
import { sumCents } from './amounts.js';
import { sawNothing } from './caveats.js';

type Headline = Pick<
  ReportView,
  'headline' | 'certainty' | 'cost' | 'costPrice' | 'costNote' | 'savings' | 'after' | 'savingsShare' | 'atLeast'
>;

function listed(parts: readonly string[], word: 'and' | 'or'): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} ${word} ${parts.at(-1)}`;
}

/** What of a sum is no list price: the amount, and the bases that it has in words. */
function beyondList(sums: Readonly<Record<Basis, number>> | null): { usd: number; words: string } {
  if (sums === null) return { usd: 0, words: '' };
  const bases = (['estimated', 'assumed'] as const).filter((basis) => sums[basis] > 0);
  return { usd: sumCents([sums.estimated, sums.assumed]), words: listed(bases, 'or') };
}

/** `costs $12.00 a month at list price, $3.00 of it estimated` behind the words for what costs it. */
function costText({ monthlyCostUsd: cost, monthlyCostByBasis }: ReportDocument['totals'], atLeast: boolean, what: string): string {
  if (cost === null) return 'What the compute costs is not known';
  const { usd: other, words } = beyondList(monthlyCostByBasis);
  const price = other === 0 ? 'at list price' : other === cost ? `at ${words} prices` : `at list price, ${usd(other)} of it ${words}`;
  return `${what} costs ${atLeast ? 'at least ' : ''}${usd(cost)} a month ${price}`;
}

/** Where more may be hidden; empty where all was seen, priced and judged. */
function hiddenIn({ incomplete, unpriced, unpricedResources, notAssessed }: ReportDocument['totals']): string {
  return listed(
    [
      ...(incomplete ? ['could not be seen'] : []),
      ...(notAssessed.evaluations > 0 ? ['could not be judged'] : []),
      ...(unpriced + unpricedResources > 0 ? ['has no known amount'] : []),
    ],
    'or',
  );
}

/** The headline with a sentence that stands for itself. What is found is no guarantee: it is what the policies found, at these prices. */
function wordsOf(document: ReportDocument, atLeast: boolean): { rest: string; sentence: string } {
  const { totals, policies } = document;
  const { monthlySavingsUsd: savings, resources, notAssessed } = totals;
  const cost = costText(totals, atLeast, 'The compute that was found');
  const hidden = hiddenIn(totals);
  if (sawNothing(document)) {
    return { rest: 'Too little could be seen', sentence: 'No compute was found, and not all of it could be looked for' };
  }
  if (savings !== null && savings > 0) {
    const more = hidden === '' ? '' : `. More may be hidden in what ${hidden}`;
    return { rest: 'a month of savings found', sentence: `${costText(totals, atLeast, 'In compute that')}${more}` };
  }
  if (judgedNothing(policies)) {
    const open = `${counted(notAssessed.evaluations, 'evaluation')} on ${counted(notAssessed.resources, 'resource')}`;
    return { rest: 'Too little could be seen', sentence: `${open} reached no verdict. ${cost}` };
  }
  if (totals.findings.leftOut > 0) {
    const known = totals.unpriced > 0 ? 'that is known to save' : 'that saves';
    return { rest: `Nothing ${known} as much as was asked for`, sentence: cost };
  }
  if (savings === null) return { rest: 'What can be saved is not known', sentence: cost };
  if (resources.total === 0) return { rest: 'No compute was found', sentence: 'No instances, no container workloads and no functions' };
  return {
    rest: hidden === '' ? 'Nothing to save was found' : 'Nothing to save was found in what could be judged',
    sentence: `${cost}${hidden === '' ? '' : `. Savings may be hidden in what ${hidden}`}`,
  };
}

/** How sure the saving is: `$5.00 of it with high and $2.00 with low confidence; $1.00 rests on assumed amounts`. */
function certaintyOf({
  monthlySavingsUsd: savings,
  monthlySavingsByBasis,
  monthlySavingsByConfidence: sums,
}: ReportDocument['totals']): string {
  if (savings === null || savings === 0 || sums === null) return '';
  const levels = (['high', 'medium', 'low'] as const).filter((level) => sums[level] > 0);
  const [only] = levels;
  const split =
    levels.length === 1
      ? `All of the savings with ${only} confidence`
      : `${listed(
          levels.map((level, at) => `${usd(sums[level])}${at === 0 ? ' of it' : ''} with ${level}`),
          'and',
        )} confidence`;
  const { usd: other, words } = beyondList(monthlySavingsByBasis);
  return `${split}${other === 0 ? '' : `; ${other === savings ? 'all' : usd(other)} rests on ${words} amounts`}`;
}

/** The first lines of the report. `atLeast`: something could not be seen or has no price, so that the cost is a lower bound. */
export function headlineOf(document: ReportDocument): Headline {
  const { totals } = document;
  const { monthlyCostUsd: cost, monthlySavingsUsd: savings } = totals;
  const atLeast = totals.incomplete || totals.unpricedResources > 0;
  const { usd: other, words } = beyondList(totals.monthlyCostByBasis);
  return {
    headline: { amount: moneyText(savings === 0 ? null : savings), ...wordsOf(document, atLeast) },
    certainty: certaintyOf(totals),
    cost: moneyText(cost),
    costPrice: cost !== null && other > 0 && other === cost ? `${capital(words)} prices` : '',
    costNote: cost === null || other === 0 || other === cost ? '' : `${usd(other)} of it ${words}`,
    savings: moneyText(savings),
    after: moneyText(cost === null || savings === null ? null : sumCents([cost, -savings])),
    savingsShare: percentOf(savings, cost),
    atLeast: atLeast && cost !== null,
  };
}
