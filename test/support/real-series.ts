import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Series } from '../../src/model/metric.js';
import { END, seriesOf } from './policy-fixtures.js';

/** Folder of real CloudWatch series (`timestamp,value`, 5-minute values), named by the environment; undefined where there is none. */
export const SERIES_DIR = process.env.SERIES_DIR !== undefined && existsSync(process.env.SERIES_DIR) ? process.env.SERIES_DIR : undefined;

/** A real series as the last `days` of 5-minute maxima before `END`; gaps in the file stay gaps. */
export function realSeries(file: string, days: number): Series {
  if (SERIES_DIR === undefined) throw new Error('SERIES_DIR names no folder');
  const rows = readFileSync(join(SERIES_DIR, file), 'utf8').trim().split('\n').slice(1);
  const points = rows.map((row) => {
    const [time = '', value = ''] = row.split(',');
    return { period: Math.floor(Date.parse(`${time.replace(' ', 'T')}Z`) / 300_000), value: Number(value) };
  });
  const last = Math.max(...points.map(({ period }) => period));
  const values = new Array<number | null>((days * 86_400) / 300).fill(null);
  for (const { period, value } of points) {
    const index = values.length - 1 - (last - period);
    if (index >= 0) values[index] = value;
  }
  return seriesOf(values, { periodSeconds: 300, end: END });
}
