import type { BatchShape, OfficeHoursShape } from './shape-parts.js';
import { WEEKDAYS } from './shape-parts.js';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const DAY_MINUTES = 1_440;

const offsetsByZone = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes that local time of an IANA zone is ahead of UTC at `time` (epoch seconds); clock changes fall on hours. */
function zoneOffsetMinutes(timeZone: string, time: number): number {
  const hour = Math.floor(time / HOUR);
  let offsets = offsetsByZone.get(timeZone);
  if (offsets === undefined) {
    offsets = new Map();
    offsetsByZone.set(timeZone, offsets);
  }
  let offset = offsets.get(hour);
  if (offset === undefined) {
    offset = readOffset(timeZone, hour * HOUR);
    offsets.set(hour, offset);
  }
  return offset;
}

function readOffset(timeZone: string, time: number): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(time * 1_000).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) / 1_000;
  return Math.round((local - time) / MINUTE);
}

/** Minutes since Monday 00:00 local time. 1970-01-01 was a Thursday. */
function minuteOfWeek(time: number, offsetMinutes: number): number {
  const local = time + offsetMinutes * MINUTE;
  const days = Math.floor(local / DAY);
  return ((((days + 3) % 7) + 7) % 7) * DAY_MINUTES + Math.floor((local - days * DAY) / MINUTE);
}

function minuteOfDay(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

/** Whether `time` (epoch seconds) is busy by the schedule. Spans that run past midnight belong to the day they began. */
export function scheduleOf(shape: OfficeHoursShape | BatchShape): (time: number) => boolean {
  const starts = shape.kind === 'batch' ? minuteOfDay(shape.at) : minuteOfDay(shape.from);
  const until = shape.kind === 'batch' ? starts + shape.minutes : minuteOfDay(shape.to);
  const length = until > starts ? until - starts : until + DAY_MINUTES - starts;
  const busy = new Uint8Array(7 * DAY_MINUTES);
  for (const day of shape.days) {
    const first = WEEKDAYS.indexOf(day) * DAY_MINUTES + starts;
    for (let minute = first; minute < first + length; minute++) busy[minute % busy.length] = 1;
  }
  const { timeZone, utcOffsetMinutes } = shape;
  return (time) => busy[minuteOfWeek(time, timeZone === undefined ? utcOffsetMinutes : zoneOffsetMinutes(timeZone, time))] === 1;
}

/** Whether `time` lies in the last or the first days of a calendar month, UTC. */
export function monthEndOf(lastDays: number, firstDays: number): (time: number) => boolean {
  const known = new Map<number, boolean>();
  return (time) => {
    const day = Math.floor(time / DAY);
    let busy = known.get(day);
    if (busy === undefined) {
      const date = new Date(day * DAY * 1_000);
      const length = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
      busy = date.getUTCDate() > length - lastDays || date.getUTCDate() <= firstDays;
      known.set(day, busy);
    }
    return busy;
  };
}
