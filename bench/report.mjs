// Figures of the report, one line each: building and rendering 10,000 findings in CPU time, sizes, and opening, filtering and
// sorting them in a browser.
//   node bench/report.mjs [FINDINGS]
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const count = Number(process.argv[2] ?? 10_000);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
const figure = (name, value, unit) => process.stdout.write(`${name.padEnd(44)} ${value} ${unit}\n`);
// CPU time of the process, garbage collection on other threads included: it does not grow with what else the machine does.
const timed = (work) => {
  const began = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(began);
  return [result, Math.round((user + system) / 1000)];
};

try {
  // The fixtures are those of the tests; they and the report are joined into one module beside this one.
  const bundle = join(root, `dist/bench-report-${process.pid}.mjs`);
  const source = `export * from './src/report/index.ts'; export { largeJudgement } from './test/support/judgement-fixtures.ts';`;
  await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile: bundle,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  const report = await import(pathToFileURL(bundle).href);
  rmSync(bundle);
  const settings = report.DEFAULT_REPORT_SETTINGS;
  const judgement = report.largeJudgement(count);
  const templates = report.loadTemplates(join(root, 'report-templates'));
  const [model, buildMs] = timed(() => report.buildReport(judgement, settings));
  const [html, htmlMs] = timed(() => report.renderHtml(model, templates, settings));
  const [markdown, markdownMs] = timed(() => report.renderMarkdown(model, templates, { variant: 'full', ...settings }));
  const [json, jsonMs] = timed(() => report.renderJson(model));
  const [csv, csvMs] = timed(() => report.renderCsv(model));
  const rows = [...html.matchAll(/^<tr id="f-.*<\/tr>$/gm)].map(([row]) => Buffer.byteLength(row));
  figure(`build the model of ${count} findings`, buildMs, 'ms CPU');
  figure('render report.html', htmlMs, 'ms CPU');
  figure('render report.md', markdownMs, 'ms CPU');
  figure('render report.json', jsonMs, 'ms CPU');
  figure('render findings.csv', csvMs, 'ms CPU');
  figure('model and report.html', buildMs + htmlMs, 'ms CPU');
  figure(
    'largest row beyond the full findings',
    rows.reduce((most, bytes) => Math.max(most, bytes), 0),
    'bytes',
  );
  figure('size of report.html', (Buffer.byteLength(html) / 1e6).toFixed(2), 'MB');
  figure('size of report.md', (Buffer.byteLength(markdown) / 1e6).toFixed(2), 'MB');
  figure('size of report.json', (Buffer.byteLength(json) / 1e6).toFixed(2), 'MB');
  figure('size of findings.csv', (Buffer.byteLength(csv) / 1e6).toFixed(2), 'MB');

  const chromiumPath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));
  if (chromiumPath === undefined) {
    process.stderr.write('no Chromium found (set CHROMIUM_PATH): no figures of the browser\n');
  } else {
    const file = join(folder, 'report.html');
    writeFileSync(file, html);
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(pathToFileURL(file).href);
      const { domContentLoaded, painted } = await page.evaluate(`({
        domContentLoaded: performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
        painted: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      })`);
      figure('Chromium: first content on the screen', Math.round(painted), 'ms');
      figure('Chromium: page read to its end', Math.round(domContentLoaded), 'ms');
      const toNextFrame = (work) =>
        page.evaluate(`(async () => {
          const began = performance.now();
          ${work}
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return Math.round(performance.now() - began);
        })()`);
      const typed = (words) => `const field = document.querySelector('#filter-text');
          field.focus();
          field.value = ${JSON.stringify(words)};
          field.dispatchEvent(new Event('input', { bubbles: true }));`;
      for (const words of ['s', 'se', 'search-indexer', ''])
        figure(`Chromium: filter by “${words}”`, await toNextFrame(typed(words)), 'ms to the next frame');
      const sorting = `const sort = document.querySelector('#sort');
          sort.value = 'name';
          sort.dispatchEvent(new Event('input', { bubbles: true }));`;
      figure('Chromium: sort by name', await toNextFrame(sorting), 'ms to the next frame');
      const scrolling = `document.querySelector('#rows')?.scrollIntoView();`;
      figure('Chromium: go to the rows', await toNextFrame(scrolling), 'ms to the next frame');
    } finally {
      await browser.close();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
