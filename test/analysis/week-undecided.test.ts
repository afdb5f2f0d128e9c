import { describe, expect, it, vi } from 'vitest';
import { weekProfile } from '../../src/analysis/week-profile.js';
import { idleHoursOff, seldomSeen, undecidedHours } from '../../src/analysis/week-undecided.js';
import { seriesFrom } from '../support/policy-fixtures.js';

const slots = (of: (day: number, hour: number) => boolean) =>
  Array.from({ length: 168 }, (_, slot) => of(Math.floor(slot / 24), slot % 24));
const none = slots(() => false);
const night = (_: number, hour: number) => hour < 8 || hour >= 18;
const week = { idle: none, unseen: none, seldom: none, minimumOffHoursPerWeek: 24, proposes: () => true };

describe('hours seen too seldom', () => {
  const profile = weekProfile(
    // Nine days that end on a Friday: Wednesday and Thursday were seen twice.
    seriesFrom(({ index, hour }) => (index < 120 ? null : hour === 9 ? 40 : 1)),
    'UTC',
  );

  it('are those that were quiet, but not in enough weeks', () => {
    const seldom = seldomSeen(profile, 5, 2);
    expect(seldom.filter(Boolean)).toHaveLength(5 * 23);
    expect(seldomSeen(profile, 1, 2)).not.toContain(true);
    expect(seldomSeen(profile, 5, 1)).not.toContain(true);
    expect(seldomSeen(profile, 5, 3).filter(Boolean)).toHaveLength(7 * 23);
  });

  it('are none that were never seen', () => {
    const oneDay = weekProfile(
      seriesFrom(() => 1, { days: 1 }),
      'UTC',
    );
    expect(seldomSeen(oneDay, 5, 2).filter(Boolean)).toHaveLength(24);
  });
});

describe('undecided hours', () => {
  it('are none where everything was seen', () => {
    expect(undecidedHours({ ...week, idle: slots((_, hour) => hour < 2) })).toBeNull();
  });

  it('are those seen too seldom, where they would make a schedule worth it', () => {
    expect(undecidedHours({ ...week, seldom: slots(night) })).toEqual({ code: 'hours-seldom-seen', hours: 98 });
    expect(undecidedHours({ ...week, seldom: slots(night), minimumOffHoursPerWeek: 98 })).not.toBeNull();
    expect(undecidedHours({ ...week, seldom: slots(night), minimumOffHoursPerWeek: 99 })).toBeNull();
    expect(undecidedHours({ ...week, seldom: slots((_, hour) => hour < 2) })).toBeNull();
  });

  it('join what is known to be idle', () => {
    const idle = slots((day, hour) => day < 3 && night(day, hour));
    const seldom = slots((day, hour) => day >= 3 && night(day, hour));
    expect(undecidedHours({ ...week, idle, seldom, minimumOffHoursPerWeek: 60 })).toEqual({ code: 'hours-seldom-seen', hours: 56 });
  });

  it('are those never seen first, which save nothing by themselves', () => {
    const idle = slots((day, hour) => day < 5 && night(day, hour));
    const unseen = slots((day) => day >= 5);
    expect(undecidedHours({ ...week, idle, unseen, seldom: slots((day, hour) => day === 4 && hour === 12) })).toEqual({
      code: 'hours-unseen',
      hours: 48,
    });
    expect(undecidedHours({ ...week, unseen: slots(night) })).toBeNull();
  });

  it('do not hang on what is known to be off', () => {
    const seldom = slots((day, hour) => day < 5 && night(day, hour));
    const weekend = slots((day) => day >= 5);
    expect(undecidedHours({ ...week, seldom, minimumOffHoursPerWeek: 70 })).toBeNull();
    expect(undecidedHours({ ...week, seldom, notRunning: weekend, minimumOffHoursPerWeek: 70 })).not.toBeNull();
  });

  it('are none where no schedule would be proposed at best either', () => {
    const proposes = vi.fn(() => false);
    expect(undecidedHours({ ...week, seldom: slots(night), proposes })).toBeNull();
    expect(proposes).toHaveBeenCalledWith(expect.objectContaining({ startHour: 8, hoursOn: 10 }));
  });

  it('heed how long a pause must be', () => {
    const seldom = slots((_, hour) => hour < 4);
    expect(undecidedHours({ ...week, seldom })).not.toBeNull();
    expect(undecidedHours({ ...week, seldom, rules: { minimumOffHours: 5, leadHours: 0 } })).toBeNull();
  });
});

describe('idle hours that a schedule takes away', () => {
  it('are none without a schedule', () => {
    expect(idleHoursOff(slots(night), null)).toBe(0);
  });
});
