import type { Outcome } from '../model/evaluation.js';
import type { PresentMetric, Series } from '../model/metric.js';
import type { PolicyContext } from '../model/policy.js';
import type { EcsService } from '../model/resource/index.js';
import { deploymentStarts, withoutStarts } from './fargate-service.js';
import type { WEEK_METRICS, WEEK_OPTIONS, WEEK_SERIES } from './fargate-week-options.js';
import { notAssessed, partialMetric, pass, quantity } from './outcome-parts.js';
import { idleHours, WEEK_HOURS, type WeekProfile, type WeekSchedule, weekProfile, weekSchedule, weekSlot } from './week-profile.js';
import { hasRhythm, type Load, returningHours, weekAgreement } from './week-rhythm.js';
import { seldomSeen, undecidedHours } from './week-undecided.js';

export type WeekContext = PolicyContext<typeof WEEK_OPTIONS, typeof WEEK_METRICS, typeof WEEK_SERIES>;

const DAY_SECONDS = 86_400;
/** A shorter pause within a day is not worth a stop and a start. */
const MINIMUM_PAUSE_HOURS = 3;

/** Highest value of each hour of the week; null where there is none. */
function highestBySlot(series: Series | null, timeZone: string): (number | null)[] {
  const highest = new Array<number | null>(WEEK_HOURS).fill(null);
  series?.values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const slot = weekSlot(series.start + index * series.periodSeconds, timeZone);
    highest[slot] = Math.max(highest[slot] ?? value, value);
  });
  return highest;
}

/** A schedule for a Fargate service, and what it was found from. */
export interface ServiceWeek {
  schedule: WeekSchedule;
  profile: WeekProfile;
  /** CPU, starts left out. */
  working: Series;
  /** Datapoints that the starts took. */
  leftOut: number;
  /** Hours of the week that the schedule takes away and of which CPU is known, but not what the tasks received. */
  trafficUnread: number;
}

/** The hours of the week that are idle, and the schedule that they give; else why there is none. */
type Plan = { idle: readonly boolean[]; schedule: WeekSchedule } | { idle: readonly boolean[]; outcome: Outcome };

/**
 * The hours of the week in which a service does nothing: CPU under the limit, and neither requests nor traffic above theirs where those are
 * known; and the schedule that follows. Else the outcome. Starts are no work: the 15 minutes after each are left out.
 */
