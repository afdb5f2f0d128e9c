import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsCron, scheduleEvents, scheduleWords, unixCron } from '../../src/analysis/schedule-words.js';
import { isTimeZone, offsetSeconds } from '../../src/analysis/time-zone.js';
import {
  idleHours,
  offHours,
  removableHoursPerMonth,
  WEEK_HOURS,
  weekProfile,
  weekSchedule,
  weekSlot,
} from '../../src/analysis/week-profile.js';
import { epochSeconds } from '../../src/model/time.js';
import { seriesFrom, seriesOf } from '../support/policy-fixtures.js';

const office = ({ hour, weekday }: { hour: number; weekday: number }) => (weekday < 5 && hour >= 8 && hour < 18 ? 40 : 1);

describe('weekSlot', () => {
  it.each([
    ['Monday 00:00 UTC', '2026-11-16T00:00:00Z', 'UTC', 0],
    ['Sunday 23:59 UTC', '2026-11-15T23:59:59Z', 'UTC', 167],
    ['New York, five hours behind', '2026-11-16T04:59:59Z', 'America/New_York', 167],
    ['Berlin in summer', '2026-07-06T06:00:00Z', 'Europe/Berlin', 8],
    ['Berlin in winter', '2026-11-16T07:00:00Z', 'Europe/Berlin', 8],
    ['Kolkata, half an hour off', '2026-11-16T02:30:00Z', 'Asia/Kolkata', 8],
    ['before 1970', '1969-12-29T00:00:00Z', 'UTC', 0],
  ])('%s', (_, at, zone, slot) => {
    expect(weekSlot(epochSeconds(at), zone)).toBe(slot);
  });

  it('follows a change of clocks to the second', () => {
    // Berlin leaves summer time on 2026-10-25 at 01:00 UTC, Lord Howe moves by half an hour.
    expect(offsetSeconds(epochSeconds('2026-10-25T00:59:59Z'), 'Europe/Berlin')).toBe(7200);
    expect(offsetSeconds(epochSeconds('2026-10-25T01:00:00Z'), 'Europe/Berlin')).toBe(3600);
    expect(offsetSeconds(epochSeconds('2026-07-01T00:00:00Z'), 'Australia/Lord_Howe')).toBe(10.5 * 3600);
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
  });
});

