import { describe, expect, it } from 'vitest';
import { functionCost, repricedLines } from '../../src/analysis/cost-lambda.js';
import { line } from '../../src/analysis/cost-lines.js';
import type { MetricView } from '../../src/model/metric.js';
import { toCents } from '../../src/model/money.js';
import { fleetOf, lambdaFunction, missingMetric, PRICES, presentMetric, WINDOW, zeroMetric } from '../support/policy-fixtures.js';
import { cost, type Metrics, usd } from './cost-fixtures.js';

describe('a Lambda function', () => {
  /** Daily values that make a month of `invocations`, each of `milliseconds`. */
  const used = (invocations: number, milliseconds: number): Metrics => {
    const daily = (invocations * 336) / 730 / 14;
    return {
      'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: daily } }),
      'lambda.duration': presentMetric('lambda.duration', { daily: { Average: milliseconds } }),
    };
  };

  it.each([
    ['x86, 10 M x 200 ms x 1 GB', {}, used(1e7, 200), 35.33],
    ['arm64', { architecture: 'arm64' as const }, used(1e7, 200), 28.67],
    ['2 GB', { memoryMib: 2048 }, used(1e7, 200), 68.67],
    ['10 GB of storage', { ephemeralStorageMib: 10_240 }, used(1e7, 200), 35.92],
    ['three tiers (20 billion GB-seconds)', {}, used(2e7, 1_000_000), 301_671.2],
    ['three arm64 tiers', { architecture: 'arm64' as const }, used(2e7, 1_000_000), 248_339.0],
    ['never called', {}, { 'lambda.invocations': zeroMetric('lambda.invocations') }, 0],
  ])('%s', (_, settings, metrics, monthly) => {
    expect(usd(lambdaFunction(settings), metrics)).toBe(monthly);
  });

  it.each<[string, 'ok' | 'partial', 'ok' | 'partial', 'list' | 'assumed']>([
    ['nothing is missing', 'ok', 'ok', 'list'],
    ['invocations are missing', 'partial', 'ok', 'assumed'],
    ['durations are missing', 'ok', 'partial', 'assumed'],
  ])('is a list price only where results are whole: %s', (_, counted, timed, basis) => {
    const metrics = {
      'lambda.invocations': presentMetric('lambda.invocations', { status: counted, daily: { Sum: 1000 } }),
      'lambda.duration': presentMetric('lambda.duration', { status: timed, daily: { Average: 100 } }),
    };
    expect(cost(lambdaFunction(), metrics).monthly?.basis).toBe(basis);
  });

  it('weighs the average of each day with its invocations', () => {
    const perDay = (first: number, rest: number) => [first, ...new Array<number>(13).fill(rest)];
    const metrics = {
      'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: perDay(1_000_000, 0) } }),
      'lambda.duration': presentMetric('lambda.duration', { daily: { Average: perDay(200, 9_000) } }),
    };
    const [, duration] = cost(lambdaFunction(), metrics).lines;
    expect(duration?.quantity).toBeCloseTo(200_000 * (730 / 336), 6);
  });

  it('pays for provisioned environments whether called or not', () => {
    const provisioned = [{ qualifier: 'live', allocated: 10, requested: 10, status: 'READY' }];
    const idle = { 'lambda.invocations': zeroMetric('lambda.invocations') };
    expect(usd(lambdaFunction({ provisionedConcurrency: provisioned }), idle)).toBe(109.5);
    const busy = cost(lambdaFunction({ provisionedConcurrency: provisioned }), used(1e7, 200));
    expect(toCents(busy.monthly?.usd ?? 0)).toBe(toCents(109.500876 + 2e6 * 0.0000097222 + 2));
    expect(busy.monthly?.basis).toBe('assumed');
  });

  describe('with fewer environments kept ready than are in flight', () => {
    const RATES = { ready: 0.0000041667, onReady: 0.0000097222, onDemand: 0.0000166667 };
    const MONTH = 730 * 3600;
    const kept = (...allocated: number[]) => ({
      provisionedConcurrency: allocated.map((count, index) => ({
        qualifier: `a${index}`,
        allocated: count,
        requested: count,
        status: 'READY',
      })),
    });
    /** A hundred in flight all the time, a second each. */
    const hundred = used(100 * MONTH, 1000);
    const utilization = (daily: number | (number | null)[], status: 'ok' | 'partial' = 'ok') =>
      presentMetric('lambda.provisionedUtilization', { status, daily: { Average: daily } });
    const monthly = (fn: ReturnType<typeof kept>, onReady: number) =>
      fn.provisionedConcurrency.reduce((sum, { allocated }) => sum + allocated, 0) * MONTH * RATES.ready +
      onReady * MONTH * RATES.onReady +
      (100 - onReady) * MONTH * RATES.onDemand +
      100 * MONTH * 2e-7;

    it.each<[string, number[], Metrics, number]>([
      ['all five in use', [5], { 'lambda.provisionedUtilization': utilization(1) }, 5],
      ['half of them in use', [5], { 'lambda.provisionedUtilization': utilization(0.5) }, 2.5],
      [
        'in use on half of the days',
        [6],
        { 'lambda.provisionedUtilization': utilization([...new Array<number | null>(7).fill(null), ...new Array<number>(7).fill(1)]) },
        3,
      ],
      [
        'on half of the days, of which the others did not come',
        [6],
        {
          'lambda.provisionedUtilization': utilization(
            [...new Array<number | null>(7).fill(null), ...new Array<number>(7).fill(0)],
            'partial',
          ),
        },
        3,
      ],
      ['a share above all of them', [5], { 'lambda.provisionedUtilization': utilization(1.2) }, 5],
      ['not known: their number is the bound', [5], {}, 5],
      ['as many as are in flight', [100], {}, 100],
      ['more than are in flight', [140], { 'lambda.provisionedUtilization': utilization(0.8) }, 100],
      ['none', [0], { 'lambda.provisionedUtilization': utilization(1) }, 0],
    ])('charges what they can have carried at their rate, the rest as usual: %s', (_, allocated, metrics, onReady) => {
      const fn = kept(...allocated);
      const seen = cost(lambdaFunction(fn), { ...hundred, ...metrics });
      expect(seen.monthly?.usd).toBeCloseTo(monthly(fn, onReady), 4);
      expect(seen.monthly?.basis).toBe('assumed');
      expect(seen.lines.map(({ label }) => label)).toEqual([
        'Lambda requests',
        ...(allocated[0] === 0 ? [] : ['Lambda provisioned concurrency', 'Lambda duration on provisioned concurrency']),
        ...(onReady < 100 ? ['Lambda duration'] : []),
      ]);
    });

    it.each<[string, Record<string, MetricView>, number]>([
      ['one full, one hardly used', { a0: utilization(1), a1: utilization(0.05) }, 6],
      ['one full, one that nobody calls', { a0: utilization(1), a1: missingMetric('lambda.provisionedUtilization') }, 5],
      ['one full, one that could not be read', { a0: utilization(1), a1: missingMetric('lambda.provisionedUtilization', 'denied') }, 25],
    ])('by alias: %s', (_, byAlias, onReady) => {
      const fn = kept(5, 20);
      const metrics: Metrics = { ...hundred, 'lambda.provisionedUtilization': utilization(1) };
      const { monthly: seen } = functionCost(lambdaFunction(fn), {
        fleet: fleetOf(),
        prices: PRICES,
        window: WINDOW,
        metrics: (_of, metric) => metrics[metric] ?? missingMetric(metric),
        variants: () => new Map(Object.entries(byAlias)),
      });
      expect(seen?.usd).toBeCloseTo(monthly(fn, onReady), 4);
    });
  });

  it('is assumed where a day with invocations has no durations, and only there', () => {
    const basisWith = (invocations: (number | null)[], averages: (number | null)[]) =>
      cost(lambdaFunction(), {
        'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: invocations } }),
        'lambda.duration': presentMetric('lambda.duration', { daily: { Average: averages } }),
      }).monthly?.basis;
    expect(basisWith([10, 10], [200, 200])).toBe('list');
    expect(basisWith([null, 10], [null, 200])).toBe('list');
    expect(basisWith([10, 10], [null, 200])).toBe('assumed');
  });

  it('is assumed where nobody called it, for provisioned concurrency shows only while it works', () => {
    expect(cost(lambdaFunction(), { 'lambda.invocations': zeroMetric('lambda.invocations') }).monthly).toMatchObject({
      usd: 0,
      basis: 'assumed',
    });
  });

  it.each([
    ['python3.13', true, 'assumed'],
    ['dotnet8', true, 'assumed'],
    [null, true, 'assumed'],
    // Nothing is charged for it, but it exists on published versions alone, whose memory is not that of $LATEST for certain.
    ['java21', true, 'assumed'],
    ['python3.13', false, 'list'],
  ])('with the runtime %s and SnapStart %s is %s', (runtime, snapStart, basis) => {
    expect(cost(lambdaFunction({ runtime, snapStart }), used(1e7, 200)).monthly?.basis).toBe(basis);
  });

  it('is assumed for a durable function, which is charged for more than its lines', () => {
    const durable = { executionTimeoutSeconds: 86_400, retentionDays: 14 };
    expect(usd(lambdaFunction({ durable }), used(1e7, 200))).toBe(35.33);
    expect(cost(lambdaFunction({ durable }), used(1e7, 200)).monthly?.basis).toBe('assumed');
  });

  it('of a few days has a month like them, and is assumed', () => {
    const days = (sums: (number | null)[]): Metrics => ({
      'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: sums } }),
      'lambda.duration': presentMetric('lambda.duration', { daily: { Average: sums.map((sum) => (sum === null ? null : 200)) } }),
    });
    const lastModified = new Date(Date.parse(WINDOW.end) - 3 * 86_400_000).toISOString();
    const quantities = (metrics: Metrics) => cost(lambdaFunction({ lastModified }), metrics).lines.map(({ quantity }) => quantity);
    const young = days([1e6, 1e6, 1e6]);
    expect(quantities(young)).toEqual([expect.closeTo(730 / 24, 9), expect.closeTo((1e6 * 0.2 * 730) / 24, 4)]);
    expect(cost(lambdaFunction({ lastModified }), young).monthly?.basis).toBe('assumed');
    // Called a day earlier it is older than its last change.
    const older = days([0.5e6, 1e6, 1e6, 1e6]);
    expect(quantities(older)[0]).toBeCloseTo((3.5 * 730) / 336, 9);
    expect(cost(lambdaFunction({ lastModified }), older).monthly?.basis).toBe('list');
  });

  it('counts days whose invocations are lost by their durations, and is assumed', () => {
    const half = Array.from({ length: 14 }, (_, day) => (day < 7 ? null : 1000));
    const lost = cost(lambdaFunction(), {
      'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: half } }),
      'lambda.duration': presentMetric('lambda.duration', { daily: { Average: 200, SampleCount: 1000 } }),
    });
    expect(lost.lines.map(({ quantity }) => quantity)).toEqual([
      expect.closeTo((0.014 * 730) / 336, 9),
      expect.closeTo((14_000 * 0.2 * 730) / 336, 6),
    ]);
    expect(lost.monthly?.basis).toBe('assumed');
  });

  it('spreads what less memory leaves over the tiers again', () => {
    const rates = PRICES.lambda({ region: 'us-east-1', architecture: 'x86_64' });
    if (rates === null) throw new Error('us-east-1 has prices');
    // 20 billion GB-seconds, of which 448 / 1,024 are 8.75 billion.
    const { lines } = cost(lambdaFunction(), used(2e7, 1_000_000));
    const less = repricedLines(lines, rates, 448 / 1024) ?? [];
    expect(less.map(({ label, quantity }) => [label, Math.round(quantity)])).toEqual([
      ['Lambda requests', 20],
      ['Lambda duration', 6e9],
      ['Lambda duration, tier 2', 2.75e9],
    ]);
    expect(less.reduce((sum, one) => sum + (one.usd ?? 0), 0)).toBeCloseTo(4 + 6e9 * 0.0000166667 + 2.75e9 * 0.000015, 2);
    expect(repricedLines(lines, rates)).toEqual(lines);
    expect(repricedLines([...lines, line('else', 1, 'hours', null)], rates)).toBeNull();
  });

  it('charges less memory where it is charged by memory, and storage as before', () => {
    const rates = PRICES.lambda({ region: 'us-east-1', architecture: 'x86_64' });
    if (rates === null) throw new Error('us-east-1 has prices');
    const provisioned = [{ qualifier: 'live', allocated: 1, requested: 1, status: 'READY' }];
    const fn = { provisionedConcurrency: provisioned, ephemeralStorageMib: 1024 };
    const at = (memoryMib: number) => cost(lambdaFunction({ ...fn, memoryMib }), used(1e8, 200)).lines;
    const halved = repricedLines(at(1024), rates, 0.5) ?? [];
    expect(halved.map(({ label }) => label)).toEqual(at(512).map(({ label }) => label));
    for (const [index, { quantity }] of at(512).entries()) expect(halved[index]?.quantity).toBeCloseTo(quantity, 4);
  });

  it('is not known where a metric, a price or the form of billing is not', () => {
    expect(cost(lambdaFunction()).unpricedBecause).toBe('no-invocations-metric');
    expect(
      cost(lambdaFunction(), { 'lambda.invocations': presentMetric('lambda.invocations', { daily: { Sum: 5 } }) }).unpricedBecause,
    ).toBe('no-duration-metric');
    expect(cost(lambdaFunction({ region: 'xx-north-9' }), used(1e6, 10)).unpricedBecause).toBe('no-price');
    expect(cost(lambdaFunction({ region: 'eu-west-1' }), used(2e7, 1_000_000)).unpricedBecause).toBe('no-price');
    const managed = {
      arn: 'arn:aws:lambda:us-east-1:111122223333:capacity-provider:p',
      memoryGibPerVcpu: 2,
      maxConcurrencyPerEnvironment: 10,
    };
    expect(cost(lambdaFunction({ capacityProvider: managed })).unpricedBecause).toBe('lambda-managed-instances');
    expect(cost(lambdaFunction({ provisionedConcurrency: null }), used(1e7, 200)).monthly?.basis).toBe('assumed');
  });
});
