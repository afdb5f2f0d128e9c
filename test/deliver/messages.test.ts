import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { embeddedMetrics } from '../../src/deliver/embedded-metrics.js';
import { parseNotifyTarget, webhookBody } from '../../src/deliver/notify.js';
import type { RunSummary } from '../../src/deliver/summary.js';
import { emptyFolder } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';
import { copyOfWeeks } from '../trend/weeks.js';
import { SimulatedBucket, webhook } from './simulated-bucket.js';

let snapshot = '';
beforeAll(async () => {
  snapshot = join(await copyOfWeeks(), 'week-1', 'snapshot.json.gz');
}, 120_000);

const SUMMARY: RunSummary = {
  tool: 'fleet-auditor 1.2.3',
  accounts: 3,
  end: '2026-11-16T08:00:00Z',
  days: 14,
  findings: 12,
  high: 4,
  monthlySavingsUsd: 1234.5,
  monthlySavingsAfterCommitmentsUsd: null,
  incomplete: true,
  interrupted: false,
  gaps: 2,
  changes: { new: 3, resolved: 1 },
  apiCalls: 100,
  metricsRequested: 200,
  estimatedCostUsd: 0.002,
  wallSeconds: 12.3,
};

/**
 * What CloudWatch takes for its embedded metric format, after its specification.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const UNITS = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Percent',
  'Count',
  'Count/Second',
  'None',
] as const;
const embeddedMetricFormat = z
  .looseObject({
    _aws: z.strictObject({
      Timestamp: z.number().int().positive(),
      CloudWatchMetrics: z
        .array(
          z.strictObject({
            Namespace: z.string().min(1).max(1024),
            Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
            Metrics: z.array(z.strictObject({ Name: z.string().min(1).max(1024), Unit: z.enum(UNITS).optional() })).max(100),
          }),
        )
        .min(1),
    }),
  })
  .superRefine((root, context) => {
    for (const { Metrics, Dimensions } of root._aws.CloudWatchMetrics) {
      for (const { Name } of Metrics) if (typeof root[Name] !== 'number') context.addIssue(`${Name} is referred to and is no number`);
      for (const name of Dimensions.flat()) if (typeof root[name] !== 'string') context.addIssue(`${name} is referred to and is no string`);
    }
  });

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

describe('the embedded metric format', () => {
  test('has the shape that CloudWatch takes, and every figure that the dashboards and alarms are made of', () => {
    const event = embeddedMetrics(SUMMARY, 'FleetAuditor', new Date('2026-11-16T08:10:00Z'));
    expect(embeddedMetricFormat.safeParse(event).error).toBeUndefined();
    expect(event).toMatchObject({
      Findings: 12,
      FindingsHigh: 4,
      MonthlySavingsUsd: 1234.5,
      Incomplete: 1,
      CoverageGaps: 2,
      Succeeded: 1,
      ApiCalls: 100,
      MetricsRequested: 200,
      EstimatedCostUsd: 0.002,
      DurationSeconds: 12.3,
    });
    expect(JSON.stringify(event)).not.toContain('\n');
  });

  test('leaves out what is not known, and the check would find a reference to nothing', () => {
    const event = embeddedMetrics({ ...SUMMARY, monthlySavingsUsd: null, interrupted: true }, 'x', new Date());
    expect(embeddedMetricFormat.safeParse(event).error).toBeUndefined();
    expect(event).not.toHaveProperty('MonthlySavingsUsd');
    expect(event).toMatchObject({ Succeeded: 0 });
    const { Findings: _, ...without } = event;
    expect(embeddedMetricFormat.safeParse(without).success).toBe(false);
    expect(embeddedMetricFormat.safeParse({ ...event, _aws: { Timestamp: 1.5, CloudWatchMetrics: [] } }).success).toBe(false);
  });

  test('comes last of the lines of --log-format json, in the namespace that the environment names', async () => {
    const args = ['report', snapshot, '--format', 'json', '--output', emptyFolder(), '--log-format', 'json'];
    const { code, stderr } = await runWarm(args, { env: { AWS_EMF_NAMESPACE: 'FleetAuditor/weekly' } });
    expect(code).toBe(0);
    const event = jsonLines(stderr).at(-1);
    expect(embeddedMetricFormat.safeParse(event).error).toBeUndefined();
    expect(event).toMatchObject({ _aws: { CloudWatchMetrics: [{ Namespace: 'FleetAuditor/weekly' }] } });
  });
});

describe('--log-format json', () => {
  test.each([
    ['an unknown option', ['audit', '--regoins', 'x'], 2, /unknown option '--regoins'/],
    ['an unknown command', ['audti'], 2, /unknown command/],
    ['a value that cannot be', ['report', 'x', '--min-saving', 'much'], 2, /min-saving/],
    ['a snapshot that is not there', ['report', '/nowhere/snapshot.json.gz'], 2, /there is no snapshot at/],
    ['no credentials', ['audit', '--output', 'out'], 2, /credentials/i],
  ])('%s: one line of JSON, with the exit code of always', async (_case, args, code, message) => {
    const result = await runWarm([...args, '--log-format', 'json'], { env: {} });
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
    const lines = jsonLines(result.stderr);
    expect(lines.at(-1)).toMatchObject({ level: 'error', message: expect.stringMatching(message) });
    for (const line of lines)
      expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String), message: expect.any(String) });
  });
});

describe('messages', () => {
  test('to Slack are text and nothing else, with the link in its own form', () => {
    const body = webhookBody('slack', SUMMARY, 'https://console.aws.amazon.com/s3/object/reports?region=us-east-1');
    expect(Object.keys(body)).toEqual(['text']);
    expect(body.text).toBe(
      [
        '*fleet-auditor 1.2.3*',
        '3 accounts, 14 days to 2026-11-16T08:00:00Z',
        '12 findings (4 of high severity), worth $1,234.50 a month',
        'Since the run before: 3 new, 1 resolved',
        'Incomplete: 2 steps have gaps, which the report names',
        '<https://console.aws.amazon.com/s3/object/reports?region=us-east-1|Open the report>',
      ].join('\n'),
    );
    expect(webhookBody('slack', SUMMARY, null)).toEqual({ text: expect.not.stringContaining('<') });
  });

  test('speak of one finding, one account and one step as one', () => {
    const one = { ...SUMMARY, accounts: 1, findings: 1, high: 0, gaps: 1, changes: null };
    expect(webhookBody('slack', one, null).text).toBe(
      [
        '*fleet-auditor 1.2.3*',
        '1 account, 14 days to 2026-11-16T08:00:00Z',
        '1 finding (0 of high severity), worth $1,234.50 a month',
        'Incomplete: 1 step has gaps, which the report names',
      ].join('\n'),
    );
  });

  test('to another webhook are the same sums as fields', () => {
    const body = webhookBody('webhook', SUMMARY, null);
    expect(body).toEqual({ schemaVersion: 1, text: expect.stringContaining('12 findings'), link: null, ...SUMMARY });
  });

  test.each([
    ['https://hooks.slack.com/services/T0/B0/abc', 'slack', 'hooks.slack.com'],
    ['https://hooks.slack-gov.com/services/T0/B0/abc', 'slack', 'hooks.slack-gov.com'],
    ['https://example.com/hook?token=secret', 'webhook', 'example.com'],
    ['arn:aws:sns:eu-west-1:111122223333:weekly', 'sns', 'arn:aws:sns:eu-west-1:111122223333:weekly'],
    ['arn:aws-us-gov:sns:us-gov-west-1:111122223333:weekly', 'sns', 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:weekly'],
  ])('%s is told as %s, and called %s in the log', (text, kind, name) => {
    expect(parseNotifyTarget(text)).toMatchObject({ kind, name });
  });

  test.each(['arn:aws:sns:eu-west-1:111122223333:weekly.fifo', 'http://example.com/x', 'ftp://example.com', 'nobody', ''])(
    '%j is no target, and the error does not repeat it',
    (text) => {
      expect(() => parseNotifyTarget(text)).toThrow('--notify names neither an SNS topic nor a webhook');
    },
  );

  test.each([
    [404, 1, /HTTP 404/],
    [429, 3, /HTTP 429/],
    [302, 3, /no answer/],
  ])('a webhook that answers %i is asked %i times; the run succeeds, and its secret stays secret', async (status, times, reason) => {
    const { url, bodies, headers } = await webhook(status);
    const result = await runWarm(['report', snapshot, '--format', 'json', '--output', emptyFolder(), '--notify', url], {
      env: { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    });
    expect(result.code).toBe(0);
    expect(bodies).toHaveLength(times);
    expect(headers[0]).toBe('application/json');
    expect(result.stderr).toMatch(reason);
    expect(`${result.stdout}${result.stderr}`).not.toContain('secret-part');
  });

  test('a topic that this caller may not publish to is a warning', async () => {
    const bucket = await SimulatedBucket.start({ faults: [{ kind: 'access-denied', service: 'sns' }] });
    const topic = 'arn:aws:sns:us-east-1:111122223333:weekly';
    const result = await bucket.run(['report', snapshot, '--format', 'json', '--output', emptyFolder(), '--notify', topic]);
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(/weekly was not told: (?:AccessDenied|AuthorizationError)/);
  });
});
