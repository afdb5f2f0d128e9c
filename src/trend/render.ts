import type { TrendDocument, TrendPoint } from '../model/trend.js';
import type { TrendView } from '../model/trend-view.js';
import { htmlPages } from '../report/html-page.js';
import { type Cell, csvTable } from '../report/render-csv.js';
import { jsonLines } from '../report/render-json.js';
import { markdownPages } from '../report/render-markdown.js';
import type { Templates } from '../report/templates.js';

/** The trend as one HTML file that needs nothing else. Throws a TemplateError that names the template at fault. */
export function renderTrendHtml(view: TrendView, templates: Templates): string {
  const pages = htmlPages(
    templates,
    view.series.flatMap(({ figures }) => figures),
  );
  return pages.page('trend', view);
}

/** The trend as GitHub-flavoured Markdown. Throws a TemplateError that names the template at fault. */
export function renderTrendMarkdown(view: TrendView, templates: Templates): string {
  return markdownPages(templates)('trend', view);
}

/** trend.json. */
export function renderTrendJson(document: TrendDocument): string {
  return jsonLines(document);
}

/** Columns in order. Numbers stay numbers, not known stays empty, and the units stand in the names. */
const COLUMNS: readonly [string, (point: TrendPoint) => Cell][] = [
  ['snapshot', ({ snapshot }) => snapshot],
  ['windowStart', ({ window }) => window.start],
  ['windowEnd', ({ window }) => window.end],
  ['windowDays', ({ window }) => window.days],
  ['toolVersion', ({ toolVersion }) => toolVersion],
  ['interrupted', ({ interrupted }) => interrupted],
  ['incomplete', ({ incomplete }) => incomplete],
  ['accounts', ({ accounts }) => accounts.length],
  ['resources', ({ resources }) => resources.total],
  ['monthlyCostUsd', ({ monthlyCostUsd }) => monthlyCostUsd],
  ['monthlySavingsUsd', ({ monthlySavingsUsd }) => monthlySavingsUsd],
  ['unpriced', ({ unpriced }) => unpriced],
  ['findings', ({ findings }) => findings],
  ['newFindings', ({ since }) => since?.new ?? null],
  ['resolvedFindings', ({ since }) => since?.resolved ?? null],
  ['noLongerAssessed', ({ since }) => since?.noLongerAssessed ?? null],
  ['realisedSinceMonthlyUsd', ({ since }) => since?.realisedMonthlyUsd ?? null],
  ['realisedMonthlyUsd', ({ realisedMonthlyUsd }) => realisedMonthlyUsd],
  ['realisedUnknown', ({ realisedUnknown }) => realisedUnknown],
  ['coveragePercent', ({ coverage }) => coverage.percent],
  ['notAssessed', ({ notAssessed }) => notAssessed.evaluations],
];

/** trend.csv: one row a snapshot; `scope` numbers the scopes as trend.json lists them, from 1. */
export function renderTrendCsv({ series }: TrendDocument): string {
  return csvTable(
    ['scope', ...COLUMNS.map(([name]) => name)],
    series.flatMap(({ points }, at) => points.map((point) => [at + 1, ...COLUMNS.map(([, cell]) => cell(point))])),
  );
}
