// Remakes docs/benchmarks.md from what the benches print: `node bench/figures-document.mjs [SECTION...]`. Sections that are not
// named keep what the document says; without names all are made again. A bench that misses a goal is written down all the same.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DOCUMENT = `${ROOT}docs/benchmarks.md`;

const SECTIONS = [
  {
    name: 'figures',
    title: 'Speed and cost',
    command: 'npm run bench',
    args: ['bench/figures.mjs'],
    text: `One region of the reference fleet R12 (5,000 instances, 2,000 services with 10,000 tasks, 5,000 functions), collected by the command
line from the simulated endpoint; each runs in a process of its own. Calls and metrics are the endpoint's own counts, held against
a closed form of the fleet's numbers and AWS's page sizes. Times are ratios within one run where a goal is a ratio; the endpoint
works on the same machine, so that plain times are those of both together.`,
  },
  {
    name: 'advice',
    title: 'Advice on sizes',
    command: 'node bench/typescript.mjs advice',
    args: ['bench/typescript.mjs', 'advice'],
    text: 'A back-test: each rule sees the first half of a series and is held against the second.',
  },
  {
    name: 'truth',
    title: 'Truth of the findings',
    command: 'npm run bench:truth',
    args: ['bench/typescript.mjs', 'truth'],
    text: `A fleet whose demand is known before any metric of it exists, audited over the wire. Look-alikes are what a simpler rule would get wrong; of
what is not known nothing may be found, and nothing cleared; cases within a tenth of the point where the truth turns are scored apart.
\`--seed N\` makes another fleet.`,
  },
  {
    name: 'faults',
    title: 'Faults',
    command: 'npm run test:faults',
    args: ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/faults/vitest.config.ts'],
    from: /^fault +tried/m,
    text: `Every kind of fault at every operation of an audit over HTTP. Survived: the run ended by itself in good time, what it saw is reported,
and coverage names everything else. Whole: the report has the bytes of a run without the fault. Lost: resources that are neither in the
report nor named.`,
  },
];

const marks = (name) => [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];

/** What the document holds for a section; null where it has none. */
function written(document, name) {
  const [begin, end] = marks(name);
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  return from < 0 || to < from ? null : document.slice(from + begin.length, to).trim();
}

/** What a command prints; from where `from` matches on. */
function printed(args, from) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((resolve) => child.on('close', () => resolve(text.slice(Math.max(0, text.search(from))).trimEnd())));
}

const asked = process.argv.slice(2);
const known = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
const parts = ['# Benchmarks\n\nMade by `npm run benchmarks` from what the benches print; not written by hand.\n'];
for (const { name, title, command, args, text, from = /^/ } of SECTIONS) {
  const wanted = (asked.length === 0 || asked.includes(name)) && existsSync(`${ROOT}${args[0]}`);
  const kept = written(known, name);
  if (!wanted && kept === null) continue;
  const output = wanted ? `\`\`\`\n${await printed(args, from)}\n\`\`\`` : kept;
  const [begin, end] = marks(name);
  parts.push(`## ${title}\n\n\`${command}\`: ${text}\n\n${begin}\n${output}\n${end}\n`);
}
writeFileSync(DOCUMENT, parts.join('\n'));
