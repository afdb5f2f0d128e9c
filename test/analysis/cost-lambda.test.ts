import { describe, expect, it } from 'vitest';
import { toCents } from '../../src/model/money.js';
import { lambdaFunction, presentMetric, zeroMetric } from '../support/policy-fixtures.js';
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
