import { describe, expect, it } from 'vitest';
import { busyDaysOff } from '../../src/analysis/busy-days-off.js';
import { SCALAR_WINDOW, WINDOW } from '../support/policy-fixtures.js';

/** On from some hour to another on days of the week, Monday is 0. */
const onFrom = (first: number, last: number, days: readonly number[] = [0, 1, 2, 3, 4]) =>
  Array.from({ length: 168 }, (_, slot) => days.includes(Math.floor(slot / 24)) && slot % 24 >= first && slot % 24 < last);
/** Thirty-two days, of which the first eighteen lie before the window; index 0 is Thursday, 15 October 2026. */
const days = (busy: Readonly<Record<number, number | null>>) =>
  Array.from({ length: 32 }, (_, day) => (day in busy ? (busy[day] ?? null) : 1));
const found = (busy: Readonly<Record<number, number | null>>, { on = onFrom(8, 18), timeZone = 'UTC', busyFrom = 5 } = {}) =>
  busyDaysOff(days(busy), { scalarWindow: SCALAR_WINDOW, window: WINDOW, on, timeZone, busyFrom });

describe('busy days before the window, which a schedule takes away', () => {
  const [saturday, sunday, monday] = [16, 17, 4];

  it.each<[string, Parameters<typeof found>, { days: number; peak: number | null }]>([
    ['none', [{}], { days: 0, peak: null }],
    ['a weekend', [{ [saturday]: 90, [sunday]: 60 }], { days: 2, peak: 90 }],
    ['at the limit', [{ [saturday]: 5 }], { days: 1, peak: 5 }],
    ['under it', [{ [saturday]: 4.999 }], { days: 0, peak: null }],
    ['without data', [{ [saturday]: null }], { days: 0, peak: null }],
    ['a day that stays on for some hours', [{ [monday]: 90 }], { days: 0, peak: null }],
    ['the same where Mondays are off', [{ [monday]: 90 }, { on: onFrom(8, 18, [1, 2]) }], { days: 1, peak: 90 }],
    ['in the window itself', [{ 18: 90, 23: 90, 24: 90 }], { days: 0, peak: null }],
    // A Sunday in UTC reaches into Monday, 13:00, in Auckland, and ends before it in New York.
    ['whose last hours are on by the clock of the owner', [{ [sunday]: 90 }, { timeZone: 'Pacific/Auckland' }], { days: 0, peak: null }],
    ['whose hours are all off by it', [{ [sunday]: 90 }, { timeZone: 'America/New_York' }], { days: 1, peak: 90 }],
    // In India it ends at 05:30 of Monday.
    ['that end within an hour that is on', [{ [sunday]: 90 }, { on: onFrom(5, 18), timeZone: 'Asia/Kolkata' }], { days: 0, peak: null }],
    ['that end before it', [{ [sunday]: 90 }, { on: onFrom(6, 18), timeZone: 'Asia/Kolkata' }], { days: 1, peak: 90 }],
  ])('%s', (_, given, expected) => {
    expect(found(...given)).toEqual(expected);
  });

  it('are none where the longer window is no longer', () => {
    expect(busyDaysOff([90, 90], { scalarWindow: WINDOW, window: WINDOW, on: onFrom(0, 0), timeZone: 'UTC', busyFrom: 5 }).days).toBe(0);
  });
});
