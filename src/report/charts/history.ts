import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Figure } from '../../model/report-figures.js';
import { dayText, inUnit, usd } from '../format.js';
import { element, label, picture, spread } from './svg.js';

type History = Extract<Figure, { type: 'history' }>;
type Point = History['lines'][number]['points'][number];

const SIZE = { width: 560, height: 210 };
const FRAME = { left: 70, right: 430, top: 12, bottom: 172 };
const MOST_TICKS = 6;

const isKnown = ({ value }: Point): boolean => value !== null;

/** An amount on an axis: without "a month", which the title says, and in whole dollars where cents tell nothing. */
function axisText(value: number, unit: History['unit']): string {
  if (unit !== 'usd-per-month') return inUnit(value, unit);
  return Math.abs(value) < 10 && value !== 0 ? usd(value) : usd(Math.round(value)).replace(/\.\d\d$/, '');
}

/** The first, the last, and as many between as there is room for. */
function ticksOf(times: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil((times.length - 1) / (MOST_TICKS - 1)));
  const last = times.length - 1;
  return times.filter((_, at) => at === last || (at % step === 0 && last - at >= step / 2));
}

/** Values of several snapshots over time, one line each; a point that is a lower bound is hollow, and what is not known is a gap. */
export function drawHistory(id: string, figure: History, description: string): string {
  const points = figure.lines.flatMap((one) => one.points);
  const times = [...new Set(points.map(({ at }) => at))].sort((a, b) => a - b);
  const [first = 0] = times;
  const last = times.at(-1) ?? first;
  // A single snapshot stands in the middle.
  const x = scaleLinear()
    .domain(first === last ? [first - 1, last + 1] : [first, last])
    .range([FRAME.left + 8, FRAME.right - 8]);
  const highest = figure.most ?? Math.max(0, ...points.flatMap(({ value }) => value ?? []));
  const y = scaleLinear()
    .domain([0, highest === 0 ? 1 : highest])
    .range([FRAME.bottom, FRAME.top]);
  if (figure.most === null) y.nice(4);
  const path = line<Point>()
    .defined(isKnown)
    .x(({ at }) => x(at))
    .y(({ value }) => y(value ?? 0))
    .digits(1);
  const latest = figure.lines.map((one) => one.points.findLast(isKnown)?.value ?? null);
  const places = spread(
    latest.map((value) => y(value ?? 0) + 4),
    30,
    FRAME.top + 4,
    FRAME.bottom - 10,
  );
  return picture(
    id,
    'history',
    SIZE,
    figure.title,
    description,
    ...y.ticks(4).map((tick) => {
      const at = y(tick);
      return (
        element('line', { class: tick === 0 ? 'base' : 'grid', x1: FRAME.left, x2: FRAME.right, y1: at, y2: at }) +
        label(FRAME.left - 6, at + 4, axisText(tick, figure.unit), { class: 'axis', 'text-anchor': 'end' }, 12)
      );
    }),
    ...ticksOf(times).map(
      (at) =>
        element('line', { class: 'tick', x1: x(at), x2: x(at), y1: FRAME.bottom, y2: FRAME.bottom + 4 }) +
        label(x(at), FRAME.bottom + 18, dayText(at), { class: 'axis', 'text-anchor': 'middle' }),
    ),
    ...figure.lines.flatMap((one, at) => [
      element('path', { class: `curve series-${at * 2}`, d: path(one.points) ?? '' }),
      ...one.points.map(({ at: time, value, atLeast }) =>
        value === null
          ? ''
          : element('circle', { class: `point series-${at * 2}${atLeast ? ' hollow' : ''}`, cx: x(time), cy: y(value), r: 3.5 }),
      ),
      label(FRAME.right + 10, places[at] ?? 0, one.label, { class: 'axis' }, 18),
      label(
        FRAME.right + 10,
        (places[at] ?? 0) + 14,
        latest[at] == null ? 'not known' : axisText(latest[at], figure.unit),
        { class: 'value' },
        16,
      ),
    ]),
  );
}
