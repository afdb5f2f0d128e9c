import { maximum, percentile } from '../../src/analysis/series.js';
import type { PriceBook } from '../../src/model/prices.js';
import type { InstanceTypeSpec } from '../../src/model/resource/index.js';

export const REGION = 'us-east-1';
/** What every series ran on. */
export const NOW = 'm5.4xlarge';
const VALUES_PER_HOUR = 12;

export interface Size {
  type: string;
  spec: InstanceTypeSpec;
  vcpus: number;
  /** List price, USD an hour. */
  usd: number;
}

/** The m5 types of the embedded price table, smallest first. */
export function m5Ladder(prices: PriceBook): Size[] {
  return prices
    .specs()
    .filter(({ instanceType, bareMetal }) => instanceType.startsWith('m5.') && !bareMetal)
    .map((spec) => {
      const query = { region: REGION, instanceType: spec.instanceType, platformDetails: 'Linux/UNIX', tenancy: 'default' };
      const rate = prices.ec2Hour({ ...query, lifecycle: 'on-demand' });
      if (rate === null) throw new Error(`the table has no price for ${spec.instanceType}`);
      return { type: spec.instanceType, spec, vcpus: spec.vcpus, usd: rate.usd };
    })
    .sort((a, b) => a.vcpus - b.vcpus);
}

/** What a stretch of time asked of a machine, in percent of the size it ran on. */
export interface Use {
  p995: number;
  maximum: number;
  /** Highest mean of a clock hour. */
  hour: number;
  /** Mean of each day, oldest first, and of all. */
  dailyMeans: number[];
  mean: number;
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Means of stretches of `length` values, counted back from the end; stretches without a value are left out. */
function means(values: Float64Array, length: number): number[] {
  const found: number[] = [];
  for (let end = values.length; end > 0; end -= length) {
    const known = values.slice(Math.max(0, end - length), end).filter((value) => !Number.isNaN(value));
    if (known.length > 0) found.unshift(meanOf(known));
  }
  return found;
}

/** The use in values that begin at a full hour, or end at one (`endsAtHour`); null without a value. */
export function useOf(values: Float64Array, { endsAtHour }: { endsAtHour: boolean }): Use | null {
  const known = values.filter((value) => !Number.isNaN(value));
  const [p995, highest] = [percentile(values, 99.5), maximum(values)];
  if (p995 === null || highest === null) return null;
  // Counting hours back needs an end on the hour: a last hour that is only begun is filled up with nothing.
  const missing = endsAtHour ? 0 : (VALUES_PER_HOUR - (values.length % VALUES_PER_HOUR)) % VALUES_PER_HOUR;
  const filled = new Float64Array(values.length + missing).fill(Number.NaN);
  filled.set(values);
  return {
    p995,
    maximum: highest,
    hour: Math.max(...means(filled, VALUES_PER_HOUR)),
    dailyMeans: means(filled, 24 * VALUES_PER_HOUR),
    mean: meanOf(known),
  };
}

/**
 * Whether a use is more than a size gives: its p99.5 is above all of the size, or an hour of it above 95 %. An hour that full queues
 * work for minutes; a percentile alone would hide up to 100 minutes of it in two weeks.
 */
export function exceeds(use: Use, size: Size, now: Size): boolean {
  const percentOfSize = (percent: number) => (percent * now.vcpus) / size.vcpus;
  return percentOfSize(use.p995) > 100 || percentOfSize(use.hour) > 95;
}
