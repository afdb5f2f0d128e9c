import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { emptyFolder, runCli } from '../support/cli.js';
import { isIdentifier, originalsOf } from '../support/snapshot-originals.js';
import { runWarm } from '../support/warm-cli.js';

const END = '2026-10-14T10:00:00Z';
const SCOPE = ['--regions', 'us-east-1,eu-central-1,ap-southeast-2', '--end', END, '--quota-share', '1'];
const EVERY_FORMAT = ['--format', 'html,markdown,markdown-summary,json,csv'];
const folder = emptyFolder();
const at = (...path: string[]) => join(folder, ...path);
let simulator: Simulator;
let originals: Set<string>;

const text = (...path: string[]) => readFileSync(at(...path), 'utf8');
const reportSchema = z.object({ findings: z.array(z.object({ id: z.string(), resource: z.object({ id: z.string() }) })) });
const findings = (name: string) => reportSchema.parse(JSON.parse(text(name, 'report.json'))).findings;

/** Every string value of report.json but environments, which are classes of the config and no tag values, and dimensions (`network`). */
function stringsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return ['environment', 'dimension'].includes(key) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((item) => stringsOf(item, key));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => stringsOf(inner, key === 'environment' ? key : name));
}

beforeAll(async () => {
  simulator = await startSimulator({ fleet: 'demo', end: END, quotas: 'off' });
  const [plain, redacted] = await Promise.all([
    runCli(['collect', '--endpoint-url', simulator.url, '--output', at('plain'), ...SCOPE]),
    runCli(['audit', '--endpoint-url', simulator.url, '--output', at('redacted'), '--redact', ...EVERY_FORMAT, ...SCOPE]),
  ]);
  expect([plain.code, redacted.code]).toEqual([0, 0]);
  writeFileSync(at('stdout.txt'), redacted.stdout);
  originals = originalsOf(at('plain', 'snapshot.json.gz'));
  writeFileSync(at('key'), 'sixteen bytes or more of key');
  writeFileSync(at('short-key'), 'short');
}, 60_000);
afterAll(() => simulator.close());

const report = (output: string, ...args: string[]) =>
  runWarm(['report', at('plain', 'snapshot.json.gz'), '--output', at(output), '--format', 'json', ...args]);

describe('audit --redact', () => {
  test('writes the reports and no snapshot', () => {
    expect(readdirSync(at('redacted')).sort()).toEqual(['findings.csv', 'report.html', 'report.json', 'report.md', 'summary.md']);
  });

  test('leaves no account id, ARN, name or tag value in any file, nor on stdout', () => {
    // The capacity providers of AWS's own are called the same in every account.
    const identifiers = [...originals].filter((original) => isIdentifier(original) && original !== 'FARGATE_SPOT');
    expect(identifiers.length).toBeGreaterThan(250);
    for (const [name, content] of [
      ...readdirSync(at('redacted')).map((file) => [file, text('redacted', file)]),
      ['stdout', text('stdout.txt')],
    ]) {
      expect(
        identifiers.filter((original) => content?.includes(original)),
        name,
      ).toEqual([]);
      expect(content, name).not.toMatch(/arn:aws|console\.aws|aws ec2 |aws ecs |aws lambda |larkspur/);
    }
  });

  test('leaves names that are plain words in no value of report.json and in no cell of findings.csv', () => {
    const words = [...originals].filter((original) => !isIdentifier(original));
    expect(words).toContain('search');
    const values = new Set(stringsOf(JSON.parse(text('redacted', 'report.json'))));
    expect(words.filter((word) => values.has(word))).toEqual([]);
    const records = z.array(z.record(z.string(), z.string())).parse(parse(text('redacted', 'findings.csv'), { columns: true, bom: true }));
    const cells = new Set(records.flatMap(({ environment: _, ...rest }) => Object.values(rest)).flatMap((cell) => cell.split(/; |=/)));
    expect(words.filter((word) => cells.has(word) && !['Name', 'owner', 'Environment', 'team'].includes(word))).toEqual([]);
  });
});

describe('report --redact', () => {
  test('gives the pseudonyms that the audit gave, with other policies in effect too', async () => {
    expect((await report('again', '--redact')).code).toBe(0);
    const ids = (name: string) => new Map(findings(name).map(({ id, resource }) => [id, resource.id]));
    const [first, again] = [ids('redacted'), ids('again')];
    expect([...again]).toEqual([...first]);
    writeFileSync(at('c.yaml'), 'policies:\n  ec2-idle:\n    enabled: false\n');
    await report('fewer', '--redact', '--config', at('c.yaml'));
    const fewer = ids('fewer');
    expect(fewer.size).toBeLessThan(first.size);
    expect([...fewer].filter(([id]) => first.has(id)).length).toBeGreaterThan(20);
    for (const [id, resource] of fewer) if (first.has(id)) expect(resource).toBe(first.get(id));
  });

  test('--redact-key makes names that the key gives, the same every time', async () => {
    await Promise.all([report('k1', '--redact-key', at('key')), report('k2', '--redact-key', at('key'))]);
    const ids = (name: string) => findings(name).map(({ resource }) => resource.id);
    expect(ids('k1')).toEqual(ids('k2'));
    expect(ids('k1').every((id) => /-[0-9a-f]{12}$/.test(id))).toBe(true);
  });

  test.each([
    ['short-key', /has 5 bytes/],
    ['no-key', /cannot be read/],
  ])('refuses %s in one line', async (key, message) => {
    const { code, stderr } = await report('refused', '--redact-key', at(key));
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('warns where the folder holds a snapshot already', async () => {
    expect((await report('plain', '--redact')).stderr).toMatch(/snapshot\.json\.gz was there before/);
  });
});
