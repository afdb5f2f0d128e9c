import type { MetricSourceIndex, Operation } from '../world.js';

/** A stand-in until the engine below it is complete. */
export interface CloudWatchSettings {
  /** Epoch seconds of the fleet's "now": no datapoint lies at or after it. */
  end: number;
  /** Seed of the fleet. */
  seed: number;
}
export type CreateCloudWatch = (
  index: MetricSourceIndex,
  settings: CloudWatchSettings,
) => Record<'GetMetricData' | 'ListMetrics' | 'PutMetricData' | 'GetMetricStatistics', Operation>;
