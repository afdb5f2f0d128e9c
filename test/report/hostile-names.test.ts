import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorEvent, printable } from '../../src/cli/log.js';
import { summaryText } from '../../src/cli/summary.js';
import {
  buildReport,
  DEFAULT_REPORT_SETTINGS,
  loadTemplates,
  renderCsv,
  renderHtml,
  renderJson,
  renderMarkdown,
} from '../../src/report/index.js';
import { ANY_CHARACTER, fuzzRuns } from '../support/fuzz-runs.js';
import { skeletonOf } from '../support/html-tree.js';
import { HOSTILE_TEXTS, hostileJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
const eventSchema = z.object({ level: z.string(), message: z.string() });
const templates = loadTemplates();

/** Names, tags and descriptions, in all that they may hold: parts of every format's syntax, of terminals' escapes, of any script. */
const PIECES = [
  ...HOSTILE_TEXTS,
  ...[
    '<',
    '>',
    '"',
    "'",
    '&',
    '`',
    '=',
    '+',
    '-',
    '@',
    '|',
    '*',
    '_',
    '~',
    '#',
    '!',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '\\',
    '/',
    ':',
    ';',
    ',',
    '.',
  ],
  ...[
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '</',
    '<a href=x>',
    '&lt;',
    '&#60;',
    '&#x3c',
    '{{{x}}}',
    '{{> page}}',
    '$' + '{x}',
    '<details>',
    '</td>',
  ],
  ...[
    '\n',
    '\r\n',
    '\t',
    '\n\n',
    '\n- ',
    '\n# ',
    '\n> ',
    '\n    ',
    '\n1. ',
    '\n```\n',
    '\n---\n',
    '\n|-|\n',
    '![x](y)',
    '[x](javascript:y)',
    '<https://x.y>',
  ],
  ...[
    '=1+1',
    '+1',
    '-1+cmd|x',
    '@SUM(A1)',
    '"\n=',
    '","',
    '";"',
    '\ufeff',
    '＝1',
    '％',
    'www.x.y',
    'https://x.y',
    'a@b.cd',
    '@me',
    '#1',
    'GH-1',
  ],
  ...[
    '\u0000',
    '\u0007',
    '\u0008',
    '\u001b[2J',
    '\u001b]8;;x\u0007',
    '\u009b31m',
    '\u007f',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u061c',
    '\u2028',
    '\u2029',
    '\u00a0',
  ],
  ...['\ud800', '\udc00', 'é', 'e\u0301', '日本', 'عربي', '🦊', '👩‍👩‍👧', '\uffff', '\ufffd', 'x'.repeat(300), ' '],
];
const harm = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 40 }) },
);

/** Reports made of so many harmful values; each is placed once, in a field of its own. */
const VALUES = fuzzRuns(10_000).numRuns;
const PLACES = placesOf();
const values = fc.sample(harm, { numRuns: VALUES, seed: 20_261_121 });
const batches = Array.from({ length: Math.ceil(values.length / PLACES) }, (_, at) => values.slice(at * PLACES, (at + 1) * PLACES));

/** Fields of the rich fleet that take a value. */
function placesOf(): number {
  const names = Array.from({ length: 5_000 }, (_, at) => `place-${at}.`);
  const text = JSON.stringify(hostileJudgement(names));
  return names.filter((name) => text.includes(name)).length;
}

/** A number at the end keeps values apart, as it does for the harmless ones: filters have an entry for each. */
const numbered = (texts: readonly string[]): string[] => texts.map((text, at) => `${text} ${at}`);
/** Lines in any order: rows are sorted by what stands in them. */
const sorted = (text: string): string => text.split('\n').sort().join('\n');
const asHtml = (markdown: string): string =>
  micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });

it(`there are ${VALUES} values in ${batches.length} reports`, () => {
  expect(PLACES).toBeGreaterThan(300);
  expect(batches.flat()).toHaveLength(VALUES);
});

/** What must be the same whatever the values say, and what must hold by itself. */
function formsOf(texts: readonly string[]) {
  const model = buildReport(hostileJudgement(numbered(texts)), settings);
  const csv = z.array(z.array(z.string())).parse(parse(renderCsv(model), { bom: true }));
  const terminal = summaryText({ model, files: numbered(texts).slice(0, 40) });
  return {
    html: sorted(skeletonOf(renderHtml(model, templates, settings))),
    markdown: sorted(skeletonOf(asHtml(renderMarkdown(model, templates, { variant: 'full', ...settings })))),
    csvShape: csv.map((row) => row.length),
    csvHead: csv[0],
    terminalLines: terminal.split('\n').length,
    own: { model, csv, terminal },
  };
}

/** By how many values there are: of harmless ones all reports are alike. */
const plain = new Map<number, ReturnType<typeof formsOf>>();
function formsOfPlain(count: number): ReturnType<typeof formsOf> {
  // No name of a function either, so that no command is offered for it.
  const forms = plain.get(count) ?? formsOf(Array.from({ length: count }, () => 'plain name'));
  plain.set(count, forms);
  return forms;
}

describe('names, tags and descriptions never change the structure', () => {
  it.each(batches.map((texts, at) => [at + 1, texts] as const))('of report %i', (_, texts) => {
    const { own, ...hostile } = formsOf(texts);
    const { own: _plain, ...expected } = formsOfPlain(texts.length);
    expect(hostile).toEqual(expected);
    expect(own.csv).toHaveLength(own.model.document.findings.length + 1);
    // Nothing that a spreadsheet would calculate; a number is none of it.
    expect(own.csv.flat().filter((cell) => /^\s*(?:[=@\t\r＝＠]|[+\-＋－](?!\d+(?:\.\d+)?$))/.test(cell))).toEqual([]);
    expect(JSON.parse(renderJson(own.model))).toEqual(JSON.parse(JSON.stringify(own.model.document)));
    expect(own.terminal).not.toMatch(FORBIDDEN);
  });
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal must not get
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe('a line for a terminal', () => {
  it('stays one line and moves nothing, whatever it says', () => {
    const lines = values.map(printable);
    expect(lines).toHaveLength(VALUES);
    expect(lines.filter((line) => FORBIDDEN.test(line) || line.includes('\n'))).toEqual([]);
  });

  it('of JSON says exactly what it is to say, without a character that moves anything', () => {
    const lines = values.map((value) => errorEvent(value));
    expect(lines.filter((line) => FORBIDDEN.test(line.slice(0, -1)) || line.indexOf('\n') !== line.length - 1)).toEqual([]);
    const events = lines.map((line) => eventSchema.parse(JSON.parse(line)));
    expect(events.every(({ level }) => level === 'error')).toBe(true);
    expect(events.map(({ message }) => message)).toEqual(values);
  });
});
