import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { emptyFolder } from '../support/cli.js';
import { SMALL_END, SMALL_FLEET } from '../support/small-fleet.js';
import { runWarm } from '../support/warm-cli.js';
import { copyOfWeeks } from '../trend/weeks.js';

let simulator: Simulator;
let snapshot = '';
beforeAll(async () => {
  simulator = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off' });
  snapshot = join(await copyOfWeeks(), 'week-1', 'snapshot.json.gz');
}, 120_000);
afterAll(() => simulator.close());

const live = (): string[] => ['--endpoint-url', simulator.url, '--regions', 'us-east-1', '--end', SMALL_END];
const calls = (): string[] => Object.keys(simulator.calls());

describe('an output that cannot be written', () => {
  test.each<[string, (folder: string) => string[], string]>([
    ['of a report', (folder) => ['report', snapshot, '--output', folder], 'report.html'],
    ['of a comparison', (folder) => ['diff', snapshot, snapshot, '--output', folder], 'changes.json'],
    ['of a trend', (folder) => ['trend', snapshot, '--output', folder], 'trend.csv'],
    ['of a merge', (folder) => ['merge', snapshot, '--output', folder], 'snapshot.json.gz'],
    ['of an audit', (folder) => ['audit', ...live(), '--output', folder], 'report.md'],
    ['of an audit without its snapshot', (folder) => ['audit', ...live(), '--redact', '--output', folder], 'report.json'],
    ['of a collection', (folder) => ['collect', ...live(), '--output', folder], 'snapshot.json.gz'],
    ['of a list of accounts', (folder) => ['accounts', 'list', ...live().slice(0, 2), '--output', folder], 'accounts.json'],
    ['of prices', (folder) => ['prices', 'refresh', ...live().slice(0, 4), '--output', join(folder, 'prices')], 'prices'],
  ])('since a folder has the name of a file is found before the work: %s', async (_, args, name) => {
    const folder = emptyFolder();
    mkdirSync(join(folder, name));
    const { code, stderr } = await runWarm(args(folder));
    expect(stderr).toContain(`error: ${join(folder, name)} cannot be written: a folder stands where the file should be\n`);
    expect(code).toBe(2);
    expect(readdirSync(folder)).toEqual([name]);
    expect(calls()).toEqual([]);
  });

  test.each<[string, string[], RegExp]>([
    ['a URL', ['report', 'x', '--output', 'http://foo/bar'], /http:\/\/foo\/bar.*Give a folder, or s3:\/\/bucket\/prefix/],
    ['the URL of a file', ['report', 'x', '--output', 'file:///tmp/x'], /Give a folder/],
    ['nothing', ['report', 'x', '--output', ''], /--output <dir>.*It is empty/],
    ['a space', ['audit', '--output', ' '], /It is empty/],
    ['a bucket for prices', ['prices', 'refresh', '--output', 's3://bucket/prices.json'], /Give a file of this machine/],
    ['nothing as a folder of code', ['report', 'x', '--policies', ''], /--policies <dir>.*It is empty/],
  ])('is refused, and no folder of its name made: %s', async (_, args, says) => {
    const cwd = emptyFolder();
    const { code, stderr } = await runWarm(args, { cwd });
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('a run that ends before it has anything to write', () => {
  test.each<[string, string[]]>([
    ['audit', ['audit', '--regions', 'us-esat-1']],
    ['collect', ['collect', '--regions', 'us-esat-1']],
    ['report', ['report', 'nowhere.gz']],
    ['prices refresh', ['prices', 'refresh', '--regions', 'us-esat-1']],
  ])('leaves no folder behind that it made: %s', async (name, args) => {
    const cwd = emptyFolder();
    const endpoint = name === 'report' ? [] : ['--endpoint-url', simulator.url];
    const result = await runWarm([...args, ...endpoint, '--output', join('new', 'deep', 'out')], { cwd });
    expect(result.code).toBe(2);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('leaves one that was there', async () => {
    const folder = emptyFolder();
    await runWarm(['audit', '--endpoint-url', simulator.url, '--regions', 'us-esat-1', '--output', folder]);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('the end of the window', () => {
  test('is not later than now: what has not been yet would count as no activity', async () => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    const folder = emptyFolder();
    const { code, stderr } = await runWarm(['audit', ...live(), '--end', later, '--output', join(folder, 'out')]);
    expect(stderr).toMatch(/^error: the window would end at .*, which is later than now \(.*\)\n {2}Give --end an earlier time/m);
    expect(code).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('may be that of a simulated account whose own time is later', async () => {
    const end = '2100-01-01T10:00:00Z';
    const ahead = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off', end });
    try {
      const args = ['collect', '--plan', '--endpoint-url', ahead.url, '--regions', 'us-east-1', '--quiet'];
      expect(await runWarm([...args, '--end', end])).toMatchObject({ code: 0, stderr: '' });
      const { code, stderr } = await runWarm([...args, '--end', '2100-01-01T11:00:00Z']);
      expect(stderr).toMatch(/later than now \(2100-01-01T10:00:00Z\)/);
      expect(code).toBe(2);
    } finally {
      await ahead.close();
    }
  });
});

describe('variables of the environment that are empty', () => {
  test('are not set', async () => {
    const env = { AWS_ENDPOINT_URL: '', FLEET_AUDITOR_NOTIFY: '', FLEET_AUDITOR_EXTERNAL_ID: '' };
    const { code, stderr } = await runWarm(['report', snapshot, '--output', emptyFolder(), '--format', 'json'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const planned = await runWarm(['collect', '--plan', ...live(), '--organization'], { env: { ...env, ...credentials } });
    expect(planned.stderr).not.toMatch(/external|is invalid/i);
  });
});

test('a file is no folder of policies', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'mine.mjs'), '');
  for (const args of [
    ['policies', 'check', join(folder, 'mine.mjs')],
    ['report', snapshot, '--policies', join(folder, 'mine.mjs')],
    ['policies', 'list', '--policies', join(folder, 'mine.mjs', 'x')],
  ]) {
    const { code, stderr } = await runWarm(args);
    expect(stderr).toMatch(/^error: .*(is a file, not a folder of policies|does not exist)$/m);
    expect(code).toBe(2);
  }
});
