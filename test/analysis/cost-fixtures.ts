import { type CostInputs, resourceCost } from '../../src/analysis/cost.js';
import type { MetricView } from '../../src/model/metric.js';
import type { MetricId } from '../../src/model/metric-catalog.js';
import { toCents } from '../../src/model/money.js';
import type { Resource } from '../../src/model/resource/index.js';
import { fleetOf, missingMetric, PRICES, presentMetric, WINDOW } from '../support/policy-fixtures.js';

export type Metrics = Partial<Record<MetricId, MetricView>>;

export function cost(resource: Resource, metrics: Metrics = {}, fleet: CostInputs['fleet'] = fleetOf()) {
  return resourceCost(resource, {
    fleet,
    prices: PRICES,
    window: WINDOW,
    metrics: (_, metric) => metrics[metric] ?? missingMetric(metric),
  });
}
export const usd = (resource: Resource, metrics: Metrics = {}, fleet?: CostInputs['fleet']) => {
  const { monthly } = cost(resource, metrics, fleet);
  return monthly === null ? null : toCents(monthly.usd);
};
export const samples = (metric: MetricId, perDay: number | readonly (number | null)[]) =>
  presentMetric(metric, { daily: { SampleCount: perDay } });

/** Hours of a fourteen-day window scaled to a month. */
export const MONTH = 730 / 336;
