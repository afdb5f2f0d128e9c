import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeRefreshedPrices } from '../../src/audit/price-refresh.js';
import * as operations from '../../src/aws/operations/index.js';
import { permissionActions } from '../../src/aws/permissions.js';
import { openDelivery, parseNotifyTarget } from '../../src/deliver/index.js';
import { collect, loadRules, runSummary } from '../../src/index.js';
import type { CoverageEntry } from '../../src/model/coverage.js';
import { PERMISSION_SETS } from '../../src/model/permission-set.js';
import { buildReport, DEFAULT_REPORT_SETTINGS } from '../../src/report/index.js';
import { type FleetInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { readSnapshot } from '../../src/snapshot/read.js';
import { FAULT_FLEET } from '../faults/fleet.js';
import { DUMMY_CREDENTIALS, emptyFolder } from '../support/cli.js';
import { richJudgement } from '../support/judgement-fixtures.js';
import { demoSnapshot } from '../support/made-once.js';
import { SMALL_REGIONS } from '../support/small-fleet.js';
import { CALLS_FILE } from '../support/wire-audit.js';

/** The sets `organization` and `doctor` are held against the wire beside what they are for. */

it('an audit of the whole demo fleet makes every call that the printed policy allows, and no other', async () => {
  const folder = await demoSnapshot();
  const { header, regions } = await readSnapshot(folder);
  const coverage: CoverageEntry[] = [];
  for await (const region of regions) coverage.push(...region.coverage);
  expect(Object.keys(JSON.parse(readFileSync(join(folder, CALLS_FILE), 'utf8'))).sort()).toEqual(permissionActions(['audit']));
  expect(Object.keys(header.run.callsByOperation).sort()).toEqual(permissionActions(['audit']));
  // Once for each region that has something to measure, and nowhere else.
  const asked = coverage.filter(({ step }) => step === 'GetServiceQuota');
  const measured = new Set(
    coverage
      .filter(({ step, status }) => step === 'GetMetricData' && status !== 'empty')
      .map(({ accountId, region }) => `${accountId} ${region}`),
  );
  expect(asked.every(({ optional, status }) => optional && status === 'ok')).toBe(true);
  expect(asked.map(({ accountId, region }) => `${accountId} ${region}`).sort()).toEqual([...measured].sort());
});

describe('what is asked for besides makes every call of its own set, and no other', () => {
  const signal = new AbortController().signal;
  let simulator: Simulator;
  let output = '';
  beforeEach(() => {
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
    Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' });
    output = emptyFolder();
  });
  afterEach(async () => {
    await simulator.close();
    rmSync(output, { recursive: true });
  });

  const EMPTY: FleetInput = { accounts: { '111122223333': {} } };

  it('--with', async () => {
    simulator = await startSimulator({ fleet: FAULT_FLEET, quotas: 'off' });
    await collect({
      rules: await loadRules(),
      endpointUrl: simulator.url,
      regions: SMALL_REGIONS,
      with: ['commitments', 'second-opinion'],
      quotaShare: 1,
      end: new Date(simulator.end),
      output,
      signal,
      onProgress: () => undefined,
    });
    expect(Object.keys(simulator.calls()).sort()).toEqual(permissionActions(['audit', 'commitments', 'second-opinion']));
  });

  it('prices refresh', async () => {
    simulator = await startSimulator({ fleet: EMPTY, quotas: 'off' });
    await writeRefreshedPrices({ output: join(output, 'prices.json'), regions: ['us-east-1'], endpointUrl: simulator.url, signal });
    expect(Object.keys(simulator.calls())).toEqual(permissionActions(['prices']));
  });

  it('delivery', async () => {
    simulator = await startSimulator({ fleet: EMPTY, quotas: 'off' });
    const access = {
      endpoint: simulator.url,
      region: 'us-east-1',
      credentials: { accessKeyId: DUMMY_CREDENTIALS.AWS_ACCESS_KEY_ID, secretAccessKey: DUMMY_CREDENTIALS.AWS_SECRET_ACCESS_KEY },
    };
    const [s3, sns] = [new S3Client({ ...access, forcePathStyle: true }), new SNSClient(access)];
    await s3.send(new CreateBucketCommand({ Bucket: 'reports' }));
    // Blocked for all, there is nothing more to look at.
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: 'reports',
        PublicAccessBlockConfiguration: { RestrictPublicBuckets: false, IgnorePublicAcls: false },
      }),
    );
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'findings' }));
    // What made the bucket and the topic is not the tool's.
    simulator.strike([]);
    const delivery = await openDelivery({ endpointUrl: simulator.url, signal });
    const now = new Date('2026-11-16T08:00:00Z');
    const destination = await delivery.destination('s3://reports/fleet', 'fleet-auditor 0', now);
    writeFileSync(join(output, 'report.json'), '{}');
    writeFileSync(join(output, 'snapshot.json.gz'), 'x');
    await destination.put(output, now);
    await delivery.snapshot('s3://reports/fleet', emptyFolder());
    await delivery.notify(await parseNotifyTarget(TopicArn), await runSummary(buildReport(richJudgement(), DEFAULT_REPORT_SETTINGS)), null);
    delivery.close();
    for (const client of [s3, sns]) client.destroy();
    // IAM names some of S3's permissions otherwise than S3 its operations.
    const actions = Object.values(operations).map(({ service, name, iamAction }) => [`${service}:${name}`, iamAction] as const);
    const iamActionOf = new Map<string, string>(actions);
    const called = Object.keys(simulator.calls()).map((call) => iamActionOf.get(call) ?? call);
    expect([...new Set(called)].sort()).toEqual(permissionActions(['delivery']));
  });
});

it('everything but delivery reads, and nothing else', () => {
  const others = PERMISSION_SETS.filter((set) => set !== 'delivery');
  const verbs = permissionActions(others).map((action) => /:([A-Z][a-z]+)/.exec(action)?.[1]);
  // A role is assumed to read, and a policy is simulated without being used.
  expect([...new Set(verbs)].sort()).toEqual(['Assume', 'Describe', 'Get', 'List', 'Simulate']);
  expect(permissionActions(['delivery']).filter((action) => !/:(?:Get|List)/.test(action))).toEqual(['s3:PutObject', 'sns:Publish']);
});
