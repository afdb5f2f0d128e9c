import type { Quantity } from '../model/evaluation.js';
import { sizeLabel, type TaskSize } from './fargate-sizes.js';
import { quantity } from './outcome-parts.js';
import type { Prospect } from './prospect.js';

/** Sentence for a size that would do today and not for long. */
export const OUTLOOK_MESSAGES = {
  'needs-its-size-ahead':
    '{service} would do with {target} today, but the {dimension} that has to be reckoned with asks for {ahead} of {size}, which is more than that gives.',
} as const;

/**
 * CPU units that what lies ahead asks for without headroom: p99.5, and the busiest hour within its limit. A size that carries the highest value
 * seen with its headroom carries an hour that tops the busiest one too. The prospect and the peak are in CPU units.
 */
export function cpuUnitsAhead(
  { p995, hour, toppedHour }: Prospect,
  peakCpuUnits: number,
  { headroomPercent, maximumHourPercent }: { headroomPercent: number; maximumHourPercent: number },
): number {
  const forHour = (units: number): number => (100 * units) / maximumHourPercent;
  return Math.max(p995, forHour(hour), Math.min(forHour(toppedHour), peakCpuUnits / (1 - headroomPercent / 100)));
}

/** Values of the sentence: which dimension outgrows the size that would do today, and to what share of the size now. */
export function outgrown(service: string, sizes: Readonly<Record<'now' | 'today' | 'ahead', TaskSize>>): Record<string, Quantity> {
  const { now, today, ahead } = sizes;
  const [dimension, name] = ahead.memoryMib > today.memoryMib ? (['memoryMib', 'memory'] as const) : (['cpuUnits', 'CPU'] as const);
  return {
    service: quantity(service, 'text'),
    size: quantity(sizeLabel(now), 'text'),
    target: quantity(sizeLabel(today), 'text'),
    dimension: quantity(name, 'text'),
    ahead: quantity((100 * ahead[dimension]) / now[dimension], 'percent'),
  };
}
