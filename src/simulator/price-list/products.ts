import { hash32, hex } from '../fleet/ids.js';
import type { TypeSpec } from '../fleet/instance-types.js';
import { FARGATE, LAMBDA, LICENCE_PER_VCPU, LISTED_TYPES, linuxUsdPerHour, REGION_LISTS } from './rates.js';

/** A step of a price, in the list's own spelling. */
interface Tier {
  begin: string;
  end: string;
  price: number;
}

export interface Product {
  sku: string;
  productFamily: string;
  attributes: Record<string, string>;
  tiers: Tier[];
  currency: string;
  unit: string;
}

interface Region {
  name: string;
  prefix: string;
  factor: number;
  currency: string;
}

const flat = (price: number): Tier[] => [{ begin: '0', end: 'Inf', price }];

function product(region: Region, productFamily: string, given: Record<string, string>, tiers: Tier[], unit: string): Product {
  const attributes = { ...given, regionCode: region.name, locationType: 'AWS Region', location: region.name };
  const [a, b] = [hash32(JSON.stringify(attributes)), hash32(JSON.stringify(attributes), 'sku')];
  return { sku: `${hex(a, 8)}${hex(b, 8)}`.toUpperCase(), productFamily, attributes, tiers, currency: region.currency, unit };
}

/**
 * Everything that is listed for one type: the plain Linux price among rows that differ from it in one attribute each, as in AWS's own
 * list. Windows with a licence of one's own costs as much as Linux; a reserved but unused place costs the same, a used one nothing.
 */
function instanceProducts(region: Region, type: TypeSpec): Product[] {
  const { instanceType, vcpus } = type;
  const linux = linuxUsdPerHour(type) * region.factor;
  const licence = (name: keyof typeof LICENCE_PER_VCPU) => linux + LICENCE_PER_VCPU[name] * vcpus * region.factor;
  const plain = {
    servicecode: 'AmazonEC2',
    instanceType,
    vcpu: String(vcpus),
    operatingSystem: 'Linux',
    operation: 'RunInstances',
    tenancy: 'Shared',
    capacitystatus: 'Used',
    preInstalledSw: 'NA',
    licenseModel: 'No License required',
    marketoption: 'OnDemand',
    usagetype: `${region.prefix}BoxUsage:${instanceType}`,
  };
  const row = (changed: Partial<typeof plain>, price: number) =>
    product(region, 'Compute Instance', { ...plain, ...changed }, flat(price), 'Hrs');
  return [
    row({ capacitystatus: 'AllocatedCapacityReservation', usagetype: `${region.prefix}Reservation:${instanceType}` }, 0),
    row({ capacitystatus: 'UnusedCapacityReservation', usagetype: `${region.prefix}UnusedBox:${instanceType}` }, linux),
    row({ operatingSystem: 'Windows', operation: 'RunInstances:0800', licenseModel: 'Bring your own license' }, linux),
    row({ operatingSystem: 'Windows', operation: 'RunInstances:0002' }, licence('Windows')),
    row({ operatingSystem: 'RHEL', operation: 'RunInstances:0010' }, licence('RHEL')),
    row({ operatingSystem: 'SUSE', operation: 'RunInstances:000g' }, licence('SUSE')),
    row({ preInstalledSw: 'SQL Std', operation: 'RunInstances:0004' }, licence('SQL Std')),
    row({ tenancy: 'Dedicated', usagetype: `${region.prefix}DedicatedUsage:${instanceType}` }, linux * 1.06),
    row({}, linux),
  ];
}

function fargateProducts(region: Region): Product[] {
  const prefix = region.prefix === '' ? 'USE1-' : region.prefix;
  const row = (usagetype: string, price: number) =>
    product(region, 'Compute', { servicecode: 'AmazonECS', usagetype: `${prefix}${usagetype}`, operation: '' }, flat(price), 'hours');
  return [
    ...Object.entries(FARGATE).map(([usage, price]) => row(`Fargate-${usage}`, price * region.factor)),
    row('ECS-Anywhere-Instance-hours', 0.01025),
    ...LISTED_TYPES.map((type) => row(`ECS-Managed-Instances:${type.instanceType}`, linuxUsdPerHour(type) * 0.12 * region.factor)),
  ];
}

