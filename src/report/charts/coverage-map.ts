import type { CoverageCell, Figure } from '../../model/report-figures.js';
import { element, escapeXml, label, picture, round } from './svg.js';

type CoverageMap = Extract<Figure, { type: 'coverage-map' }>;

const TOP = 96;
const CELL = 30;
const LEGEND_STEP = 86;
/** Above what a letter of the label takes in bold type of 12 pixels; those beyond the Latin scripts are wider. */
const letterWidth = (letter: string): number => (letter < '\u0250' ? 7.2 : 13);
const LEGEND: readonly [CoverageCell, string][] = [
  ['complete', 'seen'],
  ['partial', 'in part'],
  ['unseen', 'not seen'],
  ['not-asked', 'not asked'],
];

/** A state told by shape as well as by colour: full, half, crossed out, empty. */
function mark(status: CoverageCell, x: number, y: number, size: number): string {
  const square = element('rect', { class: `cell-${status}`, x, y, width: size, height: size, rx: 2 });
  if (status === 'partial') return square + element('path', { class: 'cell-half', d: `M${x} ${y + size}V${y}L${x + size} ${y + size}z` });
  if (status === 'unseen') {
    const [near, far] = [4, size - 4];
    return (
      square +
      element('path', {
        class: 'cell-cross',
        d: `M${x + near} ${y + near}L${x + far} ${y + far}M${x + far} ${y + near}L${x + near} ${y + far}`,
      })
    );
  }
  return square;
}

/** Accounts by regions: what was seen, in part, not at all, or not asked. */
export function drawCoverageMap(id: string, figure: CoverageMap, description: string): string {
  const widest = Math.max(0, ...figure.labels.map((text) => [...text].reduce((sum, letter) => sum + letterWidth(letter), 0)));
  const left = Math.max(40, widest + 14);
  const width = Math.max(LEGEND.length * LEGEND_STEP, left + figure.regions.length * CELL + 70);
  const height = TOP + figure.accounts.length * CELL + 36;
  const legendY = height - 18;
  return picture(
    id,
    'coverage',
    { width, height },
    figure.title,
    description,
    ...figure.regions.map((region, at) => {
      const x = left + at * CELL + CELL / 2;
      return label(x, TOP - 10, region, { class: 'axis', transform: `rotate(-45 ${round(x)} ${TOP - 10})` }, 16);
    }),
    ...figure.accounts.flatMap((account, row) => {
      const y = TOP + row * CELL;
      const name = label(left - 10, y + 19, figure.labels[row] ?? account, { class: 'name', 'text-anchor': 'end' });
      const cells = (figure.cells[row] ?? []).map(({ status, text }, column) =>
        element(
          'g',
          {},
          element('title', {}, escapeXml(`${account}, ${figure.regions[column] ?? ''}: ${text}`)),
          mark(status, left + column * CELL + 3, y + 3, CELL - 6),
        ),
      );
      return [element('g', {}, element('title', {}, escapeXml(account)), name), ...cells];
    }),
    ...LEGEND.map(
      ([status, word], at) =>
        mark(status, at * LEGEND_STEP + 1, legendY, 14) + label(at * LEGEND_STEP + 21, legendY + 11, word, { class: 'axis' }),
    ),
  );
}
