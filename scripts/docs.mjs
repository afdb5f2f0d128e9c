// Remakes every file that follows from the code: the references and schemas in docs, the sample report, and the golden findings.
//   node scripts/docs.mjs               remake them; the screenshot too where a Chromium is found (CHROMIUM_PATH)
//   node scripts/docs.mjs --check       write nothing; exit 1 and show what differs
//   node scripts/docs.mjs --collect     collect the golden snapshot anew from the simulated endpoint first
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: asked } = parseArgs({ options: { check: { type: 'boolean' }, collect: { type: 'boolean' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
if (process.env.FLEET_AUDITOR_BUILT !== '1') await import('./build.mjs');

/** The moment that the demo fleet was looked at for the sample and the golden run. */
const END = '2026-10-14T10:00:00Z';
const SNAPSHOT = 'test/golden/snapshot.json.gz';

async function collectGolden({ collect, loadRules }) {
  const { startSimulator } = await built('src/simulator/index.js');
  const simulator = await startSimulator({ fleet: 'demo', end: END, quotas: 'off' });
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' });
  try {
    await collect({
      rules: await loadRules(),
      endpointUrl: simulator.url,
      quotaShare: 1,
      regions: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
      end: new Date(END),
      output: `${root}${dirname(SNAPSHOT)}`,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  } finally {
    await simulator.close();
  }
}

/** One line a finding, so that a difference reads as a table. */
function goldenFindings({ findings, totals }) {
  const lines = findings.map(({ policyId, resource, status, primary, severity, confidence, recommendation, cost }) =>
    [
      `${resource.accountId} ${resource.region} ${resource.type} ${resource.id}`,
      policyId,
      `${severity} ${status}${primary ? ' primary' : ''} ${confidence}`,
      `${recommendation.action} ${recommendation.target?.label ?? '-'}`,
      `now ${cost.currentMonthlyUsd} saves ${cost.monthlySavingsUsd}`,
    ].join(' | '),
  );
  const sum = `cost ${totals.monthlyCostUsd} savings ${totals.monthlySavingsUsd} not assessed ${totals.notAssessed.evaluations}`;
  return `${[...lines.sort(), sum].join('\n')}\n`;
}

const pretty = (value) => `${JSON.stringify(value, null, 2)}\n`;

async function contents() {
  const library = await built('src/index.js');
  const [policies, documentation, config, permissions, report, simulator] = await Promise.all([
    built('src/policy/load.js'),
    built('src/policy/documentation.js'),
    built('src/config/schema.js'),
    built('src/aws/permissions.js'),
    built('src/report/index.js'),
    built('src/simulator/index.js'),
  ]);
  if (asked.collect) await collectGolden(library);
  const loaded = await policies.loadPolicies({ builtInDir: `${root}dist/policies`, userDirs: [] });
  // The defaults, whatever fleet-auditor.yaml lies where this runs.
  process.chdir(`${root}test/golden`);
  const judgement = await library.judge(`${root}${SNAPSHOT}`, await library.loadRules());
  const settings = report.DEFAULT_REPORT_SETTINGS;
  const model = report.buildReport(judgement, settings);
  const templates = report.loadTemplates();
  return {
    'docs/policies.md': documentation.policiesMarkdown(loaded),
    'docs/config.schema.json': config.configSchemaText(loaded),
    'docs/permissions.json': pretty(permissions.policyDocument(['audit'])),
    'docs/report.schema.json': pretty(report.reportJsonSchema()),
    'docs/fleet.schema.json': pretty(simulator.fleetJsonSchema()),
    'docs/sample/report.html': report.renderHtml(model, templates, settings),
    'docs/sample/report.md': report.renderMarkdown(model, templates, { variant: 'full', ...settings }),
    'test/golden/findings.txt': goldenFindings(model.document),
  };
}

/** The first lines that one text has and the other has not. */
function difference(before, after) {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const [oldLines, nowLines] = [new Set(old), new Set(now)];
  const gone = old.filter((line) => !nowLines.has(line)).map((line) => `- ${line.slice(0, 220)}`);
  const added = now.filter((line) => !oldLines.has(line)).map((line) => `+ ${line.slice(0, 220)}`);
  return [...gone.slice(0, 12), ...added.slice(0, 12)].join('\n');
}

async function screenshot(file) {
  const path = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((candidate) => candidate && existsSync(candidate));
  if (path === undefined) {
    process.stderr.write('no Chromium found (set CHROMIUM_PATH): the screenshot stays as it is\n');
    return;
  }
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(`${root}docs/sample/report.html`).href);
    await page.screenshot({ path: file });
  } finally {
    await browser.close();
  }
}

const made = await contents();
let stale = 0;
for (const [path, text] of Object.entries(made)) {
  const file = `${root}${path}`;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (before === text) continue;
  stale += 1;
  if (asked.check) {
    process.stdout.write(`${path} is not what the code makes; npm run docs remakes it\n${difference(before, text)}\n`);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`made ${path}\n`);
  }
}
if (!asked.check) await screenshot(`${root}docs/sample/report-first-screen.png`);
else if (stale > 0) process.exitCode = 1;
