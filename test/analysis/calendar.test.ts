import { describe, expect, it } from 'vitest';
import { busyOnlyAtMonthEnds, sawMonthEnd } from '../../src/analysis/month-end.js';
import { awsCron, scheduleEvents, scheduleWords, unixCron } from '../../src/analysis/schedule-words.js';
import { isTimeZone, offsetSeconds } from '../../src/analysis/time-zone.js';
import type { WeekSchedule } from '../../src/analysis/week-profile.js';
import { windowEndingAt } from '../../src/model/time.js';

const at = (instant: string) => Date.parse(instant) / 1000;
/** Days that end where the window does, each with a value where `seen` has its first day of month. */
const daysUpTo = (end: string, count: number, value: (date: Date) => number | null) =>
  Array.from({ length: count }, (_, index) => value(new Date(Date.parse(end) - (count - index) * 86_400_000)));

describe('the end of a month', () => {
  const end = '2026-11-16T00:00:00Z';
  const window = windowEndingAt(end, 32);
  const on = (...days: string[]) => daysUpTo(end, 32, (date) => (days.includes(date.toISOString().slice(5, 10)) ? 80 : null));

  it.each<[string, string[], boolean]>([
    ['the last day', ['10-31'], true],
    ['the day before it', ['10-30'], false],
    ['the first of the next', ['11-01'], false],
    ['no day at all', [], false],
  ])('was seen on %s', (_, days, expected) => {
    expect(sawMonthEnd(on(...days), window)).toBe(expected);
  });

  it('was seen by a day that begins or ends on it, where days begin at another hour', () => {
    const odd = windowEndingAt('2026-11-01T06:00:00Z', 2);
    expect(sawMonthEnd([null, 1], odd)).toBe(true);
    expect(sawMonthEnd([1, null], odd)).toBe(true);
    expect(sawMonthEnd([1, null, null], odd)).toBe(false);
    expect(sawMonthEnd([null, 1], windowEndingAt('2026-10-31T12:00:00Z', 2))).toBe(true);
  });

  it.each<[string, string[], number, boolean]>([
    ['the last two days and the first two', ['10-30', '10-31', '11-01', '11-02'], 2, true],
    ['a day before them', ['10-29', '10-31'], 2, false],
    ['a day after them', ['11-01', '11-03'], 2, false],
    ['three days either way', ['10-29', '11-03'], 3, true],
    ['the middle of a month', ['11-10'], 3, false],
    ['no day', [], 3, false],
    ['any day of none', ['10-31'], 0, false],
  ])('is all that is busy: %s', (_, days, within, expected) => {
    expect(busyOnlyAtMonthEnds(on(...days), window, 50, within)).toBe(expected);
  });

  it('counts as busy from the limit on', () => {
    expect(busyOnlyAtMonthEnds(on('10-31'), window, 80, 1)).toBe(true);
    expect(busyOnlyAtMonthEnds(on('10-31'), window, 80.1, 1)).toBe(false);
  });

  it('knows how long months are', () => {
    const february = windowEndingAt('2026-03-01T00:00:00Z', 3);
    expect(sawMonthEnd([null, null, 1], february)).toBe(true);
    expect(sawMonthEnd([null, 1, null], february)).toBe(false);
    expect(busyOnlyAtMonthEnds([null, null, 80], february, 50, 1)).toBe(true);
    expect(busyOnlyAtMonthEnds([null, 80, null], february, 50, 1)).toBe(false);
    const december = windowEndingAt('2027-01-01T00:00:00Z', 2);
    expect(busyOnlyAtMonthEnds([null, 80], december, 50, 1)).toBe(true);
    expect(busyOnlyAtMonthEnds([80, null], december, 50, 1)).toBe(false);
  });
});

