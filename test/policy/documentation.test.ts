import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configSchemaText } from '../../src/config/schema.js';
import { BUILT_IN_POLICIES } from '../../src/package.js';
import { policiesMarkdown } from '../../src/policy/documentation.js';
import { loadPolicies } from '../../src/policy/load.js';
import { policyOf } from './fixtures.js';

const docs = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const remake = 'node scripts/make-docs.mjs remakes it';

describe('the documents made from the policies', () => {
  it('are the ones that are committed', async () => {
    const policies = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] });
    expect(docs('policies.md') === policiesMarkdown(policies), remake).toBe(true);
    expect(docs('config.schema.json') === configSchemaText(policies), remake).toBe(true);
  });

  it('keep a table in shape whatever a description says', () => {
    const odd = { type: 'string' as const, default: 'a|b', description: 'x | y\nz \\', source: 'https://docs.aws.amazon.com/' };
    const row = policiesMarkdown([policyOf({ options: { odd } })])
      .split('\n')
      .find((line) => line.startsWith('| `odd`'));
    expect(row).toBe('| `odd` | a\\|b |  |  | x \\| y z \\\\ | https://docs.aws.amazon.com/ |');
  });

  it('do not depend on the order of policies', () => {
    const policies = [policyOf({ id: 'test-b' }), policyOf({ id: 'test-a' })];
    expect(policiesMarkdown(policies)).toBe(policiesMarkdown([...policies].reverse()));
    expect(configSchemaText(policies)).toBe(configSchemaText([...policies].reverse()));
  });
});
