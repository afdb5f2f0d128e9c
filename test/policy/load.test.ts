import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BUILT_IN_POLICIES } from '../../src/package.js';
import { checkPolicies, loadPolicies } from '../../src/policy/load.js';
import { placeholdersOf } from '../../src/policy/messages.js';
import { optionProblem } from '../../src/policy/options.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, by path. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'policies-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const source = (id: string, changes = '') => `
const policy = {
  meta: { id: '${id}', title: 'Untagged', severity: 'low', rationale: 'Nobody knows whose it is.', links: [{ title: 'Tags', url: 'https://docs.aws.amazon.com/' }] },
  requires: { kinds: ['lambda-function'], metrics: {}, series: {} },
  options: { tagKey: { type: 'string', default: 'owner', description: 'Tag that must be there.' } },
  messages: { tagged: 'It is tagged.' },
  evaluate: () => ({ verdict: 'pass', code: 'tagged', values: {} }),
};
${changes}
export default policy;
`;
const empty = folderOf({});

describe('loading policies', () => {
  it('finds the built-in ones by their folder, sorted by id, and every id follows from its file', async () => {
    const policies = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] });
    const ids = policies.map(({ meta }) => meta.id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
    expect(policies.every(({ origin }) => origin === 'built-in')).toBe(true);
  });

  it('finds built-in defaults within their own bounds, and placeholders in plain camelCase', async () => {
    for (const { options, messages, meta } of await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] })) {
      for (const [name, spec] of Object.entries(options)) expect(optionProblem(spec, spec.default), `${meta.id}.${name}`).toBeNull();
      for (const [code, message] of Object.entries(messages)) {
        const braces = message.match(/[{}]/g)?.length ?? 0;
        const uses = message.match(/\{[A-Za-z][A-Za-z0-9]*\}/g)?.length ?? 0;
        expect(braces, `${meta.id}.${code}`).toBe(2 * uses);
        expect(placeholdersOf(message).length).toBeLessThanOrEqual(uses);
      }
    }
  });

  it('takes a user file by its name, and one in a folder by folder and name', async () => {
    const folder = folderOf({
      'untagged.mjs': source('untagged'),
      'lambda/untagged.mjs': source('lambda-untagged'),
      'notes.txt': 'x',
      '.hidden.mjs': '!',
    });
    const policies = await loadPolicies({ builtInDir: empty, userDirs: [folder] });
    expect(policies.map(({ meta }) => meta.id)).toEqual(['lambda-untagged', 'untagged']);
    expect(policies.at(0)?.origin).toContain('untagged.mjs');
  });

  it.each([
    [
      'an id that is not the file name',
      { 'other.mjs': source('untagged') },
      /other\.mjs: meta\.id: is "untagged", but the file's place says "other"/,
    ],
    ['no default export', { 'untagged.mjs': 'export const policy = 1;' }, /untagged\.mjs: has no default export/],
    ['a syntax error', { 'untagged.mjs': 'export default {' }, /untagged\.mjs: cannot be loaded/],
    ['code that throws', { 'untagged.mjs': 'throw new Error("first line\\nsecond");' }, /cannot be loaded: first line$/],
    [
      'a metric that does not exist',
      { 'untagged.mjs': source('untagged', 'policy.requires.metrics = { cpu: { metric: "lambda.invocation", required: true } };') },
      /requires\.metrics\.cpu\.metric: there is no metric "lambda\.invocation" \(did you mean "lambda\.invocations"\?\)/,
    ],
    ['a kind that does not exist', { 'untagged.mjs': source('untagged', 'policy.requires.kinds = ["lambda"];') }, /requires\.kinds\.0/],
    [
      'a default out of its bounds',
      {
        'untagged.mjs': source(
          'untagged',
          'policy.options = { days: { type: "integer", unit: "days", default: 0, minimum: 1, maximum: 9, description: "d" } };',
        ),
      },
      /options\.days\.default: the default is 0, out of its bounds: from 1 to 9 \(days\)/,
    ],
    ['no evaluate', { 'untagged.mjs': source('untagged', 'delete policy.evaluate;') }, /evaluate: must be a function/],
    ['a key of no meaning', { 'untagged.mjs': source('untagged', 'policy.evaluates = 1;') }, /evaluates/],
  ])('refuses %s in one line', async (_, files, message) => {
    const folder = folderOf(files);
    const failure = await loadPolicies({ builtInDir: empty, userDirs: [folder] }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain('\n');
  });

  it('refuses an id that two files have, and folders that are missing or hold no policy', async () => {
    const one = folderOf({ 'untagged.mjs': source('untagged') });
    const two = folderOf({ 'untagged.mjs': source('untagged') });
    await expect(loadPolicies({ builtInDir: empty, userDirs: [one, two] })).rejects.toThrow(/"untagged" is taken by .*untagged\.mjs/);
    await expect(loadPolicies({ builtInDir: empty, userDirs: ['/nowhere/at/all'] })).rejects.toThrow('/nowhere/at/all does not exist');
    await expect(loadPolicies({ builtInDir: empty, userDirs: [folderOf({ 'notes.txt': '' })] })).rejects.toThrow('holds no .mjs file');
  });

  it('lists every problem of every file when a folder is checked', async () => {
    const builtIn = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] });
    const taken = builtIn.at(0)?.meta.id ?? '';
    const folder = folderOf({
      'good.mjs': source('good'),
      'bad.mjs': source('bad', 'policy.meta.severity = "urgent"; delete policy.evaluate;'),
      [`${taken}.mjs`]: source(taken),
    });
    const files = await checkPolicies(folder, builtIn);
    const problems = Object.fromEntries(files.map(({ file, problems: found }) => [file.slice(folder.length + 1), found]));
    expect(problems['good.mjs']).toEqual([]);
    expect(problems['bad.mjs']).toHaveLength(2);
    expect(problems[`${taken}.mjs`]).toEqual([`meta.id: "${taken}" is taken by a built-in policy`]);
  });
});
