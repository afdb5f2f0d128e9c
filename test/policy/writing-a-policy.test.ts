import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configFromText } from '../../src/config/from-file.js';
import { BUILT_IN_POLICIES } from '../../src/package.js';
import { evaluateRegion } from '../../src/policy/evaluate-region.js';
import { loadPolicies } from '../../src/policy/load.js';
import { lambdaFunction } from '../support/resources.js';
import { block, record, settingsOf } from './fixtures.js';

const guide = readFileSync(new URL('../../docs/writing-a-policy.md', import.meta.url), 'utf8');
const blockOf = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the guide to policies', () => {
  it('shows one that loads, and that gives every verdict at its exact boundary', async () => {
    writeFileSync(join(folder, 'forgotten-function.mjs'), blockOf('js'));
    const policies = (await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [folder] })).filter(
      ({ origin }) => origin !== 'built-in',
    );
    expect(policies.map(({ meta }) => meta.id)).toEqual(['forgotten-function']);
    const functions = { ten: 10, eleven: 11, owned: 0, hidden: 0, silent: null };
    const resources = Object.keys(functions).map((functionName) =>
      lambdaFunction({ functionName, tags: functionName === 'hidden' ? null : functionName === 'owned' ? { owner: 'web' } : {} }),
    );
    const metrics = resources.flatMap((resource) => {
      const total = Object.entries(functions).find(([name]) => name === resource.functionName)?.[1] ?? null;
      return total === null ? [] : [record(resource, 'lambda.invocations', { Sum: [...new Array<number>(31).fill(0), total] })];
    });
    const judged = evaluateRegion(block(resources, metrics), policies, settingsOf());
    expect(judged.evaluated).toEqual([{ policyId: 'forgotten-function', counts: { fail: 1, pass: 1, notApplicable: 1, notAssessed: 2 } }]);
    expect(judged.findings).toMatchObject([
      { resource: { id: 'ten' }, summary: 'It was invoked 10 times in 14 days and has no owner tag.' },
    ]);
    expect(judged.notAssessed.map(({ code }) => code).sort()).toEqual(['metric-not-requested', 'tags-unknown']);
  });

  it('shows a config that is read', async () => {
    const policies = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] });
    expect(configFromText(blockOf('yaml'), 'guide.yaml', policies).suppressions).toHaveLength(1);
  });
});
