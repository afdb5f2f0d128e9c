import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketEncryptionCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { emptyFolder, runCli } from '../support/cli.js';
import { copyOfWeeks, WEEKS } from '../trend/weeks.js';
import { BUCKET, SCOPE, SimulatedBucket } from './simulated-bucket.js';

/** Collected once: what comes after is the same for `report` as for `audit`. */
let snapshot = '';
beforeAll(async () => {
  snapshot = join(await copyOfWeeks(), 'week-1', 'snapshot.json.gz');
}, 120_000);

/** Both streams say where things are, never where they were on the way. */
function expectNoTemporaryPath({ stdout, stderr }: { stdout: string; stderr: string }): void {
  expect(`${stdout}${stderr}`).not.toContain(tmpdir());
}

describe('what is said of a bucket', () => {
  test('collect, merge, report and diff name the place in the bucket, and no folder of their own', async () => {
    const bucket = await SimulatedBucket.start();
    const collected = await bucket.run([
      'collect',
      '--endpoint-url',
      bucket.simulator.url,
      ...SCOPE,
      '--quiet',
      '--output',
      's3://reports/raw',
    ]);
    expect(collected.stdout).toMatch(/^\d+ calls, .*\ndelivered 1 file to s3:\/\/reports\/raw\/\d{4}-\d\d-\d\dT\d{6}Z\/\n$/);
    const merged = await bucket.run(['merge', 's3://reports/raw', '--output', 's3://reports/merged']);
    expect(merged.stdout).toMatch(/^joined 1 snapshot: 1 account, 1 region\n.*\ndelivered 1 file to s3:\/\/reports\/merged\//);
    const reported = await bucket.run([
      'report',
      's3://reports/merged',
      '--output',
      's3://reports/judged',
      '--compare',
      's3://reports/raw',
    ]);
    const compared = await bucket.run(['diff', 's3://reports/raw', 's3://reports/merged', '--output', 's3://reports/changes']);
    for (const result of [collected, merged, reported, compared]) {
      expect(result.code).toBe(0);
      expectNoTemporaryPath(result);
    }
  });

  test('an error about a snapshot from a bucket names the bucket', async () => {
    const bucket = await SimulatedBucket.start();
    const bytes = readFileSync(snapshot);
    await bucket.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'cut/latest/snapshot.json.gz', Body: bytes.subarray(0, bytes.length / 2) }),
    );
    for (const args of [
      ['report', 's3://reports/cut', '--output', emptyFolder()],
      ['diff', 's3://reports/cut', snapshot, '--output', 's3://reports/x'],
      ['report', snapshot, '--compare', 's3://reports/cut', '--output', 's3://reports/x'],
    ]) {
      const result = await bucket.run([...args, '--format', 'json']);
      expect(result.stderr).toMatch(/^error: the snapshot s3:\/\/reports\/cut is (?:cut short|damaged)/m);
      expect(result.code).toBe(2);
      expect(`${result.stdout}${result.stderr}`).not.toContain('input-');
    }
  });
});

test('a bucket that encrypts by a key of its owner has every file encrypted by it', async () => {
  const bucket = await SimulatedBucket.start();
  const kmsKey = 'arn:aws:kms:us-east-1:111122223333:key/5e1a8a3c-0000-4000-8000-000000000000';
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey } } as const;
  await bucket.s3.send(new PutBucketEncryptionCommand({ Bucket: BUCKET, ServerSideEncryptionConfiguration: { Rules: [rule] } }));
  const { code } = await bucket.run(['report', snapshot, '--format', 'json,csv,ndjson', '--output', 's3://reports/weekly']);
  expect(code).toBe(0);
  const keys = await bucket.keys();
  expect(keys.length).toBeGreaterThan(6);
  for (const key of keys) expect(await bucket.object(key)).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKey });
});

