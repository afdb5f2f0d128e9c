import type { MetricView } from '../model/metric.js';
import type { Ec2Instance } from '../model/resource/index.js';
import type { Demand } from './rightsizing.js';

/** Peaks of network and EBS, and of memory where the CloudWatch agent runs: daily maxima of amounts per sample. */
export interface RateViews {
  readonly memory: MetricView;
  readonly networkIn: MetricView;
  readonly networkOut: MetricView;
  readonly ebsReadBytes: MetricView;
  readonly ebsWriteBytes: MetricView;
  readonly ebsReadOps: MetricView;
  readonly ebsWriteOps: MetricView;
}

/** Seconds that one sample of an EC2 metric stands for (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html). */
function samplePeriodSeconds({ monitoring }: Pick<Ec2Instance, 'monitoring'>): number {
  return monitoring === 'detailed' ? 60 : 300;
}

/** Maximum of the window; null where the metric is missing or incomplete, for a part of it may hide the peak. */
function peak(view: MetricView): number | null {
  return view.present && view.status === 'ok' ? view.maximum('window') : null;
}

const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);
const larger = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : Math.max(a, b));
const times = (value: number | null, factor: number): number | null => (value === null ? null : value * factor);

/**
 * Peak use of memory, network and EBS in the units of type specifications: MiB, Gbit/s (the busier direction), Mbit/s and IOPS
 * (reading and writing together, each at its own peak: never less than what was used at once).
 */
export function peakRates(instance: Ec2Instance, memoryMib: number, views: RateViews): Omit<Demand, 'cpu'> {
  const perSecond = 1 / samplePeriodSeconds(instance);
  return {
    memory: times(peak(views.memory), memoryMib / 100),
    network: times(larger(peak(views.networkIn), peak(views.networkOut)), (8 * perSecond) / 1e9),
    'ebs-throughput': times(sum(peak(views.ebsReadBytes), peak(views.ebsWriteBytes)), (8 * perSecond) / 1e6),
    'ebs-iops': times(sum(peak(views.ebsReadOps), peak(views.ebsWriteOps)), perSecond),
  };
}
