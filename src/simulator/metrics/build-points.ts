import { CLASSES, classDurations, sampleClasses } from './durations.js';
import { eventsOf, type Level, levelOf, presenceOf, type Setting, saltOf } from './level.js';
import { chance } from './noise.js';
import { type Grid, gridTimes, listedTimes, type Points, type Sample, singlePoints } from './points.js';
import { readRecorded, shiftedTo } from './recorded.js';
import type { Shape } from './shape.js';

const HOUR = 3_600;
const PHASES = 0x3ad8025f;

type ShapeOf<K> = Extract<Shape, { kind: K }>;

/** Values are held to the thousandth of a unit: what CloudWatch's own agents send, and short on the wire. */
const rounded = (value: number) => Math.round(value * 1_000) / 1_000;

/** The datapoints of a shape on a grid of its source's resolution. @throws the file system's error for a CSV that cannot be read. */
export function buildPoints(shape: Shape, setting: Setting, grid: Grid): Points {
  if (typeof shape !== 'number') {
    switch (shape.kind) {
      case 'csv': {
        const { times, values } = shiftedTo(setting.end, readRecorded(shape, setting.folder), shape.scale);
        return singlePoints(listedTimes(times), values);
      }
      case 'gaps':
      case 'during':
        return punched(buildPoints(shape.of, setting, grid), presenceOf(shape, setting));
      case 'per-task':
        return taskPoints(shape, setting, grid);
      case 'events':
        return eventPoints(shape, setting, grid);
      case 'duration':
        return durationPoints(shape, setting, grid);
    }
  }
  return singlePoints(gridTimes(grid), column(grid, levelOf(shape, setting)));
}

function column({ start, step, length }: Grid, level: Level): Float64Array {
  const values = new Float64Array(length);
  for (let index = 0; index < length; index++) values[index] = rounded(level(start + index * step));
  return values;
}

/** The same datapoints, without those at times where there are none. */
function punched(points: Points, present: (time: number) => boolean): Points {
  const sums = points.sums.slice();
  for (let index = 0; index < points.length; index++) {
    if (!present(points.timeAt(index))) sums[index] = Number.NaN;
  }
  if (points.counts === null) return singlePoints(points, sums);
  const histogram = points.histogram === undefined ? {} : { histogram: listedHistogram(points.samples, sums) };
  return { ...points, sums, ...histogram };
}

/** Adds up the samples of every datapoint that is there. */
function listedHistogram(samples: (index: number) => Sample[], sums: Float64Array): (from: number, to: number) => Sample[] {
  return (from, to) => {
    const counts = new Map<number, number>();
    for (let index = from; index < to; index++) {
      if (Number.isNaN(sums[index])) continue;
      for (const { value, count } of samples(index)) counts.set(value, (counts.get(value) ?? 0) + count);
    }
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value);
  };
}

interface Columns {
  counts: Float64Array;
  sums: Float64Array;
  minima: Float64Array;
  maxima: Float64Array;
}

function emptyColumns(length: number): Columns {
  return {
    counts: new Float64Array(length),
    sums: new Float64Array(length).fill(Number.NaN),
    minima: new Float64Array(length),
    maxima: new Float64Array(length),
  };
}

function taskPoints(shape: ShapeOf<'per-task'>, setting: Setting, grid: Grid): Points {
  const { start, step, length } = grid;
  const [utilization, tasks] = [levelOf(shape.utilization, setting), levelOf(shape.tasks, setting)];
  const columns = emptyColumns(length);
  for (let index = 0; index < length; index++) {
    const time = start + index * step;
    const count = Math.round(tasks(time));
    const mean = rounded(utilization(time));
    if (!(count > 0) || Number.isNaN(mean)) continue;
    const reach = count === 1 ? 0 : shape.imbalance * mean;
    columns.counts[index] = count;
    columns.sums[index] = mean * count;
    columns.minima[index] = mean - reach;
    columns.maxima[index] = mean + reach;
  }
  return {
    ...gridTimes(grid),
    ...columns,
    samples: (index) => {
      const count = columns.counts[index] ?? 0;
      const [low, high] = [columns.minima[index] ?? 0, columns.maxima[index] ?? 0];
      if (low === high) return [{ value: low, count }];
      return Array.from({ length: count }, (_, task) => ({
        value: task === count - 1 ? high : low + ((high - low) * task) / (count - 1),
        count: 1,
      }));
    },
    percentiles: true,
    bytes: length * 32,
  };
}

function eventPoints(shape: ShapeOf<'events'>, setting: Setting, grid: Grid): Points {
  const { start, step, length } = grid;
  const events = eventsOf(shape.perMinute, step, setting);
  const sums = new Float64Array(length);
  const ones = new Float64Array(length);
  for (let index = 0; index < length; index++) {
    const count = events(start + index * step);
    sums[index] = count === 0 ? Number.NaN : count;
    ones[index] = count === 0 ? Number.NaN : 1;
  }
  const samples = (index: number) => [{ value: 1, count: sums[index] ?? 0 }];
  return {
    ...gridTimes(grid),
    sums,
    counts: sums,
    minima: ones,
    maxima: ones,
    samples,
    histogram: listedHistogram(samples, sums),
    percentiles: true,
    bytes: length * 16,
  };
}

function durationPoints(shape: ShapeOf<'duration'>, setting: Setting, grid: Grid): Points {
  const { start, step, length } = grid;
  const events = eventsOf(shape.perMinute, step, setting);
  const phases = saltOf(shape.perMinute, setting) ^ PHASES;
  const before = classDurations(shape);
  const after = shape.step === undefined ? before : classDurations(shape.step);
  const changes = shape.step === undefined ? Number.POSITIVE_INFINITY : setting.end - shape.step.hoursBeforeEnd * HOUR;
  const columns = emptyColumns(length);
  const { counts, sums, minima, maxima } = columns;
  const durationsAt = (index: number) => (start + index * step < changes ? before : after);
  const draw = (index: number, add: (durationClass: number, count: number) => void) =>
    sampleClasses(counts[index] ?? 0, chance(phases, (start + index * step) / 60), add);
  for (let index = 0; index < length; index++) {
    const count = events(start + index * step);
    if (count === 0) continue;
    counts[index] = count;
    const durations = durationsAt(index);
    let [sum, lowest, highest] = [0, -1, 0];
    draw(index, (durationClass, drawn) => {
      if (lowest < 0) lowest = durationClass;
      highest = durationClass;
      sum += (durations[durationClass] ?? 0) * drawn;
    });
    sums[index] = sum;
    minima[index] = durations[lowest] ?? 0;
    maxima[index] = durations[highest] ?? 0;
  }
  return {
    ...gridTimes(grid),
    ...columns,
    samples: (index) => {
      const list: Sample[] = [];
      draw(index, (durationClass, count) => list.push({ value: durationsAt(index)[durationClass] ?? 0, count }));
      return list;
    },
    histogram: (from, to) => {
      const totals = [new Float64Array(CLASSES), new Float64Array(CLASSES)] as const;
      for (let index = from; index < to; index++) {
        const total = totals[start + index * step < changes ? 0 : 1];
        if (!Number.isNaN(sums[index])) draw(index, (durationClass, count) => (total[durationClass] = (total[durationClass] ?? 0) + count));
      }
      const list = [before, after].flatMap((durations, part) =>
        Array.from(durations, (value, number) => ({ value, count: totals[part]?.[number] ?? 0 })),
      );
      return list.filter(({ count }) => count > 0).sort((a, b) => a.value - b.value);
    },
    percentiles: true,
    bytes: length * 32,
  };
}
