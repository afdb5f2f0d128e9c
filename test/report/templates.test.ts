import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, logoFrom, renderHtml, renderMarkdown } from '../../src/report/index.js';
import { emptyJudgement, richJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-templates-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function overlay(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const html = () => renderHtml(buildReport(richJudgement(), settings), loadTemplates(undefined, folder), settings);
const markdown = () =>
  renderMarkdown(buildReport(richJudgement(), settings), loadTemplates(undefined, folder), { variant: 'full', ...settings });

describe('an overlay of templates', () => {
  it('replaces file by file', () => {
    overlay('html/footer.hbs', '<footer id="run">{{run}} {{title}}</footer>');
    const text = html();
    expect(text).toContain('<footer id="run">Collected with');
    expect(text).toContain('<h2 id="findings-title">');
  });

  it('may bring its own style sheet, which the policy then allows by its hash', () => {
    overlay('html/style.css', 'body { color: teal }\r\n');
    expect(html()).toContain('<style>body { color: teal }\n</style>');
  });

  it.each([
    [
      'a field that is not there',
      'html/footer.hbs',
      '<p>{{run}}</p>\n<p>{{wrong.field}}</p>',
      /html\/footer\.hbs, line 2: it asks for "field", and there is no such field/,
    ],
    [
      'a list that is not there',
      'html/footer.hbs',
      '\n{{#each absent}}x{{/each}}',
      /html\/footer\.hbs, line 2: it asks for "absent", and there is no such field/,
    ],
    [
      'a condition on what is not there',
      'html/footer.hbs',
      '\n\n{{#if absent}}x{{/if}}',
      /html\/footer\.hbs, line 3: it asks for "absent", and there is no such field/,
    ],
    ['a syntax error', 'html/footer.hbs', 'a\n{{#if title}}', /html\/footer\.hbs: Parse error on line 2/],
    ['a triple-stash', 'html/footer.hbs', '\n {{{title}}}', /html\/footer\.hbs, line 2, column 2: a triple-stash/],
    ['an ampersand that does not escape', 'html/footer.hbs', '{{&title}}', /html\/footer\.hbs, line 1.*escaping/],
    ['an unknown helper', 'html/footer.hbs', '{{shout title}}', /html\/footer\.hbs.*shout/],
    [
      'a value that is not there in Markdown',
      'markdown/table.hbs',
      'x\n{{text absent}}',
      /markdown\/table\.hbs, line 2: it asks for "absent"/,
    ],
    ['a bare value in Markdown', 'markdown/table.hbs', '{{table.caption}}', /markdown\/table\.hbs, line 1.*needs a helper/],
    ['a prototype', 'html/footer.hbs', '{{constructor.name}}', /html\/footer\.hbs/],
    ['a file that would close the script', 'html/script.js', '1</script>', /html\/script\.js would close its own element/],
  ])('with %s is told by file, line and field', (_, path, text, message) => {
    overlay(path, text);
    expect(path.startsWith('html') ? html : markdown).toThrow(message);
  });

  it('without templates, or with one that replaces nothing, is an error', () => {
    expect(() => loadTemplates(undefined, folder)).toThrow(/holds no templates/);
    overlay('html/fotter.hbs', 'x');
    expect(() => loadTemplates(undefined, folder)).toThrow(/fotter\.hbs replaces nothing; there are: .*footer\.hbs/);
  });

  it('cannot draw a picture of its own', () => {
    overlay('html/footer.hbs', '{{svg terms.risk}}');
    expect(html).toThrow(/html\/footer\.hbs/);
  });
});

describe('company, logo and footer', () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

  it('stand in the report', () => {
    const own = { ...settings, company: 'Acme & Söhne', title: 'Kosten', footer: 'For internal use', logo: logoFrom(png, 'Acme') };
    const text = renderHtml(buildReport(emptyJudgement(), own), loadTemplates(), own);
    expect(text).toContain('<span class="company">Acme &amp; Söhne</span>');
    expect(text).toContain('src="data:image/png;base64,iVBORw0KGgo&#x3D;" alt="Acme"');
    expect(text).toContain('<p>For internal use</p>');
  });

  it('take no logo that is not an image', () => {
    expect(() => logoFrom(Buffer.from('<html></html>'), 'x')).toThrow(RangeError);
    expect(() => logoFrom(new Uint8Array(300_000), 'x')).toThrow(/larger than/);
    expect(logoFrom(Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'x').dataUri).toMatch(
      /^data:image\/svg\+xml;base64,/,
    );
  });
});
