import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNamedBy } from '../input/limited-file.js';

/** The files of one output by name without folder: templates (`*.hbs`) and the style sheet and script they include. */
export type TemplateFolder = Readonly<Record<string, string>>;

export interface Templates {
  html: TemplateFolder;
  markdown: TemplateFolder;
}

/** A template, or a folder of them, that cannot be used. The message names the file, and the line where there is one. */
export class TemplateError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemplateError';
  }
}

const OUTPUTS = ['html', 'markdown'] as const;
const FILE = /^[a-z0-9-]+\.(?:hbs|css|js)$/;
const LARGEST_FILE_BYTES = 1_000_000;

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => FILE.test(name))
      .sort();
  } catch {
    return [];
  }
}

function read(folder: string, output: (typeof OUTPUTS)[number]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of filesOf(join(folder, output))) {
    const path = join(folder, output, name);
    try {
      files[name] = readNamedBy(folder, path, LARGEST_FILE_BYTES).toString('utf8');
    } catch (cause) {
      throw new TemplateError(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }
  return files;
}

/** The package's own templates. The build keeps its folders two levels below the package root, so both levels are looked at. */
function defaultTemplatesFolder(): string {
  for (const up of ['../../report-templates', '../../../report-templates']) {
    const folder = fileURLToPath(new URL(up, import.meta.url));
    if (filesOf(join(folder, 'html')).length > 0) return folder;
  }
  throw new TemplateError('the report templates of this package are missing; install it again');
}

/**
 * Reads the templates, and lays those of a user's own folder over them file by file. Throws a TemplateError for an overlay
 * without any template, and for a file in it that replaces nothing (a misspelt name would otherwise be ignored in silence).
 */
export function loadTemplates(folder: string = defaultTemplatesFolder(), overlay: string | null = null): Templates {
  const html = read(folder, 'html');
  const markdown = read(folder, 'markdown');
  if (overlay === null) return { html, markdown };
  const own = { html: read(overlay, 'html'), markdown: read(overlay, 'markdown') };
  if (Object.keys(own.html).length + Object.keys(own.markdown).length === 0) {
    throw new TemplateError(`${overlay} holds no templates: expected files in ${overlay}/html or ${overlay}/markdown`);
  }
  for (const output of OUTPUTS) {
    const known = Object.keys(output === 'html' ? html : markdown);
    const stray = Object.keys(own[output]).find((name) => !known.includes(name));
    if (stray !== undefined) throw new TemplateError(`${overlay}/${output}/${stray} replaces nothing; there are: ${known.join(', ')}`);
  }
  return { html: { ...html, ...own.html }, markdown: { ...markdown, ...own.markdown } };
}
