import { diffJudgements } from '../diff/diff.js';
import type { JudgementDiff } from '../model/diff.js';
import type { Judgement } from '../model/judgement.js';
import type { ReportModel } from '../model/report.js';
import type { ReportFormat } from '../model/report-format.js';
import { requireOutputFiles, writeWhole } from '../output/write-whole.js';
import {
  buildReport,
  createRedaction,
  csvParts,
  jsonParts,
  loadTemplates,
  type ReportSettings,
  renderChangesCsv,
  renderChangesJson,
  renderChangesNdjson,
  renderHtml,
  renderMarkdown,
  renderNdjson,
  type Templates,
} from '../report/index.js';
import type { JudgedFile } from './judge-file.js';
import { type ReportRules, reportSettings, userTemplates } from './report-settings.js';

const FILES: Readonly<Record<ReportFormat, string>> = {
  html: 'report.html',
  markdown: 'report.md',
  'markdown-summary': 'summary.md',
  json: 'report.json',
  csv: 'findings.csv',
  ndjson: 'findings.ndjson',
};

/** Names of their own: a comparison must not take the place of the report that it compares. */
const CHANGES_FILES: Readonly<Record<ReportFormat, string>> = {
  html: 'changes.html',
  markdown: 'changes.md',
  'markdown-summary': 'changes-summary.md',
  json: 'changes.json',
  csv: 'changes.csv',
  ndjson: 'changes.ndjson',
};

/** One row a finding: what changed has rows of its own kind, in a file of its own. */
const FLAT_FORMATS = ['csv', 'ndjson'] as const satisfies readonly ReportFormat[];

export interface ReportOptions {
  formats: readonly ReportFormat[];
  output: string;
  /** Folder whose templates replace the built-in ones file by file. */
  templates?: string | undefined;
  /** Pseudonyms in place of names; the same from one snapshot to the next where a key is given. */
  redact?: { key: Uint8Array | null } | undefined;
  /** An earlier snapshot, judged by the same rules: the report then says what changed since. */
  before?: JudgedFile | undefined;
}

export interface WrittenReports {
  model: ReportModel;
  /** Paths in the order of the formats. */
  files: string[];
}

/** What is told: the judgement and what changed since the one before, with pseudonyms where names are to be hidden. */
function told(
  { judgement, tracked, resources }: JudgedFile,
  { before, redact }: ReportOptions,
): { judgement: Judgement; changes: JudgementDiff | null } {
  const changes = before === undefined ? null : diffJudgements(before, { judgement, tracked });
  if (redact === undefined) return { judgement, changes };
  const redaction = createRedaction(judgement, {
    resources: resources ?? undefined,
    key: redact.key ?? undefined,
    earlier: before && { judgement: before.judgement, resources: before.resources ?? undefined },
  });
  return { judgement: redaction.judgement(judgement), changes: changes && redaction.changes(changes) };
}

interface Rendering {
  model: ReportModel;
  templates: Templates;
  settings: ReportSettings;
}

type Renderer = (rendering: Rendering) => string | Iterable<string>;

const RENDERERS: Readonly<Record<ReportFormat, Renderer>> = {
  html: ({ model, templates, settings }) => renderHtml(model, templates, settings),
  markdown: ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'full', ...settings }),
  'markdown-summary': ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'summary', ...settings }),
  json: ({ model }) => jsonParts(model),
  csv: ({ model }) => csvParts(model),
  ndjson: ({ model }) => renderNdjson(model),
};

const CHANGES_RENDERERS: Readonly<Record<ReportFormat, Renderer>> = {
  html: ({ model, templates, settings }) => renderHtml(model, templates, settings, 'changes-page'),
  markdown: ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'changes', ...settings }),
  'markdown-summary': ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'changes-summary', ...settings }),
  json: ({ model }) => renderChangesJson(model),
  csv: ({ model }) => renderChangesCsv(model),
  ndjson: ({ model }) => renderChangesNdjson(model),
};

type Document = { name: string; render: Renderer };

/** Reports that are built and wait to be rendered: they need the judgement no more, which is larger than they are and can be let go. */
export interface PreparedReports extends Rendering {
  documents: readonly Document[];
  output: string;
  /** Folder of the user's own templates. */
  overlay: string | undefined;
}

async function prepare(
  judged: JudgedFile,
  rules: ReportRules,
  options: ReportOptions,
  documents: readonly Document[],
): Promise<PreparedReports> {
  const { output, templates: overlay } = options;
  await requireOutputFiles(
    output,
    documents.map(({ name }) => name),
  );
  const templates = userTemplates(overlay, () => loadTemplates(undefined, overlay ?? null));
  const settings = await reportSettings(rules, { redacted: options.redact !== undefined });
  const { judgement, changes } = told(judged, options);
  return { model: buildReport(judgement, settings, changes), templates, settings, documents, output, overlay };
}

/**
 * Writes reports, each whole or not at all. What templates make is rendered before the first is written, so that a faulty one leaves the
 * reports of before in place. Throws a UserError for a faulty template of the user's own.
 */
export async function writePrepared({ documents, output, overlay, ...rendering }: PreparedReports): Promise<WrittenReports> {
  const waiting = documents.map(({ name, render }) => ({ name, content: userTemplates(overlay, () => render(rendering)) }));
  const files: string[] = [];
  // Taken from the list one by one, so that what is written is let go.
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    files.push(await writeWhole(output, next.name, next.content));
  }
  return { model: rendering.model, files };
}

function reportDocuments(formats: readonly ReportFormat[], compared: boolean): Document[] {
  const flat = compared ? FLAT_FORMATS.filter((format) => formats.includes(format)) : [];
  return [
    ...formats.map((format) => ({ name: FILES[format], render: RENDERERS[format] })),
    ...flat.map((format) => ({ name: CHANGES_FILES[format], render: CHANGES_RENDERERS[format] })),
  ];
}

/**
 * Throws a UserError where the files of a report cannot be written, or its templates cannot be used: for who would find out before the work
 * that comes first.
 */
export async function requireReports(
  { formats, output, templates }: Pick<ReportOptions, 'formats' | 'output' | 'templates'>,
  compared: boolean,
): Promise<void> {
  await requireOutputFiles(
    output,
    reportDocuments(formats, compared).map(({ name }) => name),
  );
  if (templates !== undefined) userTemplates(templates, () => loadTemplates(undefined, templates));
}

/**
 * Builds the report, to be written in each format; with `before` it says what changed since, and changes.csv stands beside findings.csv,
 * changes.ndjson beside findings.ndjson.
 * Throws a UserError for an unusable output folder, template or logo.
 */
export function prepareReports(judged: JudgedFile, rules: ReportRules, options: ReportOptions): Promise<PreparedReports> {
  return prepare(judged, rules, options, reportDocuments(options.formats, options.before !== undefined));
}

/** Writes what changed since `before`, and nothing else, in each format. Throws as `prepareReports` and `writePrepared` do. */
export async function writeChanges(
  judged: JudgedFile,
  rules: ReportRules,
  options: ReportOptions & { before: JudgedFile },
): Promise<WrittenReports> {
  const documents = options.formats.map((format) => ({ name: CHANGES_FILES[format], render: CHANGES_RENDERERS[format] }));
  return writePrepared(await prepare(judged, rules, options, documents));
}
