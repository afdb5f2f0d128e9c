import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, PutBucketAclCommand, PutBucketPolicyCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyFolder } from '../support/cli.js';
import { copyOfWeeks } from '../trend/weeks.js';
import { BUCKET, CREDENTIALS, SCOPE, SimulatedBucket, webhook } from './simulated-bucket.js';

let bucket: SimulatedBucket;
/** Collected once: what comes after is the same for `report` as for `audit`. */
let collected = '';
beforeAll(async () => {
  collected = join(await copyOfWeeks(), 'week-1', 'snapshot.json.gz');
}, 120_000);
beforeEach(async () => {
  bucket = await SimulatedBucket.start();
});

const audit = (...args: string[]) => bucket.run(['audit', '--endpoint-url', bucket.simulator.url, ...SCOPE, ...args]);
const report = (...args: string[]) => bucket.run(['report', collected, ...args]);
const metricCalls = (): number =>
  Object.values(bucket.simulator.calls()['cloudwatch:GetMetricData'] ?? {}).reduce((sum, count) => sum + count, 0);

describe('--output s3://', () => {
  test('puts the files under a date and latest/, typed and encrypted; the next run compares with them', async () => {
    const first = await audit('--output', 's3://reports/weekly', '--compare', 's3://reports/weekly');
    expect(first.stderr).toContain('there is no snapshot at s3://reports/weekly yet');
    expect(first.stdout).toMatch(/delivered 5 files to s3:\/\/reports\/weekly\/\d{4}-\d\d-\d\dT\d{6}Z\//);
    expect(first.stdout).not.toMatch(/wrote \//);
    expect(first.code).toBe(0);
    const names = ['findings.csv', 'report.html', 'report.json', 'report.md', 'snapshot.json.gz'];
    const found = await bucket.keys();
    const dated = found.filter((key) => /^weekly\/\d/.test(key));
    expect(dated.map((key) => key.split('/')[2])).toEqual(names);
    expect(found.filter((key) => key.startsWith('weekly/latest/'))).toEqual(
      [...names, 'last-started.json'].sort().map((name) => `weekly/latest/${name}`),
    );
    const page = await bucket.object('weekly/latest/report.html');
    expect(page).toMatchObject({ ContentType: 'text/html; charset=utf-8', ServerSideEncryption: 'AES256', CacheControl: 'no-cache' });
    expect((await bucket.object('weekly/latest/snapshot.json.gz')).ContentType).toBe('application/gzip');
    expect(await bucket.text(dated[1] ?? '')).toBe(await page.Body?.transformToString());

    const place = 's3://reports/weekly';
    const second = await bucket.run(['report', place, '--output', place, '--compare', place, '--format', 'json']);
    expect(second.code).toBe(0);
    expect(second.stderr).not.toContain('nothing is compared');
    const written = JSON.parse(await bucket.text('weekly/latest/report.json'));
    expect(written.changes.totals).toMatchObject({ new: 0, resolved: 0, changed: 0 });
  });

  test('takes the demonstration to a bucket of the caller', async () => {
    const { code, stdout } = await bucket.run(['demo', '--format', 'json', '--output', 's3://reports/demo'], {
      env: { AWS_ENDPOINT_URL: bucket.simulator.url },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/delivered 2 files to s3:\/\/reports\/demo\//);
    expect(stdout).not.toMatch(/^(wrote|Open) /m);
    expect(JSON.parse(await bucket.text('demo/latest/report.json')).accounts).toMatchObject([{ accountId: '210987654321' }]);
  });

  test('takes snapshots from a bucket, and delivers what merge, report and diff make', async () => {
    const merge = await bucket.run(['merge', dirname(collected), '--output', 's3://reports/raw']);
    expect(merge.code).toBe(0);
    const judged = await bucket.run(['report', 's3://reports/raw', '--format', 'json', '--output', 's3://reports/judged']);
    expect(judged.stderr).toBe('');
    const diff = await bucket.run([
      'diff',
      's3://reports/raw',
      's3://reports/raw/latest/snapshot.json.gz',
      '--output',
      's3://reports/changes',
    ]);
    expect(diff.code).toBe(0);
    const found = await bucket.keys();
    expect(found).toContain('judged/latest/report.json');
    expect(found.some((key) => key.startsWith('changes/latest/') && !key.endsWith('last-started.json'))).toBe(true);
    const none = await bucket.run(['report', 's3://reports/nothing', '--output', emptyFolder()]);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no snapshot at s3://reports/nothing') });
  });

  test.each([
    [
      'another region',
      's3://elsewhere/x',
      async () =>
        void (await bucket.s3.send(
          new CreateBucketCommand({ Bucket: 'elsewhere', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
        )),
      /is in eu-west-1.*AWS_REGION=eu-west-1/s,
    ],
    ['no such bucket', 's3://not-there/x', async () => undefined, /there is no bucket not-there/],
    [
      'public by its policy',
      's3://reports/x',
      async () => {
        await bucket.s3.send(
          new PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration: { RestrictPublicBuckets: false } }),
        );
        const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] });
        await bucket.s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
      },
      /is public by its policy/,
    ],
    [
      'public by its ACL',
      's3://reports/x',
      async () => {
        await bucket.s3.send(
          new PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration: { IgnorePublicAcls: false } }),
        );
        await bucket.s3.send(new PutBucketAclCommand({ Bucket: BUCKET, ACL: 'public-read' }));
      },
      /is public by its ACL/,
    ],
    ['no bucket at all', 's3://Not_A_Bucket', async () => undefined, /names no bucket/],
  ])('%s is refused before the first call for the audit', async (_case, output, prepare, message) => {
    await prepare();
    const result = await audit('--output', output);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(2);
    expect(bucket.simulator.calls()['ec2:DescribeInstances']).toBeUndefined();
  });

  test.each([
    ['PutObject', 2, /last-started.json cannot be written: AccessDenied.*s3:PutObject/s],
    ['GetPublicAccessBlock', 2, /whether the bucket reports is public cannot be told: AccessDenied/],
  ])('%s denied is exit code %i, and names the permission', async (operation, code, message) => {
    bucket = await SimulatedBucket.start({ faults: [{ kind: 'access-denied', service: 's3', operation }] });
    const result = await audit('--output', 's3://reports/x');
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
    expect(metricCalls()).toBe(0);
  });

  test('a bucket that is no longer written to at the end is exit code 1', async () => {
    bucket = await SimulatedBucket.start({ faults: [{ kind: 'access-denied', service: 's3', operation: 'PutObject', skip: 2 }] });
    const result = await report('--output', 's3://reports/x');
    expect(result.stderr).toMatch(/could not be written any more: AccessDenied/);
    expect(result.code).toBe(1);
  });
});

