import { describe, expect, it } from 'vitest';
import type { OperationOf } from '../../../src/simulator/metrics/input.js';
import type { ListMetricsOutput } from '../../../src/simulator/metrics/list-metrics.js';
import { type Operation, ServiceError } from '../../../src/simulator/world.js';
import { CALLER, cloudWatch, DAY, END, type Published, query } from './harness.js';

const HOUR = 3_600;

function refusal(operation: Operation, input: Record<string, unknown>): string {
  try {
    operation(input, CALLER);
    return 'answered';
  } catch (error) {
    return error instanceof ServiceError ? `${error.code}: ${error.message}` : String(error);
  }
}

/** An operation as the caller of all tests. */
const asCaller =
  <T>(operation: OperationOf<T>) =>
  (input: Record<string, unknown>): T =>
    operation(input, CALLER);

describe('ListMetrics', () => {
  const published: Published[] = Array.from({ length: 1_203 }, (_, number) => ({
    metricName: number % 2 === 0 ? 'CPUUtilization' : 'NetworkIn',
    dimensions: { InstanceId: `i-${number}`, ...(number === 8 ? { ImageId: 'ami-8' } : {}) },
    shape: number === 5 ? { kind: 'absent' } : number === 7 ? { kind: 'during', of: 3, fromHoursBeforeEnd: 900, toHoursBeforeEnd: 400 } : 3,
  }));
  const fresh = () => asCaller(cloudWatch(published).operations.ListMetrics);
  const idsOf = ({ Metrics }: ListMetricsOutput) => Metrics.map(({ Dimensions }) => Dimensions[0]?.Value);

  it('lists 500 a page, each active metric once, in a stable order, and again for a token used twice', () => {
    const list = fresh();
    const first = list({});
    const second = list({ NextToken: first.NextToken });
    const third = list({ NextToken: second.NextToken });
    expect([first, second, third].map(({ Metrics }) => Metrics.length)).toEqual([500, 500, 201]);
    expect(third.NextToken).toBeUndefined();
    const all = [first, second, third].flatMap(idsOf);
    expect(all).toEqual(published.map(({ dimensions }) => dimensions?.InstanceId).filter((id) => id !== 'i-5' && id !== 'i-7'));
    expect(list({ NextToken: first.NextToken })).toEqual(second);
    // Another endpoint of the same fleet knows nothing of the walk, and goes on all the same.
    expect(fresh()({ NextToken: first.NextToken })).toEqual(second);
  });

  it('filters by namespace, name and dimensions', () => {
    const list = fresh();
    expect(list({ Namespace: 'AWS/ECS' }).Metrics).toEqual([]);
    expect(idsOf(list({ MetricName: 'NetworkIn', Dimensions: [{ Name: 'InstanceId', Value: 'i-9' }] }))).toEqual(['i-9']);
    expect(idsOf(list({ Dimensions: [{ Name: 'ImageId' }] }))).toEqual(['i-8']);
  });

  it('knows what was active in the last three hours', () => {
    const { operations } = cloudWatch([
      { metricName: 'A', shape: 3 },
      { metricName: 'B', shape: { kind: 'during', of: 3, fromHoursBeforeEnd: 30, toHoursBeforeEnd: 4 } },
    ]);
    const list = asCaller(operations.ListMetrics);
    expect(list({}).Metrics.map(({ MetricName }) => MetricName)).toEqual(['A', 'B']);
    expect(list({ RecentlyActive: 'PT3H' }).Metrics.map(({ MetricName }) => MetricName)).toEqual(['A']);
  });

  it('refuses a token of another listing', () => {
    const list = fresh();
    const { NextToken } = list({});
    const { operations } = cloudWatch(published);
    expect(refusal(operations.ListMetrics, { NextToken, Namespace: 'AWS/EC2' })).toBe(
      'InvalidParameterValue: Request parameter NextToken is invalid',
    );
    expect(refusal(operations.ListMetrics, { RecentlyActive: 'PT4H' })).toContain('InvalidParameterValue');
  });
});

