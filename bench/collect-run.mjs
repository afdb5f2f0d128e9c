// Runs the command line against the simulated endpoint, each in a process of its own, and gathers what both sides counted.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PRELOAD = join(ROOT, 'bench/collect-preload.mjs');
const END = '2026-06-30T12:00:00Z';

const KEYS = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };

function run(args, env) {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...KEYS, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code: code ?? signal, stdout, stderr })));
}

/** Starts the endpoint with options of startSimulator; */
export async function startServer(dist, options) {
  const args = [join(ROOT, 'bench/collect-server.mjs'), dist, JSON.stringify({ end: END, ...options })];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const printed = lines[Symbol.asyncIterator]();
  const { value: url } = await printed.next();
  if (url === undefined) throw new Error('the simulated endpoint did not start');
  return {
    url,
    counted: async () => (await fetch(`${url}/__simulator/calls`)).json(),
    /** CPU seconds that it took. */
    stop: async () => {
      child.kill('SIGTERM');
      return Number((await printed.next()).value);
    },
  };
}

/** Five accounts of R60, each reached by a role of its own. */
function accountsFile(folder) {
  const file = join(folder, 'accounts.json');
  const accounts = [0, 1, 2, 3, 4].map((n) => `10000000006${n}`);
  writeFileSync(file, JSON.stringify(accounts.map((id) => ({ id, roleArn: `arn:aws:iam::${id}:role/audit` }))));
  return file;
}

/**
 * One collection: `server` are options of the endpoint, `args` and `node` options of the command line and of Node. `unpaced`: by the
 * library, without its own pace.
 */
export async function collection(dist, folder, { server, args = [], node = [], record = false, unpaced = false }) {
  mkdirSync(folder, { recursive: true });
  const endpoint = await startServer(dist, server);
  const files = { USAGE_FILE: join(folder, 'usage.json'), ...(record ? { RECORD_FILE: join(folder, 'calls.jsonl') } : {}) };
  const scope = server.fleet === 'r60' ? ['--accounts', accountsFile(folder)] : [];
  const command = ['collect', '--quiet', '--endpoint-url', endpoint.url, '--end', END, '--regions', 'us-east-1', '--output', folder];
  const main = join(ROOT, dist, 'src/cli/main.js');
  const program = unpaced
    ? [join(ROOT, 'bench/collect-unpaced.mjs'), dist, endpoint.url, END, folder]
    : [main, ...command, ...scope, ...args];
  const { code, stdout, stderr } = await run([...node, '--import', PRELOAD, ...program], files);
  const counted = await endpoint.counted();
  const usage = code === 0 ? JSON.parse(readFileSync(files.USAGE_FILE, 'utf8')) : { wallSeconds: 0, cpuSeconds: 0, rssMb: 0 };
  const endpointCpuSeconds = await endpoint.stop();
  return { code, stdout, stderr, usage, folder, recording: files.RECORD_FILE ?? null, endpointCpuSeconds, ...counted };
}

/** CPU of a loop of the recorded calls against an endpoint of its own. */
export async function bareLoop(dist, recording, server) {
  const endpoint = await startServer(dist, server);
  const { code, stdout, stderr } = await run([join(ROOT, 'bench/bare-loop.mjs'), recording, endpoint.url], {});
  await endpoint.stop();
  if (code !== 0) throw new Error(`the bare loop ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Merging a snapshot, of one input: what reading and writing its records takes. */
export async function merging(dist, folder) {
  const usageFile = join(folder, 'usage-merge.json');
  const args = ['--import', PRELOAD, join(ROOT, dist, 'src/cli/main.js'), 'merge', folder, '--quiet', '--output', join(folder, 'merged')];
  const { code, stderr } = await run(args, { USAGE_FILE: usageFile });
  if (code !== 0) throw new Error(`merge ended with ${code}: ${stderr}`);
  return JSON.parse(readFileSync(usageFile, 'utf8'));
}

/** Judging and rendering a snapshot in all formats. */
export async function rendering(dist, folder) {
  const usageFile = join(folder, 'usage-report.json');
  const main = join(ROOT, dist, 'src/cli/main.js');
  const args = ['--import', PRELOAD, main, 'report', join(folder, 'snapshot.json.gz'), '--quiet', '--output', join(folder, 'report')];
  const { code, stderr } = await run(args, { USAGE_FILE: usageFile });
  if (code !== 0) throw new Error(`report ended with ${code}: ${stderr}`);
  return JSON.parse(readFileSync(usageFile, 'utf8'));
}
