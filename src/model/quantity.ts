import type { Quantity, Unit } from './evaluation.js';
import { toCents } from './money.js';

/** What stands where a value is not known: never a zero, never nothing. */
export const NOT_KNOWN = 'not known';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Digits in groups of three. Written out instead of Intl so that every ICU version gives the same bytes. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number with `decimals` decimals and grouped thousands; the minus sign is U+2212, as in print. */
export function fixed(value: number, decimals: number): string {
  const [whole = '0', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const text = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  return value < 0 && Number(Math.abs(value).toFixed(decimals)) !== 0 ? `−${text}` : text;
}

/** Without trailing zeros behind the point. */
function bare(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/**
 * Three significant digits, whole numbers in full, no trailing zeros. What is too small for two decimals keeps two
 * significant digits: 0.0038 is not 0.
 */
export function number(value: number): string {
  if (!Number.isFinite(value)) return NOT_KNOWN;
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return fixed(value, 0);
  if (size >= 0.1) return bare(fixed(value, size >= 10 ? 1 : 2));
  const digits = 1 - Math.floor(Math.log10(size));
  return bare(fixed(value, Math.min(12, digits)));
}

/** `1 instance`, `2 instances`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${number(count)} ${count === 1 ? singular : plural}`;
}

/** US dollars to the cent; "not known" for null. */
export function usd(value: number | null): string {
  if (value === null) return NOT_KNOWN;
  const cents = toCents(value);
  return `${cents < 0 ? '−' : ''}$${fixed(Math.abs(cents), 2)}`;
}

/** A price: as many decimals as it needs, at least two ("$0.0000166667"). */
export function price(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return `$${value.toFixed(10).replace(/0+$/, '')}`;
  return `$${fixed(value, 6).replace(/(\.\d\d\d*?)0+$/, '$1')}`;
}

/** An amount that may be a fraction of a cent, which must not read as nothing. */
function amount(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? `${value < 0 ? '−' : ''}${price(Number(Math.abs(value).toPrecision(3)))}` : usd(value);
}

/** `21 Nov` of epoch seconds, UTC. */
export function dayText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
}

/** `21 Nov 2026 08:00 UTC` of epoch seconds. */
export function instantText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${dayText(seconds)} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 16)} UTC`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal multiples, as AWS states its thresholds (5 MB a day) and bandwidths. */
function bytes(value: number): string {
  let scaled = value;
  let step = 0;
  while (Math.abs(scaled) >= 1000 && step < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    step += 1;
  }
  return `${number(scaled)} ${BYTE_UNITS[step] ?? 'B'}`;
}

function bandwidth(megabits: number): string {
  return Math.abs(megabits) >= 1000 ? `${number(megabits / 1000)} Gbit/s` : `${number(megabits)} Mbit/s`;
}

const FORMATS: Readonly<Record<Unit, (value: number) => string>> = {
  // A speck of a percent is something, and its digits are nothing.
  percent: (value) => (value > 0 && value < 0.01 ? '< 0.01 %' : `${number(value)} %`),
  ratio: number,
  count: number,
  hours: (value) => counted(value, 'hour'),
  days: (value) => counted(value, 'day'),
  seconds: (value) => `${number(value)} s`,
  milliseconds: (value) => (Math.abs(value) >= 1000 ? `${number(value / 1000)} s` : `${number(value)} ms`),
  bytes,
  'bytes-per-day': (value) => `${bytes(value)} a day`,
  mib: (value) => (value >= 1024 && value % 256 === 0 ? `${number(value / 1024)} GiB` : `${number(value)} MiB`),
  gib: (value) => `${number(value)} GiB`,
  vcpu: (value) => `${number(value)} vCPU`,
  gbps: (value) => bandwidth(value * 1000),
  mbps: bandwidth,
  iops: (value) => `${number(value)} IOPS`,
  credits: (value) => counted(value, 'CPU credit'),
  usd: amount,
  'usd-per-month': (value) => `${amount(value)} a month`,
  'usd-per-hour': (value) => `${price(Number(value.toPrecision(4)))} an hour`,
  instant: instantText,
  text: number,
};

/** A number in its unit, for people. */
export function inUnit(value: number, unit: Unit): string {
  return Number.isFinite(value) ? FORMATS[unit](value) : NOT_KNOWN;
}

/** A value with its unit as people read it: `4.2 %`, `5 MB a day`, `$12.00 a month`; `not known` for what is not known. */
export function formatQuantity({ value, unit }: Quantity): string {
  if (value === null) return NOT_KNOWN;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return inUnit(value, unit);
  const milliseconds = unit === 'instant' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? value : instantText(milliseconds / 1000);
}
