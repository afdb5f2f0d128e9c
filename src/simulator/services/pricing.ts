import * as z from 'zod';
import { documentOf, productsOf } from '../price-list/products.js';
import { REGION_LISTS } from '../price-list/rates.js';
import { type Operation, ServiceError } from '../world.js';
import { listScope, pageOf } from './paging.js';
import { parseInput, type Service, type Site } from './service.js';

/** https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html */
const ENDPOINTS: readonly string[] = ['us-east-1', 'eu-central-1', 'ap-south-1', 'cn-northwest-1'];

const getProductsInput = z.object({
  ServiceCode: z.string(),
  Filters: z
    .array(z.object({ Type: z.literal('TERM_MATCH'), Field: z.string(), Value: z.string() }))
    .max(50)
    .default([]),
  FormatVersion: z.literal('aws_v1').optional(),
  MaxResults: z.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

function getProducts({ world }: Site): Operation {
  return (input, caller) => {
    const { ServiceCode, Filters, MaxResults, NextToken } = parseInput(getProductsInput, input, 'InvalidParameterException');
    if (!ENDPOINTS.includes(caller.region)) {
      throw new ServiceError('NotFoundException', `The Price List Query API has no endpoint in ${caller.region}.`);
    }
    const region = Filters.find(({ Field }) => Field === 'regionCode')?.Value;
    const regions = region === undefined ? Object.keys(REGION_LISTS) : [region];
    const all = regions.flatMap((name) => {
      const products = productsOf(ServiceCode, name);
      if (products === null) throw new ServiceError('InvalidParameterException', `No such service: ${ServiceCode}`);
      return products;
    });
    // Values are compared without regard to case; a filter on an attribute that a product does not have leaves it out.
    const wanted = Filters.map(({ Field, Value }) => ({ field: Field, value: Value.toLowerCase() }));
    const found = all.filter(({ attributes }) => wanted.every(({ field, value }) => attributes[field]?.toLowerCase() === value));
    const scope = listScope(caller, 'GetProducts', ServiceCode, Filters);
    const page = pageOf(
      NextToken,
      MaxResults,
      found.length,
      scope,
      () => new ServiceError('InvalidNextTokenException', 'The pagination token is invalid.'),
    );
    const now = new Date(world.facts.end * 1_000);
    return {
      FormatVersion: 'aws_v1',
      PriceList: found.slice(page.from, page.to).map((product) => documentOf(product, now)),
      NextToken: page.next,
    };
  };
}

export function pricing(site: Site): Service {
  return {
    prefix: 'pricing',
    signingName: 'pricing',
    protocol: 'json',
    target: 'AWSPriceListService',
    throttle: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 400 },
    operations: {
      GetProducts: { run: getProducts(site), paging: { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'PriceList' } },
    },
  };
}
