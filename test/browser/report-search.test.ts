import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ReportFinding } from '../../src/model/report.js';
import { currentOf } from '../../src/report/build/current.js';
import { recommendationText } from '../../src/report/build/finding-view.js';
import { buildReport, DEFAULT_REPORT_SETTINGS } from '../../src/report/index.js';
import { closeBrowser, findBrowsers, withPage } from '../support/browser.js';
import { largeJudgement, richJudgement } from '../support/judgement-fixtures.js';
import { axeSource, inBrowser, OPEN_ALL, phone, wide } from './checks.js';
import { writtenReport } from './report-file.js';

const [browser] = await findBrowsers();
let folder = '';

const counted = (amount: number) => `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
/** Cents, since sums of dollars are none of them exact. */
const savingOf = (findings: readonly ReportFinding[]) =>
  findings.reduce(
    (sum, { status, primary, cost }) =>
      sum + (status === 'active' && primary ? Math.max(0, Math.round((cost.monthlySavingsUsd ?? 0) * 100)) : 0),
    0,
  ) / 100;

/** Every text of a finding that the search knows. */
const textsOf = (finding: ReportFinding, accounts: ReadonlyMap<string, string | null>) => [
  finding.id,
  finding.resource.id,
  finding.resource.name ?? '',
  finding.resource.arn ?? '',
  finding.owner ?? '',
  finding.environment?.name ?? '',
  finding.severity,
  finding.policyId,
  finding.title,
  finding.resource.accountId,
  accounts.get(finding.resource.accountId) ?? '',
  finding.resource.region,
  finding.recommendation.target?.label ?? '',
  recommendationText(finding),
  finding.recommendation.action,
  currentOf(finding) ?? '',
  finding.status === 'suppressed' ? 'suppressed' : '',
];

const CONTRASTS = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
      .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const probe = document.querySelector('.chart-split rect');
  const fills = [0, 1, 2, 3, 4, 5].map((at) => {
    probe.setAttribute('class', 'part-' + at);
    return luminance(getComputedStyle(probe).fill);
  });
  return fills.map((fill, at) => {
    const next = fills[(at + 1) % 6];
    return (Math.max(fill, next) + 0.05) / (Math.min(fill, next) + 0.05);
  });
})()`;

async function expectMatches(page: Page, word: string, all: readonly ReportFinding[], found: readonly ReportFinding[], listed: number) {
  await page.fill('#filter-text', word);
  const beyond = found.filter((finding) => all.indexOf(finding) >= listed).length;
  const [some, total] = [found.length, all.length].map((number) => number.toLocaleString('en-US'));
  const which = found.length === all.length ? `All ${total} findings` : `${some} of ${total} findings`;
  const where = beyond === 0 ? 'shown' : `match, ${beyond.toLocaleString('en-US')} of them in report.json alone`;
  const unknown = found.some(({ status, primary, cost }) => status === 'active' && primary && cost.monthlySavingsUsd === null);
  const sum = savingOf(found);
  const worth = sum === 0 && unknown ? 'what those that count save is not known' : `those that count save ${counted(sum)} a month`;
  const text = `${which} ${where}; ${worth}.`;
  await expect.poll(() => page.locator('#matches').textContent(), { message: word }).toBe(text);
  expect(await page.locator('details.finding:not([hidden]), #rows tbody tr:not([hidden])').count(), word).toBe(found.length - beyond);
}

