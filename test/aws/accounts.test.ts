import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccountsFile } from '../../src/aws/accounts.js';
import { UserError } from '../../src/model/user-error.js';

const OWN = '111122223333';
const OTHER = '444455556666';
const role = `arn:aws:iam::${OTHER}:role/audit`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-auditor-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('accounts', () => {
  it('come from a file that is checked', async () => {
    const file = async (text: string) => {
      const path = join(folder, 'accounts.yaml');
      await writeFile(path, text);
      return path;
    };
    expect(await readAccountsFile(await file(`accounts:\n  - id: "${OWN}"\n    name: main\n    regions: [us-east-1]\n`))).toEqual([
      { id: OWN, name: 'main', regions: ['us-east-1'] },
    ]);
    expect(await readAccountsFile(await file(`[{"id":"${OTHER}","roleArn":"${role}"}]`))).toEqual([{ id: OTHER, roleArn: role }]);
    await expect(readAccountsFile(await file('- id: 12\n'))).rejects.toThrow(/not valid at 0\.id/);
    await expect(readAccountsFile(await file(`- id: "${OWN}"\n  rolArn: x\n`))).rejects.toThrow(/rolArn/);
    await expect(readAccountsFile(await file(`- id: "${OWN}"\n- id: "${OWN}"\n`))).rejects.toThrow(/twice/);
    await expect(readAccountsFile(await file('{ not: [yaml'))).rejects.toThrow(/neither YAML nor JSON/);
    await expect(readAccountsFile(await file('a: &a [x]\nb: *a\n'))).rejects.toThrow(UserError);
    await expect(readAccountsFile(join(folder, 'absent.yaml'))).rejects.toThrow(/cannot be read/);
  });
});
