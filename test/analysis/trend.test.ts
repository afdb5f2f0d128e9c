import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, riseAhead, rises, slope } from '../../src/analysis/trend.js';

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

  it('adds nothing where there is nothing to go by', () => {
    expect([slope([]), slope([3]), riseAhead([]), riseAhead([3])]).toEqual([0, 0, 0, 0]);
  });
});