describe('PutMetricData', () => {
  const own = { namespace: 'Own', metricName: 'm', dimensions: { A: '1' } };
  const datum = (more: Record<string, unknown>) => ({
    MetricName: 'm',
    Dimensions: [{ Name: 'A', Value: '1' }],
    Timestamp: END - HOUR,
    ...more,
  });

  it('is read back: values with counts, single values, several entries of a minute', () => {
    const { operations, points } = cloudWatch([]);
    operations.PutMetricData(
      { Namespace: 'Own', MetricData: [datum({ Values: [1, 5], Counts: [3, 1] }), datum({ Value: 9, Timestamp: END - HOUR + 30 })] },
      CALLER,
    );
    const ask = (stat: string) => points({ ...own, period: 60, stat }, END - DAY, END).map(([time, value]) => [END - time, value]);
    expect(ask('SampleCount')).toEqual([[HOUR, 5]]);
    expect(ask('Sum')).toEqual([[HOUR, 17]]);
    expect(ask('Maximum')).toEqual([[HOUR, 9]]);
    expect(ask('p50')).toEqual([[HOUR, 1]]);
    expect(ask('p90')).toEqual([[HOUR, 9]]);
  });

  it('statistic sets have no percentiles, unless of one value; negative values have none either', () => {
    const { operations, points } = cloudWatch([]);
    const push = (MetricName: string, more: Record<string, unknown>) =>
      operations.PutMetricData({ Namespace: 'Own', MetricData: [datum({ MetricName, ...more })] }, CALLER);
    push('set', { StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 9 } });
    push('one', { StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 5, Maximum: 5 } });
    push('negative', { Value: -3 });
    const ask = (metricName: string, stat: string) =>
      points({ ...own, metricName, period: 60, stat }, END - DAY, END).map(([, value]) => value);
    expect([ask('set', 'Average'), ask('set', 'p50')]).toEqual([[5], []]);
    expect(ask('one', 'p99')).toEqual([5]);
    expect([ask('negative', 'Minimum'), ask('negative', 'p50')]).toEqual([[-3], []]);
  });

  it('joins the datapoints that the fleet has of the same metric', () => {
    const { operations, points } = cloudWatch([{ ...own, shape: 10, resolutionSeconds: 60 }]);
    operations.PutMetricData({ Namespace: 'Own', MetricData: [datum({ Value: 70 })] }, CALLER);
    const ask = (stat: string) => points({ ...own, period: HOUR, stat }, END - 2 * HOUR, END).map(([, value]) => value);
    expect(ask('SampleCount')).toEqual([60, 61]);
    expect(ask('Maximum')).toEqual([10, 70]);
    expect(ask('p50')).toEqual([10, 10]);
    expect(ask('p100')).toEqual([10, 70]);
  });

  it('is listed, and is of its account and region alone', () => {
    const { operations } = cloudWatch([]);
    operations.PutMetricData({ Namespace: 'Own', MetricData: [datum({ Value: 1 })] }, CALLER);
    const list = (region: string) => operations.ListMetrics({}, { ...CALLER, region });
    expect(list('us-east-1')).toEqual({ Metrics: [{ Namespace: 'Own', MetricName: 'm', Dimensions: [{ Name: 'A', Value: '1' }] }] });
    expect(list('eu-west-1')).toEqual({ Metrics: [] });
  });

  it('periods under a minute find what was pushed in high resolution', () => {
    const { operations, points } = cloudWatch([]);
    const second = END - 600 + 7;
    operations.PutMetricData(
      {
        Namespace: 'Own',
        MetricData: [datum({ Value: 4, Timestamp: second, StorageResolution: 1 }), datum({ Value: 6, Timestamp: second })],
      },
      CALLER,
    );
    expect(points({ ...own, period: 1 }, END - HOUR, END)).toEqual([[second, 4]]);
    expect(points({ ...own, period: 60, stat: 'SampleCount' }, END - HOUR, END)).toEqual([[END - 600, 2]]);
  });

  it.each([
    ['no namespace', { MetricData: [datum({ Value: 1 })] }, 'MissingParameter'],
    ['no data', { Namespace: 'Own', MetricData: [] }, 'MissingParameter'],
    ['1,001 entries', { Namespace: 'Own', MetricData: Array.from({ length: 1_001 }, () => datum({ Value: 1 })) }, 'size greater than 1000'],
    ['value and values', { Namespace: 'Own', MetricData: [datum({ Value: 1, Values: [1] })] }, 'InvalidParameterCombination'],
    ['counts of another length', { Namespace: 'Own', MetricData: [datum({ Values: [1, 2], Counts: [1] })] }, 'same size'],
    ['not a number', { Namespace: 'Own', MetricData: [datum({ Value: Number.NaN })] }, 'InvalidParameterValue'],
    ['a time three weeks ago', { Namespace: 'Own', MetricData: [datum({ Value: 1, Timestamp: END - 21 * DAY })] }, 'past two weeks'],
    ['151 values', { Namespace: 'Own', MetricData: [datum({ Values: Array.from({ length: 151 }, (_, number) => number) })] }, '150'],
  ])('refuses %s, and keeps nothing of the call', (_name, input, message) => {
    const { operations } = cloudWatch([]);
    expect(refusal(operations.PutMetricData, input)).toContain(message);
    expect(operations.ListMetrics({}, CALLER)).toEqual({ Metrics: [] });
  });
});

