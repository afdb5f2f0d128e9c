import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder, runCli } from '../support/cli.js';
import { SMALL_END, SMALL_FLEET, SMALL_REGIONS } from '../support/small-fleet.js';

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
const leftOvers = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'));

describe('SIGTERM', () => {
  it.each([
    ['the preflight', 'sts:GetCallerIdentity', false],
    ['the inventory', 'lambda:ListFunctions', true],
    ['the question for the quota', 'servicequotas:GetServiceQuota', true],
    ['the first pass of metrics', 'cloudwatch:GetMetricData', true],
  ])('in %s ends the run at once, with what there is', async (_stage, action, written) => {
    const [service = '', operation = ''] = action.split(':');
    const { url } = await simulate([{ kind: 'hang', service, operation }]);
    const folder = emptyFolder();
    let sentAt = 0;
    const { code, stderr } = await runCli(args(url, folder), {
      onStart: (child) => {
        vi.waitUntil(() => seen(action), { timeout: 20_000, interval: 20 }).then(
          () => {
            sentAt = performance.now();
            child.kill('SIGTERM');
          },
          () => child.kill('SIGKILL'),
        );
      },
    });
    expect(stderr).toMatch(/SIGTERM/);
    expect(code).toBe(143);
    expect(performance.now() - sentAt).toBeLessThan(8_000);
    expect(leftOvers(folder)).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(written ? ['report.json', 'snapshot.json.gz'] : []);
    if (!written) return;
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report).toMatchObject({ interrupted: true, totals: { incomplete: true } });
    expect(statSync(join(folder, 'snapshot.json.gz')).mode & 0o777).toBe(0o600);
  });
});

describe('an output that is lost during the run', () => {
  it('removed: exit 1 with one line', async () => {
    const { url } = await simulate([{ kind: 'latency', service: 'cloudwatch', operation: 'GetMetricData', delayMs: 1_500, times: 1 }]);
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

describe('names that do not resolve', () => {
  it('from the start: exit 2 with one line', async () => {
    const { code, stderr } = await runCli(args('http://endpoint.invalid:1', emptyFolder()));
    expect(stderr).toMatch(/\(DNS\)/);
    expect(code).toBe(2);
  });

  it('in the middle: what cannot be reached is named, the rest is reported', async () => {
    const { port } = await simulate();
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
    const watching = vi.waitUntil(() => seen('ec2:DescribeRegions'), { timeout: 20_000, interval: 1 }).then(() => writeFileSync(sign, ''));
    const { code } = await runCli(args(`http://localhost:${port}`, output), {
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
