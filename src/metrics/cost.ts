import type { QuerySpec } from './jobs.js';

/** USD for one metric requested through GetMetricData ($0.01 per 1,000; no free tier). https://aws.amazon.com/cloudwatch/pricing/ */
const USD_PER_METRIC = 0.01 / 1000;

/** Statistics of one metric that one request gives for the price of one metric. https://aws.amazon.com/cloudwatch/pricing/ */
const STATISTICS_PER_BILLED_METRIC = 5;

/** Metrics that CloudWatch bills for the queries of one series in one request. */
export function billedMetrics(queries: readonly QuerySpec[]): number {
  return Math.ceil(queries.length / STATISTICS_PER_BILLED_METRIC);
}

/** USD for a number of billed metrics. */
export function planCost(metrics: number): number {
  return metrics * USD_PER_METRIC;
}

export interface Spent {
  /** GetMetricData requests that were answered. */
  requests: number;
  /** Metrics as CloudWatch bills them. */
  metricsRequested: number;
  queries: number;
  estimatedCostUsd: number;
}

/** Counts what was sent and answered, over all regions of a run. A refused or failed request is not billed. */
export class MetricAccount {
  #requests = 0;
  #metrics = 0;
  #queries = 0;

  /** Adds one answered request; `series` are the queries of each series in it. */
  add(series: Iterable<readonly QuerySpec[]>): void {
    this.#requests += 1;
    for (const queries of series) {
      this.#metrics += billedMetrics(queries);
      this.#queries += queries.length;
    }
  }

  get spent(): Spent {
    return {
      requests: this.#requests,
      metricsRequested: this.#metrics,
      queries: this.#queries,
      estimatedCostUsd: planCost(this.#metrics),
    };
  }
}
