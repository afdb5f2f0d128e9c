import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BUCKET, CREDENTIALS, SimulatedBucket } from '../deliver/simulated-bucket.js';
import { emptyFolder } from '../support/cli.js';
import { SMALL_ACCOUNT, SMALL_FLEET } from '../support/small-fleet.js';
import { resolved } from './resolve.js';
import { readTemplate, statementsIn } from './template-file.js';

const template = readTemplate('deploy/scheduled-task/template.yaml');
const OTHER = '444455556666';

const containerSchema = z.object({
  Command: z.array(z.string()),
  Environment: z.array(z.object({ Name: z.string(), Value: z.string() })),
});

/** The template's own command and environment, as ECS would start them, against the simulated endpoint. */
async function task(bucket: SimulatedBucket, parameters: Record<string, string> = {}) {
  const sns = new SNSClient({ endpoint: bucket.simulator.url, region: 'us-east-1', credentials: CREDENTIALS });
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'weekly' }));
  sns.destroy();
  const values = {
    Image: 'fleet-auditor:test',
    ReportBucket: BUCKET,
    'ReportBucket.Arn': `arn:aws:s3:::${BUCKET}`,
    NotificationTopic: TopicArn,
    LogGroup: 'log-group',
    'TaskRole.Arn': 'role',
    'ExecutionRole.Arn': 'role',
    'AWS::Region': 'us-east-1',
    'AWS::StackName': 'weekly',
    'AWS::AccountId': SMALL_ACCOUNT,
    'AWS::Partition': 'aws',
    Regions: 'us-east-1',
    QuotaShare: '1',
    ...parameters,
  };
  const [container] = z
    .array(containerSchema)
    .parse(resolved(template.Resources.TaskDefinition?.Properties.ContainerDefinitions, template, values));
  const work = emptyFolder();
  const environment = Object.fromEntries((container?.Environment ?? []).map(({ Name, Value }) => [Name, Value.replace(/^\/work$/, work)]));
  const policies = resolved(template.Resources.TaskRole?.Properties.Policies, template, values);
  return { command: container?.Command ?? [], environment, work, statements: statementsIn(policies) };
}

const events = (stderr: string): Record<string, unknown>[] =>
  stderr
    .trim()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

