import type { Chart, Evidence, FailOutcome, Outcome, Values } from '../model/evaluation.js';
import type { MetricView, PresentMetric, Series } from '../model/metric.js';
import type { PolicyContext } from '../model/policy.js';
import type { EcsService, EcsTask } from '../model/resource/index.js';
import { epochSeconds } from '../model/time.js';
import { isUnstable } from './ecs-stability.js';
import { type EarlierDay, earlierDays, peakOf, workedAtMonthEndOnly } from './fargate-earlier.js';
import type { IDLE_METRICS, IDLE_OPTIONS, IDLE_SERIES } from './fargate-idle-options.js';
import { quietCpuPercent } from './fargate-idle-options.js';
import { deploymentStarts, fargateService, taskStarts, withoutStarts } from './fargate-service.js';
import { sawMonthEnd } from './month-end.js';
import { confidenceOf, notAssessed, partialMetric, pass, quantity, seriesEvidence, unknownMetric, viewEvidence } from './outcome-parts.js';
import { maximum } from './series.js';

const DAY_SECONDS = 86_400;

type IdleOptions = typeof IDLE_OPTIONS;
export type IdleContext = PolicyContext<IdleOptions, typeof IDLE_METRICS, typeof IDLE_SERIES>;

/** What an idle service's finding says, beside what is done about it. */
export interface IdleService {
  service: EcsService;
  values: Values;
  evidence: Evidence[];
  confidence: Pick<FailOutcome, 'confidence' | 'confidenceReasons'>;
  /** Codes of remarks on what was left out and what stays. */
  notes: string[];
  questions: string[];
  charts: Chart[];
}

/** Whether only the 5-minute values can tell: quiet on average, with a peak that may be a start. */
export function wantsIdleSeries(resource: EcsService | EcsTask, context: IdleContext): boolean {
  const found = fargateService(resource);
  if (!('service' in found)) return false;
  const { cpu } = context.metrics;
  const limit = quietCpuPercent(found.service, context.options);
  if (limit === null || !cpu.present || cpu.daysWithData('window') === 0) return false;
  return cpu.average('window') < limit && cpu.maximum('window') >= limit && startsInWindow(found.service, context).length > 0;
}

/**
 * Whether a Fargate service is idle: the busiest task's CPU stays under the limit in every 5 minutes of the window (away from starts),
 * and neither requests nor traffic say otherwise. Memory says nothing: an idle process keeps its heap.
 * A service that is idle on average and works one hour a night is not idle.
 */
export function idleService(resource: EcsService | EcsTask, context: IdleContext): { idle: IdleService } | { outcome: Outcome } {
  const found = fargateService(resource);
  if (!('service' in found)) return found;
  const { service } = found;
  const limit = quietCpuPercent(service, context.options);
  if (limit === null) return { outcome: notAssessed('size-unknown') };
  const { cpu } = context.metrics;
  if (!cpu.present || cpu.daysWithData('window') === 0) return { outcome: unknownMetric(cpu) };

  const peak = peakCpu(service, cpu, context, limit);
  if (peak === null) {
    const values = { peak: quantity(cpu.maximum('window'), 'percent') };
    return { outcome: notAssessed('series-missing', values) };
  }
  const used = usedBecause(peak.percent, limit, context);
  if (used !== null) return { outcome: used };
  const unknown = tooLittleSeen(service, cpu, context);
  if (unknown !== null) return { outcome: unknown };
  const { options, metrics } = context;
  const { requests, networkReceived } = metrics;
  const limits = { cpuPercent: limit, requestsPerDay: 0, receivedBytesPerDay: options.maximumReceivedBytesPerDay };
  const earlier = earlierDays({ cpu, requests, networkReceived }, limits, startsOf(service, context), context);
  if (workedAtMonthEndOnly(earlier, context, options.monthEndDays)) {
    const busy = earlier.filter(({ busy }) => busy);
    const values = { earlierPeak: quantity(peakOf(busy), 'percent'), limit: quantity(limit, 'percent') };
    return { outcome: busy.length > 0 ? pass('busy-at-month-end', values) : pass('used-at-month-end') };
  }
  return { idle: describeIdle(service, cpu, { peak, limit, earlier }, context) };
}

