import { describe, expect, it } from 'vitest';
import { idleHours, weekProfile, weekSchedule } from '../../src/analysis/week-profile.js';
import { busyShare, weekAgreement } from '../../src/analysis/week-rhythm.js';
import type { Load } from '../support/loads.js';
import { seriesFrom } from '../support/policy-fixtures.js';

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

describe('busyShare', () => {
  const shareOf = (load: Load): number => {
    const profile = weekProfile(seriesFrom(load), 'UTC');
    const idle = idleHours(profile, 5);
    const schedule = weekSchedule(idle);
    if (schedule === null) throw new Error('no schedule');
    return busyShare(idle, profile, schedule);
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
    expect(mondays && busyShare(idleHours(unseen, 5), unseen, mondays)).toBe(0);
  });
});