test('each file has the type of its kind, and lines lie once more under their day for query engines', async () => {
  const bucket = await SimulatedBucket.start();
  const formats = 'html,markdown,markdown-summary,json,csv,ndjson';
  const { code } = await bucket.run(['report', snapshot, '--format', formats, '--output', 's3://reports/weekly']);
  expect(code).toBe(0);
  const types: Record<string, string> = {
    'report.html': 'text/html; charset=utf-8',
    'report.md': 'text/markdown; charset=utf-8',
    'summary.md': 'text/markdown; charset=utf-8',
    'report.json': 'application/json',
    'findings.csv': 'text/csv; charset=utf-8',
    'findings.ndjson': 'application/x-ndjson',
  };
  for (const [name, type] of Object.entries(types)) {
    const found = await bucket.object(`weekly/latest/${name}`);
    expect(found, name).toMatchObject({ ContentType: type, ServerSideEncryption: 'AES256', CacheControl: 'no-cache' });
  }
  const partitioned = (await bucket.keys()).filter((key) => key.startsWith('weekly/findings/'));
  expect(partitioned).toEqual([expect.stringMatching(/^weekly\/findings\/day=(\d{4}-\d\d-\d\d)\/\1T\d{6}Z\.ndjson$/)]);
  expect(await bucket.text(partitioned[0] ?? '')).toBe(await bucket.text('weekly/latest/findings.ndjson'));
  // Nothing else lies where a query engine reads.
  expect((await bucket.keys()).filter((key) => key.includes('/day='))).toEqual(partitioned);
});

describe('without permission', () => {
  test.each([
    ['HeadBucket', ['--output', 's3://reports/x'], /the bucket reports cannot be used: .*s3:ListBucket/s],
    ['GetBucketPolicyStatus', ['--output', 's3://reports/x'], /whether the bucket reports is public cannot be told/],
    [
      'GetObject',
      ['--compare', 's3://reports/x', '--output', 'out'],
      /s3:\/\/reports\/x\/latest\/snapshot\.json\.gz cannot be read: AccessDenied.*s3:GetObject/s,
    ],
  ])('%s denied: exit 2 with the permission, before any work', async (operation, args, message) => {
    const bucket = await SimulatedBucket.start({ faults: [{ kind: 'access-denied', service: 's3', operation }] });
    if (operation === 'GetBucketPolicyStatus') {
      const { PutPublicAccessBlockCommand } = await import('@aws-sdk/client-s3');
      const open = { Bucket: BUCKET, PublicAccessBlockConfiguration: { RestrictPublicBuckets: false } };
      await bucket.s3.send(new PutPublicAccessBlockCommand(open));
    }
    const result = await bucket.run(['audit', '--endpoint-url', bucket.simulator.url, ...SCOPE, ...args]);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^\s+at |internal error/m);
    expect(result.code).toBe(2);
    expect(bucket.asked('ec2:DescribeInstances')).toBe(false);
  });

  test("somebody else's bucket: exit 2", async () => {
    const bucket = await SimulatedBucket.start();
    const { S3Client } = await import('@aws-sdk/client-s3');
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };
    const elsewhere = new S3Client({ endpoint: bucket.simulator.url, region: 'eu-west-1', forcePathStyle: true, credentials });
    await elsewhere.send(new CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    elsewhere.destroy();
    const result = await bucket.run(['report', 's3://far-away/x', '--output', emptyFolder()]);
    expect(result).toMatchObject({ code: 2, stderr: expect.stringMatching(/far-away is in eu-west-1[\s\S]*AWS_REGION=eu-west-1/) });
  });
});

