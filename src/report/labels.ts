import type { Unit } from '../model/evaluation.js';
import { counted, number } from '../model/quantity.js';

/** Words of camel-case names that are written in another way. */
const WRITTEN: Readonly<Record<string, string>> = {
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
  p995: 'p99.5',
};

/** Words that only say the unit, which stands with the value anyway. */
const UNIT_WORDS: Readonly<Partial<Record<Unit, RegExp>>> = {
  percent: / percent\b/,
  'usd-per-month': /( monthly)? usd\b/,
  'usd-per-hour': / per hour\b/,
  usd: / usd\b/,
  milliseconds: / milliseconds\b/,
  seconds: / seconds\b/,
  bytes: / bytes\b/,
  'bytes-per-day': / bytes( per day)?\b/,
  mib: / mib\b/,
  gib: / gib\b/,
  gbps: / gbps\b/,
  mbps: / mbps\b/,
  iops: / iops\b/,
};

/** Names whose words alone do not say it. */
const LABELS: Readonly<Record<string, string>> = {
  breakEvenBusyConcurrency: 'Break-even of busy concurrency',
  busiestDayNetworkBytes: 'Network on the busiest day',
  busiestHourCpuPercent: 'CPU in the busiest hour',
  busiestHourCpuPercentAhead: 'CPU in the busiest hour to expect',
  busiestHourVcpus: 'vCPUs in the busiest hour',
  durationAheadMilliseconds: 'Duration to expect',
  ebsPeakIops: 'EBS operations at the peak',
  ebsPeakMbps: 'EBS throughput at the peak',
  errorPercent: 'Invocations that failed',
  hoursRunPerMonth: 'Hours run a month',
  idleCpuPercent: 'CPU that counts as idle',
  leastTasksOfADay: 'Fewest tasks on any day',
  maximumCpuPercentInOffHours: 'Maximum CPU in the off-hours',
  maximumCpuPercentLongWindow: 'Maximum CPU, longer window',
  maximumDays: 'At most',
  maximumEvenness: 'At most as even as',
  maximumHourPercent: 'Busiest hour at most',
  maximumMemoryPercentAhead: 'Maximum memory to expect',
  maximumSilentPercent: 'Silent hours at most',
  minimumEmptyDays: 'At least',
  minimumFailedTasks: 'At least',
  minimumOffHoursPerWeek: 'At least, of a week',
  minimumEvenness: 'At least as even as',
  networkPeakGbps: 'Network at the peak',
  offHoursPerWeek: 'Off-hours a week',
  p995CpuPercentAhead: 'p99.5 CPU to expect',
  p995CpuPercentLongWindow: 'p99.5 CPU, longer window',
  projectedMonthlyUsd: 'Cost after the change',
  runningDays: 'Running for',
  surplusCreditsPerMonth: 'Surplus credits a month',
  taskHoursPerMonth: 'Task-hours a month, by the mean of the window',
  reservedPercent: 'Reserved by tasks',
  sidecarMonthlyUsd: 'Cost of the sidecars',
  silentHoursPercent: 'Silent hours',
  spotPercent: 'Tasks on Spot',
};

/**
 * `maximumCpuPercent` as `Maximum CPU`; the unit goes, since the value shows it. A name of several words holds a name of the
 * user's behind its first word, or begins with an id: both stay as they are.
 */
export function labelOf(name: string, unit: Unit): string {
  if (Object.hasOwn(LABELS, name)) return LABELS[name] ?? name;
  const [, first = '', rest = ''] = /^(\S*)(.*)$/s.exec(name) ?? [];
  if (!/^[a-z][A-Za-z0-9]*$/.test(first)) return name;
  const words = first.replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$& ').toLowerCase();
  const suffix = UNIT_WORDS[unit];
  const bare = suffix === undefined ? words : words.replace(suffix, '').trim() || words;
  const text = bare.replace(/\S+/g, (word) => WRITTEN[word] ?? word);
  return `${capital(text)}${rest}`;
}

/** `5 minutes`, `1 hour`, `1 day` of a period in seconds. */
export function periodText(seconds: number): string {
  if (seconds % 86_400 === 0) return counted(seconds / 86_400, 'day');
  if (seconds % 3600 === 0) return counted(seconds / 3600, 'hour');
  return seconds % 60 === 0 ? counted(seconds / 60, 'minute') : `${number(seconds)} s`;
}

const DIMENSION_WORDS: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  memory: 'memory',
  network: 'network',
  'ebs-throughput': 'EBS throughput',
  'ebs-iops': 'EBS operations',
};

/** A dimension of utilization in words; as it stands where it has none. */
export function dimensionWord(dimension: string): string {
  return Object.hasOwn(DIMENSION_WORDS, dimension) ? (DIMENSION_WORDS[dimension] ?? dimension) : dimension;
}

/** With its first letter a capital, unless it is that of a percentile or a unit. */
export function capital(text: string): string {
  return /^(?:p\d|vCPU)/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** `GB-second`, `million requests` of a price's unit. */
export function rateUnit(unit: string): string {
  return unit
    .replace(/^gb-/, 'GB-')
    .replace(/^vcpu-/, 'vCPU-')
    .replace(/^million-/, 'million ');
}

/** `2,190 instance-hours`: exact enough to be multiplied with the price again. */
export function billedQuantity(quantity: number, unit: string): string {
  const digits = Number.isInteger(quantity) || quantity >= 10_000 ? 0 : quantity >= 100 ? 1 : quantity >= 1 ? 3 : 6;
  const rounded = Number(quantity.toFixed(digits));
  const [whole = '', fraction] = String(rounded).split('.');
  const text = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
  const words = rateUnit(unit);
  return `${text} ${rounded === 1 || words.endsWith('s') ? words : `${words}s`}`;
}
