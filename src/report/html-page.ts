import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import * as z from 'zod';
import type { FigureView } from '../model/report-figures.js';
import { drawFigure } from './charts/draw.js';
import { createEnvironment } from './environment.js';
import { TemplateError, type TemplateFolder, type Templates } from './templates.js';

/** What the SVG helper draws: only figures that the report itself made. */
const figureShape = z.object({ id: z.string(), description: z.string(), figure: z.object({ type: z.string() }) });
const rowShape = z.object({ anchor: z.string() });

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
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g;

/** Templates with the pictures that they may draw. */
export interface HtmlPages {
  /** A part of a page. */
  render(template: string, context: unknown): string;
  /** A page that needs nothing else, its policy filled in. */
  page(template: string, context: object): string;
}

/**
 * Prepares the HTML templates. `row` writes what `{{row this}}` stands for. Throws a TemplateError that names the template at
 * fault, as rendering does.
 */
export function htmlPages(
  templates: Templates,
  figures: readonly FigureView[],
  row: (anchor: string, render: HtmlPages['render']) => string = () => '',
): HtmlPages {
  const folder = templates.html;
  const known = new Map(figures.map((figure) => [figure.id, figure]));
  const render: HtmlPages['render'] = createEnvironment('html', folder, {
    everyValueNeedsAHelper: false,
    helpers: {
      svg: (given) => {
        const { id } = figureShape.parse(given);
        const view = known.get(id);
        if (view === undefined) throw new TemplateError('{{svg}} draws the report’s own figures only');
        return new Handlebars.SafeString(drawFigure(view));
      },
      row: (given) => new Handlebars.SafeString(row(rowShape.parse(given).anchor, render)),
      asset: (name) => new Handlebars.SafeString(assetOf(folder, z.enum(['style.css', 'script.js']).parse(name))),
    },
  });
  return {
    render,
    page: (template, context) => render(template, { ...context, csp: policyOf(folder) }).replace(UNPRINTABLE, '\ufffd'),
  };
}