describe('SIGTERM with a bucket as output', () => {
  /** Runs the command, sends SIGTERM once `asked` was asked for. */
  async function ended(bucket: SimulatedBucket, args: readonly string[], asked: string) {
    let sent = false;
    const result = await bucket.run(args, {
      onStart: (child) => {
        vi.waitUntil(() => bucket.asked(asked), { timeout: 20_000, interval: 10 }).then(
          () => {
            sent = true;
            child.kill('SIGTERM');
          },
          () => child.kill('SIGKILL'),
        );
      },
    });
    expect(sent).toBe(true);
    return result;
  }

  test('in the metrics: what there is goes up, marked incomplete; exit 143', async () => {
    const bucket = await SimulatedBucket.start({ faults: [{ kind: 'hang', service: 'cloudwatch', operation: 'GetMetricData' }] });
    const args = ['audit', '--endpoint-url', bucket.simulator.url, ...SCOPE, '--output', 's3://reports/weekly', '--log-format', 'json'];
    const { code, signal, stderr } = await ended(bucket, args, 'cloudwatch:GetMetricData');
    expect([code, signal]).toEqual([143, null]);
    const keys = await bucket.keys();
    expect(keys).toEqual(
      expect.arrayContaining(['weekly/latest/report.html', 'weekly/latest/report.json', 'weekly/latest/snapshot.json.gz']),
    );
    const report = JSON.parse(await bucket.text('weekly/latest/report.json'));
    expect(report).toMatchObject({ interrupted: true, totals: { incomplete: true } });
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.filter(({ message }) => /SIGTERM/.test(message))).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ Succeeded: 0, Incomplete: 1 });
  });

  test('in the delivery: all of it goes up; exit 143', async () => {
    const bucket = await SimulatedBucket.start({
      faults: [{ kind: 'latency', service: 's3', operation: 'PutObject', delayMs: 150, skip: 1 }],
    });
    const { code, stdout, stderr } = await ended(bucket, ['report', snapshot, '--output', 's3://reports/weekly'], 's3:PutObject');
    expect(stderr).toMatch(/SIGTERM: delivering what there is/);
    expect(stdout).toMatch(/delivered 4 files/);
    expect(code).toBe(143);
    expect((await bucket.keys()).filter((key) => key.startsWith('weekly/latest/'))).toHaveLength(5);
  });
});

describe('trend s3://', () => {
  async function filled(bucket: SimulatedBucket): Promise<void> {
    const folder = await copyOfWeeks();
    for (const [at, { end }] of WEEKS.entries()) {
      for (const part of [end.replaceAll(':', ''), 'latest']) {
        const Body = readFileSync(join(folder, `week-${at + 1}`, 'snapshot.json.gz'));
        await bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `weekly/${part}/snapshot.json.gz`, Body }));
      }
    }
    await bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'weekly/9-damaged/snapshot.json.gz', Body: 'none' }));
    await bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'weekly-other/snapshot.json.gz', Body: 'not under the prefix' }));
  }

  test('judges what lies under the prefix, leaves out latest/, names a damaged one, and delivers', async () => {
    const bucket = await SimulatedBucket.start();
    await filled(bucket);
    const result = await bucket.run(['trend', 's3://reports/weekly', '--output', 's3://reports/trends']);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/: 3 snapshots, windows that end from 2026-10-14T10:00:00Z to 2026-10-28T10:00:00Z\n/);
    expect(result.stdout).toMatch(/delivered 4 files to s3:\/\/reports\/trends\//);
    expect(result.stderr).toMatch(
      /warning: left out: the snapshot s3:\/\/reports\/weekly\/9-damaged\/snapshot\.json\.gz is|s3:\/\/reports\/weekly\/9-damaged\/snapshot\.json\.gz is not a snapshot/,
    );
    expectNoTemporaryPath(result);
    const trend = JSON.parse(await bucket.text('trends/latest/trend.json'));
    expect(trend.series[0].points.map(({ snapshot: name }: { snapshot: string }) => name)).toEqual(
      WEEKS.map(({ end }) => `s3://reports/weekly/${end.replaceAll(':', '')}/snapshot.json.gz`),
    );
    expect((await bucket.object('trends/latest/trend.html')).ContentType).toBe('text/html; charset=utf-8');
  });

  test('an empty prefix, a bucket that may not be listed, and no bucket: exit 2', async () => {
    const bucket = await SimulatedBucket.start();
    const output = ['--output', emptyFolder()];
    expect(await bucket.run(['trend', 's3://reports/nothing', ...output])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no snapshot in s3://reports/nothing'),
    });
    expect(await bucket.run(['trend', 's3://not-there', ...output])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no bucket not-there'),
    });
    const denied = await SimulatedBucket.start({ faults: [{ kind: 'access-denied', service: 's3', operation: 'ListObjectsV2' }] });
    expect(await denied.run(['trend', 's3://reports', ...output])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/cannot be listed: AccessDenied[\s\S]*s3:ListBucket/),
    });
  });

  test('an empty folder, and one that is not there: exit 2', async () => {
    expect(await runCli(['trend', emptyFolder()])).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no snapshot in') });
    expect(await runCli(['trend', '/nowhere/at/all'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no folder /nowhere/at/all'),
    });
  });
});
