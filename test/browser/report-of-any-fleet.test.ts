import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Judgement } from '../../src/model/judgement.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml } from '../../src/report/index.js';
import { closeBrowser, findBrowsers, withPage } from '../support/browser.js';
import { everyReason } from '../support/diff-fixtures.js';
import { emptyJudgement, hostileJudgement, largeJudgement, richJudgement } from '../support/judgement-fixtures.js';
import { axeSource, inBrowser, OPEN_ALL, phone, RUN_AXE, violation, wide } from './checks.js';
import { writtenReport } from './report-file.js';

const [browser] = await findBrowsers();
let folder = '';

const written = (name: string, judgement: Judgement) => writtenReport(join(folder, `${name}.html`), judgement);

/** The page of changes alone, of one finding for every reason. */
function writtenChanges(name: string, judgement: Judgement): string {
  const settings = DEFAULT_REPORT_SETTINGS;
  const file = join(folder, `${name}.html`);
  const model = buildReport(judgement, settings, everyReason(judgement));
  writeFileSync(file, renderHtml(model, loadTemplates(), settings, 'changes-page'));
  return file;
}

describe.skipIf(browser === undefined)(inBrowser('report.html of any fleet', browser), { timeout: 120_000 }, () => {
  const executable = browser ?? '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'report-html-'));
  });
  afterAll(async () => {
    await closeBrowser();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['rich', richJudgement, wide],
    ['rich', richJudgement, phone],
    ['empty', emptyJudgement, wide],
    ['hostile', hostileJudgement, wide],
  ] as const)(
    '%s: nothing runs but its own script, nothing is asked for, nothing is said on the console (%#)',
    async (name, judgement, context) => {
      const file = written(name, judgement());
      await withPage(
        executable,
        file,
        async ({ page, console, requests }) => {
          await page.evaluate(OPEN_ALL);
          expect(await page.evaluate("'pwned' in globalThis")).toBe(false);
          expect(console).toEqual([]);
          expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([`file://${file}`]);
        },
        context,
      );
    },
  );

  it.each([
    ['light', wide],
    ['dark', phone],
  ] as const)(
    'changes since an earlier snapshot: nothing serious, nothing too wide, nothing runs or is asked for, %s (%#)',
    async (colorScheme, context) => {
      for (const judgement of [richJudgement(), hostileJudgement()]) {
        const file = writtenChanges('changes', judgement);
        await withPage(
          executable,
          file,
          async ({ page, console, requests }) => {
            expect(await page.locator('h1').textContent()).toBe('$343.00 a month realised since 7 Nov 2026');
            expect(await page.locator('#changes tbody tr').count()).toBe(24);
            expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
            const violations = z.array(violation).parse(await page.evaluate(RUN_AXE));
            expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
            expect(await page.evaluate("'pwned' in globalThis")).toBe(false);
            expect(console).toEqual([]);
            expect(requests).toEqual([`file://${file}`]);
          },
          { ...context, colorScheme, script: axeSource },
        );
      }
    },
  );

  it('nothing is wider than the page, on a phone and at 200 % of a laptop', async () => {
    const file = written('narrow', hostileJudgement());
    await withPage(executable, file, async ({ page }) => {
      await page.evaluate(OPEN_ALL);
      for (const viewport of [phone.viewport, { width: 320, height: 640 }, { width: 720, height: 450 }]) {
        await page.setViewportSize(viewport);
        expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
      }
    });
  });

  it('with 10,000 findings lays out what is seen alone, and filters', async () => {
    const large = largeJudgement(10_000);
    await withPage(
      executable,
      written('large', large),
      async ({ page, console }) => {
        // What is out of sight is not laid out: that, and not the machine, makes it quick.
        expect(await page.evaluate("getComputedStyle(document.querySelector('#rows tbody tr')).contentVisibility")).toBe('auto');
        await page.fill('#filter-text', 'search-indexer');
        await expect.poll(() => page.locator('#matches').textContent()).toMatch(/^1,\d{3} of 10,000 findings shown/);
        await page.click('#clear');
        await page.fill('#filter-tag', 'team=checkout');
        const tagged = large.findings.filter(({ resource }) => resource.tags?.team === 'checkout').length;
        await expect.poll(() => page.locator('#matches').textContent()).toContain(`${tagged.toLocaleString('en-US')} of 10,000`);
        expect(await page.locator('#rows tbody tr:not([hidden])').count()).toBeGreaterThan(tagged - 201);
        expect(console).toEqual([]);
      },
      wide,
    );
  });
});
