import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/simulator/world.js';
import { type Asked, cloudWatch, DAY, END, query } from './harness.js';

const HOUR = 3_600;
const CPU = { metricName: 'CPUUtilization', shape: { kind: 'flat' as const, level: 20 } };

/** What a call was refused with: code and message. */
function refusal(call: () => unknown): string {
  try {
    call();
    return 'answered';
  } catch (error) {
    return error instanceof ServiceError ? `${error.status} ${error.code}: ${error.message}` : String(error);
  }
}

describe('GetMetricData: what is refused', () => {
  const { data } = cloudWatch([CPU]);
  const ask = (asked: Asked, more: Record<string, unknown> = {}) => refusal(() => data([query(asked)], END - DAY, END, more));
  const many = (count: number, id = (number: number) => `q${number}`) =>
    Array.from({ length: count }, (_, number) => query({ id: id(number), period: DAY }));

  it.each([
    ['no queries', () => refusal(() => data([], END - DAY, END)), '400 MissingParameter: The parameter MetricDataQueries is required.'],
    [
      '501 queries',
      () => refusal(() => data(many(501), END - DAY, END)),
      '400 ValidationError: The collection MetricDataQueries must not have a size greater than 500.',
    ],
    [
      'equal ids',
      () =>
        refusal(() =>
          data(
            many(2, () => 'a'),
            END - DAY,
            END,
          ),
        ),
      'not unique',
    ],
    [
      'an id in upper case',
      () => ask({ id: 'Q' }),
      'The value Q for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
    ],
    ['a period of 61 s', () => ask({ period: 61 }), 'ValidationError'],
    ['a period of 0', () => ask({ period: 0 }), 'ValidationError'],
    [
      'a statistic nobody knows',
      () => ask({ stat: 'Mean' }),
      'The value Mean for parameter MetricDataQueries.member.1.MetricStat.Stat is not supported.',
    ],
    ['p101', () => ask({ stat: 'p101' }), 'is not supported'],
    ['a window of no length', () => refusal(() => data([query()], END, END)), 'must not equal'],
    ['a window backwards', () => refusal(() => data([query()], END, END - 1)), 'must be greater'],
    ['100,801 points a page', () => ask({}, { MaxDatapoints: 100_801 }), 'MaxDatapoints'],
    ['another order', () => ask({}, { ScanBy: 'Newest' }), 'ScanBy'],
    ['a token of nobody', () => ask({}, { NextToken: 'abc' }), '400 InvalidNextToken'],
    ['metric math', () => refusal(() => data([{ Id: 'e', Expression: 'm1 * 2' }], END - DAY, END)), 'metric math'],
    ['nothing to return', () => refusal(() => data([{ ...query(), ReturnData: false }], END - DAY, END)), 'ReturnData'],
    [
      '31 dimensions',
      () => ask({ dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, number) => [`d${number}`, 'x'])) }),
      'Dimensions',
    ],
  ])('%s', (_name, call, message) => {
    expect(call()).toContain(message);
  });

  it('500 queries are answered, an unknown metric with nothing and Complete', () => {
    expect(data(many(500), END - DAY, END).MetricDataResults).toHaveLength(500);
    const [result] = data([query({ metricName: 'Nothing' })], END - DAY, END).MetricDataResults;
    expect(result).toEqual({ Id: 'q', Label: 'Nothing', Timestamps: [], Values: [], StatusCode: 'Complete' });
  });
});

