import type { Chart } from '../../model/evaluation.js';
import type { PolicyDescription } from '../../model/judgement.js';
import type { ReportFinding, ReportTarget } from '../../model/report.js';
import type { EvidenceView, FindingRowView, FindingView, TargetView } from '../../model/report-finding-view.js';
import type { ReportResource } from '../../model/report-resource.js';
import type { Account } from '../../model/snapshot.js';
import { consoleUrl, partitionOf } from '../console-links.js';
import { counted, fixed, inUnit, labelOf, moneyText, NOT_KNOWN, number, periodText, price, quantityText, usd } from '../format.js';
import { counts } from './document.js';
import { chartViews, sparkView } from './figures.js';
import { anchorOf, resourceKey } from './identity.js';
import { ACTION_WORDS, CONFIDENCE_WORDS, PLATFORM_WORDS, RISK_WORDS, SEVERITY_WORDS, typeWord } from './words.js';

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

function evidenceView(
  { name, value, unit, source, heldAgainst, flipsAt }: ReportFinding['evidence'][number],
  options: PolicyDescription['options'],
): EvidenceView {
  const option = heldAgainst === null ? undefined : options.find((candidate) => candidate.name === heldAgainst.option);
  const optionUnit = option !== undefined && 'unit' in option.spec ? option.spec.unit : unit;
  return {
    label: labelOf(name, unit),
    value: quantityText({ value, unit }),
    source:
      source === null
        ? ''
        : `${source.metric}, ${source.statistic} of ${periodText(source.periodSeconds)}, ${counted(source.windowDays, 'day')}`,
    datapoints: source === null ? '' : `${fixed(source.datapoints, 0)} of ${fixed(source.expectedDatapoints, 0)}`,
    heldAgainst:
      heldAgainst === null
        ? ''
        : `${labelOf(heldAgainst.option, optionUnit)}: ${typeof heldAgainst.value === 'number' ? inUnit(heldAgainst.value, optionUnit) : heldAgainst.value}`,
    flipsAt: flipsAt === null ? '' : inUnit(flipsAt, unit),
  };
}

/** `vCPU 2, memory 8 GiB` of a target's values. */
function specsText(values: ReportTarget['values']): string {
  return Object.entries(values)
    .map(([name, quantity]) => `${labelOf(name, quantity.unit)} ${quantityText(quantity)}`)
    .join(', ');
}

function targetView(target: ReportTarget): TargetView {
  const percentOrUnknown = (value: number | null) => (value === null ? NOT_KNOWN : `${number(value)} %`);
  return {
    label: target.label,
    specs: specsText(target.values),
    projected: target.projected
      .map(
        ({ dimension, nowPercent, projectedPercent }) =>
          `${dimension} ${percentOrUnknown(nowPercent)} → ${percentOrUnknown(projectedPercent)}`,
      )
      .join(', '),
    monthly: usd(target.monthlyUsd),
    savings: usd(target.monthlySavingsUsd),
    risk: target.risk === null ? NOT_KNOWN : (RISK_WORDS[target.risk] ?? NOT_KNOWN),
    differences: target.platformDifferences.map((code) => PLATFORM_WORDS[code] ?? code).join(', '),
    notes: target.offerChecked
      ? target.notes
      : ['The region’s own offer of types could not be read: check that it has this one.', ...target.notes],
  };
}

function statusLabel({ status, primary, cost }: ReportFinding): string {
  if (status === 'suppressed') return 'Suppressed: not counted';
  if (!primary) return 'Not counted: another finding of this resource is';
  if (cost.monthlySavingsUsd === null) return 'Without an amount';
  return cost.monthlySavingsUsd < 0 ? 'An increase: never part of the savings' : '';
}

function savingsCaption({ cost }: ReportFinding): string {
  if (cost.monthlySavingsUsd === null) return 'amount not known';
  return cost.monthlySavingsUsd < 0 ? 'more a month' : 'a month';
}

function basisText({ cost }: ReportFinding): string {
  if (cost.basis === null) return '';
  return `${cost.basis === 'list' ? 'List price' : cost.basis === 'estimated' ? 'Estimated price' : 'Assumed price'} of ${cost.asOf ?? NOT_KNOWN}`;
}

