import type { Quantity, Unit } from '../model/evaluation.js';
import { toCents } from '../model/money.js';
import type { MoneyText } from '../model/report-finding-view.js';
import { epochSeconds } from '../model/time.js';

export const NOT_KNOWN = 'not known';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

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

/** Three significant digits below a thousand, whole numbers above, without trailing zeros. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return NOT_KNOWN;
  const magnitude = Math.abs(value);
  if (magnitude >= 1000 || Number.isInteger(value)) return fixed(value, 0);
  const decimals = magnitude >= 100 ? 1 : magnitude >= 1 ? 2 : magnitude >= 0.01 ? 3 : magnitude === 0 ? 0 : 6;
  const text = fixed(value, decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
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

export function moneyText(value: number | null): MoneyText {
  const text = usd(value);
  const dot = value === null ? -1 : text.lastIndexOf('.');
  return dot === -1
    ? { known: false, usd: null, whole: text, cents: '', text }
    : { known: true, usd: value === null ? null : toCents(value), whole: text.slice(0, dot), cents: text.slice(dot), text };
}

/** A share of a whole in percent; empty when the whole is nothing or not known. */
export function percentOf(part: number | null, whole: number | null): string {
  if (part === null || whole === null || whole <= 0) return '';
  return percent((100 * part) / whole);
}

/** Percent as people write it; what is not quite all or nothing is never rounded to it. */
export function percent(value: number): string {
  if (value > 0 && value < 0.1) return '< 0.1 %';
  if (value > 99.9 && value < 100) return '> 99.9 %';
  const text = Math.abs(value) >= 10 && (value <= 99 || value >= 100) ? fixed(value, 0) : fixed(value, 1).replace(/\.0$/, '');
  return `${text} %`;
}

/** `1 instance`, `2 instances`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${fixed(count, 0)} ${count === 1 ? singular : plural}`;
}

/** `21 Nov 2026 08:00 UTC` of epoch seconds. */
export function instantText(seconds: number): string {
  const date = new Date(seconds * 1000);
  const time = date.toISOString().slice(11, 16);
  return `${dayText(seconds)} ${date.getUTCFullYear()} ${time} UTC`;
}

/** `21 Nov` of epoch seconds, UTC. */
export function dayText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
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
  const left = years[0] === years[1] ? dayText(from) : `${dayText(from)} ${years[0]}`;
  return `${left} – ${dayText(to)} ${years[1]}`;
}

function bytes(value: number): string {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
  let amount = Math.abs(value);
  let step = 0;
  while (amount >= 1000 && step < steps.length - 1) {
    amount /= 1000;
    step += 1;
  }
  return `${value < 0 ? '−' : ''}${number(amount)} ${steps[step] ?? 'B'}`;
}

function mib(value: number): string {
  return value >= 1024 && value % 256 === 0 ? `${number(value / 1024)} GiB` : `${number(value)} MiB`;
}

function duration(milliseconds: number): string {
  return milliseconds >= 10_000 ? `${number(milliseconds / 1000)} s` : `${number(milliseconds)} ms`;
}

const SUFFIX: Partial<Record<Unit, string>> = {
  hours: ' h',
  seconds: ' s',
  gib: ' GiB',
  vcpu: ' vCPU',
  gbps: ' Gbit/s',
  mbps: ' MB/s',
  iops: ' IOPS',
  credits: ' credits',
};

/** A number in its unit, for people. */
export function inUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'percent':
      return `${number(value)} %`;
    case 'bytes':
      return bytes(value);
    case 'bytes-per-day':
      return `${bytes(value)} a day`;
    case 'mib':
      return mib(value);
    case 'milliseconds':
      return duration(value);
    case 'days':
      return counted(value, 'day');
    case 'usd':
      return usd(value);
    case 'usd-per-month':
      return `${usd(value)} a month`;
    case 'usd-per-hour':
      return `${price(value)} an hour`;
    case 'instant':
      return instantText(value);
    default:
      return `${number(value)}${SUFFIX[unit] ?? ''}`;
  }
}

/** A value of evidence or of a message, for people; "not known" for null. */
export function quantityText({ value, unit }: Quantity): string {
  if (value === null) return NOT_KNOWN;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return inUnit(value, unit);
  return unit === 'instant' && !Number.isNaN(Date.parse(value)) ? instantText(epochSeconds(value)) : value;
}

const ACRONYMS: Record<string, string> = {
  cpu: 'CPU',
  ebs: 'EBS',
  ecs: 'ECS',
  iops: 'IOPS',
  vcpu: 'vCPU',
  vcpus: 'vCPUs',
  gib: 'GiB',
  mib: 'MiB',
  usd: 'USD',
  gpu: 'GPU',
  p50: 'median',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  p995: 'p99.5',
};
const UNIT_SUFFIX: Partial<Record<Unit, RegExp>> = {
  percent: / percent$/,
  'usd-per-month': /( monthly)? usd$/,
  usd: / usd$/,
  milliseconds: / milliseconds$/,
  seconds: / seconds$/,
  bytes: / bytes$/,
  'bytes-per-day': / bytes per day$/,
  hours: / hours$/,
  mib: / mib$/,
  gib: / gib$/,
  days: / days$/,
};

/** `maximumCpuPercent` as `Maximum CPU`; the unit goes, since the value shows it. */
export function labelOf(name: string, unit: Unit): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .toLowerCase();
  const suffix = UNIT_SUFFIX[unit];
  const bare = suffix === undefined || words.replace(suffix, '') === '' ? words : words.replace(suffix, '');
  const text = bare
    .split(' ')
    .map((word) => ACRONYMS[word] ?? word)
    .join(' ');
  return /^(p9|vCPU)/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** `5 minutes`, `1 hour`, `1 day` of a period in seconds. */
export function periodText(seconds: number): string {
  if (seconds % 86_400 === 0) return counted(seconds / 86_400, 'day');
  if (seconds % 3600 === 0) return counted(seconds / 3600, 'hour');
  return seconds % 60 === 0 ? counted(seconds / 60, 'minute') : `${number(seconds)} s`;
}

/** Order by code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
