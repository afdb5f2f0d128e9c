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

function costOf(lines: CostLine[], basis: Basis = 'list'): ResourceCost {
  return { monthly: { usd: 1, basis, asOf: null }, lines, unpricedBecause: null, hoursPerMonth: null };
}
const seconds = (quantity: number, rate: CostLine['rate']) => line('duration', quantity, 'GB-seconds', rate);

describe('a function on arm64', () => {
  it('costs each tier of its duration at the same tier, and its requests as before', () => {
    const lines = [
      seconds(6e9, x86.tiers[0]?.gbSecond ?? null),
      seconds(9e9, x86.tiers[1]?.gbSecond ?? null),
      line('requests', 10, 'million', x86.millionRequests),
    ];
    const found = lambdaOnArm64(lambdaFunction(), costOf(lines), PRICES);
    expect(found?.lines.map(({ usd }) => usd)).toEqual([6e9 * 0.0000133334, 9e9 * 0.0000120001, 10 * 0.2]);
    expect(found?.monthly).toMatchObject({ usd: expect.closeTo(80_000.4 + 108_000.9 + 2, 6), basis: 'list' });
  });

  it('is as uncertain as what it costs now', () => {
    const lines = [seconds(1e6, x86.tiers[0]?.gbSecond ?? null)];
    expect(lambdaOnArm64(lambdaFunction(), costOf(lines, 'assumed'), PRICES)?.monthly).toMatchObject({
      usd: expect.closeTo(13.3334, 9),
      basis: 'assumed',
    });
  });

  it.each<[string, CostLine[]]>([
    ['nothing is known to be paid for', []],
    ['a line has no rate', [seconds(1, null)]],
    ['a rate is of something else', [seconds(1, { ...x86.millionRequests, usd: 0.123 })]],
    ['a rate is as high, per another unit', [line('requests', 1, 'hours', { ...x86.millionRequests, unit: 'hour' })]],
  ])('has no cost where %s', (_, lines) => {
    const known = lines.length === 0 ? [] : [seconds(1e6, x86.tiers[0]?.gbSecond ?? null)];
    expect(lambdaOnArm64(lambdaFunction(), costOf([...known, ...lines], 'assumed'), PRICES)).toBeNull();
  });

  it('has no cost where a region has prices of one architecture alone, or lacks that of a part', () => {
    const book = (rates: Partial<Record<'x86_64' | 'arm64', LambdaRates>>): PriceBook => ({
      ...PRICES,
      lambda: ({ architecture }) => rates[architecture] ?? null,
    });
    const arm = ratesOf('arm64');
    const lines = [seconds(1e6, x86.tiers[0]?.gbSecond ?? null)];
    const on = (rates: Parameters<typeof book>[0], of = lines) => lambdaOnArm64(lambdaFunction(), costOf(of), book(rates));
    expect(on({ x86_64: x86, arm64: arm })?.monthly.usd).toBeCloseTo(13.3334, 9);
    expect([on({ x86_64: x86 }), on({ arm64: arm }), on({})]).toEqual([null, null, null]);
    // One tier on arm64, and no price of storage on either.
    const [flat] = arm.tiers;
    const second = [seconds(1, x86.tiers[1]?.gbSecond ?? null)];
    expect(on({ x86_64: x86, arm64: { ...arm, tiers: flat === undefined ? [] : [flat] } }, second)).toBeNull();
    const provisioned = [line('provisioned', 1, 'GB-seconds', x86.provisionedGbSecond)];
    expect(on({ x86_64: { ...x86, storageGbSecond: null }, arm64: arm }, provisioned)?.monthly.usd).toBe(arm.provisionedGbSecond?.usd);
  });

  it('is what an image can be built for, and most runtimes exist for', () => {
    expect(runsOnArm64(lambdaFunction({ packageType: 'Image', runtime: null }))).toBe(true);
    expect(runsOnArm64(lambdaFunction({ runtime: 'python3.8' }))).toBe(true);
    expect(runsOnArm64(lambdaFunction({ runtime: 'python3.7' }))).toBe(false);
    expect(runsOnArm64(lambdaFunction({ packageType: 'Zip', runtime: null }))).toBe(false);
  });
});
