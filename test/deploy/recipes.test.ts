import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAccountsFile } from '../../src/aws/accounts.js';
import { createProgram } from '../../src/cli/program.js';
import { emptyFolder } from '../support/cli.js';
import { projectFile, readTemplate } from './template-file.js';
import { readModule } from './terraform-module.js';

const page = readFileSync(projectFile('docs/deploying.md'), 'utf8');
/** Commands with their continued lines joined. */
const code = page
  .replace(/\\\n\s+/g, ' ')
  .split('\n')
  .filter((line) => line.startsWith('    '))
  .map((line) => line.slice(4));

describe('docs/deploying.md', () => {
  test('names files that are there', () => {
    const names = [...page.matchAll(/\bdeploy\/[\w./-]*\w/g)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(existsSync(projectFile(name)), name).toBe(true);
  });

  test('gives each template parameters that it has, and all that it needs', () => {
    for (const line of code.filter((one) => one.startsWith('aws cloudformation') && one.includes('template'))) {
      const path = /(?:--template-file |file:\/\/)(\S+)/.exec(line)?.[1] ?? '';
      const { Parameters } = readTemplate(path);
      const given = [
        ...(/--parameter-overrides (.*)$/.exec(line)?.[1] ?? '').matchAll(/(\w+)=/g),
        ...line.matchAll(/ParameterKey=(\w+)/g),
      ].map((match) => match[1] ?? '');
      expect(given.length).toBeGreaterThan(0);
      for (const name of given) expect(Object.keys(Parameters), path).toContain(name);
      // A change of a stack keeps the values that it has.
      const needed = Object.entries(Parameters).flatMap(([name, parameter]) => ('Default' in parameter ? [] : [name]));
      if (!given.includes('AccountsFile')) for (const name of needed) expect(given, path).toContain(name);
    }
  });

  test('uses capabilities that the templates need: a role with a name of its own needs the wider one', () => {
    for (const line of code.filter((one) => one.includes('--capabilities'))) {
      const { Resources } = readTemplate(/(?:--template-file |file:\/\/)(\S+)/.exec(line)?.[1] ?? '');
      const isNamed = Object.values(Resources).some(({ Type, Properties }) => Type === 'AWS::IAM::Role' && 'RoleName' in Properties);
      expect(line).toContain(isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM');
    }
  });

  test('uses commands, options, variables and an accounts file that there are', async () => {
    const { commands } = createProgram(() => undefined);
    const own = [...page.matchAll(/fleet-auditor (doctor|trend|audit|permissions|report)\b([^`\n]*)/g)];
    expect(own.length).toBeGreaterThanOrEqual(3);
    for (const [, name, rest = ''] of own) {
      const known = commands.find((one) => one.name() === name)?.options.map(({ long }) => long) ?? [];
      expect(commands.map((one) => one.name())).toContain(name);
      for (const option of rest.match(/--[a-z-]+/g) ?? []) expect(known, name).toContain(option);
    }
    const module = await readModule('deploy/scheduled-task/terraform');
    const block = /module "fleet_auditor" \{([\s\S]*?)\n {4}\}/.exec(page)?.[1] ?? '';
    const variables = [...block.matchAll(/^\s+(\w+)\s+=/gm)].map((match) => match[1] ?? '').filter((name) => name !== 'source');
    expect(variables).toContain('image');
    for (const name of variables) expect(module.variables).toHaveProperty(name);
    const file = join(emptyFolder(), 'accounts.yaml');
    writeFileSync(file, code.filter((line) => line.startsWith('- {')).join('\n'));
    expect((await readAccountsFile(file)).map(({ id, externalId }) => [id, externalId])).toEqual([
      ['111122223333', undefined],
      ['444455556666', 'EXTERNAL-ID'],
    ]);
    // The role that the file names is the one that the StackSet makes.
    expect(page).toContain(`role/${String(readTemplate('deploy/cross-account-role/template.yaml').Parameters.RoleName?.Default)}"`);
  });
});
