import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, runCli } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';

/** Every case: the arguments, and what the one line on stderr must say. */
interface Case {
  name: string;
  args: (folder: string) => string[];
  env?: Record<string, string>;
  files?: Record<string, string | Buffer>;
  code: number;
  says: RegExp;
  /** The run tries again before it gives up. */
  waits?: boolean;
}

let html: Server;
let hanging: Server;
let htmlUrl = '';
let hangingUrl = '';

beforeAll(async () => {
  html = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<html><body>Sign in</body></html>'));
  hanging = createServer(() => undefined);
  for (const server of [html, hanging]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  htmlUrl = url(html);
  hangingUrl = url(hanging);
});

afterAll(() => {
  for (const server of [html, hanging]) {
    server.closeAllConnections();
    server.close();
  }
});

const header = (version: number) => `${JSON.stringify({ kind: 'header', schemaVersion: version })}\n`;

const CASES: readonly Case[] = [
  { name: 'an unknown command', args: () => ['audti'], code: 2, says: /unknown command.*audti[\s\S]*audit/ },
  { name: 'an unknown option', args: () => ['audit', '--regoins', 'x'], code: 2, says: /unknown option.*--regoins[\s\S]*--regions/ },
  { name: 'an unknown format', args: () => ['audit', '--format', 'htlm'], code: 2, says: /htlm is not a format.*did you mean "html"/ },
  { name: 'an unknown severity', args: () => ['audit', '--fail-on', 'hihg'], code: 2, says: /hihg is not a severity.*did you mean "high"/ },
  { name: 'a shard out of range', args: () => ['audit', '--shard', '4/3'], code: 2, says: /shard as i\/n/ },
  { name: 'a time that is none', args: () => ['audit', '--end', 'yesterday'], code: 2, says: /Give a time such as/ },
  { name: 'a shard of too many', args: () => ['audit', '--shard', '1/1000000'], code: 2, says: /n up to 999999/ },
  { name: 'a day that is none', args: () => ['audit', '--end', '2026-02-30T00:00:00Z'], code: 2, says: /must be one of the calendar/ },
  { name: 'a leap day that is none', args: () => ['audit', '--end', '2026-02-29'], code: 2, says: /must be one of the calendar/ },
  { name: 'a number out of bounds', args: () => ['audit', '--quota-share', '2'], code: 2, says: /from 0.01 to 1/ },
  { name: 'no credentials', args: () => ['audit'], env: {}, code: 2, says: /credentials/i, waits: true },
  { name: 'an unknown profile', args: () => ['audit', '--profile', 'nobody'], env: {}, code: 2, says: /profile.*nobody/i },
  {
    name: 'an endpoint that refuses',
    args: () => ['audit', '--endpoint-url', 'http://127.0.0.1:9'],
    code: 2,
    says: /127\.0\.0\.1:9|refused/i,
    waits: true,
  },
  {
    name: 'an endpoint that answers HTML',
    args: () => ['audit', '--endpoint-url', htmlUrl],
    code: 2,
    says: /not one of the AWS API/i,
    waits: true,
  },
  {
    name: 'an unknown policy id in the config',
    args: (folder) => ['audit', '--config', join(folder, 'c.yaml')],
    files: { 'c.yaml': 'policies:\n  ec2-idel:\n    enabled: false\n' },
    code: 2,
    says: /ec2-idel.*did you mean "ec2-idle"/,
  },
  {
    name: 'an unknown key in the config',
    args: (folder) => ['audit', '--config', join(folder, 'c.yaml')],
    files: { 'c.yaml': 'polices: {}\n' },
    code: 2,
    says: /polices.*did you mean "policies"/,
  },
  {
    name: 'an unknown option of a policy',
    args: (folder) => ['report', join(folder, 'x'), '--config', join(folder, 'c.yaml')],
    files: { 'c.yaml': 'policies:\n  ec2-over-provisioned:\n    options:\n      headroomPercnt: 30\n' },
    code: 2,
    says: /headroomPercnt.*did you mean/,
  },
  {
    name: 'a config value outside its bounds',
    args: (folder) => ['audit', '--config', join(folder, 'c.yaml')],
    files: { 'c.yaml': 'policies:\n  ec2-over-provisioned:\n    options:\n      headroomPercent: 3000\n' },
    code: 2,
    says: /headroomPercent.*(from|between|at most)/,
  },
  {
    name: 'a config in JSON that is none',
    args: (folder) => ['report', join(folder, 'x'), '--config', join(folder, 'c.json')],
    files: { 'c.json': '{"policies": ' },
    code: 2,
    says: /c\.json:1: is no valid JSON/,
  },
  {
    name: 'an account id that YAML takes for a number',
    args: (folder) => ['audit', '--accounts', join(folder, 'a.yaml')],
    files: { 'a.yaml': 'accounts:\n  - id: 123456789012\n' },
    code: 2,
    says: /a\.yaml is not valid at accounts\.0\.id: an id must be quoted/,
  },
  {
    name: 'accounts that are none',
    args: (folder) => ['audit', '--accounts', join(folder, 'a.yaml')],
    files: { 'a.yaml': '' },
    code: 2,
    says: /neither a list of accounts nor one under "accounts"/,
  },
  {
    name: 'a fleet without anything in it',
    args: (folder) => ['simulate', '--fleet', join(folder, 'f.yaml')],
    files: { 'f.yaml': '' },
    code: 2,
    says: /f\.yaml: the file is empty$/m,
  },
  {
    name: 'a fleet that is a list',
    args: (folder) => ['simulate', '--fleet', join(folder, 'f.yaml')],
    files: { 'f.yaml': '- a\n' },
    code: 2,
    says: /f\.yaml: it is no mapping$/m,
  },
  {
    name: 'one policy that is none',
    args: (folder) => ['policies', 'check', folder],
    files: { 'a.mjs': 'export const nothing = 1;' },
    code: 2,
    says: /^error: 1 problem in the policies of /m,
  },
  { name: 'a config that is missing', args: (folder) => ['audit', '--config', join(folder, 'none.yaml')], code: 2, says: /none\.yaml/ },
  { name: 'a snapshot that is missing', args: (folder) => ['report', join(folder, 'none.gz')], code: 2, says: /none\.gz/ },
  {
    name: 'a file that is no snapshot',
    args: (folder) => ['report', join(folder, 'x.gz')],
    files: { 'x.gz': 'hello' },
    code: 2,
    says: /x\.gz.*not a snapshot/i,
  },
  {
    name: 'a snapshot cut short',
    args: (folder) => ['report', join(folder, 'x.gz')],
    files: { 'x.gz': gzipSync(Buffer.from(header(1).repeat(200))).subarray(0, 40) },
    code: 2,
    says: /x\.gz/,
  },
  {
    name: 'a snapshot of a later format',
    args: (folder) => ['report', join(folder, 'x.gz')],
    files: { 'x.gz': gzipSync(Buffer.from(header(99))) },
    code: 2,
    says: /99|later|newer/,
  },
  {
    name: 'an output folder that cannot be made',
    args: (folder) => ['demo', '--output', join(folder, 'file', 'out')],
    files: { file: 'in the way' },
    code: 2,
    says: /out|written|folder/,
  },
  {
    name: 'an unknown policy id',
    args: () => ['policies', 'show', 'lambda-idel'],
    code: 2,
    says: /lambda-idel.*did you mean "lambda-idle"/,
  },
];

const named = (wanted: boolean) => CASES.filter(({ waits = false }) => waits === wanted).map((entry) => [entry.name, entry] as const);

async function tried(entry: Case, run: typeof runWarm): Promise<void> {
  const folder = emptyFolder();
  for (const [name, content] of Object.entries(entry.files ?? {})) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, 'cwd'));
  const result = await run(entry.args(folder), { cwd: join(folder, 'cwd'), ...(entry.env === undefined ? {} : { env: entry.env }) });
  expect(result.stderr).toMatch(entry.says);
  expect(result.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(result.code).toBe(entry.code);
}

describe('bad input gives one clear line and the exit code of the contract, never a stack', () => {
  test.each(named(false))('%s', (_name, entry) => tried(entry, runWarm));

  // These mostly wait: for back-off, for a timeout.
  test.concurrent.each(named(true))('%s', (_name, entry) => tried(entry, runCli));

  test.concurrent('an endpoint that hangs ends the run in bounded time', async () => {
    const started = Date.now();
    const result = await runCli(['audit', '--endpoint-url', hangingUrl, '--timeout', '2']);
    expect(result.stderr).toMatch(/answer|timed out|timeout/i);
    expect(result.code).toBe(2);
    expect(Date.now() - started).toBeLessThan(60_000);
  });
});
