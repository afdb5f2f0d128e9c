import type { Chart } from '../../model/evaluation.js';
import type { Figure, FigureView, TableView } from '../../model/report-figures.js';
import { counted, dayText, inUnit, NOT_KNOWN, number, usd, weekdayText } from '../format.js';
import { capital, dimensionWord } from '../labels.js';

type Of<T extends Figure['type']> = Extract<Figure, { type: T }>;
type Column = string | { number: string };

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const percentText = (value: number | null) => (value === null ? NOT_KNOWN : inUnit(value, 'percent'));

/** A table whose first column heads its rows. */
function table(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): TableView {
  const numeric = columns.map((column) => typeof column !== 'string');
  return {
    caption,
    columns: columns.map((column, at) => ({ text: typeof column === 'string' ? column : column.number, number: numeric[at] === true })),
    rows: rows.map((cells) => ({ cells: cells.map((text, at) => ({ text, number: numeric[at] === true, head: at === 0 })) })),
  };
}

/** Minimum and maximum of each UTC day of a line, since a table of thousands of points helps nobody. */
function daily({
  values,
  start,
  periodSeconds,
}: Of<'line'>): { day: number; low: number | null; high: number | null; seen: number; of: number }[] {
  const days: { day: number; low: number | null; high: number | null; seen: number; of: number }[] = [];
  values.forEach((value, at) => {
    const seconds = start + at * periodSeconds;
    const day = seconds - (seconds % 86_400);
    let last = days.at(-1);
    if (last?.day !== day) {
      last = { day, low: null, high: null, seen: 0, of: 0 };
      days.push(last);
    }
    last.of += 1;
    if (value === null || !Number.isFinite(value)) return;
    last.seen += 1;
    last.low = last.low === null ? value : Math.min(last.low, value);
    last.high = last.high === null ? value : Math.max(last.high, value);
  });
  return days;
}

const between = (lowest: string, highest: string): string => (lowest === highest ? `Steady at ${lowest}` : `From ${lowest} to ${highest}`);

function line(figure: Of<'line'>): [string, TableView] {
  const unit = (value: number | null) => (value === null ? NOT_KNOWN : inUnit(value, figure.unit));
  const days = daily(figure);
  const highs = days.flatMap(({ high }) => high ?? []);
  const lows = days.flatMap(({ low }) => low ?? []);
  const range =
    highs.length === 0
      ? 'No datapoints.'
      : `${between(unit(Math.min(...lows)), unit(Math.max(...highs)))} over ${counted(Math.max(1, Math.round((figure.values.length * figure.periodSeconds) / 86_400)), 'day')}.`;
  const threshold = figure.threshold === null ? '' : ` Held against ${unit(figure.threshold)}.`;
  const flip = figure.flipsAt === null ? '' : ` The verdict flips at ${unit(figure.flipsAt)}.`;
  const rows = days.map(({ day, low, high, seen, of }) => [
    `${weekdayText(day)} ${dayText(day)}`,
    unit(low),
    unit(high),
    `${seen} of ${of}`,
  ]);
  return [
    range + threshold + flip,
    table(figure.title, ['Day (UTC)', { number: 'Lowest' }, { number: 'Highest' }, { number: 'Datapoints' }], rows),
  ];
}

function week(figure: Of<'week'>): [string, TableView] {
  const removable = figure.removable.filter(Boolean).length;
  const unseen = figure.values.filter((value) => value === null).length;
  const description = `Each hour of the week, Monday to Sunday, ${figure.timeZone}. ${removable} of 168 hours can be off${
    unseen > 0 ? `; ${unseen} were not seen` : ''
  }.`;
  const rows = DAYS.map((day, at) => [
    day,
    ...Array.from({ length: 24 }, (_, hour) => {
      const value = figure.values[at * 24 + hour] ?? null;
      return value === null ? '?' : `${number(value)}${figure.removable[at * 24 + hour] === true ? '*' : ''}`;
    }),
  ]);
  const hours = Array.from({ length: 24 }, (_, hour) => ({ number: String(hour).padStart(2, '0') }));
  return [description, table(`${figure.title} (* can be off, ? not seen)`, ['Day', ...hours], rows)];
}

function breakEven(figure: Of<'break-even'>): [string, TableView] {
  const { own, curves, xUnit } = figure;
  const ownCost = own.usd === null ? '' : `, ${usd(own.usd)} a month`;
  const description = `Monthly cost of the same work over ${xUnit}. This one is at ${number(own.x)} (${number(own.low)} to ${number(own.high)})${ownCost}.`;
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const step = Math.max(1, Math.ceil(xs.length / 12));
  const rows = xs
    .filter((_, at) => at % step === 0 || at === xs.length - 1)
    .map((x) => [number(x), ...curves.map(({ points }) => usd(points.find((point) => point.x === x)?.usd ?? null))]);
  return [description, table(figure.title, [xUnit, ...curves.map(({ label }) => ({ number: label }))], rows)];
}

