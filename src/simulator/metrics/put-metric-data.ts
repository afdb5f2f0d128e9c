import { ServiceError } from '../world.js';
import { type Fields, invalidValue, isFields, missing, type OperationOf, readDimensions, readTime } from './input.js';
import type { PushedDatum, PushedMetrics } from './pushed.js';

const DAY = 86_400;
const MAX_DATA_PER_CALL = 1_000;
const MAX_VALUES = 150;
const LARGEST = 2 ** 360;

/**
 * PutMetricData: takes datapoints into memory. Times may lie from two weeks before the fleet's end to two hours after
 * the later of that end and the clock; entries without one are of the fleet's end. Namespaces that begin with AWS/, which
 * CloudWatch keeps for its own services, are taken too: here clients may play those services.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function putMetricData(pushed: PushedMetrics, end: number, clock: () => number): OperationOf<Record<string, never>> {
  return (input, caller) => {
    const { Namespace, MetricData } = input;
    if (typeof Namespace !== 'string' || Namespace === '') throw missing('Namespace');
    if (Namespace.startsWith(':')) throw invalidValue(`The value ${Namespace} for parameter Namespace is invalid.`);
    if (!Array.isArray(MetricData) || MetricData.length === 0) throw missing('MetricData');
    if (MetricData.length > MAX_DATA_PER_CALL) {
      throw invalidValue(`The collection MetricData must not have a size greater than ${MAX_DATA_PER_CALL}.`);
    }
    // Read to the end before anything is kept: a call counts whole or not at all.
    const read = MetricData.map((fields: unknown, position) => readDatum(fields, `MetricData.member.${position + 1}`, end, clock()));
    const site = `${caller.accountId}/${caller.region}`;
    for (const { metricName, dimensions, datum } of read) {
      if (!pushed.add(site, { namespace: Namespace, metricName, dimensions }, datum)) {
        throw new ServiceError('InternalServiceError', 'No room for further datapoints.', 500);
      }
    }
    return {};
  };
}

function readDatum(fields: unknown, name: string, end: number, now: number) {
  if (!isFields(fields)) throw missing(name);
  const { MetricName: metricName, Timestamp, StorageResolution, Unit } = fields;
  if (typeof metricName !== 'string' || metricName === '') throw missing(`${name}.MetricName`);
  const time = Timestamp === undefined ? end - 1 : readTime(Timestamp);
  if (time === null || time < end - 14 * DAY || time > Math.max(end, now) + 7_200) {
    throw invalidValue(`The parameter ${name}.Timestamp must specify a time within the past two weeks.`);
  }
  const highResolution = StorageResolution === 1;
  if (StorageResolution !== undefined && !highResolution && StorageResolution !== 60) {
    throw invalidValue(`The value ${String(StorageResolution)} for parameter ${name}.StorageResolution is invalid.`);
  }
  const step = highResolution ? 1 : 60;
  const datum: PushedDatum = {
    ...readValues(fields, name),
    time: Math.floor(time / step) * step,
    highResolution,
    unit: typeof Unit === 'string' ? Unit : null,
  };
  return { metricName, dimensions: readDimensions(fields.Dimensions, name, invalidValue), datum };
}

function number(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= LARGEST) return value;
  throw invalidValue(`The value ${String(value)} for parameter ${name} is invalid.`);
}

type Read = Pick<PushedDatum, 'samples' | 'count' | 'sum' | 'minimum' | 'maximum'>;

function readValues({ Value, Values, Counts, StatisticValues }: Fields, name: string): Read {
  if ([Value, Values, StatisticValues].filter((given) => given !== undefined).length > 1) {
    const message = `The parameters ${name}.Value, ${name}.Values and ${name}.StatisticValues are mutually exclusive.`;
    throw new ServiceError('InvalidParameterCombination', message);
  }
  if (isFields(StatisticValues)) {
    const field = (key: string) => number(StatisticValues[key], `${name}.StatisticValues.${key}`);
    const [count, sum, minimum, maximum] = [field('SampleCount'), field('Sum'), field('Minimum'), field('Maximum')];
    if (count <= 0 || minimum > maximum) throw invalidValue(`The value for parameter ${name}.StatisticValues is invalid.`);
    return { samples: null, count, sum, minimum, maximum };
  }
  const values = Array.isArray(Values) ? Values : Value === undefined ? [] : [Value];
  const counts = Array.isArray(Counts) ? Counts : values.map(() => 1);
  if (values.length === 0) throw missing(`${name}.Value`);
  if (values.length > MAX_VALUES) throw invalidValue(`The collection ${name}.Values must not have a size greater than ${MAX_VALUES}.`);
  if (counts.length !== values.length) throw invalidValue(`The parameters ${name}.Values and ${name}.Counts must be of the same size.`);
  const samples = values.map((value: unknown, index) => ({
    value: number(value, `${name}.Values`),
    count: number(counts[index], `${name}.Counts`),
  }));
  return {
    samples,
    count: samples.reduce((total, { count }) => total + count, 0),
    sum: samples.reduce((total, { value, count }) => total + value * count, 0),
    minimum: Math.min(...samples.map(({ value }) => value)),
    maximum: Math.max(...samples.map(({ value }) => value)),
  };
}
