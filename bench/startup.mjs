// Start of the command line: `node bench/startup.mjs [DIST]` prints --help and --version against bare node, and the time
// from the start of the process to its first request. Medians of runs that take turns, so that a busy machine slows all alike.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = 11;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function milliseconds(args) {
  const started = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - started;
}

const OF_SDK = /@aws-sdk|@smithy/;

/** Whether a loaded module is the SDK's, or was joined from modules of the SDK, as its source map tells. */
function holdsSdk(url) {
  if (OF_SDK.test(url)) return true;
  const map = url.startsWith('file:') ? fileURLToPath(`${url}.map`) : '';
  return existsSync(map) && JSON.parse(readFileSync(map, 'utf8')).sources.some((source) => OF_SDK.test(source));
}

/** How many modules with code of the AWS SDK `args` load, as Node's own tracing of modules names them. */
function sdkModules(args) {
  const trace = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(
      'export const load = (url, context, next) => { process._rawDebug("LOADED " + url); return next(url, context); };'));`;
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(trace)}`, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return new Promise((resolve) => {
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => {
      const urls = [...text.matchAll(/^LOADED (\S+)$/gm)].map(([, url]) => url);
      resolve(urls.filter(holdsSdk).length);
    });
  });
}

/** Milliseconds from the start of `collect` to the first byte of its first request. */
async function toFirstRequest(main) {
  const output = mkdtempSync(join(tmpdir(), 'fleet-auditor-startup-'));
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const first = new Promise((resolve) => server.once('connection', () => resolve(performance.now())));
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      main,
      'collect',
      '--quiet',
      '--regions',
      'us-east-1',
      '--endpoint-url',
      `http://127.0.0.1:${server.address().port}`,
      '--output',
      output,
    ],
    { stdio: 'ignore', env: { ...process.env, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' } },
  );
  const at = await first;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('close', resolve));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(output, { recursive: true, force: true });
  return at - started;
}

/** Figures of the start: name, measured, goal, whether it holds. */
export async function startupFigures(dist) {
  const main = join(ROOT, dist, 'src/cli/main.js');
  const times = { node: [], help: [], version: [], request: [] };
  for (let run = 0; run < RUNS; run += 1) {
    times.node.push(milliseconds(['-e', '0']));
    times.help.push(milliseconds([main, '--help']));
    times.version.push(milliseconds([main, '--version']));
    times.request.push(await toFirstRequest(main));
  }
  const bare = median(times.node);
  const modules = await sdkModules([main, '--help']);
  // Shows that the count sees the SDK where it is: this command ends at an endpoint that nobody listens at.
  const withSdk = await sdkModules([main, 'collect', '--plan', '--regions', 'us-east-1', '--endpoint-url', 'http://127.0.0.1:1']);
  const against = (name, values) => ({
    name: `${name} / bare node`,
    measured: `${(median(values) / bare).toFixed(2)} (${median(values).toFixed(0)} ms; bare node ${bare.toFixed(0)} ms)`,
    goal: '<= 1.50',
    ok: median(values) / bare <= 1.5,
  });
  return [
    against('--help', times.help),
    against('--version', times.version),
    {
      name: 'SDK modules loaded by --help',
      measured: `${modules} (by a collection ${withSdk})`,
      goal: '0',
      ok: modules === 0 && withSdk > 0,
    },
    {
      name: 'process start to first request',
      measured: `${median(times.request).toFixed(0)} ms`,
      goal: '<= 300 ms',
      ok: median(times.request) <= 300,
    },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, measured, goal, ok } of await startupFigures(process.argv[2] ?? 'dist')) {
    console.log(`${name.padEnd(34)} ${measured.padEnd(44)} ${goal.padEnd(12)} ${ok ? 'ok' : 'MISS'}`);
  }
}
