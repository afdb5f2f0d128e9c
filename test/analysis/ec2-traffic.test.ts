import { describe, expect, it } from 'vitest';
import { mostTraffic, raisedByTraffic, trafficOf, trafficWhile } from '../../src/analysis/ec2-traffic.js';
import type { Series } from '../../src/model/metric.js';

const NONE = Number.NaN;
const START = Date.UTC(2026, 10, 2) / 1000;
const series = (values: readonly number[], start = START, periodSeconds = 3600): Series => ({
  statistic: 'Maximum',
  periodSeconds,
  start,
  values: Float64Array.from(values),
});

describe('network traffic by the hour', () => {
  const cpu = series([1, 1, 1, 1]);

  it('is in and out together, and not known where one is not', () => {
    const traffic = trafficOf(series([1, 2, NONE, 4]), series([10, NONE, 30, 40]), 100, cpu);
    expect([...(traffic?.values ?? [])]).toEqual([11, NONE, NONE, 44]);
    expect(trafficOf(null, null, 100, cpu)).toBeNull();
  });

  it('is at least what one of them is, where that reaches the limit', () => {
    expect([...(trafficOf(series([99, 100, NONE, 5]), null, 100, cpu)?.values ?? [])]).toEqual([NONE, 100, NONE, NONE]);
    expect([...(trafficOf(null, series([99, 100, NONE, 5]), 100, cpu)?.values ?? [])]).toEqual([NONE, 100, NONE, NONE]);
    expect([...(trafficOf(series([NONE, 100]), series([100, NONE]), 100, series([1, 1]))?.values ?? [])]).toEqual([100, 100]);
  });

  it('is taken by its own time', () => {
    const late = series([5, 6, 7, 8], START + 3600);
    expect([...(trafficOf(late, late, 100, cpu)?.values ?? [])]).toEqual([NONE, 10, 12, 14]);
  });

  it('makes an hour busy from the limit on, and leaves busy ones and those without CPU as they are', () => {
    const traffic = series([99, 100, 500, 500, NONE]);
    const raised = raisedByTraffic(series([1, 1, 40, NONE, 2]), traffic, { limit: 100, busyFrom: 5 });
    expect([...raised.values]).toEqual([1, 5, 40, NONE, 2]);
    expect(raisedByTraffic(cpu, null, { limit: 100, busyFrom: 5 })).toBe(cpu);
  });

  it('counts in the hours asked for, in which the machine ran', () => {
    const even = (slot: number) => slot % 2 === 0;
    const ran = series([1, 1, 1, 1, NONE, 1, 1]);
    expect(trafficWhile(ran, series([10, 99, 20, 99, 99, 99, NONE]), even, 'UTC')).toEqual({ busiest: 20, total: 30, unknownHours: 1 });
    expect(trafficWhile(ran, null, even, 'UTC')).toEqual({ busiest: null, total: 0, unknownHours: 3 });
    expect(trafficWhile(series([1, 1], START, 900), null, () => true, 'UTC').unknownHours).toBe(0.5);
  });

  it('of several machines is that of the one with most', () => {
    const one = { busiest: 10, total: 500, unknownHours: 0 };
    const other = { busiest: 20, total: 100, unknownHours: 3 };
    const unknown = { busiest: null, total: 0, unknownHours: 7 };
    expect(mostTraffic([one, other])).toEqual({ busiest: 20, total: 500, unknownHours: 3 });
    expect(mostTraffic([unknown, one])).toEqual({ busiest: 10, total: 500, unknownHours: 7 });
    expect(mostTraffic([unknown])).toEqual(unknown);
  });
});
