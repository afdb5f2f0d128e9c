import { buildPoints } from '../../../src/simulator/metrics/build-points.js';
import { type ShapeInput, shapeSchema } from '../../../src/simulator/metrics/shape.js';

/** A second, slow way to the same statistics: every sample in a list, every rule spelled out once more. */

const DAY = 86_400;

export interface RawPoint {
  time: number;
  samples: number[];
}

/** All samples of a shape from `from` (epoch seconds) to `end`, made on a grid of its own. */
export function rawPoints(
  shape: ShapeInput,
  setting: { end: number; seed: number; variant: number },
  resolution: number,
  from: number,
): RawPoint[] {
  const start = Math.floor(from / resolution) * resolution;
  const length = Math.ceil((setting.end - start) / resolution);
  const points = buildPoints(shapeSchema.parse(shape), { ...setting, folder: '.' }, { start, step: resolution, length });
  const list: RawPoint[] = [];
  for (let index = 0; index < points.length; index++) {
    if (Number.isNaN(points.sums[index])) continue;
    const samples = points.samples(index).flatMap(({ value, count }) => Array.from({ length: count }, () => value));
    list.push({ time: points.timeAt(index), samples });
  }
  return list;
}

function statisticOf(samples: number[], name: string): number {
  const sum = samples.reduce((total, value) => total + value, 0);
  const sorted = [...samples].sort((a, b) => a - b);
  switch (name) {
    case 'SampleCount':
      return samples.length;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / samples.length;
    case 'Minimum':
      return sorted[0] ?? Number.NaN;
    case 'Maximum':
      return sorted[sorted.length - 1] ?? Number.NaN;
    default: {
      const percent = Number(name.slice(1));
      // The smallest value that at least this share of all samples does not exceed, found by counting.
      return sorted.find((_, position) => 100 * (position + 1) >= percent * sorted.length - 1e-7) ?? Number.NaN;
    }
  }
}

/** The datapoints that CloudWatch would send, oldest first. */
export function referenceValues(
  raw: readonly RawPoint[],
  { start, end, period, now }: { start: number; end: number; period: number; now: number },
  name: string,
): [time: number, value: number][] {
  const step = now - start < 15 * DAY ? 60 : now - start < 63 * DAY ? 300 : 3_600;
  const first = start - (start % step);
  const periods = new Map<number, number[]>();
  for (const { time, samples } of raw) {
    if (time < first || time >= end) continue;
    const begins = first + Math.floor((time - first) / period) * period;
    const age = now - begins;
    if (period % 3_600 === 0 ? age > 455 * DAY : period % 300 === 0 ? age > 63 * DAY : age > 15 * DAY) continue;
    const before = periods.get(begins);
    if (before === undefined) periods.set(begins, [...samples]);
    else for (const sample of samples) before.push(sample);
  }
  return [...periods].sort(([a], [b]) => a - b).map(([begins, samples]) => [begins, statisticOf(samples, name)]);
}