describe('time zones', () => {
  it.each([
    ['UTC', '2026-07-01T00:00:00Z', 0],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', 3600],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 7200],
    ['Europe/Berlin', '2026-10-25T00:59:59Z', 7200],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', 3600],
    ['America/New_York', '2026-01-01T00:00:00Z', -18_000],
    ['Asia/Kolkata', '2026-01-01T00:00:00Z', 19_800],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 20_700],
    ['Pacific/Kiritimati', '2026-12-31T12:00:00Z', 50_400],
  ])('%s is at %s ahead by %d s', (zone, instant, seconds) => {
    expect(offsetSeconds(at(instant), zone)).toBe(seconds);
    // A second time, from what is known by now.
    expect(offsetSeconds(at(instant), zone)).toBe(seconds);
  });

  it('keeps zones and quarters of an hour apart', () => {
    const instant = at('2026-03-29T00:45:00Z');
    const offsets = (zone: string) => [0, 899, 900].map((later) => offsetSeconds(instant + later, zone));
    expect(offsets('Europe/Berlin')).toEqual([3600, 3600, 7200]);
    expect(offsets('Europe/London')).toEqual([0, 0, 3600]);
    expect(offsets('Europe/Berlin')).toEqual([3600, 3600, 7200]);
  });

  it('are known or not', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('UTC'), isTimeZone('Mars/Olympus'), isTimeZone('')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(() => offsetSeconds(0, 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('a schedule in words and cron', () => {
  /** On from an hour for some hours on some days (0 is Monday). */
  function schedule(days: number[], startHour: number, hoursOn: number): WeekSchedule {
    const on = new Array<boolean>(168).fill(false);
    for (const day of days) for (let hour = 0; hour < hoursOn; hour += 1) on[(day * 24 + startHour + hour) % 168] = true;
    return { days, startHour, hoursOn, on, offHoursPerWeek: on.filter((isOn) => !isOn).length };
  }
  const weekdays = [0, 1, 2, 3, 4];
  it.each<[number[], number, number, string]>([
    [weekdays, 8, 11, 'on Mon-Fri 08:00-19:00, off otherwise'],
    [[0, 1, 2, 3, 4, 5, 6], 6, 12, 'on every day 06:00-18:00, off otherwise'],
    [[0, 2, 3, 4], 9, 8, 'on Mon, Wed-Fri 09:00-17:00, off otherwise'],
    [[5, 6], 0, 24, 'on Sat, Sun, off otherwise'],
    [[0, 1], 0, 24, 'on Mon, Tue, off otherwise'],
    [weekdays, 6, 24, 'on Mon-Fri from 06:00 for 24 hours, off otherwise'],
    [weekdays, 12, 12, 'on Mon-Fri 12:00-24:00, off otherwise'],
    [weekdays, 22, 8, 'on Mon-Fri 22:00-06:00 of the next day, off otherwise'],
  ])('%j from %d for %d hours is "%s"', (days, startHour, hoursOn, words) => {
    expect(scheduleWords(schedule(days, startHour, hoursOn))).toBe(words);
  });

  it('starts and stops once for each hour of the day', () => {
    expect(scheduleEvents(schedule(weekdays, 8, 10))).toEqual([
      { action: 'start', hour: 8, days: weekdays },
      { action: 'stop', hour: 18, days: weekdays },
    ]);
    expect(scheduleEvents(schedule(weekdays, 22, 8))).toEqual([
      { action: 'start', hour: 22, days: weekdays },
      { action: 'stop', hour: 6, days: [1, 2, 3, 4, 5] },
    ]);
    // Days that are on as a whole run into each other, and over the end of the week.
    expect(scheduleEvents(schedule([5, 6], 0, 24))).toEqual([
      { action: 'start', hour: 0, days: [5] },
      { action: 'stop', hour: 0, days: [0] },
    ]);
    expect(scheduleEvents(schedule([0, 1, 2, 3, 4, 5, 6], 0, 24))).toEqual([]);
    expect(scheduleEvents(schedule([6], 20, 8))).toEqual([
      { action: 'start', hour: 20, days: [6] },
      { action: 'stop', hour: 4, days: [0] },
    ]);
    const twice = schedule([0, 1], 8, 4);
    for (const slot of [32, 33]) twice.on[slot] = false;
    expect(scheduleEvents(twice)).toEqual([
      { action: 'start', hour: 8, days: [0] },
      { action: 'start', hour: 10, days: [1] },
      { action: 'stop', hour: 12, days: [0, 1] },
    ]);
  });

  it('is cron of either kind', () => {
    const event = { action: 'start' as const, hour: 8, days: [0, 5, 6] };
    expect(unixCron(event)).toBe('0 8 * * 1,6,0');
    expect(awsCron(event)).toBe('cron(0 8 ? * MON,SAT,SUN *)');
  });
});
