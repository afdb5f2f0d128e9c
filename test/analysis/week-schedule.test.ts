import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsCron, scheduleEvents, scheduleWords, unixCron } from '../../src/analysis/schedule-words.js';
import { idleHours, offHours, removableHoursPerMonth, WEEK_HOURS, weekProfile, weekSchedule } from '../../src/analysis/week-profile.js';
import { epochSeconds } from '../../src/model/time.js';
import { office } from '../support/loads.js';
import { seriesFrom } from '../support/policy-fixtures.js';

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
