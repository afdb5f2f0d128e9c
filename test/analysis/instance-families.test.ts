import { describe, expect, it } from 'vitest';
import { byGeneration, isOlderGeneration } from '../../src/analysis/instance-families.js';
import { createPriceBook } from '../../src/pricing/price-book.js';

describe('generations', () => {
  it.each([
    ['m5.large', 'm6i.large', true],
    ['r5.xlarge', 'm6i.4xlarge', true],
    ['m6i.large', 'm6i.xlarge', false],
    ['m6a.large', 'm5.xlarge', false],
    ['m7g.large', 'm6i.large', false],
    ['t3.large', 't4g.large', true],
    ['x2gd.large', 'r6g.4xlarge', false],
    ['z1d.large', 'm5.large', false],
    ['not a type', 'm5.large', false],
  ])('%s is older than %s: %s', (candidate, current, older) => {
    expect(isOlderGeneration(candidate, current)).toBe(older);
  });

  it('come newest first at one price', () => {
    const prices = createPriceBook();
    const specs = ['r5.xlarge', 'r7i.xlarge', 'r6i.xlarge'].flatMap((type) => prices.spec(type) ?? []);
    expect(specs.sort(byGeneration).map(({ instanceType }) => instanceType)).toEqual(['r7i.xlarge', 'r6i.xlarge', 'r5.xlarge']);
  });
});
