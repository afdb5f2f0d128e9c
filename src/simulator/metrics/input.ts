import { type Caller, ServiceError } from '../world.js';

/**
 * Reading of inputs. By hand and not by schema: a full request holds 500 queries, and reading them must cost next to
 * nothing beside what a client spends on sending them.
 */

/** An `Operation` that says what it puts out. */
export type OperationOf<T> = (input: Record<string, unknown>, caller: Caller) => T;

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The code of GetMetricData's own complaints; the older operations have finer ones. */
export const validationError = (message: string) => new ServiceError('ValidationError', message);

export const invalidValue = (message: string) => new ServiceError('InvalidParameterValue', message);

export const missing = (name: string) => new ServiceError('MissingParameter', `The parameter ${name} is required.`);

/** Epoch seconds of a time as either protocol carries it; null where it is none. */
export function readTime(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Date) return value.getTime() / 1_000;
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? null : milliseconds / 1_000;
}

/** Which series a request means. */
export interface MetricName {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
}

const MAX_DIMENSIONS = 30;

/**
 * Reads `Namespace`, `MetricName` and `Dimensions`. @throws the given error for what CloudWatch would not take.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html
 */
export function readMetric(fields: unknown, name: string, refuse: (message: string) => ServiceError): MetricName {
  if (!isFields(fields)) throw refuse(`The parameter ${name} is required.`);
  const { Namespace, MetricName } = fields;
  if (typeof Namespace !== 'string' || Namespace === '') throw refuse(`The parameter ${name}.Namespace is required.`);
  if (Namespace.startsWith(':') || Namespace.length > 255)
    throw refuse(`The value ${Namespace} for parameter ${name}.Namespace is invalid.`);
  if (typeof MetricName !== 'string' || MetricName === '') throw refuse(`The parameter ${name}.MetricName is required.`);
  return { namespace: Namespace, metricName: MetricName, dimensions: readDimensions(fields.Dimensions, name, refuse) };
}

export function readDimensions(given: unknown, name: string, refuse: (message: string) => ServiceError): Record<string, string> {
  const dimensions: Record<string, string> = {};
  if (given === undefined || given === '') return dimensions;
  if (!Array.isArray(given)) throw refuse(`The value for parameter ${name}.Dimensions is no list.`);
  if (given.length > MAX_DIMENSIONS) throw refuse(`The collection ${name}.Dimensions must not have a size greater than ${MAX_DIMENSIONS}.`);
  for (const [position, dimension] of given.entries()) {
    const [key, value] = isFields(dimension) ? [dimension.Name, dimension.Value] : [];
    if (typeof key !== 'string' || key === '') throw refuse(`The parameter ${name}.Dimensions.member.${position + 1}.Name is required.`);
    if (typeof value !== 'string' || value === '') {
      throw refuse(`The parameter ${name}.Dimensions.member.${position + 1}.Value is required.`);
    }
    dimensions[key] = value;
  }
  return dimensions;
}

/** Periods that are no multiple of a minute, for metrics of high resolution. */
const SHORT_PERIODS: ReadonlySet<number> = new Set([1, 5, 10, 20, 30]);

/** Seconds of a period, or null where CloudWatch takes no such period. */
export function readPeriod(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) return null;
  return value % 60 === 0 || SHORT_PERIODS.has(value) ? value : null;
}
