const QUARTER_SECONDS = 900;
const formatters = new Map<string, Intl.DateTimeFormat>();
/** Offsets already worked out, by zone and quarter of an hour: a fleet asks for the same two weeks again and again. */
const offsets = new Map<string, Map<number, number>>();

/** True for a time zone of the IANA database that this Node knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/**
 * Seconds that local time is ahead of UTC at an instant. All offsets and changes of clocks since 1970 that matter here fall on a
 * quarter of an hour (IANA time zone database). Throws a RangeError for a zone that is none.
 */
export function offsetSeconds(epochSeconds: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  let known = offsets.get(timeZone);
  if (known === undefined) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  const quarter = Math.floor(epochSeconds / QUARTER_SECONDS);
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = offsetAt(quarter * QUARTER_SECONDS, timeZone);
    known.set(quarter, offset);
  }
  return offset;
}

function offsetAt(epochSeconds: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const part = new Map(formatter.formatToParts(epochSeconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const field = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0;
  const local = Date.UTC(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second'));
  return Math.round(local / 1000) - epochSeconds;
}