interface Peak {
  percent: number;
  /** The series it was taken from, starts left out; null where the daily maxima were enough. */
  series: Series | null;
  leftOut: number;
}

const startsOf = (service: EcsService, { fleet }: IdleContext): number[] => [
  ...deploymentStarts(service),
  ...taskStarts(fleet.tasks.get(service.id) ?? []),
];

function startsInWindow(service: EcsService, context: IdleContext): number[] {
  const from = epochSeconds(context.window.start);
  return startsOf(service, context).filter((start) => start >= from);
}

function peakCpu(service: EcsService, cpu: PresentMetric, context: IdleContext, limit: number): Peak | null {
  const highest = cpu.maximum('window');
  const starts = startsInWindow(service, context);
  // No start in the window could excuse the peak, or there is nothing to excuse, or the mean alone is over the limit.
  if (highest < limit || starts.length === 0 || cpu.average('window') >= limit) return { percent: highest, series: null, leftOut: 0 };
  if (context.series.cpu === null) return null;
  const { series, leftOut } = withoutStarts(context.series.cpu, starts);
  const percent = maximum(series.values);
  return percent === null ? null : { percent, series, leftOut };
}

function usedBecause(peakPercent: number, limit: number, { metrics, options }: IdleContext): Outcome | null {
  if (peakPercent >= limit) return pass('cpu-used', { peak: quantity(peakPercent, 'percent'), limit: quantity(limit, 'percent') });
  const { requests, networkReceived } = metrics;
  if (requests.present && requests.sum('window') > 0)
    return pass('receives-requests', { requests: quantity(requests.sum('window'), 'count') });
  const received = receivedPerDay(networkReceived);
  if (received !== null && received > options.maximumReceivedBytesPerDay) {
    return pass('receives-traffic', { received: quantity(received, 'bytes-per-day') });
  }
  return null;
}