describe('weekProfile', () => {
  it('keeps the highest value of every week, not the mean', () => {
    const busyOnce = seriesFrom(({ index }) => (index === 10 ? 80 : 1));
    const profile = weekProfile(busyOnce, 'UTC');
    expect(profile.maximum[10]).toBe(80);
    expect(idleHours(profile, 5)[10]).toBe(false);
    expect(idleHours(profile, 5).filter(Boolean)).toHaveLength(167);
  });

  it('needs an hour in two weeks, and takes equality with the limit as busy', () => {
    const gap = seriesFrom(({ index }) => (index === 3 ? null : 1));
    expect(idleHours(weekProfile(gap, 'UTC'), 5)[3]).toBe(false);
    expect(
      idleHours(
        weekProfile(
          seriesFrom(() => 5),
          'UTC',
        ),
        5,
      ),
    ).not.toContain(true);
    expect(
      idleHours(
        weekProfile(
          seriesFrom(() => 4.99),
          'UTC',
        ),
        5,
      ),
    ).not.toContain(false);
    const oneWeek = seriesFrom(() => 1, { days: 7 });
    expect(idleHours(weekProfile(oneWeek, 'UTC'), 5)).not.toContain(true);
  });

  it('counts an hourly value in both local hours that it touches', () => {
    const one = seriesFrom(({ index }) => (index === 0 ? 50 : 1));
    const profile = weekProfile(one, 'Asia/Kolkata');
    expect([profile.maximum[4], profile.maximum[5], profile.maximum[6], profile.maximum[7]]).toEqual([1, 50, 50, 1]);
  });

  it('does not see the repeated hour of a change of clocks as two weeks', () => {
    const series = seriesOf(new Array<number>(14 * 24).fill(1), { end: '2026-10-26T00:00:00Z' });
    const profile = weekProfile(series, 'Europe/Berlin');
    // Sunday 02:00, twice on 2026-10-25 and once on the 18th.
    expect(profile.weeksSeen[6 * 24 + 2]).toBe(2);
    expect(profile.hoursSeen[6 * 24 + 2]).toBe(3);
  });

  describe('the hour that a change of clocks skips', () => {
    // Berlin leaves winter time on 2026-03-29, at 01:00 UTC.
    const SUNDAY_AT_TWO = 6 * 24 + 2;
    const seen = (hours: (number | null)[]) => weekProfile(seriesOf(hours, { end: '2026-04-03T00:00:00Z' }), 'Europe/Berlin');
    const change = (Date.parse('2026-03-29T01:00:00Z') - Date.parse('2026-03-20T00:00:00Z')) / 3_600_000;
    const but = (at: number, value: number | null) => Array.from({ length: 14 * 24 }, (_, index) => (index === at ? value : 1));

    it('is missed in no week, and lasts no time', () => {
      const profile = seen(but(-1, 1));
      expect(Math.min(...profile.weeksSeen)).toBe(2);
      expect(profile.hoursSeen[SUNDAY_AT_TWO]).toBe(1);
      expect(idleHours(profile, 5)).not.toContain(false);
    });

    it.each([
      ['before', change - 1],
      ['after', change],
    ])('is not known where the hour %s is not', (_, at) => {
      expect(seen(but(at, null)).weeksSeen[SUNDAY_AT_TWO]).toBe(1);
    });

    it('takes nothing from what the other week says', () => {
      expect(idleHours(seen(but(change - 7 * 24, 40)), 5)[SUNDAY_AT_TWO]).toBe(false);
    });

    it('leaves office hours what they are', () => {
      const zone = 'Europe/Berlin';
      const start = Date.parse('2026-03-20T00:00:00Z') / 1000;
      const hours = Array.from({ length: 14 * 24 }, (_, index) => {
        const slot = weekSlot(start + index * 3600, zone);
        return office({ weekday: Math.floor(slot / 24), hour: slot % 24 });
      });
      expect(weekSchedule(idleHours(seen(hours), 5))).toMatchObject({
        startHour: 8,
        hoursOn: 10,
        days: [0, 1, 2, 3, 4],
        offHoursPerWeek: 118,
      });
    });
  });

  it('counts weeks and not datapoints, and hours by what the datapoints make up', () => {
    const wholeHour = 3;
    const profile = weekProfile(
      seriesFrom(({ index }) => (Math.floor(index / 12) !== wholeHour && index % 3 === 0 ? null : 1), { days: 7, periodSeconds: 300 }),
      'UTC',
    );
    expect(profile.weeksSeen).toEqual(new Array(WEEK_HOURS).fill(1));
    expect(profile.hoursSeen[50]).toBeCloseTo(8 / 12, 12);
    expect(Math.max(...profile.hoursSeen)).toBe(1);
    expect(idleHours(profile, 5)).not.toContain(true);
    expect(idleHours(profile, 5, 1)).not.toContain(false);
  });

  it('takes a datapoint for as long as its source needs to publish one: of an hour, where every hour has one', () => {
    const hourly = seriesFrom(({ index }) => (index % 12 === 0 ? 1 : null), { days: 7, periodSeconds: 300 });
    expect(weekProfile(hourly, 'UTC').hoursSeen).toEqual(new Array(WEEK_HOURS).fill(1));
    const everyQuarter = seriesFrom(({ index }) => (index % 3 === 0 && index >= 6 ? 1 : null), { days: 7, periodSeconds: 300 });
    const { hoursSeen } = weekProfile(everyQuarter, 'UTC');
    expect(hoursSeen.toSorted((a, b) => a - b).slice(0, 2)).toEqual([0.5, 1]);
  });

  it('refuses periods over an hour', () => {
    expect(() => weekProfile(seriesOf([1, 1], { periodSeconds: 7200 }), 'UTC')).toThrow(RangeError);
  });

  it('adds up to the hours with data', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0, max: 100, noNaN: true })), { minLength: 1, maxLength: 400 }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
        (values, zone) => {
          const profile = weekProfile(seriesOf(values), zone);
          const hours = profile.hoursSeen.reduce((total, seen) => total + seen, 0);
          expect(hours).toBeCloseTo(values.filter((value) => value !== null).length, 6);
          expect(profile.maximum).toHaveLength(WEEK_HOURS);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('weekSchedule', () => {
  const scheduleOf = (value: Parameters<typeof seriesFrom>[0], zone = 'UTC') =>
    weekSchedule(idleHours(weekProfile(seriesFrom(value), zone), 5));

  it('finds office hours', () => {
    const schedule = scheduleOf(office);
    expect(schedule).toMatchObject({ startHour: 8, hoursOn: 10, days: [0, 1, 2, 3, 4], offHoursPerWeek: 118 });
    expect(schedule && scheduleWords(schedule)).toBe('on Mon-Fri 08:00-18:00, off otherwise');
  });

  it('names them in the time zone of the owner', () => {
    const schedule = scheduleOf(office, 'America/New_York');
    expect(schedule && scheduleWords(schedule)).toBe('on Mon-Fri 03:00-13:00, off otherwise');
  });

  it('keeps a shift that crosses midnight in one piece', () => {
    const schedule = scheduleOf(({ hour, weekday }) =>
      (weekday < 5 && hour >= 22) || (weekday >= 1 && weekday <= 5 && hour < 3) ? 60 : 1,
    );
    expect(schedule).toMatchObject({ startHour: 22, hoursOn: 5, days: [0, 1, 2, 3, 4], offHoursPerWeek: 143 });
    expect(schedule && scheduleWords(schedule)).toBe('on Mon-Fri 22:00-03:00 of the next day, off otherwise');
    expect(schedule && scheduleEvents(schedule)).toEqual([
      { action: 'start', hour: 22, days: [0, 1, 2, 3, 4] },
      { action: 'stop', hour: 3, days: [1, 2, 3, 4, 5] },
    ]);
  });

  it('switches weekends off where the days have no pause', () => {
    const schedule = scheduleOf(({ weekday }) => (weekday < 5 ? 30 : 1));
    expect(schedule && scheduleWords(schedule)).toBe('on Mon-Fri, off otherwise');
    expect(schedule && scheduleEvents(schedule)).toEqual([
      { action: 'start', hour: 0, days: [0] },
      { action: 'stop', hour: 0, days: [5] },
    ]);
  });

  it('leaves alone what is never idle, always idle, or idle for a moment', () => {
    expect(scheduleOf(() => 50)).toBeNull();
    expect(scheduleOf(() => 1)).toBeNull();
    expect(scheduleOf(({ hour }) => (hour < 2 ? 1 : 50))).toBeNull();
    expect(scheduleOf(({ hour }) => (hour < 3 ? 1 : 50))?.offHoursPerWeek).toBe(21);
  });

  it('starts early where that is asked for', () => {
    const idle = idleHours(weekProfile(seriesFrom(office), 'UTC'), 5);
    expect(weekSchedule(idle, { leadHours: 1 })).toMatchObject({ startHour: 7, hoursOn: 11 });
  });

  it('never switches off an hour that is not idle, and no schedule of its form does better', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: WEEK_HOURS, maxLength: WEEK_HOURS }),
        fc.integer({ min: 1, max: 12 }),
        (idle, pause) => {
          const schedule = weekSchedule(idle, { minimumOffHours: pause });
          if (schedule === null) return;
          for (let slot = 0; slot < WEEK_HOURS; slot += 1) if (!schedule.on[slot]) expect(idle[slot]).toBe(true);
          expect(schedule.on.filter((on) => !on)).toHaveLength(schedule.offHoursPerWeek);
        },
      ),
    );
  });

  it('saves only hours that were really run', () => {
    const always = weekProfile(seriesFrom(office), 'UTC');
    const schedule = scheduleOf(office);
    if (schedule === null) throw new Error('no schedule');
    expect(removableHoursPerMonth(always, schedule, 336, 730)).toBeCloseTo((118 / 168) * 730, 6);
    // Off already on Saturday and Sunday: those hours save nothing.
    const weekdays = weekProfile(
      seriesFrom((at) => (at.weekday < 5 ? office(at) : null)),
      'UTC',
    );
    expect(removableHoursPerMonth(weekdays, schedule, 336, 730)).toBeCloseTo((70 / 168) * 730, 6);
  });

  it('takes hours without data for off only where a later start proves a stop', () => {
    const series = seriesFrom((at) => (at.weekday < 5 ? office(at) : null));
    const profile = weekProfile(series, 'UTC');
    const off = (lastStart: string | null) =>
      offHours(profile, series, lastStart === null ? null : epochSeconds(lastStart)).filter(Boolean).length;
    expect(off('2026-11-16T00:00:00Z')).toBe(48);
    // The hours of the last Sunday that lie after it are unknown.
    expect(off('2026-11-15T20:00:00Z')).toBe(44);
    expect(off('2026-11-08T12:00:00Z')).toBe(0);
    expect(off(null)).toBe(0);
    const oneDay = seriesFrom(() => 1, { days: 1 });
    expect(offHours(weekProfile(oneDay, 'UTC'), oneDay, null)).not.toContain(true);
  });

  it('writes both spellings of cron', () => {
    const event = { action: 'start' as const, hour: 8, days: [0, 4, 6] };
    expect(unixCron(event)).toBe('0 8 * * 1,5,0');
    expect(awsCron(event)).toBe('cron(0 8 ? * MON,FRI,SUN *)');
  });
});
