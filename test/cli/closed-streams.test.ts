import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BUCKET, SCOPE, SimulatedBucket, webhook } from '../deliver/simulated-bucket.js';
import { DUMMY_CREDENTIALS, emptyFolder, isolatedEnvironment, MAIN } from '../support/cli.js';
import { copyOfWeeks } from '../trend/weeks.js';

let snapshot = '';
beforeAll(async () => {
  snapshot = join(await copyOfWeeks(), 'week-1', 'snapshot.json.gz');
}, 120_000);

/** `read`: a pipe that somebody reads; `closed`: one whose reader has left; `full`: a device that takes nothing. */
type End = 'read' | 'closed' | 'full';
interface Ends {
  stdout?: End;
  stderr?: End;
}

/** Runs the built command line with streams that take nothing. */
async function run(args: readonly string[], { stdout = 'read', stderr = 'read' }: Ends, env: Record<string, string> = DUMMY_CREDENTIALS) {
  const full = openSync('/dev/full', 'w');
  const stdio = (end: End): 'pipe' | number => (end === 'full' ? full : 'pipe');
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: emptyFolder(),
    env: isolatedEnvironment(env),
    stdio: ['ignore', stdio(stdout), stdio(stderr)],
  });
  closeSync(full);
  const said = { stdout: '', stderr: '' };
  for (const [name, end] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const) {
    if (end === 'closed') child[name]?.destroy();
    else
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
      });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, ...said };
}

const REPORT_FILES = ['findings.csv', 'report.html', 'report.json', 'report.md'];
const FULL = 'error: stdout cannot be written: no space left on device\n';
const report = (...more: string[]): { args: string[]; output: string } => {
  const output = join(emptyFolder(), 'out');
  return { args: ['report', snapshot, '--output', output, ...more], output };
};

// The device that is always full is Linux's.
describe.skipIf(!existsSync('/dev/full'))('streams that take nothing', () => {
  test.concurrent.each<[string, Ends]>([
    ['a stdout that nobody reads', { stdout: 'closed' }],
    ['a stderr that nobody reads', { stderr: 'closed' }],
    ['a stderr on a full disk', { stderr: 'full' }],
    ['neither of both', { stdout: 'closed', stderr: 'closed' }],
  ])('do not keep a report from being written, nor a gate from closing: %s', async (_, ends) => {
    const { args, output } = report('--fail-on', 'info');
    const { code } = await run(args, ends);
    expect(code).toBe(3);
    expect(readdirSync(output).sort()).toEqual(REPORT_FILES);
  });

  test.concurrent('a list that nobody reads to its end is no error', async () => {
    expect(await run(['policies', 'list'], { stdout: 'closed' })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await run(['--help'], { stdout: 'closed' })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.concurrent('a stdout on a full disk is an error of one line', async () => {
    expect(await run(['policies', 'list'], { stdout: 'full' })).toEqual({ code: 1, stdout: '', stderr: FULL });
    const { stderr, code } = await run(['policies', 'list', '--log-format', 'json'], { stdout: 'full' });
    expect(JSON.parse(stderr)).toMatchObject({ level: 'error', message: 'stdout cannot be written: no space left on device' });
    expect(code).toBe(1);
  });

  test.concurrent('a report whose summary has no room is written, and a gate that closes is told before that', async () => {
    const plain = report();
    expect(await run(plain.args, { stdout: 'full' })).toEqual({ code: 1, stdout: '', stderr: FULL });
    expect(readdirSync(plain.output).sort()).toEqual(REPORT_FILES);
    const failing = await run(report('--fail-on', 'info').args, { stdout: 'full' });
    expect(failing.code).toBe(3);
    expect(failing.stderr).toContain(FULL);
  });

  test('an audit is delivered to its bucket, told of, and judged by its gates, whoever reads what it says', async () => {
    const bucket = await SimulatedBucket.start({ faults: [{ kind: 'access-denied', service: 'lambda', operation: 'ListFunctions' }] });
    const told = await webhook(200);
    const args = ['audit', ...SCOPE, '--output', `s3://${BUCKET}/q`, '--require-complete', '--notify', told.url];
    for (const ends of [{ stdout: 'closed' }, { stderr: 'closed' }] as const) {
      expect((await run(args, ends, bucket.environment)).code).toBe(4);
    }
    const delivered = (await bucket.keys()).filter((key) => key.startsWith('q/latest/'));
    expect(delivered).toEqual([...REPORT_FILES, 'snapshot.json.gz', 'last-started.json'].map((name) => `q/latest/${name}`).sort());
    expect(told.bodies).toHaveLength(2);
  });
});
