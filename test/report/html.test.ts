import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/model/judgement.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, redactJudgement, renderHtml } from '../../src/report/index.js';
import { everyReason } from '../support/diff-fixtures.js';
import { ANY_CHARACTER, fuzzRuns } from '../support/fuzz-runs.js';
import { attributeOf, elementsOf, skeletonOf, textOf } from '../support/html-tree.js';
import { emptyJudgement, hostileJudgement, largeJudgement, richJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();
const html = (judgement: Judgement, own = settings) => renderHtml(buildReport(judgement, own), templates, own);

describe('report.html', () => {
  it('is valid', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:standard'],
      rules: {
        // Long runs of trailing space and the like are the minifier's business, and the SVG children are not HTML.
        'no-trailing-whitespace': 'off',
        'long-title': 'off',
        'no-inline-style': 'error',
        'require-sri': 'off',
        'no-raw-characters': 'off',
        // A scrollable region must be reachable by keyboard, which is what the tab stop is for.
        'no-redundant-role': 'off',
        'prefer-native-element': 'off',
        'tel-non-breaking': 'off',
      },
    });
    const changed = (judgement: Judgement, page: 'report' | 'changes-page') =>
      renderHtml(buildReport(judgement, settings, everyReason(judgement)), templates, settings, page);
    const pages = [
      changed(richJudgement(), 'report'),
      changed(hostileJudgement(), 'report'),
      html(emptyJudgement()),
      changed(richJudgement(), 'changes-page'),
      changed(hostileJudgement(), 'changes-page'),
    ];
    for (const text of pages) {
      const report = await validator.validateString(text);
      const messages = report.results.flatMap((result) =>
        result.messages.map(({ ruleId, message, line }) => `${ruleId}, line ${line}: ${message}`),
      );
      expect(messages.slice(0, 5)).toEqual([]);
    }
  });

  it('allows its own style sheet and script by their hashes, and nothing else', () => {
    const elements = elementsOf(html(hostileJudgement()));
    const policy =
      elements
        .map((element) => (attributeOf(element, 'http-equiv') === 'Content-Security-Policy' ? attributeOf(element, 'content') : null))
        .find((content) => content !== null) ?? '';
    const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const scripts = elements.filter(({ tagName }) => tagName === 'script');
    const styles = elements.filter(({ tagName }) => tagName === 'style');
    expect(scripts).toHaveLength(1);
    expect(styles).toHaveLength(1);
    expect(policy).toBe(
      `default-src 'none'; style-src ${styles.map((style) => hashOf(textOf(style))).join('')}; script-src ${scripts.map((script) => hashOf(textOf(script))).join('')}; img-src data:; base-uri 'none'; form-action 'none'`,
    );
  });

  it('has no inline style, no event attribute, no address but https links and its own anchors', () => {
    for (const element of elementsOf(html(hostileJudgement()))) {
      for (const { name, value } of element.attrs) {
        expect(name).not.toMatch(/^(?:style|on.*|srcset|action|formaction)$/);
        if (name === 'href') expect(value).toMatch(/^(?:https:\/\/|#)/);
        if (name === 'src') expect(value).toMatch(/^data:image\//);
      }
    }
  });

  it('keeps its structure whatever the names say', () => {
    const plain = skeletonOf(html(hostileJudgement(['name'])));
    const harm = fc.oneof(
      fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom('<', '>', '"', "'", '&', '{', '}', '/', '=', '!', '-', 'a', '`', '\u0000', '\u202e'),
        minLength: 1,
        maxLength: 24,
      }),
    );
    fc.assert(
      fc.property(fc.array(harm, { minLength: 1, maxLength: 5 }), (texts) => {
        const words = texts.map((text, at) => `x${text}${at}`);
        const structure = skeletonOf(html(hostileJudgement(words)));
        // Filters and breakdowns have one entry per distinct value; everything else must be the same.
        const fixed = (skeleton: string) =>
          skeleton
            .split('\n')
            .filter((line) => /^(?:script|style|img|iframe|object|form|meta|link|base|details|figure|template)\[/.test(line))
            .join('\n');
        expect(fixed(structure)).toBe(fixed(plain));
      }),
      fuzzRuns(4),
    );
  });

  it('shows `run` in exactly one element', () => {
    const judgement = richJudgement();
    const other = { ...judgement, header: { ...judgement.header, run: { ...judgement.header.run, apiCalls: 999_001, wallSeconds: 77.7 } } };
    const [a, b] = [html(judgement).split('\n'), html(other).split('\n')];
    const changed = a.filter((line, at) => line !== b[at]);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatch(/^<p id="run">/);
  });

  it('is the same bytes every time', () => {
    expect(html(richJudgement())).toBe(html(richJudgement()));
  });

  it('gives each picture a title, a description and its numbers', () => {
    const elements = elementsOf(html(richJudgement()));
    const pictures = elements.filter((element) => element.tagName === 'svg' && attributeOf(element, 'role') === 'img');
    expect(pictures.length).toBeGreaterThan(40);
    const ids = new Set(elements.map((element) => attributeOf(element, 'id')));
    for (const picture of pictures) {
      const [title, description] = (attributeOf(picture, 'aria-labelledby') ?? '').split(' ');
      expect(ids.has(title ?? '')).toBe(true);
      expect(ids.has(description ?? '')).toBe(true);
    }
    const drawn = new Set(pictures.map((picture) => (attributeOf(picture, 'class') ?? '').replace('chart chart-', '')));
    expect([...drawn].sort()).toEqual(['before-after', 'break-even', 'coverage', 'generations', 'line', 'split', 'waterfall', 'week']);
  });

  it('has no id twice, and every link inside leads somewhere', () => {
    const elements = elementsOf(html(richJudgement()));
    const ids = elements.flatMap((element) => attributeOf(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const inside = elements.flatMap((element) =>
      attributeOf(element, 'href')?.startsWith('#') === true ? (attributeOf(element, 'href')?.slice(1) ?? []) : [],
    );
    expect(inside.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('is complete without scripts: every finding open, every tool for scripts hidden', () => {
    const elements = elementsOf(html(richJudgement()));
    const findings = elements.filter(
      (element) => (attributeOf(element, 'class') ?? '').split(' ')[0] === 'finding' && element.tagName === 'details',
    );
    expect(findings).toHaveLength(richJudgement().findings.length);
    expect(findings.every((element) => attributeOf(element, 'open') !== null)).toBe(true);
    const scripted = elements.filter((element) => (attributeOf(element, 'class') ?? '').split(' ').includes('scripted'));
    expect(scripted.every((element) => attributeOf(element, 'hidden') !== null)).toBe(true);
  });

  it('says why nothing was found', () => {
    expect(html(emptyJudgement())).toContain('No policy failed: ');
    const blind = {
      ...emptyJudgement(),
      policies: emptyJudgement().policies.map((policy) => ({ ...policy, counts: { ...policy.counts, pass: 0 } })),
    };
    expect(html(blind)).toContain('Nothing could be judged');
    expect(html({ ...emptyJudgement(), inventory: [], notAssessed: [] })).toContain('No compute was found');
  });
});

describe('findings beyond the full ones', () => {
  const rowsOf = (text: string) => [...text.matchAll(/^<tr id="f-.*<\/tr>$/gm)].map(([row]) => row);

  it('have one row each that fits its bytes and says what to do', () => {
    const own = { ...settings, fullFindings: 3, rowBytes: 400 };
    const rows = rowsOf(html(hostileJudgement(), own));
    expect(rows).toHaveLength(hostileJudgement().findings.length - 3);
    for (const row of rows) {
      expect(Buffer.byteLength(row)).toBeLessThanOrEqual(400);
      expect(row).toMatch(/<td>(?:High|Medium|Low)<\/td><td class="n">/);
    }
  });

  it('fit with the longest names that AWS allows', () => {
    for (const name of ['"'.repeat(255), '🦊'.repeat(127), '&<>\'"'.repeat(51), 'x'.repeat(255)]) {
      const rows = rowsOf(html(hostileJudgement([name]), { ...settings, fullFindings: 0 }));
      expect(rows).toHaveLength(hostileJudgement().findings.length);
      expect(Math.max(...rows.map((row) => Buffer.byteLength(row)))).toBeLessThanOrEqual(400);
    }
  });

  it('are as many as the settings allow, and the report says where the rest are', () => {
    const own = { ...settings, fullFindings: 5, compactFindings: 7 };
    const text = html(richJudgement(), own);
    expect(rowsOf(text)).toHaveLength(7);
    expect(text).toContain(`${richJudgement().findings.length - 12} more findings stand in report.json alone.`);
    const all = richJudgement().findings.length;
    expect(text).toContain(`All ${all} findings match, ${all - 12} of them in report.json alone`);
  });

  it('come 10,000 at a time in a few megabytes', () => {
    const text = html(largeJudgement(10_000));
    expect(rowsOf(text)).toHaveLength(9800);
    expect(text.length).toBeLessThan(9_000_000);
  });
});

describe('a redacted report', () => {
  it('has neither commands nor console links', () => {
    const own = { ...settings, redacted: true };
    const text = html(redactJudgement(richJudgement()), own);
    expect(text).not.toContain('console.aws.amazon.com');
    expect(text).not.toContain('describe-instances');
    expect(text).toContain('replaced by pseudonyms');
  });
});
