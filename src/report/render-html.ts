import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import { z } from 'zod';
import type { ReportModel } from '../model/report.js';
import type { ChangesView } from '../model/report-changes-view.js';
import type { FigureView } from '../model/report-figures.js';
import type { FindingRowView } from '../model/report-finding-view.js';
import { drawFigure } from './charts/draw.js';
import { createEnvironment } from './environment.js';
import type { ReportSettings } from './settings.js';
import { TemplateError, type TemplateFolder, type Templates } from './templates.js';

/** What the SVG helper draws: only figures that the report itself made. */
const figureShape = z.object({ id: z.string(), description: z.string(), figure: z.object({ type: z.string() }) });

function assetOf(folder: TemplateFolder, name: string): string {
  const text = folder[name];
  if (text === undefined) throw new TemplateError(`there is no file html/${name}`);
  if (/<\/(?:style|script)|<!--/i.test(text)) throw new TemplateError(`html/${name} would close its own element`);
  // The HTML parser reads CR LF as LF, and the hash must be that of what it reads.
  return text.replace(/\r\n?/g, '\n');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * Content-Security-Policy: nothing from anywhere; the one style sheet and the one script by their hashes, pictures as data
 * (the logo) only. https://www.w3.org/TR/CSP3/
 */
function policyOf(folder: TemplateFolder): string {
  return [
    "default-src 'none'",
    `style-src ${hashOf(assetOf(folder, 'style.css'))}`,
    `script-src ${hashOf(assetOf(folder, 'script.js'))}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * Control characters that HTML forbids, and the marks that turn the direction of writing around: a name with one of those
 * would reorder what stands beside it. Each shows as the replacement character.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g;

/** `text` cut to at most `most` characters, the last one an ellipsis. */
function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, Math.max(0, most - 1)).join('')}…`;
}

/**
 * The row with its name cut until it fits into `limit` bytes; as a last resort without its console link. What is cut stands
 * in report.json in full.
 */
function fitRow(row: FindingRowView, limit: number, render: (row: FindingRowView) => string): FindingRowView {
  const bytes = (candidate: FindingRowView) => Buffer.byteLength(render(candidate).trim());
  const excess = bytes(row) - limit;
  if (excess <= 0) return row;
  for (const candidate of [row, { ...row, consoleUrl: '' }]) {
    for (let most = [...row.name].length; most >= 8; most = Math.floor(most * 0.8)) {
      const shorter = { ...candidate, name: cut(row.name, most) };
      if (bytes(shorter) <= limit) return shorter;
    }
  }
  return { ...row, consoleUrl: '', name: '…', account: cut(row.account, 20), region: cut(row.region, 20), policyId: cut(row.policyId, 40) };
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
  const folder = templates.html;
  const figures = new Map<string, FigureView>();
  const render = createEnvironment('html', folder, {
    everyValueNeedsAHelper: false,
    helpers: {
      svg: (given) => {
        const { id } = figureShape.parse(given);
        const view = figures.get(id);
        if (view === undefined) throw new TemplateError('{{svg}} draws the report’s own figures only');
        return new Handlebars.SafeString(drawFigure(view));
      },
      asset: (name) => new Handlebars.SafeString(assetOf(folder, z.enum(['style.css', 'script.js']).parse(name))),
    },
  });
  for (const view of figuresOf(model)) figures.set(view.id, view);
  const rows = model.view.findings.rows.map((row) => fitRow(row, settings.rowBytes, (candidate) => render('finding-row', candidate)));
  const { view } = model;
  // The page of changes alone holds no findings to lead to.
  const changes = page === 'report' || view.changes === null ? view.changes : withoutAnchors(view.changes);
  return render(page, { ...view, changes, findings: { ...view.findings, rows }, csp: policyOf(folder) }).replace(UNPRINTABLE, '\ufffd');
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
