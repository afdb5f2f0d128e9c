import { GetMetricDataCommand, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { clients, errorNameOf } from './clients.js';

const END = '2026-11-20T10:00:00Z';

let simulator: Simulator;
afterEach(() => simulator.close());

async function demo(options: Partial<SimulatorOptions> = {}) {
  simulator = await startSimulator({ fleet: 'demo', quotas: 'off', end: END, ...options });
  return clients(simulator.url, { requestTimeout: 10_000 });
}

const window = (days: number) => ({ StartTime: new Date(Date.parse(END) - days * 86_400_000), EndTime: new Date(END) });

const query = (Id: string, Namespace: string, MetricName: string, dimensions: Record<string, string>, Stat: string, Period: number) => ({
  Id,
  MetricStat: {
    Metric: { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
    Stat,
    Period,
  },
});

/** The older Query form, as AWS's command line sent it until 2025. */
async function postQuery(parameters: Record<string, string>): Promise<{ status: number; text: string }> {
  const answer = await fetch(simulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKID/20261120/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({ Version: '2010-08-01', ...parameters }).toString(),
  });
  return { status: answer.status, text: await answer.text() };
}

describe('CloudWatch over JSON', () => {
  it('tells the number of running tasks by the samples of a minute', async () => {
    const aws = await demo();
    const dimensions = { ClusterName: 'prod', ServiceName: 'recommendation' };
    const { MetricDataResults } = await aws.cloudwatch.send(
      new GetMetricDataCommand({
        ...window(1),
        MetricDataQueries: [query('n', 'AWS/ECS', 'CPUUtilization', dimensions, 'SampleCount', 60)],
      }),
    );
    expect(new Set(MetricDataResults?.[0]?.Values)).toEqual(new Set([20]));
    expect(MetricDataResults?.[0]?.Timestamps?.[0]).toBeInstanceOf(Date);
  });

  it('keeps the stories of the demo: a function at its wall, an alias kept warm for nobody', async () => {
    const aws = await demo();
    const { MetricDataResults = [] } = await aws.cloudwatch.send(
      new GetMetricDataCommand({
        ...window(14),
        MetricDataQueries: [
          query('p99', 'AWS/Lambda', 'Duration', { FunctionName: 'invoice-pdf' }, 'p99', 14 * 86_400),
          query('max', 'AWS/Lambda', 'Duration', { FunctionName: 'invoice-pdf' }, 'Maximum', 14 * 86_400),
          query(
            'alias',
            'AWS/Lambda',
            'ProvisionedConcurrencyUtilization',
            { FunctionName: 'login', Resource: 'login:live' },
            'Maximum',
            14 * 86_400,
          ),
          query('plain', 'AWS/Lambda', 'ProvisionedConcurrencyUtilization', { FunctionName: 'login' }, 'Maximum', 14 * 86_400),
          query('calls', 'AWS/Lambda', 'Invocations', { FunctionName: 'courier-callback' }, 'Sum', 14 * 86_400),
          query('errors', 'AWS/Lambda', 'Errors', { FunctionName: 'courier-callback' }, 'Sum', 14 * 86_400),
        ],
      }),
    );
    const values = Object.fromEntries(MetricDataResults.map(({ Id = '', Values }) => [Id, Values?.[0]]));
    expect(values.p99).toBeGreaterThan(25_000);
    expect(values.max).toBeLessThanOrEqual(29_900);
    expect(values.alias).toBeLessThan(0.1);
    expect(values.plain).toBeUndefined();
    expect((values.errors ?? 0) / (values.calls ?? 1)).toBeCloseTo(0.145, 1);
  });

  it('lists the agent’s memory with the dimensions that it is found by', async () => {
    const aws = await demo();
    const { Metrics = [] } = await aws.cloudwatch.send(new ListMetricsCommand({ Namespace: 'CWAgent', MetricName: 'mem_used_percent' }));
    expect(Metrics.length).toBeGreaterThan(10);
    expect(Metrics[0]?.Dimensions?.map(({ Name }) => Name)).toEqual(['InstanceId', 'ImageId', 'InstanceType']);
  });

  it('takes compressed bodies', async () => {
    const aws = await demo();
    const MetricData = Array.from({ length: 400 }, (_, i) => ({
      MetricName: `a-metric-of-the-tool-itself-${i}`,
      Value: i,
      Timestamp: new Date(),
    }));
    expect(await errorNameOf(aws.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Tool', MetricData })))).toBe('answered');
  });

  it('bills a metric once for up to five statistics in one request', async () => {
    const aws = await demo();
    const six = ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount', 'p50'].map((stat, i) =>
      query(`q${i}`, 'AWS/EC2', 'CPUUtilization', { InstanceId: 'i-0aaaaaaaaaaaaaaaa' }, stat, 86_400),
    );
    await aws.cloudwatch.send(new GetMetricDataCommand({ ...window(1), MetricDataQueries: six.slice(0, 5) }));
    expect(simulator.metered()).toEqual({ requests: 1, queries: 5, metricsBilled: 1 });
    await aws.cloudwatch.send(new GetMetricDataCommand({ ...window(1), MetricDataQueries: six }));
    expect(simulator.metered()).toEqual({ requests: 2, queries: 11, metricsBilled: 3 });
  });

  it('spells errors so that the SDK knows them by the codes of the older form', async () => {
    const aws = await demo({
      faults: [
        { kind: 'access-denied', operation: 'ListMetrics' },
        { kind: 'throttle', operation: 'PutMetricData' },
      ],
    });
    expect(await errorNameOf(aws.cloudwatch.send(new ListMetricsCommand({})))).toBe('AccessDenied');
    expect(
      await errorNameOf(aws.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'T', MetricData: [{ MetricName: 'a', Value: 1 }] }))),
    ).toBe('Throttling');
    const none = aws.cloudwatch.send(
      new GetMetricDataCommand({ ...window(1), MetricDataQueries: [query('A', 'AWS/EC2', 'x', {}, 'Average', 60)] }),
    );
    expect(await errorNameOf(none)).toMatch(/^Validation(Error|Exception)$/);
  });
});