describe('the scheduled task, run as its template says', () => {
  test('delivers, tells, counts, and compares with the run before; it does nothing that its role does not allow', async () => {
    const bucket = await SimulatedBucket.start();
    const { command, environment, work, statements } = await task(bucket);
    expect(environment).toEqual({ TMPDIR: work, AWS_EMF_NAMESPACE: 'FleetAuditor/weekly' });
    for (const run of [1, 2]) {
      const { code, stderr } = await bucket.run(command, { env: environment, cwd: work });
      expect(code, stderr).toBe(0);
      const event = events(stderr).at(-1);
      expect(event).toMatchObject({ _aws: { CloudWatchMetrics: [{ Namespace: 'FleetAuditor/weekly' }] }, Succeeded: 1, Incomplete: 0 });
      // The alarms of the template look at metrics that there are.
      const alarms = Object.values(template.Resources).filter(
        ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties.Namespace !== 'AWS/SQS',
      );
      expect(alarms).toHaveLength(2);
      for (const { Properties } of alarms) expect(event?.[String(Properties.MetricName)]).toBeTypeOf('number');
      const report = JSON.parse(await bucket.text('fleet-auditor/latest/report.json'));
      expect(report.changes === null).toBe(run === 1);
      if (run === 2) expect(report.changes.totals).toMatchObject({ new: 0, resolved: 0, changed: 0 });
      // Dated folders are a second apart.
      // Dated folders are a second apart.
      if (run === 1) await new Promise((resolve) => setTimeout(resolve, 1_100));
    }
    const keys = await bucket.keys();
    expect(keys.filter((key) => /^fleet-auditor\/\d{4}/.test(key) && key.endsWith('/snapshot.json.gz'))).toHaveLength(2);
    expect(keys.filter((key) => /^fleet-auditor\/findings\/day=[\d-]+\/.*\.ndjson$/.test(key))).toHaveLength(2);
    expect(keys.filter((key) => !key.startsWith('fleet-auditor/'))).toEqual([]);
    const published = z
      .array(z.object({ subject: z.string() }))
      .parse(await (await fetch(`${bucket.simulator.url}/__simulator/published`)).json());
    expect(published).toHaveLength(2);
    // Every call is one that the role allows; the test's own are left out.
    const own = ['s3:CreateBucket', 's3:GetObject', 'sns:CreateTopic'];
    const iam: Record<string, string> = {
      's3:HeadBucket': 's3:ListBucket',
      's3:ListObjectsV2': 's3:ListBucket',
      's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
    };
    const allowed = statements.flatMap(({ Action }) => Action);
    const called = Object.keys(bucket.simulator.calls()).filter((name) => !own.includes(name));
    expect(called.map((name) => iam[name] ?? name).filter((action) => !allowed.includes(action))).toEqual([]);
    expect(called.length).toBeGreaterThan(20);
    const files = statements.filter(({ Action }) => Action.includes('s3:PutObject')).map(({ Resource }) => Resource);
    expect(files).toEqual([`arn:aws:s3:::${BUCKET}/fleet-auditor/*`]);
  }, 120_000);

  test('audits the accounts of a file in the bucket, each by its role', async () => {
    const fleet = {
      ...SMALL_FLEET,
      accounts: {
        ...SMALL_FLEET.accounts,
        [OTHER]: { roles: [{ name: 'fleet-auditor-read', externalId: 'only-we-know-it' }], regions: { 'us-east-1': {} } },
      },
    };
    const bucket = await SimulatedBucket.start({ fleet });
    const role = { id: OTHER, roleArn: `arn:aws:iam::${OTHER}:role/fleet-auditor-read`, externalId: 'only-we-know-it' };
    const Body = JSON.stringify([{ id: SMALL_ACCOUNT, name: 'Own' }, role]);
    await bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'config/accounts.yaml', Body }));
    const { command, environment, work, statements } = await task(bucket, { AccountsFile: 'accounts.yaml' });
    const { code, stderr } = await bucket.run(command, { env: environment, cwd: work });
    expect(code, stderr).toBe(0);
    const report = JSON.parse(await bucket.text('fleet-auditor/latest/report.json'));
    expect(report.accounts.map(({ accountId }: { accountId: string }) => accountId)).toEqual([SMALL_ACCOUNT, OTHER]);
    expect(report.totals.incomplete).toBe(false);
    const accounts = ['--accounts', command[command.indexOf('--accounts') + 1] ?? ''];
    const doctor = await bucket.run(['doctor', '--endpoint-url', bucket.simulator.url, '--regions', 'us-east-1', ...accounts, '--json']);
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      ready: true,
      accountsAsked: 2,
      accounts: [{ accountId: SMALL_ACCOUNT }, { accountId: OTHER }],
    });
    expect(statements.find(({ Action }) => Action.includes('sts:AssumeRole'))?.Resource).toBe('arn:aws:iam::*:role/fleet-auditor-read');
    expect(statements.find(({ Sid }) => Sid === 'AccountsFile')?.Resource).toBe(`arn:aws:s3:::${BUCKET}/config/accounts.yaml`);
  }, 60_000);

  test('a file of accounts that is not there ends it before any call for the audit', async () => {
    const bucket = await SimulatedBucket.start();
    const { command, environment, work } = await task(bucket, { AccountsFile: 'gone.yaml' });
    const { code, stderr } = await bucket.run(command, { env: environment, cwd: work });
    expect(code).toBe(2);
    expect(events(stderr).at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining('s3://reports/config/gone.yaml') });
    expect(bucket.asked('ec2:DescribeInstances')).toBe(false);
  }, 60_000);
});