function lambdaProducts(region: Region): Product[] {
  const row = (group: string, usage: string, tiers: Tier[], unit: string) =>
    product(
      region,
      'Serverless',
      { servicecode: 'AWSLambda', ...(group === '' ? {} : { group }), usagetype: `${region.prefix}${usage}` },
      tiers,
      unit,
    );
  const currencyFactor = region.currency === 'USD' ? 1 : 7;
  const one = (group: string, usage: string, price: number, unit = 'Lambda-GB-Second') =>
    row(group, usage, flat(price * currencyFactor), unit);
  const architectures = (['x86', 'arm'] as const).flatMap((architecture) => {
    const suffix = architecture === 'arm' ? '-ARM' : '';
    const { ends, tiers, provisioned, provisionedDuration } = LAMBDA[architecture];
    const steps = tiers.map((price, index) => ({
      begin: String(ends[index - 1] ?? 0),
      end: String(ends[index] ?? 'Inf'),
      price: price * currencyFactor,
    }));
    return [
      // The order of tiers in a document says nothing: the dearest is not first.
      row(`AWS-Lambda-Duration${suffix}`, `Lambda-GB-Second${suffix}`, steps.reverse(), 'Lambda-GB-Second'),
      one(`AWS-Lambda-Requests${suffix}`, `Request${suffix}`, LAMBDA.request, 'Requests'),
      one(`AWS-Lambda-Storage-Duration${suffix}`, `Lambda-Storage-GB-Second${suffix}`, LAMBDA.storage),
      one(`AWS-Lambda-Provisioned-Concurrency${suffix}`, `Lambda-Provisioned-Concurrency${suffix}`, provisioned),
      one(`AWS-Lambda-Duration-Provisioned${suffix}`, `Lambda-Provisioned-GB-Second${suffix}`, provisionedDuration),
    ];
  });
  return [
    ...LISTED_TYPES.map((type) =>
      one('', `Lambda-Managed-Instances-Fee:${type.instanceType}`, linuxUsdPerHour(type) * 0.15 * region.factor, 'Hours'),
    ),
    // Requests to functions on managed instances stand in the group of all requests.
    one('AWS-Lambda-Requests', 'Lambda-Managed-Instances-Request', LAMBDA.request * 2, 'Requests'),
    one('AWS-Lambda-Duration', 'Lambda-Managed-Instances-GB-Second', 0.00000111),
    one('AWS-Lambda-Edge-Duration', 'Lambda-Edge-GB-Second', 0.00005001),
    ...architectures,
  ];
}

const OFFERS: Readonly<Record<string, (region: Region) => Product[]>> = {
  AmazonEC2: (region) => LISTED_TYPES.flatMap((type) => instanceProducts(region, type)),
  AmazonECS: fargateProducts,
  AWSLambda: lambdaProducts,
};

const lists = new Map<string, readonly Product[]>();

/** All products of a service in a region, made once; none for a region that is not listed. Null for a service that is not known. */
export function productsOf(serviceCode: string, region: string): readonly Product[] | null {
  const offer = OFFERS[serviceCode];
  if (offer === undefined) return null;
  const list = REGION_LISTS[region];
  const key = `${serviceCode} ${region}`;
  const made = lists.get(key) ?? (list === undefined ? [] : offer({ name: region, ...list }));
  lists.set(key, made);
  return made;
}

/** A product as the API writes it, prices that begin next month beside those in effect. */
export function documentOf({ sku, productFamily, attributes, tiers, currency, unit }: Product, now: Date): string {
  const month = (offset: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)).toISOString().slice(0, 19);
  const term = (code: string, effectiveDate: string, factor: number) => [
    `${sku}.${code}`,
    {
      sku,
      offerTermCode: code,
      effectiveDate: `${effectiveDate}Z`,
      termAttributes: {},
      priceDimensions: Object.fromEntries(
        tiers.map(({ begin, end, price }, index) => {
          const rateCode = `${sku}.${code}.${index}`;
          const pricePerUnit = { [currency]: (price * factor).toFixed(10) };
          return [rateCode, { rateCode, unit, beginRange: begin, endRange: end, description: '', appliesTo: [], pricePerUnit }];
        }),
      ),
    },
  ];
  return JSON.stringify({
    product: { sku, productFamily, attributes },
    serviceCode: attributes.servicecode,
    terms: { OnDemand: Object.fromEntries([term('NEXTMONTH1', month(1), 0.9), term('JRTCKXETXF', month(0), 1)]) },
    version: '20261101000000',
    publicationDate: `${month(0)}Z`,
  });
}
