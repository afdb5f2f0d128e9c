import { judgedNothing } from '../../model/judged-nothing.js';
import type { ReportDocument } from '../../model/report.js';
import type { ReportView } from '../../model/report-view.js';
import { counted, fixed, usd } from '../format.js';

/** Nothing was found, and that says nothing: part of what was asked for gave no answer. */
export function sawNothing({ totals }: ReportDocument): boolean {
  return totals.resources.total === 0 && totals.incomplete;
}

function reachedNoVerdict({ totals: { notAssessed } }: ReportDocument): string {
  return `${counted(notAssessed.evaluations, 'evaluation')} on ${counted(notAssessed.resources, 'resource')} reached no verdict. The reasons are under “Not assessed”.`;
}

function whyNothing(document: ReportDocument): string {
  const { totals, policies } = document;
  const passed = policies.reduce((sum, { counts }) => sum + counts.pass, 0);
  const open = totals.notAssessed.evaluations;
  if (totals.findings.leftOut > 0) return 'Every finding saves less than the least that was asked for.';
  if (sawNothing(document)) return 'No compute was found, but part of the audit got no answer: “Coverage” says which, and why.';
  if (totals.resources.total === 0) return 'There is no compute: no instances, no container workloads, no functions.';
  if (passed === 0 && open > 0) {
    return `Nothing could be judged. ${reachedNoVerdict(document)}`;
  }
  return `No policy failed: ${counted(passed, 'evaluation')} passed${open > 0 ? `, ${fixed(open, 0)} reached no verdict` : ''}.`;
}

/** Codes of what could not be judged for want of a price, or of the type that it would be for. */
const PRICE_CODES: readonly string[] = ['no-price', 'price-unknown', 'unknown-type'];

/** True where amounts are not known because prices are not, and not only because the use is not. */
function lacksPrices({ findings, notAssessed }: ReportDocument): boolean {
  return (
    findings.some(({ cost }) => cost.lines.some(({ rate }) => rate === null)) || notAssessed.some(({ code }) => PRICE_CODES.includes(code))
  );
}

/** What the sum of the savings leaves out, and what would give it amounts; empty where there is nothing. */
function unpricedNote(document: ReportDocument): string {
  const { totals } = document;
  if (totals.unpriced === 0 && (totals.monthlyCostUsd !== null || totals.unpricedResources === 0)) return '';
  const inSum = totals.monthlySavingsUsd === null ? '' : ` and ${totals.unpriced === 1 ? 'is' : 'are'} not in this sum`;
  const what =
    totals.unpriced === 0
      ? ''
      : `${counted(totals.unpriced, 'finding that counts has', 'findings that count have')} no known amount${inSum}.`;
  const how = lacksPrices(document) ? ' "fleet-auditor prices refresh" asks AWS for prices, and --prices takes them from a file.' : '';
  return `${what}${how}`.trim();
}

/** What stands in the place of the actions where there are none. */
function nothingToDo(document: ReportDocument): ReportView['nothing'] {
  if (document.findings.length > 0) {
    const findings = counted(document.findings.length, 'finding');
    if (judgedNothing(document.policies)) {
      return {
        title: 'Nothing can be said of savings',
        text: `${reachedNoVerdict(document)} ${findings} of another kind ${document.findings.length === 1 ? 'is' : 'are'} listed below.`,
      };
    }
    const [which, listed] = document.findings.length === 1 ? ['which adds', 'It is'] : ['none of which adds', 'They are'];
    const saving = document.findings.length === 1 ? 'no saving' : 'a saving';
    const title = document.totals.findings.leftOut > 0 ? 'Nothing that saves as much as was asked for' : 'Nothing to save';
    return { title, text: `${findings}, ${which} ${saving} to the totals. ${listed} listed below.` };
  }
  const judged =
    document.policies.some(({ counts }) => counts.pass > 0) || (document.totals.resources.total === 0 && !sawNothing(document));
  return { title: judged || document.totals.findings.leftOut > 0 ? 'Nothing to do' : 'Nothing can be said', text: whyNothing(document) };
}

/** What the totals leave out, in a sentence each; empty where there is nothing to say. */
export function caveats(document: ReportDocument): Pick<ReportView, 'unpriced' | 'increases' | 'nothingFound' | 'nothing'> {
  const { totals, findings } = document;
  return {
    unpriced: unpricedNote(document),
    increases:
      totals.monthlyIncreaseUsd === 0
        ? ''
        : `Findings whose change would cost more (${usd(totals.monthlyIncreaseUsd)} a month in all) are never set off against savings.`,
    nothingFound: findings.length === 0 ? whyNothing(document) : '',
    nothing: nothingToDo(document),
  };
}
