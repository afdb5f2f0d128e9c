import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configFromText } from '../../src/config/from-file.js';
import { BUILT_IN_POLICIES } from '../../src/package.js';
import { loadPolicies } from '../../src/policy/load.js';

/** The configurations that a document shows, with what says them in messages. */
function configurationsIn(document: string): [string, string][] {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ''], at) => [`${document}, example ${at + 1}`, block]);
}

const EXAMPLES = ['README.md', 'docs/writing-a-policy.md'].flatMap(configurationsIn);

describe('a configuration that a document shows', async () => {
  const policies = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] });

  it.each(EXAMPLES)('can be used as it stands: %s', (name, text) => {
    expect(configFromText(text, name, policies)).toBeDefined();
  });

  it('stands in the README and in the policy guide', () => {
    expect(new Set(EXAMPLES.map(([name]) => name.split(',')[0]))).toEqual(new Set(['README.md', 'docs/writing-a-policy.md']));
  });
});
