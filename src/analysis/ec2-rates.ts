import type { MetricView, PresentMetric, Scope } from '../model/metric.js';
import { optional } from '../model/policy.js';
import type { Ec2Instance, InstanceTypeSpec } from '../model/resource/index.js';
import { capacity, type Demand, withinHeadroom } from './rightsizing.js';

/** Metrics that bandwidth follows from. All optional: what is missing is not reduced. */
export const BANDWIDTH_METRICS = {
  networkIn: optional('ec2.networkIn', { daily: ['Maximum'] }),
  networkOut: optional('ec2.networkOut', { daily: ['Maximum'] }),
  ebsReadBytes: optional('ec2.ebsReadBytes', { daily: ['Maximum'] }),
  ebsWriteBytes: optional('ec2.ebsWriteBytes', { daily: ['Maximum'] }),
  ebsReadOps: optional('ec2.ebsReadOps', { daily: ['Maximum'] }),
  ebsWriteOps: optional('ec2.ebsWriteOps', { daily: ['Maximum'] }),
  // Asked for with what the instance costs. They tell how long a sample was before detailed monitoring was switched off.
  samples: optional('ec2.cpu', { daily: ['SampleCount'] }),
};
const BANDWIDTH_NAMES = ['networkIn', 'networkOut', 'ebsReadBytes', 'ebsWriteBytes', 'ebsReadOps', 'ebsWriteOps'] as const;
const BANDWIDTH_DIMENSIONS = ['network', 'ebs-throughput', 'ebs-iops'] as const;
type Bandwidth = Omit<Demand, 'cpu' | 'memory' | 'memoryAhead'>;
export type BandwidthViews = { readonly [K in keyof typeof BANDWIDTH_METRICS]: MetricView };

/** Peaks of network and EBS, and of memory where the CloudWatch agent runs: daily maxima of amounts per sample. CPU tells on which days it ran. */
export type RateViews = BandwidthViews & { readonly memory: MetricView; readonly cpu?: MetricView };

/** Seconds that one sample of an EC2 metric stands for (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html). */
export function samplePeriodSeconds({ monitoring }: Pick<Ec2Instance, 'monitoring'>): number {
  return monitoring === 'detailed' ? 60 : 300;
}

/** Samples of five minutes that a day has at most: a day with more of them had detailed monitoring. */
const BASIC_SAMPLES_PER_DAY = 288;
const DETAILED_SECONDS = 60;

/** Highest value of a metric a second: what a sample of a day stood for, not what one stands for now. */
function peakPerSecond(view: PresentMetric, instance: Ec2Instance, samples: MetricView, scope: Scope): number {
  const seconds = samplePeriodSeconds(instance);
  if (seconds === DETAILED_SECONDS || !samples.present) return view.maximum(scope) / seconds;
  const counts = samples.daily('SampleCount', scope);
  const rates = view
    .daily('Maximum', scope)
    .map((value, day) => (value ?? 0) / ((counts[day] ?? 0) > BASIC_SAMPLES_PER_DAY ? DETAILED_SECONDS : seconds));
  return Math.max(...rates);
}

/** Share of the days run that a metric must be known of. An agent that came or died within the window leaves out the days that may decide. */
const LEAST_SHARE_OF_DAYS = 0.9;

/** Days of the window on which any of the metrics has a datapoint: the instance ran. */
const daysRun = (views: readonly (MetricView | undefined)[]): number =>
  Math.max(0, ...views.map((view) => (view?.present ? view.daysWithData('window') : 0)));

const bandwidthOf = (views: BandwidthViews): MetricView[] => BANDWIDTH_NAMES.map((name) => views[name]);

/** A metric as far as it may be relied on: missing or incomplete, or with data on few of the days run, it may hide the peak. */
function reliable(view: MetricView, days: number): PresentMetric | null {
  return view.present && view.status === 'ok' && view.daysWithData('window') >= LEAST_SHARE_OF_DAYS * days ? view : null;
}

const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
const larger = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : Math.max(a, b));
const times = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

/**
 * Peak use of network and EBS in the units of type specifications: Gbit/s (the busier direction), Mbit/s and IOPS (reading and writing
 * together, each at its own peak: never less than what was used at once).
 */
function peakBandwidth(instance: Ec2Instance, views: BandwidthViews, days: number, scope: Scope): Bandwidth {
  const peak = (view: MetricView): number | null => {
    const known = reliable(view, days);
    return known === null ? null : peakPerSecond(known, instance, views.samples, scope);
  };
  return {
    network: times(larger(peak(views.networkIn), peak(views.networkOut)), 8 / 1e9),
    'ebs-throughput': times(sum(peak(views.ebsReadBytes), peak(views.ebsWriteBytes)), 8 / 1e6),
    'ebs-iops': sum(peak(views.ebsReadOps), peak(views.ebsWriteOps)),
  };
}

/** Peak use of memory (MiB), network and EBS; each null where it is not known of nearly all the days that CPU or any other is. */
export function peakRates(instance: Ec2Instance, memoryMib: number, views: RateViews, memoryScope: Scope = 'window'): Omit<Demand, 'cpu'> {
  const days = daysRun([...bandwidthOf(views), views.memory, views.cpu]);
  const memory = reliable(views.memory, days)?.maximum(memoryScope) ?? null;
  return { memory: times(memory, memoryMib / 100), ...peakBandwidth(instance, views, days, 'window') };
}

/** Whether network or EBS carried more at any time of the longer window than a type gives with headroom. Nothing is said of what is not known. */
export function exceedsBandwidth(
  { instance, metrics }: { instance: Ec2Instance; metrics: BandwidthViews },
  target: InstanceTypeSpec,
  headroomPercent: number,
): boolean {
  const peaks = peakBandwidth(instance, metrics, 0, 'scalar');
  return BANDWIDTH_DIMENSIONS.some((dimension) => {
    const [needed, available] = [peaks[dimension], capacity(target, dimension)];
    return needed !== null && available !== null && !withinHeadroom(needed, available, headroomPercent);
  });
}

/**
 * What a type with less bandwidth must still give, for machines that all keep the size of their CPU and memory: the highest peak of any. null, which
 * keeps the bandwidth as it is, where it is not known of one, or does not even leave `headroomPercent` of the present type free.
 */
export function reducibleBandwidth(
  machines: readonly { instance: Ec2Instance; metrics: BandwidthViews }[],
  now: InstanceTypeSpec,
  headroomPercent: number,
): Demand {
  const peaks = machines.map(({ instance, metrics }) => peakBandwidth(instance, metrics, daysRun(bandwidthOf(metrics)), 'window'));
  const reducible = (dimension: keyof Bandwidth): number | null => {
    const available = capacity(now, dimension);
    const [first, ...rest] = peaks.map((of) => of[dimension]);
    const most = first === undefined ? null : rest.reduce(larger, first);
    return most !== null && available !== null && most <= available * (1 - headroomPercent / 100) ? most : null;
  };
  return {
    cpu: null,
    memory: null,
    network: reducible('network'),
    'ebs-throughput': reducible('ebs-throughput'),
    'ebs-iops': reducible('ebs-iops'),
  };
}
