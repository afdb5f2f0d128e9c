import type { Chart, LineValues, Unit } from './evaluation.js';

export interface TableView {
  caption: string;
  columns: { text: string; number: boolean }[];
  rows: { cells: { text: string; number: boolean; head: boolean }[] }[];
}

/** Pictures of the report itself, beside those that findings ask for. */
export type Figure =
  | Chart
  | { type: 'generations'; title: string; rows: { label: string; costUsd: number | null; savingsUsd: number }[] }
  | { type: 'waterfall'; title: string; startUsd: number; steps: { label: string; usd: number }[]; endUsd: number }
  | { type: 'spark'; title: string; values: LineValues; threshold: number | null }
  | { type: 'split'; title: string; parts: { label: string; usd: number }[]; restUsd: number; restLabel: string }
  | {
      type: 'history';
      title: string;
      unit: Unit;
      /** The highest that a value can be, as 100 of percent; null where there is no such bound. */
      most: number | null;
      /** `at` in epoch seconds; `atLeast`: the true value is this or more. */
      lines: { label: string; points: { at: number; value: number | null; atLeast: boolean }[] }[];
    }
  | {
      type: 'coverage-map';
      title: string;
      accounts: string[];
      /** The same accounts in the room that a picture has. */
      labels: string[];
      regions: string[];
      /** By account, then region. */
      cells: { status: CoverageCell; text: string }[][];
    };
export type CoverageCell = 'complete' | 'partial' | 'unseen' | 'not-asked';

/** A picture with the numbers behind it; `id` is unique in the document. */
export interface FigureView {
  id: string;
  figure: Figure;
  /** One sentence: what the picture shows. */
  description: string;
  table: TableView;
  /** True where a table of the same numbers stands beside the picture anyway. */
  tableElsewhere: boolean;
}
