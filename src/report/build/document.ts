import { savesAtLeast } from '../../model/cost-amounts.js';
import type { JudgementDiff } from '../../model/diff.js';
import type { Evidence, Target } from '../../model/evaluation.js';
import { findsSavings } from '../../model/judged-nothing.js';
import type { Finding, Judgement } from '../../model/judgement.js';
import { REPORT_SCHEMA_VERSION, type ReportDocument, type ReportFinding, type ReportTarget } from '../../model/report.js';
import { writeCommands } from '../commands.js';
import { compareText } from '../format.js';
import type { ReportSettings } from '../settings.js';
import { amountsOf, basisOf, cents, oldest } from './amounts.js';
import { changesDocument } from './changes-document.js';
import { choiceNote } from './choice.js';
import { afterCommitmentsOf, commitmentsOf } from './commitments.js';
import { ecsChoicesDocument } from './ecs-choices.js';
import { noteOf } from './evidence-note.js';
import { resourceKey } from './identity.js';
import { totalsOf } from './totals.js';

export { countedSavings, counts } from './counting.js';

function evidenceOf(evidence: Evidence): ReportFinding['evidence'][number] {
  const { name, value, unit, member = null, source = null, heldAgainst = null, flipsAt = null } = evidence;
  return { name, value, unit, member, source, heldAgainst, flipsAt, note: noteOf(evidence) };
}

/** Codes as their sentences; a code without one stands as it is rather than vanish. */
function inWords(codes: readonly string[], sentences: Finding['sentences']): string[] {
  return codes.map((code) => (Object.hasOwn(sentences, code) ? sentences[code] : undefined) ?? code);
}

function targetOf(target: Target, { sentences, outcome: { cost } }: Finding): ReportTarget {
  const amounts = amountsOf({ current: cost.current, projected: target.monthly, savings: target.savings });
  return {
    label: target.label,
    values: target.values,
    projected: target.projected,
    monthlyUsd: amounts.projectedMonthlyUsd,
    monthlySavingsUsd: amounts.monthlySavingsUsd,
    basis: basisOf([target.monthly, target.savings]),
    risk: target.risk,
    platformDifferences: target.platformDifferences,
    offerChecked: target.offerChecked,
    notes: inWords(target.notes, sentences),
  };
}

function findingOf(finding: Finding): ReportFinding {
  const { outcome, sentences } = finding;
  const { current, projected, savings } = outcome.cost;
  const { target, alternatives, action } = outcome.recommendation;
  const amounts = amountsOf(outcome.cost);
  const note = choiceNote(outcome.recommendation);
  const recommended = target && targetOf(target, finding);
  return {
    id: finding.id,
    policyId: finding.policyId,
    title: finding.title,
    severity: finding.severity,
    status: finding.status,
    primary: finding.primary,
    resource: finding.resource,
    members: outcome.members,
    environment: finding.environment,
    owner: finding.owner,
    summary: finding.summary,
    code: outcome.code,
    values: outcome.values,
    // The saving itself is given as it stands everywhere else, to the cent.
    evidence: outcome.evidence.map((one) =>
      evidenceOf(one.unit === 'usd-per-month' && one.value === savings?.usd ? { ...one, value: amounts.monthlySavingsUsd } : one),
    ),
    recommendation: {
      action,
      target: recommended && note !== null ? { ...recommended, notes: [...recommended.notes, note] } : recommended,
      alternatives: alternatives.map((alternative) => targetOf(alternative, finding)),
    },
    cost: {
      ...amounts,
      basis: basisOf([current, projected, savings]),
      asOf: oldest([current, projected, savings]),
      lines: outcome.cost.lines.map(({ of, ...line }) => ({ of: of ?? ('current' as const), ...line })),
      afterCommitments: afterCommitmentsOf(finding, amounts.monthlySavingsUsd),
    },
    secondOpinion: finding.secondOpinion ?? null,
    confidence: outcome.confidence,
    confidenceReasons: inWords(outcome.confidenceReasons, sentences),
    risk: outcome.risk,
    questions: inWords(outcome.questions, sentences),
    commands: writeCommands(outcome.commands),
  };
}

