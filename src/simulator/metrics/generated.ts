import { buildPoints } from './build-points.js';
import { chance, hashText } from './noise.js';
import { type ShapeInput, shapeSchema } from './shape.js';

/** Kinds of load that a back-test runs over. */
export const SERIES_NAMES = ['flat', 'office-hours', 'batch', 'growing', 'bursty', 'weekly', 'deploy-step', 'gap-ridden'] as const;
export type SeriesName = (typeof SERIES_NAMES)[number];

/** CPU utilization in percent, one value per five minutes from `start` (epoch seconds) on; NaN where there is no datapoint. */
export interface GeneratedSeries {
  name: SeriesName;
  seed: number;
  start: number;
  periodSeconds: 300;
  values: Float64Array;
  /** When a deployment changed the load (epoch seconds); null for all other kinds. */
  deployedAt: number | null;
}

const PERIOD = 300;
/** A Monday, so that two series of one name begin at the same place in the week. */
const START = Date.UTC(2026, 0, 5) / 1_000;

type Draw = (low: number, high: number) => number;

function shapeOf(name: SeriesName, draw: Draw, hours: number): ShapeInput {
  const idle = draw(0.5, 6);
  const busy = draw(15, 90);
  const noise = draw(0.02, 0.3);
  const whole = (low: number, high: number) => Math.round(draw(low, high));
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  switch (name) {
    case 'flat':
      return { kind: 'flat', level: draw(1, 75), noise };
    case 'office-hours':
      return {
        kind: 'office-hours',
        busy,
        idle,
        noise,
        from: clock(whole(6, 10)),
        to: clock(whole(16, 21)),
        utcOffsetMinutes: 60 * whole(-8, 8),
      };
    case 'batch':
      return { kind: 'batch', busy, idle, noise, at: clock(whole(0, 23)), minutes: whole(15, 360) };
    case 'growing':
      return { kind: 'growing', from: draw(2, 35), to: draw(36, 90), overDays: hours / 24, noise };
    case 'bursty':
      return { kind: 'bursty', burst: busy, idle, noise, probability: draw(0.002, 0.08), minutes: whole(5, 45) };
    case 'weekly':
      return {
        kind: 'sum',
        of: [
          { kind: 'office-hours', busy: draw(5, 40), idle, noise },
          { kind: 'batch', days: ['sat'], at: clock(whole(0, 20)), minutes: whole(60, 600), busy: draw(20, 55), idle: 0, noise },
        ],
      };
    case 'deploy-step': {
      const half: ShapeInput = { kind: 'flat', level: draw(3, 70), noise };
      const after: ShapeInput = {
        kind: 'office-hours',
        busy: draw(3, 80),
        idle: draw(1, 3),
        noise,
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      };
      return { kind: 'step', hoursBeforeEnd: hours * draw(0.1, 0.9), before: half, after };
    }
    case 'gap-ridden':
      return { kind: 'gaps', missingFraction: draw(0.05, 0.5), of: { kind: 'office-hours', busy, idle, noise } };
  }
}

/**
 * A series of a named kind, `points` five-minute values long. Its levels, hours and noise follow from the seed; every value
 * is from 0 to 100. The same arguments give the same values.
 */
export function generateSeries(name: SeriesName, seed: number, points: number): GeneratedSeries {
  const salt = hashText(name, seed);
  let drawn = 0;
  const draw: Draw = (low, high) => low + (high - low) * chance(salt, drawn++);
  const shape = shapeSchema.parse(shapeOf(name, draw, (points * PERIOD) / 3_600));
  const setting = { end: START + points * PERIOD, variant: 0, seed: salt, folder: '.' };
  const { sums } = buildPoints(shape, setting, { start: START, step: PERIOD, length: points });
  const deployedAt = typeof shape !== 'number' && shape.kind === 'step' ? setting.end - shape.hoursBeforeEnd * 3_600 : null;
  return { name, seed, start: START, periodSeconds: PERIOD, values: sums.map((value) => Math.min(100, value)), deployedAt };
}
