import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { permissionActions, policyDocument } from '../../src/aws/permissions.js';
import { type ResolvedScope, resolveScope, type ScopeOptions } from '../../src/aws/scope.js';
import { UserError } from '../../src/model/user-error.js';
import { type FaultInput, type FleetInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { MANAGEMENT, member, organization, PROD, role, SANDBOX, WEB } from './organization-fleet.js';
import { FAST } from './session.js';

let simulator: Simulator | null = null;
beforeEach(() => {
  for (const name of ['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAMANAGEMENT');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator?.close();
  simulator = null;
});

const CHOICE = { units: [], tags: [], roleName: role.name, externalId: role.externalId };

async function scopeOf(
  fleet: FleetInput,
  choice: Partial<NonNullable<ScopeOptions['organization']>> = {},
  faults: readonly FaultInput[] = [],
  more: Partial<ScopeOptions> = {},
): Promise<ResolvedScope> {
  simulator = await startSimulator({ fleet, faults, quotas: 'off' });
  return resolveScope({
    profile: null,
    endpoint: simulator.url,
    regions: ['eu-west-1'],
    excludeRegions: [],
    accounts: null,
    organization: { ...CHOICE, ...choice },
    limits: FAST,
    signal: new AbortController().signal,
    askMfaCode: null,
    ...more,
  });
}

async function errorOf(scope: Promise<unknown>): Promise<UserError> {
  const error = await scope.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`not a UserError: ${String(error)}`);
  expect(error.message).not.toContain('\n');
  return error;
}

const numbersOf = ({ entries }: ResolvedScope): number[] =>
  entries.map(({ id }) => Number(id) - 200000000000).filter((number) => number > 0);
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const ok = (name: string): number => simulator?.calls()[name]?.ok ?? 0;

describe('the accounts of an organization', () => {
  it('are all active ones, entered by their role; the own account without one; others are said to be left out', async () => {
    const scope = await scopeOf(organization());
    expect(numbersOf(scope)).toEqual(range(1, 23));
    expect(scope.entries[0]).toEqual({ id: MANAGEMENT, name: 'management' });
    expect(scope.entries[1]).toEqual({
      id: member(1),
      name: 'team-1',
      roleArn: `arn:aws:iam::${member(1)}:role/fleet-auditor-read`,
      externalId: 'of-the-auditor',
    });
    expect(scope.scopes).toHaveLength(24);
    expect(scope.scopes.find(({ account }) => account.accountId === member(7))).toMatchObject({
      account: { name: 'team-7' },
      callerArn: `arn:aws:sts::${member(7)}:assumed-role/fleet-auditor-read/fleet-auditor`,
      regions: ['eu-west-1'],
    });
    expect(
      scope.coverage
        .filter(({ service }) => service === 'organizations')
        .map(({ accountId, status, detail }) => [accountId, status, detail]),
    ).toEqual([
      [MANAGEMENT, 'ok', null],
      [member(24), 'skipped', 'not audited: the account is suspended'],
      [member(25), 'skipped', 'not audited: the account is closed'],
    ]);
    // 26 accounts are two pages of 20; one role for each account but the own.
    expect(ok('organizations:ListAccounts')).toBe(2);
    expect(ok('sts:AssumeRole')).toBe(23);
    expect(ok('organizations:ListTagsForResource')).toBe(0);
  });

  it('may be those in and beneath units, each once', async () => {
    expect(numbersOf(await scopeOf(organization(), { units: [PROD, WEB] }))).toEqual(range(1, 10));
    expect(ok('organizations:ListAccounts')).toBe(0);
    expect(ok('organizations:ListAccountsForParent')).toBe(2);
    await simulator?.close();
    expect(numbersOf(await scopeOf(organization(), { units: ['r-sim1'] }))).toEqual(range(1, 23));
  });

  it('may be those with all of some tags, whose values may hold an equals sign', async () => {
    const tags = [
      { key: 'stage', value: 'live' },
      { key: 'owner', value: 'web=team' },
    ];
    expect(numbersOf(await scopeOf(organization(), { units: [SANDBOX], tags }))).toEqual([12, 14, 16, 18, 20]);
    expect(ok('organizations:ListTagsForResource')).toBe(10);
  });

  it('that leave while they are listed are left out, and said', async () => {
    const fleet = organization();
    const members = { ...fleet.organization?.members, [member(12)]: { unit: SANDBOX, leaves: true } };
    const scope = await scopeOf(
      { ...fleet, organization: { ...fleet.organization, members } },
      { units: [SANDBOX], tags: [{ key: 'stage', value: 'live' }] },
    );
    expect(numbersOf(scope)).toEqual([14, 16, 18, 20]);
    expect(scope.coverage).toContainEqual(
      expect.objectContaining({ accountId: member(12), status: 'skipped', detail: expect.stringContaining('left the organization') }),
    );
  });

  it('that cannot be entered are gaps, however many there are: a role that some lack says nothing of the others', async () => {
    const fleet = organization();
    const without = [2, 3, 4, 5, 6, 7, 8].map(member);
    for (const id of without) Object.assign(fleet.accounts[id] ?? {}, { roles: [] });
    const scope = await scopeOf(fleet);
    expect(scope.scopes).toHaveLength(24 - without.length);
    const denied = scope.coverage.filter(({ step, status }) => step === 'AssumeRole' && status === 'denied');
    expect(denied.map(({ accountId }) => accountId).sort()).toEqual(without);
    for (const { accountId, detail } of denied) expect(detail).toContain(`arn:aws:iam::${accountId}:role/fleet-auditor-read`);
    await simulator?.close();
    const wrong = await scopeOf(organization(), { externalId: 'of-another' });
    expect(wrong.scopes.map(({ account }) => account.accountId)).toEqual([MANAGEMENT]);
    expect(wrong.coverage.filter(({ step, status }) => step === 'AssumeRole' && status === 'denied')).toHaveLength(23);
  });

  it('may be narrowed to a part, which is about the same run', async () => {
    const fleet = organization();
    const part = await scopeOf(fleet, {}, [], { only: [member(3), member(5)] });
    expect(part.scopes.map(({ account }) => account.accountId)).toEqual([member(3), member(5)]);
    expect(part.entries).toHaveLength(24);
    expect(ok('sts:AssumeRole')).toBe(2);
    const { asked } = part;
    await simulator?.close();
    expect((await scopeOf(fleet)).asked).toEqual(asked);
    await simulator?.close();
    const error = await errorOf(scopeOf(fleet, {}, [], { only: [member(24)] }));
    expect(error.message).toBe(`--only-accounts names ${member(24)}, which this run is not about`);
  });

  it('are asked for where the partition keeps its organizations', async () => {
    const fleet = { ...organization(), partition: 'aws-us-gov' as const };
    vi.stubEnv('AWS_REGION', 'us-gov-east-1');
    const { entries } = await scopeOf(fleet, {}, [], { regions: ['us-gov-east-1'] });
    expect(entries[1]?.roleArn).toBe(`arn:aws-us-gov:iam::${member(1)}:role/fleet-auditor-read`);
  });
});

describe('an organization that cannot be listed', () => {
  it('for want of permission, or because the account manages nothing', async () => {
    const denied = await errorOf(scopeOf(organization(), {}, [{ kind: 'access-denied', service: 'organizations' }]));
    expect(denied.message).toMatch(/^the organization cannot be listed \(ListAccounts\): AccessDeniedException: /);
    expect(denied.hint).toContain('permissions --for organization');
    await simulator?.close();
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAMEMBER');
    const fleet = organization();
    Object.assign(fleet.accounts[member(1)] ?? {}, { accessKeys: ['AKIAMEMBER'] });
    expect((await errorOf(scopeOf(fleet))).hint).toContain('management account or a delegated administrator');
    await simulator?.close();
    const delegated = await scopeOf({ ...fleet, organization: { ...fleet.organization, administrators: [member(1)] } });
    // The own account is another one now, and the management account is entered by its role.
    expect(delegated.entries.find(({ id }) => id === member(1))).toEqual({ id: member(1), name: 'team-1' });
    expect(delegated.entries[0]?.roleArn).toBe(`arn:aws:iam::${MANAGEMENT}:role/fleet-auditor-read`);
  });

  it('because there is none, there is no such unit, its tags may not be read, or nothing is left', async () => {
    const { organization: _, ...alone } = organization();
    const none = await errorOf(scopeOf(alone));
    expect(none.message).toBe(`account ${MANAGEMENT} is in no organization`);
    expect(none.hint).toContain('--accounts FILE');
    await simulator?.close();
    expect((await errorOf(scopeOf(organization(), { units: ['ou-sim1-nowherenear'] }))).message).toBe(
      'there is no organizational unit ou-sim1-nowherenear',
    );
    await simulator?.close();
    const tags = [{ key: 'stage', value: 'nowhere' }];
    const untold = await errorOf(scopeOf(organization(), { tags }, [{ kind: 'access-denied', operation: 'ListTagsForResource' }]));
    expect(untold.message).toContain('cannot be listed (ListTagsForResource)');
    await simulator?.close();
    expect((await errorOf(scopeOf(organization(), { tags }))).message).toBe(
      'no active account of the organization is left to audit (26 were listed)',
    );
  });

  it('heals where asking again helps', async () => {
    const scope = await scopeOf(organization(), {}, [{ kind: 'throttle', service: 'organizations', attempts: 2 }]);
    expect(scope.entries).toHaveLength(24);
  });
});

it('the permissions of an organization are what listing and entering one calls', async () => {
  await scopeOf(organization(), { units: [PROD], tags: [{ key: 'stage', value: 'live' }] });
  const called = Object.keys(simulator?.calls() ?? {});
  await simulator?.close();
  await scopeOf(organization());
  const all = new Set([...called, ...Object.keys(simulator?.calls() ?? {})]);
  const audit = permissionActions(['audit']);
  expect([...all].filter((action) => !audit.includes(action)).sort()).toEqual(permissionActions(['organization']));
  expect(policyDocument(['organization']).Statement).toEqual([
    {
      Sid: 'Organization',
      Effect: 'Allow',
      Action: [
        'organizations:ListAccounts',
        'organizations:ListAccountsForParent',
        'organizations:ListOrganizationalUnitsForParent',
        'organizations:ListTagsForResource',
      ],
      Resource: '*',
    },
    { Sid: 'Organization2', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: 'arn:aws:iam::*:role/fleet-auditor-read' },
  ]);
});

it('the AWS command line reads the simulated organization, page by page (skipped where there is none)', async (context) => {
  simulator = await startSimulator({ fleet: organization() });
  const asked = promisify(execFile)(
    'aws',
    ['organizations', 'list-accounts', '--page-size', '10', '--output', 'json', '--endpoint-url', simulator.url],
    { env: { ...process.env, AWS_DEFAULT_REGION: 'us-east-1' } },
  );
  const { stdout } = await asked.catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? context.skip() : Promise.reject(error),
  );
  const { Accounts } = JSON.parse(stdout);
  expect(Accounts).toHaveLength(26);
  expect(Accounts[1]).toMatchObject({ Id: member(1), Name: 'team-1', Status: 'ACTIVE', Email: `aws+${member(1)}@example.com` });
  expect(ok('organizations:ListAccounts')).toBe(3);
});
