import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { AccountCommitments } from '../../src/collect/commitments.js';
import { collectRegion } from '../../src/collect/region.js';
import { windowEndingAt } from '../../src/model/time.js';
import { type FaultInput, type FleetInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accountApi, fleetWith } from '../aws/session.js';
import { runWarm } from '../support/warm-cli.js';
import { Collected } from './sink.js';

const END = '2026-10-14T10:00:00Z';
let simulator: Simulator | null = null;

afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

const idle = { name: 'idle-{n}', type: 'm5.large', metrics: { CPUUtilization: 0.5, NetworkIn: 10, NetworkOut: 10 } };

function fleet(count: number): FleetInput {
  const made = fleetWith({
    'us-east-1': {
      instances: [{ ...idle, count, launchedDaysAgo: 100 }],
      reservedInstances: [
        { type: 'm5.2xlarge', count: 1, endsInDays: 100 },
        { type: 'c5.large', count: 9, scope: 'Availability Zone', platform: 'Windows' },
        { type: 'm5.24xlarge', count: 50, endsInDays: -1 },
      ],
    },
    'eu-central-1': {},
  });
  const [account] = Object.values(made.accounts);
  if (account === undefined) throw new RangeError('no account');
  account.savingsPlans = [
    { type: 'EC2Instance', hourly: 0.5, region: 'eu-central-1', family: 'c5', endsInDays: 400 },
    { type: 'SageMaker', hourly: 10 },
    { hourly: 9, endsInDays: -3 },
  ];
  return made;
}

async function simulate(made: FleetInput, faults: readonly FaultInput[] = []): Promise<Simulator> {
  simulator = await startSimulator({ fleet: made, end: END, quotas: 'off', faults });
  return simulator;
}

describe('commitments over the wire', () => {
  const request = (url: string, region: string, commitments: AccountCommitments) => {
    const sink = new Collected();
    const api = accountApi(url);
    return collectRegion({ api, region, services: [], scalarWindow: windowEndingAt(END, 32), commitments }, sink).then(() => sink);
  };

  test('are those that run: of each region its Reserved Instances, of the account its Savings Plans in every region', async () => {
    const { url, calls } = await simulate(fleet(1));
    const account = new AccountCommitments(accountApi(url));
    const [home, other] = await Promise.all([request(url, 'us-east-1', account), request(url, 'eu-central-1', account)]);
    expect(
      home
        .all('reserved-instances')
        .map(({ instanceType, count, scope, availabilityZone, platform, end }) => [
          instanceType,
          count,
          scope,
          availabilityZone,
          platform,
          end,
        ]),
    ).toEqual([
      ['m5.2xlarge', 1, 'region', null, 'Linux/UNIX', '2027-01-22T10:00:00Z'],
      ['c5.large', 9, 'availability-zone', 'us-east-1a', 'Windows', '2027-07-16T10:00:00Z'],
    ]);
    expect(other.all('reserved-instances')).toEqual([]);
    for (const sink of [home, other]) {
      expect(sink.all('savings-plan')).toEqual([
        expect.objectContaining({ planType: 'ec2-instance', planRegion: 'eu-central-1', instanceFamily: 'c5', hourlyUsd: 0.5 }),
        expect.objectContaining({ planType: 'other', hourlyUsd: 10 }),
      ]);
      expect(sink.entries.every(({ optional }) => optional)).toBe(true);
    }
    expect(home.step('savingsplans:DescribeSavingsPlans')).toMatchObject({ status: 'ok', region: 'us-east-1' });
    expect(other.step('ec2:DescribeReservedInstances')).toMatchObject({ status: 'empty', region: 'eu-central-1' });
    expect(calls()['savingsplans:DescribeSavingsPlans']).toEqual({ ok: 1 });
  });

  test('that may not be read are coverage that leaves a run complete', async () => {
    const { url } = await simulate(fleet(1), [{ kind: 'access-denied', service: 'savingsplans' }]);
    const sink = await request(url, 'us-east-1', new AccountCommitments(accountApi(url)));
    expect(sink.step('savingsplans:DescribeSavingsPlans')).toMatchObject({ status: 'denied', optional: true });
    expect(sink.all('savings-plan')).toEqual([]);
    expect(sink.all('reserved-instances')).toHaveLength(2);
  });
});

