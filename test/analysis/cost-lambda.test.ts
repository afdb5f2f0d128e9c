import { describe, expect, it } from 'vitest';
import { functionCost } from '../../src/analysis/cost-lambda.js';
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
      expect(seen.monthly?.basis).toBe(allocated[0] === 0 ? 'list' : 'assumed');
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
    ['java21', true, 'list'],
    ['python3.13', false, 'list'],
  ])('with the runtime %s and SnapStart %s is %s', (runtime, snapStart, basis) => {
    expect(cost(lambdaFunction({ runtime, snapStart }), used(1e7, 200)).monthly?.basis).toBe(basis);
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
