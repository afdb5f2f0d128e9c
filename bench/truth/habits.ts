import { ALL_DAYS, type Draw, WORKDAYS, type Work } from './demand.js';

/** Ways in which instances and tasks alike are used: the same draws in the same order, whoever is used so. */

export const office = (draw: Draw, level: number): Work => ({
  kind: 'office',
  level,
  from: draw.whole(6, 9),
  to: draw.whole(16, 20),
  days: WORKDAYS,
});
export const everyDay = (draw: Draw, level: number): Work => ({
  kind: 'office',
  level,
  from: draw.whole(5, 8),
  to: draw.whole(20, 22),
  days: ALL_DAYS,
});
export const steady = (_: Draw, level: number): Work => ({ kind: 'steady', level });
export const bursts = (draw: Draw, level: number): Work => ({
  kind: 'bursts',
  level,
  probability: draw.between(0.15, 0.4),
  minutes: draw.whole(20, 50),
});
export const releaseWeek = (_: Draw, level: number): Work => ({ kind: 'release-week', level, from: 8, to: 18 });
