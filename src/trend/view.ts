import { epochSeconds } from '../model/time.js';
import type { TrendDocument, TrendPoint, TrendScope, TrendSeries } from '../model/trend.js';
import type { TrendSeriesView, TrendView } from '../model/trend-view.js';
import { counted, fixed, instantText, NOT_KNOWN, percent, usd, windowText } from '../report/format.js';
import type { ReportSettings } from '../report/settings.js';
import { trendFigures } from './figures.js';
import { bounded, dated, differsText, movement, nameOf, notesOf, realisedText, scopeText } from './words.js';

const ACCOUNTS_SHOWN = 100;

const BECAUSE_WORDS = { unreadable: 'Cannot be read', 'same-run': 'The same run', shard: 'A part of a run' } as const;

function pointView(point: TrendPoint, before: TrendPoint | undefined, folder: string): TrendSeriesView['points'][number] {
  const { since, coverage } = point;
  return {
    end: dated(point.window.end),
    window: windowText(point.window.start, point.window.end),
    cost: bounded(point.monthlyCostUsd, point.incomplete),
    savings: bounded(point.monthlySavingsUsd, point.incomplete),
    realised: since === null ? '' : realisedText(since.realisedMonthlyUsd, since.realisedUnknown),
    realisedInAll: before === undefined ? '' : realisedText(point.realisedMonthlyUsd, point.realisedUnknown),
    findings: fixed(point.findings, 0),
    changes:
      since === null
        ? ''
        : `${since.new} new, ${since.resolved} resolved${since.noLongerAssessed > 0 ? `, ${since.noLongerAssessed} lost from sight` : ''}`,
    coverage: coverage.percent === null ? 'nothing' : percent(coverage.percent),
    notAssessed: fixed(point.notAssessed.evaluations, 0),
    notes: notesOf(point, before),
    snapshot: point.snapshot.slice(folder.length),
  };
}

function accountsView({ scope, points }: TrendSeries): Pick<TrendSeriesView, 'accounts' | 'accountsMore'> {
  const [first, last] = [points[0], points.at(-1)];
  if (scope.accounts.length < 2 || first === undefined || last === undefined) return { accounts: [], accountsMore: '' };
  const of = (point: TrendPoint, id: string) => point.accounts.find(({ accountId }) => accountId === id);
  const rows = scope.accounts
    .map((account) => ({ account, before: of(first, account.accountId), now: of(last, account.accountId) }))
    .sort((a, b) => (b.now?.monthlyCostUsd ?? 0) - (a.now?.monthlyCostUsd ?? 0));
  return {
    accounts: rows.slice(0, ACCOUNTS_SHOWN).map(({ account, before, now }) => ({
      account: nameOf(account).replace(/^account /, ''),
      costBefore: usd(before?.monthlyCostUsd ?? null),
      costNow: usd(now?.monthlyCostUsd ?? null),
      change: movement(before?.monthlyCostUsd ?? null, now?.monthlyCostUsd ?? null),
      savingsBefore: usd(before?.monthlySavingsUsd ?? null),
      savingsNow: usd(now?.monthlySavingsUsd ?? null),
      findings: fixed(now?.findings ?? 0, 0),
    })),
    accountsMore: rows.length > ACCOUNTS_SHOWN ? `${fixed(rows.length - ACCOUNTS_SHOWN, 0)} more stand in trend.json.` : '',
  };
}

function factsOf(first: TrendPoint, last: TrendPoint, alone: boolean): TrendSeriesView['facts'] {
  return [
    {
      label: 'Cost a month',
      value: bounded(last.monthlyCostUsd, last.incomplete),
      note: alone ? 'compute only, list price' : `${usd(first.monthlyCostUsd)} at first`,
    },
    {
      label: 'Can be saved',
      value: bounded(last.monthlySavingsUsd, last.incomplete),
      note: alone ? 'a month' : `${usd(first.monthlySavingsUsd)} at first`,
    },
    {
      label: 'Realised',
      value: alone ? NOT_KNOWN : realisedText(last.realisedMonthlyUsd, last.realisedUnknown),
      note: alone ? 'takes two snapshots' : 'a month, by what was stopped, scheduled, resized or removed',
    },
    { label: 'Findings', value: fixed(last.findings, 0), note: alone ? 'one per resource' : `${fixed(first.findings, 0)} at first` },
    {
      label: 'Could be seen',
      value: last.coverage.percent === null ? 'nothing' : percent(last.coverage.percent),
      note: `${fixed(last.coverage.answered, 0)} of ${counted(last.coverage.steps, 'step')}`,
    },
  ];
}

