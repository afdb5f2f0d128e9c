import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { HtmlValidate } from 'html-validate';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  judgeForReport,
  localSnapshots,
  type TrendOptions,
  UserError,
  type WrittenTrend,
  writeReports,
  writeTrend,
} from '../../src/index.js';
import { trendDocumentSchema } from '../../src/model/trend.js';
import { emptyFolder } from '../support/cli.js';
import { attributeOf, elementsOf } from '../support/html-tree.js';
import { ACCOUNT, collectWeek, copyOfWeeks, cutShort, OTHER, rulesOnce, threeWeeks, WEEKS } from './weeks.js';

const ALL = ['html', 'markdown', 'json', 'csv'] as const;

async function trendOf(folder: string, options: Partial<TrendOptions> = {}): Promise<WrittenTrend & { text: (name: string) => string }> {
  const output = emptyFolder();
  const written = await writeTrend(await localSnapshots(folder), await rulesOnce(), { formats: ALL, output, ...options });
  return { ...written, text: (name) => readFileSync(join(output, name), 'utf8') };
}

beforeAll(() => threeWeeks(), 120_000);

describe('a trend of three weeks', () => {
  it('has the numbers of each report, in the order of the windows whatever the files are called', async () => {
    const folder = await copyOfWeeks();
    cpSync(join(folder, 'week-1'), join(folder, 'zz'), { recursive: true });
    rmSync(join(folder, 'week-1'), { recursive: true });
    const { document } = await trendOf(folder);
    const [series] = document.series;
    expect(series?.points.map(({ window }) => window.end)).toEqual(WEEKS.map(({ end }) => end));
    const rules = await rulesOnce();
    for (const point of series?.points ?? []) {
      const { model } = await writeReports(await judgeForReport(point.snapshot, rules), rules, { formats: [], output: emptyFolder() });
      const { totals } = model.document;
      expect(point).toMatchObject({
        monthlyCostUsd: totals.monthlyCostUsd,
        monthlySavingsUsd: totals.monthlySavingsUsd,
        findings: totals.findings.primary,
        incomplete: false,
        accounts: [{ accountId: ACCOUNT, monthlyCostUsd: totals.monthlyCostUsd, monthlySavingsUsd: totals.monthlySavingsUsd }],
      });
    }
    expect(trendDocumentSchema.parse(document)).toEqual(document);
  });

  it('adds up what was realised: an instance that is gone, then two that are half as large', async () => {
    const { document } = await trendOf(await threeWeeks());
    const [series] = document.series;
    const [one, two, three] = series?.points ?? [];
    const costs = [one, two, three].map((point) => point?.monthlyCostUsd ?? Number.NaN);
    const xlarge = (costs[0] ?? 0) - (costs[1] ?? 0);
    expect(xlarge).toBeCloseTo(0.192 * 730, 1);
    expect(one).toMatchObject({ since: null, realisedMonthlyUsd: 0, realisedUnknown: 0 });
    // More than one policy speaks of the instance, and it is counted once.
    expect(two?.since).toMatchObject({ new: 0, realisedUnknown: 0 });
    expect(two?.since?.resolved).toBeGreaterThan(1);
    expect(two?.since?.realisedMonthlyUsd).toBeCloseTo(xlarge, 1);
    expect(three?.since?.realisedMonthlyUsd).toBeCloseTo((costs[1] ?? 0) - (costs[2] ?? 0), 1);
    expect(three?.realisedMonthlyUsd).toBeCloseTo((costs[0] ?? 0) - (costs[2] ?? 0), 1);
  });

  it('is the same bytes every time, and again from other places', async () => {
    const names = ['trend.html', 'trend.md', 'trend.json', 'trend.csv'];
    const [a, b] = [await trendOf(await threeWeeks()), await trendOf(await threeWeeks())];
    for (const name of names) expect(a.text(name)).toBe(b.text(name));
    const moved = await trendOf(await copyOfWeeks());
    expect(moved.text('trend.html').length).toBe(a.text('trend.html').length);
    expect(JSON.stringify(moved.document.series).replaceAll(/"snapshot":"[^"]*"/g, '')).toBe(
      JSON.stringify(a.document.series).replaceAll(/"snapshot":"[^"]*"/g, ''),
    );
  });

  it('says the same in CSV and JSON', async () => {
    const { document, text } = await trendOf(await threeWeeks());
    const rows: Record<string, string>[] = parse(text('trend.csv'), { columns: true, bom: true });
    expect(JSON.parse(text('trend.json'))).toEqual(JSON.parse(JSON.stringify(document)));
    expect(rows.map((row) => [row.scope, row.windowEnd, Number(row.monthlyCostUsd), Number(row.realisedMonthlyUsd)])).toEqual(
      document.series.flatMap(({ points }, at) =>
        points.map((point) => [String(at + 1), point.window.end, point.monthlyCostUsd, point.realisedMonthlyUsd]),
      ),
    );
  });

  it('is a valid page with four pictures, each with a title, a sentence and its numbers', async () => {
    const { text } = await trendOf(await threeWeeks());
    const html = text('trend.html');
    const validator = new HtmlValidate({
      extends: ['html-validate:standard'],
      rules: {
        'no-trailing-whitespace': 'off',
        'long-title': 'off',
        'no-inline-style': 'error',
        'require-sri': 'off',
        'no-raw-characters': 'off',
        'no-redundant-role': 'off',
        'prefer-native-element': 'off',
        'tel-non-breaking': 'off',
      },
    });
    const { results } = await validator.validateString(html);
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${ruleId}, line ${line}: ${message}`))).toEqual(
      [],
    );
    const elements = elementsOf(html);
    const ids = elements.flatMap((element) => attributeOf(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const pictures = elements.filter((element) => element.tagName === 'svg');
    expect(pictures).toHaveLength(4);
    for (const picture of pictures) for (const id of (attributeOf(picture, 'aria-labelledby') ?? '').split(' ')) expect(ids).toContain(id);
    expect(elements.filter(({ tagName }) => tagName === 'figure')).toHaveLength(4);
    // Every point is drawn.
    expect(elements.filter(({ tagName }) => tagName === 'circle')).toHaveLength(5 * WEEKS.length);
    for (const { attrs } of elements) for (const { name } of attrs) expect(name).not.toMatch(/^(?:style|on.*)$/);
  });

  it('is Markdown whose tables are tables', async () => {
    const { text } = await trendOf(await threeWeeks());
    const html = micromark(text('trend.md'), { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
    expect(html.match(/<table>/g)).toHaveLength(2);
    expect(html.match(/<tr>/g)).toHaveLength(2 + 1 + WEEKS.length);
  });
});

describe('snapshots that do not compare', () => {
  it('of another scope stand apart, and are said to', async () => {
    const folder = await copyOfWeeks();
    await collectWeek(folder, 'wide', { ...WEEKS[1], regions: ['us-east-1', 'eu-west-1'] });
    await collectWeek(folder, 'both', { ...WEEKS[2], accounts: true });
    const { document, text } = await trendOf(folder);
    expect(document.series.map(({ scope, points }) => [scope.accounts.map(({ regions }) => regions.length), points.length])).toEqual([
      [[1], 3],
      [[1, 1], 1],
      [[2], 1],
    ]);
    expect(document.series[1]?.scope.accounts.map(({ accountId, name }) => [accountId, name])).toEqual([
      [ACCOUNT, 'First'],
      [OTHER, 'Second'],
    ]);
    for (const { points } of document.series) expect(points[0]?.since).toBeNull();
    expect(text('trend.html')).toContain('These snapshots have 3 scopes');
    expect(text('trend.html')).toContain('Another scope: 1 region of accounts that the first scope has not');
  });

  it('of several accounts are told by account', async () => {
    const folder = emptyFolder();
    for (const [at, week] of WEEKS.slice(0, 2).entries()) await collectWeek(folder, `week-${at}`, { ...week, accounts: true });
    const { document, text } = await trendOf(folder);
    const [series] = document.series;
    const last = series?.points.at(-1);
    expect(last?.accounts.map(({ accountId }) => accountId)).toEqual([ACCOUNT, OTHER]);
    const sum = (last?.accounts ?? []).reduce((total, { monthlyCostUsd }) => total + (monthlyCostUsd ?? 0), 0);
    expect(sum).toBeCloseTo(last?.monthlyCostUsd ?? Number.NaN, 2);
    expect(text('trend.md')).toMatch(/\| Second \(444455556666\) \|.*\| the same \|/);
  });

  it('incomplete: amounts are lower bounds', async () => {
    const folder = await copyOfWeeks();
    await collectWeek(folder, 'week-4', {
      ...WEEKS[2],
      end: '2026-11-04T10:00:00Z',
      simulator: { faults: [{ kind: 'access-denied', service: 'lambda' }] },
    });
    const { document, text } = await trendOf(folder);
    const last = document.series[0]?.points.at(-1);
    expect(last).toMatchObject({ incomplete: true, interrupted: false });
    expect(last?.coverage.percent).toBeLessThan(100);
    expect(text('trend.html')).toMatch(/class="point series-0 hollow"/);
    expect(text('trend.md')).toMatch(/at least \$/);
  });
});

describe('files that are left out', () => {
  it('a damaged one has its line, and the rest is told', async () => {
    const folder = await copyOfWeeks();
    await cutShort(join(folder, 'week-2', 'snapshot.json.gz'), join(folder, 'week-2', 'snapshot.json.gz.part'));
    cpSync(join(folder, 'week-2', 'snapshot.json.gz.part'), join(folder, 'week-2', 'snapshot.json.gz'));
    writeFileSync(join(folder, 'notes.json.gz'), 'no gzip at all');
    const { document, leftOut } = await trendOf(folder);
    expect(document.series[0]?.points).toHaveLength(2);
    expect(document.leftOut.map(({ snapshot, because }) => [snapshot.slice(folder.length + 1), because])).toEqual([
      ['notes.json.gz', 'unreadable'],
      [join('week-2', 'snapshot.json.gz'), 'unreadable'],
    ]);
    expect(leftOut[1]).toMatch(/^the snapshot \S+ is (?:cut short|damaged)/);
    for (const line of leftOut) expect(line.split(folder)).toHaveLength(2);
  });

  it('a copy of a run counts once, also where the other copy is damaged', async () => {
    const folder = await copyOfWeeks();
    mkdirSync(join(folder, 'copies'));
    cpSync(join(folder, 'week-1', 'snapshot.json.gz'), join(folder, 'copies', 'first.json.gz'));
    await cutShort(join(folder, 'week-2', 'snapshot.json.gz'), join(folder, 'zz.json.gz'));
    cpSync(join(folder, 'week-3'), join(folder, 'latest'), { recursive: true });
    const { document } = await trendOf(folder);
    expect(document.series[0]?.points).toHaveLength(3);
    expect(document.leftOut.map(({ snapshot, because }) => [basename(snapshot), because]).sort()).toEqual([
      ['first.json.gz', 'same-run'],
      ['zz.json.gz', 'unreadable'],
    ]);
  });

  it('a shard is no snapshot of its scope', async () => {
    const folder = await copyOfWeeks();
    await collectWeek(folder, 'shard', { ...WEEKS[2], end: '2026-11-04T10:00:00Z', collect: { shard: { index: 1, count: 2 } } });
    const { document } = await trendOf(folder);
    expect(document.series).toHaveLength(1);
    expect(document.leftOut).toMatchObject([{ because: 'shard', detail: 'shard 1 of 2: merge the parts, and put the whole there' }]);
  });

  it('where none is left it is an error that says why', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'a.json.gz'), 'no gzip');
    await expect(trendOf(folder)).rejects.toThrow(UserError);
    await expect(trendOf(folder)).rejects.toThrow(/not one of 1 files can be taken: .*is not a snapshot/);
  });
});

describe('a redacted trend', () => {
  it('names neither accounts nor files, and with a key has the same pseudonyms every time', async () => {
    const folder = emptyFolder();
    await collectWeek(folder, `of-${ACCOUNT}`, { ...WEEKS[0], accounts: true });
    writeFileSync(join(folder, `secret-${OTHER}.json.gz`), 'x');
    const { text } = await trendOf(folder, { redact: { key: null } });
    for (const name of ['trend.html', 'trend.md', 'trend.json', 'trend.csv']) {
      expect(text(name)).not.toMatch(new RegExp(`${ACCOUNT}|${OTHER}|Second|First \\(|secret-|${basename(folder)}`));
    }
    expect(text('trend.json')).toContain('"account-1"');
    expect(text('trend.html')).toContain('replaced by pseudonyms');
    const key = new Uint8Array(32).fill(7);
    const accounts = async (from: string) =>
      (await trendOf(from, { redact: { key } })).document.series[0]?.scope.accounts.map(({ accountId }) => accountId) ?? [];
    const both = await accounts(folder);
    const [alone] = await accounts(await threeWeeks());
    expect(both).toHaveLength(2);
    expect(both).toContain(alone);
  });
});
