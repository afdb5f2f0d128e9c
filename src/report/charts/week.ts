import type { Chart } from '../../model/evaluation.js';
import { element, label, picture, round } from './svg.js';

type WeekChart = Extract<Chart, { type: 'week' }>;

const SIZE = { width: 560, height: 208 };
const LEFT = 40;
const TOP = 20;
const CELL = { width: 21.5, height: 21 };
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const LEVELS = 5;

/** Cells of one look as one path: 168 rectangles would be five times the bytes. */
function cells(className: string, at: readonly number[]): string {
  if (at.length === 0) return '';
  const [width, height] = [CELL.width - 1.5, CELL.height - 1.5];
  const d = at.map(
    (hour) =>
      `M${round(LEFT + (hour % 24) * CELL.width)} ${round(TOP + Math.floor(hour / 24) * CELL.height)}h${width}v${height}h-${width}z`,
  );
  return element('path', { class: className, d: d.join('') });
}

/** The 168 hours of a week, Monday first: how busy each was, which were never seen, and which can be off. */
export function drawWeek(id: string, chart: WeekChart, description: string): string {
  const hours = Array.from({ length: 168 }, (_, hour) => hour);
  const highest = Math.max(0, ...chart.values.flatMap((value) => value ?? []));
  const levelOf = (value: number) => (highest <= 0 ? 0 : Math.min(LEVELS - 1, Math.floor((value / highest) * LEVELS)));
  const seenAt = (hour: number) => chart.values[hour] ?? null;
  const isRemovable = (hour: number) => chart.removable[hour] === true;
  const layers = Array.from({ length: LEVELS }, (_, level) =>
    cells(
      `heat-${level}`,
      hours.filter((hour) => {
        const value = seenAt(hour);
        return value !== null && !isRemovable(hour) && levelOf(value) === level;
      }),
    ),
  );
  const legendY = SIZE.height - 12;
  const ramp = Array.from({ length: LEVELS }, (_, level) =>
    element('rect', { class: `heat-${level}`, x: LEFT + 30 + level * 16, y: legendY - 10, width: 14, height: 12 }),
  );
  return picture(
    id,
    'week',
    SIZE,
    chart.title,
    description,
    ...DAYS.map((day, at) => label(LEFT - 8, TOP + at * CELL.height + 14, day, { class: 'axis', 'text-anchor': 'end' })),
    ...[0, 6, 12, 18].map((hour) => label(LEFT + hour * CELL.width, 13, `${String(hour).padStart(2, '0')}:00`, { class: 'axis' })),
    ...layers,
    cells(
      'heat-unseen',
      hours.filter((hour) => seenAt(hour) === null),
    ),
    cells(
      'heat-off',
      hours.filter((hour) => seenAt(hour) !== null && isRemovable(hour)),
    ),
    label(LEFT, legendY, 'idle', { class: 'axis' }),
    ...ramp,
    label(LEFT + 30 + LEVELS * 16 + 4, legendY, 'busy', { class: 'axis' }),
    element('rect', { class: 'heat-off', x: LEFT + 180, y: legendY - 10, width: 14, height: 12 }),
    label(LEFT + 200, legendY, 'can be off', { class: 'axis' }),
    element('rect', { class: 'heat-unseen', x: LEFT + 290, y: legendY - 10, width: 14, height: 12 }),
    label(LEFT + 310, legendY, 'not seen', { class: 'axis' }),
    label(SIZE.width - 6, legendY, chart.timeZone, { class: 'axis', 'text-anchor': 'end' }, 24),
  );
}