function sentenceOf(first: TrendPoint, last: TrendPoint, alone: boolean): string {
  if (alone) return `One snapshot, of ${dated(last.window.end)}: there is nothing yet to compare it with`;
  const cost = movement(first.monthlyCostUsd, last.monthlyCostUsd);
  const span = `since ${dated(first.window.end)}`;
  if (cost === NOT_KNOWN) return `How the cost moved ${span} is not known`;
  return `${cost === 'the same' ? 'The same cost' : `${cost} a month`} ${span}: ${usd(first.monthlyCostUsd)} then, ${usd(last.monthlyCostUsd)} on ${dated(last.window.end)}`;
}

/** The folders that all of these lie in, with the slash at their end: said by every one of them, it tells them apart by nothing. */
function commonFolder(names: readonly string[]): string {
  const [first = ''] = names;
  const folders = first.split('/').slice(0, -1);
  while (folders.length > 0 && !names.every((name) => name.startsWith(`${folders.join('/')}/`))) folders.pop();
  return folders.length === 0 || names.length === 1 ? '' : `${folders.join('/')}/`;
}

function seriesView(series: TrendSeries, at: number, first: TrendScope, folder: string): TrendSeriesView {
  const id = `scope-${at + 1}`;
  const { points, scope } = series;
  const [oldest, newest] = [points[0], points.at(-1)];
  if (oldest === undefined || newest === undefined) throw new RangeError('a scope without a snapshot');
  const alone = points.length === 1;
  return {
    id,
    title: scopeText(scope).replace(/^account/, 'Account'),
    scope: counted(points.length, 'snapshot'),
    differs: differsText(scope, first),
    sentence: `${sentenceOf(oldest, newest, alone)}.`,
    facts: factsOf(oldest, newest, alone),
    figures: alone ? [] : trendFigures(id, series),
    points: points.map((point, index) => pointView(point, points[index - 1], folder)),
    ...accountsView(series),
  };
}

/** The words and pictures of a trend. Pure: the same document gives the same view. */
export function trendView(document: TrendDocument, settings: ReportSettings): TrendView {
  const { series, leftOut, tool, prices } = document;
  const all = series.flatMap(({ points }) => points);
  const ends = all.map(({ window }) => window.end).sort();
  const [main] = series;
  if (main === undefined) throw new RangeError('a trend without a snapshot');
  const folder = commonFolder(all.map(({ snapshot }) => snapshot));
  const views = series.map((one, at) => seriesView(one, at, main.scope, folder));
  const notes = [
    ...(series.length > 1
      ? [
          `These snapshots have ${series.length} scopes, each with other accounts or regions. They stand apart: a cost that was looked for in more places is no higher cost.`,
        ]
      : []),
    ...(all.some(({ incomplete }) => incomplete)
      ? ['Some snapshots are incomplete: their amounts are lower bounds, and their points are hollow.']
      : []),
  ];
  return {
    title: settings.title,
    company: settings.company,
    logo: settings.logo,
    footer: settings.footer,
    language: 'en',
    redacted: settings.redacted,
    headline: (views[0]?.sentence ?? '').replace(/\.$/, ''),
    scope: `${counted(all.length, 'snapshot')}, windows that end from ${dated(ends[0] ?? '')} to ${dated(ends.at(-1) ?? '')}`,
    notes: notes.map((text) => ({ text })),
    series: views,
    leftOutTitle: leftOut.length === 0 ? '' : `${counted(leftOut.length, 'file')} left out`,
    leftOut: leftOut.map(({ snapshot, because, detail }) => ({ snapshot, because: BECAUSE_WORDS[because], detail })),
    method: { tool: `${tool.name} ${tool.version}` },
    run: `Every snapshot was judged again with the policies, options and prices of this run (prices of ${prices.asOf}), so that amounts differ for what changed in the account alone. Realised is what was done to resources with a finding: what they cost less, at the use of then, since they were stopped, switched off on a schedule, resized, or removed, less the cost of what took their place. What is undone later is taken off again. What follows the load is none of it, and what else was added since is in the cost, and not taken off. Last window: ${instantText(epochSeconds(ends.at(-1) ?? ''))}.`,
  };
}
