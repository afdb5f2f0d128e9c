import type { JudgementDiff } from '../model/diff.js';
import { ACTIONS } from '../model/evaluation.js';
import type { Judgement } from '../model/judgement.js';
import type { ReportDocument, ReportModel } from '../model/report.js';
import type { ReportView } from '../model/report-view.js';
import { topActions } from './build/actions.js';
import { sumCents } from './build/amounts.js';
import { breakdowns } from './build/breakdowns.js';
import { caveats } from './build/caveats.js';
import { changeLabels, changesView } from './build/changes-view.js';
import { leftView } from './build/commitments.js';
import { countedSavings, counts } from './build/counting.js';
import { coverageMap, coverageSummary, gaps, notAssessedGroups } from './build/coverage-view.js';
import { buildDocument } from './build/document.js';
import { ecsChoicesView } from './build/ecs-choices.js';
import { findingRow, findingView } from './build/finding-view.js';
import { glossary } from './build/glossary.js';
import { groupBy } from './build/groups.js';
import { headlineOf } from './build/headline.js';
import { resourceKey } from './build/identity.js';
import { methodOf, runText } from './build/method.js';
import { notCountedText } from './build/not-counted.js';
import { notSeenText } from './build/places.js';
import { problemsOf } from './build/problems.js';
import { line, searchIndex } from './build/search-index.js';
import { costSplit, generationsOf, scopeOf } from './build/summary.js';
import { ACTION_WORDS, SEVERITY_WORDS } from './build/words.js';
import { compareText, counted, fixed, usd } from './format.js';
import type { ReportSettings } from './settings.js';

const ACTIONS_SHOWN = 5;
const TAG_VALUES_SHOWN = 2000;
/** Owners to choose from; the search finds the others. */
const OWNERS_SHOWN = 500;

function filtersOf(document: ReportDocument): ReportView['filters'] {
  const { findings } = document;
  const titles = new Map(document.policies.map(({ id, title }) => [id, title]));
  const names = new Map(document.accounts.map(({ accountId, name }) => [accountId, name]));
  const distinct = (values: string[]) => [...new Set(values)].sort(compareText);
  const positions = new Map<string, number[]>();
  findings.forEach(({ resource }, at) => {
    for (const [key, value] of Object.entries(resource.tags ?? {})) {
      // Names are as many as resources, and the text filter finds them.
      if (key === 'Name') continue;
      const tag = `${key}=${value}`;
      const list = positions.get(tag);
      if (list === undefined) positions.set(tag, [at]);
      else list.push(at);
    }
  });
  const tags = [...positions].sort(([a, of], [b, other]) => other.length - of.length || compareText(a, b));
  return {
    policies: distinct(findings.map(({ policyId }) => policyId)).map((value) => ({ value, label: titles.get(value) ?? value })),
    severities: (['high', 'medium', 'low', 'info'] as const)
      .filter((value) => findings.some(({ severity }) => severity === value))
      .map((value) => ({ value, label: SEVERITY_WORDS[value] })),
    accounts: distinct(findings.map(({ resource }) => resource.accountId)).map((value) => ({ value, label: names.get(value) ?? value })),
    regions: distinct(findings.map(({ resource }) => resource.region)).map((value) => ({ value, label: value })),
    owners: distinct(findings.flatMap(({ owner }) => owner ?? []))
      .slice(0, OWNERS_SHOWN)
      .map((owner) => ({ value: line(owner), label: owner })),
    actions: ACTIONS.filter((value) => findings.some(({ recommendation }) => recommendation.action === value)).map((value) => ({
      value,
      label: ACTION_WORDS[value],
    })),
    tags: tags
      .slice(0, TAG_VALUES_SHOWN)
      .map(([value, at]) => ({ value, positions: at.join(' ') }))
      .sort((a, b) => compareText(a.value, b.value)),
    tagsMore:
      tags.length > TAG_VALUES_SHOWN
        ? `The ${fixed(TAG_VALUES_SHOWN, 0)} most frequent of ${fixed(tags.length, 0)} tag values can be chosen.`
        : '',
  };
}

/** What the filter says before anything is filtered; the page's script says it in the same words. */
function matchesText(findings: ReportDocument['findings'], beyond: number): string {
  const where = beyond === 0 ? 'shown' : `match, ${fixed(beyond, 0)} of them in report.json alone`;
  const sum = sumCents(findings.map(countedSavings));
  const unknown = sum === 0 && findings.some((finding) => counts(finding) && finding.cost.monthlySavingsUsd === null);
  const worth = unknown ? 'what those that count save is not known' : `those that count save ${usd(sum)} a month`;
  return `All ${counted(findings.length, 'finding')} ${where}; ${worth}.`;
}

/** Details and rows that a print holds: the first ones, in the style sheet and the script too. */
const PRINTED = { details: 10, rows: 100 };

/** What a print leaves out; the page's script says it in the same words. */
function printNote(full: number, rows: number): string {
  const [details, lines] = [Math.max(0, full - PRINTED.details), Math.max(0, rows - PRINTED.rows)];
  if (details + lines === 0) return '';
  const left = [
    details > 0 ? `the details of ${counted(details, 'finding')}` : '',
    lines > 0 ? `${counted(lines, 'row')} of smaller findings` : '',
  ];
  return `Not in this print, but in the HTML file: ${left.filter((part) => part !== '').join(' and ')}.`;
}

