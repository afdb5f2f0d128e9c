import { scaleLinear } from 'd3-scale';
import type { Chart } from '../../model/evaluation.js';
import { inUnit, NOT_KNOWN } from '../format.js';
import { capital, dimensionWord } from '../labels.js';
import { element, label, picture } from './svg.js';

type BeforeAfterChart = Extract<Chart, { type: 'before-after' }>;

const WIDTH = 560;
const LEFT = 120;
const RIGHT = 470;
const TOP = 22;
const ROW = 46;

/** Present against projected utilization per dimension, with the limit that headroom sets. */
export function drawBeforeAfter(id: string, chart: BeforeAfterChart, description: string): string {
  const known = chart.dimensions.flatMap(({ nowPercent, projectedPercent, limitPercent }) => [
    nowPercent ?? 0,
    projectedPercent ?? 0,
    limitPercent,
  ]);
  const x = scaleLinear()
    .domain([0, Math.max(100, ...known)])
    .range([LEFT, RIGHT]);
  const height = TOP + chart.dimensions.length * ROW + 6;
  /** The words behind the bar; inside it where they would cross the line of the limit and the bar has room for them. */
  const words = (className: string, text: string, end: number, y: number, limit: number) => {
    const crosses = end <= limit && end + 84 > limit;
    if (crosses && end - LEFT > 96) return label(end - 6, y + 10, text, { class: `on-${className}`, 'text-anchor': 'end' });
    return label((crosses ? limit : end) + 6, y + 10, text, { class: 'axis' });
  };
  const bar = (className: string, value: number | null, y: number, word: string, limit: number) =>
    value === null
      ? label(LEFT + 4, y + 10, `${word}: ${NOT_KNOWN}`, { class: 'axis' })
      : element('rect', { class: className, x: LEFT, y, width: Math.max(1.5, x(value) - LEFT), height: 13 }) +
        words(className, `${inUnit(value, 'percent')} ${word}`, x(value), y, limit);
  return picture(
    id,
    'before-after',
    { width: WIDTH, height },
    chart.title,
    description,
    ...chart.dimensions.map(({ dimension, nowPercent, projectedPercent, limitPercent }, at) => {
      const y = TOP + at * ROW;
      const limit = x(limitPercent);
      return (
        label(LEFT - 10, y + 18, capital(dimensionWord(dimension)), { class: 'name', 'text-anchor': 'end' }, 16) +
        bar('now', nowPercent, y, 'now', limit) +
        bar('after', projectedPercent, y + 15, 'after', limit) +
        element('line', { class: 'threshold', x1: limit, x2: limit, y1: y - 4, y2: y + 31 }) +
        (at === 0 ? label(limit, y - 9, `at most ${inUnit(limitPercent, 'percent')}`, { class: 'axis', 'text-anchor': 'middle' }) : '')
      );
    }),
  );
}
