import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { Chart } from '../../model/evaluation.js';
import { number, usd } from '../format.js';
import { block, element, label, picture, spread } from './svg.js';

type BreakEvenChart = Extract<Chart, { type: 'break-even' }>;

const SIZE = { width: 560, height: 240 };
const FRAME = { left: 62, right: 384, top: 26, bottom: 196 };

/** Dollars without cents, for an axis. */
const axisUsd = (value: number) => usd(value).replace(/\.\d\d$/, '');

/** What the same work costs a month by load in each place, with this one's own load, its range and its cost. */
export function drawBreakEven(id: string, chart: BreakEvenChart, description: string): string {
  const { own, curves } = chart;
  const points = curves.flatMap((curve) => curve.points);
  const x = scaleLinear()
    .domain([0, Math.max(own.high, own.x, ...points.map((point) => point.x), 1e-9)])
    .range([FRAME.left, FRAME.right]);
  const y = scaleLinear()
    .domain([0, Math.max(own.usd ?? 0, ...points.map((point) => point.usd), 1e-9)])
    .range([FRAME.bottom, FRAME.top])
    .nice(4);
  const path = line<{ x: number; usd: number }>()
    .x((point) => x(point.x))
    .y((point) => y(point.usd))
    .digits(1);
  const ends = spread(
    curves.map((curve) => y(curve.points.at(-1)?.usd ?? 0) + 4),
    30,
    FRAME.top + 6,
    FRAME.bottom,
  );
  const series = (at: number) => `series-${at % 6}`;
  return picture(
    id,
    'break-even',
    SIZE,
    chart.title,
    description,
    element('rect', {
      class: 'range',
      x: x(own.low),
      y: FRAME.top,
      width: Math.max(1, x(own.high) - x(own.low)),
      height: FRAME.bottom - FRAME.top,
    }),
    ...y
      .ticks(4)
      .map(
        (tick) =>
          element('line', { class: tick === 0 ? 'base' : 'grid', x1: FRAME.left, x2: FRAME.right, y1: y(tick), y2: y(tick) }) +
          label(FRAME.left - 6, y(tick) + 4, axisUsd(tick), { class: 'axis', 'text-anchor': 'end' }),
      ),
    ...x.ticks(5).map((tick) => label(x(tick), FRAME.bottom + 18, number(tick), { class: 'axis', 'text-anchor': 'middle' })),
    ...curves.map((curve, at) => element('path', { class: `curve ${series(at)}`, d: path(curve.points) ?? '' })),
    ...curves.map(
      (curve, at) =>
        element('path', { class: `curve ${series(at)}`, d: `M${FRAME.right + 6} ${Math.round((ends[at] ?? 0) - 4)}h12` }) +
        block(FRAME.right + 22, (ends[at] ?? 0) - 4, curve.label, { class: 'axis' }, 23),
    ),
    element('line', { class: 'own', x1: x(own.x), x2: x(own.x), y1: FRAME.top, y2: FRAME.bottom }),
    own.usd === null ? '' : element('circle', { class: 'own-point', cx: x(own.x), cy: y(own.usd), r: 5 }),
    label(x(own.x), FRAME.top - 8, `this one: ${number(own.x)}`, {
      class: 'mark',
      'text-anchor': x(own.x) > FRAME.right - 60 ? 'end' : x(own.x) < FRAME.left + 60 ? 'start' : 'middle',
    }),
    label((FRAME.left + FRAME.right) / 2, SIZE.height - 6, chart.xUnit, { class: 'axis', 'text-anchor': 'middle' }),
  );
}