describe('faults in metric answers', () => {
  const queries = Array.from({ length: 40 }, (_, i) =>
    query(
      `q${i}`,
      'AWS/ECS',
      'CPUUtilization',
      { ClusterName: 'prod', ServiceName: ['orders', 'catalog', 'pricing', 'accounts'][i % 4] ?? '' },
      'Average',
      3_600 * (1 + i),
    ),
  );
  const ask = (aws: ReturnType<typeof clients>, asked = queries) =>
    aws.cloudwatch.send(new GetMetricDataCommand({ ...window(2), MetricDataQueries: asked }));

  it('missing-results leaves some out, partial-data cuts some short', async () => {
    const whole = (await ask(await demo())).MetricDataResults ?? [];
    await simulator.close();
    const { MetricDataResults: some = [] } = await ask(await demo({ faults: [{ kind: 'missing-results', chance: 0.3 }] }));
    expect(some.length).toBeGreaterThan(10);
    expect(some.length).toBeLessThan(40);
    await simulator.close();
    const { MetricDataResults: cut = [] } = await ask(await demo({ faults: [{ kind: 'partial-data', chance: 0.5 }] }));
    const partial = cut.filter(({ StatusCode }) => StatusCode === 'PartialData');
    expect(partial.length).toBeGreaterThan(5);
    for (const { Id, Values = [] } of partial) {
      expect(Values.length).toBe(Math.ceil((whole.find((result) => result.Id === Id)?.Values?.length ?? 0) / 2));
    }
  });

  it('refuse-metrics refuses a request for one query in it, and the others asked alone are answered', async () => {
    const aws = await demo({ faults: [{ kind: 'refuse-metrics', chance: 0.4 }] });
    expect(await errorNameOf(ask(aws))).toMatch(/^Validation(Error|Exception)$/);
    const alone = await Promise.all(queries.slice(0, 4).map((one) => errorNameOf(ask(aws, [one]))));
    expect(new Set(alone).size).toBe(2);
  });

  it('no-percentiles falls over percentiles alone', async () => {
    const aws = await demo({ faults: [{ kind: 'no-percentiles' }] });
    expect(await errorNameOf(ask(aws))).toBe('answered');
    expect(
      await errorNameOf(ask(aws, [query('p', 'AWS/ECS', 'CPUUtilization', { ClusterName: 'prod', ServiceName: 'orders' }, 'p95', 3_600)])),
    ).toMatch(/Internal/);
  });
});

describe('CloudWatch over Query', () => {
  it('answers GetMetricStatistics in XML, with dates and a map of percentiles', async () => {
    await demo();
    const { status, text } = await postQuery({
      Action: 'GetMetricStatistics',
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      'Dimensions.member.1.Name': 'ClusterName',
      'Dimensions.member.1.Value': 'prod',
      'Dimensions.member.2.Name': 'ServiceName',
      'Dimensions.member.2.Value': 'orders',
      StartTime: '2026-11-19T10:00:00Z',
      EndTime: '2026-11-20T10:00:00Z',
      Period: '3600',
      'Statistics.member.1': 'Average',
    });
    expect(status).toBe(200);
    expect(text).toMatch(/^<GetMetricStatisticsResponse xmlns="http:\/\/monitoring\.amazonaws\.com\/doc\/2010-08-01\/">/);
    expect(text.match(/<Timestamp>2026-11-\d\dT\d\d:00:00\.000Z<\/Timestamp>/g)).toHaveLength(24);
  });

  it('answers GetMetricData and its errors in XML', async () => {
    await demo();
    const asked = {
      Action: 'GetMetricData',
      StartTime: '2026-11-19T10:00:00Z',
      EndTime: '2026-11-20T10:00:00Z',
      'MetricDataQueries.member.1.Id': 'm',
      'MetricDataQueries.member.1.MetricStat.Metric.Namespace': 'AWS/ECS',
      'MetricDataQueries.member.1.MetricStat.Metric.MetricName': 'CPUUtilization',
      'MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name': 'ClusterName',
      'MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value': 'prod',
      'MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Name': 'ServiceName',
      'MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.2.Value': 'orders',
      'MetricDataQueries.member.1.MetricStat.Period': '3600',
      'MetricDataQueries.member.1.MetricStat.Stat': 'Maximum',
      'MetricDataQueries.member.1.ReturnData': 'true',
    };
    const { text } = await postQuery(asked);
    expect(text.match(/<member>2026-11-\d\dT/g)).toHaveLength(24);
    expect(text).toContain('<StatusCode>Complete</StatusCode>');
    const refused = await postQuery({ ...asked, 'MetricDataQueries.member.1.MetricStat.Period': '61' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('<Code>ValidationError</Code>');
    expect((await postQuery({ Action: 'DeleteAlarms' })).text).toContain('<Code>InvalidAction</Code>');
  });
});
