import type { Values } from '../model/evaluation.js';
import type { InstanceTypeSpec } from '../model/resource/index.js';
import type { InstanceNeed } from './ec2-need.js';
import { sustainedVcpus } from './instance-families.js';
import { quantity } from './outcome-parts.js';

/** CPU that rises from day to day, and when it would fill the type to move to. */

/** The option of a policy that says how far ahead growth is of interest. */
export const GROWTH_OPTIONS = {
  growthDays: {
    type: 'integer',
    unit: 'days',
    default: 180,
    minimum: 0,
    maximum: 3650,
    description: 'Where CPU rises so that the type to move to would be full within so many days, that is said, and confidence is medium.',
    source: 'Half a year: a change of type that must be undone earlier costs two maintenance windows.',
  },
} as const;

/** Sentence for the code of `growth`; `values` are its own. */
export const GROWTH_MESSAGES = {
  'load-grows':
    'Its CPU rises, by as much as {growthPerWeek} of the present type a week: as it goes on, {target} would be full in {daysToFull}.',
} as const;

/** Growth that fills the target within `days` days; null where nothing rises, or not so fast. */
export function growth({ ahead, p995 }: InstanceNeed, now: InstanceTypeSpec, target: InstanceTypeSpec, days: number): Values | null {
  const perDay = ahead?.risePerDay ?? 0;
  if (perDay <= 0) return null;
  const room = (sustainedVcpus(target) / now.vcpus) * 100 - p995;
  const daysToFull = Math.floor(Math.max(0, room) / perDay + 1e-9);
  if (daysToFull > days) return null;
  return { growthPerWeek: quantity(perDay * 7, 'percent'), daysToFull: quantity(daysToFull, 'days') };
}
