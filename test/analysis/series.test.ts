import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  datapoints,
  daysWithData,
  fold,
  hoursWithData,
  maximum,
  mean,
  percentile,
  percentileOfSorted,
  sorted,
  upperTail,
  variation,
  without,
} from '../../src/analysis/series.js';
import { seriesOf } from '../support/policy-fixtures.js';

/** Gaps as null, which reads better. */
const toNullable = (values: Float64Array) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
const of = (...values: (number | null)[]) => Float64Array.from(values, (value) => value ?? Number.NaN);

/** Tenths of a percent: doubles between 0 and 100 would nearly all be next to 0. */
const percents = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10);

describe('percentile', () => {
  it.each([
    ['the smallest at 0', [3, 1, 2], 0, 1],
    ['the largest at 100', [3, 1, 2], 100, 3],
    ['the middle of three', [3, 1, 2], 50, 2],
    ['the lower of two in the middle', [1, 2, 3, 4], 50, 2],
    ['an observed value, never one between', [1, 100], 99, 100],
    ['without gaps', [null, 5, null], 50, 5],
    ['an exact rank despite binary rounding', Array.from({ length: 100 }, (_, index) => index + 1), 7, 7],
  ] as const)('is %s', (_, values, p, expected) => {
    expect(percentile(of(...values), p)).toBe(expected);
  });

  it('is unknown without datapoints, and refuses what is no percentile', () => {
    expect(percentile(of(null, null), 50)).toBeNull();
    expect(() => percentile(of(1), 101)).toThrow(RangeError);
    expect(() => percentile(of(1), -1)).toThrow(RangeError);
    expect(() => percentile(of(1), Number.NaN)).toThrow(RangeError);
  });

  it('is found by selection as it is by sorting, and stands first in its upper tail', () => {
    const values = fc.array(fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }), { maxLength: 400 });
    fc.assert(
      fc.property(values, percents, (list, p) => {
        const given = of(...list);
        const ascending = sorted(given);
        const expected = percentileOfSorted(ascending, p);
        expect(percentile(given, p)).toBe(expected);
        const tail = upperTail(given, p);
        expect(tail).toEqual(ascending.slice(ascending.length - tail.length));
        expect(tail[0] ?? null).toBe(expected);
        expect(given).toEqual(of(...list));
      }),
    );
  });

  it('leaves at most 100 - p percent above it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), percents, (values, p) => {
        const found = percentile(Float64Array.from(values), p);
        const above = values.filter((value) => value > (found ?? 0)).length;
        expect(above / values.length).toBeLessThanOrEqual(1 - p / 100 + 1e-9);
      }),
    );
  });
});

describe('a series', () => {
  const gappy = seriesOf([1, null, 3, null, null, 7], { periodSeconds: 1800 });

  it('counts datapoints, hours and days with data, never gaps', () => {
    expect(datapoints(gappy.values)).toBe(3);
    expect(hoursWithData(gappy)).toBe(3);
    expect(hoursWithData(seriesOf([1, 2, null, null], { periodSeconds: 1800 }))).toBe(1);
    expect(daysWithData(seriesOf([...new Array<null>(24).fill(null), 1, ...new Array<null>(23).fill(null)]))).toBe(1);
  });

  it('has a mean, a maximum and a variation of what is there', () => {
    expect(mean(gappy.values)).toBeCloseTo(11 / 3, 12);
    expect(maximum(gappy.values)).toBe(7);
    expect(variation(of(4, null, 4))).toBe(0);
    expect(variation(of(0, 8))).toBe(1);
    expect([mean(of()), maximum(of(null)), variation(of(null)), variation(of(0))]).toEqual([null, null, null, null]);
  });

  it('folds into longer periods', () => {
    expect(toNullable(fold(gappy, 3600, 'Maximum').values)).toEqual([1, 3, 7]);
    expect(toNullable(fold(gappy, 7200, 'Sum').values)).toEqual([4, 7]);
    expect(toNullable(fold(gappy, 10_800, 'Minimum').values)).toEqual([1]);
    expect(toNullable(fold(seriesOf([null, null]), 7200, 'Average').values)).toEqual([null]);
    expect(() => fold(gappy, 2000, 'Sum')).toThrow(RangeError);
    expect(() => fold(gappy, 900, 'Sum')).toThrow(RangeError);
    expect(() => fold(gappy, 0, 'Sum')).toThrow(RangeError);
    expect(fold(gappy, 1800, 'Sum')).toBe(gappy);
  });

  it('is cut by the start of its periods', () => {
    expect(toNullable(between(gappy, gappy.start + 1, gappy.start + 3601).values)).toEqual([null, 3]);
    expect(between(gappy, gappy.start + 1, gappy.start + 3601).start).toBe(gappy.start + 1800);
    expect(toNullable(between(gappy, 0, Number.MAX_SAFE_INTEGER).values)).toEqual(toNullable(gappy.values));
    expect(between(gappy, gappy.start + 1e6, gappy.start + 2e6).values).toHaveLength(0);
  });

  it('loses what is dropped and stays as it was', () => {
    expect(toNullable(without(gappy, (at) => at === gappy.start).values)).toEqual([null, null, 3, null, null, 7]);
    expect(gappy.values[0]).toBe(1);
  });
});
