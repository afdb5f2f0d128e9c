import type { Chart } from '../../model/evaluation.js';
import type { PolicyDescription } from '../../model/judgement.js';
import type { ReportFinding } from '../../model/report.js';
import type { FindingRowView, FindingView } from '../../model/report-finding-view.js';
import type { ReportResource } from '../../model/report-resource.js';
import type { Account } from '../../model/snapshot.js';
import { consoleUrl, partitionOf } from '../console-links.js';
import { fixed, moneyText, NOT_KNOWN, usd } from '../format.js';
import { capital } from '../labels.js';
import { leftText } from './commitments.js';
import { counts } from './document.js';
import { costLines, evidenceView } from './evidence-view.js';
import { chartViews, sparkView } from './figures.js';
import { anchorOf, resourceKey } from './identity.js';
import { targetLabel, targetView } from './target-view.js';
import {
  ACTION_WORDS,
  COMMAND_WORDS,
  CONFIDENCE_WORDS,
  RISK_WORDS,
  SEVERITY_WORDS,
  TOOL_LANGUAGES,
  TOOL_WORDS,
  typeWord,
} from './words.js';

/** What the view of one finding needs of the rest of the report. */
export interface FindingSurroundings {
  accounts: ReadonlyMap<string, Account>;
  policies: ReadonlyMap<string, PolicyDescription>;
  /** All findings of a resource, by resource key. */
  byResource: ReadonlyMap<string, readonly ReportFinding[]>;
  charts: ReadonlyMap<string, readonly Chart[]>;
  /** What changed since an earlier snapshot, in a few words, by finding. */
  changes: ReadonlyMap<string, string>;
}

const MEMBERS_SHOWN = 50;

function linkTo(resource: ReportResource, accounts: ReadonlyMap<string, Account>): string {
  const partition = accounts.get(resource.accountId)?.partition ?? partitionOf(resource.region);
  return consoleUrl(resource, partition) ?? '';
}

function accountText(accountId: string, accounts: ReadonlyMap<string, Account>): string {
  const name = accounts.get(accountId)?.name ?? null;
  return name === null ? accountId : `${name} (${accountId})`;
}

function statusLabel({ status, primary, cost }: ReportFinding): string {
  if (status === 'suppressed') return 'Suppressed: not counted';
  if (!primary) return 'Not counted: another finding of this resource is';
  if (cost.monthlySavingsUsd === null) return 'Without an amount';
  return cost.monthlySavingsUsd < 0 ? 'An increase: never part of the savings' : '';
}

function savingsText({ cost: { monthlySavingsUsd: amount } }: ReportFinding): string {
  if (amount === null) return 'amount not known';
  if (amount === 0) return 'no saving';
  return amount < 0 ? `${usd(-amount)} more a month` : `${usd(amount)} a month`;
}

/** The amount as a list shows it under the heading “Saves a month”: a word where it is no saving, colour only where it counts. */
function worthOf(finding: ReportFinding): FindingView['worth'] {
  const { status, primary, cost } = finding;
  const amount = cost.monthlySavingsUsd;
  const caption = status === 'suppressed' ? 'suppressed' : primary ? '' : 'not counted';
  if (amount === null) return { text: 'Not known', caption, tone: 'none', left: '' };
  if (amount === 0) return { text: 'No saving', caption, tone: 'none', left: '' };
  if (amount < 0) return { text: `${usd(-amount)} more`, caption, tone: 'increase', left: '' };
  return { text: usd(amount), caption, tone: status === 'suppressed' ? 'struck' : primary ? 'saving' : 'aside', left: leftText([finding]) };
}

/** Commands in order; the first of each purpose and tool carries its heading. */
function commandsOf(finding: ReportFinding, anchor: string): FindingView['commands'] {
  return finding.commands.map(({ purpose, tool, text, withheld }, at) => {
    const before = finding.commands[at - 1];
    return {
      id: `${anchor}-k${at + 1}`,
      heading: before?.purpose === purpose && before.tool === tool ? '' : COMMAND_WORDS[purpose],
      purpose: COMMAND_WORDS[purpose],
      tool: TOOL_WORDS[tool],
      language: TOOL_LANGUAGES[tool],
      text: text ?? '',
      withheld: withheld ?? '',
    };
  });
}

function basisText({ cost }: ReportFinding): string {
  if (cost.basis === null) return '';
  const word = { list: 'List', estimated: 'Estimated', assumed: 'Assumed' }[cost.basis];
  return cost.asOf === null ? `${word} price, its date ${NOT_KNOWN}` : `${word} price of ${cost.asOf}`;
}

function afterCommitmentsText({ cost }: ReportFinding): string {
  if (cost.afterCommitments === null) return '';
  const { monthlySavingsUsd, until } = cost.afterCommitments;
  if (until === null && monthlySavingsUsd === cost.monthlySavingsUsd) return 'No running commitment that was read takes any of the saving.';
  if (monthlySavingsUsd < 0)
    return `While commitments run, this may cost up to ${usd(-monthlySavingsUsd)} a month more${until === null ? '' : `, until ${until}`}.`;
  return `While commitments run, at least ${usd(monthlySavingsUsd)} a month of it is left${until === null ? '' : `, until ${until}`}.`;
}

function secondOpinionText({ secondOpinion }: ReportFinding): string {
  if (secondOpinion === null) return '';
  const { agreement, verdict, idle, size } = secondOpinion;
  if (verdict === null) return 'AWS Compute Optimizer says nothing of it.';
  const said = [idle === true ? 'idle' : verdict, ...(size === null ? [] : [size])].join(', ');
  return `AWS Compute Optimizer ${agreement === 'agree' ? 'agrees' : 'differs'}: ${said}.`;
}

