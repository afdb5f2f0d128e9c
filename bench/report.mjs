// Figures of the report, one line each: building and rendering 10,000 findings, the file's size, and filtering them in a browser.
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
const timed = (work) => {
  const began = performance.now();
  const result = work();
  return [result, Math.round(performance.now() - began)];
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
  figure(`build the model of ${count} findings`, buildMs, 'ms');
  figure('render report.html', htmlMs, 'ms');
  figure('render report.md', markdownMs, 'ms');
  figure('render report.json', jsonMs, 'ms');
  figure('size of report.html', (Buffer.byteLength(html) / 1e6).toFixed(2), 'MB');
  figure('size of report.md', (Buffer.byteLength(markdown) / 1e6).toFixed(2), 'MB');
  figure('size of report.json', (Buffer.byteLength(json) / 1e6).toFixed(2), 'MB');

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
      const began = performance.now();
      await page.goto(pathToFileURL(file).href);
      figure('open report.html in Chromium', Math.round(performance.now() - began), 'ms');
      for (const words of ['search-indexer', 'checkout']) {
        const ms = await page.evaluate(`(async () => {
          const field = document.querySelector('#filter-text');
          const began = performance.now();
          field.value = ${JSON.stringify(words)};
          field.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return performance.now() - began;
        })()`);
        figure(`filter by “${words}” to the next frame`, Math.round(ms), 'ms');
      }
    } finally {
      await browser.close();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
