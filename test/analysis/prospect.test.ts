import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prospect } from '../../src/analysis/prospect.js';
import { percentile } from '../../src/analysis/series.js';
import { seriesFrom, seriesOf } from '../support/policy-fixtures.js';

const fine = (value: Parameters<typeof seriesFrom>[0]) => seriesFrom(value, { periodSeconds: 300 });
/** 4,032 values, of which 20 may lie above the 99.5th percentile. */
const VALUES = 14 * 288;

/** Highest mean of twelve values in a row. */
function busiest(values: Float64Array): number {
  let highest = 0;
  for (let index = 0; index + 12 <= values.length; index += 1) {
    highest = Math.max(highest, values.subarray(index, index + 12).reduce((sum, value) => sum + value, 0) / 12);
  }
  return highest;
}

describe('what lies ahead of a series', () => {
  it('is what was, where nothing changes', () => {
    expect(prospect(fine(() => 30))).toEqual({ p995Seen: 30, p995: 30, hour: 30, toppedHour: 30, rise: 0, risePerDay: 0 });
  });

  it('is not known without a datapoint', () => {
    expect(prospect(fine(() => null))).toBeNull();
  });

  it('goes on rising for as long as it rose', () => {
    const found = prospect(fine(({ index }) => 10 + (14 * index) / VALUES));
    expect(found?.rise).toBeCloseTo(14, 6);
    expect(found?.p995).toBeGreaterThan(37.8);
    expect(found?.p995).toBeLessThan(38.1);
    expect(found?.hour).toBeGreaterThan(37.8);
  });

  // Load from 5 to 25 % in 14 days, so 45 % at the end of 14 more, and noise that is drawn by its place alone.
  const noise = (index: number) => 2 * (((index * 7919) % 1009) / 1008) - 1;
  const load = (index: number) => 5 + (20 * index) / VALUES;

  it.each([
    ['grows with the load', (index: number) => load(index) * (1 + 0.3 * noise(index))],
    ['stays as it is', (index: number) => load(index) + 4 * noise(index)],
    ['grows while the load stays', (index: number) => 30 + (load(index) / 5) * noise(index)],
  ])('repeats a trend with noise that %s', (_, noisy) => {
    const found = prospect(fine(({ index }) => noisy(index)));
    const later = fine(({ index }) => noisy(index + VALUES)).values;
    const off = (expected: number | undefined, truth: number | null) => Math.abs((expected ?? 0) / (truth ?? 0) - 1);
    expect(off(found?.p995, percentile(later, 99.5))).toBeLessThan(0.02);
    expect(off(found?.hour, busiest(later))).toBeLessThan(0.02);
  });

  it('gives the hours what the load gains, not what its peaks gain', () => {
    // The percentile gains 20 x 1.3, hours 20.
    const found = prospect(fine(({ index }) => load(index) * (1 + 0.3 * noise(index))));
    expect(found?.rise).toBeGreaterThan(25);
    expect(found?.rise).toBeLessThan(27);
    const seen = busiest(Float64Array.from({ length: VALUES }, (_, index) => load(index) * (1 + 0.3 * noise(index))));
    expect((found?.hour ?? 0) - seen).toBeLessThan(22);
  });

  it('lets peaks grow on where the base does not', () => {
    // Half of each day at night; the daytime rises by one point a day.
    const found = prospect(fine(({ index }) => (index % 288 < 144 ? 2 : 20 + Math.floor(index / 288))));
    expect(found?.rise).toBe(14);
    expect(found?.p995).toBeCloseTo(47, 1);
    expect(found?.hour).toBeCloseTo(47, 1);
  });

  it.each([
    // 9 values in runs of 3: 9 + 1.96 x sqrt(2 x 27) = 23.4, more than the 20.16 that may lie above.
    ['three runs of three values', 3, 3, 90],
    // 6 values one by one: 6 + 1.96 x sqrt(2 x 6) = 12.8.
    ['six values, each alone', 6, 1, 2],
    // One run of 5: 5 + 1.96 x sqrt(50) = 18.9; of 6: 6 + 1.96 x sqrt(72) = 22.6.
    ['one run of five', 1, 5, 2],
    ['one run of six', 1, 6, 90],
  ])('counts bursts by runs: %s', (_, runs, length, expected) => {
    const series = fine(({ index }) => (index % 1000 < length && index < runs * 1000 ? 90 : 2));
    expect(percentile(series.values, 99.5)).toBe(2);
    expect(prospect(series)?.p995).toBe(expected);
  });

  // 14 values of 90, 20.16 may lie above. Of a Poisson number: 14 + 1.96 x sqrt(2 x 14) = 24.4.
  const bursts = (places: readonly number[], days = 14, length = 1) => {
    const high = new Set(places.flatMap((place) => Array.from({ length }, (_, step) => place + step)));
    return prospect(seriesFrom(({ index }) => (high.has(index) ? 90 : 2), { days, periodSeconds: 300 }))?.p995;
  };
  const nightly = (days: number) => Array.from({ length: days }, (_, day) => day * 288 + 37 + ((day * 5) % 11));

  it.each([
    ['once a night is what comes again', nightly(14), 2],
    ['once a night, but for one that came late', nightly(14).map((place, day) => (day === 4 ? place + 288 : place)), 2],
    ['as often within some days', nightly(7).flatMap((place) => [place, place + 40]), 90],
    ['as often on one day', Array.from({ length: 14 }, (_, index) => 1000 + 10 * index), 90],
    // 20 values, whose days differ by a variance of 3.4 / 13 in all: 20 + 1.96 x sqrt(2 x 14 x 0.264) = 25.3.
    ['every night, in six of them twice', nightly(14).flatMap((place, day) => (day < 6 ? [place, place + 60] : [place])), 90],
  ])('holds bursts that come evenly for a habit: %s', (_, places, expected) => {
    expect(bursts(places)).toBe(expected);
  });

  it('knows a habit from a week on, and none that is longer than may lie above', () => {
    // 10.08 and 8.64 values may lie above.
    expect(bursts(nightly(7), 7)).toBe(2);
    expect(bursts(nightly(6), 6)).toBe(90);
    expect(bursts(nightly(14), 14, 2)).toBe(90);
  });

  it('leaves out days of which nothing is known', () => {
    const known = (days: number) =>
      prospect(fine(({ index }) => (index < (14 - days) * 288 ? null : nightly(14).includes(index) ? 90 : 2)))?.p995;
    expect(known(8)).toBe(2);
    expect(known(6)).toBe(90);
  });

  it('counts a burst that is not over when the series ends', () => {
    // As above, 9 values in three runs.
    const places = [2000, 3000, VALUES - 3];
    expect(prospect(fine(({ index }) => (places.some((from) => index >= from && index < from + 3) ? 90 : 2)))?.p995).toBe(90);
  });

  it('takes no noise that fades within steep days for a steeper rise', () => {
    // The load gains 40, and the 99.5th percentile of the noise, 0.99 of its width, loses 9.9. As its days come, it would gain 30.8.
    const found = prospect(fine(({ index }) => 20 + (40 * index) / VALUES + 10 * (1 - index / VALUES) * noise(index)));
    expect(found?.rise).toBeGreaterThan(30.1);
    expect(found?.rise).toBeLessThan(30.5);
  });

  it('lets what lies halfway up to the peaks grow half as much', () => {
    // Peaks 20 above the base on the first day and one more on each after it; at noon an hour that is 10 above the base.
    const peaks = ({ index }: { index: number }) => (index % 24 === 0 ? 30 + Math.floor(index / 288) : 10);
    const found = prospect(fine((at) => (at.index % 288 >= 138 && at.index % 288 < 150 ? 20 : peaks(at))));
    expect(found?.rise).toBe(14);
    expect(found?.hour).toBeCloseTo(20 + 14 / 2, 4);
  });

  it('reckons with an hour that tops the busiest by as much as that tops the next', () => {
    const hours = (busy: Record<number, number>) => fine(({ index }) => busy[Math.floor(index / 12)] ?? 10);
    expect(prospect(hours({ 100: 25 }))?.toppedHour).toBeCloseTo(40, 9);
    expect(prospect(hours({ 100: 25, 200: 24 }))?.toppedHour).toBeCloseTo(26, 9);
    expect(prospect(hours({ 100: 25, 200: 25 }))?.toppedHour).toBeCloseTo(25, 9);
    expect(prospect(hours({ 100: 25 }))?.hour).toBeCloseTo(25, 9);
  });

  it('takes any 60 minutes for an hour, and not two halves of one burst for two', () => {
    // Half an hour on either side of a full hour.
    const across = fine(({ index }) => (index >= 1194 && index < 1206 ? 60 : 10));
    expect(prospect(across)?.hour).toBeCloseTo(60, 9);
    expect(prospect(across)?.toppedHour).toBeCloseTo(110, 9);
    const short = seriesOf([10, 30, null], { periodSeconds: 300 });
    expect(prospect(short)).toMatchObject({ hour: 20, toppedHour: 20 });
  });

  it('is never less than what was seen', () => {
    const values = fc.array(fc.option(fc.integer({ min: 0, max: 100 }), { freq: 5 }), { minLength: 1, maxLength: 900 });
    fc.assert(
      fc.property(values, (given) => {
        const series = seriesOf(given, { periodSeconds: 300 });
        const found = prospect(series);
        const p995 = percentile(series.values, 99.5);
        if (found === null || p995 === null) expect([found, p995]).toEqual([null, null]);
        else expect(found.p995).toBeGreaterThanOrEqual(p995);
      }),
    );
  });
});

