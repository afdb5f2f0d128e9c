import { describe, expect, it } from 'vitest';
import { idleHours, weekProfile, weekSchedule } from '../../src/analysis/week-profile.js';
import { busyShare, returningHours, weekAgreement } from '../../src/analysis/week-rhythm.js';
import type { Load } from '../support/loads.js';
import { seriesFrom, seriesOf } from '../support/policy-fixtures.js';

const agreement = (load: Load) => weekAgreement(seriesFrom(load), 'UTC', 5);
const busy = (isBusy: boolean): number => (isBusy ? 40 : 1);

describe('weekAgreement', () => {
  it('is 1 where every week is like the others', () => {
    expect(agreement(({ weekday, hour }) => busy(weekday < 5 && hour >= 8 && hour < 18))).toBe(1);
  });

  it('is not known where all blocks are alike, or none was seen twice', () => {
    expect(agreement(() => 1)).toBeNull();
    expect(agreement(() => 40)).toBeNull();
    expect(agreement(({ index, hour }) => (index < 168 ? busy(hour < 8) : null))).toBeNull();
  });

  it('is what Fleiss has it for two weeks of 42 blocks', () => {
    // Seven blocks busy in both weeks, seven in the first alone: agreement 35/42, share of busy ones 21/84.
    const load: Load = ({ index, hour }) => busy(hour < 4 || (index < 168 && hour >= 4 && hour < 8));
    const byChance = 0.25 ** 2 + 0.75 ** 2;
    expect(agreement(load)).toBeCloseTo((35 / 42 - byChance) / (1 - byChance), 12);
  });

  it('is what Fleiss has it for three weeks of 42 blocks', () => {
    // Seven blocks busy in all weeks, seven in one of three: one pair of weeks of three agrees on those, and 28 of 126 ratings are busy.
    const load: Load = ({ index, hour }) => busy(hour < 4 || (index < 168 && hour >= 4 && hour < 8));
    const byChance = (2 / 9) ** 2 + (7 / 9) ** 2;
    const found = weekAgreement(seriesFrom(load, { days: 21 }), 'UTC', 5);
    expect(found).toBeCloseTo(((35 + 7 / 3) / 42 - byChance) / (1 - byChance), 12);
  });

  it('is under 0 where weeks are busy by turns', () => {
    expect(agreement(({ index, hour }) => busy(index < 168 ? hour < 4 : hour >= 4 && hour < 8))).toBeLessThan(0);
  });

  it('takes a value at the limit as busy, and a slip of an hour within a block as the same', () => {
    expect(agreement(({ hour }) => (hour < 4 ? 5 : 4.999))).toBe(1);
    expect(agreement(({ index, hour }) => busy(hour === (index < 168 ? 9 : 10)))).toBe(1);
  });

  it('leaves out blocks without data', () => {
    expect(agreement(({ index, weekday, hour }) => (index < 168 && weekday === 2 ? null : busy(hour < 8)))).toBe(1);
  });
});

