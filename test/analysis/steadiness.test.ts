import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyConcurrency, steadiness, unsteadyBecause } from '../../src/analysis/steadiness.js';
import { seriesOf } from '../support/policy-fixtures.js';

const BOUNDS = { minimumEvenness: 0.5, maximumVariation: 0.5, maximumSilentPercent: 10 };

describe('busyConcurrency', () => {
  it('is invocations x average duration over the hour; silent hours are 0, unknown durations unknown', () => {
    const invocations = seriesOf([3600, null, 7200, 10, 0]);
    const duration = seriesOf([1000, null, 500, null, null]);
    expect([...busyConcurrency(invocations, duration).values]).toEqual([1, 0, 1, Number.NaN, 0]);
  });

  it('does not know an hour with durations whose invocations are missing', () => {
    const busy = busyConcurrency(seriesOf([null, null, 0]), seriesOf([1000, null, 1000]));
    expect([...busy.values]).toEqual([Number.NaN, 0, 0]);
  });

  it('lays series of different starts over each other by time', () => {
    const invocations = seriesOf([3600, 7200]);
    const duration = seriesOf([9, 1000, 2000]);
    expect([...busyConcurrency(invocations, duration).values]).toEqual([1, 4]);
  });
});

describe('steadiness', () => {
  it('knows a flat load, an empty one and none', () => {
    expect(steadiness(Float64Array.of(3, 3, 3))).toMatchObject({ average: 3, evenness: 1, variation: 0, silentShare: 0, hours: 3 });
    expect(steadiness(Float64Array.of(0, 0))).toMatchObject({ average: 0, evenness: 0, silentShare: 1 });
    expect(steadiness(Float64Array.of(Number.NaN))).toBeNull();
  });

  it('takes the bound itself for steady', () => {
    const load = { average: 1, p10: 0.5, p90: 1, maximum: 1, evenness: 0.5, variation: 0.5, silentShare: 0.1, hours: 100 };
    expect(unsteadyBecause(load, BOUNDS)).toBeNull();
    expect(unsteadyBecause({ ...load, evenness: 0.49 }, BOUNDS)).toBe('uneven');
    expect(unsteadyBecause({ ...load, variation: 0.51 }, BOUNDS)).toBe('varying');
    expect(unsteadyBecause({ ...load, silentShare: 0.101 }, BOUNDS)).toBe('silent-hours');
  });

  it('does not depend on the scale of the load nor on the order of its hours', () => {
    const loads = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 2, maxLength: 200 });
    fc.assert(
      fc.property(loads, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, factor) => {
        const plain = steadiness(Float64Array.from(values));
        const scaled = steadiness(Float64Array.from([...values].reverse(), (value) => value * factor));
        expect(scaled?.evenness).toBeCloseTo(plain?.evenness ?? -1, 9);
        expect(scaled?.variation).toBeCloseTo(plain?.variation ?? -1, 9);
        expect(plain?.evenness).toBeLessThanOrEqual(1);
      }),
    );
  });
});
