import policy from '../../../policies/fargate/off-hours.js';
import type { MetricView, Series } from '../../../src/model/metric.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged } from '../../support/judged.js';
import { metricFromSeries, seriesFrom, service } from '../../support/policy-fixtures.js';

const DEV = { name: 'dev', nonProduction: true, source: 'tag', matched: 'env=dev' };
export const fine = { periodSeconds: 300 } as const;
export const isOffice = (hour: number, weekday: number) => weekday < 5 && hour >= 8 && hour < 18;
export const office = seriesFrom(({ hour, weekday }) => (isOffice(hour, weekday) ? 40 : 1), fine);

export interface Case {
  of?: Partial<EcsService>;
  series?: Series;
  cpu?: MetricView;
  requests?: Series | null;
  requestCount?: MetricView;
  /** Bytes per second by the hour; the metric of it is there. */
  received?: Series;
  /** The metric alone. */
  receivedCount?: MetricView;
  zone?: string;
  source?: string;
  costMetrics?: () => MetricView;
  options?: { [K in keyof typeof policy.options]?: number };
  environment?: typeof DEV | null;
}

export function judge({
  of = {},
  series = office,
  cpu,
  requests = null,
  requestCount,
  received,
  receivedCount = received === undefined ? undefined : metricFromSeries('ecs.insightsNetworkRx', received),
  zone = 'UTC',
  source = 'tag',
  environment = DEV,
  options = {},
  costMetrics,
}: Case) {
  return judged(policy, service(of), {
    metrics: {
      cpu: cpu ?? metricFromSeries('ecs.cpu', series, 10),
      ...(requestCount === undefined ? {} : { requests: requestCount }),
      ...(receivedCount === undefined ? {} : { networkReceived: receivedCount }),
    },
    series: { cpu: series, requests, networkReceived: received ?? null },
    environment,
    timeZone: { zone, source },
    // The bounds of the hours themselves are held here; the lead has tests of its own.
    options: { leadHours: 0, ...options },
    ...(costMetrics === undefined ? {} : { costMetrics }),
  });
}
