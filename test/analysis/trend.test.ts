import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, riseAhead, rises, slope, slopeAhead } from '../../src/analysis/trend.js';

const days = (count: number, value: (day: number) => number) => Array.from({ length: count }, (_, day) => value(day));

describe('a rising trend', () => {
  it.each([
    ['a line', days(14, (day) => 10 + day), true, 14],
    ['a line of four, the fewest that can tell', days(4, (day) => day), true, 4],
    ['a line of three', days(3, (day) => day), false, 0],
    ['a level', days(14, () => 30), false, 0],
    ['a fall', days(14, (day) => 50 - day), false, 0],
    ['a week and a week like it', days(14, (day) => (day % 7 < 5 ? 60 : 5)), false, 0],
    // It rises by rank, and has stopped rising.
    ['a step in the middle that stays', days(14, (day) => (day < 6 ? 10 : 40)), true, 0],
    ['one wild day', days(14, (day) => (day === 13 ? 95 : 20)), false, 0],
  ])('%s', (_, values, rising, ahead) => {
    expect(rises(values)).toBe(rising);
    expect(riseAhead(values)).toBeCloseTo(ahead, 9);
  });

  it('has the slope of the line whatever one value of many is', () => {
    const line = fc.tuple(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.integer({ min: 0, max: 13 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(line, ([per, odd, value]) => {
        const values = days(14, (day) => (day === odd ? value : per * day));
        expect(slope(values)).toBeCloseTo(per, 6);
      }),
    );
  });

  it('keeps the place of days without a value', () => {
    const holes = days(14, (day) => (day === 3 || day === 9 ? Number.NaN : 10 + day));
    expect([rises(holes), slope(holes), riseAhead(holes)]).toEqual([true, 1, 14]);
    expect([line(holes)(0), line(holes)(13.5)]).toEqual([10, 23.5]);
  });

  it('has as many values above its line as below', () => {
    // One of five lies far off: the line goes through the others.
    expect(line([1, 3, 50, 7, 9])(2)).toBe(5);
    expect(line([2, 4])(0)).toBe(2);
    expect(line([1, Number.NaN, 3])(0)).toBe(1);
  });

  // The chance of an order that is as good or better is counted out: of the 24, 120 or 720 orders, those with so few inversions.
  it.each([
    ['1 of 24 orders (4.2 %)', [1, 2, 3, 4], true],
    ['4 of 24 (17 %)', [1, 2, 4, 3], false],
    ['5 of 120 (4.2 %)', [1, 2, 3, 5, 4], true],
    ['14 of 120 (12 %)', [2, 1, 3, 5, 4], false],
    ['20 of 720 (2.8 %)', [2, 1, 3, 4, 6, 5], true],
    ['49 of 720 (6.8 %)', [2, 1, 4, 3, 6, 5], false],
    ['1 of 24 (4.2 %), with days without a value', [1, Number.NaN, 2, 3, Number.NaN, Number.NaN, 4], true],
  ])('is told from chance at 5 %%: %s', (_, values, expected) => {
    expect(rises(values)).toBe(expected);
  });

  // A line of one a day, each day off it by its own part of `width`.
  const scattered = (width: number) => days(14, (day) => 10 + day + width * (((day * 5) % 7) / 3 - 1));

  it('reckons with what is not known of the slope of a line', () => {
    expect(riseAhead(scattered(0))).toBeCloseTo(14, 9);
    const [little, more] = [riseAhead(scattered(0.5)), riseAhead(scattered(2))];
    expect(little).toBeGreaterThan(14 * slope(scattered(0.5)));
    expect(little).toBeLessThan(15);
    expect(more).toBeGreaterThan(little);
  });

  it.each([
    ['a step in the newer half', days(14, (day) => (day < 9 ? 20 : 40) + (day % 3))],
    ['days with and without a burst', [2, 2, 60, 2, 2, 60, 2, 60, 60, 2, 60, 60, 61, 62]],
  ])('takes %s for no line, so its slopes go on as they are', (_, values) => {
    expect(rises(values)).toBe(true);
    const newer = slope(values.slice(7));
    expect(riseAhead(values)).toBeCloseTo(14 * Math.max(0, Math.min(slope(values), newer)), 9);
  });

  const none = Number.NaN;

  it.each([
    // All six slopes lie within reach of chance, so the steepest: from 1 to 3 in one day.
    ['a line of four', [0, 1, 3, 4], 2],
    // 15 slopes, of which the score may be off by 1.645 x sqrt(6 x 5 x 17 / 18) = 8.76: that of rank (15 + 8.76) / 2 + 1, from 3 to 13.
    ['a line of six', [0, 2, 3, 7, 8, 13], 10 / 3],
    ['a line of six after days without a value', [none, none, none, 0, 2, 3, 7, 8, 13], 10 / 3],
    ['what rises no more than chance lets it', [1, 3, 2, 4], 0.75],
    // 5.25 off the line of slope 1.25, and 5 off the levels 13 and 18.
    ['a step from 13 to 18', [12, 13, 14, 20, 17, 18], 1.25],
    // 8 off the line of slope 2.7, and 6 off the levels 12 and 21.5.
    ['a step with a day without a value', [11, none, 14, 12, 20, 23], 2.7],
    // 7 off either.
    ['what is a step as well as a line', [13, 12, 19, 18, 20, 23], 2],
  ])('goes on by the steepest slope that chance allows a line, and by its own where it is none: %s', (_, values, expected) => {
    expect(slopeAhead(values)).toBeCloseTo(expected, 9);
  });

  it.each([
    ['level', [0, 3, 5, 8, 10, 12, 12, 10]],
    ['falling', [0, 3, 5, 8, 12, 9, 14, 10]],
  ])('is over where its newer half is %s', (_, values) => {
    expect(slopeAhead(values)).toBeGreaterThan(slope(values));
    expect(riseAhead(values)).toBe(0);
  });

  it('adds nothing where there is nothing to go by', () => {
    expect([slope([]), slope([3]), riseAhead([]), riseAhead([3])]).toEqual([0, 0, 0, 0]);
    expect([rises([]), rises([3])]).toEqual([false, false]);
  });
});
