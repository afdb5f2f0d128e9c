import { describe, expect, it } from 'vitest';
import { deploymentStarts, taskStarts, withoutStarts } from '../../src/analysis/fargate-service.js';
import { seriesOf, service, task } from '../support/policy-fixtures.js';
import { deployed } from './deployed.js';

describe('starts', () => {
  it('are those that are known, oldest first', () => {
    const [early, late] = ['2026-11-10T00:00:00Z', '2026-11-12T00:00:00Z'];
    const seconds = [early, late].map((at) => Date.parse(at) / 1000);
    expect(deploymentStarts(service(deployed(late, null, early)))).toEqual(seconds);
    expect(taskStarts([task({ startedAt: late }), task({ startedAt: null }), task({ startedAt: early })])).toEqual(seconds);
  });

  it('take every period with them that touches their first quarter of an hour', () => {
    const series = seriesOf([1, 2, 3, 4, 5, 6, null, 8], { periodSeconds: 300 });
    const left = (...starts: number[]) =>
      withoutStarts(
        series,
        starts.map((start) => series.start + start),
      );
    expect([...left(300).series.values]).toEqual([1, Number.NaN, Number.NaN, Number.NaN, 5, 6, Number.NaN, 8]);
    expect([...left(299).series.values]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 5, 6, Number.NaN, 8]);
    expect(left(300).leftOut).toBe(3);
    expect(left(300, 1800).leftOut).toBe(4);
    expect(left(9000)).toEqual({ series, leftOut: 0 });
    expect(left().series).toBe(series);
  });
});
