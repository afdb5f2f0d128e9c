import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { Chart, LineValues } from '../../model/evaluation.js';
import { dayText, inUnit } from '../format.js';
import { element, label, picture, spread } from './svg.js';

type LineChart = Extract<Chart, { type: 'line' }>;
interface Column {
  at: number;
  value: number | null;
}

const SIZE = { width: 560, height: 176 };
const FRAME = { left: 50, right: 468, top: 12, bottom: 150 };
const MOST_COLUMNS = 240;
const DAY = 86_400;

/** The highest value of each of at most `most` equal stretches: a peak is never lost to drawing. */
function columnsOf(values: LineValues, most: number): Column[] {
  const width = Math.max(1, Math.ceil(values.length / most));
  const columns: Column[] = [];
  for (let from = 0; from < values.length; from += width) {
    let highest: number | null = null;
    for (const value of values.slice(from, from + width)) {
      if (value !== null && Number.isFinite(value) && (highest === null || value > highest)) highest = value;
    }
    columns.push({ at: from + (Math.min(from + width, values.length) - from) / 2, value: highest });
  }
  return columns;
}

const isKnown = ({ value }: Column) => value !== null;

/** Saturdays and Sundays (UTC) as quiet bands behind the line. */
function weekends(chart: LineChart, x: (at: number) => number): string {
  const bands: string[] = [];
  const end = chart.start + chart.values.length * chart.periodSeconds;
  for (let day = chart.start - (chart.start % DAY); day < end; day += DAY) {
    if (new Date(day * 1000).getUTCDay() % 6 !== 0) continue;
    const from = x(Math.max(0, (day - chart.start) / chart.periodSeconds));
    const to = x(Math.min(chart.values.length, (day + DAY - chart.start) / chart.periodSeconds));
    bands.push(
      element('rect', { class: 'weekend', x: from, y: FRAME.top, width: Math.max(0, to - from), height: FRAME.bottom - FRAME.top }),
    );
  }
  return bands.join('');
}

function days(chart: LineChart, x: (at: number) => number): string {
  const total = (chart.values.length * chart.periodSeconds) / DAY;
  const step = Math.max(1, Math.ceil(total / 7));
  const ticks: string[] = [];
  const first = Math.ceil(chart.start / DAY) * DAY;
  for (let day = first, at = 0; day < chart.start + chart.values.length * chart.periodSeconds; day += DAY, at += 1) {
    if (at % step !== 0) continue;
    const position = x((day - chart.start) / chart.periodSeconds);
    if (position > FRAME.right - 14) continue;
    ticks.push(element('line', { class: 'tick', x1: position, x2: position, y1: FRAME.bottom, y2: FRAME.bottom + 4 }));
    ticks.push(label(position, FRAME.bottom + 18, dayText(day), { class: 'axis', 'text-anchor': 'middle' }));
  }
  return ticks.join('');
}

/** A measured series with the line it is held against and the value at which the verdict would flip. */
export function drawLine(id: string, chart: LineChart, description: string): string {
  const columns = columnsOf(chart.values, MOST_COLUMNS);
  const marks = [
    { kind: 'threshold', words: 'held against', value: chart.threshold },
    { kind: 'flip', words: 'flips at', value: chart.flipsAt },
  ].flatMap(({ kind, words, value }) => (value === null || !Number.isFinite(value) ? [] : { kind, words, value }));
  const highest = Math.max(0, ...columns.flatMap(({ value }) => value ?? []), ...marks.map(({ value }) => value));
  const y = scaleLinear()
    .domain([0, highest === 0 ? 1 : highest * 1.04])
    .range([FRAME.bottom, FRAME.top])
    .nice(4);
  const x = scaleLinear()
    .domain([0, Math.max(1, chart.values.length)])
    .range([FRAME.left, FRAME.right]);
  const grid = y.ticks(3).map((tick) => {
    const position = y(tick);
    return (
      element('line', { class: tick === 0 ? 'base' : 'grid', x1: FRAME.left, x2: FRAME.right, y1: position, y2: position }) +
      label(FRAME.left - 6, position + 4, inUnit(tick, chart.unit), { class: 'axis', 'text-anchor': 'end' }, 12)
    );
  });
  const path = line<Column>()
    .defined(isKnown)
    .x(({ at }) => x(at))
    .y(({ value }) => y(value ?? 0))
    .digits(1);
  const fill = area<Column>()
    .defined(isKnown)
    .x(({ at }) => x(at))
    .y0(y(0))
    .y1(({ value }) => y(value ?? 0))
    .digits(1);
  const places = spread(
    marks.map(({ value }) => y(value) - 3),
    26,
    FRAME.top + 4,
    FRAME.bottom - 12,
  );
  const drawn = marks.map(({ kind, words, value }, at) => {
    const place = places[at] ?? 0;
    return (
      element('line', { class: kind, x1: FRAME.left, x2: FRAME.right, y1: y(value), y2: y(value) }) +
      label(FRAME.right + 8, place, words, { class: `axis mark-${kind}` }) +
      label(FRAME.right + 8, place + 13, inUnit(value, chart.unit), { class: `mark mark-${kind}` }, 14)
    );
  });
  return picture(
    id,
    'line',
    SIZE,
    chart.title,
    description,
    weekends(chart, x),
    ...grid,
    element('path', { class: 'area', d: fill(columns) ?? '' }),
    element('path', { class: 'line', d: path(columns) ?? '' }),
    ...drawn,
    days(chart, x),
  );
}

/** The same series in the size of a word, for a list; what it shows stands in the large picture, so it is silent for screen readers. */
export function drawSpark(values: LineValues, threshold: number | null): string {
  const columns = columnsOf(values, 56);
  const highest = Math.max(0, threshold ?? 0, ...columns.flatMap(({ value }) => value ?? []));
  const y = scaleLinear()
    .domain([0, highest === 0 ? 1 : highest])
    .range([25, 3]);
  const x = scaleLinear()
    .domain([0, Math.max(1, values.length)])
    .range([1, 111]);
  const path = line<Column>()
    .defined(isKnown)
    .x(({ at }) => x(at))
    .y(({ value }) => y(value ?? 0))
    .digits(0);
  const held = threshold === null ? '' : element('line', { class: 'threshold', x1: 0, x2: 112, y1: y(threshold), y2: y(threshold) });
  return element(
    'svg',
    { class: 'spark', viewBox: '0 0 112 28', 'aria-hidden': 'true', focusable: 'false' },
    element('line', { class: 'base', x1: 0, x2: 112, y1: 26, y2: 26 }),
    held,
    element('path', { class: 'line', d: path(columns) ?? '' }),
  );
}