describe.skipIf(browser === undefined)(inBrowser('the search of report.html', browser), { timeout: 120_000 }, () => {
  const executable = browser ?? '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'report-search-'));
  });
  afterAll(async () => {
    await closeBrowser();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['cards alone', 200, 10_000],
    ['rows beyond them, and findings beyond those', 5, 20],
    ['rows alone', 0, 10_000],
  ])('finds every text of every finding, and sums exactly: %s', async (name, fullFindings, compactFindings) => {
    const settings = { ...DEFAULT_REPORT_SETTINGS, fullFindings, compactFindings };
    const { document } = buildReport(richJudgement(), settings);
    const accounts = new Map(document.accounts.map((account) => [account.accountId, account.name]));
    const texts = new Map(document.findings.map((finding) => [finding, textsOf(finding, accounts).join('\n').toLowerCase()]));
    const words = [document.findings[3], document.findings.at(-1)].flatMap((finding) =>
      finding === undefined ? [] : textsOf(finding, accounts).filter((text) => text !== ''),
    );
    await withPage(
      executable,
      writtenReport(join(folder, `${name}.html`), richJudgement(), settings),
      async ({ page, console }) => {
        for (const word of new Set(words.flatMap((text) => text.split(/\s+/)).filter((text) => text.length > 3))) {
          // Tags are searched as well, and have filters and tests of their own.
          const tagged = (finding: ReportFinding) =>
            Object.entries(finding.resource.tags ?? {}).some(
              ([key, value]) => key !== 'Name' && `${key}=${value}`.toLowerCase().includes(word.toLowerCase()),
            );
          const found = document.findings.filter((finding) => texts.get(finding)?.includes(word.toLowerCase()) === true || tagged(finding));
          await expectMatches(page, word, document.findings, found, fullFindings + compactFindings);
        }
        expect(console).toEqual([]);
      },
      wide,
    );
  });

  it('is exact over thousands', async () => {
    const large = largeJudgement(3_000);
    const { document } = buildReport(large, DEFAULT_REPORT_SETTINGS);
    await withPage(
      executable,
      writtenReport(join(folder, 'thousands.html'), large),
      async ({ page }) => {
        for (const finding of [document.findings[2], document.findings[1_500], document.findings[2_999]]) {
          const id = finding?.resource.id ?? '';
          const found = document.findings.filter(({ resource }) => [resource.id, resource.arn ?? ''].some((text) => text.includes(id)));
          await expectMatches(page, id, document.findings, found, 10_200);
        }
        await page.fill('#filter-text', '');
        await page.selectOption('#filter-confidence', 'low');
        const low = document.findings.filter(({ confidence }) => confidence === 'low');
        await expect
          .poll(() => page.locator('#matches').textContent())
          .toContain(`${low.length.toLocaleString('en-US')} of 3,000 findings`);
      },
      wide,
    );
  });

  it('narrows to an owner and to what is to be done, and knows no zero of what has no amount', async () => {
    const settings = { ...DEFAULT_REPORT_SETTINGS, fullFindings: 5 };
    const { document } = buildReport(richJudgement(), settings);
    const { findings } = document;
    const owner = findings.find((finding) => finding.owner !== null)?.owner ?? '';
    await withPage(
      executable,
      writtenReport(join(folder, 'owners.html'), richJudgement(), settings),
      async ({ page }) => {
        await page.selectOption('#filter-owner', owner);
        const owned = findings.filter((finding) => finding.owner === owner);
        await expectMatches(page, '', findings, owned, 10_005);
        await page.selectOption('#filter-action', 'terminate');
        const both = owned.filter(({ recommendation }) => recommendation.action === 'terminate');
        await expectMatches(page, '', findings, both, 10_005);
        await page.selectOption('#filter-owner', '');
        await page.selectOption('#filter-action', 'investigate');
        const unpriced = findings.filter(({ recommendation }) => recommendation.action === 'investigate');
        await expectMatches(page, '', findings, unpriced, 10_005);
        expect(await page.locator('#matches').textContent()).toContain('what those that count save is not known');
      },
      wide,
    );
  });

  it('says so where nothing matches, and clears itself at a click', async () => {
    await withPage(
      executable,
      writtenReport(join(folder, 'none.html'), richJudgement(), { ...DEFAULT_REPORT_SETTINGS, fullFindings: 5 }),
      async ({ page }) => {
        expect(await page.locator('#none').isVisible()).toBe(false);
        await page.fill('#filter-text', 'no-such-thing-anywhere');
        await expect.poll(() => page.locator('#none').isVisible()).toBe(true);
        expect(await page.locator('#others-title').isVisible()).toBe(false);
        await page.click('#show-all');
        await expect.poll(() => page.locator('#none').isVisible()).toBe(false);
        expect(await page.locator('#others-title').isVisible()).toBe(true);
        expect(await page.locator('details.finding:visible').count()).toBe(5);
      },
      wide,
    );
  });

  it('parts of the cost differ by 3:1 from their neighbours, light and dark', async () => {
    const file = writtenReport(join(folder, 'split.html'), richJudgement());
    for (const colorScheme of ['light', 'dark'] as const) {
      await withPage(
        executable,
        file,
        async ({ page }) => {
          const contrasts = z.array(z.number()).parse(await page.evaluate(CONTRASTS));
          expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
        },
        { ...wide, colorScheme },
      );
    }
  });

  it('has no landmark twice, no heading left out, no target too small, and keeps money in sight on phones', async () => {
    await withPage(
      executable,
      writtenReport(join(folder, 'practice.html'), richJudgement(), { ...DEFAULT_REPORT_SETTINGS, fullFindings: 6 }),
      async ({ page }) => {
        await page.evaluate(OPEN_ALL);
        const rules = ['landmark-unique', 'target-size', 'heading-order', 'scrollable-region-focusable', 'region'];
        const violations = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })
          .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].html.slice(0, 120)]))`);
        expect(violations).toEqual([]);
        for (const width of [390, 320]) {
          await page.setViewportSize({ width, height: 800 });
          const hidden = await page.evaluate(`[...document.querySelectorAll('.breakdown td, #rows td.n')]
            .filter((cell) => cell.textContent !== '' && cell.getBoundingClientRect().right > innerWidth).length`);
          expect(hidden, String(width)).toBe(0);
        }
      },
      { ...phone, script: axeSource },
    );
  });
});
