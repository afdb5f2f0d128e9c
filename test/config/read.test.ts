import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.js';
import { configJsonSchema } from '../../src/config/schema.js';
import { defaultConfig } from '../../src/model/config.js';
import { UserError } from '../../src/model/user-error.js';
import { errorOf, POLICIES, read } from './reading.js';

describe('a config that is right', () => {
  it('gives the defaults for an empty file, a comment and an empty mapping', () => {
    for (const text of ['', '# nothing yet\n', '{}\n', '---\n']) expect(read(text)).toEqual(defaultConfig());
  });

  it('reads every part', () => {
    const config = read(`
regions: [us-east-1, us-gov-west-1]
excludeRegions: [eu-west-1]
lookbackDays: 30
policies:
  test-quiet: { enabled: false, severity: low, options: { limitPercent: 7.5 } }
  test-other: { options: { days: 3, mode: bold, strict: true, keys: [x, y] } }
overrides:
  - match: { account: 012345678901, name: 'batch-*', tag: { cost: 0042, on: yes, big: true } }
    policies: { test-quiet: { options: { limitPercent: 1 } } }
    timeZone: Europe/Berlin
    environment: dev
    owner: data
environments:
  tagKeys: [tier]
  names:
    lab: { words: [lab], accounts: [000000000001], nonProduction: true }
timeZones: { tagKeys: [zone], default: Asia/Tokyo }
owners: { default: platform }
suppressions:
  - { policyId: test-quiet, match: { id: i-1 }, reason: standby, owner: ops, until: 2026-12-31 }
report: { title: Fleet, company: Example, logo: logo.png, footer: end, fullFindings: 10, compactFindings: 20, minSaving: 5 }
commitments:
  - { type: compute-savings-plan, hourlyUsd: 1.5, until: 2027-06-30 }
`);
    expect(config.policies['test-other']).toEqual({ options: { days: 3, mode: 'bold', strict: true, keys: ['x', 'y'] } });
    expect(config.overrides[0]).toMatchObject({
      // Text where text is meant: a YAML number would have lost the zeros, and `true` would be no text.
      match: { account: '012345678901', name: 'batch-*', tag: { cost: '0042', on: 'yes', big: 'true' } },
      timeZone: 'Europe/Berlin',
      environment: 'dev',
    });
    expect(config.environments.names.lab?.accounts).toEqual(['000000000001']);
    expect(config.suppressions[0]?.until).toBe('2026-12-31');
    expect(config.report).toMatchObject({ fullFindings: 10, minSaving: 5 });
  });

  it('takes anchors and aliases within reason', () => {
    const config = read('overrides:\n  - match: &m { id: i-1 }\n    owner: a\n  - match: *m\n    owner: b\n');
    expect(config.overrides.map(({ match }) => match)).toEqual([{ id: 'i-1' }, { id: 'i-1' }]);
  });
});

