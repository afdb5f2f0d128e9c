import type { Quantity, Unit } from './evaluation.js';

/** Digits in groups of three, without a locale's say, so that output is the same on every machine. */
function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

/** Three significant digits at least, never more than `decimals` decimals, no trailing zeros. */
function plain(value: number, decimals = 2): string {
  const size = Math.abs(value);
  const wanted = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : decimals;
  const rounded = value.toFixed(Math.min(wanted, decimals));
  // A number too small for its decimals keeps its first digit: 0.004 is not 0.
  if (value !== 0 && Number(rounded) === 0) return String(Number(value.toPrecision(1)));
  return grouped(rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded);
}

function counted(value: number, one: string, many: string): string {
  return `${plain(value)} ${value === 1 ? one : many}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Decimal multiples, as AWS states its thresholds (5 MB a day) and bandwidths. */
function bytes(value: number): string {
  let scaled = value;
  let index = 0;
  while (Math.abs(scaled) >= 1000 && index < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    index += 1;
  }
  return `${plain(scaled)} ${BYTE_UNITS[index] ?? 'B'}`;
}

/** US dollars with cents; fractions of a cent stay visible, for rates. */
function usd(value: number): string {
  const size = Math.abs(value);
  const text = size > 0 && size < 0.01 ? String(Number(size.toPrecision(3))) : grouped((Math.round(size * 100 + 1e-7) / 100).toFixed(2));
  return `${value < 0 ? '-' : ''}$${text}`;
}

/** An instant of ISO text or epoch seconds, to the minute. */
function instant(value: number | string): string {
  const date = new Date(typeof value === 'number' ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? String(value) : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const FORMATS: Readonly<Record<Unit, (value: number) => string>> = {
  percent: (value) => `${plain(value)} %`,
  ratio: (value) => plain(value),
  count: (value) => plain(value),
  hours: (value) => counted(value, 'hour', 'hours'),
  days: (value) => counted(value, 'day', 'days'),
  seconds: (value) => `${plain(value)} s`,
  milliseconds: (value) => (Math.abs(value) >= 10_000 ? `${plain(value / 1000)} s` : `${plain(value)} ms`),
  bytes,
  'bytes-per-day': (value) => `${bytes(value)} a day`,
  mib: (value) => `${plain(value)} MiB`,
  gib: (value) => `${plain(value)} GiB`,
  vcpu: (value) => `${plain(value)} vCPU`,
  gbps: (value) => `${plain(value)} Gbit/s`,
  mbps: (value) => `${plain(value)} Mbit/s`,
  iops: (value) => `${plain(value)} IOPS`,
  credits: (value) => counted(value, 'CPU credit', 'CPU credits'),
  usd,
  'usd-per-month': (value) => `${usd(value)} a month`,
  'usd-per-hour': (value) => `${usd(value)} an hour`,
  instant,
  text: (value) => plain(value),
};

/** A value with its unit as people read it: `4.2 %`, `5 MB a day`, `$12.00 a month`; `unknown` for what is not known. */
export function formatQuantity({ value, unit }: Quantity): string {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return unit === 'instant' ? instant(value) : value;
  return FORMATS[unit](value);
}
