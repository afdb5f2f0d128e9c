import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder, runCli } from '../support/cli.js';
import { SMALL_END, SMALL_REGIONS } from '../support/small-fleet.js';
import { FAULT_FLEET } from './fleet.js';
import { at } from './matrix.js';

const HOLD = fileURLToPath(new URL('hold.cjs', import.meta.url));
const FILES = ['findings.csv', 'report.html', 'report.json', 'report.md', 'snapshot.json.gz'];

const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

interface Stage {
  /** Hangs for ever, so that the signal surely comes in the middle of the stage. */
  hangs?: { action: string; skip?: number };
  /** Outputs at the first of which the process holds until the signal has come; where absent, the signal comes with the call that hangs. */
  after?: RegExp;
  /** Files that are there at the end. */
  files: readonly string[];
  /** What is there is marked as interrupted. */
  interrupted: boolean;
}

const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
const whole = { files: FILES, interrupted: true };

/** Where a signal can come, in the order of the work. */
export const STAGES: Readonly<Record<string, Stage>> = {
  'the preflight': { hangs: { action: 'sts:GetCallerIdentity' }, files: [], interrupted: false },
  'the inventory': { hangs: { action: 'lambda:ListFunctions' }, ...whole },
  'the question for the quota': { hangs: { action: 'servicequotas:GetServiceQuota' }, ...whole },
  'the first pass of metrics': { hangs: { action: 'cloudwatch:GetMetricData' }, ...whole },
  // Each region asks once in the first pass.
  'the second pass of metrics': { hangs: { action: 'cloudwatch:GetMetricData', skip: SMALL_REGIONS.length }, ...whole },
  judging: { after: /^snapshot\.json\.gz$/, files: FILES, interrupted: false },
  writing: { after: /^(report|findings)\./, files: FILES, interrupted: false },
};

const seen = (simulator: Simulator, action: string, calls: number): boolean => {
  const outcomes = Object.values(simulator.calls()[action] ?? {});
  return outcomes.reduce((sum, count) => sum + count, 0) >= calls;
};

/** Sends a signal to an audit in the middle of a stage, and holds what it leaves against what it must. */
export async function stopAt(name: string, signal: keyof typeof CODES): Promise<{ milliseconds: number }> {
  const stage = STAGES[name];
  if (stage === undefined) throw new RangeError(`${name} is no stage`);
  const { hangs, after, files, interrupted } = stage;
  const faults: FaultInput[] = hangs === undefined ? [] : [{ kind: 'hang', ...at(hangs.action), skip: hangs.skip ?? 0 }];
  const simulator = await startSimulator({ fleet: FAULT_FLEET, quotas: 'off', faults });
  const folder = emptyFolder();
  const reached = (): boolean =>
    names(folder).some((name) => after?.test(name)) || (hangs !== undefined && seen(simulator, hangs.action, (hangs.skip ?? 0) + 1));
  const env = after === undefined ? {} : { NODE_OPTIONS: `--require=${HOLD}`, HOLD_AFTER: after.source };
  let sentAt = 0;
  const sendWhenReached = (child: ChildProcess): void => {
    vi.waitUntil(reached, { timeout: 60_000, interval: 1 }).then(
      () => {
        sentAt = performance.now();
        child.kill(signal);
      },
      () => child.kill('SIGKILL'),
    );
  };
  try {
    const args = ['--endpoint-url', simulator.url, '--output', folder, '--regions', SMALL_REGIONS.join(','), '--end', SMALL_END];
    const {
      code,
      signal: killedBy,
      stderr,
    } = await runCli(['audit', ...args], {
      onStart: sendWhenReached,
      env: { ...DUMMY_CREDENTIALS, ...env },
    });
    const milliseconds = performance.now() - sentAt;
    expect({ code, killedBy }, stderr).toEqual({ code: CODES[signal], killedBy: null });
    expect(stderr).toContain(`${signal}: writing what there is`);
    expect(stderr).not.toMatch(/MaxListeners|Unhandled|^\s+at /m);
    expect(milliseconds).toBeLessThan(10_000);
    expect(readdirSync(folder).sort()).toEqual(files);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    if (files.length > 0) {
      const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
      expect(report).toMatchObject({ interrupted, totals: { incomplete: interrupted } });
      expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(/<\/html>\s*$/);
    }
    return { milliseconds };
  } finally {
    await simulator.close();
  }
}
