import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { emptyFolder, runCli } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';
import { collecting, fleet, GONE, listed, OWN, PROD, role, TEST } from './many-accounts.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ fleet, quotas: 'off' });
});
afterAll(() => simulator.close());
const { env, collected, refused } = collecting(() => simulator.url);

describe('--organization', () => {
  const organization = ['--organization', '--role-name', 'audit/reader', '--external-id', 'known-to-both'];
  let whole: Awaited<ReturnType<typeof collected>>;
  beforeAll(async () => {
    whole = await collected(...organization);
  });

  test('collects every active account, and says which are left out', () => {
    const { code, header, lines } = whole;
    expect(code).toBe(0);
    expect(Object.keys(header.regions)).toEqual([OWN, PROD, TEST]);
    const skipped = lines.filter(({ service, status }) => service === 'organizations' && status === 'skipped');
    expect(skipped).toMatchObject([{ accountId: GONE, detail: 'not audited: the account is pending closure' }]);
  });

  test('in parts is one run: those of accounts, and shards of accounts and regions', async () => {
    const parts = [
      await collected(...organization, '--only-accounts', `${OWN},${TEST}`),
      await collected(...organization, '--only-accounts', `["${PROD}"]`),
    ];
    const shards = [await collected(...organization, '--shard', '1/2'), await collected(...organization, '--shard', '2/2')];
    const content = (path: string) =>
      gunzipSync(readFileSync(join(path, 'snapshot.json.gz')))
        .toString('utf8')
        .replace(/^.*\n/, '');
    for (const pieces of [parts, shards]) {
      const output = emptyFolder();
      const merge = await runWarm(['merge', ...pieces.map((piece) => piece.folder).reverse(), '--output', output]);
      expect(merge).toMatchObject({ code: 0, stderr: '' });
      expect(content(output) === content(whole.folder)).toBe(true);
    }
    expect(parts.map(({ header }) => header.only)).toEqual([[OWN, TEST], [PROD]]);
    const alone = await runWarm(['report', parts[0]?.folder ?? '', '--format', 'markdown', '--output', emptyFolder()]);
    expect(alone.code).toBe(0);
    const [one, two] = [parts[0]?.folder ?? '', shards[0]?.folder ?? ''];
    const lost = await runWarm(['merge', one, '--output', emptyFolder()]);
    expect(lost.stderr).toContain(`never arrived: account ${PROD}`);
    // Of one run, and taken apart in two ways: what is there is there, and nothing is missing twice.
    expect((await runCli(['merge', one, two, '--output', emptyFolder()])).code).toBe(0);
    const otherwise = await collected('--organization', '--role-name', 'audit/reader', '--organization-tag', 'stage=live').catch(
      () => null,
    );
    expect(otherwise).toBeNull();
  });

  test('that may not be listed, a unit that is none, and options that do not go together are refused with one line', async () => {
    const list = listed([{ id: OWN }]);
    expect(await refused('--organization', '--accounts', list)).toMatch(/--accounts and --organization are two ways/);
    expect(await refused('--organization-unit', 'ou-1')).toMatch(/"ou-1" is no id of an organizational unit/);
    expect(await refused('--organization-tag', 'stage')).toMatch(/"stage" is no tag[\s\S]*environment=production/);
    expect(await refused('--role-name', 'reader')).toMatch(/Give --organization/);
    expect(await refused('--only-accounts', OWN)).toMatch(/takes some of many accounts/);
    expect(await refused('--accounts', list, '--only-accounts', 'prod')).toMatch(/"prod" is no account id/);
    expect(await refused('--accounts', list, '--only-accounts', PROD)).toMatch(new RegExp(`names ${PROD}, which this run is not about`));
    expect(await refused('--accounts', list, '--only-accounts', OWN, '--shard', '1/2')).toMatch(/two ways to take a part/);
    const alone = await startSimulator({ fleet: { accounts: { [OWN]: {} } } });
    expect(await refused('--organization', '--endpoint-url', alone.url)).toBe(
      `error: account ${OWN} is in no organization\n  Leave --organization out to audit this account alone, or name accounts with --accounts FILE.\n`,
    );
    await alone.close();
  });
});

describe('accounts list', () => {
  test('writes what --accounts reads, to a folder or a bucket', async () => {
    const output = emptyFolder();
    const list = ['accounts', 'list', '--organization', '--role-name', 'audit/reader', '--external-id', 'known-to-both'];
    const { code, stdout, stderr } = await runCli([...list, '--output', output], { env: env() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`${GONE}: not audited: the account is pending closure`) });
    expect(stdout).toContain('3 accounts, 2 of them to be entered by a role');
    const path = join(output, 'accounts.json');
    expect(statSync(path).mode & 0o077).toBe(0);
    const entry = (id: string) => ({ id, name: `account-${id}`, roleArn: role(id), externalId: 'known-to-both' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([{ id: OWN, name: `account-${OWN}` }, entry(PROD), entry(TEST)]);
    const s3 = new S3Client({
      endpoint: simulator.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
    });
    await s3.send(new CreateBucketCommand({ Bucket: 'lists' }));
    expect((await runWarm([...list, '--output', 's3://lists/org'], { env: env() })).code).toBe(0);
    const stored = await s3.send(new GetObjectCommand({ Bucket: 'lists', Key: 'org/latest/accounts.json' }));
    expect(await stored.Body?.transformToString()).toBe(readFileSync(path, 'utf8'));
    s3.destroy();
    const fromBucket = await collected('--accounts', 's3://lists/org/latest/accounts.json', '--only-accounts', TEST);
    expect(fromBucket.code).toBe(0);
    expect(fromBucket.header.only).toEqual([TEST]);
    expect(await refused('--accounts', 's3://lists/nothing/accounts.json')).toContain('there is no s3://lists/nothing/accounts.json');
  });
});

test('doctor counts the accounts', async () => {
  const args = ['--organization', '--role-name', 'audit/reader', '--external-id', 'known-to-both', '--regions', 'us-east-1'];
  const { stdout, code } = await runCli(['doctor', ...args], { env: env() });
  // One role asks for an external id, the other for none: both take this one.
  expect(stdout).toMatch(/^accounts {2}3 of 3 can be audited; 1 left out, which are suspended or being closed$/m);
  expect(code).toBe(0);
  const without = await runWarm(['doctor', ...args.filter((word) => !['--external-id', 'known-to-both'].includes(word))], { env: env() });
  expect(without.code).toBe(4);
  expect(without.stdout).toMatch(/^accounts {2}2 of 3 can be audited; 1 left out/m);
  expect(without.stdout).toContain(role(PROD));
});
