import { describe, expect, test } from 'vitest';
import { priceListRegion } from '../../src/pricing/refresh.js';
import { flatPrice, readProduct } from '../../src/pricing/refresh-product.js';
import { EC2_PLATFORMS, ec2Attributes, ec2Rows, fargateRows, lambdaRows } from '../../src/pricing/refresh-rows.js';

const NOW = new Date('2026-11-21T08:00:00Z');
const [LINUX] = EC2_PLATFORMS;

interface Dimension {
  from?: string;
  to?: string;
  usd?: string;
  price?: Record<string, string>;
}

function document(attributes: Record<string, string>, dimensions: readonly Dimension[], effectiveDate = '2026-11-01T00:00:00Z'): string {
  const priceDimensions = Object.fromEntries(
    dimensions.map(({ from = '0', to = 'Inf', usd = '0.1', price = { USD: usd } }, index) => [
      `r${index}`,
      { beginRange: from, endRange: to, pricePerUnit: price },
    ]),
  );
  return JSON.stringify({ product: { sku: 'SKU', attributes }, terms: { OnDemand: { 'SKU.T': { effectiveDate, priceDimensions } } } });
}

function product(attributes: Record<string, string>, ...dimensions: Dimension[]) {
  const read = readProduct(document(attributes, dimensions.length === 0 ? [{}] : dimensions), NOW);
  if (read === null) throw new Error('no price in effect');
  return read;
}

const linux = (changed: Record<string, string> = {}, ...dimensions: Dimension[]) =>
  product({ ...ec2Attributes('us-east-1', LINUX), instanceType: 'm5.large', usagetype: 'BoxUsage:m5.large', ...changed }, ...dimensions);

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

  test('at 0, or in tiers, has no flat price', () => {
    expect(flatPrice(linux({}, { usd: '0.0000000000' }))).toBeNull();
    expect(flatPrice(linux({}, { to: '10' }, { from: '10', usd: '0.09' }))).toBeNull();
    expect(flatPrice(linux({}, { usd: '0.0960000000' }))).toBe(0.096);
  });
});

describe('EC2 rows', () => {
  test('an endpoint that ignores filters does not mix prices', () => {
    const others = [
      { operatingSystem: 'Windows' },
      { operation: 'RunInstances:0800' },
      { tenancy: 'Dedicated' },
      { capacitystatus: 'UnusedCapacityReservation' },
      { preInstalledSw: 'SQL Std' },
      { licenseModel: 'Bring your own license' },
      { regionCode: 'eu-west-1' },
      { usagetype: 'UnusedBox:m5.large' },
      { usagetype: 'BoxUsage:m5.xlarge' },
      { usagetype: 'HostBoxUsage:m5.large' },
    ].map((changed) => linux(changed, { usd: '9' }));
    const { rows, notes } = ec2Rows([...others, linux({}, { usd: '0.096' })], 'us-east-1', LINUX);
    expect(rows.map(({ usdPerHour }) => usdPerHour)).toEqual([0.096]);
    expect(notes).toEqual([]);
  });

  test('the same price twice is one row, two prices are none and told', () => {
    expect(ec2Rows([linux(), linux()], 'us-east-1', LINUX).rows).toHaveLength(1);
    const two = ec2Rows([linux(), linux({}, { usd: '0.2' })], 'us-east-1', LINUX);
    expect(two.rows).toEqual([]);
    expect(two.notes).toEqual(['us-east-1: m5.large with Linux/UNIX has 2 prices in the list: left out']);
  });
});

describe('Fargate rows', () => {
  const row = (usage: string, usd: string, regionCode = 'eu-west-1') => product({ regionCode, usagetype: `EU-Fargate-${usage}` }, { usd });

  test('need both prices, and on Windows the licence too', () => {
    const linuxOnly = [row('vCPU-Hours:perCPU', '0.04'), row('GB-Hours', '0.004'), row('ARM-GB-Hours', '0.003')];
    const windows = [row('Windows-vCPU-Hours:perCPU', '0.09'), row('Windows-GB-Hours', '0.01')];
    const { rows, notes } = fargateRows([...linuxOnly, ...windows], 'eu-west-1');
    expect(rows).toEqual([expect.objectContaining({ operatingSystem: 'linux', architecture: 'x86_64', storageGbHourUsd: null })]);
    expect(notes).toEqual([
      'eu-west-1: the list has no price for Fargate on linux arm64',
      'eu-west-1: the list has no price for Fargate on windows x86_64',
    ]);
  });
});

describe('Lambda rows', () => {
  const requests = product({ regionCode: 'r', group: 'AWS-Lambda-Requests', usagetype: 'Request' }, { usd: '0.0000002' });
  const duration = (...tiers: Dimension[]) =>
    product({ regionCode: 'r', group: 'AWS-Lambda-Duration', usagetype: 'Lambda-GB-Second' }, ...tiers);
  const x86 = (...products: ReturnType<typeof product>[]) =>
    lambdaRows(products, 'r').rows.find(({ architecture }) => architecture === 'x86_64');

  test('take tiers in whatever order they come', () => {
    const row = x86(requests, duration({ from: '6', usd: '0.1' }, { from: '0', to: '6', usd: '0.2' }));
    expect(row?.tiers).toEqual([
      { upToGbSeconds: 6, gbSecondUsd: 0.2 },
      { upToGbSeconds: null, gbSecondUsd: 0.1 },
    ]);
    expect(row?.millionRequestsUsd).toBe(0.2);
  });

  test.each([
    ['a gap', [{ to: '6' }, { from: '7' }]],
    ['no first tier', [{ from: '6' }]],
    ['an end', [{ to: '6' }]],
    ['a free tier', [{ to: '6', usd: '0' }, { from: '6' }]],
  ] satisfies [string, Dimension[]][])('with %s in the tiers are left out and told', (_name, tiers) => {
    expect(x86(requests, duration(...tiers))).toBeUndefined();
    expect(lambdaRows([requests, duration(...tiers)], 'r').notes).toContain('r: the list has no price for Lambda on x86_64');
  });
});

test.each([
  ['us-west-2', 'us-east-1'],
  ['sa-east-1', 'us-east-1'],
  ['us-gov-west-1', 'us-east-1'],
  ['eu-north-1', 'eu-central-1'],
  ['il-central-1', 'eu-central-1'],
  ['ap-northeast-1', 'ap-south-1'],
  ['cn-north-1', 'cn-northwest-1'],
])('prices of %s are asked for in %s', (region, endpoint) => {
  expect(priceListRegion(region)).toBe(endpoint);
});
