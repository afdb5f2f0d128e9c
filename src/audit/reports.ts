import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Judgement } from '../model/judgement.js';
import type { ReportModel } from '../model/report.js';
import { UserError } from '../model/user-error.js';
import {
  buildReport,
  DEFAULT_REPORT_SETTINGS,
  loadTemplates,
  logoFrom,
  type ReportSettings,
  renderCsv,
  renderHtml,
  renderJson,
  renderMarkdown,
  TemplateError,
  type Templates,
} from '../report/index.js';
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

export interface ReportOptions {
  formats: readonly ReportFormat[];
  output: string;
  /** Folder whose templates replace the built-in ones file by file. */
  templates?: string | undefined;
  minSavingUsd?: number | undefined;
}

export interface WrittenReports {
  model: ReportModel;
  /** Paths in the order of the formats. */
  files: string[];
}

async function logoOf(rules: Pick<Rules, 'config' | 'configFile'>): Promise<ReportSettings['logo']> {
  const { logo, company } = rules.config.report;
  if (logo === undefined) return null;
  const path = resolve(rules.configFile === null ? '.' : dirname(rules.configFile), logo);
  try {
    return logoFrom(await readFile(path), company ?? 'Logo');
  } catch (cause) {
    throw new UserError(`report.logo: ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function settingsOf(rules: Pick<Rules, 'config' | 'configFile'>, options: ReportOptions): Promise<ReportSettings> {
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

function render(format: ReportFormat, model: ReportModel, templates: Templates, settings: ReportSettings): string {
  switch (format) {
    case 'html':
      return renderHtml(model, templates, settings);
    case 'markdown':
      return renderMarkdown(model, templates, { variant: 'full', ...settings });
    case 'markdown-summary':
      return renderMarkdown(model, templates, { variant: 'summary', ...settings });
    case 'json':
      return renderJson(model);
    case 'csv':
      return renderCsv(model);
  }
}

/**
 * Builds the report model and writes it in each format, each file whole or not at all. All formats are rendered before the first is
 * written, so that a faulty template leaves the reports of before in place. Throws a UserError for an unusable output folder, template or logo.
 */
export async function writeReports(
  judgement: Judgement,
  rules: Pick<Rules, 'config' | 'configFile'>,
  options: ReportOptions,
): Promise<WrittenReports> {
  await requireOutputFolder(options.output);
  const templates = userTemplates(options.templates, () => loadTemplates(undefined, options.templates ?? null));
  const settings = await settingsOf(rules, options);
  const model = buildReport(judgement, settings);
  const rendered = options.formats.map((format) => ({
    name: FILES[format],
    content: userTemplates(options.templates, () => render(format, model, templates, settings)),
  }));
  const files: string[] = [];
  for (const { name, content } of rendered) files.push(await writeWhole(options.output, name, content));
  return { model, files };
}
