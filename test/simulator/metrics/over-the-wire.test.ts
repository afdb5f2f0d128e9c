import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/index.js';
import { SERIES_DIR } from '../../support/real-series.js';
import { clients } from '../clients.js';

const END = '2026-11-20T10:00:00Z';
const ID = 'i-0123456789abcdef0';
const REAL = 'i-0123456789abcdef1';
const ago = (days: number) => new Date(Date.parse(END) - days * 86_400_000);

const run = promisify(execFile);

function hasAwsCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let simulator: Simulator;
beforeAll(async () => {
  const real =
    SERIES_DIR === undefined
      ? []
      : [
          {
            name: 'real',
            type: 'm5.4xlarge',
            id: REAL,
            metrics: { CPUUtilization: { kind: 'csv' as const, file: `${SERIES_DIR}/ec2_cpu_utilization_5f5533.csv` } },
          },
        ];
  const instances = [
    { name: 'one', type: 'm5.large', id: ID, metrics: { CPUUtilization: { kind: 'office-hours' as const, busy: 60, idle: 2 } } },
    ...real,
  ];
  simulator = await startSimulator({
    fleet: { name: 'wire', accounts: { '111122223333': { regions: { 'us-east-1': { instances } } } } },
    quotas: 'off',
    end: END,
  });
});
afterAll(() => simulator.close());

const query = (id: string, InstanceId: string, Period: number, Stat: string) => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'InstanceId', Value: InstanceId }] },
    Period,
    Stat,
  },
});

describe('metrics through the SDK', () => {
  it('pages of a request add up to all of its points', async () => {
    const { cloudwatch } = clients(simulator.url, { requestTimeout: 20_000 });
    const queries = Array.from({ length: 30 }, (_, number) => query(`q${number}`, ID, 300, 'Maximum'));
    const points = new Map<string, number>();
    let pages = 0;
    for await (const { MetricDataResults = [] } of paginateGetMetricData(
      { client: cloudwatch },
      { MetricDataQueries: queries, StartTime: ago(14), EndTime: new Date(END) },
    )) {
      pages += 1;
      for (const { Id = '', Values = [] } of MetricDataResults) points.set(Id, (points.get(Id) ?? 0) + Values.length);
    }
    expect(pages).toBe(2);
    expect([...points.values()]).toEqual(Array.from({ length: 30 }, () => 4_032));
  });

  it('the scalar of a window is that of the series in it', async () => {
    const { cloudwatch } = clients(simulator.url, { requestTimeout: 20_000 });
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          query('series', ID, 300, 'Maximum'),
          query('p', ID, 14 * 86_400, 'p99.5'),
          query('m', ID, 14 * 86_400, 'Maximum'),
        ],
        StartTime: ago(14),
        EndTime: new Date(END),
      }),
    );
    const [series, p, m] = MetricDataResults.map(({ Values = [] }) => Values);
    const sorted = [...(series ?? [])].sort((a, b) => a - b);
    expect(p).toEqual([sorted[Math.ceil(0.995 * sorted.length) - 1]]);
    expect(m).toEqual([sorted.at(-1)]);
  });

  it('what is pushed is listed and read', async () => {
    const { cloudwatch } = clients(simulator.url);
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Own', MetricData: [{ MetricName: 'm', Value: 3, Timestamp: ago(1) }] }));
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: 'Own' }));
    expect(Metrics).toEqual([{ Namespace: 'Own', MetricName: 'm', Dimensions: [] }]);
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Own',
        MetricName: 'm',
        StartTime: ago(2),
        EndTime: new Date(END),
        Period: 3_600,
        Statistics: ['Sum'],
      }),
    );
    expect(Datapoints).toEqual([{ Timestamp: ago(1), Sum: 3, Unit: 'None' }]);
  });

  it.skipIf(SERIES_DIR === undefined)('a real series keeps its level: steady at 43 % (skipped: SERIES_DIR is not set)', async () => {
    const { cloudwatch } = clients(simulator.url, { requestTimeout: 20_000 });
    const { MetricDataResults = [] } = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [query('p50', REAL, 32 * 86_400, 'p50'), query('count', REAL, 32 * 86_400, 'SampleCount')],
        StartTime: ago(32),
        EndTime: new Date(END),
      }),
    );
    expect(MetricDataResults[0]?.Values?.[0]).toBeGreaterThan(40);
    expect(MetricDataResults[0]?.Values?.[0]).toBeLessThan(46);
    expect(MetricDataResults[1]?.Values).toEqual([4_032]);
  });
});

describe.skipIf(!hasAwsCli())('metrics through the AWS command line (skipped where it is not installed)', () => {
  const aws = async (...words: string[]) => {
    const env = { ...process.env, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_DEFAULT_REGION: 'us-east-1' };
    const { stdout } = await run('aws', ['--endpoint-url', simulator.url, '--output', 'json', 'cloudwatch', ...words], { env });
    const parsed: unknown = JSON.parse(stdout);
    return parsed;
  };

  it('reads statistics and lists metrics', async () => {
    const words = ['--namespace', 'AWS/EC2', '--metric-name', 'CPUUtilization', '--dimensions', `Name=InstanceId,Value=${ID}`];
    const span = ['--start-time', '2026-11-20T08:00:00Z', '--end-time', END, '--period', '3600', '--statistics', 'Maximum'];
    expect(await aws('get-metric-statistics', ...words, ...span)).toMatchObject({
      Label: 'CPUUtilization',
      Datapoints: [{ Unit: 'Percent' }, { Unit: 'Percent' }],
    });
    expect(await aws('list-metrics', ...words)).toEqual({
      Metrics: [{ Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Dimensions: [{ Name: 'InstanceId', Value: ID }] }],
    });
    const data = await aws(
      'get-metric-data',
      '--metric-data-queries',
      JSON.stringify([query('q', ID, 3_600, 'Average')]),
      '--start-time',
      '2026-11-20T08:00:00Z',
      '--end-time',
      END,
    );
    expect(data).toMatchObject({ MetricDataResults: [{ Id: 'q', StatusCode: 'Complete' }] });
  }, 60_000);
});
