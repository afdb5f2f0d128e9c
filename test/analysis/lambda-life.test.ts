import { describe, expect, it } from 'vitest';
import { dailyCalls, lambdaLife } from '../../src/analysis/lambda-life.js';
import type { MetricView } from '../../src/model/metric.js';
import { lambdaFunction, missingMetric, presentMetric, WINDOW, zeroMetric } from '../support/policy-fixtures.js';

type Days = (number | null)[];
/** Values of the last days; those before have none. */
const invoked = (days: Days, status: 'ok' | 'partial' = 'ok') => presentMetric('lambda.invocations', { status, daily: { Sum: days } });
const lasting = (averages: Days, samples?: Days) =>
  presentMetric('lambda.duration', { daily: { Average: averages, ...(samples === undefined ? {} : { SampleCount: samples }) } });

describe('calls by day', () => {
  it.each<[string, Days, MetricView, Days, boolean]>([
    ['as they were counted', [5, 7], lasting([100, 100]), [5, 7], true],
    ['none where nothing is known', [null, 7], lasting([null, 100]), [0, 7], true],
    ['none where none were counted, whatever durations say', [0, 7], lasting([100, 100]), [0, 7], true],
    ['as many as durations, where they were not counted', [null, 7], lasting([100, 100], [4, 9]), [4, 7], false],
    ['none where durations are not known', [null, 7], missingMetric('lambda.duration', 'denied'), [0, 7], true],
  ])('%s', (_, sums, duration, expected, counted) => {
    const found = dailyCalls(invoked(sums), duration, 'window');
    expect(found.counts.slice(-2)).toEqual(expected);
    expect(found.counted).toBe(counted);
  });
});

describe('the life of a function', () => {
  const none = missingMetric('lambda.duration');
  const ago = (days: number) => new Date(Date.parse(WINDOW.end) - days * 86_400_000).toISOString();
  const life = (days: number | null, sums: Days, duration: MetricView = none, status: 'ok' | 'partial' = 'ok') =>
    lambdaLife(lambdaFunction({ lastModified: days === null ? null : ago(days) }), invoked(sums, status), duration, WINDOW);
  const whole = { days: 14, young: false };

  it.each<[string, ReturnType<typeof life>, object]>([
    ['changed three days ago and called since', life(3, [5, 5, 5]), { days: 3, young: true }],
    ['called the day before', life(3, [1, 5, 5, 5]), whole],
    ['called 32 days ago', life(3, [1, ...new Array<null>(28).fill(null), 5, 5, 5]), whole],
    ['called the day before, as its durations tell', life(3, [null, 5, 5, 5], lasting([9, 9, 9, 9], [2, 5, 5, 5])), whole],
    ['called on the day of the change', life(3.5, [5, 5, 5, 5]), { days: 3.5, young: true }],
    ['called the day before that', life(3.5, [1, 5, 5, 5, 5]), whole],
    ['changed a moment ago', life(0.1, [5]), { days: 1, young: true }],
    ['changed at the end', life(0, [5]), whole],
    ['changed after it', life(-1, [5]), whole],
    ['changed as the window began', life(14, [5]), whole],
    ['a little later', life(13.9, [5]), { days: 13.9, young: true }],
    ['of unknown age', life(null, [5]), whole],
    ['with results missing', life(3, [5, 5, 5], none, 'partial'), whole],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual({ ...expected, days: expect.closeTo('days' in expected ? Number(expected.days) : 0, 9) });
  });

  it('is whole where nobody called it at all and it is old', () => {
    expect(lambdaLife(lambdaFunction({ lastModified: ago(100) }), zeroMetric('lambda.invocations'), none, WINDOW)).toEqual(whole);
  });
});