describe('returningHours', () => {
  const options = { minimumReturns: 3, monthEndDays: 0 };
  const isBusy = (value: number) => value >= 5;
  const back = (load: Load, rules = options, days = 14) => returningHours([{ series: seriesFrom(load, { days }), isBusy }], 'UTC', rules);
  /** Hours of the week that work comes back to, as day and hour. */
  const named = (hours: readonly boolean[]) =>
    hours.flatMap((isBack, slot) =>
      isBack ? [`${['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][Math.floor(slot / 24)]} ${slot % 24}`] : [],
    );
  const once: Load = ({ index, weekday }) => busy(index < 168 && weekday === 1);

  it('are those of two weeks', () => {
    expect(named(back(({ weekday, hour }) => busy(weekday === 6 && hour === 2)))).toEqual(['Sun 2']);
    expect(named(back(({ weekday, hour, index }) => (weekday === 6 && hour === 2 ? (index < 168 ? 5 : 4.999) : 1)))).toEqual([]);
  });

  it('are none of an event, however long it lasts', () => {
    expect(named(back(once))).toEqual([]);
    expect(named(back(({ index }) => busy(index < 168)))).toEqual([]);
    expect(named(back(({ index }) => busy(index < 168), options, 28))).toEqual([]);
  });

  it('are those of a time of day that saw work in three spells', () => {
    const days =
      (count: number): Load =>
      ({ index, weekday, hour }) =>
        busy(index < 168 && weekday < count && hour === 9);
    expect(named(back(days(2)))).toEqual([]);
    expect(named(back(days(3)))).toContain('Mon 9');
    expect(named(back(days(2), { ...options, minimumReturns: 2 }))).toContain('Tue 9');
    // Of a day that never stops, no hour is a spell of its own.
    expect(named(back(({ index }) => busy(index < 72)))).toEqual([]);
  });

  it('are none of spells that close a month', () => {
    // Busy from the 30th of October to the 3rd of November, by day.
    const closing = (from: number, to: number) =>
      seriesOf(
        Array.from({ length: 14 * 24 }, (_, index) => {
          const at = Math.floor(index / 24);
          return busy(at >= from && at <= to && index % 24 >= 8 && index % 24 < 18);
        }),
        { end: '2026-11-08T00:00:00Z' },
      );
    const of = (from: number, to: number, monthEndDays: number) =>
      returningHours([{ series: closing(from, to), isBusy }], 'UTC', { minimumReturns: 3, monthEndDays });
    expect(of(5, 9, 3)).not.toContain(true);
    expect(of(5, 9, 0)).toContain(true);
    expect(of(2, 8, 3)).not.toContain(true);
    expect(of(1, 7, 3)).toContain(true);
  });

  it('are those of all loads together, by the clocks of the zone', () => {
    const [cpu, network] = [seriesFrom(({ index }) => (index === 33 ? 40 : 1)), seriesFrom(({ index }) => (index === 33 + 168 ? 9e9 : 0))];
    const loads = [
      { series: cpu, isBusy },
      { series: network, isBusy: (bytes: number) => bytes > 1e9 },
    ];
    expect(named(returningHours(loads, 'UTC', options))).toEqual(['Tue 9']);
    expect(named(returningHours(loads, 'America/New_York', options))).toEqual(['Tue 4']);
    expect(named(returningHours(loads, 'Asia/Kolkata', options))).toEqual(['Tue 14', 'Tue 15']);
    expect(named(returningHours(loads.slice(0, 1), 'UTC', options))).toEqual([]);
  });
});

describe('busyShare', () => {
  const shareOf = (load: Load): number => {
    const profile = weekProfile(seriesFrom(load), 'UTC');
    const idle = idleHours(profile, 5);
    const schedule = weekSchedule(idle);
    if (schedule === null) throw new Error('no schedule');
    return busyShare(
      idle.map((isIdle) => !isIdle),
      profile,
      schedule,
    );
  };

  it('is the part of the hours left on that some week needed', () => {
    expect(shareOf(({ weekday, hour }) => busy(weekday < 5 && hour >= 8 && hour < 18))).toBe(1);
    expect(shareOf(({ hour }) => busy(hour === 8 || hour === 11))).toBe(0.5);
    expect(shareOf(({ index, hour }) => busy(index < 168 ? hour === 8 : hour === 10))).toBeCloseTo(2 / 3, 12);
  });

  it('counts only hours that were seen', () => {
    // On from 8 to 12: of three hours that were seen two are busy.
    expect(shareOf(({ hour }) => (hour === 9 ? null : busy(hour === 8 || hour === 11)))).toBeCloseTo(2 / 3, 12);
    const nothing: Load = () => null;
    const unseen = weekProfile(seriesFrom(nothing), 'UTC');
    const mondays = weekSchedule(Array.from({ length: 168 }, (_, slot) => slot >= 24));
    expect(
      mondays &&
        busyShare(
          idleHours(unseen, 5).map((isIdle) => !isIdle),
          unseen,
          mondays,
        ),
    ).toBe(0);
  });
});
