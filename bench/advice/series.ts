import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSeries, SERIES_NAMES, type SeriesName } from '../../src/simulator/metrics/generated.js';
import { parseCsv } from '../../src/simulator/metrics/recorded.js';

export const PERIOD = 300;
const DAY = 86_400;

/** A deployment that comes after the decision: no rule can know of it, so it is a row of its own that no goal is set for. */
export const LATER = 'deploy step, after the decision';

/** CPU utilization of one machine in percent, a value for every five minutes from `start` (epoch seconds); NaN where there is none. */
export interface BenchSeries {
  name: string;
  shape: 'real' | SeriesName | typeof LATER;
  start: number;
  values: Float64Array;
}

/** On the 5-minute grid that CloudWatch answers on; of two values in one period the larger counts, as in its Maximum. */
function onGrid(times: Float64Array, values: Float64Array): { start: number; values: Float64Array } {
  const first = Math.floor((times[0] ?? 0) / PERIOD);
  const last = Math.floor((times[times.length - 1] ?? 0) / PERIOD);
  const grid = new Float64Array(last - first + 1).fill(Number.NaN);
  times.forEach((time, index) => {
    const slot = Math.floor(time / PERIOD) - first;
    const [known, value] = [grid[slot] ?? Number.NaN, values[index] ?? Number.NaN];
    if (Number.isNaN(known) || value > known) grid[slot] = value;
  });
  return { start: first * PERIOD, values: grid };
}

/** The CPU series of a folder, by file name: those whose name says CPU and whose values are five minutes apart. */
export function realSeries(folder: string): BenchSeries[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /cpu[^/]*\.csv$/i.test(file));
  return files.sort().flatMap((file) => {
    const { times, values } = parseCsv(readFileSync(join(folder, file), 'utf8'));
    const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const median = steps.sort()[Math.floor(steps.length / 2)];
    return median === PERIOD ? [{ name: file, shape: 'real' as const, ...onGrid(times, values) }] : [];
  });
}

/** `count` series of the named shapes in turn, four weeks each, so that either half holds as much as a verdict window does. */
export function* generatedSeries(count: number, firstSeed = 0): Iterable<BenchSeries> {
  for (let index = 0; index < count; index++) {
    const shape = SERIES_NAMES[index % SERIES_NAMES.length] ?? 'flat';
    const seed = firstSeed + Math.floor(index / SERIES_NAMES.length);
    const { start, values, deployedAt } = generateSeries(shape, seed, (28 * DAY) / PERIOD);
    const later = deployedAt !== null && deployedAt >= start + 14 * DAY;
    yield { name: `${shape} ${seed}`, shape: later ? LATER : shape, start, values };
  }
}

/** `count` series of one shape, from a seed on. */
export function* seriesOfShape(shape: SeriesName, count: number, firstSeed: number): Iterable<BenchSeries> {
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const { start, values } = generateSeries(shape, seed, (28 * DAY) / PERIOD);
    yield { name: `${shape} ${seed}`, shape, start, values };
  }
}

/** A series cut at a full hour in its middle: what may be known, and what comes after. */
export function halves({ start, values }: BenchSeries): { known: BenchSeries['values']; cut: number; later: Float64Array } {
  const middle = start + Math.floor(values.length / 2) * PERIOD;
  const cut = Math.floor(middle / 3_600) * 3_600;
  const split = Math.max(0, (cut - start) / PERIOD);
  return { known: values.slice(0, split), cut, later: values.slice(split) };
}
