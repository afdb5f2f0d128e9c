import { describe, expect, it } from 'vitest';
import { line } from '../../src/analysis/cost-lines.js';
import { lambdaOnArm64, runsOnArm64 } from '../../src/analysis/lambda-graviton.js';
import type { CostLine, ResourceCost } from '../../src/model/evaluation.js';
import type { Basis } from '../../src/model/money.js';
import type { LambdaRates, PriceBook } from '../../src/model/prices.js';
import { lambdaFunction, PRICES } from '../support/policy-fixtures.js';

function ratesOf(architecture: 'x86_64' | 'arm64'): LambdaRates {
  const rates = PRICES.lambda({ region: 'us-east-1', architecture });
  if (rates === null) throw new Error('us-east-1 has both');
  return rates;
}
const x86 = ratesOf('x86_64');

const arm = ratesOf('arm64');

function costOf(lines: CostLine[], basis: Basis = 'list'): ResourceCost {
  return { monthly: { usd: 1, basis, asOf: null }, lines, unpricedBecause: null, hoursPerMonth: null };
}
const duration = (quantity: number, tier = 1) =>
  line(tier === 1 ? 'Lambda duration' : `Lambda duration, tier ${tier}`, quantity, 'gb-second', x86.tiers[tier - 1]?.gbSecond ?? null);

describe('a function on arm64', () => {
  it('costs its duration in tiers of their own, which are wider, and its requests as before', () => {
    const lines = [line('Lambda requests', 10, 'million-requests', x86.millionRequests), duration(6e9), duration(9e9, 2)];
    const found = lambdaOnArm64(lambdaFunction(), costOf(lines), PRICES);
    expect(found?.lines.map(({ label, usd }) => [label, usd])).toEqual([
      ['Lambda requests, arm64', 10 * 0.2],
      ['Lambda duration, arm64', 7.5e9 * 0.0000133334],
      ['Lambda duration, tier 2, arm64', 7.5e9 * 0.0000120001],
    ]);
    expect(found?.monthly).toMatchObject({ usd: expect.closeTo(2 + 100_000.5 + 90_000.75, 6), basis: 'list' });
  });

  it('is as uncertain as what it costs now', () => {
    expect(lambdaOnArm64(lambdaFunction(), costOf([duration(1e6)], 'assumed'), PRICES)?.monthly).toMatchObject({
      usd: expect.closeTo(13.3334, 9),
      basis: 'assumed',
    });
  });

  it.each<[string, CostLine[]]>([
    ['nothing is known to be paid for', []],
    ['a line is of something else', [duration(1e6), line('durable operations', 1, 'million', x86.millionRequests)]],
  ])('has no cost where %s', (_, lines) => {
    expect(lambdaOnArm64(lambdaFunction(), costOf(lines, 'assumed'), PRICES)).toBeNull();
  });

  it('has no cost where what it costs now is not known', () => {
    expect(lambdaOnArm64(lambdaFunction(), { ...costOf([duration(1e6)]), monthly: null }, PRICES)).toBeNull();
  });

  it('has no cost where a region has no prices of arm64, or lacks that of a part', () => {
    const on = (rates: LambdaRates | null, lines = [duration(1e6)]) => {
      const book: PriceBook = { ...PRICES, lambda: ({ architecture }) => (architecture === 'arm64' ? rates : x86) };
      return lambdaOnArm64(lambdaFunction(), costOf(lines), book);
    };
    expect(on(arm)?.monthly.usd).toBeCloseTo(13.3334, 9);
    expect(on(null)).toBeNull();
    // The second tier has no price, and is needed beyond the first alone.
    const [first] = arm.tiers;
    const short = { ...arm, tiers: first === undefined ? [] : [first] };
    expect(on(short, [duration(6e9), duration(1.5e9, 2)])?.monthly.usd).toBeCloseTo(7.5e9 * 0.0000133334, 4);
    expect(on(short, [duration(6e9), duration(1.6e9, 2)])).toBeNull();
    const provisioned = [line('Lambda provisioned concurrency', 1, 'gb-second', x86.provisionedGbSecond)];
    expect(on({ ...arm, storageGbSecond: null }, provisioned)?.monthly.usd).toBe(arm.provisionedGbSecond?.usd);
    expect(on({ ...arm, provisionedGbSecond: null }, provisioned)).toBeNull();
  });

  it('is what an image can be built for, and most runtimes exist for', () => {
    expect(runsOnArm64(lambdaFunction({ packageType: 'Image', runtime: null }))).toBe(true);
    expect(runsOnArm64(lambdaFunction({ runtime: 'python3.8' }))).toBe(true);
    expect(runsOnArm64(lambdaFunction({ runtime: 'python3.7' }))).toBe(false);
    expect(runsOnArm64(lambdaFunction({ packageType: 'Zip', runtime: null }))).toBe(false);
  });
});
