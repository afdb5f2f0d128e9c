import type { Chart, Evidence, Outcome } from '../model/evaluation.js';
import type { MetricView } from '../model/metric.js';
import { optional, type RegionFleet } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import { epochSeconds, type Window } from '../model/time.js';
import { SIGN_METRICS, type SignLimits, type Signs, signsOfUse } from './ec2-idle-signs.js';
import { type Ec2Subject, resourceText, specOf } from './ec2-subject.js';
import { busyOnlyAtMonthEnds, sawMonthEnd } from './month-end.js';
import { notAssessed, pass, quantity, unknownMetric, viewEvidence } from './outcome-parts.js';

const DAY_SECONDS = 86_400;

/** All optional: a group has no metrics of its own, and a busy CPU decides without the network. */
export const IDLE_EC2_METRICS = {
  cpu: optional('ec2.cpu', { daily: ['Maximum'] }),
  networkIn: optional('ec2.networkIn', { daily: ['Sum'] }),
  networkOut: optional('ec2.networkOut', { daily: ['Sum'] }),
  ...SIGN_METRICS,
};

type Views = { readonly [K in keyof typeof IDLE_EC2_METRICS]: MetricView };

/** Metrics that clear an instance; memory only makes the verdict less sure. */
const WHOLE = ['cpu', 'networkIn', 'networkOut', 'ebsReadBytes', 'ebsWriteBytes', 'ebsReadOps', 'ebsWriteOps'] as const;

/** What speaks for an instance being idle. */
export interface IdleEvidence {
  /** Highest CPU utilization of the window, percent. */
  peak: number;
  /** The same in the longer window. */
  earlierPeak: number;
  /** Bytes of the day with the most traffic, in and out together. */
  traffic: number;
  /** Days of the window with data. */
  days: number;
  monthEnd: boolean;
  accelerated: boolean;
  /** What disks and memory say besides. */
  signs: Signs;
  /** False where a metric that could clear it was read in part: the verdict hangs on it. */
  whole: boolean;
  evidence: Evidence[];
  chart: Chart;
}

interface IdleContext {
  readonly options: SignLimits & {
    readonly maximumCpuPercent: number;
    readonly maximumNetworkBytesPerDay: number;
    readonly minimumDays: number;
    readonly monthEndDays: number;
  };
  readonly window: Window;
  readonly scalarWindow: Window;
  readonly fleet: RegionFleet;
  readonly prices: PriceBook;
}

/** Values of a metric per day of the window, null where it is not known; all null where the metric is missing. */
const daysOf = (view: MetricView, days: number): readonly (number | null)[] =>
  view.present ? view.daily('Sum', 'window') : new Array<null>(days).fill(null);

/**
 * Whether one instance was idle. A busy CPU clears it, whatever the network says; an idle CPU alone condemns nothing: traffic must
 * be known for every day on which the instance ran. Volumes at work on each of those days clear it too. Equality with a limit is busy.
 */
export function idleState(
  { instance, metrics }: Ec2Subject<Views, unknown>,
  context: IdleContext,
): { idle: IdleEvidence } | { outcome: Outcome } {
  const { options, window } = context;
  const { maximumCpuPercent, maximumNetworkBytesPerDay, minimumDays, monthEndDays } = options;
  const { cpu, networkIn, networkOut } = metrics;
  const named = { instance: quantity(resourceText(instance), 'text') };
  if (!cpu.present) return { outcome: unknownMetric(cpu) };
  const peak = cpu.maximum('window');
  if (peak >= maximumCpuPercent) {
    const values = { ...named, peak: quantity(peak, 'percent'), limit: quantity(maximumCpuPercent, 'percent') };
    // More datapoints could only raise a maximum.
    return { outcome: { ...pass('cpu-busy', values), decidedDespitePartialData: true } };
  }
  const cpuDays = cpu.daily('Maximum', 'window');
  const received = daysOf(networkIn, window.days);
  const sent = daysOf(networkOut, window.days);
  const traffic = Math.max(0, ...cpuDays.map((_, day) => (received[day] ?? 0) + (sent[day] ?? 0)));
  if (traffic >= maximumNetworkBytesPerDay) {
    const values = { ...named, traffic: quantity(traffic, 'bytes-per-day'), limit: quantity(maximumNetworkBytesPerDay, 'bytes-per-day') };
    return { outcome: { ...pass('network-busy', values), decidedDespitePartialData: true } };
  }
  if (!networkIn.present) return { outcome: unknownMetric(networkIn) };
  if (!networkOut.present) return { outcome: unknownMetric(networkOut) };
  const days = cpu.daysWithData('window');
  if (days < minimumDays) {
    const values = { ...named, days: quantity(days, 'days'), required: quantity(minimumDays, 'days') };
    return { outcome: notAssessed('too-little-data', values) };
  }
  if (cpuDays.some((value, day) => value !== null && ((received[day] ?? null) === null || (sent[day] ?? null) === null))) {
    return { outcome: notAssessed('network-gaps', named) };
  }
  const earlier = cpu.daily('Maximum', 'scalar').map((value, day, all) => (day < all.length - window.days ? value : null));
  if (busyOnlyAtMonthEnds(earlier, context.scalarWindow, maximumCpuPercent, monthEndDays)) {
    const values = { ...named, earlierPeak: quantity(cpu.maximum('scalar'), 'percent'), limit: quantity(maximumCpuPercent, 'percent') };
    return { outcome: pass('busy-at-month-end', values) };
  }
  const signs = signsOfUse(instance, metrics, options);
  if (signs.diskDays >= days) {
    const values = {
      ...named,
      iops: quantity(signs.iops, 'iops'),
      throughput: quantity(signs.mbps, 'mbps'),
      iopsLimit: quantity(options.maximumEbsIops, 'iops'),
      throughputLimit: quantity(options.maximumEbsMbps, 'mbps'),
    };
    return { outcome: { ...pass('disk-busy', values), decidedDespitePartialData: cpu.status === 'ok' } };
  }
  return {
    idle: {
      peak,
      earlierPeak: cpu.maximum('scalar'),
      traffic,
      days,
      monthEnd: sawMonthEnd(cpu.daily('Maximum', 'scalar'), context.scalarWindow),
      accelerated: (specOf(instance, context)?.accelerators ?? 0) > 0,
      signs,
      whole: WHOLE.every((name) => ['ok', 'zero', 'no-data'].includes(metrics[name].status)),
      evidence: [
        viewEvidence(
          { name: 'maximumCpuPercent', value: peak, unit: 'percent' },
          { view: cpu, statistic: 'Maximum', scope: 'window' },
          { heldAgainst: { option: 'maximumCpuPercent', value: maximumCpuPercent }, flipsAt: maximumCpuPercent },
        ),
        viewEvidence(
          { name: 'busiestDayNetworkBytes', value: traffic, unit: 'bytes-per-day' },
          { view: networkOut, statistic: 'Sum', scope: 'window' },
          { heldAgainst: { option: 'maximumNetworkBytesPerDay', value: maximumNetworkBytesPerDay }, flipsAt: maximumNetworkBytesPerDay },
        ),
      ],
      chart: {
        type: 'line',
        title: 'Highest CPU utilization of each day',
        unit: 'percent',
        start: epochSeconds(window.end) - window.days * DAY_SECONDS,
        periodSeconds: DAY_SECONDS,
        values: [...cpuDays],
        threshold: maximumCpuPercent,
        flipsAt: maximumCpuPercent,
      },
    },
  };
}
