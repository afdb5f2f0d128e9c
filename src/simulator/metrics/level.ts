import { canonicalJson } from '../../model/canonical-json.js';
import { monthEndOf, scheduleOf } from './calendar.js';
import { chance, hashText, scramble } from './noise.js';
import { readRecorded, shiftedTo } from './recorded.js';
import type { Shape } from './shape.js';

/** What values depend on besides the shape. */
export interface Setting {
  /** Epoch seconds of the fleet's "now". */
  end: number;
  /** Which of the few kinds of noise: resources of one variant and one shape have the same values. */
  variant: number;
  /** Seed of the fleet. */
  seed: number;
  /** Folder that relative CSV paths start from. */
  folder: string;
}

/** The level at a time (epoch seconds); NaN where there is no datapoint. */
export type Level = (time: number) => number;

const HOUR = 3_600;
const DAY = 86_400;

/** Noise of a shape: the same wherever the same shape stands, so that two metrics of one load agree with each other. */
export function saltOf(shape: Shape, { seed, variant }: Setting): number {
  return hashText(canonicalJson(shape), scramble(Math.imul(seed, 31) + variant));
}

interface Banded {
  noise: number;
  spread: number;
}

/** Puts the noise band around a level, and moves it by the variant's own part of the spread. */
function banded(shape: Shape & Banded, setting: Setting, level: Level): Level {
  const salt = saltOf(shape, setting);
  const factor = 1 + shape.spread * (2 * chance(salt, -1) - 1);
  const width = shape.noise;
  if (width === 0) return factor === 1 ? level : (time) => level(time) * factor;
  return (time) => level(time) * factor * (1 + width * (2 * chance(salt, time / 60) - 1));
}

function drawn(probability: number, slotSeconds: number, salt: number): (time: number) => boolean {
  return (time) => chance(salt, Math.floor(time / slotSeconds)) < probability;
}

const SLOTS = 0x51ed270b;
const HOLES = 0x2c1b3c6d;

/** Compiles a shape whose datapoints hold one sample. Throws a TypeError for kinds whose datapoints hold several. */
export function levelOf(shape: Shape, setting: Setting): Level {
  if (typeof shape === 'number') return () => shape;
  const { end } = setting;
  switch (shape.kind) {
    case 'flat':
      return banded(shape, setting, () => shape.level);
    case 'office-hours':
    case 'batch':
      return banded(shape, setting, choose(scheduleOf(shape), shape.busy, shape.idle));
    case 'month-end':
      return banded(shape, setting, choose(monthEndOf(shape.lastDays, shape.firstDays), shape.busy, shape.idle));
    case 'bursty': {
      const bursts = drawn(shape.probability, shape.minutes * 60, saltOf(shape, setting) ^ SLOTS);
      return banded(shape, setting, choose(bursts, shape.burst, shape.idle));
    }
    case 'growing': {
      const start = end - shape.overDays * DAY;
      const rise = (shape.to - shape.from) / (end - start);
      return banded(shape, setting, (time) => shape.from + Math.max(0, time - start) * rise);
    }
    case 'absent':
      return () => Number.NaN;
    case 'csv':
      return recordedLevel(shiftedTo(end, readRecorded(shape, setting.folder), shape.scale));
    case 'step': {
      const [before, after] = [levelOf(shape.before, setting), levelOf(shape.after, setting)];
      const at = end - shape.hoursBeforeEnd * HOUR;
      return (time) => (time < at ? before(time) : after(time));
    }
    case 'sum':
      return joined(shape.of, setting, (a, b) => a + b);
    case 'largest':
      return joined(shape.of, setting, Math.max);
    case 'scaled': {
      const inner = levelOf(shape.of, setting);
      const { by, minimum, maximum = Number.POSITIVE_INFINITY, whole } = shape;
      const bounded: Level = (time) => Math.min(maximum, Math.max(minimum, inner(time) * by));
      return whole ? (time) => Math.round(bounded(time)) : bounded;
    }
    case 'gaps':
    case 'during': {
      const [inner, present] = [levelOf(shape.of, setting), presenceOf(shape, setting)];
      return (time) => (present(time) ? inner(time) : Number.NaN);
    }
    case 'concurrency': {
      const events = eventsOf(shape.perMinute, 60, setting);
      return (time) => {
        const count = events(time);
        return count === 0 ? Number.NaN : Math.max(1, Math.round((count * shape.meanMilliseconds) / 60_000));
      };
    }
    default:
      throw new TypeError(`${shape.kind} cannot stand for a level`);
  }
}

function choose(busy: (time: number) => boolean, high: number, low: number): Level {
  return (time) => (busy(time) ? high : low);
}

function joined(shapes: readonly Shape[], setting: Setting, join: (a: number, b: number) => number): Level {
  const parts = shapes.map((shape) => levelOf(shape, setting));
  return (time) => {
    let total = Number.NaN;
    for (const part of parts) {
      const value = part(time);
      if (!Number.isNaN(value)) total = Number.isNaN(total) ? value : join(total, value);
    }
    return total;
  };
}

/** A recorded value holds until the next one is due: its own minute, five at most. */
function recordedLevel({ times, values }: { times: Float64Array; values: Float64Array }): Level {
  return (time) => {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    const at = times[low - 1];
    return at !== undefined && time - at < 300 ? (values[low - 1] ?? Number.NaN) : Number.NaN;
  };
}

/** Where a shape with holes, or one inside a span, has datapoints. */
export function presenceOf(shape: Extract<Shape, { kind: 'gaps' | 'during' }>, setting: Setting): (time: number) => boolean {
  const hoursAgo = (hours: number) => setting.end - hours * HOUR;
  if (shape.kind === 'during') {
    const from = shape.fromHoursBeforeEnd === undefined ? Number.NEGATIVE_INFINITY : hoursAgo(shape.fromHoursBeforeEnd);
    const to = hoursAgo(shape.toHoursBeforeEnd);
    return (time) => time >= from && time < to;
  }
  const missing = drawn(shape.missingFraction, HOUR, saltOf(shape, setting) ^ HOLES);
  const spans = shape.spans.map(({ fromHoursBeforeEnd, toHoursBeforeEnd }) => [hoursAgo(fromHoursBeforeEnd), hoursAgo(toHoursBeforeEnd)]);
  return (time) => !missing(time) && !spans.some(([from = 0, to = 0]) => time >= from && time < to);
}

/** Whole events in the sample of `seconds` that begins at a time: on average as many as the level says, never a negative number. */
export function eventsOf(perMinute: Shape, seconds: number, setting: Setting): (time: number) => number {
  const rate = levelOf(perMinute, setting);
  const salt = saltOf(perMinute, setting) ^ SLOTS;
  return (time) => {
    const expected = (rate(time) * seconds) / 60;
    return expected > 0 ? Math.floor(expected + chance(salt, time / 60)) : 0;
  };
}