function beforeAfter(figure: Of<'before-after'>): [string, TableView] {
  const rows = figure.dimensions.map(({ dimension, nowPercent, projectedPercent, limitPercent }) => [
    capital(dimensionWord(dimension)),
    percentText(nowPercent),
    percentText(projectedPercent),
    percentText(limitPercent),
  ]);
  return [
    'Utilization now and after the change, against the most that headroom allows.',
    table(figure.title, ['Dimension', { number: 'Now' }, { number: 'After' }, { number: 'At most' }], rows),
  ];
}

function waterfall(figure: Of<'waterfall'>): [string, TableView] {
  const rows = [
    ['Cost now', usd(figure.startUsd)],
    ...figure.steps.map(({ label, usd: amount }) => [label, usd(-amount)]),
    ['Cost after', usd(figure.endUsd)],
  ];
  return [
    `From ${usd(figure.startUsd)} to ${usd(figure.endUsd)} a month. Where the two totals show a gap, their bars are cut at the left.`,
    table(figure.title, ['Step', { number: 'A month' }], rows),
  ];
}

function history({ title, unit, lines }: Of<'history'>): [string, TableView] {
  const text = (value: number | null, atLeast: boolean) =>
    value === null ? NOT_KNOWN : `${atLeast ? 'at least ' : ''}${inUnit(value, unit)}`;
  const sentences = lines.map(({ label, points }) => {
    const known = points.filter(({ value }) => value !== null);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return `${label}: ${NOT_KNOWN}.`;
    return known.length === 1
      ? `${label}: ${text(last.value, last.atLeast)}.`
      : `${label}: from ${text(first.value, first.atLeast)} to ${text(last.value, last.atLeast)}.`;
  });
  const times = [...new Set(lines.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const rows = times.map((time) => [
    `${dayText(time)} ${new Date(time * 1000).getUTCFullYear()}`,
    ...lines.map(({ points }) => {
      const point = points.find(({ at }) => at === time);
      return point === undefined ? '' : text(point.value, point.atLeast);
    }),
  ]);
  const hollow = lines.some(({ points }) => points.some(({ atLeast }) => atLeast)) ? ' Hollow points are lower bounds.' : '';
  return [`${sentences.join(' ')}${hollow}`, table(title, ['Window ends', ...lines.map(({ label }) => ({ number: label }))], rows)];
}

const CELL_WORDS = { complete: 'seen completely', partial: 'seen in part', unseen: 'not seen', 'not-asked': 'not asked' } as const;

function described(figure: Figure): [string, TableView] {
  switch (figure.type) {
    case 'line':
      return line(figure);
    case 'week':
      return week(figure);
    case 'break-even':
      return breakEven(figure);
    case 'before-after':
      return beforeAfter(figure);
    case 'waterfall':
      return waterfall(figure);
    case 'generations':
      return [
        'Monthly cost of instances, containers and functions, and the part of each that can be saved.',
        table(
          figure.title,
          ['Generation', { number: 'Cost a month' }, { number: 'Can be saved' }],
          figure.rows.map(({ label, costUsd, savingsUsd }) => [label, usd(costUsd), usd(savingsUsd)]),
        ),
      ];
    case 'spark':
      return ['', table(figure.title, [], [])];
    case 'split':
      return [
        'The monthly cost, divided into what each kind of change saves and what remains.',
        table(
          figure.title,
          ['Part', { number: 'A month' }],
          [...figure.parts, { label: figure.restLabel, usd: figure.restUsd }].map(({ label, usd: amount }) => [label, usd(amount)]),
        ),
      ];
    case 'history':
      return history(figure);
    case 'coverage-map':
      return [
        'What of each account and region could be seen.',
        table(
          figure.title,
          ['Account', ...figure.regions],
          figure.accounts.map((account, row) => [
            account,
            ...(figure.cells[row] ?? []).map(({ status, text }) => (text === '' ? CELL_WORDS[status] : text)),
          ]),
        ),
      ];
  }
}

/** A picture with its description and the numbers behind it. `id` must be unique in the report. */
export function figureView(id: string, figure: Figure, tableElsewhere = false): FigureView {
  const [description, numbers] = described(figure);
  return { id, figure, description, table: numbers, tableElsewhere };
}

/** The pictures of one finding. */
export function chartViews(anchor: string, charts: readonly Chart[]): FigureView[] {
  return charts.map((chart, at) => figureView(`${anchor}-c${at + 1}`, chart));
}

/** The first line of a finding in the size of a word. */
export function sparkView(anchor: string, charts: readonly Chart[]): FigureView | null {
  const first = charts.find((chart) => chart.type === 'line');
  return first === undefined
    ? null
    : figureView(`${anchor}-s`, { type: 'spark', title: first.title, values: first.values, threshold: first.threshold });
}
