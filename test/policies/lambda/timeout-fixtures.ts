import policy from '../../../policies/lambda/near-timeout.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged } from '../../support/judged.js';
import { lambdaFunction, type PresentSpec, presentMetric } from '../../support/policy-fixtures.js';

export const DAYS = 32;
export const invoked = presentMetric('lambda.invocations', { daily: { Sum: 1000 } });

/** Durations in milliseconds: p99 of the longer window, a maximum for every day unless a day (0 is the oldest of 32) says otherwise. */
export function durations(
  p99: number,
  maximum: number | ((day: number) => number | null),
  more: Partial<PresentSpec> & { samples?: number } = {},
) {
  const of = typeof maximum === 'number' ? () => maximum : maximum;
  const Maximum = Array.from({ length: DAYS }, (_, day) => of(day));
  const SampleCount = Maximum.map((value) => (value === null ? null : (more.samples ?? 1000)));
  return presentMetric('lambda.duration', { daily: { Maximum, SampleCount }, percentiles: { p99 }, ...more });
}

/** What lambda-near-timeout says of a function with a timeout of 30 s. */
export const judge = (fn: Partial<LambdaFunction>, duration: MetricView, invocations: MetricView = invoked) =>
  judged(policy, lambdaFunction({ timeoutSeconds: 30, ...fn }), { metrics: { duration, invocations } });
