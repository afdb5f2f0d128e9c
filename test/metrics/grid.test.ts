import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PointGrid } from '../../src/metrics/grid.js';
import type { Statistic } from '../../src/model/metric.js';

const DAY = 86_400;
const START = 1_762_000_000 - (1_762_000_000 % 3_600) + 8 * 3_600;

function gridOf(statistic: Statistic, points: readonly (readonly [number, number])[], days = 3): (number | null)[] {
  const grid = new PointGrid(statistic, DAY, START, days);
  for (const [timestamp, value] of points) grid.add(timestamp, value);
  return Array.from(grid.values, (value) => (Number.isNaN(value) ? null : value));
}

describe('points on a grid of days', () => {
  it('takes them in any order, from any number of pages, and twice', () => {
    const points = [0, 1, 2].map((day) => [START + day * DAY, day + 0.5] as const);
    fc.assert(
      fc.property(fc.shuffledSubarray([...points, ...points], { minLength: 6 }), (shuffled) => {
        for (const statistic of ['Sum', 'Average', 'Maximum', 'p95'] as const) expect(gridOf(statistic, shuffled)).toEqual([0.5, 1.5, 2.5]);
      }),
    );
  });

  it('leaves a day without a datapoint empty, never zero', () => {
    expect(gridOf('Maximum', [[START + 2 * DAY, 0]])).toEqual([null, null, 0]);
  });

  it('gives a point that starts off the grid to the day that contains it', () => {
    const midnight = START - 8 * 3_600;
    expect(gridOf('Maximum', [[midnight + DAY, 7]])).toEqual([7, null, null]);
    expect(
      gridOf('Maximum', [
        [midnight, 9],
        [START + 3 * DAY, 9],
      ]),
    ).toEqual([null, null, null]);
  });

  it.each([
    ['Maximum', 5],
    ['Minimum', 1],
    ['Sum', 9],
    ['SampleCount', 9],
    ['Average', 3],
    ['p95', 5],
  ] as const)('joins the hourly points of a coarser answer by %s', (statistic, expected) => {
    const hours = [
      [START, 3],
      [START + 3_600, 1],
      [START + 7_200, 5],
      [START + 3_600, 1],
    ] as const;
    expect(gridOf(statistic, hours)).toEqual([expected, null, null]);
  });

  it('takes a whole-window value whose period the service starts on its own clock', () => {
    const grid = new PointGrid('p99', 32 * DAY, START, 1);
    grid.add(START - 5 * DAY, 42);
    expect([...grid.values]).toEqual([42]);
  });

  it('leaves out what is no number', () => {
    expect(
      gridOf('Maximum', [
        [START, Number.NaN],
        [START, Number.POSITIVE_INFINITY],
      ]),
    ).toEqual([null, null, null]);
  });
});
