import { ServiceError } from '../world.js';
import { invalidValue, missing, type OperationOf, readMetric, readPeriod, readTime } from './input.js';
import { hashText, shuffled } from './noise.js';
import type { SeriesReader } from './series-reader.js';
import { isSimpleStatistic, readStatistic, type Statistic } from './statistic.js';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
const MAX_POINTS = 1_440;
const MAX_STATISTICS = 5;
const MAX_EXTENDED = 10;

interface Datapoint {
  /** Epoch seconds. */
  Timestamp: number;
  Unit: string;
  SampleCount?: number;
  Average?: number;
  Sum?: number;
  Minimum?: number;
  Maximum?: number;
  ExtendedStatistics?: Record<string, number>;
}

export interface GetMetricStatisticsOutput {
  Label: string;
  Datapoints: Datapoint[];
}

function readStatistics(given: unknown, name: string, maximum: number, simple: boolean): Statistic[] {
  if (given === undefined || given === '') return [];
  if (!Array.isArray(given)) throw invalidValue(`The value for parameter ${name} is no list.`);
  if (given.length > maximum) throw invalidValue(`The collection ${name} must not have a size greater than ${maximum}.`);
  return given.map((text: unknown, position) => {
    const statistic = typeof text === 'string' ? readStatistic(text) : null;
    if (statistic === null || isSimpleStatistic(statistic.name) !== simple) {
      throw invalidValue(`The value ${String(text)} for parameter ${name}.member.${position + 1} is invalid.`);
    }
    return statistic;
  });
}

/** GetMetricStatistics: one metric, up to 1,440 points, which come in no order. */
export function getMetricStatistics(reader: SeriesReader, seed: number): OperationOf<GetMetricStatisticsOutput> {
  return (input, caller) => {
    const metric = readMetric(input, 'Metric', invalidValue);
    const [start, end, periodSeconds] = [readTime(input.StartTime), readTime(input.EndTime), readPeriod(input.Period)];
    if (start === null) throw missing('StartTime');
    if (end === null) throw missing('EndTime');
    if (start >= end) {
      throw new ServiceError('InvalidParameterCombination', 'The parameter StartTime must be less than the parameter EndTime.');
    }
    if (periodSeconds === null) throw invalidValue(`The value ${String(input.Period)} for parameter Period is invalid.`);
    const statistics = [
      ...readStatistics(input.Statistics, 'Statistics', MAX_STATISTICS, true),
      ...readStatistics(input.ExtendedStatistics, 'ExtendedStatistics', MAX_EXTENDED, false),
    ];
    if (statistics.length === 0) {
      throw new ServiceError('InvalidParameterCombination', 'Must specify either Statistics or ExtendedStatistics');
    }
    const asked = Math.ceil((end - start) / periodSeconds);
    if (asked > MAX_POINTS) {
      const message = `You have requested up to ${asked} datapoints, which exceeds the limit of ${MAX_POINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`;
      throw new ServiceError('InvalidParameterCombination', message);
    }
    const series = reader.find(caller, metric);
    const points = new Map<number, Datapoint>();
    if (input.Unit === undefined || input.Unit === series.unit) {
      for (const statistic of statistics) {
        const { timestamps, values } = reader.values(series, start, end, periodSeconds, statistic);
        timestamps.forEach((time, number) => {
          const point = points.get(time) ?? { Timestamp: time, Unit: series.unit };
          points.set(time, withValue(point, statistic, values[number] ?? Number.NaN));
        });
      }
    }
    return { Label: metric.metricName, Datapoints: shuffled([...points.values()], seed ^ hashText(metric.metricName)) };
  };
}

function withValue(point: Datapoint, { name }: Statistic, value: number): Datapoint {
  if (isSimpleStatistic(name)) return { ...point, [name]: value };
  return { ...point, ExtendedStatistics: { ...point.ExtendedStatistics, [name]: value } };
}
