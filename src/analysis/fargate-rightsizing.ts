import type { Series } from '../model/metric.js';
import type { EcsService } from '../model/resource/index.js';
import { epochSeconds } from '../model/time.js';
import { busiestHours } from './busiest-hours.js';
import { deploymentStarts, withoutStarts } from './fargate-service.js';
import { isEnough, smallestSize, type TaskSize, taskSizes } from './fargate-sizes.js';
import { between, datapoints, endOf, hoursWithData, maximum, percentile } from './series.js';

/** The percentile of the 5-minute maxima that a size must carry, as Compute Optimizer takes it. */
const CPU_PERCENTILE = 99.5;

/** CPU that tasks of a service need, from 5-minute maxima of their utilization. */
export interface CpuNeed {
  /** p99.5 of the 5-minute maxima, starts left out: of the part that needs more, all of the window or since the size changed. */
  cpuUnits: number;
  /** Highest single value, starts left out. */
  peakCpuUnits: number;
  /** Highest mean of any 60 minutes of the 5-minute maxima, starts left out. */
  busiestHourUnits: number;
  /** The values that this follows from, in CPU units. */
  series: Series;
  datapoints: number;
  hours: number;
  /** Datapoints left out because they lie within 15 minutes of a deployment's start. */
  leftOut: number;
}

/** Where the size of the tasks changed inside the window, and from what. */
export interface SizeChange {
  at: number;
  previous: TaskSize;
}

/**
 * The change of size inside a span, where the revision before could be read: it happened when the current deployment started.
 * A dimension that is not known of the revision before is taken as unchanged. A change after the span's end is ignored.
 */
export function sizeChange(service: EcsService, size: TaskSize, from: number, to: number): SizeChange | null {
  const start = currentDeploymentStart(service);
  if (service.previousSize === null || start === null || start < from || start >= to) return null;
  const { cpuUnits, memoryMib } = service.previousSize;
  return { at: start, previous: { cpuUnits: cpuUnits ?? size.cpuUnits, memoryMib: memoryMib ?? size.memoryMib } };
}

/** Start of the deployment that runs now, epoch seconds. */
export function currentDeploymentStart(service: EcsService): number | null {
  const createdAt = service.deployments.find(({ status }) => status === 'PRIMARY')?.createdAt ?? null;
  return createdAt === null ? null : epochSeconds(createdAt);
}

/** CPU needed in units, whatever size the tasks had when each value was measured: percentages are of the size at the time. null: no datapoints. */
export function cpuNeed(service: EcsService, size: TaskSize, series: Series): CpuNeed | null {
  const change = sizeChange(service, size, series.start, endOf(series));
  const { series: working, leftOut } = withoutStarts(series, deploymentStarts(service));
  const units = new Float64Array(working.values.length);
  for (let index = 0; index < units.length; index += 1) {
    const before = change !== null && working.start + index * working.periodSeconds < change.at;
    units[index] = ((working.values[index] ?? Number.NaN) / 100) * (before ? change.previous.cpuUnits : size.cpuUnits);
  }
  const inUnits = { ...working, values: units };
  const whole = percentile(units, CPU_PERCENTILE);
  const peak = maximum(units);
  if (whole === null || peak === null) return null;
  // Advice that was taken last week must hold on what was seen since, not be drowned by the weeks before.
  const since = change === null ? null : percentile(between(inUnits, change.at, endOf(series)).values, CPU_PERCENTILE);
  return {
    cpuUnits: Math.max(whole, since ?? 0),
    peakCpuUnits: peak,
    busiestHourUnits: busiestHours(inUnits).busiest,
    series: inUnits,
    datapoints: datapoints(units),
    hours: hoursWithData(inUnits),
    leftOut,
  };
}

/**
 * Amount of one dimension used by a task on each day, in CPU units or MiB, from daily maxima in percent of the size at the time. On the
 * day of a change the larger of both sizes counts. `firstDay`: epoch seconds at which the first value's day starts. null: no datapoint.
 */
export function dailyUnits(
  dailyMaxima: readonly (number | null)[],
  firstDay: number,
  dimension: keyof TaskSize,
  size: TaskSize,
  change: SizeChange | null,
): (number | null)[] {
  return dailyMaxima.map((percent, day) => {
    if (percent === null) return null;
    const start = firstDay + day * 86_400;
    const current = change === null || start + 86_400 > change.at ? size[dimension] : 0;
    const previous = change !== null && start < change.at ? change.previous[dimension] : 0;
    return (percent / 100) * Math.max(current, previous);
  });
}

