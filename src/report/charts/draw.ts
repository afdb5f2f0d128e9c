import type { FigureView } from '../../model/report-figures.js';
import { drawBeforeAfter } from './before-after.js';
import { drawBreakEven } from './break-even.js';
import { drawCoverageMap } from './coverage-map.js';
import { drawHistory } from './history.js';
import { drawLine, drawSpark } from './line.js';
import { drawGenerations, drawSplit, drawWaterfall } from './money.js';
import { drawWeek } from './week.js';

/**
 * A picture as SVG: made of numbers and escaped text alone, coloured by classes so that the style sheet decides for light,
 * dark and print, without inline styles, and the same bytes for the same input.
 */
export function drawFigure({ id, figure, description }: FigureView): string {
  switch (figure.type) {
    case 'line':
      return drawLine(id, figure, description);
    case 'spark':
      return drawSpark(figure.values, figure.threshold);
    case 'week':
      return drawWeek(id, figure, description);
    case 'break-even':
      return drawBreakEven(id, figure, description);
    case 'before-after':
      return drawBeforeAfter(id, figure, description);
    case 'generations':
      return drawGenerations(id, figure, description);
    case 'waterfall':
      return drawWaterfall(id, figure, description);
    case 'split':
      return drawSplit(id, figure, description);
    case 'history':
      return drawHistory(id, figure, description);
    case 'coverage-map':
      return drawCoverageMap(id, figure, description);
  }
}
