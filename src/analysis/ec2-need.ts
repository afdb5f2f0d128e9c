import type { Evidence } from '../model/evaluation.js';
import type { MetricView, PresentMetric, Series } from '../model/metric.js';
import { optional } from '../model/policy.js';
import type { InstanceTypeSpec } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import { memoryEvidence, memoryPercentAhead, memoryScope, type SizeHistory } from './ec2-memory.js';
import { BANDWIDTH_METRICS, peakRates, type RateViews } from './ec2-rates.js';
import type { Ec2Subject } from './ec2-subject.js';
import { percentileEvidence, seriesEvidence, viewEvidence } from './outcome-parts.js';
import { type Prospect, prospect } from './prospect.js';
import { type CpuDetail, type Demand, DIMENSIONS, type SizeDimension } from './rightsizing.js';
import { between, endOf, fold, hoursWithData, maximum, percentile, variation } from './series.js';

/** Metrics that sizes follow from. All optional: what is missing is not reduced, and a group has none of its own. */
export const SIZING_METRICS = {
  cpu: optional('ec2.cpu', { daily: ['Average', 'Maximum'], whole: ['p99.5'] }),
  memory: optional('ec2.memory', { daily: ['Maximum'] }),
  ...BANDWIDTH_METRICS,
};

/** Second pass: the 5-minute maxima that Compute Optimizer sizes by. */
export const SIZING_SERIES = { cpu: { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } } as const;

type SizingViews = RateViews & { readonly cpu: MetricView };
export type SizingSubject = Ec2Subject<SizingViews, { readonly cpu: Series | null }>;

/** What one instance needs, and how well that is known. */
export interface InstanceNeed {
  demand: Demand;
  cpu: CpuDetail;
  /** 99.5th percentile of CPU that decided, percent of the size now. */
  p995: number;
  /** The percentile is the maximum in truth: the endpoint knows no percentiles. */
  substituted: boolean;
  /** Highest hourly mean seen, and what is to be reckoned with, percent of the size now; null in the first pass. */
  busiestHour: number | null;
  ahead: Prospect | null;
  /** Hours with data since the size can last have changed; null in the first pass. */
  hours: number | null;
  /** Hours of the whole series with data, of the hours in it; null in the first pass. */
  coverage: number | null;
  /** Coefficient of variation of the hourly maxima. */
  variation: number | null;
  /** When the size can last have changed, inside the longer window (epoch seconds); null where it cannot have. */
  changedAt: number | null;
  evidence: Evidence[];
}

/** The primary network interface is attached while the instance is launched. */
const FIRST_START_SECONDS = 300;

/**
 * Moment inside the longer window at which an instance can have changed its type: its last start, for a type only changes while
 * stopped (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/change-instance-type-of-ebs-backed-instance.html). Members of a group are
 * replaced instead. A start after the window's end is none of its business, and the first start of all changed nothing.
 */
export function sizeChangedAt({ instance }: Pick<SizingSubject, 'instance'>, scalarWindow: Window, isMember: boolean): number | null {
  if (isMember || instance.launchTime === null) return null;
  const launched = epochSeconds(instance.launchTime);
  if (instance.firstLaunchTime !== null && launched - epochSeconds(instance.firstLaunchTime) <= FIRST_START_SECONDS) return null;
  return launched > epochSeconds(scalarWindow.start) && launched < epochSeconds(scalarWindow.end) ? launched : null;
}

/** The need as the first pass knows it: CloudWatch's own p99.5 over the longer window, and the maxima of memory there. */
export function firstNeed(subject: SizingSubject, cpu: PresentMetric, spec: InstanceTypeSpec, history: SizeHistory): InstanceNeed {
  const { changedAt } = history;
  const { value, substituted } = cpu.percentile('p99.5');
  const ahead = memoryPercentAhead(subject.metrics.memory, history);
  return {
    demand: {
      cpu: (value / 100) * spec.vcpus,
      ...peakRates(subject.instance, spec.memoryMib, subject.metrics, memoryScope(history)),
      memoryAhead: ahead === null ? null : (ahead / 100) * spec.memoryMib,
    },
    cpu: {
      sustained: sustainedVcpus(cpu, spec),
      hour: null,
      toppedHour: null,
      ahead: null,
      peak: (cpu.maximum('scalar') / 100) * spec.vcpus,
    },
    p995: value,
    substituted,
    busiestHour: null,
    ahead: null,
    hours: null,
    coverage: null,
    variation: null,
    changedAt,
    evidence: [],
  };
}

function sustainedVcpus(cpu: PresentMetric, spec: InstanceTypeSpec): number | null {
  const daily = cpu.daily('Average', 'window').filter((value) => value !== null);
  return daily.length === 0 ? null : (Math.max(...daily) / 100) * spec.vcpus;
}

/**
 * The need from the 5-minute maxima of the verdict window. Where the size can have changed, the part after the change and the
 * whole window must both fit, so the larger p99.5 counts; else the longer window's p99.5 counts as well. null where either has no datapoint.
 */
