import { METRICS, type MetricId } from '../model/metric-catalog.js';
import type { Window } from '../model/time.js';
import { billedMetrics, planCost } from './cost.js';
import { firstPassQueries, secondPassQueries } from './jobs.js';
import type { NeedUnion, SeriesUnion } from './needs.js';

/**
 * Target groups of one service: five, and for deployments that shift traffic an alternate of each.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html
 */
const TARGET_GROUPS = 10;

/** What both passes cost at most, in US dollars, told before all that they will ask is known. */
export interface CostBounds {
  /** For one series of the metric. */
  ofSeries(metric: MetricId): number;
  /** For a service, behind as many load balancers as it can be. */
  ofService: number;
  /** For a function without provisioned concurrency, which has one series of each of its metrics. */
  ofFunction: number;
  /** For one configuration of provisioned concurrency. */
  ofProvisionedConcurrency: number;
}

export function costBounds(union: NeedUnion, series: SeriesUnion, scalarWindow: Window): CostBounds {
  const usd = new Map<MetricId, number>();
  let [ofService, ofFunction] = [0, 0];
  for (const [metric, ask] of union) {
    const first = billedMetrics(firstPassQueries(ask, scalarWindow));
    const second = billedMetrics(secondPassQueries(series.get(metric) ?? new Map()));
    usd.set(metric, planCost(first + second));
    if (METRICS[metric].kind === 'ecs-service')
      ofService += planCost(first + second) * (metric === 'ecs.requestsPerTarget' ? TARGET_GROUPS : 1);
    if (METRICS[metric].kind === 'lambda-function' && metric !== 'lambda.provisionedUtilization') ofFunction += planCost(first + second);
  }
  const ofSeries = (metric: MetricId): number => usd.get(metric) ?? 0;
  return { ofSeries, ofService, ofFunction, ofProvisionedConcurrency: ofSeries('lambda.provisionedUtilization') };
}
