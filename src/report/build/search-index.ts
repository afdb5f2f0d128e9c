import { CONFIDENCES, SEVERITIES } from '../../model/evaluation.js';
import type { ReportFinding } from '../../model/report.js';
import { currentOf } from './current.js';
import { counts } from './document.js';
import { type FindingSurroundings, recommendationText } from './finding-view.js';

/** White space parts the fields, and no word that is searched for holds any. */
export const line = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The texts that findings have in common, each written once and called by its number in base 36; the empty text is called nothing. */
class SharedTexts {
  private readonly numbers = new Map<string, string>();

  numberOf(...fields: readonly string[]): string {
    const text = fields.map(line).join('\t').trimEnd();
    if (text === '') return '';
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.numbers.size.toString(36);
    this.numbers.set(text, number);
    return number;
  }

  get lines(): string[] {
    return [...this.numbers.keys()];
  }
}

/** An ARN with what stands elsewhere taken out (`*i` id, `*n` name, `*a` account, `*r` region, `**` an asterisk): the same for most resources of a type. */
function patternOf({ resource: { arn, id, name, accountId, region } }: ReportFinding): string {
  if (arn === null) return '';
  if ([arn, id, name ?? ''].some((text) => text.includes('*') || line(text) !== text)) return arn.replaceAll('*', '**');
  const parts: readonly (readonly [string, string | null])[] = [
    ['*i', id],
    ['*n', name],
    ['*a', accountId],
    ['*r', region],
  ];
  // Names of one or two letters stand everywhere.
  return parts.reduce((pattern, [mark, text]) => (text === null || text.length < 4 ? pattern : pattern.replaceAll(text, mark)), arn);
}

/**
 * What the page's search and filters read of every finding, in the order of rank, so that neither the size of a report nor
 * what a row has room for changes what is found: lines of shared texts, an empty line, and a line for each finding. Its
 * fields, parted by tabs: severity, confidence and whether it counts as one digit each; the numbers of its policy, account,
 * region, owner, environment, action with the recommendation and what it is now, change with whether it is suppressed, and ARN; cents; name;
 * resource id, where it is not the name; and the finding's own id, where no element of the page has it.
 * @param listed How many of the findings have a card or a row.
 */
export function searchIndex(
  findings: readonly ReportFinding[],
  listed: number,
  { accounts, changes }: Pick<FindingSurroundings, 'accounts' | 'changes'>,
): string {
  const shared = new SharedTexts();
  const lines = findings.map((finding, at) => {
    const { resource, cost } = finding;
    const name = resource.name ?? resource.id;
    return [
      `${SEVERITIES.indexOf(finding.severity)}${CONFIDENCES.indexOf(finding.confidence)}${counts(finding) ? 1 : 0}`,
      shared.numberOf(finding.policyId, finding.title),
      shared.numberOf(resource.accountId, accounts.get(resource.accountId)?.name ?? ''),
      shared.numberOf(resource.region),
      shared.numberOf(finding.owner ?? ''),
      shared.numberOf(finding.environment?.name ?? ''),
      shared.numberOf(finding.recommendation.action, recommendationText(finding), currentOf(finding) ?? ''),
      shared.numberOf(changes.get(finding.id) ?? '', finding.status === 'suppressed' ? finding.status : ''),
      shared.numberOf(patternOf(finding)),
      cost.monthlySavingsUsd === null ? '' : String(Math.round(cost.monthlySavingsUsd * 100)),
      line(name),
      name === resource.id ? '' : line(resource.id),
      at < listed ? '' : line(finding.id),
    ]
      .join('\t')
      .trimEnd();
  });
  return [...shared.lines, '', ...lines].join('\n');
}
