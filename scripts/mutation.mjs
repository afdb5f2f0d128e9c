// Mutation testing part by part, and docs/mutation.md from what the parts found. Code that is not mutated runs at its own speed, so parts
// take less time than the whole at once.
//
//   npm run test:mutation                     every part
//   node scripts/mutation.mjs policies/ec2   the parts whose names begin so; of the others stays what their last run found
//   node scripts/mutation.mjs --document     no run: the document alone
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const analysis = (...names) => names.map((name) => `src/analysis/${name}.ts`);
/** By name: what is mutated together. */
const PARTS = {
  'policies/ec2': ['policies/ec2/*.ts'],
  'policies/ecs': ['policies/ecs/*.ts'],
  'policies/fargate': ['policies/fargate/*.ts'],
  'policies/lambda': ['policies/lambda/*.ts'],
  'src/analysis, EC2': analysis('ec2-*', 'instance-*'),
  'src/analysis, what lies ahead': analysis('busiest-hours', 'even-days', 'prospect', 'trend'),
  'src/analysis, ECS and Lambda': analysis('ecs-*', 'fargate-*', 'host-*', 'lambda-*', 'service-*'),
  'src/analysis, cost and size': analysis('commitments', 'cost*', 'month-end', 'outcome-parts', 'placement*', 'rightsizing'),
  'src/analysis, series and weeks': analysis('busy-days-off', 'schedule-words', 'selection', 'series', 'steadiness', 'time-zone', 'week-*'),
  'src/pricing': ['src/pricing/*.ts', '!src/pricing/refresh.ts'],
};
const parts = Object.values(PARTS).flat();
const isInPart = (file) => parts.some((glob) => (glob.includes('*') ? file.startsWith(glob.slice(0, glob.indexOf('*'))) : file === glob));
const left = readdirSync('src/analysis').filter((name) => !isInPart(`src/analysis/${name}`));
if (left.length > 0) throw new Error(`in no part: ${left.join(', ')}`);

const reportOf = (part) => `reports/mutation/${part.replaceAll(/\W+/g, '-')}.json`;

const asked = process.argv.slice(2);
for (const [part, mutate] of Object.entries(PARTS)) {
  if (asked.includes('--document') || (asked.length > 0 && !asked.some((name) => part.startsWith(name)))) continue;
  mkdirSync(dirname(reportOf(part)), { recursive: true });
  console.log(`# ${part}`);
  try {
    const env = { ...process.env, MUTATION_REPORT: reportOf(part) };
    execFileSync(process.execPath, ['node_modules/.bin/stryker', 'run', '--mutate', mutate.join(',')], { stdio: 'inherit', env });
  } catch {
    // Under the threshold, or no run at all: Stryker has said which, and the other parts are still worth their run.
    process.exitCode = 1;
  }
}

/** Mutants by state, of the folders that a report holds. */
function countsByFolder(part) {
  const { files } = JSON.parse(readFileSync(reportOf(part), 'utf8'));
  const counts = {};
  for (const { mutants } of Object.values(files)) {
    for (const { status } of mutants) counts[status] = (counts[status] ?? 0) + 1;
  }
  const of = (status) => counts[status] ?? 0;
  return { killed: of('Killed'), timedOut: of('Timeout'), survived: of('Survived'), unreached: of('NoCoverage') };
}

const add = (a, b) => Object.fromEntries(Object.keys(a).map((key) => [key, a[key] + b[key]]));
function row(name, date, { killed, timedOut, survived, unreached }) {
  const mutants = killed + timedOut + survived + unreached;
  const score = mutants === 0 ? '' : `${((100 * (killed + timedOut)) / mutants).toFixed(1)} %`;
  return `| ${[name, mutants, killed, timedOut, survived, unreached, score, date].join(' | ')} |`;
}

const found = Object.keys(PARTS).filter((part) => existsSync(reportOf(part)));
const missing = Object.keys(PARTS).filter((part) => !found.includes(part));
const counts = found.map((part) => ({
  part,
  date: statSync(reportOf(part)).mtime.toISOString().slice(0, 10),
  counts: countsByFolder(part),
}));
const versionOf = (path) => JSON.parse(readFileSync(path, 'utf8')).version;
const NOTHING = { killed: 0, timedOut: 0, survived: 0, unreached: 0 };
const document = `# Mutation testing

What decides verdicts and amounts is changed in small ways, one at a time (a bound moved by one, a condition turned round, an amount
multiplied in place of divided), and the tests of values are run against each change. A change that no test notices survives. The score is
the share of changes that are noticed.

A change that makes the code run for ever is noticed too, and counted as timed out: one test comes by its place a hundred times as often as
without it and 100,000 times at least, or its tests take half a minute longer than one and a half times their time.

Left out: texts, which no test should repeat word for word; what runs only while modules are loaded, such as the options of policies; and
\`src/pricing/refresh.ts\`, which is all calls and is held against the simulated endpoint.

fleet-auditor ${versionOf('package.json')}, Stryker ${versionOf('node_modules/@stryker-mutator/core/package.json')}.
Made with \`npm run test:mutation\`; a part of it with \`npm run test:mutation -- policies/lambda\`.

| Part | Mutants | Killed | Timed out | Survived | Reached by no test | Score | Run on |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
${counts.map((one) => row(one.part, one.date, one.counts)).join('\n')}
${row('**together**', '', counts.map((one) => one.counts).reduce(add, NOTHING))}
${missing.length === 0 ? '' : `\nNot run yet: ${missing.join('; ')}.\n`}`;
writeFileSync('docs/mutation.md', document);
