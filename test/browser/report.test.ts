import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Judgement } from '../../src/model/judgement.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml } from '../../src/report/index.js';
import { closeBrowser, findBrowsers, withPage } from '../support/browser.js';
import { everyReason } from '../support/diff-fixtures.js';
import { emptyJudgement, hostileJudgement, largeJudgement, richJudgement } from '../support/judgement-fixtures.js';

const [browser, ...otherBrowsers] = await findBrowsers();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 } };
let folder = '';

// What runs inside the page stands here as text: the project's own code is compiled without the browser's types.
const OPEN_ALL = 'for (const details of document.querySelectorAll("details")) details.open = true';
// One finding of each kind of picture is enough for axe, which takes its time over every element, also over those that nobody sees.
const OPEN_SOME = `for (const id of ['ec2-idle', 'ec2-over-provisioned', 'fargate-off-hours', 'lambda-steady-load', 'ec2-container-candidate'])
  document.querySelector('details.finding[data-policy="' + id + '"]').open = true;
for (const details of document.querySelectorAll('#not-assessed details, #coverage details, #method details:first-of-type')) details.open = true;
for (const unseen of document.querySelectorAll('details:not([open]) > :not(summary)')) unseen.remove()`;
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.length, example: nodes[0].html.slice(0, 160) })))`;
const violation = z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.number(), example: z.string() });
const CUT_IN_PRINT = `(() => {
  dispatchEvent(new Event('beforeprint'));
  const elements = [...document.querySelectorAll('main *, footer *')].filter((element) => element.closest('svg') === null);
  return {
    tooWide: elements.filter((element) => element.getBoundingClientRect().right > innerWidth + 1).length,
    closed: document.querySelectorAll('details.finding:not([open])').length,
  };
})()`;
const TIME_TO_FILTER = `(async () => {
  const field = document.querySelector('#filter-text');
  const began = performance.now();
  field.value = 'search-indexer';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
})()`;

function written(name: string, judgement: Judgement): string {
  const settings = DEFAULT_REPORT_SETTINGS;
  const file = join(folder, `${name}.html`);
  writeFileSync(file, renderHtml(buildReport(judgement, settings), loadTemplates(), settings));
  return file;
}

let rich = '';
/** The report of the rich fleet, which most tests open and none changes. */
function richPage(): string {
  rich ||= written('rich', richJudgement());
  return rich;
}

/** The page of changes alone, of one finding for every reason. */
function writtenChanges(name: string, judgement: Judgement): string {
  const settings = DEFAULT_REPORT_SETTINGS;
  const file = join(folder, `${name}.html`);
  const model = buildReport(judgement, settings, everyReason(judgement));
  writeFileSync(file, renderHtml(model, loadTemplates(), settings, 'changes-page'));
  return file;
}

const title =
  browser === undefined ? 'report.html in a browser (skipped: no Chromium found; set CHROMIUM_PATH)' : 'report.html in a browser';

describe.skipIf(browser === undefined)(title, { timeout: 120_000 }, () => {
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
            expect(await page.locator('#changes tbody tr').count()).toBe(17);
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

  it('sorts by severity, policy, name, account and region, the cards and the rows beyond them', async () => {
    const settings = { ...DEFAULT_REPORT_SETTINGS, fullFindings: 25 };
    const file = join(folder, 'sorted.html');
    writeFileSync(file, renderHtml(buildReport(richJudgement(), settings), loadTemplates(), settings));
    const severities = ['high', 'medium', 'low', 'info'];
    await withPage(
      executable,
      file,
      async ({ page }) => {
        for (const [column, by] of ['policy', 'severity', 'name', 'account', 'region'].entries()) {
          await page.selectOption('#sort', by);
          const cards = await page
            .locator('details.finding')
            .evaluateAll((all, name) => all.map((one) => one.getAttribute(name) ?? ''), `data-${by}`);
          const rows = await page
            .locator('#rows tbody tr')
            .evaluateAll((all, at) => all.map((row) => row.children[at]?.textContent ?? ''), column);
          expect([cards.length, rows.length], by).toEqual([25, 18]);
          const rank = (text: string) => (by === 'severity' ? String(severities.indexOf(text)) : text.toLowerCase());
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

  it('prints on A4 and Letter with every finding open and nothing cut off at the side', async () => {
    await withPage(
      executable,
      richPage(),
      async ({ page }) => {
        for (const format of ['A4', 'Letter']) expect((await page.pdf({ format })).byteLength).toBeGreaterThan(100_000);
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: 690, height: 1000 });
        const cut = await page.evaluate(CUT_IN_PRINT);
        expect(cut).toEqual({ tooWide: 0, closed: 0 });
      },
      wide,
    );
  });

  it('with 10,000 findings opens and filters without a noticeable wait', async () => {
    const large = largeJudgement(10_000);
    await withPage(
      executable,
      written('large', large),
      async ({ page, console }) => {
        // What is out of sight is not laid out: that, and not the machine, makes it quick.
        expect(await page.evaluate("getComputedStyle(document.querySelector('#rows tbody tr')).contentVisibility")).toBe('auto');
        const milliseconds = await page.evaluate(TIME_TO_FILTER);
        expect(milliseconds).toBeLessThan(3000);
        expect(await page.locator('#matches').textContent()).toMatch(/^1,\d{3} of 10,000 findings shown/);
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
