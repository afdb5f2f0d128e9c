import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CsvShape } from './shape-parts.js';

const WEEK = 7 * 86_400;

/** A recorded series: epoch seconds, rising, and values. */
export interface Recorded {
  times: Float64Array;
  values: Float64Array;
}

/**
 * Reads `timestamp,value` lines; the order of the two columns follows the header line. Instants without a zone are UTC.
 * Lines that hold no number are left out, as are all but the last of equal timestamps.
 * @throws an Error that names the line where a timestamp is none.
 */
export function parseCsv(text: string): Recorded {
  const [header = '', ...lines] = text.split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim().toLowerCase());
  const timeColumn = Math.max(0, names.indexOf('timestamp'));
  const valueColumn = names.includes('value') ? names.indexOf('value') : 1;
  const points = new Map<number, number>();
  for (const [number, line] of (names.includes('timestamp') ? lines : [header, ...lines]).entries()) {
    if (line.trim() === '') continue;
    const cells = line.split(',');
    const value = Number(cells[valueColumn] || Number.NaN);
    const time = instant(cells[timeColumn] ?? '', number + 2);
    if (Number.isFinite(value)) points.set(time, value);
  }
  return sorted(points);
}

function instant(text: string, line: number): number {
  const plain = text.trim().replace(' ', 'T');
  const milliseconds = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(plain) ? plain : `${plain}Z`);
  if (Number.isNaN(milliseconds)) throw new Error(`line ${line}: not a timestamp: ${text.trim().slice(0, 40)}`);
  return Math.floor(milliseconds / 1_000);
}

function sorted(points: ReadonlyMap<number, number>): Recorded {
  const times = Float64Array.from(points.keys()).sort();
  return { times, values: times.map((time) => points.get(time) ?? Number.NaN) };
}

const files = new Map<string, Recorded>();

/** The series of a shape in its own time. Files are read once. @throws the file system's error where there is none. */
export function readRecorded(shape: CsvShape, folder: string): Recorded {
  if (shape.file === undefined) {
    return sorted(new Map((shape.points ?? []).map(([time, value], number) => [instant(time, number + 1), value])));
  }
  const path = resolve(folder, shape.file);
  const known = files.get(path) ?? parseCsv(readFileSync(path, 'utf8'));
  files.set(path, known);
  return known;
}

/**
 * The series moved by whole weeks, so that hours and weekdays stay what they were, until its last point lies in the
 * last week before `end`. It is never repeated.
 */
export function shiftedTo(end: number, { times, values }: Recorded, scale: number): Recorded {
  const last = times[times.length - 1];
  if (last === undefined) return { times, values };
  const weeks = Math.ceil((end - last) / WEEK) - 1;
  return { times: times.map((time) => time + weeks * WEEK), values: scale === 1 ? values : values.map((value) => value * scale) };
}
