import errors from '../../../policies/lambda/errors.js';
import type { MetricView } from '../../../src/model/metric.js';
import { judged } from '../../support/judged.js';
import { lambdaFunction, presentMetric, zeroMetric } from '../../support/policy-fixtures.js';

type Daily = number | (number | null)[];
export const DAYS = 32;
export const invoked = (perDay: Daily, status: 'ok' | 'partial' = 'ok') =>
  presentMetric('lambda.invocations', { status, daily: { Sum: perDay } });
export const failing = (daily: Daily, status: 'ok' | 'partial' = 'ok') => presentMetric('lambda.errors', { status, daily: { Sum: daily } });
export const refused = (daily: Daily, status: 'ok' | 'partial' = 'ok') =>
  presentMetric('lambda.throttles', { status, daily: { Sum: daily } });
/** So many on a day before the end (1 is the last), none on the others. */
export const onDay = (...days: [number, number][]): number[] =>
  Array.from({ length: DAYS }, (_, day) => days.find(([before]) => before === DAYS - day)?.[1] ?? 0);

export const judge = (
  perDay: MetricView,
  invocations: MetricView = invoked(100),
  throttles: MetricView = zeroMetric('lambda.throttles'),
  options: Partial<Record<keyof typeof errors.options, number>> = {},
) => judged(errors, lambdaFunction(), { options, metrics: { invocations, errors: perDay, throttles } });
export const none = zeroMetric('lambda.errors');
