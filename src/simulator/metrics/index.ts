import type { MetricSourceIndex } from '../world.js';
import { type GetMetricDataOutput, getMetricData } from './get-metric-data.js';
import { type GetMetricStatisticsOutput, getMetricStatistics } from './get-metric-statistics.js';
import type { OperationOf } from './input.js';
import { type ListMetricsOutput, listMetrics } from './list-metrics.js';
import { PushedMetrics } from './pushed.js';
import { putMetricData } from './put-metric-data.js';
import { SeriesReader } from './series-reader.js';
import { Templates } from './templates.js';

export { type ShapeInput, shapeSchema } from './shape.js';

export interface CloudWatchSettings {
  /** Epoch seconds of the fleet's "now": no shape has a datapoint at or after it, and retention counts from it. */
  end: number;
  /** Seed of the fleet. */
  seed: number;
  /** Folder that relative CSV paths start from. Default: the working directory. */
  folder?: string | undefined;
  /** Memory for datapoints and computed values, in bytes. Default: 96 MiB. */
  maximumBytes?: number | undefined;
  /** The clock in epoch seconds, which bounds the times that clients may push. Default: the machine's. */
  clock?: (() => number) | undefined;
}

export interface CloudWatchOperations {
  GetMetricData: OperationOf<GetMetricDataOutput>;
  ListMetrics: OperationOf<ListMetricsOutput>;
  PutMetricData: OperationOf<Record<string, never>>;
  GetMetricStatistics: OperationOf<GetMetricStatisticsOutput>;
}

const MIB = 1_048_576;

/**
 * The metric half of the simulated endpoint. Inputs and outputs are those of CloudWatch's JSON protocol, with times as
 * epoch seconds (`GetMetricDataOutput`, `ListMetricsOutput`, `GetMetricStatisticsOutput`, an empty object). Outputs hold
 * lists that are shared between answers: they are to be read and not changed.
 * The operations throw ServiceErrors.
 */
export function createCloudWatch(index: MetricSourceIndex, settings: CloudWatchSettings): CloudWatchOperations {
  const { end, seed, folder = process.cwd(), maximumBytes = 96 * MIB, clock = () => Date.now() / 1_000 } = settings;
  const templates = new Templates({ end, seed, folder, maximumBytes });
  const pushed = new PushedMetrics();
  const reader = new SeriesReader(index, templates, pushed, end);
  return {
    GetMetricData: getMetricData(reader),
    ListMetrics: listMetrics(index, templates, pushed, end),
    PutMetricData: putMetricData(pushed, end, clock),
    GetMetricStatistics: getMetricStatistics(reader, seed),
  };
}
