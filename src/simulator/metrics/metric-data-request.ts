import type { Caller } from '../world.js';
import { isFields, type MetricName, missing, readMetric, readPeriod, readTime, validationError } from './input.js';
import { requestHash } from './page-token.js';
import { readStatistic, type Statistic } from './statistic.js';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MAX_QUERIES = 500;
const MAX_POINTS = 100_800;

export interface Query {
  id: string;
  label: string;
  metric: MetricName;
  periodSeconds: number;
  statistic: Statistic;
  unit: string | null;
  returned: boolean;
}

/** A GetMetricData request that passed validation. Times are epoch seconds. */
export interface MetricDataRequest {
  queries: Query[];
  start: number;
  end: number;
  descending: boolean;
  maximumPoints: number;
  token: unknown;
  hash: () => number;
}

const ID = /^[a-z][a-zA-Z0-9_]*$/;

function readQueries(given: unknown): Query[] {
  if (!Array.isArray(given) || given.length === 0) throw missing('MetricDataQueries');
  if (given.length > MAX_QUERIES) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  }
  const ids = new Set<string>();
  const badIds: string[] = [];
  const queries = given.map((query: unknown, position) => {
    const name = `MetricDataQueries.member.${position + 1}`;
    const id = isFields(query) && typeof query.Id === 'string' ? query.Id : '';
    if (!ID.test(id)) badIds.push(`The value ${id} for parameter ${name}.Id is not matching the expected pattern ${ID.source}.`);
    ids.add(id);
    return readQuery(query, id, name);
  });
  if (badIds.length > 0) throw validationError(badIds.join('\n'));
  if (ids.size < queries.length) throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  if (queries.every(({ returned }) => !returned)) {
    throw validationError('At least one of the elements of MetricDataQueries must have ReturnData set to true.');
  }
  return queries;
}

function readQuery(query: unknown, id: string, name: string): Query {
  if (!isFields(query)) throw validationError(`The parameter ${name} is required.`);
  if (query.Expression !== undefined) {
    throw validationError(`The parameter ${name}.Expression holds metric math, which the simulated endpoint does not compute.`);
  }
  const { MetricStat: stat, Label, ReturnData } = query;
  if (!isFields(stat)) throw validationError(`The parameter ${name}.MetricStat is required.\n`);
  const periodSeconds = readPeriod(stat.Period);
  if (periodSeconds === null) {
    const message = `The value ${String(stat.Period)} for parameter ${name}.MetricStat.Period is invalid: it must be 1, 5, 10, 20, 30 or a multiple of 60.`;
    throw validationError(message);
  }
  const statistic = typeof stat.Stat === 'string' ? readStatistic(stat.Stat) : null;
  if (statistic === null) throw validationError(`The value ${String(stat.Stat)} for parameter ${name}.MetricStat.Stat is not supported.`);
  const metric = readMetric(stat.Metric, `${name}.MetricStat.Metric`, validationError);
  return {
    id,
    label: typeof Label === 'string' ? Label : metric.metricName,
    metric,
    periodSeconds,
    statistic,
    unit: typeof stat.Unit === 'string' ? stat.Unit : null,
    returned: ReturnData !== false,
  };
}

/** @throws a ServiceError as CloudWatch would answer it. */
export function readRequest(input: Record<string, unknown>, caller: Caller): MetricDataRequest {
  const [start, end] = [readTime(input.StartTime), readTime(input.EndTime)];
  if (start === null) throw missing('StartTime');
  if (end === null) throw missing('EndTime');
  if (start === end) throw validationError('The parameter StartTime must not equal parameter EndTime.');
  if (start > end) throw validationError('The parameter EndTime must be greater than StartTime.');
  const { ScanBy = 'TimestampDescending', MaxDatapoints = MAX_POINTS, NextToken, MetricDataQueries } = input;
  if (ScanBy !== 'TimestampDescending' && ScanBy !== 'TimestampAscending') {
    throw validationError(`The value ${String(ScanBy)} for parameter ScanBy is invalid.`);
  }
  if (typeof MaxDatapoints !== 'number' || !Number.isInteger(MaxDatapoints) || MaxDatapoints < 1 || MaxDatapoints > MAX_POINTS) {
    throw validationError(`The value ${String(MaxDatapoints)} for parameter MaxDatapoints is invalid: it must be from 1 to ${MAX_POINTS}.`);
  }
  return {
    queries: readQueries(MetricDataQueries),
    start,
    end,
    descending: ScanBy === 'TimestampDescending',
    maximumPoints: MaxDatapoints,
    token: NextToken === '' ? undefined : NextToken,
    hash: () => requestHash(caller.accountId, caller.region, start, end, ScanBy, MetricDataQueries),
  };
}