describe('a config that is wrong', () => {
  it.each([
    ['an unknown key', 'region: [us-east-1]', 'fleet-auditor.yaml:1: there is no key "region" (did you mean "regions"?)'],
    ['an unknown nested key', '\nreport:\n  titel: x', 'fleet-auditor.yaml:3: there is no key "titel" (did you mean "title"?)'],
    [
      'an unknown policy',
      'policies:\n  test-quite: {}',
      'fleet-auditor.yaml:2: there is no policy "test-quite" (did you mean "test-quiet"?)',
    ],
    [
      'an unknown option',
      'policies:\n  test-quiet:\n    options:\n      limitPercnt: 3',
      'fleet-auditor.yaml:4: there is no option of test-quiet "limitPercnt" (did you mean "limitPercent"?)',
    ],
    [
      'an unknown policy in an override',
      'overrides:\n  - match: { id: x }\n    policies:\n      test-quit: {}',
      'fleet-auditor.yaml:4: there is no policy "test-quit" (did you mean "test-quiet"?)',
    ],
    [
      'a value above its bounds',
      'policies: { test-quiet: { options: { limitPercent: 101 } } }',
      'fleet-auditor.yaml:1: policies.test-quiet.options.limitPercent is 101, out of its bounds (from 0 to 100)',
    ],
    ['a value below its bounds', 'lookbackDays: 0', 'fleet-auditor.yaml:1: lookbackDays is 0, out of its bounds (from 1 to 63)'],
    [
      'a fraction where a whole number is due',
      'policies: { test-other: { options: { days: 1.5 } } }',
      'policies.test-other.options.days is 1.5, and must be a whole number (from 1 to 14)',
    ],
    ['text where a number is due', 'lookbackDays: many', 'lookbackDays is "many", and must be a number (from 1 to 63)'],
    [
      'a choice that is none',
      'policies: { test-other: { options: { mode: bald } } }',
      'is "bald", which is not known (did you mean "bold"?)',
    ],
    ['a severity that is none', 'policies: { test-quiet: { severity: hihg } }', 'is "hihg", which is not known (did you mean "high"?)'],
    ['not a number', 'policies: { test-quiet: { options: { limitPercent: .nan } } }', 'limitPercent is'],
    ['a key given twice', 'lookbackDays: 1\nlookbackDays: 2', 'fleet-auditor.yaml:2: the same key stands twice in one mapping'],
    ['no YAML', 'a: [1', 'is no valid YAML'],
    ['several documents', 'a: 1\n---\nb: 2', 'is no valid YAML'],
    ['a list at the top', '- 1', 'the config is [1], and must be a mapping'],
    [
      'an unknown time zone',
      'timeZones: { default: Europe/Berln }',
      'is "Europe/Berln", which is no IANA time zone (did you mean "Europe/Berlin"?)',
    ],
    [
      'an unknown environment',
      'overrides: [{ match: { id: x }, environment: produ }]',
      'is "produ", which is no environment (did you mean "prod"?)',
    ],
    [
      'an unknown policy in a suppression',
      'suppressions: [{ policyId: test-quie, match: { id: x }, reason: r, owner: o, until: 2026-01-01 }]',
      'is "test-quie", which is not known (did you mean "test-quiet"?)',
    ],
    [
      'a suppression of everything',
      "suppressions: [{ policyId: '*', match: {}, reason: r, owner: o, until: 2026-01-01 }]",
      'needs at least one of account',
    ],
    [
      'a suppression without a reason',
      "suppressions: [{ policyId: '*', match: { id: x }, owner: o, until: 2026-01-01 }]",
      'suppressions.0.reason is missing',
    ],
    [
      'a day that does not exist',
      "suppressions: [{ policyId: '*', match: { id: x }, reason: r, owner: o, until: 2026-02-30 }]",
      'must be a date such as',
    ],
    [
      'an account that is none',
      'environments: { names: { lab: { accounts: [12], nonProduction: true } } }',
      'an account id has twelve digits',
    ],
    [
      'a folder of templates',
      'templates: ./mine',
      'there is no key "templates": templates are named on the command line only (--templates DIR)',
    ],
    ['a folder of policies', 'policies: ./mine', 'policies is "./mine", and must be a mapping'],
    ['a key of another prototype', '__proto__: { lookbackDays: 1 }', 'the key "__proto__" is not allowed'],
    ['a prototype as a policy', 'policies: { constructor: {} }', 'there is no policy "constructor"'],
    ['a prototype as an option', 'policies: { test-quiet: { options: { toString: 1 } } }', 'there is no option of test-quiet "toString"'],
    ['a tag that makes code', 'lookbackDays: !!js/function "x"', 'fleet-auditor.yaml:1:'],
    ['a merge key', 'a: &a { b: 1 }\nc: { <<: *a }', 'there is no key "a"'],
  ])('names %s', (_, text, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^fleet-auditor\.yaml(:\d+)?: /);
    expect(error.message).not.toContain('\n');
  });

  it('counts what else is wrong in the hint', () => {
    expect(errorOf('region: x\nlookbackDays: 0\nreport: { titel: x }').hint).toMatch(/^2 more in this file: /);
  });
});

describe('the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is read where it is named, and errors name it', async () => {
    const file = join(folder, 'own.yaml');
    writeFileSync(file, 'lookbackDays: 21\n');
    expect(await readConfig(file, POLICIES)).toMatchObject({ config: { lookbackDays: 21 }, file });
    await expect(readConfig(join(folder, 'none.yaml'), POLICIES)).rejects.toThrow(/none\.yaml cannot be read \(ENOENT\)/);
    await expect(readConfig(folder, POLICIES)).rejects.toThrow(UserError);
  });
});

it('gives editors a schema that knows ids, options, bounds and defaults', () => {
  expect(configJsonSchema(POLICIES)).toMatchObject({
    properties: {
      policies: {
        properties: {
          'test-other': {
            properties: {
              options: {
                additionalProperties: false,
                properties: { days: { type: 'integer', minimum: 1, maximum: 14 }, mode: { enum: ['safe', 'bold'] } },
              },
            },
          },
        },
      },
    },
  });
});
