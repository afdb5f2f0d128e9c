import type { MetricView, PresentMetric } from '../model/metric.js';
import { epochSeconds, type Window } from '../model/time.js';
import { START_SECONDS } from './fargate-service.js';
import { busyOnlyAtMonthEnds } from './month-end.js';
import { type WeekSchedule, weekSlot } from './week-profile.js';

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/** What one day of the longer window shows of a service, before the verdict window. */
export interface EarlierDay {
  /** Epoch seconds; it lasts 24 hours. */
  start: number;
  /** Highest CPU, percent; null where there is none. */
  peak: number | null;
  /** A task started on it that made its CPU busy, for all that a daily maximum tells. */
  mayBeStart: boolean;
  /** CPU at the limit or above it, on a day without a start. */
  busy: boolean;
  /** More requests or more traffic than count as none. */
  used: boolean;
}

interface Views {
  readonly cpu: PresentMetric;
  readonly requests: MetricView;
  readonly networkReceived: MetricView;
}

export interface QuietLimits {
  /** A day is busy from this peak on. */
  cpuPercent: number;
  /** A day is used above these. */
  requestsPerDay: number;
  receivedBytesPerDay: number;
}

/** The days before the verdict window, oldest first, each held against the limits. `starts`: epoch seconds at which tasks are known to have started. */
export function earlierDays(
  { cpu, requests, networkReceived }: Views,
  { cpuPercent, requestsPerDay, receivedBytesPerDay }: QuietLimits,
  starts: readonly number[],
  { window, scalarWindow }: { window: Window; scalarWindow: Window },
): EarlierDay[] {
  const from = epochSeconds(scalarWindow.start);
  const asked = requests.present ? requests.daily('Sum', 'scalar') : [];
  const received = networkReceived.present ? networkReceived.daily('Average', 'scalar') : [];
  return cpu
    .daily('Maximum', 'scalar')
    .slice(0, scalarWindow.days - window.days)
    .map((peak, day) => {
      const start = from + day * DAY_SECONDS;
      const isBusy = peak !== null && peak >= cpuPercent;
      const hasStart = starts.some((at) => at + START_SECONDS > start && at < start + DAY_SECONDS);
      const used = (asked[day] ?? 0) > requestsPerDay || (received[day] ?? 0) * DAY_SECONDS > receivedBytesPerDay;
      return { start, peak, mayBeStart: isBusy && hasStart, busy: isBusy && !hasStart, used };
    });
}

/** Whether there was work on those days, and all of it around a change of month. */
export function workedAtMonthEndOnly(
  days: readonly EarlierDay[],
  { scalarWindow }: { scalarWindow: Window },
  monthEndDays: number,
): boolean {
  const work = Array.from({ length: scalarWindow.days }, (_, day) => (days[day]?.busy || days[day]?.used ? 1 : 0));
  return busyOnlyAtMonthEnds(work, scalarWindow, 1, monthEndDays);
}

/** Those days of which the schedule leaves no hour on: work on them was in hours that it would take away. */
export function daysWhollyOff(days: readonly EarlierDay[], { on }: WeekSchedule, timeZone: string): EarlierDay[] {
  const isOff = (epoch: number) => on[weekSlot(epoch, timeZone)] === false;
  return days.filter(({ start }) => {
    for (let at = start; at < start + DAY_SECONDS; at += HOUR_SECONDS) if (!isOff(at) || !isOff(at + HOUR_SECONDS - 1)) return false;
    return true;
  });
}

/** Highest CPU of those days, percent; null where none has any. */
export function peakOf(days: readonly EarlierDay[]): number | null {
  const peaks = days.flatMap(({ peak }) => peak ?? []);
  return peaks.length === 0 ? null : Math.max(...peaks);
}
