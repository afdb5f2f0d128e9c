import * as z from 'zod';
import { UserError } from '../model/user-error.js';

/** A document of the Price List Query API, as far as it is read: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html */
const documentSchema = z.object({
  product: z.object({ sku: z.string(), attributes: z.record(z.string(), z.string()) }),
  terms: z
    .object({
      OnDemand: z
        .record(
          z.string(),
          z.object({
            effectiveDate: z.string(),
            priceDimensions: z.record(
              z.string(),
              z.object({
                beginRange: z.string().default('0'),
                endRange: z.string().default('Inf'),
                pricePerUnit: z.record(z.string(), z.string()),
              }),
            ),
          }),
        )
        .optional(),
    })
    .optional(),
});

/** A step of a price: it holds from `from` units a month up to `upTo`, null for no end. */
export interface PriceTier {
  from: number;
  upTo: number | null;
  usd: number;
}

/** A product with its on-demand price in US dollars, tiers in order. */
export interface ListedProduct {
  sku: string;
  attributes: Readonly<Record<string, string>>;
  tiers: PriceTier[];
}

function parse(text: string): z.output<typeof documentSchema> {
  try {
    return documentSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError('the Price List API sent a product that cannot be read', { cause });
  }
}

function number(text: string, sku: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new UserError(`the Price List API sent "${text.slice(0, 40)}" as a number of product ${sku}`);
  }
  return value;
}

/**
 * Reads one product. Null where it has no on-demand price in effect at `now`. Prices of a month start on the first, so that a
 * document may hold the next price beside the present one: the latest that is in effect counts.
 * Throws a UserError for a document that is none, and for a price in another currency than US dollars: China is priced in CNY.
 */
export function readProduct(text: string, now: Date): ListedProduct | null {
  const { product, terms } = parse(text);
  const { sku, attributes } = product;
  const [term] = Object.values(terms?.OnDemand ?? {})
    .filter(({ effectiveDate }) => Date.parse(effectiveDate) <= now.getTime())
    .sort((a, b) => Date.parse(b.effectiveDate) - Date.parse(a.effectiveDate));
  if (term === undefined) return null;
  const tiers = Object.values(term.priceDimensions).map(({ beginRange, endRange, pricePerUnit }) => {
    const { USD } = pricePerUnit;
    if (USD === undefined) {
      const [currency = 'no currency'] = Object.keys(pricePerUnit);
      throw new UserError(`AWS lists the prices of ${attributes.regionCode ?? 'this region'} in ${currency}, and amounts here are in USD`, {
        hint: 'Name other regions with --regions; a price file with converted amounts can be written by hand.',
      });
    }
    return { from: number(beginRange, sku), upTo: endRange === 'Inf' ? null : number(endRange, sku), usd: number(USD, sku) };
  });
  return { sku, attributes, tiers: tiers.sort((a, b) => a.from - b.from) };
}

/**
 * The price of a product that has one price for all amounts. Null for tiers, and for 0: AWS gives nothing of this away, a row at 0
 * stands for something that another row prices.
 */
export function flatPrice({ tiers }: ListedProduct): number | null {
  const [tier, ...more] = tiers;
  if (tier === undefined || more.length > 0 || tier.from !== 0 || tier.upTo !== null) return null;
  return tier.usd > 0 ? tier.usd : null;
}

/** True when the tiers begin at 0, follow each other without a gap, and the last has no end. */
export function coversEveryAmount({ tiers }: ListedProduct): boolean {
  const follow = tiers.every(({ from, usd }, index) => from === (index === 0 ? 0 : tiers[index - 1]?.upTo) && usd > 0);
  return follow && tiers.at(-1)?.upTo === null;
}

/**
 * Usage types carry the region as a prefix (`EUC1-`, none in us-east-1). Matched from end to end: `Fargate-GB-Hours` alone would find
 * `Fargate-ARM-GB-Hours` and `Fargate-EphemeralStorage-GB-Hours` as well.
 */
export function isUsageType(product: ListedProduct, name: string): boolean {
  const given = product.attributes.usagetype ?? '';
  return given === name || (given.endsWith(`-${name}`) && /^[A-Z][A-Z0-9]*$/.test(given.slice(0, -name.length - 1)));
}
