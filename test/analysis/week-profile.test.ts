import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, offsetSeconds } from '../../src/analysis/time-zone.js';
import { idleHours, WEEK_HOURS, weekProfile, weekSchedule, weekSlot } from '../../src/analysis/week-profile.js';
import { epochSeconds } from '../../src/model/time.js';
import { office } from '../support/loads.js';
import { seriesFrom, seriesOf } from '../support/policy-fixtures.js';

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

    it('lies within a value, in zones off the full hour', () => {
      // Adelaide leaves winter time on 2026-10-04, at 02:00: 16:30 UTC of the 3rd.
      const hours = new Array<number>(14 * 24).fill(1);
      const { weeksSeen } = weekProfile(seriesOf(hours, { end: '2026-10-09T00:00:00Z' }), 'Australia/Adelaide');
      expect(weeksSeen[SUNDAY_AT_TWO]).toBe(2);
      expect(Math.min(...weeksSeen)).toBe(2);
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

  describe('the hour that a window lacks because a change of clocks repeats another', () => {
    const zone = 'Europe/Berlin';
    // Berlin leaves summer time on 2026-10-25, at 01:00 UTC.
    const ending = (end: string, value: (slot: number, index: number) => number | null, days = 14) => {
      const start = Date.parse(end) / 1000 - days * 86_400;
      return weekProfile(
        seriesOf(
          Array.from({ length: days * 24 }, (_, index) => value(weekSlot(start + index * 3600, zone), index)),
          { end },
        ),
        zone,
      );
    };
    const atWork = (slot: number) => office({ weekday: Math.floor(slot / 24), hour: slot % 24 });

    it.each([
      ['2026-10-25T02:00:00Z', 6 * 24 + 3],
      ['2026-11-05T03:00:00Z', 3 * 24 + 4],
      ['2026-11-07T23:00:00Z', 6 * 24],
    ])('is none that was seen too seldom: up to %s', (end, slot) => {
      const profile = ending(end, atWork);
      expect(profile.weeksSeen).toEqual(new Array(WEEK_HOURS).fill(2));
      expect(profile.hoursSeen[slot]).toBe(1);
      expect(weekSchedule(idleHours(profile, 5))).toMatchObject({ startHour: 8, hoursOn: 10, days: [0, 1, 2, 3, 4] });
    });

    it('is lacked only where the change lies in the window', () => {
      for (const end of ['2026-10-25T00:00:00Z', '2026-11-08T01:00:00Z']) {
        expect(ending(end, atWork).hoursSeen).toEqual(new Array(WEEK_HOURS).fill(2));
        expect(ending(end, atWork).weeksSeen).toEqual(new Array(WEEK_HOURS).fill(2));
      }
    });

    it('is not known where an hour at either end of the window is not', () => {
      const [end, slot, last] = ['2026-11-05T03:00:00Z', 3 * 24 + 4, 14 * 24 - 1] as const;
      expect(ending(end, (_, index) => (index === 0 ? null : 1)).weeksSeen[slot]).toBe(1);
      expect(ending(end, (_, index) => (index === last ? null : 1)).weeksSeen[slot]).toBe(1);
      expect(ending(end, (_, index) => (index === 1 ? null : 1)).weeksSeen[slot]).toBe(2);
    });

    it('stays unseen where the window is too short to have it at all', () => {
      const profile = ending('2026-10-25T02:00:00Z', atWork, 1);
      expect(profile.weeksSeen[6 * 24 + 3]).toBe(0);
    });

    it('was not quiet where the other week says so', () => {
      const slot = 3 * 24 + 4;
      expect(
        idleHours(
          ending('2026-11-05T03:00:00Z', (at) => (at === slot ? 40 : 1)),
          5,
        )[slot],
      ).toBe(false);
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
