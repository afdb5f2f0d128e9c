import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { diffJudgements } from '../diff/diff.js';
import type { JudgementDiff } from '../model/diff.js';
import type { Judgement } from '../model/judgement.js';
import type { ReportModel } from '../model/report.js';
import { UserError } from '../model/user-error.js';
import {
  buildReport,
  createRedaction,
  DEFAULT_REPORT_SETTINGS,
  loadTemplates,
  logoFrom,
  type ReportSettings,
  renderChangesCsv,
  renderChangesJson,
  renderCsv,
  renderHtml,
  renderJson,
  renderMarkdown,
  TemplateError,
  type Templates,
} from '../report/index.js';
import type { JudgedFile } from './judge-file.js';
import { requireOutputFolder, writeWhole } from './output-folder.js';
import type { Rules } from './rules.js';

export const REPORT_FORMATS = ['html', 'markdown', 'markdown-summary', 'json', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const FILES: Readonly<Record<ReportFormat, string>> = {
  html: 'report.html',
  markdown: 'report.md',
  'markdown-summary': 'summary.md',
  json: 'report.json',
  csv: 'findings.csv',
};

/** Names of their own: a comparison must not take the place of the report that it compares. */
const CHANGES_FILES: Readonly<Record<ReportFormat, string>> = {
  html: 'changes.html',
  markdown: 'changes.md',
  'markdown-summary': 'changes-summary.md',
  json: 'changes.json',
  csv: 'changes.csv',
};

/** What of the rules a report shows. */
export type ReportRules = Pick<Rules, 'config' | 'configFile'>;

export interface ReportOptions {
  formats: readonly ReportFormat[];
  output: string;
  /** Folder whose templates replace the built-in ones file by file. */
  templates?: string | undefined;
  minSavingUsd?: number | undefined;
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

async function logoOf(rules: ReportRules): Promise<ReportSettings['logo']> {
  const { logo, company } = rules.config.report;
  if (logo === undefined) return null;
  const path = resolve(rules.configFile === null ? '.' : dirname(rules.configFile), logo);
  try {
    return logoFrom(await readFile(path), company ?? 'Logo');
  } catch (cause) {
    throw new UserError(`report.logo: ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function settingsOf(rules: ReportRules, options: ReportOptions): Promise<ReportSettings> {
  const { title, company, footer, fullFindings, minSaving } = rules.config.report;
  const minSavingUsd = options.minSavingUsd ?? minSaving;
  return {
    ...DEFAULT_REPORT_SETTINGS,
    ...(title === undefined ? {} : { title }),
    ...(company === undefined ? {} : { company }),
    ...(footer === undefined ? {} : { footer }),
    fullFindings,
    logo: await logoOf(rules),
    minSavingUsd: minSavingUsd > 0 ? minSavingUsd : null,
    redacted: options.redact !== undefined,
  };
}

/** A template at fault is the user's to mend when it is the user's own. */
function userTemplates<T>(overlay: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError && overlay !== undefined) throw new UserError(error.message, { cause: error });
    throw error;
  }
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

const RENDERERS: Readonly<Record<ReportFormat, (rendering: Rendering) => string>> = {
  html: ({ model, templates, settings }) => renderHtml(model, templates, settings),
  markdown: ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'full', ...settings }),
  'markdown-summary': ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'summary', ...settings }),
  json: ({ model }) => renderJson(model),
  csv: ({ model }) => renderCsv(model),
};

const CHANGES_RENDERERS: Readonly<Record<ReportFormat, (rendering: Rendering) => string>> = {
  html: ({ model, templates, settings }) => renderHtml(model, templates, settings, 'changes-page'),
  markdown: ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'changes', ...settings }),
  'markdown-summary': ({ model, templates, settings }) => renderMarkdown(model, templates, { variant: 'changes-summary', ...settings }),
  json: ({ model }) => renderChangesJson(model),
  csv: ({ model }) => renderChangesCsv(model),
};

type Document = { name: string; render: (rendering: Rendering) => string };

/**
 * Builds the report model and writes documents of it, each whole or not at all. All are rendered before the first is written, so that a
 * faulty template leaves the reports of before in place.
 */
async function write(
  judged: JudgedFile,
  rules: ReportRules,
  options: ReportOptions,
  documents: readonly Document[],
): Promise<WrittenReports> {
  await requireOutputFolder(options.output);
  const templates = userTemplates(options.templates, () => loadTemplates(undefined, options.templates ?? null));
  const settings = await settingsOf(rules, options);
  const { judgement, changes } = told(judged, options);
  const model = buildReport(judgement, settings, changes);
  const rendered = documents.map(({ name, render }) => ({
    name,
    content: userTemplates(options.templates, () => render({ model, templates, settings })),
  }));
  const files: string[] = [];
  for (const { name, content } of rendered) files.push(await writeWhole(options.output, name, content));
  return { model, files };
}

/**
 * Writes the report in each format; with `before` it says what changed since, and changes.csv stands beside findings.csv.
 * Throws a UserError for an unusable output folder, template or logo.
 */
export function writeReports(judged: JudgedFile, rules: ReportRules, options: ReportOptions): Promise<WrittenReports> {
  const documents = options.formats.map((format) => ({ name: FILES[format], render: RENDERERS[format] }));
  const changes =
    options.before !== undefined && options.formats.includes('csv') ? [{ name: CHANGES_FILES.csv, render: CHANGES_RENDERERS.csv }] : [];
  return write(judged, rules, options, [...documents, ...changes]);
}

/** Writes what changed since `before`, and nothing else, in each format. Throws as `writeReports` does. */
export function writeChanges(
  judged: JudgedFile,
  rules: ReportRules,
  options: ReportOptions & { before: JudgedFile },
): Promise<WrittenReports> {
  return write(
    judged,
    rules,
    options,
    options.formats.map((format) => ({ name: CHANGES_FILES[format], render: CHANGES_RENDERERS[format] })),
  );
}
