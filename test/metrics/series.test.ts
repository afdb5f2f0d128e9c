import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldSeries, packSeries, unpackSeries } from '../../src/metrics/series.js';
import type { Series } from '../../src/model/metric.js';

const HOUR_START = 1_762_002_000 - (1_762_002_000 % 3_600);

function seriesOf(statistic: string, values: readonly number[], start = HOUR_START): Series {
  return { statistic, periodSeconds: 300, start, values: Float64Array.from(values) };
}
const none = Number.NaN;

describe('packed series', () => {
  it('keeps percentages to the hundredth, and the difference between none and zero', () => {
    const value = fc.oneof(fc.double({ min: 0, max: 655.34, noNaN: true }), fc.constant(none));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 300 }), (values) => {
        const packed = packSeries(seriesOf('Maximum', values), true);
        expect(packed.encoding).toBe('centi');
        unpackSeries(packed).values.forEach((unpacked, index) => {
          const original = values[index] ?? none;
          if (Number.isNaN(original)) expect(unpacked).toBeNaN();
          else expect(Math.abs(unpacked - original)).toBeLessThanOrEqual(0.005 + 1e-9);
        });
      }),
    );
  });

  it('keeps other units as 32-bit floats', () => {
    const packed = packSeries(seriesOf('Sum', [1e9, none, 0, 12.5]), false);
    expect(packed).toMatchObject({ encoding: 'float32', count: 4 });
    expect([...unpackSeries(packed).values]).toEqual([1e9, none, 0, 12.5]);
  });

  it.each([[655.35], [6_400], [-1]])('keeps a percentage of %d, which hundredths cannot hold', (value) => {
    const packed = packSeries(seriesOf('Maximum', [value]), true);
    expect(packed.encoding).toBe('float32');
    expect(unpackSeries(packed).values[0]).toBeCloseTo(value, 3);
  });

  it('does not unpack data that is not as long as it says', () => {
    const packed = packSeries(seriesOf('Maximum', [1, 2]), true);
    expect(() => unpackSeries({ ...packed, count: 3 })).toThrow(RangeError);
  });
});

describe('folding five minutes to an hour', () => {
  const twoHours = (first: number[], second: number[]) => [
    ...first,
    ...Array(12 - first.length).fill(none),
    ...second,
    ...Array(12 - second.length).fill(none),
  ];

  it.each([
    ['Maximum', [1, 9, 2], 9],
    ['Minimum', [4, 1, 2], 1],
    ['Sum', [1, 2, 3], 6],
    ['SampleCount', [5, 5, 5], 15],
    ['Average', [1, 2, 6], 3],
  ])('%s', (statistic, values, expected) => {
    const folded = foldSeries(seriesOf(statistic, twoHours(values, [])), 3_600);
    expect([...folded.values]).toEqual([expected, none]);
    expect(folded).toMatchObject({ periodSeconds: 3_600, start: HOUR_START });
  });

  it('weighs averages by their sample counts', () => {
    const counts = seriesOf('SampleCount', twoHours([1, 3], []));
    expect(foldSeries(seriesOf('Average', twoHours([10, 20], [])), 3_600, counts).values[0]).toBeCloseTo(17.5);
  });

  it('puts hours on the clock when the series starts within one', () => {
    const folded = foldSeries(seriesOf('Maximum', [1, 2, 3], HOUR_START + 3_000), 3_600);
    expect(folded.start).toBe(HOUR_START);
    expect([...folded.values]).toEqual([2, 3]);
  });

  it('does not fold to a period that is no multiple', () => {
    expect(() => foldSeries(seriesOf('Maximum', [1]), 400)).toThrow(RangeError);
  });

  it('keeps the maximum and the sum whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: none }), { minLength: 1, maxLength: 100 }), (values) => {
        const known = values.filter((value) => !Number.isNaN(value));
        const knownOf = (statistic: string) =>
          [...foldSeries(seriesOf(statistic, values), 3_600).values].filter((value) => !Number.isNaN(value));
        expect(Math.max(...knownOf('Maximum'))).toBe(Math.max(...known));
        expect(knownOf('Sum').reduce((a, b) => a + b, 0)).toBe(known.reduce((a, b) => a + b, 0));
      }),
    );
  });
});