const SEVERITY_ORDER = { high: 0, medium: 1, low: 2, info: 3 } as const;

/** 0: counted in the totals; 1: true as well, but another finding of the resource counts; 2: suppressed. */
function tier({ status, primary }: ReportFinding): number {
  return status === 'suppressed' ? 2 : primary ? 0 : 1;
}

/** Rank by money: counted findings first, the largest saving first; without an amount by severity, then increases. */
function compareFindings(a: ReportFinding, b: ReportFinding): number {
  const money = (finding: ReportFinding) => finding.cost.monthlySavingsUsd ?? 0;
  return (
    tier(a) - tier(b) ||
    money(b) - money(a) ||
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    compareText(a.policyId, b.policyId) ||
    compareText(a.resource.accountId, b.resource.accountId) ||
    compareText(a.resource.region, b.resource.region) ||
    compareText(a.resource.id, b.resource.id) ||
    compareText(a.id, b.id)
  );
}

function policiesOf(judgement: Judgement): ReportDocument['policies'] {
  return judgement.policies
    .map(({ meta, severity, origin, counts: verdicts, options }) => ({
      id: meta.id,
      title: meta.title,
      severity,
      origin,
      findsSavings: findsSavings(meta),
      counts: verdicts,
      options: options.map(({ name, spec, value, source }) => ({
        name,
        value: typeof value === 'object' ? [...value] : value,
        unit: 'unit' in spec ? spec.unit : 'text',
        source,
      })),
    }))
    .sort((a, b) => compareText(a.id, b.id));
}

/** Everything that report.json says. Order is part of it: findings by rank, the rest by account, region and name. */
export function buildDocument(judgement: Judgement, settings: ReportSettings, diff: JudgementDiff | null): ReportDocument {
  const { header } = judgement;
  const shown = (finding: Finding) => savesAtLeast(finding.outcome.cost, settings.minSavingUsd ?? 0);
  const findings = judgement.findings.filter(shown).map(findingOf).sort(compareFindings);
  const leftOut = judgement.findings.filter((finding) => !shown(finding)).map(findingOf);
  const inventory = judgement.inventory.map(({ monthly, byBasis: _, ...row }) => ({
    ...row,
    monthlyUsd: cents(monthly),
    basis: basisOf([monthly]),
  }));
  const totals = totalsOf(judgement, findings, inventory, leftOut);
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    tool: header.tool,
    window: header.window,
    scalarWindow: header.scalarWindow,
    collectedAt: header.collectedAt,
    interrupted: header.interrupted,
    accounts: [...judgement.accounts].sort((a, b) => compareText(a.accountId, b.accountId)),
    coverage: [...judgement.coverage].sort(
      (a, b) =>
        compareText(a.accountId, b.accountId) ||
        compareText(a.region, b.region) ||
        compareText(a.service, b.service) ||
        compareText(a.step, b.step) ||
        compareText(a.detail ?? '', b.detail ?? ''),
    ),
    totals,
    findings,
    notAssessed: judgement.notAssessed
      .map(({ policyId, resource, code, reason }) => ({ policyId, resource, code, reason }))
      .sort(
        (a, b) =>
          compareText(a.policyId, b.policyId) ||
          compareText(resourceKey(a.resource), resourceKey(b.resource)) ||
          compareText(a.code, b.code),
      ),
    suppressions: judgement.suppressions.map((suppression) => ({ ...suppression })),
    inventory,
    ecsChoices: ecsChoicesDocument(judgement),
    policies: policiesOf(judgement),
    commitments: commitmentsOf(judgement),
    prices: judgement.prices,
    // Where there is no compute, no work of a month's end was missed.
    warnings: judgement.warnings
      .filter(({ code }) => totals.resources.total > 0 || totals.incomplete || !code.startsWith('no-month-end'))
      .map(({ code, text }) => ({ code, text })),
    changes: changesDocument(diff),
    run: header.run,
  };
}
