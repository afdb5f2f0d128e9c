import type { FigureView } from '../model/report-figures.js';
import { epochSeconds } from '../model/time.js';
import type { TrendPoint, TrendSeries } from '../model/trend.js';
import { figureView } from '../report/build/figures.js';

const isIncomplete = ({ incomplete }: TrendPoint): boolean => incomplete;

type Reading = (point: TrendPoint) => number | null;

function lineOf(label: string, { points }: TrendSeries, read: Reading, isBound: (point: TrendPoint) => boolean) {
  return {
    label,
    points: points.map((point) => ({ at: epochSeconds(point.window.end), value: read(point), atLeast: isBound(point) })),
  };
}

/** Cost, savings found and realised, coverage, and findings of one scope over time. */
export function trendFigures(id: string, series: TrendSeries): FigureView[] {
  return [
    figureView(`${id}-cost`, {
      type: 'history',
      title: 'Cost a month',
      unit: 'usd-per-month',
      most: null,
      lines: [lineOf('Cost', series, ({ monthlyCostUsd }) => monthlyCostUsd, isIncomplete)],
    }),
    figureView(`${id}-savings`, {
      type: 'history',
      title: 'Savings a month',
      unit: 'usd-per-month',
      most: null,
      lines: [
        lineOf('Found', series, ({ monthlySavingsUsd }) => monthlySavingsUsd, isIncomplete),
        lineOf(
          'Realised in all',
          series,
          ({ realisedMonthlyUsd }) => realisedMonthlyUsd,
          ({ realisedUnknown }) => realisedUnknown > 0,
        ),
      ],
    }),
    figureView(`${id}-coverage`, {
      type: 'history',
      title: 'Part of the audit that was answered',
      unit: 'percent',
      most: 100,
      lines: [
        lineOf(
          'Coverage',
          series,
          ({ coverage }) => coverage.percent,
          () => false,
        ),
      ],
    }),
    figureView(`${id}-findings`, {
      type: 'history',
      title: 'Findings',
      unit: 'count',
      most: null,
      lines: [lineOf('Findings', series, ({ findings }) => findings, isIncomplete)],
    }),
  ];
}
