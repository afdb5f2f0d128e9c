import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder, runCli } from '../support/cli.js';
import { SMALL_END, SMALL_FLEET, SMALL_REGIONS } from '../support/small-fleet.js';
import { STAGES, stopAt } from './stops.js';

/** Picks the stages at which signals come. */
const SEED = 7;

let simulator: Simulator | null = null;

afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

async function simulate(faults: readonly FaultInput[] = []): Promise<Simulator> {
  simulator = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off', faults });
  return simulator;
}

const args = (url: string, output: string, regions: readonly string[] = SMALL_REGIONS): string[] => [
  'audit',
  ...['--endpoint-url', url, '--output', output, '--regions', regions.join(','), '--end', SMALL_END, '--format', 'json'],
];
const seen = (action: string): boolean => Object.keys(simulator?.calls()[action] ?? {}).length > 0;

describe('a signal', () => {
  // Both signals at every stage stand in the full matrix; here each comes at a stage where something hangs, and one when all was read.
  const [reading, writing] = [true, false].map((hangs) =>
    Object.keys(STAGES).filter((name) => (STAGES[name]?.hangs !== undefined) === hangs),
  );
  const pick = (stages: readonly string[] = [], seed = SEED): string => stages[seed % stages.length] ?? '';
  it.each([
    ['SIGTERM', pick(reading)],
    ['SIGINT', pick(reading, SEED + 1)],
    ['SIGTERM', pick(writing)],
    ['SIGHUP', pick(reading, SEED + 2)],
  ] as const)('%s in %s ends the run at once, with what there is', async (signal, stage) => {
    await stopAt(stage, signal);
  });

  it('that comes twice ends it at once, and leaves nothing half made', async () => {
    const { url } = await simulate([{ kind: 'hang', service: 'lambda', operation: 'ListFunctions' }]);
    const folder = emptyFolder();
    const { code, stderr } = await runCli(args(url, folder), {
      onStart: (child) => {
        // Two in a row: the second may come before the first has done anything.
        const twice = () => {
          child.kill('SIGINT');
          child.kill('SIGTERM');
        };
        vi.waitUntil(() => seen('lambda:ListFunctions'), { timeout: 20_000, interval: 5 }).then(twice, () => child.kill('SIGKILL'));
      },
    });
    expect([130, 143]).toContain(code);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('an output that is lost during the run', () => {
  it('removed: exit 1 with one line', async () => {
    const { url } = await simulate([{ kind: 'latency', service: 'cloudwatch', operation: 'GetMetricData', delayMs: 800, times: 1 }]);
    const folder = join(emptyFolder(), 'out');
    const { code, stderr } = await runCli(args(url, folder), {
      onStart: (child) => {
        vi.waitUntil(() => seen('servicequotas:GetServiceQuota'), { timeout: 20_000, interval: 10 }).then(
          () => rmSync(folder, { recursive: true }),
          () => child.kill('SIGKILL'),
        );
      },
    });
    expect(stderr).toMatch(/cannot write .*: the folder is gone/);
    expect(stderr).not.toMatch(/^\s+at |internal error/m);
    expect(code).toBe(1);
  });

  it('that no folder can be made in: exit 2 with one line, before anything is asked', async () => {
    const { url } = await simulate();
    const { code, stderr } = await runCli(args(url, '/proc/fleet-auditor/out'));
    expect(stderr).toMatch(/^error: the output folder \/proc\/fleet-auditor\/out cannot be written: [^\n]+\n {2}[^\n]+\n$/);
    expect(code).toBe(2);
    expect(simulator?.calls()).toEqual({});
  });

  const mount = tmpfs();
  afterAll(() => {
    if (mount !== null) execFileSync('umount', [mount]);
  });

  it.skipIf(mount === null)('full (a small tmpfs, which only root can mount): exit 1 with one line, nothing left', async () => {
    const { url } = await simulate();
    const folder = mount ?? '';
    try {
      writeFileSync(join(folder, 'filler'), Buffer.alloc(56 * 1024));
      const { code, stderr } = await runCli(args(url, join(folder, 'out')));
      expect(stderr).toMatch(/cannot write .*: the disk is full/);
      expect(stderr).not.toMatch(/^\s+at |internal error/m);
      expect(code).toBe(1);
      expect(existsSync(join(folder, 'out')) ? readdirSync(join(folder, 'out')) : []).toEqual([]);
    } finally {
      rmSync(join(folder, 'filler'));
    }
  });
});

/** A file system of 64 KiB; null where this user cannot have one. */
function tmpfs(): string | null {
  if (process.getuid?.() !== 0) return null;
  const folder = join(emptyFolder(), 'small');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    return null;
  }
}

// Both mostly wait for back-off.
describe.concurrent('names that do not resolve', () => {
  it('from the start: exit 2 with one line', async () => {
    const { code, stderr } = await runCli(args('http://endpoint.invalid:1', emptyFolder()));
    expect(stderr).toMatch(/\(DNS\)/);
    expect(code).toBe(2);
  });

  it('in the middle: what cannot be reached is named, the rest is reported', async ({ onTestFinished }) => {
    // Counted when it comes and answered after the names are gone.
    const late: FaultInput = { kind: 'latency', service: 'ec2', operation: 'DescribeRegions', delayMs: 1_000 };
    const own = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off', faults: [late] });
    onTestFinished(() => own.close());
    const folder = emptyFolder();
    // Each region has connections of its own; the second one finds no address.
    const preload = join(folder, 'no-address.cjs');
    writeFileSync(
      preload,
      `const dns = require('node:dns'); const real = dns.lookup; const fails = () => { try { return require('node:fs').existsSync(process.env.DNS_FAILS); } catch { return false; } };
       dns.lookup = (name, options, done) => fails() ? process.nextTick(done, Object.assign(new Error('getaddrinfo ENOTFOUND ' + name), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: name })) : real(name, options, done);`,
    );
    const sign = join(folder, 'fails');
    const output = join(folder, 'out');
    const watching = vi
      .waitUntil(() => own.calls()['ec2:DescribeRegions'] !== undefined, { timeout: 20_000, interval: 1 })
      .then(() => writeFileSync(sign, ''));
    const { code } = await runCli(args(`http://localhost:${own.port}`, output), {
      env: { ...DUMMY_CREDENTIALS, NODE_OPTIONS: `--require=${preload}`, DNS_FAILS: sign },
    });
    await watching;
    const { coverage } = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8'));
    expect(coverage).toContainEqual(
      expect.objectContaining({
        region: SMALL_REGIONS[1],
        status: expect.stringMatching(/failed|partial/),
        detail: expect.stringContaining('(DNS)'),
      }),
    );
    expect([0, 4]).toContain(code);
  }, 60_000);
});
