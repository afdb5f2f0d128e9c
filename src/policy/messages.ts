import type { Values } from '../model/evaluation.js';
import { formatQuantity } from '../model/quantity.js';

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

/** Names of the placeholders in a message, each once, in order. */
export function placeholdersOf(message: string): string[] {
  return [...new Set(Array.from(message.matchAll(PLACEHOLDER), ([, name]) => name ?? ''))];
}

/** Placeholders of messages seen so far: a policy has a dozen messages and speaks of a hundred thousand resources. */
const known = new Map<string, readonly string[]>();

function knownPlaceholders(message: string): readonly string[] {
  let names = known.get(message);
  if (names === undefined) {
    names = placeholdersOf(message);
    known.set(message, names);
  }
  return names;
}

function checkValues(message: string, values: Values): void {
  for (const name of knownPlaceholders(message)) {
    if (!Object.hasOwn(values, name)) throw new RangeError(`the message "${message}" has {${name}}, but no such value was given`);
  }
}

/**
 * Fills `{name}` placeholders with the values' texts. A value is put in as it is and never read as a message again, so a
 * hostile tag cannot bring placeholders of its own. Throws a RangeError for a placeholder without a value.
 */
export function fillMessage(message: string, values: Values): string {
  checkValues(message, values);
  return message.replace(PLACEHOLDER, (_, name: string) => formatQuantity(values[name] ?? { value: null, unit: 'text' }));
}

function messageOf(messages: Readonly<Record<string, string>>, code: string): string {
  const message = Object.hasOwn(messages, code) ? messages[code] : undefined;
  if (message === undefined) throw new RangeError(`no message for the code "${code}"`);
  return message;
}

/**
 * The sentence of an outcome code of a policy. Throws a RangeError where the policy has no message of that code or the
 * message needs a value that is missing.
 */
export function sentenceOf(messages: Readonly<Record<string, string>>, code: string, values: Values): string {
  return fillMessage(messageOf(messages, code), values);
}

/** Throws as `sentenceOf` would, without making the sentence. */
export function checkSentence(messages: Readonly<Record<string, string>>, code: string, values: Values): void {
  checkValues(messageOf(messages, code), values);
}

/** Sentences for what the tool itself says of a policy and a resource, by code. */
export const TOOL_MESSAGES = {
  'metric-no-data': 'CloudWatch has no datapoints of {metric} in the window.',
  'metric-refused': 'CloudWatch refused the query for {metric}: {detail}.',
  'metric-denied': 'Access to {metric} was denied: {detail}.',
  'metric-region-disabled': 'The region is not enabled for this account, so {metric} could not be read.',
  'metric-throttled': 'CloudWatch throttled the requests for {metric} until the time for it was used up.',
  'metric-timeout': 'CloudWatch did not answer for {metric} in time.',
  'metric-auth-expired': 'The credentials expired before {metric} was read.',
  'metric-failed': 'Reading {metric} failed: {detail}.',
  'metric-not-requested': 'This snapshot was collected without {metric}.',
  'metric-partial': 'Some results of {metric} are missing, and what is missing could change the verdict.',
  'series-missing':
    'Daily figures of {metric} leave the verdict open, and its hourly or 5-minute series could not be read or is not in this snapshot.',
  'policy-error': 'The policy itself failed on this resource: {error}',
  'disabled-by-override': 'The config leaves this policy out for this resource ({source}).',
} as const;
export type ToolCode = keyof typeof TOOL_MESSAGES;
