import { isComplete } from '../../model/coverage.js';
import type { ReportDocument } from '../../model/report.js';
import type { CoverageCell, FigureView } from '../../model/report-figures.js';
import type { ReportView } from '../../model/report-view.js';
import { compareText, counted, fixed, percent } from '../format.js';
import { accountLabels } from './account-labels.js';
import { figureView } from './figures.js';
import { groupBy } from './groups.js';
import { countedSteps } from './places.js';
import { STATUS_WORDS } from './words.js';

const GAPS_SHOWN = 200;
const GROUP_RESOURCES_SHOWN = 20;
const GROUPS_SHOWN = 100;

/** How much could be seen: as a share of the places that hold compute or gave no full answer, and of the verdicts that were wanted. */
export function coverageSummary(document: ReportDocument): ReportView['coverage'] {
  const { places, notAssessed: open, incomplete } = document.totals;
  const verdicts = document.policies.reduce((sum, { counts }) => sum + counts.fail + counts.pass, 0);
  const wanted = verdicts + open.evaluations;
  const needed = countedSteps(document.coverage);
  const gaps = needed.filter((entry) => !isComplete(entry)).length;
  const by = document.accounts.length > 1 ? 'account and region' : 'region';
  const steps =
    gaps === 0
      ? `All ${counted(needed.length, 'step')} of the audit ${needed.length === 1 ? 'was' : 'were'} answered.`
      : `${fixed(needed.length - gaps, 0)} of ${counted(needed.length, 'step')} of the audit ${needed.length - gaps === 1 ? 'was' : 'were'} answered; what the other ${fixed(gaps, 0)} would have shown is in no total.`;
  const counting = `Counted are EC2, ECS and Lambda by ${by}, where they hold compute or gave no full answer: ${fixed(places.seen, 0)} of ${fixed(places.total, 0)} could be seen in full.`;
  const on = `${open.evaluations === 1 ? 'evaluation' : 'evaluations'} on ${counted(open.resources, 'resource')}`;
  return {
    share: places.total === 0 ? 'nothing' : percent((100 * places.seen) / places.total),
    sentence: places.total === 0 ? steps : `${steps} ${counting}`,
    complete: `${fixed(places.seen, 0)} of ${fixed(places.total, 0)}: EC2, ECS, Lambda by ${by}`,
    assessedShare: wanted === 0 ? '' : percent((100 * verdicts) / wanted),
    notAssessed: fixed(open.evaluations, 0),
    notAssessedSentence:
      open.evaluations === 0
        ? wanted === 0
          ? 'There was no resource to judge.'
          : 'Every policy could decide on every resource it applies to.'
        : `${counted(open.evaluations, 'evaluation')} on ${counted(open.resources, 'resource')} reached no verdict.`,
    notAssessedNote: open.evaluations > 0 ? on : wanted === 0 ? 'no resource to judge' : 'every policy could decide',
    notAssessedCell: open.evaluations > 0 ? `${fixed(open.evaluations, 0)} ${on}` : 'none',
    incomplete,
  };
}

function cellOf(entries: readonly ReportDocument['coverage'][number][]): { status: CoverageCell; text: string } {
  const needed = countedSteps(entries);
  if (needed.length === 0) return { status: 'not-asked', text: 'not asked' };
  const missing = needed.filter((entry) => !isComplete(entry));
  if (missing.length === 0) return { status: 'complete', text: `${needed.length} of ${needed.length} steps` };
  const words = [...new Set(missing.map(({ status }) => STATUS_WORDS[status]))].sort(compareText).join(', ');
  const seen = needed.length - missing.length;
  const nothing = seen === 0 && missing.every(({ status }) => status !== 'partial');
  return { status: nothing ? 'unseen' : 'partial', text: `${seen} of ${needed.length} steps; ${words}` };
}

/** Accounts by regions; null without any coverage. */
export function coverageMap(document: ReportDocument): FigureView | null {
  if (document.coverage.length === 0) return null;
  const byPlace = groupBy(document.coverage, ({ accountId, region }) => `${accountId}\n${region}`);
  const accountIds = [...new Set(document.coverage.map(({ accountId }) => accountId))].sort(compareText);
  const regions = [...new Set(document.coverage.map(({ region }) => region))].sort(compareText);
  const names = new Map(document.accounts.map(({ accountId, name }) => [accountId, name]));
  const labels = accountLabels(accountIds, names);
  return figureView('coverage-map', {
    type: 'coverage-map',
    title: 'Coverage by account and region',
    accounts: labels.map(({ full }) => full),
    labels: labels.map(({ short }) => short),
    regions,
    cells: accountIds.map((id) => regions.map((region) => cellOf(byPlace.get(`${id}\n${region}`) ?? []))),
  });
}

/** Steps that did not give all there was, in words. */
export function gaps(document: ReportDocument): Pick<ReportView, 'gaps' | 'gapsMore'> {
  const open = document.coverage.filter((entry) => !isComplete({ ...entry, optional: false }));
  return {
    gaps: open.slice(0, GAPS_SHOWN).map(({ accountId, region, service, step, status, detail, optional }) => ({
      account: accountId,
      region,
      service,
      step: optional ? `${step} (optional)` : step,
      status: STATUS_WORDS[status],
      detail: detail ?? '',
    })),
    gapsMore: open.length > GAPS_SHOWN ? `${fixed(open.length - GAPS_SHOWN, 0)} more stand in report.json.` : '',
  };
}

/** The reason of a group; where its resources have each their own, the first one as an example. */
function reasonOf(entries: readonly ReportDocument['notAssessed'][number][]): { reason: string } {
  const [first, ...others] = [...new Set(entries.map(({ reason }) => reason))];
  return { reason: others.length === 0 ? (first ?? '') : `For example: ${first}` };
}

/** What no policy could decide, grouped by policy and reason, the largest group first. */
export function notAssessedGroups(document: ReportDocument): ReportView['notAssessed'] {
  const titles = new Map(document.policies.map(({ id, title }) => [id, title]));
  const groups = [...groupBy(document.notAssessed, ({ policyId, code }) => `${policyId}\n${code}`).values()].sort(
    (a, b) =>
      b.length - a.length || compareText(a[0]?.policyId ?? '', b[0]?.policyId ?? '') || compareText(a[0]?.code ?? '', b[0]?.code ?? ''),
  );
  return {
    groups: groups.slice(0, GROUPS_SHOWN).map((entries) => ({
      policyId: entries[0]?.policyId ?? '',
      title: titles.get(entries[0]?.policyId ?? '') ?? '',
      ...reasonOf(entries),
      count: fixed(entries.length, 0),
      which: counted(entries.length, 'resource'),
      resources: entries.slice(0, GROUP_RESOURCES_SHOWN).map(({ resource, reason }) => ({
        name: resource.name ?? resource.id,
        account: resource.accountId,
        region: resource.region,
        place: document.accounts.length > 1 ? `${resource.accountId}, ${resource.region}` : resource.region,
        reason: entries.every((other) => other.reason === reason) ? '' : reason,
      })),
      more: entries.length > GROUP_RESOURCES_SHOWN ? `${fixed(entries.length - GROUP_RESOURCES_SHOWN, 0)} more stand in report.json.` : '',
    })),
    more: groups.length > GROUPS_SHOWN ? `${fixed(groups.length - GROUPS_SHOWN, 0)} more groups stand in report.json.` : '',
  };
}
