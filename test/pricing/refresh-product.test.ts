import { describe, expect, test } from 'vitest';
import { coversEveryAmount, flatPrice, isUsageType, type ListedProduct, readProduct } from '../../src/pricing/refresh-product.js';
import { document, linux, NOW } from './listed-products.js';

describe('a product', () => {
  test.each([
    ['no JSON', '<html>'],
    ['JSON of something else', '{"a":1}'],
    ['a price that is no number', document({}, [{ usd: 'free' }])],
    ['a price below zero', document({}, [{ usd: '-1' }])],
    ['an empty price', document({}, [{ usd: '' }])],
  ])('that is %s is an error', (_name, text) => {
    expect(() => readProduct(text, NOW)).toThrow(/Price List API sent/);
  });

  test('in another currency is an error that names it', () => {
    const text = document({ regionCode: 'cn-north-1' }, [{ price: { CNY: '0.7' } }]);
    expect(() => readProduct(text, NOW)).toThrow(/cn-north-1 in CNY/);
  });

  test('without an on-demand price in effect is none', () => {
    expect(readProduct(document({}, [{}], '2026-11-21T08:00:01Z'), NOW)).toBeNull();
    expect(readProduct(document({}, [{}], '2026-11-21T08:00:00Z'), NOW)).not.toBeNull();
    expect(readProduct('{"product":{"sku":"S","attributes":{}},"terms":{"Reserved":{}}}', NOW)).toBeNull();
    expect(readProduct('{"product":{"sku":"S","attributes":{}}}', NOW)).toBeNull();
  });

  test('has the latest of the prices in effect', () => {
    const dated = (...dates: string[]) => {
      const OnDemand = Object.fromEntries(
        dates.map((effectiveDate, index) => [
          `T${index}`,
          { effectiveDate, priceDimensions: { d: { pricePerUnit: { USD: effectiveDate.slice(5, 7) } } } },
        ]),
      );
      return readProduct(JSON.stringify({ product: { sku: 'SKU', attributes: {} }, terms: { OnDemand } }), NOW)?.tiers;
    };
    const of = (month: number) => [{ from: 0, upTo: null, usd: month }];
    expect(dated('2026-09-01T00:00:00Z', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z')).toEqual(of(11));
    expect(dated('2026-11-01T00:00:00Z', '2026-09-01T00:00:00Z')).toEqual(of(11));
    expect(dated('2026-12-01T00:00:00Z')).toBeUndefined();
  });

  test('with a blank for a number is an error that quotes no more than it must', () => {
    expect(() => readProduct(document({}, [{ usd: '  ' }]), NOW)).toThrow(/sent " {2}" as a number of product SKU/);
    expect(() => readProduct(document({}, [{ usd: 'x'.repeat(50) }]), NOW)).toThrow(`sent "${'x'.repeat(40)}" as`);
    expect(() => readProduct(document({}, [{ to: 'far' }]), NOW)).toThrow(/"far"/);
    expect(readProduct(document({}, [{ usd: '0' }]), NOW)?.tiers).toEqual([{ from: 0, upTo: null, usd: 0 }]);
  });

  test('in no currency at all is an error too', () => {
    expect(() => readProduct(document({}, [{ price: {} }]), NOW)).toThrow('prices of this region in no currency');
  });

  test.each<[string, ListedProduct['tiers'], number | null, boolean]>([
    ['one price', [{ from: 0, upTo: null, usd: 0.5 }], 0.5, true],
    ['nothing', [], null, false],
    ['one that ends', [{ from: 0, upTo: 10, usd: 0.5 }], null, false],
    ['one that begins later', [{ from: 1, upTo: null, usd: 0.5 }], null, false],
    [
      'two that follow each other',
      [
        { from: 0, upTo: 10, usd: 0.5 },
        { from: 10, upTo: null, usd: 0.4 },
      ],
      null,
      true,
    ],
    [
      'two for all amounts',
      [
        { from: 0, upTo: null, usd: 0.5 },
        { from: 0, upTo: null, usd: 0.4 },
      ],
      null,
      false,
    ],
    [
      'two of which the last ends',
      [
        { from: 0, upTo: 10, usd: 0.5 },
        { from: 10, upTo: 20, usd: 0.4 },
      ],
      null,
      false,
    ],
    ['a price of nothing', [{ from: 0, upTo: null, usd: 0 }], null, false],
  ])('with %s has a flat price, or tiers for every amount, or neither', (_name, tiers, flat, covered) => {
    const given = { sku: 'SKU', attributes: {}, tiers };
    expect([flatPrice(given), coversEveryAmount(given)]).toEqual([flat, covered]);
  });

  test.each([
    ['BoxUsage', true],
    ['EUC1-BoxUsage', true],
    ['A-BoxUsage', true],
    ['EUC1BoxUsage', false],
    ['euC1-BoxUsage', false],
    ['EU-C1-BoxUsage', false],
    ['EUc1-BoxUsage', false],
    ['1EU-BoxUsage', false],
    ['-BoxUsage', false],
    ['EUC1-BoxUsage:m5.large', false],
  ])('of the usage type %s is told by it, whatever the region: %s', (usagetype, expected) => {
    expect(isUsageType({ sku: 'SKU', attributes: { usagetype }, tiers: [] }, 'BoxUsage')).toBe(expected);
    expect(isUsageType({ sku: 'SKU', attributes: {}, tiers: [] }, 'BoxUsage')).toBe(false);
  });

  test('at 0, or in tiers, has no flat price', () => {
    expect(flatPrice(linux({}, { usd: '0.0000000000' }))).toBeNull();
    expect(flatPrice(linux({}, { to: '10' }, { from: '10', usd: '0.09' }))).toBeNull();
    expect(flatPrice(linux({}, { usd: '0.0960000000' }))).toBe(0.096);
  });
});
