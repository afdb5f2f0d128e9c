import { toCents } from '../model/money.js';
import { dayText, fixed, usd } from '../model/quantity.js';
import type { MoneyText } from '../model/report-finding-view.js';
import { epochSeconds } from '../model/time.js';

export { counted, dayText, fixed, formatQuantity, instantText, inUnit, NOT_KNOWN, number, price, usd } from '../model/quantity.js';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

export function moneyText(value: number | null): MoneyText {
  const text = usd(value);
  const dot = value === null ? -1 : text.lastIndexOf('.');
  return dot === -1
    ? { known: false, usd: null, whole: text, cents: '', text }
    : { known: true, usd: value === null ? null : toCents(value), whole: text.slice(0, dot), cents: text.slice(dot), text };
}

/** A share of a whole in percent, for a column; empty when the whole is nothing or not known. */
export function percentOf(part: number | null, whole: number | null): string {
  if (part === null || whole === null || whole <= 0) return '';
  const value = (100 * part) / whole;
  // Below ten always with one decimal, so that the points of a column stand under each other.
  return value > 0.1 && value < 9.95 ? `${fixed(value, 1)} %` : percent(value);
}

/** Percent as people write it; what is not quite all or nothing is never rounded to it. */
export function percent(value: number): string {
  if (value > 0 && value < 0.1) return '< 0.1 %';
  if (value > 99.9 && value < 100) return '> 99.9 %';
  const text = Math.abs(value) >= 10 && (value <= 99 || value >= 100) ? fixed(value, 0) : fixed(value, 1).replace(/\.0$/, '');
  return `${text} %`;
}

/** `Mon` of epoch seconds, UTC. */
export function weekdayText(seconds: number): string {
  return WEEKDAYS[new Date(seconds * 1000).getUTCDay()] ?? '';
}

/** `7 – 21 Nov 2026`; the year stands once where both ends share it. */
export function windowText(start: string, end: string): string {
  const from = epochSeconds(start);
  const to = epochSeconds(end);
  const years = [from, to].map((seconds) => new Date(seconds * 1000).getUTCFullYear());
  const right = dayText(to);
  const [day = '', month] = dayText(from).split(' ');
  const left = years[0] !== years[1] ? `${day} ${month} ${years[0]}` : right.endsWith(` ${month}`) ? day : `${day} ${month}`;
  return `${left} – ${right} ${years[1]}`;
}

/** Order by code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