describe('GetMetricData: time', () => {
  const { data, points } = cloudWatch([{ ...CPU, resolutionSeconds: 60 }]);
  const times = (period: number, start: number, end: number) => points({ period }, start, end).map(([time]) => time);

  it('takes in the start and leaves out the end', () => {
    expect(times(300, END - 900, END - 300)).toEqual([END - 900, END - 600]);
  });

  it('rounds a start off the minute back, which yields a point more', () => {
    expect(times(300, END - 900 + 30, END - 300 + 30)).toEqual([END - 900, END - 600, END - 300]);
  });

  it.each([
    [60, 15],
    [300, 63],
    [3_600, 455],
  ])('keeps periods of %i s for %i days, and drops older ones without an error', (period, days) => {
    const kept = times(period, END - (days + 2) * DAY, END - (days - 2) * DAY);
    expect(kept[0]).toBe(END - days * DAY);
    expect(times(period, END - (days + 2) * DAY, END - (days + 1) * DAY)).toEqual([]);
  });

  it('periods under a minute find nothing of metrics that are sent by the minute', () => {
    expect(times(10, END - 600, END)).toEqual([]);
  });

  it('the newest point comes first unless told otherwise', () => {
    const order = (more: Record<string, unknown>) => data([query()], END - 900, END, more).MetricDataResults[0]?.Timestamps;
    expect(order({ ScanBy: undefined })).toEqual([END - 300, END - 600, END - 900]);
    expect(order({})).toEqual([END - 900, END - 600, END - 300]);
  });

  it('a unit that the metric has not gives nothing', () => {
    const inUnit = (Unit: string) => {
      const { Id, MetricStat } = query();
      return data([{ Id, MetricStat: { ...MetricStat, Unit } }], END - 900, END).MetricDataResults[0]?.Values.length;
    };
    expect([inUnit('Percent'), inUnit('Bytes')]).toEqual([3, 0]);
  });
});

describe('GetMetricData: pages', () => {
  const published = Array.from({ length: 6 }, (_, number) => ({
    ...CPU,
    dimensions: { InstanceId: `i-${number}` },
    shape: number === 2 ? { kind: 'absent' as const } : { kind: 'gaps' as const, of: number + 1, missingFraction: 0.2 },
  }));
  const { data } = cloudWatch(published);
  const queries = published.map(({ dimensions }, number) => query({ id: `q${number}`, dimensions, period: 300 }));

  function pages(more: Record<string, unknown>) {
    const all = new Map<string, [number, number][]>();
    const sizes: number[] = [];
    let token: string | undefined;
    do {
      const { MetricDataResults, NextToken } = data(queries, END - 2 * HOUR, END, {
        ...more,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      sizes.push(MetricDataResults.reduce((sum, { Values }) => sum + Values.length, 0));
      for (const { Id, Timestamps, Values } of MetricDataResults) {
        all.set(Id, [...(all.get(Id) ?? []), ...Timestamps.map((time, number): [number, number] => [time, Values[number] ?? Number.NaN])]);
      }
      token = NextToken;
    } while (token !== undefined);
    return { all, sizes };
  }

  it('go on at the very next point: together they are the answer that needs no pages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom('TimestampAscending', 'TimestampDescending'),
        (MaxDatapoints, ScanBy) => {
          const { all, sizes } = pages({ MaxDatapoints, ScanBy });
          expect(all).toEqual(pages({ ScanBy }).all);
          expect(sizes.slice(0, -1).every((size) => size === MaxDatapoints)).toBe(true);
          expect(sizes.at(-1)).toBeLessThanOrEqual(MaxDatapoints);
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it('end inside a query as PartialData, and hold 100,800 points at most', () => {
    const big = Array.from({ length: 6 }, (_, number) => query({ id: `q${number}`, dimensions: { InstanceId: 'i-x' }, period: 60 }));
    const busy = cloudWatch([{ ...CPU, dimensions: { InstanceId: 'i-x' }, resolutionSeconds: 60 }]);
    const first = busy.data(big, END - 14 * DAY, END);
    expect(first.MetricDataResults.map(({ Values, StatusCode }) => [Values.length, StatusCode])).toEqual([
      ...Array.from({ length: 5 }, () => [20_160, 'Complete']),
    ]);
    expect(first.NextToken).toBeDefined();
    const cut = busy.data(big, END - 14 * DAY, END, { MaxDatapoints: 30_000 });
    expect(cut.MetricDataResults.map(({ Values, StatusCode }) => [Values.length, StatusCode])).toEqual([
      [20_160, 'Complete'],
      [9_840, 'PartialData'],
    ]);
  });

  it('a token is worth nothing to another request', () => {
    const { NextToken } = data(queries, END - 2 * HOUR, END, { MaxDatapoints: 10 });
    expect(NextToken).toBeDefined();
    expect(refusal(() => data(queries, END - HOUR, END, { NextToken }))).toContain('InvalidNextToken');
    expect(refusal(() => data(queries.slice(1), END - 2 * HOUR, END, { NextToken }))).toContain('InvalidNextToken');
  });
});
