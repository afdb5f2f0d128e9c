import { scaleLinear } from 'd3-scale';
import type { Figure } from '../../model/report-figures.js';
import { percentOf, usd } from '../format.js';
import { block, element, escapeXml, label, picture } from './svg.js';

type Of<T extends Figure['type']> = Extract<Figure, { type: T }>;

const WIDTH = 560;
const LEFT = 96;
const RIGHT = 452;

/** Cost of each generation as a bar, and at its end the part that can be saved. */
export function drawGenerations(id: string, figure: Of<'generations'>, description: string): string {
  const row = 64;
  const x = scaleLinear()
    .domain([0, Math.max(1e-9, ...figure.rows.map(({ costUsd }) => costUsd ?? 0))])
    .range([0, RIGHT - LEFT]);
  return picture(
    id,
    'generations',
    { width: WIDTH, height: figure.rows.length * row + 4 },
    figure.title,
    description,
    ...figure.rows.map(({ label: name, costUsd, savingsUsd }, at) => {
      const y = at * row + 8;
      const cost = x(costUsd ?? 0);
      const saving = Math.min(cost, x(Math.max(0, savingsUsd)));
      const share = percentOf(savingsUsd, costUsd);
      return (
        label(0, y + 22, name, { class: 'name' }, 16) +
        element('rect', { class: 'cost', x: LEFT, y, width: Math.max(1, cost - saving), height: 34 }) +
        element('rect', { class: 'saving', x: LEFT + cost - saving, y, width: saving, height: 34 }) +
        label(LEFT + cost + 8, y + 15, usd(costUsd), { class: 'value' }) +
        (savingsUsd > 0 ? label(LEFT + cost + 8, y + 30, `${share} to save`, { class: 'axis mark-saving' }) : '')
      );
    }),
  );
}

/** Savings below this share of the cost would be slivers on a full axis. */
const BREAK_BELOW = 0.4;

/**
 * From the cost now, step by step, to the cost after all changes. Where the savings are a small part, the axis does not
 * start at zero: the two totals then carry a visible break, and only the steps may be compared by length.
 */
export function drawWaterfall(id: string, figure: Of<'waterfall'>, description: string): string {
  const row = 32;
  const left = 226;
  const right = 468;
  const saved = figure.startUsd - figure.endUsd;
  const broken = saved > 0 && saved < BREAK_BELOW * figure.startUsd;
  const floor = broken ? Math.max(0, figure.endUsd - saved * 0.5) : 0;
  const rows = [{ label: 'Cost now', usd: figure.startUsd }, ...figure.steps, { label: 'Cost after', usd: figure.endUsd }];
  const x = scaleLinear()
    .domain([floor, Math.max(floor + 1e-9, figure.startUsd)])
    .range([left, right]);
  let remaining = figure.startUsd;
  const drawn = rows.map(({ label: name, usd: amount }, at) => {
    const y = at * row + 5;
    const end = at === 0 || at === rows.length - 1;
    const from = end ? floor : Math.max(floor, remaining - amount);
    const to = end ? amount : remaining;
    if (!end) remaining = remaining - amount;
    const connector =
      at === rows.length - 1 ? '' : element('line', { class: 'connector', x1: x(remaining), x2: x(remaining), y1: y + 22, y2: y + row });
    const gap = end && broken ? element('path', { class: 'axis-break', d: `M${left + 16} ${y - 1}l-5 24h5l5 -24z` }) : '';
    return (
      block(left - 10, y + 11, name, { class: end ? 'name' : 'axis', 'text-anchor': 'end' }, 31) +
      element('rect', { class: end ? 'cost' : 'saving', x: x(from), y, width: Math.max(1.5, x(to) - x(from)), height: 22 }) +
      gap +
      connector +
      label(WIDTH - 2, y + 15, end ? usd(amount) : usd(-amount), { class: end ? 'value' : 'axis', 'text-anchor': 'end' })
    );
  });
  return picture(id, 'waterfall', { width: WIDTH, height: rows.length * row }, figure.title, description, ...drawn);
}

/** Least width of a part and the gap after it, in thousandths of the bar: a part of a few dollars is still seen. */
const LEAST = 10;
const GAP = 4;

/** Widths of the parts in thousandths; what the smallest are widened by is taken from the largest. */
function widthsOf(amounts: readonly number[]): number[] {
  const total = amounts.reduce((sum, amount) => sum + amount, 0) || 1;
  const widths = amounts.map((amount) => Math.max(LEAST, (1000 * amount) / total));
  const largest = widths.indexOf(Math.max(...widths));
  const over = widths.reduce((sum, width) => sum + width, 0) - 1000;
  return widths.map((width, at) => (at === largest ? Math.max(LEAST, width - over) : width));
}

/** The whole monthly cost as one bar: what each kind of change saves, and what remains. */
export function drawSplit(id: string, figure: Of<'split'>, description: string): string {
  const width = 1000;
  const widths = widthsOf([...figure.parts.map(({ usd: amount }) => amount), figure.restUsd]);
  let from = 0;
  const drawn = widths.map((own, at) => {
    const rest = at === widths.length - 1;
    const x = from + 1;
    from += own;
    // Half of each edge lies outside its part.
    return element('rect', { class: rest ? 'rest' : `part-${at % 6}`, x, y: 1, width: own - (rest ? 2 : GAP), height: 12 });
  });
  return element(
    'svg',
    {
      class: 'chart chart-split',
      viewBox: `0 0 ${width} 14`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-labelledby': `${id}-t ${id}-d`,
    },
    element('title', { id: `${id}-t` }, escapeXml(figure.title)),
    element('desc', { id: `${id}-d` }, escapeXml(description)),
    ...drawn,
  );
}
