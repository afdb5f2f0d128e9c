import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_REPORT_SETTINGS } from '../../src/report/index.js';
import { closeBrowser, findBrowsers, withPage } from '../support/browser.js';
import { richJudgement } from '../support/judgement-fixtures.js';
import { axeSource, inBrowser, phone, RUN_AXE, violation, wide } from './checks.js';
import { writtenReport } from './report-file.js';

const [browser, ...otherBrowsers] = await findBrowsers();
let folder = '';

// One finding of each kind of picture is enough for axe, which takes its time over every element, also over those that nobody sees.
const OPEN_SOME = `for (const id of ['ec2-idle', 'ec2-over-provisioned', 'fargate-off-hours', 'lambda-steady-load', 'ec2-container-candidate'])
  document.querySelector('details.finding[data-policy="' + id + '"]').open = true;
for (const details of document.querySelectorAll('#not-assessed details, #coverage details, #method details:first-of-type')) details.open = true;
for (const unseen of document.querySelectorAll('details:not([open]) > :not(summary)')) unseen.remove()`;
const CUT_IN_PRINT = `(() => {
  dispatchEvent(new Event('beforeprint'));
  const elements = [...document.querySelectorAll('main *, footer *')].filter((element) => element.closest('svg') === null);
  return {
    tooWide: elements.filter((element) => element.getBoundingClientRect().right > innerWidth + 1).length,
    closed: document.querySelectorAll('details.finding:not([open])').length,
  };
})()`;

let rich = '';
/** The report of the rich fleet, which most tests open and none changes. */
function richPage(): string {
  rich ||= writtenReport(join(folder, 'rich.html'), richJudgement());
  return rich;
}

