import type { Architecture } from '../model/resource/index.js';
import type { PriceFile } from './price-file.js';
import { coversEveryAmount, flatPrice, isUsageType, type ListedProduct } from './refresh-product.js';

type Ec2Row = PriceFile['ec2'][number];
type FargateRow = PriceFile['fargate'][number];
type LambdaRow = PriceFile['lambda'][number];

/** Rows, and what of the list could not be used, in words. */
export interface Rows<Row> {
  rows: Row[];
  notes: string[];
}

/**
 * Platforms by what DescribeInstances calls them, with the attributes of their rows. `operation` tells them apart; the licence model
 * keeps out the rows of Windows with a licence of one's own, which cost as much as Linux.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html
 */
export const EC2_PLATFORMS = [
  { platformDetails: 'Linux/UNIX', operatingSystem: 'Linux', operation: 'RunInstances' },
  { platformDetails: 'Windows', operatingSystem: 'Windows', operation: 'RunInstances:0002' },
  { platformDetails: 'Red Hat Enterprise Linux', operatingSystem: 'RHEL', operation: 'RunInstances:0010' },
  { platformDetails: 'SUSE Linux', operatingSystem: 'SUSE', operation: 'RunInstances:000g' },
] as const;
export type Ec2Platform = (typeof EC2_PLATFORMS)[number];

/** What is asked for, and held against every answer again: an endpoint that ignores a filter must not mix prices. */
export function ec2Attributes(region: string, { operatingSystem, operation }: Ec2Platform): Record<string, string> {
  return {
    regionCode: region,
    operatingSystem,
    operation,
    tenancy: 'Shared',
    capacitystatus: 'Used',
    preInstalledSw: 'NA',
    licenseModel: 'No License required',
  };
}

/** On-demand, shared-tenancy prices of one platform in one region, by type. A type with two prices is left out, and told. */
export function ec2Rows(products: readonly ListedProduct[], region: string, platform: Ec2Platform): Rows<Ec2Row> {
  const wanted = Object.entries(ec2Attributes(region, platform));
  const prices = new Map<string, Set<number>>();
  for (const product of products) {
    const { instanceType } = product.attributes;
    if (instanceType === undefined || wanted.some(([name, value]) => product.attributes[name] !== value)) continue;
    // The type is not in the usage type of m1.small alone.
    if (!isUsageType(product, `BoxUsage:${instanceType}`) && !isUsageType(product, 'BoxUsage')) continue;
    const usd = flatPrice(product);
    if (usd !== null) prices.set(instanceType, (prices.get(instanceType) ?? new Set()).add(usd));
  }
  const { platformDetails } = platform;
  const rows: Ec2Row[] = [];
  const notes: string[] = [];
  for (const [instanceType, found] of [...prices].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [usdPerHour, ...others] = found;
    if (usdPerHour === undefined) continue;
    if (others.length > 0) notes.push(`${region}: ${instanceType} with ${platformDetails} has ${found.size} prices in the list: left out`);
    else rows.push({ region, instanceType, platformDetails, tenancy: 'default', lifecycle: 'on-demand', usdPerHour });
  }
  return { rows, notes };
}

/** The one price of a usage type; null where there is none, or more than one. */
function priceOf(products: readonly ListedProduct[], name: string): number | null {
  const found = new Set(products.filter((product) => isUsageType(product, name)).flatMap((product) => flatPrice(product) ?? []));
  const [usd] = found;
  return found.size === 1 && usd !== undefined ? usd : null;
}

/** Fargate of one region, from the rows of Amazon ECS: a size without both of its prices is left out, and told. */
export function fargateRows(products: readonly ListedProduct[], region: string): Rows<FargateRow> {
  const here = products.filter(({ attributes }) => attributes.regionCode === region);
  const storageGbHourUsd = priceOf(here, 'Fargate-EphemeralStorage-GB-Hours');
  const rows: FargateRow[] = [];
  const notes: string[] = [];
  const variants = [
    { architecture: 'x86_64', operatingSystem: 'linux', infix: '', licensed: false },
    { architecture: 'arm64', operatingSystem: 'linux', infix: 'ARM-', licensed: false },
    { architecture: 'x86_64', operatingSystem: 'windows', infix: 'Windows-', licensed: true },
  ] as const;
  for (const { architecture, operatingSystem, infix, licensed } of variants) {
    const vcpuHourUsd = priceOf(here, `Fargate-${infix}vCPU-Hours:perCPU`);
    const gbHourUsd = priceOf(here, `Fargate-${infix}GB-Hours`);
    const licenceVcpuHourUsd = licensed ? priceOf(here, `Fargate-${infix}OS-Hours:perCPU`) : null;
    if (vcpuHourUsd === null || gbHourUsd === null || (licensed && licenceVcpuHourUsd === null)) {
      notes.push(`${region}: the list has no price for Fargate on ${operatingSystem} ${architecture}`);
    } else {
      rows.push({ region, architecture, operatingSystem, spot: false, vcpuHourUsd, gbHourUsd, storageGbHourUsd, licenceVcpuHourUsd });
    }
  }
  return { rows, notes };
}

/**
 * Lambda of one region. Rows of Lambda Managed Instances stand in the same list by the hundred: a row counts only where its group and
 * its usage type both say what it is.
 */
export function lambdaRows(products: readonly ListedProduct[], region: string): Rows<LambdaRow> {
  const here = products.filter(({ attributes }) => attributes.regionCode === region);
  const rows: LambdaRow[] = [];
  const notes: string[] = [];
  for (const architecture of ['x86_64', 'arm64'] satisfies Architecture[]) {
    const suffix = architecture === 'arm64' ? '-ARM' : '';
    const inGroup = (group: string) => here.filter(({ attributes }) => attributes.group === `${group}${suffix}`);
    const extra = (group: string, usageType: string) => priceOf(inGroup(group), `${usageType}${suffix}`);
    const [duration, ...more] = inGroup('AWS-Lambda-Duration').filter((product) => isUsageType(product, `Lambda-GB-Second${suffix}`));
    const request = extra('AWS-Lambda-Requests', 'Request');
    if (duration === undefined || more.length > 0 || !coversEveryAmount(duration) || request === null) {
      notes.push(`${region}: the list has no price for Lambda on ${architecture}`);
      continue;
    }
    rows.push({
      region,
      architecture,
      tiers: duration.tiers.map(({ upTo, usd }) => ({ upToGbSeconds: upTo, gbSecondUsd: usd })),
      // Listed per request; rounded where the multiplication leaves binary dust (0.0000002 is listed, 0.19999999999999998 is not a price).
      millionRequestsUsd: Number((request * 1e6).toPrecision(12)),
      storageGbSecondUsd: extra('AWS-Lambda-Storage-Duration', 'Lambda-Storage-GB-Second'),
      provisionedGbSecondUsd: extra('AWS-Lambda-Provisioned-Concurrency', 'Lambda-Provisioned-Concurrency'),
      provisionedDurationGbSecondUsd: extra('AWS-Lambda-Duration-Provisioned', 'Lambda-Provisioned-GB-Second'),
    });
  }
  return { rows, notes };
}