/** Of what was left out, how much is of high severity: `--fail-on` counts it, and it is not here to be seen. */
function graveText({ findings }: Judgement, { findings: shown }: ReportDocument): string {
  const high = (all: readonly { status: string; severity: string }[]) =>
    all.filter(({ status, severity }) => status === 'active' && severity === 'high').length;
  const hidden = high(findings) - high(shown);
  return hidden === 0 ? '' : `, ${fixed(hidden, 0)} of them active and of high severity`;
}

function findingsOf(document: ReportDocument, judgement: Judgement, settings: ReportSettings): ReportView['findings'] {
  const { findings, totals } = document;
  const around = {
    accounts: new Map(document.accounts.map((account) => [account.accountId, account])),
    policies: new Map(judgement.policies.map((policy) => [policy.meta.id, policy])),
    byResource: groupBy(findings, ({ resource }) => resourceKey(resource)),
    charts: new Map(judgement.findings.map(({ id, outcome }) => [id, outcome.charts])),
    changes: changeLabels(document),
  };
  const full = findings.slice(0, settings.fullFindings).map((finding, at) => findingView(finding, at + 1, around));
  const listed = findings.slice(0, settings.fullFindings + settings.compactFindings);
  const beyond = findings.length - listed.length;
  const rows = listed.slice(settings.fullFindings).map((finding) => findingRow(finding, around.accounts));
  const { leftOut, suppressed, primary, active } = totals.findings;
  const others = active - primary;
  const intro = [
    `${counted(primary, 'finding')} ${primary === 1 ? 'counts' : 'count'} towards the totals, one per resource.`,
    others > 0
      ? `${counted(others, 'more is', 'more are')} also true of them and ${others === 1 ? 'adds' : 'add'} nothing to the totals.`
      : '',
    suppressed > 0 ? `${counted(suppressed, 'is', 'are')} suppressed.` : '',
  ];
  return {
    title: findings.length === 0 ? 'No findings' : counted(findings.length, 'finding'),
    matches: matchesText(findings, beyond),
    index: searchIndex(findings, listed.length, around),
    printNote: printNote(full.length, rows.length),
    rowsTitle: `${counted(rows.length, 'smaller finding')}, one row each`,
    intro: findings.length === 0 ? '' : intro.filter((sentence) => sentence !== '').join(' '),
    full,
    rows,
    rowsIntro:
      rows.length === 0
        ? ''
        : `The ${counted(full.length, 'largest', 'largest')} stand above in full. Each of the others has a row here; its evidence is in report.json under the same id.${
            beyond === 0 ? '' : ` ${counted(beyond, 'more finding stands', 'more findings stand')} in report.json alone.`
          }`,
    leftOut:
      leftOut === 0
        ? ''
        : `${counted(leftOut, 'finding saves', 'findings save')} less than ${usd(settings.minSavingUsd)} a month and ${leftOut === 1 ? 'was' : 'were'} left out, as asked${graveText(judgement, document)}.`,
  };
}

function suppressionsOf(document: ReportDocument): ReportView['suppressions'] {
  const words = { applied: 'Applied', expired: 'Expired', unmatched: 'Matches nothing' } as const;
  return document.suppressions.map(({ policyId, match, reason, owner, until, status, findings }) => ({
    policyId,
    match: Object.entries(match)
      .map(([key, value]) => `${key}=${value}`)
      .join(', '),
    reason,
    owner,
    until,
    status,
    statusLabel: words[status],
    findings: fixed(findings, 0),
  }));
}

/**
 * The report of a judgement: every number as report.json gives it, and the same numbers sorted, grouped, summed and worded for
 * people. Pure: the same judgement and settings give the same model.
 * @param changes What is different since an earlier snapshot; null where none was given to compare with.
 */
export function buildReport(judgement: Judgement, settings: ReportSettings, changes: JudgementDiff | null = null): ReportModel {
  const document = buildDocument(judgement, settings, changes);
  const terms = glossary();
  const view: ReportView = {
    title: settings.title,
    company: settings.company,
    logo: settings.logo,
    footer: settings.footer,
    language: 'en',
    redacted: settings.redacted,
    scope: scopeOf(document),
    ...headlineOf(document),
    notSeen: notSeenText(document),
    notCounted: notCountedText(document, settings),
    afterCommitments: leftView(document),
    problems: problemsOf(document),
    ...caveats(document),
    coverage: coverageSummary(document),
    warnings: document.warnings.map(({ text }) => ({ text })),
    changes: changesView(document, new Set(document.findings.map(({ id }) => id))),
    ...topActions(document, judgement, ACTIONS_SHOWN),
    split: costSplit(document),
    generations: generationsOf(document, settings),
    ecsChoices: ecsChoicesView(document),
    breakdowns: breakdowns(document, settings),
    findings: findingsOf(document, judgement, settings),
    filters: filtersOf(document),
    notAssessed: notAssessedGroups(document),
    suppressions: suppressionsOf(document),
    coverageMap: coverageMap(document),
    ...gaps(document),
    method: methodOf(document, judgement),
    glossary: terms.list,
    terms: terms.byId,
    run: runText(document),
  };
  return { document, view };
}
