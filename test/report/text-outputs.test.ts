import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderCsv, renderMarkdown } from '../../src/report/index.js';
import { code, link, prose } from '../../src/report/markdown-text.js';
import { fuzzRuns } from '../support/fuzz-runs.js';
import { elementsOf, textOf } from '../support/html-tree.js';
import { emptyJudgement, HOSTILE_TEXTS, hostileJudgement, largeJudgement, richJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();
const asHtml = (markdown: string) => micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
const BREAK = /\u200b/g;
/** Parts an emoji that is made of several; anything else that it could join is none. */
const STRAY = /(?<!\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are taken out
const TAKEN_OUT = /[\u0000-\u001f\u007f-\u009f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
const visible = (text: string) => text.replace(STRAY, ' ').replace(TAKEN_OUT, ' ').trim();
const foreign = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...'|`*_<>[]()#@!&~\\-+=.:/w1 \n'), maxLength: 24 }),
);

describe('Markdown text', () => {
  it('is read back as it was, as one paragraph, whatever it says', () => {
    fc.assert(
      fc.property(foreign, (text) => {
        const elements = elementsOf(asHtml(`x ${prose(text)} y`));
        expect(elements.map(({ tagName }) => tagName)).toEqual(['html', 'head', 'body', 'p']);
        const [paragraph] = elements.slice(3);
        expect(paragraph && textOf(paragraph).replace(BREAK, '').replace(/\s+/g, ' ')).toBe(`x ${visible(text)} y`.replace(/\s+/g, ' '));
      }),
      fuzzRuns(150),
    );
  });

  it('leaves figures as they are read', () => {
    for (const text of ['8.7 %', '$1,914.36 a month', '08:00-18:00 Mon-Fri', 'Saves $5: 2.5 GB', '1.4 % CPU, 12 h'])
      expect(prose(text)).toBe(text);
    expect(prose('$x$ and :tada: and https://a.b')).toBe('&#36;x&#36; and &#58;tada: and https&#58;//a.b');
    expect(prose('1. a')).toBe('1&#46; a');
  });

  it('keeps emoji that are made of several, and no other joiner', () => {
    for (const emoji of ['👨‍👩‍👧', '🏳️‍🌈', '👩🏽‍💻']) {
      expect(prose(`a ${emoji}`)).toBe(`a ${emoji}`);
      expect(textOf(elementsOf(asHtml(code(emoji)))[3] ?? { nodeName: '#text', parentNode: null, value: '' })).toBe(emoji);
    }
    expect(prose('a\u200db 👨\u200dx \u200d👨 safe\u202egnp')).toBe('a b 👨 x  👨 safe gnp');
  });

  it('starts no list, heading, quote or rule at the start of a line', () => {
    for (const text of ['- a', '+ a', '1. a', '12) a', '# a', '> a', '===', '---', '* a', '| a |', '    a', '```']) {
      expect(elementsOf(asHtml(prose(text))).map(({ tagName }) => tagName)).toEqual(['html', 'head', 'body', 'p']);
    }
  });

  it('keeps a table cell whole', () => {
    fc.assert(
      fc.property(foreign, (text) => {
        const table = asHtml(`| a | b |\n|---|---|\n| ${prose(text)} | ${code(text)} |\n`);
        const cells = elementsOf(table).filter(({ tagName }) => tagName === 'td');
        expect(cells).toHaveLength(2);
      }),
      fuzzRuns(150),
    );
  });

  it('neutralises mentions, issue references and links', () => {
    const text = prose('@everyone fixes #12, GH-3 and owner/repo#4, see https://evil.invalid and www.evil.invalid');
    const shown = textOf(elementsOf(asHtml(text))[3] ?? { nodeName: '#text', parentNode: null, value: '' });
    expect(shown).not.toMatch(/@\w|#\d|GH-\d|www\.\w/i);
    expect(asHtml(text)).not.toContain('<a');
    expect(code('@everyone #1')).toBe('<code>&#64;everyone &#35;1</code>');
  });

  it('links to https alone', () => {
    expect(link('x', 'javascript:alert(1)')).toBe('x');
    expect(link('a]b', 'https://example.com/<a>|')).toBe('[a&#93;b](<https://example.com/%3Ca%3E%7C>)');
  });
});

describe('report.md', () => {
  it('has the same structure with harmful names as with plain ones', () => {
    const structure = (texts: readonly string[]) =>
      elementsOf(asHtml(renderMarkdown(buildReport(hostileJudgement(texts), settings), templates, { variant: 'full', ...settings })))
        .map(({ tagName }) => tagName)
        .filter((tag) => /^(?:details|summary|table|h\d|script|img|svg|pre|blockquote|hr)$/.test(tag))
        .join(' ');
    expect(structure(HOSTILE_TEXTS.map((text) => `x${text}`))).toBe(structure(['plain']));
  });

  it('gives every table row as many cells as its heading', () => {
    const texts = HOSTILE_TEXTS.filter((text) => !text.includes('|---|'));
    const elements = elementsOf(
      asHtml(renderMarkdown(buildReport(hostileJudgement(texts), settings), templates, { variant: 'full', ...settings })),
    );
    const tables = elements.filter(({ tagName }) => tagName === 'table');
    expect(tables.length).toBeGreaterThan(60);
    for (const table of tables) {
      const rows = table.childNodes.flatMap((part) => ('childNodes' in part ? part.childNodes : []));
      const widths = rows.flatMap((row) => ('childNodes' in row ? row.childNodes.filter((cell) => 'tagName' in cell).length : []));
      expect(new Set(widths).size).toBe(1);
    }
    const paragraphs = elements.filter(({ tagName }) => tagName === 'p').map((element) => textOf(element));
    expect(paragraphs.filter((text) => text.includes('---|'))).toEqual([]);
  });

  it('says of every block of code what it is written in, and with which tool it is used', () => {
    const text = renderMarkdown(buildReport(richJudgement(), settings), templates, { variant: 'full', ...settings });
    expect(text).toMatch(/\nChange \(AWS CLI\):\n\n```sh\naws lambda update-function-configuration /);
    expect(text).toMatch(/\nChange \(Terraform\):\n\n```hcl\nmemory_size = 512\n```\n/);
  });

  it('has no empty brackets and no table of a head alone, whatever is missing', () => {
    const empty = emptyJudgement();
    const coverage = empty.coverage.map((entry) => ({ ...entry, status: 'denied' as const }));
    const nowhere = { ...empty, inventory: [], notAssessed: [], ecsChoices: [], policies: [] };
    for (const judgement of [empty, nowhere, { ...nowhere, coverage }, { ...nowhere, coverage: [] }, richJudgement()]) {
      for (const variant of ['full', 'summary'] as const) {
        const text = renderMarkdown(buildReport(judgement, settings), templates, { variant, ...settings });
        expect(text).not.toMatch(/\(\)|\b0 no\b|\b0 every\b/);
        expect(text).not.toMatch(/^\|[-:| ]+\|\n(?!\|)/m);
      }
    }
  });

  it('shows `run` once', () => {
    const judgement = richJudgement();
    const other = { ...judgement, header: { ...judgement.header, run: { ...judgement.header.run, apiCalls: 999_001 } } };
    const [a, b] = [judgement, other].map((each) =>
      renderMarkdown(buildReport(each, settings), templates, { variant: 'full', ...settings }).split('\n'),
    );
    expect(a?.filter((line, at) => line !== b?.[at])).toHaveLength(1);
  });

  it.each([
    ['rich', richJudgement()],
    ['empty', emptyJudgement()],
    ['hostile', hostileJudgement()],
    ['long names', hostileJudgement(['|'.repeat(255)])],
    ['large', largeJudgement(1000)],
  ])('as a comment stays within its limit: %s', (_, judgement) => {
    const summary = renderMarkdown(buildReport(judgement, settings), templates, { variant: 'summary', ...settings });
    expect(summary.length).toBeLessThanOrEqual(65_536);
    expect(summary).toContain('a month');
  });
});

describe('findings.csv', () => {
  const record = z.record(z.string(), z.string());

  it('reads back with as many columns in every row, harmful names or not', () => {
    const rows = z.array(record).parse(parse(renderCsv(buildReport(hostileJudgement(), settings)), { columns: true, bom: true }));
    expect(rows).toHaveLength(hostileJudgement().findings.length);
  });

  it('holds no cell that a spreadsheet would calculate, and keeps numbers numbers', () => {
    const judgement = hostileJudgement(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\n=1', '＝1']);
    const text = renderCsv(buildReport(judgement, settings));
    const rows = z.array(record).parse(parse(text, { columns: true, bom: true }));
    for (const row of rows) {
      for (const [column, cell] of Object.entries(row)) {
        if (/Usd$|^rank$|^members$|^risk$/.test(column)) expect(cell).toMatch(/^(?:-?\d+(?:\.\d+)?)?$/);
        else expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
      }
    }
  });

  it('holds nothing that a terminal would obey, nor a mark that turns the reading direction', () => {
    const text = renderCsv(
      buildReport(hostileJudgement(['\u001b]0;title\u0007', '\u001b[2J', 'safe\u202egnp.exe', '\u0000=1+1']), settings),
    );
    expect(text.slice(1)).not.toMatch(/[^\P{C}\t\r\n\u00ad\ufeff]/u);
    expect(text).toContain('safe\uFFFDgnp.exe');
  });

  it('has a column whose sum is the headline, last', () => {
    const { document, ...model } = buildReport(richJudgement(), settings);
    const text = renderCsv({ document, ...model });
    expect(text.split('\r\n', 1)[0]).toMatch(/"tags","current","countedMonthlySavingsUsd"$/);
    const rows = z.array(record).parse(parse(text, { columns: true, bom: true }));
    const sum = rows.reduce((cents, row) => cents + Math.round(Number(row.countedMonthlySavingsUsd) * 100), 0);
    expect(sum).toBe(Math.round((document.totals.monthlySavingsUsd ?? Number.NaN) * 100));
    for (const row of rows) {
      const counted = row.status === 'active' && row.primary === 'true';
      if (!counted) expect(row.countedMonthlySavingsUsd).toBe('0');
      else if (row.monthlySavingsUsd === '') expect(row.countedMonthlySavingsUsd).toBe('');
    }
  });

  it('keeps a negative saving a number', () => {
    const judgement = richJudgement();
    const [first] = judgement.findings;
    if (first === undefined) throw new RangeError('a finding');
    const dearer = {
      ...first,
      outcome: {
        ...first.outcome,
        cost: {
          ...first.outcome.cost,
          current: null,
          projected: null,
          savings: { usd: -12.5, basis: 'list' as const, asOf: '2026-07-20' },
        },
      },
    };
    const [row] = z
      .array(record)
      .parse(parse(renderCsv(buildReport({ ...judgement, findings: [dearer] }, settings)), { columns: true, bom: true }));
    expect(row?.monthlySavingsUsd).toBe('-12.5');
  });
});