describe('the busiest hour', () => {
  /** Two days at 1 %, but for what stands at some places. */
  const at = (places: Readonly<Record<number, number | null>>, length = 576) =>
    prospect(
      seriesOf(
        Array.from({ length }, (_, index) => (index in places ? (places[index] ?? null) : 1)),
        { periodSeconds: 300 },
      ),
    );
  const run = (from: number, count: number, value: number | null) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [from + index, value]));

  it('is any sixty minutes, the first and the last too', () => {
    expect(at(run(0, 12, 61))?.hour).toBe(61);
    expect(at(run(564, 12, 61))?.hour).toBe(61);
    expect(at(run(7, 12, 61))?.hour).toBe(61);
    // Half of it is half of it.
    expect(at(run(100, 6, 61))?.hour).toBe(31);
  });

  it('counts where half of it is known, and the mean is that of what is known', () => {
    const gap = (known: number) => at({ ...run(100, 12 + 11, null), ...run(106, known, 61), ...run(88, 12, null) });
    expect(gap(6)?.hour).toBe(61);
    expect(gap(5)?.hour).toBeLessThan(61);
    expect(at(run(100, 6, null))?.hour).toBe(1);
  });

  it('may be topped by as much as it tops another that shares nothing with it', () => {
    const two = (second: number) => at({ ...run(100, 12, 61), ...run(second, 12, 41) });
    expect(two(300)).toMatchObject({ hour: 61, toppedHour: 81 });
    expect(two(112)).toMatchObject({ hour: 61, toppedHour: 81 });
    expect(two(88)).toMatchObject({ hour: 61, toppedHour: 81 });
    // Where another is as high, it is known.
    expect(at({ ...run(100, 12, 61), ...run(300, 12, 61) })).toMatchObject({ hour: 61, toppedHour: 61 });
  });

  it('is what there is of a series shorter than an hour', () => {
    expect(at(run(0, 3, 50), 3)).toMatchObject({ hour: 50, toppedHour: 50 });
    expect(at({ 0: 10, 1: null, 2: 40 }, 3)).toMatchObject({ hour: 25 });
  });
});
