import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { askMfaCode } from '../../src/aws/mfa.js';
import { resolveScope, type ScopeOptions } from '../../src/aws/scope.js';
import { UserError } from '../../src/model/user-error.js';
import { type FaultInput, type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { FAST } from './session.js';

const OWN = '111122223333';
const OTHER = '444455556666';

let folder: string;
const simulators: Simulator[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-auditor-'));
  await writeFile(
    join(folder, 'config'),
    '[default]\nregion = eu-west-1\n[profile staging]\nregion = eu-central-1\n[profile gov]\nregion = us-gov-west-1\n[sso-session corp]\nsso_region = us-east-1\n',
  );
  await writeFile(
    join(folder, 'credentials'),
    '[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = x\n[staging]\naws_access_key_id = AKIASTAGING\naws_secret_access_key = x\n[half]\nregion = us-east-1\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const simulator of simulators.splice(0)) await simulator.close();
});

function environment(values: Record<string, string | undefined> = {}): void {
  const none = [
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_ENDPOINT_URL',
  ];
  for (const name of none) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
}

async function simulated(accounts: SimulatorOptions['fleet'] | null = null, faults: readonly FaultInput[] = []): Promise<string> {
  const fleet = accounts ?? { accounts: { [OWN]: { optedIn: ['ap-east-1'] } } };
  const simulator = await startSimulator({ fleet, faults, quotas: 'off' });
  simulators.push(simulator);
  return simulator.url;
}

const options = (more: Partial<ScopeOptions>): ScopeOptions => ({
  profile: null,
  endpoint: null,
  regions: null,
  excludeRegions: [],
  accounts: null,
  limits: FAST,
  signal: new AbortController().signal,
  askMfaCode: null,
  ...more,
});

async function userErrorOf(more: Partial<ScopeOptions>): Promise<UserError> {
  const error = await resolveScope(options(more)).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`not a UserError: ${String(error)}`);
  expect(error.message).not.toContain('\n');
  return error;
}

describe('the scope of an audit', () => {
  it('is the enabled regions of the caller, opt-in ones included', async () => {
    environment();
    const { scopes, coverage, apis } = await resolveScope(options({ endpoint: await simulated() }));
    const [scope] = scopes;
    expect(scope?.account).toEqual({ accountId: OWN, partition: 'aws', name: null, environment: null });
    expect(scope?.callerArn).toContain(`arn:aws:iam::${OWN}:`);
    expect(scope?.homeRegion).toBe('eu-west-1');
    expect(scope?.regions).toContain('us-east-1');
    expect(scope?.regions).toContain('ap-east-1');
    expect(scope?.regions).not.toContain('af-south-1');
    expect(scope?.regions).toEqual([...(scope?.regions ?? [])].sort());
    expect(coverage.map(({ service, step, status }) => `${service}:${step} ${status}`)).toEqual([
      'sts:GetCallerIdentity ok',
      'ec2:DescribeRegions ok',
    ]);
    expect(apis.map(({ counts }) => counts.byOperation())).toEqual([{ 'ec2:DescribeRegions': 1, 'sts:GetCallerIdentity': 1 }]);
  });

  it('may be narrowed by including and excluding; a region named but off is a gap, not an error', async () => {
    environment({ AWS_ENDPOINT_URL: await simulated() });
    const { scopes, coverage } = await resolveScope(
      options({ regions: ['us-east-1', 'eu-west-1', 'af-south-1'], excludeRegions: ['us-east-1'] }),
    );
    expect(scopes[0]?.regions).toEqual(['eu-west-1']);
    expect(coverage.find(({ status }) => status === 'region-disabled')).toMatchObject({ region: 'af-south-1', service: 'ec2' });
  });

  it('takes region and credentials of a profile, and asks in the partition of the regions named', async () => {
    environment({ AWS_ENDPOINT_URL: await simulated() });
    expect((await resolveScope(options({ profile: 'staging' }))).scopes[0]?.homeRegion).toBe('eu-central-1');
    environment({ AWS_ENDPOINT_URL: await simulated({ partition: 'aws-us-gov', accounts: { [OWN]: {} } }) });
    const { scopes } = await resolveScope(options({ regions: ['us-gov-east-1'] }));
    expect(scopes[0]).toMatchObject({ homeRegion: 'us-gov-east-1', regions: ['us-gov-east-1'], account: { partition: 'aws-us-gov' } });
    const china = { partition: 'aws-cn' as const, accounts: { [OWN]: {} } };
    environment({ AWS_ENDPOINT_URL: await simulated(china), AWS_REGION: 'cn-north-1' });
    expect((await resolveScope(options({}))).scopes[0]).toMatchObject({
      account: { partition: 'aws-cn' },
      regions: ['cn-north-1', 'cn-northwest-1'],
    });
  });

  it('cannot be told where a policy denies to ask who the caller is, which is no fault of the network', async () => {
    environment();
    const denied = await simulated(null, [{ kind: 'access-denied', operation: 'GetCallerIdentity' }]);
    const { message, hint } = await userErrorOf({ endpoint: denied });
    expect(message).toMatch(/^these credentials may not call sts:GetCallerIdentity: AccessDenied/);
    expect(hint).toMatch(/a policy denies it/);
    expect(`${message} ${hint}`).not.toMatch(/network/);
    const throttled = await simulated(null, [{ kind: 'throttle', operation: 'GetCallerIdentity' }]);
    expect((await userErrorOf({ endpoint: throttled })).hint).toBe('Try again in a minute.');
  });

  it('without permission to list regions is what was named, else the home region, and says so', async () => {
    environment();
    const endpoint = await simulated(null, [{ kind: 'access-denied', operation: 'DescribeRegions' }]);
    const named = await resolveScope(options({ endpoint, regions: ['us-west-2'] }));
    expect(named.scopes[0]?.regions).toEqual(['us-west-2']);
    // Nothing that was asked for is missing.
    expect(named.coverage.find(({ step }) => step === 'DescribeRegions')).toMatchObject({ status: 'denied', optional: true });
    const all = await resolveScope(options({ endpoint }));
    expect(all.scopes[0]?.regions).toEqual(['eu-west-1']);
    expect(all.coverage.find(({ step }) => step === 'DescribeRegions')).toMatchObject({
      status: 'denied',
      optional: false,
      detail: expect.stringContaining('only eu-west-1 is audited'),
    });
  });
});

