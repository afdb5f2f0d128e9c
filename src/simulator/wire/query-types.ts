import { Instant } from './instant.js';

/**
 * Query requests carry text alone. CloudWatch's operations are written for the types of its JSON form, so its Query
 * requests are given those types here: the members of the model that are no strings.
 */
const NUMBERS = new Set(['Period', 'MaxDatapoints', 'MaxResults', 'StorageResolution', 'SampleCount', 'Sum', 'Minimum', 'Maximum']);
const INSTANTS = new Set(['StartTime', 'EndTime', 'Timestamp']);
const BOOLEANS = new Set(['ReturnData', 'IncludeLinkedAccounts']);
const NUMBER_LISTS = new Set(['Values', 'Counts']);

/** Numbers, booleans and instants (as epoch seconds) in place of their text. Values that are none stay text. */
export function typedCloudWatchInput(input: Record<string, unknown>): Record<string, unknown> {
  return typedFields(input, '');
}

/** Instants of an answer, which the operations give as epoch seconds and XML spells as dates. */
export function datedOutput(output: unknown): unknown {
  if (Array.isArray(output)) return output.map(datedOutput);
  if (typeof output !== 'object' || output === null || output instanceof Instant) return output;
  return Object.fromEntries(Object.entries(output).map(([name, value]) => [name, datedValue(name, value)]));
}

const date = (value: unknown): unknown => (typeof value === 'number' ? new Instant(value) : value);

function datedValue(name: string, value: unknown): unknown {
  if (name === 'Timestamps' && Array.isArray(value)) return value.map(date);
  if (name === 'ExtendedStatistics' && typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  return name === 'Timestamp' ? date(value) : datedOutput(value);
}

function typedFields(fields: object, parent: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typedValue(name, value, parent)]));
}

function typedValue(name: string, value: unknown, parent: string): unknown {
  if (Array.isArray(value)) {
    if (NUMBER_LISTS.has(name)) return value.map(toNumber);
    return value.map((entry) => (typeof entry === 'object' && entry !== null ? typedFields(entry, name) : entry));
  }
  if (typeof value === 'object' && value !== null) return typedFields(value, name);
  if (NUMBERS.has(name) || (name === 'Value' && parent === 'MetricData')) return toNumber(value);
  if (INSTANTS.has(name)) return toInstant(value);
  if (BOOLEANS.has(name)) return value === 'true' ? true : value === 'false' ? false : value;
  return value;
}

function toNumber(value: unknown): unknown {
  const number = Number(value);
  return value === '' || Number.isNaN(number) ? value : number;
}

function toInstant(value: unknown): unknown {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? toNumber(value) : milliseconds / 1000;
}