export function secondNeed(
  subject: SizingSubject,
  cpu: PresentMetric,
  series: Series,
  spec: InstanceTypeSpec,
  history: SizeHistory,
): InstanceNeed | null {
  const { changedAt } = history;
  const first = firstNeed(subject, cpu, spec, history);
  const after = changedAt === null ? series : between(series, changedAt, endOf(series));
  const hour = maximum(fold(series, 3600, 'Average').values);
  // Percentages of two sizes are no row of numbers: what lies ahead follows from the part at the present size.
  const ahead = prospect(after);
  const whole = changedAt === null ? ahead?.p995Seen : percentile(series.values, 99.5);
  if (whole == null || hour === null || ahead === null) return null;
  const p995 = Math.max(whole, ahead.p995Seen, changedAt === null ? first.p995 : 0);
  const vcpus = (percent: number) => (percent / 100) * spec.vcpus;
  const hourly = fold(series, 3600, 'Maximum');
  const seriesHours = (series.values.length * series.periodSeconds) / 3600;
  const hours = hoursWithData(after);
  return {
    ...first,
    demand: { ...first.demand, cpu: vcpus(p995) },
    cpu: {
      ...first.cpu,
      hour: vcpus(Math.max(hour, ahead.hour)),
      toppedHour: vcpus(ahead.toppedHour),
      ahead: vcpus(ahead.p995),
    },
    p995,
    busiestHour: hour,
    ahead,
    hours,
    coverage: (changedAt === null ? hours : hoursWithData(series)) / seriesHours,
    variation: variation(hourly.values),
    evidence: [...cpuEvidence(cpu, series, { whole, hour, ahead }), ...memoryEvidence(subject.metrics.memory, history)],
  };
}

function cpuEvidence(cpu: PresentMetric, series: Series, found: { whole: number; hour: number; ahead: Prospect }): Evidence[] {
  const source = { metric: 'ec2.cpu', series } as const;
  return [
    seriesEvidence({ name: 'p995CpuPercent', value: found.whole, unit: 'percent' }, { ...source, statistic: 'p99.5 of Maximum' }),
    percentileEvidence(
      { name: 'p995CpuPercentLongWindow', value: cpu.percentile('p99.5').value, unit: 'percent' },
      { view: cpu, statistic: 'p99.5' },
    ),
    viewEvidence(
      { name: 'maximumCpuPercentLongWindow', value: cpu.maximum('scalar'), unit: 'percent' },
      { view: cpu, statistic: 'Maximum', scope: 'scalar' },
    ),
    seriesEvidence(
      { name: 'busiestHourCpuPercent', value: found.hour, unit: 'percent' },
      { ...source, statistic: 'hourly mean of Maximum' },
    ),
    seriesEvidence(
      { name: 'p995CpuPercentAhead', value: found.ahead.p995, unit: 'percent' },
      { ...source, statistic: 'p99.5 of Maximum to be reckoned with' },
    ),
    seriesEvidence(
      { name: 'busiestHourCpuPercentAhead', value: found.ahead.toppedHour, unit: 'percent' },
      { ...source, statistic: 'hourly mean of Maximum to be reckoned with' },
    ),
  ];
}

/** Of each line of evidence that of the member with the largest value: the one that the group's need follows from. */
function largestEvidence(needs: readonly InstanceNeed[]): Evidence[] {
  const largest = new Map<string, Evidence>();
  const amountOf = ({ value }: Evidence): number => (typeof value === 'number' ? value : Number.NEGATIVE_INFINITY);
  for (const entry of needs.flatMap(({ evidence }) => evidence)) {
    const known = largest.get(entry.name);
    if (known === undefined || amountOf(entry) > amountOf(known)) largest.set(entry.name, entry);
  }
  return [...largest.values()];
}

/** What a group needs of each member: the largest need of any, per dimension; not known where it is not known of one. */
export function largestNeed(needs: readonly InstanceNeed[]): InstanceNeed | null {
  const [first] = needs;
  if (first === undefined) return null;
  if (needs.length === 1) return first;
  const most = (values: readonly (number | null)[]): number | null =>
    values.reduce<number | null>((a, b) => (a === null || b === null ? null : Math.max(a, b)), values[0] ?? null);
  const least = (values: readonly (number | null)[]): number | null =>
    values.reduce<number | null>((a, b) => (a === null || b === null ? null : Math.min(a, b)), values[0] ?? null);
  const top = needs.reduce((a, b) => (b.p995 > a.p995 ? b : a));
  const demand = (dimension: SizeDimension) => most(needs.map((need) => need.demand[dimension]));
  const [cpu, memory, network, throughput, iops] = DIMENSIONS.map(demand);
  return {
    ...top,
    evidence: largestEvidence(needs),
    demand: {
      cpu: cpu ?? null,
      memory: memory ?? null,
      network: network ?? null,
      'ebs-throughput': throughput ?? null,
      'ebs-iops': iops ?? null,
      memoryAhead: most(needs.map((need) => need.demand.memoryAhead ?? null)),
    },
    cpu: {
      sustained: most(needs.map((need) => need.cpu.sustained)),
      hour: most(needs.map((need) => need.cpu.hour)),
      toppedHour: most(needs.map((need) => need.cpu.toppedHour)),
      ahead: most(needs.map((need) => need.cpu.ahead)),
      peak: most(needs.map((need) => need.cpu.peak)),
    },
    substituted: needs.some(({ substituted }) => substituted),
    hours: least(needs.map(({ hours }) => hours)),
    coverage: least(needs.map(({ coverage }) => coverage)),
    variation: most(needs.map((need) => need.variation)),
  };
}
