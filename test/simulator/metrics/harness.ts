import type { GetMetricDataOutput } from '../../../src/simulator/metrics/get-metric-data.js';
import { type CloudWatchSettings, createCloudWatch, type ShapeInput } from '../../../src/simulator/metrics/index.js';
import type { MetricSource, MetricSourceIndex } from '../../../src/simulator/world.js';

/** 2026-11-20T10:00:00Z, a Friday. */
export const END = Date.UTC(2026, 10, 20, 10) / 1_000;
export const DAY = 86_400;
export const SEED = 11;
export const CALLER = { accountId: '111122223333', region: 'us-east-1', service: 'monitoring', arn: 'arn:aws:iam::111122223333:user/a' };

export interface Published {
  namespace?: string;
  metricName: string;
  dimensions?: Record<string, string>;
  shape: ShapeInput;
  resolutionSeconds?: number;
}

const spelled = (dimensions: Record<string, string>) => JSON.stringify(Object.entries(dimensions).sort());

function indexOf(published: readonly Published[]): MetricSourceIndex {
  const sources = published.map(
    ({ namespace = 'AWS/EC2', metricName, dimensions = { InstanceId: 'i-1' }, shape, resolutionSeconds = 300 }): MetricSource => ({
      accountId: CALLER.accountId,
      region: CALLER.region,
      namespace,
      metricName,
      dimensions,
      shape,
      seed: 1,
      resolutionSeconds,
    }),
  );
  const byName = new Map(sources.map((source) => [`${source.namespace}/${source.metricName}/${spelled(source.dimensions)}`, source]));
  return {
    find: (_account, _region, namespace, metricName, dimensions) => byName.get(`${namespace}/${metricName}/${spelled(dimensions)}`) ?? null,
    list: (_account, _region, filter) =>
      sources.filter(
        ({ namespace, metricName }) => (filter.namespace ?? namespace) === namespace && (filter.metricName ?? metricName) === metricName,
      ),
  };
}

export interface Asked {
  id?: string;
  namespace?: string;
  metricName?: string;
  dimensions?: Record<string, string>;
  period?: number;
  stat?: string;
}

export const query = ({
  id = 'q',
  namespace = 'AWS/EC2',
  metricName = 'CPUUtilization',
  dimensions = { InstanceId: 'i-1' },
  period = 300,
  stat = 'Average',
}: Asked = {}) => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: period,
    Stat: stat,
  },
});

/** A CloudWatch over the given metrics; `data` asks it in ascending order. */
export function cloudWatch(published: readonly Published[], settings: Partial<CloudWatchSettings> = {}) {
  const operations = createCloudWatch(indexOf(published), { end: END, seed: SEED, ...settings });
  const data = (queries: readonly unknown[], start: number, end: number, more: Record<string, unknown> = {}): GetMetricDataOutput =>
    operations.GetMetricData({ MetricDataQueries: queries, StartTime: start, EndTime: end, ScanBy: 'TimestampAscending', ...more }, CALLER);
  /** Points of one query as pairs. */
  const points = (asked: Asked, start: number, end: number): [number, number][] => {
    const [result] = data([query(asked)], start, end).MetricDataResults;
    return result?.Timestamps.map((time, number) => [time, result.Values[number] ?? Number.NaN]) ?? [];
  };
  return { operations, data, points };
}