describe('--notify', () => {
  test('publishes sums and the link, and no name of a resource', async () => {
    const sns = new SNSClient({ endpoint: bucket.simulator.url, region: 'us-east-1', credentials: CREDENTIALS });
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'weekly' }));
    sns.destroy();
    const { url, bodies } = await webhook(200);
    const result = await report('--output', 's3://reports/x', '--notify', TopicArn, '--notify', url);
    expect(result.code).toBe(0);
    const published: { subject: string; message: string }[] = JSON.parse(
      await (await fetch(`${bucket.simulator.url}/__simulator/published`)).text(),
    );
    expect(published).toHaveLength(1);
    const [{ subject, message } = { subject: '', message: '' }] = published;
    expect(subject).toMatch(/^fleet-auditor: \d+ findings, \$[\d,]+ a month$/);
    expect(message).toMatch(/1 account, 14 days to 2026-10-14T10:00:00Z\n\d+ findings/);
    expect(message).toMatch(/https:\/\/console\.aws\.amazon\.com\/s3\/object\/reports\?region=us-east-1&prefix=x%2F.+report\.html/);
    const written = JSON.parse(await bucket.text('x/latest/report.json'));
    const names: string[] = written.findings.flatMap(
      ({ resource }: { resource: { id: string; name: string | null; accountId: string } }) => [
        resource.id,
        resource.accountId,
        ...(resource.name === null ? [] : [resource.name]),
      ],
    );
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(`${subject}${message}${bodies.join('')}`).not.toContain(name);
    expect(bodies).toHaveLength(1);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ findings: written.totals.findings.primary, incomplete: false });
  });

  test('a webhook that is down, or a topic that is not there, is a warning without its secret; the run succeeds', async () => {
    const { url, bodies } = await webhook(503);
    const topic = 'arn:aws:sns:us-east-1:210987654321:gone';
    const result = await report('--output', emptyFolder(), '--notify', url, '--notify', topic);
    expect(result.code).toBe(0);
    expect(bodies).toHaveLength(3);
    expect(result.stderr).toMatch(/127\.0\.0\.1:\d+ was not told: HTTP 503/);
    expect(result.stderr).toMatch(/gone was not told: NotFound/);
    expect(`${result.stdout}${result.stderr}`).not.toContain('secret-part');
  });
});

test('--log-format json ends with a line from which CloudWatch takes metrics', async () => {
  const folder = emptyFolder();
  const { code, stderr } = await report('--output', folder, '--format', 'json', '--log-format', 'json');
  expect(code).toBe(0);
  const events = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const event = events.at(-1);
  const [directive] = event._aws.CloudWatchMetrics;
  expect(directive).toMatchObject({ Namespace: 'FleetAuditor', Dimensions: [[]] });
  for (const { Name } of directive.Metrics) expect(event[Name], Name).toBeTypeOf('number');
  const written = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(event).toMatchObject({ Findings: written.totals.findings.primary, Incomplete: 0, Succeeded: 1, ApiCalls: written.run.apiCalls });
  expect(Math.abs(Date.now() - event._aws.Timestamp)).toBeLessThan(60_000);
});
