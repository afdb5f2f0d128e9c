import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { principalOf } from '../../src/aws/simulate-policy.js';
import { type Diagnosis, type DoctorOptions, diagnose, loadRules, type Rules } from '../../src/index.js';
import { PERMISSION_SETS } from '../../src/model/permission-set.js';
import { type FleetInput, type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { FAST } from '../aws/session.js';
import { DUMMY_CREDENTIALS, emptyFolder, runCli } from '../support/cli.js';
import { SMALL_ACCOUNT, SMALL_FLEET } from '../support/small-fleet.js';
import { runWarm } from '../support/warm-cli.js';

const EMPTY: FleetInput = { accounts: { [SMALL_ACCOUNT]: {} } };

let rules: Rules;
let simulator: Simulator;

beforeAll(async () => {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' });
  rules = await loadRules();
});
afterEach(() => simulator.close());

async function examined(simulated: Partial<SimulatorOptions> = {}, options: Partial<DoctorOptions> = {}): Promise<Diagnosis> {
  simulator = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off', ...simulated });
  return diagnose({
    rules,
    endpointUrl: simulator.url,
    regions: ['us-east-1'],
    limits: FAST,
    signal: new AbortController().signal,
    ...options,
  });
}

const asked = (...names: string[]): number =>
  names.reduce((sum, name) => sum + Object.values(simulator.calls()[name] ?? {}).reduce((a, b) => a + b, 0), 0);
const allowedMetrics = (): number => simulator.calls()['cloudwatch:GetMetricData']?.ok ?? 0;

describe('diagnose', () => {
  it('finds all there, tries each action of an audit and no other, and asks for no metric', async () => {
    const { accounts, gaps, ready, missing, run, prices } = await examined();
    expect({ ready, missing, gaps }).toEqual({ ready: true, missing: [], gaps: [] });
    expect(accounts).toMatchObject([
      {
        accountId: SMALL_ACCOUNT,
        callerArn: `arn:aws:iam::${SMALL_ACCOUNT}:user/auditor`,
        regions: ['us-east-1'],
        triedIn: 'us-east-1',
        metricRequestsPerSecond: 500,
      },
    ]);
    expect(accounts[0]?.actions.map(({ action }) => action)).toEqual(permissionActions(['audit']));
    expect(accounts[0]?.actions.filter(({ status }) => status !== 'allowed')).toEqual([]);
    expect(Object.keys(simulator.calls()).sort()).toEqual(permissionActions(['audit']));
    expect(allowedMetrics()).toBe(0);
    expect(simulator.metered()).toEqual({ requests: 0, queries: 0, metricsBilled: 0 });
    expect(run).toMatchObject({ whole: true });
    expect(run?.costUsd).toBeGreaterThan(0);
    expect(run?.metricSeconds).toBeGreaterThan(0);
    expect(prices.ageDays).toBeGreaterThanOrEqual(0);
  });

  const needed = permissionActions(['audit']).filter(
    (action) => !['sts:GetCallerIdentity', 'servicequotas:GetServiceQuota'].includes(action),
  );

  it.each(needed)('names %s where it is denied, and the statement that allows it', async (action) => {
    const [service = '', operation = ''] = action.split(':');
    const { accounts, ready, missing } = await examined({ fleet: EMPTY, faults: [{ kind: 'access-denied', service, operation }] });
    expect(ready).toBe(false);
    expect(accounts[0]?.actions.filter(({ status }) => status !== 'allowed')).toMatchObject([{ action, status: 'denied', needed: true }]);
    expect(missing).toEqual([{ Sid: 'FleetAuditorMissing', Effect: 'Allow', Action: [action], Resource: '*' }]);
    expect(allowedMetrics()).toBe(0);
  });

  it('is ready without the quota of metric requests, and paces by the lowest', async () => {
    const { ready, accounts, missing } = await examined({ faults: [{ kind: 'access-denied', service: 'servicequotas' }] });
    expect(ready).toBe(true);
    expect(accounts[0]?.metricRequestsPerSecond).toBe(50);
    expect(missing[0]?.Action).toEqual(['servicequotas:GetServiceQuota']);
  });

  it('asks IAM about the extras, and takes a denial to ask for not known', async () => {
    const extras = ['commitments'] as const;
    const fleet = { ...SMALL_FLEET, accounts: { [SMALL_ACCOUNT]: { deniedActions: ['savingsplans:DescribeSavingsPlans'] } } };
    const simulated = await examined({ fleet }, { extras });
    const extra = ({ accounts }: Diagnosis) => accounts[0]?.actions.filter(({ action }) => permissionActions(extras).includes(action));
    expect(extra(simulated)).toMatchObject([
      { action: 'ec2:DescribeReservedInstances', status: 'allowed', needed: false },
      { action: 'savingsplans:DescribeSavingsPlans', status: 'denied', needed: false },
    ]);
    expect(simulated.ready).toBe(true);
    expect(Object.keys(simulator.calls()).sort()).toEqual(permissionActions(['audit', 'doctor']).filter((action) => asked(action) > 0));
    expect(asked('iam:SimulatePrincipalPolicy')).toBe(1);
    await simulator.close();
    const refused = await examined({ fleet, faults: [{ kind: 'access-denied', service: 'iam' }] }, { extras });
    expect(extra(refused)?.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
    expect(refused.ready).toBe(true);
  });

  it('says what it could not find out as not there: an action that hangs, a region that is off', async () => {
    const hung = await examined(
      { faults: [{ kind: 'hang', service: 'ecs', operation: 'ListClusters' }] },
      { limits: { ...FAST, attemptTimeoutMs: 300, attempts: { throttled: 2, transient: 2, timeout: 1 } } },
    );
    expect(hung.ready).toBe(false);
    expect(hung.accounts[0]?.actions.find(({ action }) => action === 'ecs:ListClusters')?.status).toBe('timeout');
    expect(hung.run?.whole).toBe(false);
    await simulator.close();
    const off = await examined({}, { regions: ['us-east-1', 'af-south-1'] });
    expect(off.ready).toBe(false);
    expect(off.gaps).toMatchObject([{ region: 'af-south-1', status: 'region-disabled' }]);
  });

  it('tells what fails in another region than the one where actions are tried, and is not ready then', async () => {
    const { accounts, gaps, ready, missing, run } = await examined(
      { faults: [{ kind: 'access-denied', service: 'lambda', operation: 'ListFunctions', region: 'eu-west-1' }] },
      { regions: ['us-east-1', 'eu-west-1'] },
    );
    expect(accounts[0]?.triedIn).toBe('us-east-1');
    expect(accounts[0]?.actions.filter(({ status }) => status !== 'allowed')).toEqual([]);
    expect(gaps).toMatchObject([{ region: 'eu-west-1', service: 'lambda', step: 'ListFunctions', status: 'denied' }]);
    expect({ ready, missing, whole: run?.whole }).toEqual({ ready: false, missing: [], whole: false });
  });

  it('names whose policy lacks what, in each account', async () => {
    const other = '999988887777';
    const role = { name: 'reader' };
    const accountsFile = join(emptyFolder(), 'accounts.yaml');
    writeFileSync(accountsFile, JSON.stringify([{ id: SMALL_ACCOUNT }, { id: other, roleArn: `arn:aws:iam::${other}:role/reader` }]));
    const fleet: FleetInput = {
      ...SMALL_FLEET,
      accounts: { ...SMALL_FLEET.accounts, [other]: { roles: [role], regions: { 'us-east-1': {} } } },
    };
    const { accounts, ready, missing, lacking } = await examined(
      { fleet, faults: [{ kind: 'access-denied', service: 'ecs', operation: 'ListClusters', account: other }] },
      { accountsFile },
    );
    expect(accounts.map(({ accountId }) => accountId)).toEqual([SMALL_ACCOUNT, other]);
    expect(ready).toBe(false);
    expect(missing).toMatchObject([{ Action: ['ecs:ListClusters'] }]);
    expect(lacking).toEqual([expect.stringMatching(new RegExp(`^arn:aws:sts::${other}:assumed-role/reader/`))]);
  });

  it('costs and takes more over a longer window, and longer with a smaller share of the quotas', async () => {
    const { run: short } = await examined();
    await simulator.close();
    const { run: long } = await examined({}, { lookbackDays: 60, quotaShare: 0.3 });
    expect(long?.metrics).toBe(short?.metrics);
    expect(long?.metricSeconds).toBeGreaterThan(short?.metricSeconds ?? Number.POSITIVE_INFINITY);
  });

  it('names the role that cannot be assumed', async () => {
    const accountsFile = join(emptyFolder(), 'accounts.yaml');
    const role = 'arn:aws:iam::999988887777:role/audit/reader';
    writeFileSync(accountsFile, JSON.stringify([{ id: SMALL_ACCOUNT }, { id: '999988887777', roleArn: role }]));
    const { accounts, gaps, ready, missing } = await examined({}, { accountsFile });
    expect(accounts.map(({ accountId }) => accountId)).toEqual([SMALL_ACCOUNT]);
    expect(gaps).toMatchObject([{ accountId: '999988887777', step: 'AssumeRole', status: 'denied' }]);
    expect(ready).toBe(false);
    expect(missing).toEqual([{ Sid: 'FleetAuditorAssume', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [role] }]);
  });
});

describe('the doctor command', () => {
  const doctor = (url: string, ...args: string[]) => ['doctor', '--endpoint-url', url, '--regions', 'us-east-1', ...args];

  it('prints a table and exits 0 when all is there', async () => {
    simulator = await startSimulator({ fleet: SMALL_FLEET });
    const { code, stdout, stderr } = await runCli(doctor(simulator.url));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const actions = permissionActions(['audit']).length;
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'account   111122223333 as arn:aws:iam::111122223333:user/auditor',
      'regions   1: us-east-1',
      `actions   ${actions} of ${actions} allowed, tried in us-east-1`,
    ]);
    expect(stdout).toMatch(/^ {2}cloudwatch:GetMetricData +allowed +needed$/m);
    expect(stdout).toMatch(/^quotas {4}500 GetMetricData requests a second; a run uses 50 %/m);
    expect(stdout).toMatch(/^metrics {3}\d+ in \d+ calls, at most \d+\.\d{4} USD, about \d+ s$/m);
    expect(stdout).toMatch(/All that an audit needs is there\.\n$/);
    expect(simulator.metered().metricsBilled).toBe(0);
  });

  it('prints the same as JSON', async () => {
    simulator = await startSimulator({ fleet: SMALL_FLEET });
    const { code, stdout } = await runWarm(doctor(simulator.url, '--json', '--lookback-days', '7'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ready: true,
      missing: [],
      lacking: [],
      accounts: [{ accountId: SMALL_ACCOUNT, regions: ['us-east-1'] }],
      run: { whole: true, costUsd: expect.any(Number), metricSeconds: expect.any(Number) },
    });
  });

  it('exits 4 with the statement to add when something is missing, 2 when the credentials fail', async () => {
    simulator = await startSimulator({ fleet: SMALL_FLEET, faults: [{ kind: 'access-denied', service: 'tag' }] });
    const denied = await runWarm(doctor(simulator.url));
    expect(denied.code).toBe(4);
    expect(denied.stdout).toMatch(/^ {2}tag:GetResources +denied +needed +AccessDenied/m);
    expect(denied.stdout).toContain('Add to the policy of arn:aws:iam::111122223333:user/auditor:');
    expect(JSON.parse(denied.stdout.slice(denied.stdout.indexOf('\n{')))).toMatchObject({ Statement: [{ Action: ['tag:GetResources'] }] });
    const expired = await startSimulator({ fleet: SMALL_FLEET, faults: [{ kind: 'expired-token' }] });
    const failed = await runWarm(doctor(expired.url));
    await expired.close();
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/credentials have expired/);
  });
});

describe('the principal of a caller', () => {
  it.each([
    ['arn:aws:iam::111122223333:user/team/auditor', 'arn:aws:iam::111122223333:user/team/auditor'],
    ['arn:aws-cn:sts::111122223333:assumed-role/audit/me', 'arn:aws-cn:iam::111122223333:role/audit'],
    ['arn:aws:iam::111122223333:root', null],
    ['arn:aws:sts::111122223333:federated-user/me', null],
  ])('%s is %s', (caller, principal) => {
    expect(principalOf(caller)).toBe(principal);
  });

  it('is asked about by one action alone', () => {
    expect(permissionActions(['doctor'])).toEqual(['iam:SimulatePrincipalPolicy']);
    expect(PERMISSION_SETS).toContain('doctor');
  });
});
