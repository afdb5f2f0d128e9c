import type { InstanceTypeSpec } from '../model/resource/index.js';
import { isHighFrequency } from './instance-families.js';

/** A clock rate that a change of type gives up: no metric tells whether one core at a time is what the work waits for. */

/** Sentences for the codes of `clockReasons` and `clockQuestions`. */
export const CLOCK_MESSAGES = {
  'lower-clock': '{type} is made for a high clock rate, {target} is not: what one core does at a time takes longer there.',
  'needs-its-clock':
    'Was {type} chosen for its clock rate: licences paid by the core, or a database or simulation that waits for single cores?',
} as const;

const givesUp = (now: InstanceTypeSpec, target: InstanceTypeSpec): boolean =>
  isHighFrequency(now.instanceType) && !isHighFrequency(target.instanceType);

/** Lowers confidence; made for `confidenceOf`. */
export const clockReasons = (now: InstanceTypeSpec, target: InstanceTypeSpec): [boolean, string, 'medium'][] => [
  [givesUp(now, target), 'lower-clock', 'medium'],
];

export const clockQuestions = (now: InstanceTypeSpec, target: InstanceTypeSpec): (keyof typeof CLOCK_MESSAGES)[] =>
  givesUp(now, target) ? ['needs-its-clock'] : [];