function afterCommitmentsText({ cost }: ReportFinding): string {
  if (cost.afterCommitments === null) return '';
  const { monthlySavingsUsd, until } = cost.afterCommitments;
  if (until === null && monthlySavingsUsd === cost.monthlySavingsUsd) return 'No running commitment takes any of the saving.';
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
    resourceType: typeWord(resource.type),
    arn: resource.arn ?? '',
    account: accountText(resource.accountId, around.accounts),
    accountId: resource.accountId,
    region: resource.region,
    environment: finding.environment?.name ?? '',
    environmentWhy: finding.environment === null ? '' : `from the ${finding.environment.source} “${finding.environment.matched}”`,
    owner: finding.owner ?? '',
    tags,
    tagText: tags.map(({ key, value }) => `${key}=${value}`).join('\n'),
    summary: finding.summary,
    savings: moneyText(cost.monthlySavingsUsd),
    sortCents: cost.monthlySavingsUsd === null ? '' : String(Math.round(cost.monthlySavingsUsd * 100)),
    savingsCaption: savingsCaption(finding),
    current: usd(cost.currentMonthlyUsd),
    projected: usd(cost.projectedMonthlyUsd),
    basis: basisText(finding),
    afterCommitments: afterCommitmentsText(finding),
    secondOpinion: secondOpinionText(finding),
    action: ACTION_WORDS[recommendation.action],
    recommendation:
      recommendation.target === null
        ? ACTION_WORDS[recommendation.action]
        : `${ACTION_WORDS[recommendation.action]}: ${recommendation.target.label}`,
    target: recommendation.target && targetView(recommendation.target),
    alternatives: recommendation.alternatives.map(targetView),
    confidence: finding.confidence,
    confidenceLabel: CONFIDENCE_WORDS[finding.confidence],
    confidenceReasons: finding.confidenceReasons,
    risk: finding.risk === null ? '' : (RISK_WORDS[finding.risk] ?? ''),
    evidence: finding.evidence.map((evidence) => evidenceView(evidence, policy?.options ?? [])),
    costLines: cost.lines.map(({ label, quantity, quantityUnit, rate, usd: amount }) => ({
      label,
      quantity: `${number(quantity)} ${quantityUnit}`,
      rate: rate === null ? NOT_KNOWN : `${price(rate.usd)} per ${rate.unit}`,
      amount: usd(amount),
      source: rate === null ? '' : `${rate.basis}, ${rate.asOf}, ${rate.source}`,
    })),
    spark: sparkView(anchor, around.charts.get(finding.id) ?? []),
    figures: chartViews(anchor, around.charts.get(finding.id) ?? []),
    commands: finding.commands.map(({ purpose, tool, text, withheld }, at) => ({
      id: `${anchor}-k${at + 1}`,
      purpose: { inspect: 'Look first', apply: 'Change', undo: 'Undo' }[purpose],
      tool: { 'aws-cli': 'AWS CLI', terraform: 'Terraform', cloudformation: 'CloudFormation' }[tool],
      text: text ?? '',
      withheld: withheld ?? '',
    })),
    questions: finding.questions,
    members: members.map((member) => ({ name: member.name ?? member.id, id: member.id, consoleUrl: linkTo(member, around.accounts) })),
    membersMore:
      finding.members.length > members.length ? `${fixed(finding.members.length - members.length, 0)} more stand in report.json.` : '',
    related: related.map((other) => ({ anchor: anchorOf(other.id), title: other.title, savings: usd(other.cost.monthlySavingsUsd) })),
    consoleUrl: linkTo(resource, around.accounts),
    links: (policy?.meta.links ?? []).map(({ title, url }) => ({ title, url })),
  };
}

/** A finding as one row; how it fits into its bytes is for the HTML renderer to see to. */
export function findingRow(finding: ReportFinding, accounts: ReadonlyMap<string, Account>): FindingRowView {
  const { resource, cost } = finding;
  return {
    anchor: anchorOf(finding.id),
    counted: counts(finding),
    policyId: finding.policyId,
    severity: finding.severity,
    name: (resource.name ?? resource.id).replace(/\s+/g, ' '),
    account: resource.accountId,
    region: resource.region,
    savings: usd(cost.monthlySavingsUsd),
    consoleUrl: linkTo(resource, accounts),
  };
}
