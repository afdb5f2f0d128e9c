import type { ReportModel } from '../model/report.js';
import type { ChangesView } from '../model/report-changes-view.js';
import type { FigureView } from '../model/report-figures.js';
import type { FindingRowView } from '../model/report-finding-view.js';
import { htmlPages } from './html-page.js';
import type { ReportSettings } from './settings.js';
import { TemplateError, type Templates } from './templates.js';

/** `text` cut to at most `most` characters, the last one an ellipsis. */
function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

/**
 * The row with its recommendation and its name cut until it fits into `limit` bytes; as a last resort without its console link. What is cut stands
 * in report.json in full, and the search knows it. Rendered once where it fits at once, as nearly all do.
 */
function fittingRow(row: FindingRowView, limit: number, render: (row: FindingRowView) => string): string {
  const whole = render(row);
  if (Buffer.byteLength(whole) <= limit) return whole;
  const brief = [
    { recommendation: cut(row.recommendation, 40) },
    { recommendation: cut(row.recommendation, 24), title: cut(row.title, 40) },
  ].map((part) => ({ ...row, ...part }));
  for (const candidate of [...brief, ...brief.map((one) => ({ ...one, consoleUrl: '' }))]) {
    for (let most = [...row.name].length; most >= 8; most = Math.floor(most * 0.8)) {
      const shorter = render({ ...candidate, name: cut(row.name, most) });
      if (Buffer.byteLength(shorter) <= limit) return shorter;
    }
  }
  const { account, region, title } = row;
  const least = { name: '…', recommendation: '…', account: cut(account, 20), region: cut(region, 20), title: cut(title, 16) };
  return render({ ...row, ...least, consoleUrl: '' });
}

/** Which page: the whole report, or only what changed since an earlier snapshot. */
export type HtmlPage = 'report' | 'changes-page';

/** The report as one HTML file that needs nothing else. Throws a TemplateError that names the template at fault. */
export function renderHtml(
  model: ReportModel,
  templates: Templates,
  settings: Pick<ReportSettings, 'rowBytes'>,
  page: HtmlPage = 'report',
): string {
  const { view } = model;
  const rows = new Map(view.findings.rows.map((row) => [row.anchor, row]));
  const pages = htmlPages(templates, figuresOf(model), (anchor, render) => {
    const row = rows.get(anchor);
    if (row === undefined) throw new TemplateError('{{row}} writes the report’s own rows only');
    // An equals sign needs no escape in a cell nor in a quoted address, where it would take six bytes, thousands of times.
    return fittingRow(row, settings.rowBytes, (candidate) => render('finding-row', candidate).trimEnd().replaceAll('&#x3D;', '='));
  });
  // The page of changes alone holds no findings to lead to.
  const changes = page === 'report' || view.changes === null ? view.changes : withoutAnchors(view.changes);
  return pages.page(page, { ...view, changes });
}

function withoutAnchors(changes: ChangesView): ChangesView {
  return { ...changes, groups: changes.groups.map((group) => ({ ...group, rows: group.rows.map((row) => ({ ...row, anchor: '' })) })) };
}

function figuresOf({ view }: ReportModel): FigureView[] {
  return [
    view.split,
    view.generations.chart,
    view.generations.waterfall,
    view.coverageMap,
    ...view.findings.full.flatMap(({ spark, figures }) => [spark, ...figures]),
  ].filter((figure) => figure !== null);
}