describe.skipIf(browser === undefined)(inBrowser('report.html', browser), { timeout: 120_000 }, () => {
  const executable = browser ?? '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'report-html-'));
  });
  afterAll(async () => {
    await closeBrowser();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['light', wide],
    ['dark', wide],
    ['light', phone],
  ] as const)('has nothing that axe calls serious, %s (%#)', async (colorScheme, context) => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        await page.evaluate(OPEN_SOME);
        const violations = z.array(violation).parse(await page.evaluate(RUN_AXE));
        expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
      },
      { ...context, colorScheme, script: axeSource },
    );
  });

  it('filters by text, policy, severity, account, region, tag and saving, sorts, and expands', async () => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        const shown = () => page.locator('details.finding:visible').count();
        const total = richJudgement().findings.length;
        const policyOf = (at: number) => page.locator('details.finding:visible').nth(at).getAttribute('data-policy');
        expect(await shown()).toBe(total);
        await page.selectOption('#filter-policy', 'ec2-idle');
        await expect.poll(shown).toBe(3);
        await page.click('#clear');
        await expect.poll(shown).toBe(total);
        await page.selectOption('#filter-severity', 'info');
        await expect
          .poll(
            async () =>
              new Set(
                await page.locator('details.finding:visible').evaluateAll((all) => all.map((one) => one.getAttribute('data-severity'))),
              ),
          )
          .toEqual(new Set(['info']));
        await page.click('#clear');
        await page.selectOption('#filter-region', 'us-gov-west-1');
        await page.selectOption('#filter-account', '444455556666');
        await expect.poll(shown).toBe(richJudgement().findings.filter(({ resource }) => resource.region === 'us-gov-west-1').length);
        await page.click('#clear');
        await page.fill('#filter-tag', 'team=checkout');
        await expect.poll(shown).toBe(richJudgement().findings.filter(({ resource }) => resource.tags?.team === 'checkout').length);
        await page.click('#clear');
        await page.fill('#filter-text', 'NIGHTLY-export');
        await expect.poll(shown).toBe(richJudgement().findings.filter(({ resource }) => resource.name?.includes('nightly-export')).length);
        await page.fill('#filter-text', '');
        await page.fill('#filter-minimum', '100');
        await expect.poll(shown).toBeLessThan(total);
        expect(await page.locator('#matches').textContent()).toMatch(
          / of 43 findings shown; those that count save \$[\d,]+\.\d\d a month\.$/,
        );
        await page.click('#clear');
        await page.selectOption('#sort', 'policy');
        await expect.poll(() => policyOf(0)).toBe('ec2-burst-credits');
        await page.click('#expand');
        expect(await page.locator('details.finding:not([open])').count()).toBe(0);
        await page.click('#expand');
        expect(await page.locator('details.finding[open]').count()).toBe(0);
      },
      wide,
    );
  });

  it('sorts by severity, confidence, name, account and region, the cards and the rows beyond them', async () => {
    const file = writtenReport(join(folder, 'sorted.html'), richJudgement(), { ...DEFAULT_REPORT_SETTINGS, fullFindings: 25 });
    const severities = ['high', 'medium', 'low', 'info'];
    const ranks: Record<string, string[]> = { severity: severities, confidence: severities };
    await withPage(
      executable,
      file,
      async ({ page }) => {
        const columns = { severity: 1, name: 2, account: 3, region: 4, confidence: 6 };
        for (const [by, column] of Object.entries(columns)) {
          await page.selectOption('#sort', by);
          const cards = await page
            .locator('details.finding')
            .evaluateAll((all, name) => all.map((one) => one.getAttribute(name) ?? ''), `data-${by}`);
          const rows = await page
            .locator('#rows tbody tr')
            .evaluateAll((all, at) => all.map((row) => row.children[at]?.textContent ?? ''), column);
          expect([cards.length, rows.length], by).toEqual([25, 18]);
          const rank = (text: string) => (by in ranks ? String(ranks[by]?.indexOf(text.toLowerCase())) : text.toLowerCase());
          for (const list of [cards, rows]) expect(list.map(rank), by).toEqual(list.map(rank).sort());
          await page.selectOption('#sort', 'rank');
          expect(await page.locator('details.finding .rank').first().textContent(), by).toBe('1');
        }
      },
      wide,
    );
  });

  it('copies a command, and says so', async () => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        await page.clock.install();
        const card = page.locator('details.finding', { has: page.locator('button.copy') }).first();
        await card.locator('summary').first().click();
        const button = card.locator('button.copy').first();
        await button.click();
        await expect.poll(() => button.textContent()).toBe('Copied');
        const command = await card.locator('.command code').first().textContent();
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe(command);
        await page.clock.fastForward(5_000);
        await expect.poll(() => button.textContent()).toBe('Copy');
      },
      { ...wide, permissions: ['clipboard-read', 'clipboard-write'] },
    );
  });

  it('opens the finding that a link names, and narrows the list from the first screen', async () => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        const id = await page.locator('details.finding').nth(7).getAttribute('id');
        await page.evaluate(`location.hash = '${id}'`);
        await expect.poll(() => page.locator(`#${id}`).getAttribute('open')).toBe('');
        await page.locator('.action').first().click();
        const policy = await page.locator('.action').first().getAttribute('data-value');
        await expect
          .poll(
            async () =>
              new Set(
                await page.locator('details.finding:visible').evaluateAll((all) => all.map((one) => one.getAttribute('data-policy'))),
              ),
          )
          .toEqual(new Set([policy]));
      },
      wide,
    );
  });

  it('is used by keyboard alone: skip link, filters, findings', async () => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        await page.keyboard.press('Tab');
        expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the findings');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        expect(await page.evaluate('document.activeElement.id')).toBe('filter-text');
        await page.locator('details.finding > summary').first().focus();
        await page.keyboard.press('Enter');
        expect(await page.locator('details.finding').first().getAttribute('open')).toBe('');
      },
      wide,
    );
  });

  it('is complete and open with scripts blocked', async () => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        expect(await page.locator('details.finding[open]').count()).toBe(43);
        expect(await page.locator('#filters').isVisible()).toBe(false);
      },
      { ...wide, javaScriptEnabled: false },
    );
  });

  it('prints on A4 and Letter with the ten that save most open, those that the reader opened, and nothing cut off at the side', async () => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        await page.locator('details.finding > summary').nth(30).click();
        for (const format of ['A4', 'Letter']) expect((await page.pdf({ format })).byteLength).toBeGreaterThan(100_000);
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: 690, height: 1000 });
        const cut = await page.evaluate(CUT_IN_PRINT);
        expect(cut).toEqual({ tooWide: 0, closed: 32 });
        expect(await page.locator('#print-note').textContent()).toBe(
          'Not in this print, but in the HTML file: the details of 32 findings.',
        );
        expect(await page.locator('details.finding').nth(30).getAttribute('open')).toBe('');
        await page.evaluate("dispatchEvent(new Event('afterprint'))");
        expect(await page.locator('details.finding[open]').count()).toBe(1);
      },
      wide,
    );
  });

  it.skipIf(otherBrowsers.length === 0).each(otherBrowsers)('opens in %s too', async (other) => {
    await withPage(
      other,
      richPage(),
      async ({ page, console }) => {
        expect(await page.title()).toMatch(/^Compute cost review: \$/);
        expect(await page.locator('details.finding').count()).toBe(43);
        expect(console).toEqual([]);
      },
      wide,
    );
  });
});
