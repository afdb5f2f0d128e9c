import type { GetProductsCommandInput } from '@aws-sdk/client-pricing';
import { pagedOperation, service } from './definition.js';

const pricing = service(
  'pricing',
  () => import('@aws-sdk/client-pricing'),
  ({ PricingClient }, configuration) => new PricingClient(configuration),
);

/** The Price List Query API; only few regions have it. Each entry of a page is a JSON document as text. */
export const getProducts = pagedOperation(pricing, {
  name: 'GetProducts',
  bucket: 'price-list',
  permissionSet: 'prices',
  perform: ({ sdk, client }, input: GetProductsCommandInput, options) => client.send(new sdk.GetProductsCommand(input), options),
  items: ({ PriceList }) => (Array.isArray(PriceList) ? PriceList.map(String) : undefined),
  nextToken: (output) => (output.NextToken === '' ? undefined : output.NextToken),
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});