describe('GetMetricStatistics', () => {
  const { operations, data } = cloudWatch([{ metricName: 'CPUUtilization', shape: { kind: 'flat', level: 30 } }]);
  const asked = {
    Namespace: 'AWS/EC2',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }],
    StartTime: END - DAY,
    EndTime: END,
    Period: HOUR,
  };
  const ask = asCaller(operations.GetMetricStatistics);

  it('has the values of GetMetricData, in no order', () => {
    const { Label, Datapoints } = ask({ ...asked, Statistics: ['Maximum', 'SampleCount'], ExtendedStatistics: ['p99.5'] });
    const times = Datapoints.map(({ Timestamp }) => Timestamp);
    expect(Label).toBe('CPUUtilization');
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
    const series = (stat: string) => data([query({ period: HOUR, stat })], END - DAY, END).MetricDataResults[0]?.Values;
    const inOrder = [...Datapoints].sort((a, b) => a.Timestamp - b.Timestamp);
    expect(inOrder.map(({ Maximum }) => Maximum)).toEqual(series('Maximum'));
    expect(inOrder.map(({ SampleCount }) => SampleCount)).toEqual(series('SampleCount'));
    expect(inOrder.map(({ ExtendedStatistics }) => ExtendedStatistics?.['p99.5'])).toEqual(series('p99.5'));
    expect(inOrder[0]?.Unit).toBe('Percent');
  });

  it.each([
    [
      '1,441 points',
      { Period: 60, StartTime: END - 1_441 * 60, Statistics: ['Sum'] },
      'You have requested up to 1441 datapoints, which exceeds the limit of 1440',
    ],
    ['no statistic', {}, 'Must specify either Statistics or ExtendedStatistics'],
    ['a percentile among the statistics', { Statistics: ['p99'] }, 'InvalidParameterValue'],
    ['a start after the end', { StartTime: END, Statistics: ['Sum'] }, 'InvalidParameterCombination'],
    ['six statistics', { Statistics: ['Sum', 'Sum', 'Sum', 'Sum', 'Sum', 'Sum'] }, 'size greater than 5'],
  ])('refuses %s', (_name, more, message) => {
    expect(refusal(operations.GetMetricStatistics, { ...asked, ...more })).toContain(message);
  });
});

describe('memory', () => {
  it('is bounded: datapoints are forgotten and made again alike', () => {
    const published: Published[] = Array.from({ length: 60 }, (_, number) => ({
      metricName: 'CPUUtilization',
      dimensions: { InstanceId: `i-${number}` },
      shape: { kind: 'flat', level: number },
    }));
    const tight = cloudWatch(published, { maximumBytes: 300_000 });
    const roomy = cloudWatch(published);
    const queries = published.map(({ dimensions = {} }, number) => query({ id: `q${number}`, dimensions, period: 300, stat: 'Maximum' }));
    for (let round = 0; round < 2; round++) expect(tight.data(queries, END - DAY, END)).toEqual(roomy.data(queries, END - DAY, END));
  });
});