/**
 * Bytes that one task received on the day with the most. Container Insights publishes NetworkRxBytes in bytes per second:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
function receivedPerDay(view: MetricView): number | null {
  return view.present && view.daysWithData('window') > 0
    ? Math.max(...view.daily('Average', 'window').map((mean) => (mean ?? 0) * DAY_SECONDS))
    : null;
}

function tooLittleSeen(service: EcsService, cpu: PresentMetric, { window, options }: IdleContext): Outcome | null {
  if (cpu.status === 'partial') return partialMetric(cpu);
  if (service.createdAt !== null && epochSeconds(service.createdAt) > epochSeconds(window.start)) {
    return notAssessed('too-young', { createdAt: quantity(service.createdAt, 'instant') });
  }
  const days = cpu.daysWithData('window');
  const minimum = Math.min(options.minimumDays, window.days);
  if (days < minimum) return notAssessed('too-few-days', { days: quantity(days, 'days'), minimum: quantity(minimum, 'days') });
  return null;
}

interface Seen {
  peak: Peak;
  limit: number;
  earlier: readonly EarlierDay[];
}

function describeIdle(service: EcsService, cpu: PresentMetric, { peak, limit, earlier }: Seen, context: IdleContext): IdleService {
  const { metrics, options } = context;
  const earlierPeak = peakOf(earlier);
  const busyBefore = earlier.some(({ busy }) => busy);
  const behindBalancer = service.targetGroupArns.length > 0 || service.classicLoadBalancers.length > 0;
  const received = receivedPerDay(metrics.networkReceived);
  const countsRequests = service.targetGroupArns.length > 0 && metrics.requests.present && metrics.requests.status !== 'partial';
  const held = {
    heldAgainst: { option: limit < options.maximumCpuPercent ? 'maximumCpuVcpu' : 'maximumCpuPercent', value: limit },
    flipsAt: limit,
  };
  const peakLine = { name: 'maximumCpuPercent', value: peak.percent, unit: 'percent' } as const;
  const evidence: Evidence[] = [
    peak.series === null
      ? viewEvidence(peakLine, { view: cpu, statistic: 'Maximum', scope: 'window' }, held)
      : seriesEvidence(peakLine, { metric: 'ecs.cpu', series: peak.series, statistic: 'Maximum' }, held),
    viewEvidence(
      { name: 'averageCpuPercent', value: cpu.average('window'), unit: 'percent' },
      { view: cpu, statistic: 'Average', scope: 'window' },
    ),
  ];
  if (earlierPeak !== null && earlierPeak >= limit) {
    const line = { name: 'maximumCpuPercentLongWindow', value: earlierPeak, unit: 'percent' } as const;
    evidence.push(viewEvidence(line, { view: cpu, statistic: 'Maximum', scope: 'scalar' }, { heldAgainst: held.heldAgainst }));
  }
  if (countsRequests && metrics.requests.present) {
    const line = { name: 'requestsPerTarget', value: metrics.requests.sum('window'), unit: 'count' } as const;
    evidence.push(viewEvidence(line, { view: metrics.requests, statistic: 'Sum', scope: 'window' }, { flipsAt: 0 }));
  }
  if (received !== null && metrics.networkReceived.present) {
    const value = options.maximumReceivedBytesPerDay;
    const line = { name: 'receivedBytesPerDay', value: received, unit: 'bytes-per-day' } as const;
    const source = { view: metrics.networkReceived, statistic: 'Average', scope: 'window' } as const;
    evidence.push(viewEvidence(line, source, { heldAgainst: { option: 'maximumReceivedBytesPerDay', value }, flipsAt: value }));
  }
  return {
    service,
    values: {
      service: quantity(service.serviceName, 'text'),
      tasks: quantity(service.running, 'count'),
      peak: quantity(peak.percent, 'percent'),
      limit: quantity(limit, 'percent'),
      days: quantity(cpu.daysWithData('window'), 'days'),
      ...(busyBefore ? { earlierPeak: quantity(earlierPeak, 'percent') } : {}),
    },
    evidence,
    confidence: confidenceOf('high', [
      [isUnstable(service, cpu, context), 'unstable', 'low'],
      [busyBefore, 'busy-before-window', 'low'],
      [earlier.some(({ used }) => used), 'used-before-window', 'low'],
      [earlier.some(({ mayBeStart }) => mayBeStart), 'start-before-window', 'medium'],
      [!sawMonthEnd(cpu.daily('Maximum', 'scalar'), context.scalarWindow), 'month-end-not-seen', 'medium'],
      [cpu.daysWithData('window') < cpu.daysExpected('window'), 'days-missing', 'medium'],
      [service.targetGroupArns.length > 0 && !countsRequests, 'requests-unknown', 'low'],
      [countsRequests && received === null, 'load-balancer-type-unseen', 'medium'],
      [service.targetGroupArns.length === 0 && received === null, 'no-traffic-evidence', 'medium'],
    ]),
    notes: [...(peak.leftOut > 0 ? ['starts-left-out'] : []), ...(behindBalancer ? ['load-balancer-keeps-costing'] : [])],
    questions: [...(behindBalancer ? [] : ['ask-what-uses-it']), ...(countsRequests ? ['ask-network-load-balancer'] : [])],
    charts: peak.series === null ? [dailyChart(cpu, context, limit)] : [seriesChart(peak.series, limit)],
  };
}

const TITLE = 'CPU of the busiest task';

const seriesChart = (series: Series, limit: number): Chart => ({
  type: 'line',
  title: TITLE,
  unit: 'percent',
  start: series.start,
  periodSeconds: series.periodSeconds,
  values: series.values,
  threshold: limit,
  flipsAt: limit,
});

const dailyChart = (cpu: PresentMetric, { window }: IdleContext, limit: number): Chart => ({
  type: 'line',
  title: `${TITLE}, by day`,
  unit: 'percent',
  start: epochSeconds(window.start),
  periodSeconds: DAY_SECONDS,
  values: [...cpu.daily('Maximum', 'window')],
  threshold: limit,
  flipsAt: limit,
});
