import type { DailyStatistic, Statistic } from '../model/metric.js';
import { METRICS, type MetricId, type MetricTarget } from '../model/metric-catalog.js';
import type { Resource } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import type { MetricAsk } from './needs.js';
import type { Load } from './packing.js';

export const SECONDS_PER_DAY = 86_400;

/** One statistic at one period: one MetricDataQuery. */
export interface QuerySpec {
  statistic: Statistic;
  periodSeconds: number;
}

/** Where CloudWatch keeps a series. */
export interface SeriesAddress {
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
}

/**
 * All that one pass asks of one series of one resource. It is never split over two requests: up to five statistics of a
 * metric in one request are billed as one metric. https://aws.amazon.com/cloudwatch/pricing/
 */
export interface MetricJob extends SeriesAddress {
  /** Of whom the series is. No more of the resource: a large region has tens of thousands of jobs waiting. */
  resource: Pick<Resource, 'accountId' | 'region' | 'kind' | 'id'>;
  metric: MetricId;
  variant: string;
  queries: readonly QuerySpec[];
  /** A policy asked for percentiles that this namespace does not have. */
  percentilesWithheld: boolean;
}

/** The series of a metric that a resource has, or `discovered` where only ListMetrics can tell. Empty: it has none. */
export function targetsOf(metric: MetricId, resource: Resource): readonly MetricTarget[] | 'discovered' {
  const definition = METRICS[metric];
  if (definition.targets === 'discovered') return definition.kind === resource.kind ? 'discovered' : [];
  if (definition.kind === 'ec2-instance') return resource.kind === 'ec2-instance' ? definition.targets(resource) : [];
  if (definition.kind === 'ecs-service') return resource.kind === 'ecs-service' ? definition.targets(resource) : [];
  return resource.kind === 'lambda-function' ? definition.targets(resource) : [];
}

export const identityOf = ({ accountId, region, kind, id }: Resource): MetricJob['resource'] => ({ accountId, region, kind, id });

/** False for resources that are gone but still listed: a terminated instance stays in DescribeInstances for an hour. */
export function isMeasured(resource: Resource): boolean {
  return resource.kind !== 'ec2-instance' || (resource.state !== 'terminated' && resource.state !== 'shutting-down');
}

/** The queries of the first pass for one metric: days for what composes over days, the whole window for percentiles. */
export function firstPassQueries(ask: MetricAsk, scalarWindow: Window): QuerySpec[] {
  const daily = ask.daily.map((statistic) => ({ statistic, periodSeconds: SECONDS_PER_DAY }));
  const whole = ask.whole.map((statistic) => ({ statistic, periodSeconds: scalarWindow.days * SECONDS_PER_DAY }));
  return [...daily, ...whole];
}

/** The queries of the second pass for one metric. */
export function secondPassQueries(periods: ReadonlyMap<DailyStatistic, number>): QuerySpec[] {
  return [...periods]
    .map(([statistic, periodSeconds]) => ({ statistic, periodSeconds }))
    .sort((a, b) => (a.statistic < b.statistic ? -1 : 1));
}

/** Where a predictable series of a metric lies. */
export function addressOf(metric: MetricId, { dimensions }: MetricTarget): SeriesAddress {
  const { namespace, metricName } = METRICS[metric];
  return { namespace, metricName, dimensions };
}

/** Queries and estimated points (window / period, whether the series has datapoints or not) of queries over a window. */
export function loadOfQueries(queries: readonly QuerySpec[], windowSeconds: number): Load {
  let points = 0;
  for (const { periodSeconds } of queries) points += Math.max(1, Math.ceil(windowSeconds / periodSeconds));
  return { queries: queries.length, points };
}