/** A finding in full. */
export function findingView(finding: ReportFinding, rank: number, around: FindingSurroundings): FindingView {
  const { resource, recommendation, cost } = finding;
  const anchor = anchorOf(finding.id);
  const policy = around.policies.get(finding.policyId);
  const tags = Object.entries(resource.tags ?? {}).map(([key, value]) => ({ key, value }));
  const related = (around.byResource.get(resourceKey(resource)) ?? []).filter(({ id }) => id !== finding.id);
  const members = finding.members.slice(0, MEMBERS_SHOWN);
  // What saves nothing is no alternative: it is what is there now.
  const alternatives = recommendation.alternatives.filter(({ monthlySavingsUsd }) => monthlySavingsUsd !== 0).map(targetView);
  const names = new Map(finding.members.map(({ id, name }) => [id, name ?? id]));
  const nameOf = (id: string) => names.get(id) ?? id;
  return {
    anchor,
    rank,
    policyId: finding.policyId,
    title: finding.title,
    severity: finding.severity,
    severityLabel: SEVERITY_WORDS[finding.severity],
    suppressed: finding.status === 'suppressed',
    counted: counts(finding),
    primary: finding.primary,
    statusLabel: statusLabel(finding),
    changeLabel: around.changes.get(finding.id) ?? '',
    resourceName: resource.name ?? resource.id,
    resourceId: resource.id,
    resourceType: capital(typeWord(resource.type)),
    arn: resource.arn ?? '',
    account: accountText(resource.accountId, around.accounts),
    accountId: resource.accountId,
    region: resource.region,
    place: around.accounts.size > 1 ? `${accountText(resource.accountId, around.accounts)}, ${resource.region}` : resource.region,
    environment: finding.environment?.name ?? '',
    environmentWhy: finding.environment === null ? '' : `from the ${finding.environment.source} “${finding.environment.matched}”`,
    owner: finding.owner ?? '',
    tags,
    tagText: tags.map(({ key, value }) => `${key}=${value}`).join('\n'),
    summary: finding.summary,
    savings: moneyText(cost.monthlySavingsUsd),
    sortCents: cost.monthlySavingsUsd === null ? '' : String(Math.round(cost.monthlySavingsUsd * 100)),
    savingsText: savingsText(finding),
    worth: worthOf(finding),
    current: usd(cost.currentMonthlyUsd),
    projected: usd(cost.projectedMonthlyUsd),
    basis: basisText(finding),
    afterCommitments: afterCommitmentsText(finding),
    secondOpinion: secondOpinionText(finding),
    action: ACTION_WORDS[recommendation.action],
    recommendation: recommendationText(finding),
    target: recommendation.target && targetView(recommendation.target),
    alternatives,
    alternativesProject: alternatives.some(({ projected }) => projected !== ''),
    alternativesDiffer: alternatives.some(({ differences }) => differences !== ''),
    confidence: finding.confidence,
    confidenceLabel: CONFIDENCE_WORDS[finding.confidence],
    confidenceReasons: finding.confidenceReasons,
    risk: finding.risk === null ? '' : (RISK_WORDS[finding.risk] ?? ''),
    evidence: finding.evidence.map((evidence) => evidenceView(evidence, policy?.options ?? [], nameOf)),
    costLines: costLines(cost.lines),
    spark: sparkView(anchor, around.charts.get(finding.id) ?? []),
    figures: chartViews(anchor, around.charts.get(finding.id) ?? []),
    commands: commandsOf(finding, anchor),
    questions: finding.questions,
    members: members.map((member) => ({ name: member.name ?? member.id, id: member.id, consoleUrl: linkTo(member, around.accounts) })),
    membersMore:
      finding.members.length > members.length ? `${fixed(finding.members.length - members.length, 0)} more stand in report.json.` : '',
    related: related.map((other) => ({ anchor: anchorOf(other.id), title: other.title, savings: savingsText(other) })),
    consoleUrl: linkTo(resource, around.accounts),
    links: (policy?.meta.links ?? []).map(({ title, url }) => ({ title, url })),
  };
}

/** What to do, with the target where there is one. */
export function recommendationText({ recommendation: { action, target } }: ReportFinding): string {
  return target === null ? ACTION_WORDS[action] : `${ACTION_WORDS[action]}: ${targetLabel(target.label)}`;
}

/** A finding as one row; how it fits into its bytes is for the HTML renderer to see to. */
export function findingRow(finding: ReportFinding, accounts: ReadonlyMap<string, Account>): FindingRowView {
  const { resource, cost } = finding;
  return {
    anchor: anchorOf(finding.id),
    counted: counts(finding),
    policyId: finding.policyId,
    title: finding.title.replace(/\s+/g, ' '),
    severity: finding.severity,
    severityLabel: SEVERITY_WORDS[finding.severity],
    confidence: finding.confidence,
    confidenceLabel: CONFIDENCE_WORDS[finding.confidence],
    name: (resource.name ?? resource.id).replace(/\s+/g, ' '),
    account: resource.accountId,
    region: resource.region,
    recommendation: recommendationText(finding).replace(/\s+/g, ' '),
    savings: usd(cost.monthlySavingsUsd),
    worth: worthOf(finding),
    consoleUrl: linkTo(resource, accounts),
  };
}
