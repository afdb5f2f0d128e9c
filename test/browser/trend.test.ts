import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { localSnapshots, writeTrend } from '../../src/index.js';
import { closeBrowser, findBrowsers, withPage } from '../support/browser.js';
import { emptyFolder } from '../support/cli.js';
import { collectWeek, copyOfWeeks, cutShort, rulesOnce, WEEKS } from '../trend/weeks.js';
import { axeSource, inBrowser, OPEN_ALL, phone, RUN_AXE, violation, wide } from './checks.js';

const [browser] = await findBrowsers();
let file = '';

describe.skipIf(browser === undefined)(inBrowser('trend.html', browser), { timeout: 120_000 }, () => {
  const executable = browser ?? '';
  beforeAll(async () => {
    const folder = await copyOfWeeks();
    await collectWeek(folder, 'both', { ...WEEKS[2], accounts: true });
    await collectWeek(folder, 'incomplete', {
      ...WEEKS[2],
      end: '2026-11-04T10:00:00Z',
      simulator: { faults: [{ kind: 'access-denied', service: 'lambda' }] },
    });
    await cutShort(join(folder, 'both', 'snapshot.json.gz'), join(folder, 'cut.json.gz'));
    const output = emptyFolder();
    await writeTrend(await localSnapshots(folder), await rulesOnce(), { formats: ['html'], output });
    file = join(output, 'trend.html');
  }, 120_000);
  afterAll(() => closeBrowser());

  it.each([
    ['light', wide],
    ['dark', wide],
    ['light', phone],
  ] as const)(
    'says nothing on the console, asks for nothing, has nothing that axe calls serious, %s (%#)',
    async (colorScheme, context) => {
      await withPage(
        executable,
        file,
        async ({ page, console, requests }) => {
          await page.evaluate(OPEN_ALL);
          expect(console).toEqual([]);
          expect(requests).toEqual([`file://${file}`]);
          const violations = z.array(violation).parse(await page.evaluate(RUN_AXE));
          expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
        },
        { ...context, colorScheme, script: axeSource },
      );
    },
  );

  it('is nowhere wider than the page, and changes its colours at a click', async () => {
    for (const viewport of [phone.viewport, { width: 320, height: 640 }, { width: 720, height: 450 }]) {
      await withPage(
        executable,
        file,
        async ({ page }) => {
          await page.evaluate(OPEN_ALL);
          expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
          await page.click('#theme');
          expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
        },
        { viewport, colorScheme: 'light' },
      );
    }
  });
});
