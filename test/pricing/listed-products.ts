import { readProduct } from '../../src/pricing/refresh-product.js';
import { EC2_PLATFORMS, ec2Attributes } from '../../src/pricing/refresh-rows.js';

/** When prices are read: those of a later date are not in effect. */
export const NOW = new Date('2026-11-21T08:00:00Z');
export const [LINUX] = EC2_PLATFORMS;

export interface Dimension {
  from?: string;
  to?: string;
  usd?: string;
  price?: Record<string, string>;
}

/** A product as the Price List API sends it. */
export function document(
  attributes: Record<string, string>,
  dimensions: readonly Dimension[],
  effectiveDate = '2026-11-01T00:00:00Z',
): string {
  const priceDimensions = Object.fromEntries(
    dimensions.map(({ from = '0', to = 'Inf', usd = '0.1', price = { USD: usd } }, index) => [
      `r${index}`,
      { beginRange: from, endRange: to, pricePerUnit: price },
    ]),
  );
  return JSON.stringify({ product: { sku: 'SKU', attributes }, terms: { OnDemand: { 'SKU.T': { effectiveDate, priceDimensions } } } });
}

/** A product as it is read from what the API sends. */
export function product(attributes: Record<string, string>, ...dimensions: Dimension[]) {
  const read = readProduct(document(attributes, dimensions.length === 0 ? [{}] : dimensions), NOW);
  if (read === null) throw new Error('no price in effect');
  return read;
}

/** m5.large with Linux in us-east-1, as it is read. */
export const linux = (changed: Record<string, string> = {}, ...dimensions: Dimension[]) =>
  product({ ...ec2Attributes('us-east-1', LINUX), instanceType: 'm5.large', usagetype: 'BoxUsage:m5.large', ...changed }, ...dimensions);
