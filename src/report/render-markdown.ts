import * as z from 'zod';
import type { ReportModel } from '../model/report.js';
import { createEnvironment } from './environment.js';
import { code, fenced, link, prose } from './markdown-text.js';
import type { ReportSettings } from './settings.js';
import { TemplateError, type Templates } from './templates.js';

const text = z.union([z.string(), z.number().transform(String), z.null().transform(() => '')]);

/** Blank lines in a row as one, so that templates may be laid out to be read. */
function tidy(markdown: string): string {
  return `${markdown
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

/** Prepares the Markdown templates. Throws a TemplateError that names the template at fault, as rendering does. */
export function markdownPages(templates: Templates): (template: string, context: unknown) => string {
  const render = createEnvironment('markdown', templates.markdown, {
    everyValueNeedsAHelper: true,
    helpers: {
      text: (value) => prose(text.parse(value)),
      code: (value) => code(text.parse(value)),
      fence: (value, language = 'sh') => fenced(text.parse(value), text.parse(language)),
      link: (title, url) => link(text.parse(title), text.parse(url)),
    },
  });
  return (template, context) => tidy(render(template, context));
}

/**
 * The report as GitHub-flavoured Markdown. `full` holds everything; `summary` is a comment: the main numbers and as many of
 * the top findings as fit its limit; `changes` says only what is different since an earlier snapshot. Throws a TemplateError that names the template at fault.
 */
export function renderMarkdown(
  model: ReportModel,
  templates: Templates,
  options: { variant: 'full' | 'summary' | 'changes' | 'changes-summary' } & Pick<ReportSettings, 'summaryFindings' | 'summaryCharacters'>,
): string {
  const page = markdownPages(templates);
  const { view } = model;
  if (options.variant === 'changes') return page('changes-page', view);
  if (options.variant === 'changes-summary') return page('changes-brief', view);
  if (options.variant === 'full') return page('report', { ...view, shown: view.findings.full, shownNote: '' });
  for (let count = Math.min(options.summaryFindings, view.findings.full.length); count >= 0; count -= 1) {
    const hidden = model.document.findings.length - count;
    const shownNote = hidden > 0 ? `${hidden} more in the full report.` : '';
    const markdown = page('summary', { ...view, shown: view.findings.full.slice(0, count), shownNote });
    if (markdown.length <= options.summaryCharacters) return markdown;
  }
  throw new TemplateError(`markdown/summary.hbs gives more than ${options.summaryCharacters} characters without a single finding`);
}
