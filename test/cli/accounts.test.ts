import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FleetInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder, runCli } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';

const OWN = '100000000000';
const PROD = '200000000001';
const TEST = '200000000002';
const GONE = '200000000009';
const END = '2026-10-14T06:00:00Z';
const role = (id: string, name = 'reader') => `arn:aws:iam::${id}:role/audit/${name}`;

const fleet: FleetInput = {
  seed: 3,
  end: END,
  accounts: {
    [OWN]: { regions: { 'us-east-1': { functions: [{ name: 'own', count: 2 }] } } },
    [PROD]: {
      roles: [{ name: 'reader', externalId: 'known-to-both' }],
      regions: { 'eu-west-1': { functions: [{ name: 'prod', count: 3 }] }, 'us-east-1': { functions: [{ name: 'us', count: 1 }] } },
    },
    [TEST]: { roles: [{ name: 'reader' }], regions: { 'us-east-1': { functions: [{ name: 'test', count: 1 }] } } },
  },
  organization: { members: { [GONE]: { state: 'PENDING_CLOSURE' } } },
};

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ fleet, quotas: 'off' });
});
afterAll(() => simulator.close());

function listed(accounts: unknown, name = 'accounts.yaml'): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, typeof accounts === 'string' ? accounts : JSON.stringify(accounts));
  return path;
}
const env = () => ({ ...DUMMY_CREDENTIALS, AWS_ENDPOINT_URL: simulator.url });
const collect = (...args: string[]) => runWarm(['collect', '--end', END, '--output', '.', ...args], { env: env(), cwd: folder });
let folder = '';

interface Line {
  kind: string;
  accountId: string;
  region: string;
  service: string;
  step: string;
  status: string;
  detail: string | null;
}
interface Header {
  accounts: Record<string, unknown>[];
  regions: Record<string, string[]>;
  asked: Record<string, string[]>;
  only: string[] | null;
  identity: string;
}

/** Collects into a new folder and gives what came of it. */
async function collected(
  ...args: string[]
): Promise<{ code: number | null; stderr: string; header: Header; lines: Line[]; folder: string }> {
  folder = emptyFolder();
  const { code, stderr } = await collect('--regions', 'eu-west-1,us-east-1', ...args);
  const [header = '{}', ...lines] = gunzipSync(readFileSync(join(folder, 'snapshot.json.gz')))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  return { code, stderr, header: JSON.parse(header), lines: lines.map((line) => JSON.parse(line)), folder };
}

async function refused(...args: string[]): Promise<string> {
  folder = emptyFolder();
  const { code, stderr } = await collect(...args);
  expect({ code, stderr }).toMatchObject({ code: 2 });
  return stderr;
}

describe('--accounts FILE', () => {
  test('takes id, name, role, external id, regions and environment of each', async () => {
    const accounts = [
      { id: OWN, name: 'main' },
      { id: PROD, name: 'prod', roleArn: role(PROD), externalId: 'known-to-both', regions: ['eu-west-1'], environment: 'production' },
      { id: TEST, roleArn: role(TEST), environment: 'test' },
    ];
    const { code, header, lines } = await collected('--accounts', listed({ accounts }));
    expect(code).toBe(0);
    expect(header.accounts).toEqual([
      { accountId: OWN, environment: null, name: 'main', partition: 'aws' },
      { accountId: PROD, environment: 'production', name: 'prod', partition: 'aws' },
      { accountId: TEST, environment: 'test', name: null, partition: 'aws' },
    ]);
    // Its own regions go before those of the command line.
    expect(header.regions).toEqual({ [OWN]: ['eu-west-1', 'us-east-1'], [PROD]: ['eu-west-1'], [TEST]: ['eu-west-1', 'us-east-1'] });
    const functions = lines.filter(({ kind }) => kind === 'lambda-function').map(({ accountId, region }) => `${accountId} ${region}`);
    expect(functions).toEqual([`${OWN} us-east-1`, `${OWN} us-east-1`, ...Array(3).fill(`${PROD} eu-west-1`), `${TEST} us-east-1`]);
  });

  test('an account that cannot be entered is a gap with its reason: a wrong external id, no such role, another account', async () => {
    const accounts = [
      { id: OWN },
      { id: PROD, roleArn: role(PROD), externalId: 'known-to-one' },
      { id: TEST, roleArn: role(TEST, 'writer') },
      { id: GONE, roleArn: role(TEST) },
    ];
    const { code, header, lines } = await collected('--accounts', listed(accounts));
    expect(code).toBe(0);
    expect(header.accounts).toHaveLength(1);
    const gaps = lines.filter(({ kind, status }) => kind === 'coverage' && (status === 'denied' || status === 'failed'));
    expect(gaps.map(({ accountId, service, step, status }) => `${accountId} ${service}:${step} ${status}`)).toEqual([
      `${PROD} sts:AssumeRole denied`,
      `${TEST} sts:AssumeRole denied`,
      `${GONE} sts:GetCallerIdentity failed`,
    ]);
    expect(gaps[0]?.detail).toContain(role(PROD));
    expect(gaps[2]?.detail).toBe(`these credentials are of account ${TEST}, not of ${GONE}`);
  });

  test('is the same run whichever of its accounts answer, and in whatever order they are listed', async () => {
    const [own, prod] = [{ id: OWN }, { id: PROD, roleArn: role(PROD), externalId: 'known-to-both' }];
    const first = await collected('--accounts', listed([own, prod]));
    const second = await collected('--accounts', listed([{ ...prod, externalId: 'wrong' }, own]));
    expect(second.header.identity).toBe(first.header.identity);
    expect(second.header.asked).toEqual({ [OWN]: ['eu-west-1', 'us-east-1'], [PROD]: [] });
    const other = await collected('--accounts', listed([own, { ...prod, regions: ['us-east-1'] }]));
    expect(other.header.identity).not.toBe(first.header.identity);
  });

  test.each([
    ['no file', 'nowhere.yaml', /the accounts file nowhere\.yaml cannot be read/],
    ['no YAML', listed('{ a: [b'), /is neither YAML nor JSON/],
    ['no list', listed('just words'), /is not valid/],
    ['an empty list', listed([]), /is not valid/],
    ['an id that lost its zeros', listed('- id: 1234567890\n'), /not valid at 0\.id/],
    ['an id of letters', listed([{ id: 'production' }]), /twelve digits/],
    ['no ARN of a role', listed([{ id: OWN, roleArn: 'arn:aws:iam::100000000000:user/me' }]), /not the ARN of an IAM role/],
    ['a field that there is not', listed([{ id: OWN, role: 'reader' }]), /Unrecognized key: "role"/],
    ['an account twice', listed([{ id: OWN }, { id: OWN, name: 'again' }]), new RegExp(`names account ${OWN} twice`)],
    [
      'a region that there is not',
      listed([{ id: OWN, regions: ['us-esat-1'] }]),
      /there is no region "us-esat-1" \(did you mean "us-east-1"\?\)/,
    ],
  ])('of %s is refused before anything is collected', async (_name, path, says) => {
    expect(await refused('--accounts', path)).toMatch(says);
  });
});

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