describe('what a person gets wrong', () => {
  it('no credentials', async () => {
    environment({ AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' });
    const error = await userErrorOf({ endpoint: await simulated() });
    expect(error.message).toMatch(/^no AWS credentials could be loaded/);
    expect(error.hint).toContain('aws sso login');
  });

  it('an unknown profile, with the nearest one', async () => {
    environment();
    const error = await userErrorOf({ profile: 'stagign' });
    expect(error.message).toBe('there is no AWS profile "stagign" (did you mean "staging"?)');
    expect(error.hint).toBe('Known profiles: default, gov, half, staging.');
  });

  it('a profile without credentials', async () => {
    environment();
    expect((await userErrorOf({ profile: 'half', endpoint: await simulated() })).message).toMatch(
      /^no credentials of profile "half" could be loaded/,
    );
  });

  it('an unknown region, included or excluded, with the nearest one', async () => {
    environment();
    const endpoint = await simulated();
    expect((await userErrorOf({ endpoint, regions: ['us-esat-1'] })).message).toBe(
      'there is no region "us-esat-1" (did you mean "us-east-1"?)',
    );
    expect((await userErrorOf({ endpoint, excludeRegions: ['eu-wset-1'] })).message).toContain('(did you mean "eu-west-1"?)');
  });

  it('every region excluded', async () => {
    environment();
    expect((await userErrorOf({ endpoint: await simulated(), regions: ['us-east-1'], excludeRegions: ['us-east-1'] })).message).toBe(
      'no region is left to audit',
    );
  });

  it.each<[string, FaultInput['kind'], RegExp]>([
    ['expired credentials', 'expired-token', /^the AWS credentials have expired$/],
    ['an endpoint that hangs', 'hang', /does not answer$/],
    ['an endpoint that answers HTML', 'html', /is not one of the AWS API/],
    ['an endpoint that keeps breaking', 'internal-error', /cannot be asked who the caller is/],
  ])('%s', async (_name, kind, message) => {
    environment();
    expect(
      (await userErrorOf({ endpoint: await simulated(null, [{ kind, service: 'sts' }]), limits: { ...FAST, attemptTimeoutMs: 100 } }))
        .message,
    ).toMatch(message);
  });

  it('an endpoint that refuses, and one that is no URL', async () => {
    environment();
    expect((await userErrorOf({ endpoint: 'http://127.0.0.1:9' })).message).toContain('ECONNREFUSED');
    expect((await userErrorOf({ endpoint: 'localhost:4566' })).message).toBe('"localhost:4566" is not an http or https URL');
  });

  it('an MFA profile without a terminal', async () => {
    await expect(askMfaCode('arn:aws:iam::111122223333:mfa/me')).rejects.toThrow(/no terminal to ask/);
  });
});

describe('many accounts', () => {
  const fleet: SimulatorOptions['fleet'] = {
    accounts: {
      [OWN]: {},
      [OTHER]: { optedIn: ['ap-east-1'], roles: [{ name: 'audit', externalId: 'secret-id' }] },
    },
  };
  const role = `arn:aws:iam::${OTHER}:role/audit`;

  it('are each assumed through the regional STS; one that fails is a gap', async () => {
    environment();
    const { scopes, coverage, apis } = await resolveScope(
      options({
        endpoint: await simulated(fleet),
        accounts: [
          { id: OWN, name: 'main', environment: 'production' },
          { id: OTHER, name: 'other', roleArn: role, externalId: 'secret-id', regions: ['us-east-1'] },
          { id: OTHER, roleArn: role, externalId: 'wrong' },
          { id: '777788889999' },
        ],
      }),
    );
    expect(scopes.map(({ account, regions }) => [account.accountId, account.name, account.environment, regions.length > 1])).toEqual([
      [OWN, 'main', 'production', true],
      [OTHER, 'other', null, false],
    ]);
    expect(scopes[1]?.callerArn).toContain('assumed-role/audit/');
    expect(coverage).toContainEqual(expect.objectContaining({ accountId: OTHER, service: 'sts', step: 'AssumeRole', status: 'denied' }));
    expect(coverage).toContainEqual(
      expect.objectContaining({
        accountId: '777788889999',
        status: 'failed',
        detail: expect.stringContaining(`credentials are of account ${OWN}`),
      }),
    );
    expect(apis.length).toBe(3);
  });
});
