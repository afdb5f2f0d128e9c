import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { riseAhead, rises, slope } from '../../src/analysis/trend.js';

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

  it('adds nothing where there is nothing to go by', () => {
    expect([slope([]), slope([3]), riseAhead([]), riseAhead([3])]).toEqual([0, 0, 0, 0]);
  });
});
