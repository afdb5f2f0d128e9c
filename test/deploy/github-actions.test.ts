import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder, isolatedEnvironment } from '../support/cli.js';
import { SMALL_FLEET } from '../support/small-fleet.js';
import { projectFile } from './template-file.js';

/** The longest comment that GitHub takes, in characters. */
const COMMENT_CHARACTERS = 65_536;

const stepSchema = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z
    .string()
    .regex(/^[\w-]+\/[\w-]+@v\d+$/)
    .optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  env: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
});
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.unknown(),
  jobs: z.record(
    z.string(),
    z.strictObject({
      if: z.string().optional(),
      'runs-on': z.string(),
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()),
      env: z.record(z.string(), z.string()).default({}),
      steps: z.array(stepSchema).min(1),
    }),
  ),
});

const text = readFileSync(projectFile('deploy/github-actions/audit.yml'), 'utf8');
const workflow = workflowSchema.parse(parse(text, { uniqueKeys: true }));
const job = jobNamed('audit');
function jobNamed(name: string) {
  const found = workflow.jobs[name];
  if (found === undefined) throw new Error(`there is no job ${name}`);
  return found;
}
const step = (name: string) => {
  const found = job.steps.find((one) => one.name === name);
  if (found?.run === undefined) throw new Error(`there is no step ${name} that runs anything`);
  return { ...found, run: found.run };
};

let simulator: Simulator | null = null;
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

/** A runner of steps: bash as GitHub starts it, its files for output and summary, `${{ }}` filled in, `gh` in place of GitHub's own. */
async function runner(options: Partial<SimulatorOptions> = {}) {
  simulator = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off', ...options });
  const folder = emptyFolder();
  const tools = join(folder, 'bin');
  mkdirSync(tools);
  // Keeps what it is given: the words of its command line, and the file that they name.
  writeFileSync(
    join(tools, 'gh'),
    '#!/bin/sh\nprintf "%s\\n" "$@" > "$RUNNER_FOLDER/gh-words"\ncp fleet-report/summary.md "$RUNNER_FOLDER/comment.md"\n',
  );
  chmodSync(join(tools, 'gh'), 0o755);
  symlinkSync(projectFile('dist'), join(folder, 'dist'));
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'step-summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const outputs = (): Record<string, string> =>
    Object.fromEntries(
      readFileSync(files.GITHUB_OUTPUT, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
  const filled = (value: string): string =>
    value.replace(/\$\{\{ *([^}]+?) *\}\}/g, (_, expression: string) => {
      const output = /^steps\.audit\.outputs\.(\w+)$/.exec(expression)?.[1];
      return output === undefined ? `<${expression}>` : (outputs()[output] ?? '');
    });
  const run = (name: string, more: Record<string, string> = {}): Promise<{ code: number | null; stderr: string }> => {
    const { run: script, env = {} } = step(name);
    expect(script).not.toContain('${{');
    const own = Object.fromEntries(Object.entries({ ...job.env, ...env }).map(([key, value]) => [key, filled(value)]));
    const environment = isolatedEnvironment({
      ...DUMMY_CREDENTIALS,
      AWS_ENDPOINT_URL: simulator?.url ?? '',
      ...files,
      ...own,
      ...more,
      RUNNER_FOLDER: folder,
    });
    return new Promise((resolve, reject) => {
      // https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
      const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
        cwd: folder,
        env: { ...environment, PATH: `${tools}:${environment.PATH ?? ''}` },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (piece: string) => {
        stderr += piece;
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stderr }));
    });
  };
  return { folder, run, outputs, read: (name: string) => readFileSync(join(folder, name), 'utf8') };
}

describe('the GitHub Actions recipe', () => {
  test('has the permissions that it needs, for this job alone', () => {
    expect(workflow.permissions).toEqual({});
    expect(job.permissions).toEqual({ 'id-token': 'write', contents: 'read', 'pull-requests': 'write' });
    expect(job.if).toContain('head.repo.full_name == github.repository');
    expect(text).not.toMatch(/aws-access-key-id|AWS_SECRET_ACCESS_KEY|pull_request_target/);
  });

  test('takes its identity through OIDC, and hands no expression to a shell', () => {
    const credentials = job.steps.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'));
    expect(credentials?.with).toMatchObject({ 'role-to-assume': expect.stringContaining('vars.'), 'aws-region': expect.any(String) });
    for (const { run } of job.steps) expect(run ?? '').not.toContain('${{');
    const at = (name: string) => job.steps.findIndex((one) => one.name === name);
    expect(job.steps.slice(0, at('Audit'))).toContain(credentials);
    expect(at('Build the tool')).toBeLessThan(at('Audit'));
    expect(at('Comment the summary')).toBeLessThan(at('Fail on the threshold'));
  });

  test('uses commands and options that there are, and scripts of the package', () => {
    const line = /main\.js (\w+) ((?:.|\\\n)*?)(?:\|\||\n(?!\s))/.exec(step('Audit').run);
    const command = createProgram(() => undefined).commands.find((one) => one.name() === line?.[1]);
    const known = command?.options.map(({ long }) => long) ?? [];
    const words = line?.[2]?.match(/--[a-z-]+/g) ?? [];
    expect(words.length).toBeGreaterThan(3);
    for (const word of words) expect(known).toContain(word);
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(projectFile('package.json'), 'utf8')));
    for (const [, script = ''] of step('Build the tool').run.matchAll(/npm run (\S+)/g)) expect(scripts).toHaveProperty(script);
  });

  test('audits, comments within the limit, and fails on the threshold with exit code 3', async () => {
    const { run, outputs, read, folder } = await runner();
    const audit = await run('Audit', { FAIL_ON: 'info' });
    expect(audit.stderr).toContain('--fail-on');
    expect([audit.code, outputs().code]).toEqual([0, '3']);
    expect(read('step-summary')).toBe(read('fleet-report/summary.md'));
    for (const name of ['report.html', 'report.json', 'findings.csv']) expect(existsSync(join(folder, 'fleet-report', name))).toBe(true);
    // Names stay out of what everybody with access to the repository can read.
    expect(existsSync(join(folder, 'fleet-report', 'snapshot.json.gz'))).toBe(false);
    expect(read('fleet-report/summary.md')).not.toContain('111122223333');
    expect((await run('Comment the summary')).code).toBe(0);
    const comment = read('comment.md');
    expect(comment.length).toBeGreaterThan(500);
    expect(comment.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
    expect(read('gh-words').split('\n')).toEqual(expect.arrayContaining(['pr', 'comment', '--body-file', 'fleet-report/summary.md']));
    expect((await run('Fail on the threshold')).code).toBe(3);
  });

  test('passes below the threshold, fails with 4 on a gap, and at once where the run itself fails', async () => {
    const below = await runner({ fleet: { accounts: { '111122223333': {} } } });
    expect([(await below.run('Audit')).code, below.outputs().code, (await below.run('Fail on the threshold')).code]).toEqual([0, '0', 0]);
    await simulator?.close();
    const gap = await runner({ fleet: { accounts: { '111122223333': {} } }, faults: [{ kind: 'access-denied', service: 'lambda' }] });
    expect([(await gap.run('Audit')).code, gap.outputs().code, (await gap.run('Fail on the threshold')).code]).toEqual([0, '4', 4]);
    await simulator?.close();
    const expired = await runner({ faults: [{ kind: 'expired-token' }] });
    expect([(await expired.run('Audit')).code, expired.outputs().code]).toEqual([2, '2']);
  });
});