export function serviceWeek(
  service: EcsService,
  cpu: PresentMetric,
  limit: number,
  { metrics, options, window, series, timeZone }: WeekContext,
): { found: ServiceWeek } | { outcome: Outcome } {
  if (cpu.minimum('window') >= limit) return { outcome: pass('never-quiet', { limit: quantity(limit, 'percent') }) };
  if (cpu.status === 'partial') return { outcome: partialMetric(cpu) };
  if (cpu.maximum('window') < limit) return { outcome: pass('never-used') };
  const weeks = quantity(options.minimumWeeks, 'count');
  if (window.days < options.minimumWeeks * 7) {
    return { outcome: notAssessed('window-too-short', { days: quantity(window.days, 'days'), weeks }) };
  }
  if (series.cpu === null) return { outcome: notAssessed('series-missing') };

  const starts = deploymentStarts(service);
  const { series: working, leftOut } = withoutStarts(series.cpu, starts);
  const profile = weekProfile(working, timeZone.zone);
  if (!profile.weeksSeen.some((seen) => seen >= options.minimumWeeks)) return { outcome: notAssessed('too-few-weeks', { weeks }) };
  const requested = highestBySlot(series.requests, timeZone.zone).map((count) => (count ?? 0) > options.maximumRequestsPerHour);
  const unrequested = (quiet: boolean, slot: number) => quiet && requested[slot] !== true;
  const agreement = weekAgreement(working, timeZone.zone, limit);
  const loads: Load[] = [
    { series: working, isBusy: (percent) => percent >= limit },
    ...(series.requests === null ? [] : [{ series: series.requests, isBusy: (count: number) => count > options.maximumRequestsPerHour }]),
  ];
  const rules = { minimumOffHours: MINIMUM_PAUSE_HOURS, leadHours: options.leadHours };
  const plan = (without: (quiet: boolean, slot: number) => boolean, returning: readonly boolean[]): Plan => {
    const idle = idleHours(profile, limit, options.minimumWeeks).map(without);
    const schedule = weekSchedule(idle, rules);
    if (schedule !== null && schedule.offHoursPerWeek >= options.minimumOffHoursPerWeek) return { idle, schedule };
    // Hours that nobody saw, or too seldom, may be the ones that decide; those in which no task runs any more have nothing idle to save.
    const undecided = undecidedHours({
      idle,
      unseen: profile.weeksSeen.map((seen) => seen === 0),
      seldom: seldomSeen(profile, limit, options.minimumWeeks).map(without),
      minimumOffHoursPerWeek: options.minimumOffHoursPerWeek,
      rules,
      proposes: (best) => agreement === null || hasRhythm({ returning, profile, schedule: best, agreement }, options),
    });
    if (undecided !== null) {
      const needed = undecided.code === 'hours-unseen' ? {} : { weeks };
      return { idle, outcome: notAssessed(undecided.code, { unseen: quantity(undecided.hours, 'hours'), ...needed }) };
    }
    const offHours = quantity(schedule?.offHoursPerWeek ?? 0, 'hours');
    return { idle, outcome: pass('no-schedule', { offHours, minimum: quantity(options.minimumOffHoursPerWeek, 'hours') }) };
  };

  // Traffic only takes hours away: what it is of a service that has none to give need not be known.
  const byLoad = plan(unrequested, returningHours(loads, timeZone.zone, options));
  if (byLoad.idle.every((quiet, slot) => quiet || profile.weeksSeen[slot] === 0)) return { outcome: pass('never-used') };
  if ('outcome' in byLoad && byLoad.outcome.verdict === 'pass') return { outcome: byLoad.outcome };
  // Container Insights publishes bytes per second: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
  const traffic = series.networkReceived === null ? null : withoutStarts(series.networkReceived, starts).series;
  const byTraffic: Load[] =
    traffic === null ? [] : [{ series: traffic, isBusy: (mean) => mean * DAY_SECONDS > options.maximumReceivedBytesPerDay }];
  const returning = returningHours([...loads, ...byTraffic], timeZone.zone, options);
  const received = highestBySlot(traffic, timeZone.zone).map((mean) => (mean === null ? null : mean * DAY_SECONDS));
  const untouched = (quiet: boolean, slot: number) =>
    unrequested(quiet, slot) && (received[slot] ?? 0) <= options.maximumReceivedBytesPerDay;
  const planned = plan(untouched, returning);
  if ('outcome' in planned) {
    if ('outcome' in byLoad) return { outcome: planned.outcome };
    const { schedule } = byLoad;
    const most = Math.max(0, ...received.map((bytes, slot) => (schedule.on[slot] ? 0 : (bytes ?? 0))));
    const values = { offHours: quantity(schedule.offHoursPerWeek, 'hours'), received: quantity(most, 'bytes-per-day') };
    return { outcome: { ...pass('receives-traffic', values), decidedDespitePartialData: true } };
  }
  const { schedule } = planned;
  if (!hasRhythm({ returning, profile, schedule, agreement: agreement ?? 0 }, options)) {
    return { outcome: pass('no-rhythm', { service: quantity(service.serviceName, 'text') }) };
  }
  const unread = profile.weeksSeen.filter((seen, slot) => seen > 0 && !schedule.on[slot] && received[slot] === null).length;
  return { found: { schedule, profile, working, leftOut, trafficUnread: metrics.networkReceived.present ? unread : 0 } };
}