/**
 * Highest mean CPU of a day, in CPU units, from daily averages in percent of the size at the time. The day of a change is left out: what its mean
 * is a share of is not known. `firstDay` as of `dailyUnits`.
 */
export function busiestDayUnits(
  dailyMeans: readonly (number | null)[],
  firstDay: number,
  size: TaskSize,
  change: SizeChange | null,
): number {
  const changed = change === null ? -1 : Math.floor((change.at - firstDay) / 86_400);
  const means = dailyMeans.map((percent, day) => (day === changed ? null : percent));
  return dailyUnits(means, firstDay, 'cpuUnits', size, change).reduce<number>((top, units) => Math.max(top, units ?? 0), 0);
}

/** What a task needs, before headroom; a dimension that is to stay as it is has `keep`. */
export interface TaskNeed {
  cpuUnits: number | 'keep';
  memoryMib: number | 'keep';
}

export type SizeVerdict =
  | { verdict: 'smaller'; size: TaskSize }
  | { verdict: 'fits' }
  /** A dimension has less than the headroom already, so neither is taken away. */
  | { verdict: 'short'; dimension: 'CPU' | 'memory' };

/**
 * The smallest valid size on which every projected utilization is at most 100 x (1 - headroom) percent; equality fits. It is advised
 * when one dimension shrinks, none grows and none is short now. With `keep` the dimension stays exactly as it is. `ahead` is what must fit
 * without headroom, which is there for it.
 */
export function smallerSize(
  size: TaskSize,
  need: TaskNeed,
  headroomPercent: number,
  operatingSystem: 'linux' | 'windows',
  ahead: TaskSize = { cpuUnits: 0, memoryMib: 0 },
): SizeVerdict {
  const withHeadroom = (dimension: keyof TaskSize): number => {
    const needed = need[dimension];
    return needed === 'keep' ? size[dimension] : needed / (1 - headroomPercent / 100);
  };
  if (!isEnough(size.cpuUnits, withHeadroom('cpuUnits'))) return { verdict: 'short', dimension: 'CPU' };
  if (!isEnough(size.memoryMib, withHeadroom('memoryMib'))) return { verdict: 'short', dimension: 'memory' };
  const wanted = (dimension: keyof TaskSize): number =>
    need[dimension] === 'keep' ? size[dimension] : Math.max(withHeadroom(dimension), ahead[dimension]);
  const [cpuUnits, memoryMib] = [wanted('cpuUnits'), wanted('memoryMib')];
  const kept = (candidate: TaskSize): boolean =>
    (need.cpuUnits !== 'keep' || candidate.cpuUnits === size.cpuUnits) &&
    (need.memoryMib !== 'keep' || candidate.memoryMib === size.memoryMib);
  const found =
    need.cpuUnits === 'keep' || need.memoryMib === 'keep'
      ? (taskSizes(operatingSystem).find(
          (candidate) => kept(candidate) && isEnough(candidate.cpuUnits, cpuUnits) && isEnough(candidate.memoryMib, memoryMib),
        ) ?? null)
      : smallestSize({ cpuUnits, memoryMib }, operatingSystem);
  if (found === null || found.cpuUnits > size.cpuUnits || found.memoryMib > size.memoryMib) return { verdict: 'fits' };
  return found.cpuUnits === size.cpuUnits && found.memoryMib === size.memoryMib ? { verdict: 'fits' } : { verdict: 'smaller', size: found };
}

/**
 * The percent of the present size at which the verdict on one dimension's need would flip from `smaller`, the other need staying: the
 * highest need at which a smaller size is still advised.
 */
export function flipPercent(
  dimension: 'cpuUnits' | 'memoryMib',
  size: TaskSize,
  need: TaskNeed,
  headroomPercent: number,
  operatingSystem: 'linux' | 'windows',
): number | null {
  const capacities = [...new Set(taskSizes(operatingSystem).map((candidate) => candidate[dimension]))].sort((a, b) => b - a);
  for (const capacity of capacities) {
    const highest = capacity * (1 - headroomPercent / 100);
    if (
      capacity <= size[dimension] &&
      smallerSize(size, { ...need, [dimension]: highest }, headroomPercent, operatingSystem).verdict === 'smaller'
    ) {
      return (100 * highest) / size[dimension];
    }
  }
  return null;
}