describe('audit --with commitments', () => {
  const json = (folder: string) => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  const audit = (url: string, folder: string, ...args: string[]) =>
    runWarm([
      'audit',
      '--endpoint-url',
      url,
      '--regions',
      'us-east-1,eu-central-1',
      '--end',
      END,
      '--output',
      folder,
      '--require-complete',
      ...args,
    ]);
  const newFolder = () => mkdtempSync(join(tmpdir(), 'fleet-auditor-commitments-'));

  test('gives what is left of each saving beside the list-price saving, and neither changes the other', async () => {
    const { url } = await simulate(fleet(6));
    const [plain, asked] = [newFolder(), newFolder()];
    expect((await audit(url, plain)).code).toBe(0);
    expect((await audit(url, asked, '--with', 'commitments')).code).toBe(0);
    const [before, after] = [json(plain), json(asked)];
    expect(before.commitments).toBeNull();
    expect(before.totals.monthlySavingsAfterCommitmentsUsd).toBeNull();
    // Six m5.large at 70.08 a month are idle; one m5.2xlarge that is reserved covers four of them.
    expect(before.totals.monthlySavingsUsd).toBe(420.48);
    expect(after.totals.monthlySavingsUsd).toBe(420.48);
    expect(after.totals.monthlySavingsAfterCommitmentsUsd).toBe(140.16);
    const primary = after.findings.filter(({ primary: counted }: { primary: boolean }) => counted);
    expect(primary).toHaveLength(6);
    for (const { cost } of primary) {
      expect(cost.monthlySavingsUsd).toBe(70.08);
      expect(cost.afterCommitments).toMatchObject({ monthlySavingsUsd: 23.36, basis: 'list', until: '2027-01-22' });
    }
    expect(after.commitments.map(({ type }: { type: string }) => type).sort()).toEqual(['ec2-instance-savings-plan', 'reserved-instance']);
    expect(after.warnings.map(({ text }: { text: string }) => text).join()).toContain('Commitments that run (2)');
    expect(readFileSync(join(asked, 'findings.csv'), 'utf8')).toMatch(/"monthlySavingsAfterCommitmentsUsd","commitmentsUntil"/);
    expect(readFileSync(join(asked, 'report.md'), 'utf8')).toMatch(/at least (\$|&#36;)23\.36 a month of it is left, until 2027-01-22\./);
    expect(readFileSync(join(asked, 'report.html'), 'utf8')).toContain('at least $23.36 a month of it is left, until 2027-01-22.');
    const again = newFolder();
    await runWarm(['report', join(asked, 'snapshot.json.gz'), '--output', again]);
    expect(readFileSync(join(again, 'report.json'), 'utf8')).toBe(readFileSync(join(asked, 'report.json'), 'utf8'));
  });

  test('a denial is told, leaves the run complete, and what is left is not known', async () => {
    const { url } = await simulate(fleet(6), [{ kind: 'access-denied', service: 'savingsplans' }]);
    const folder = newFolder();
    expect((await audit(url, folder, '--with', 'commitments')).code).toBe(0);
    const report = json(folder);
    expect(report.totals.incomplete).toBe(false);
    expect(report.totals.monthlySavingsAfterCommitmentsUsd).toBeNull();
    expect(report.coverage).toContainEqual(expect.objectContaining({ service: 'savingsplans', status: 'denied', optional: true }));
    expect(report.findings.every(({ cost }: { cost: { afterCommitments: unknown } }) => cost.afterCommitments === null)).toBe(true);
  });

  test('what the config says of them serves instead: AWS is not asked', async () => {
    const { url, calls } = await simulate(fleet(6));
    const folder = newFolder();
    const config = join(folder, 'c.yaml');
    writeFileSync(
      config,
      'commitments:\n  - type: reserved-instance\n    region: us-east-1\n    instanceType: m5.large\n    count: 5\n    until: 2026-12-31\n',
    );
    expect((await audit(url, folder, '--with', 'commitments', '--config', config)).code).toBe(0);
    expect(json(folder).totals.monthlySavingsAfterCommitmentsUsd).toBe(70.08);
    expect(calls()['savingsplans:DescribeSavingsPlans']).toBeUndefined();
    expect(calls()['ec2:DescribeReservedInstances']).toBeUndefined();
  });
});
