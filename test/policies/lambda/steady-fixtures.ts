import policy from '../../../policies/lambda/steady-load.js';
import type { MetricView, Series } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged } from '../../support/judged.js';
import { lambdaFunction, metricFromSeries, missingMetric, PRICES, presentMetric, seriesFrom } from '../../support/policy-fixtures.js';

type Shape = Parameters<typeof seriesFrom>[0];

/** Invocations of one second each: as many an hour as make the wanted number of requests in flight. */
export function loadOf(busy: Shape): { invocations: Series; duration: Series } {
  const invocations = seriesFrom(
    (at) => {
      const value = busy(at);
      return value === null || value === 0 ? null : value * 3600;
    },
    { statistic: 'Sum' },
  );
  return {
    invocations,
    duration: {
      ...invocations,
      statistic: 'Average',
      values: invocations.values.map((count) => (Number.isNaN(count) ? Number.NaN : 1000)),
    },
  };
}

export interface Case {
  busy?: Shape;
  fn?: Partial<LambdaFunction>;
  invocations?: MetricView;
  duration?: MetricView;
  concurrent?: MetricView;
  /** Share of provisioned environments in use. */
  inUse?: number;
  /** In place of those that `busy` makes. */
  series?: { invocations: Series; duration: Series };
  options?: Parameters<
    typeof judged<'lambda-function', typeof policy.options, typeof policy.requires.metrics, typeof policy.requires.series>
  >[2];
}

/** Environments kept ready, all of them in use unless a share is given. */
export const kept = (allocated: number, lastModified: string | null = null): Partial<LambdaFunction> => ({
  provisionedConcurrency: [{ qualifier: 'live', allocated, requested: allocated, status: 'READY', lastModified }],
});

/** What lambda-steady-load says of a function of one vCPU. */
export function judge({ busy = () => 5, fn = {}, invocations, duration, concurrent, inUse = 1, ...given }: Case, prices = PRICES) {
  const series = given.series ?? loadOf(busy);
  const counted = metricFromSeries('lambda.invocations', series.invocations);
  const timed = presentMetric('lambda.duration', {
    daily: {
      Average: 1000,
      Maximum: 1500,
      SampleCount: counted.daily('Sum', 'window').slice(),
      Sum: counted.daily('Sum', 'window').map((sum) => (sum ?? 0) * 1000),
    },
  });
  const metrics = {
    invocations: invocations ?? counted,
    duration: duration ?? timed,
    concurrent: concurrent ?? presentMetric('lambda.concurrentExecutions', { daily: { Maximum: 5 } }),
  };
  return judged(policy, lambdaFunction({ memoryMib: 1769, ...fn }), {
    ...given.options,
    metrics,
    series,
    prices,
    costMetrics: (_, metric) =>
      metric === 'lambda.invocations'
        ? metrics.invocations
        : metric === 'lambda.duration'
          ? metrics.duration
          : metric === 'lambda.provisionedUtilization'
            ? presentMetric(metric, { daily: { Average: inUse } })
            : missingMetric(metric),
  });
}
