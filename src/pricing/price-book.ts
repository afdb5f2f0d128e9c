import type { Rate } from '../model/money.js';
import type { Ec2PriceQuery, FargateRates, LambdaRates, PriceBook } from '../model/prices.js';
import type { Architecture } from '../model/resource/index.js';
import { FIGURES } from './figures.js';
import type { PriceFile } from './price-file.js';
import { embeddedTables, isAcceleratedFamily, type PriceTables, priceClass } from './tables.js';

type Unit = Rate['unit'];

/**
 * The prices that policies see: the rows of price files first (the later file wins), then the embedded tables.
 * `list` is that region's own list price, `estimated` the us-east-1 price times the ratio of the type's class, `assumed` a factor
 * such as the Spot discount. What is not known is null: unknown types and regions, families without a class outside
 * us-east-1, and everything but Linux, shared tenancy, on demand, unless a price file has it.
 */
export function createPriceBook(tables: PriceTables = embeddedTables(), overrides: readonly PriceFile[] = []): PriceBook {
  const own = indexOverrides(overrides);
  const [oldestFile] = overrides.map(({ asOf }) => asOf).sort();
  const specs = [...tables.ec2.rows.values()].map(({ spec }) => spec);
  return {
    // With price files the embedded tables only fill gaps, so the files' dates tell how old the prices are.
    asOf: oldestFile ?? tables.ec2.asOf,
    sources: [...overrides.map(({ source, asOf }) => `${source} (${asOf})`), `embedded table of AWS list prices (${tables.ec2.asOf})`],
    ec2Hour: remembered(ec2Key, (query) => own.ec2(query) ?? tableEc2(query, tables, own.ec2)),
    fargate: remembered(fargateKey, (query) => own.fargate(query) ?? tableFargate(query, tables)),
    lambda: remembered(lambdaKey, (query) => own.lambda(query) ?? tableLambda(query, tables)),
    managedInstancesFee,
    lambdaManagedInstancesFee: FIGURES.lambda.managedInstancesFee,
    loadBalancerMonth: (region) => figure(FIGURES.loadBalancer.month, 'month', FIGURES.loadBalancer, region, tables),
    surplusCreditVcpuHour: ({ region, family, platform }) => {
      const { vcpuHour, gravitonVcpuHour, windowsVcpuHour } = FIGURES.surplusCredits;
      const usd = platform === 'windows' ? windowsVcpuHour : family === 't4g' ? gravitonVcpuHour : vcpuHour;
      return figure(usd, 'vcpu-hour', FIGURES.surplusCredits, region, tables);
    },
    spec: (instanceType) => tables.ec2.rows.get(instanceType)?.spec ?? null,
    specs: () => specs,
  };
}

const rate = (usd: number, unit: Unit, asOf: string | null, source: string): Rate => ({ usd, unit, basis: 'list', asOf, source });

/** Makes each rate once: a large fleet asks for a few hundred of them a million times, and its findings hold on to them. */
function remembered<Query, Rates>(keyOf: (query: Query) => string, ratesOf: (query: Query) => Rates): (query: Query) => Rates {
  const known = new Map<string, Rates>();
  return (query) => {
    const key = keyOf(query);
    let rates = known.get(key);
    if (rates === undefined) {
      rates = ratesOf(query);
      known.set(key, rates);
    }
    return rates;
  };
}

// ---- price files ----

type Overrides = Pick<PriceBook, 'fargate' | 'lambda'> & { ec2(query: Ec2PriceQuery): Rate | null };

function indexOverrides(files: readonly PriceFile[]): Overrides {
  const ec2 = new Map<string, Rate>();
  const fargate = new Map<string, FargateRates>();
  const lambda = new Map<string, LambdaRates>();
  for (const file of files) {
    const listed = (usd: number, unit: Unit): Rate => rate(usd, unit, file.asOf, file.source);
    const maybe = (usd: number | null, unit: Unit): Rate | null => (usd === null ? null : listed(usd, unit));
    for (const row of file.ec2) ec2.set(ec2Key(row), listed(row.usdPerHour, 'hour'));
    for (const row of file.fargate) {
      fargate.set(fargateKey(row), {
        vcpuHour: listed(row.vcpuHourUsd, 'vcpu-hour'),
        gbHour: listed(row.gbHourUsd, 'gb-hour'),
        storageGbHour: maybe(row.storageGbHourUsd, 'gb-hour'),
        licenceVcpuHour: maybe(row.licenceVcpuHourUsd, 'vcpu-hour'),
      });
    }
    for (const row of file.lambda) {
      lambda.set(lambdaKey(row), {
        tiers: row.tiers.map(({ upToGbSeconds, gbSecondUsd }) => ({ upTo: upToGbSeconds, gbSecond: listed(gbSecondUsd, 'gb-second') })),
        millionRequests: listed(row.millionRequestsUsd, 'million-requests'),
        storageGbSecond: maybe(row.storageGbSecondUsd, 'gb-second'),
        provisionedGbSecond: maybe(row.provisionedGbSecondUsd, 'gb-second'),
        provisionedDurationGbSecond: maybe(row.provisionedDurationGbSecondUsd, 'gb-second'),
      });
    }
  }
  return {
    ec2: (query) => ec2.get(ec2Key(query)) ?? null,
    fargate: (query) => fargate.get(fargateKey(query)) ?? null,
    lambda: (query) => lambda.get(lambdaKey(query)) ?? null,
  };
}

const ec2Key = ({ region, instanceType, platformDetails, tenancy, lifecycle }: Ec2PriceQuery) =>
  `${region}|${instanceType}|${platformDetails ?? ''}|${tenancy}|${lifecycle}`;
const fargateKey = ({ region, architecture, operatingSystem, spot }: Parameters<PriceBook['fargate']>[0]) =>
  `${region}|${architecture}|${operatingSystem}|${spot}`;
const lambdaKey = ({ region, architecture }: { region: string; architecture: Architecture }) => `${region}|${architecture}`;

// ---- embedded tables ----

function tableEc2(query: Ec2PriceQuery, { ec2, ratios }: PriceTables, own: Overrides['ec2']): Rate | null {
  const { region, instanceType, platformDetails, tenancy, lifecycle } = query;
  if (platformDetails !== 'Linux/UNIX' || tenancy !== 'default' || lifecycle !== 'on-demand') return null;
  const row = ec2.rows.get(instanceType);
  const listed = row === undefined ? null : rate(row.usdPerHour, 'hour', ec2.asOf, `EC2 on-demand list price, ${ec2.region}`);
  if (region === ec2.region) return listed;
  const home = own({ ...query, region: ec2.region }) ?? listed;
  const family = priceClass(instanceType);
  const ratio = family === null ? undefined : ratios.rows.get(region)?.[family];
  if (home === null || ratio === undefined) return null;
  return {
    ...home,
    usd: home.usd * ratio,
    basis: 'estimated',
    source: `${ec2.region} price x ${ratio} (${region} over ${ec2.region}, ${ratios.asOf})`,
  };
}

function tableFargate(query: Parameters<PriceBook['fargate']>[0], tables: PriceTables): FargateRates | null {
  const { region, architecture, operatingSystem, spot } = query;
  const { fargate, asOf } = FIGURES;
  const home = region === fargate.region;
  const storageGbHour = figure(fargate.storageGbHour, 'gb-hour', fargate, region, tables);
  if (operatingSystem === 'windows') {
    // Windows tasks run on x86_64 only, and not on Spot (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html).
    if (!home || architecture !== 'x86_64' || spot) return null;
    const { vcpuHour, gbHour, licenceVcpuHour } = fargate.windows;
    return {
      vcpuHour: rate(vcpuHour, 'vcpu-hour', asOf, fargate.source),
      gbHour: rate(gbHour, 'gb-hour', asOf, fargate.source),
      storageGbHour,
      licenceVcpuHour: rate(licenceVcpuHour, 'vcpu-hour', asOf, fargate.source),
    };
  }
  const row = tables.regions.fargate(region, architecture);
  if (row === null) return null;
  const priced = (usd: number, unit: Unit): Rate => {
    const listed = rate(usd, unit, row.asOf, row.source);
    if (!spot) return listed;
    return { ...listed, usd: usd * fargate.spotFactor, basis: 'assumed', source: `on-demand price x ${fargate.spotFactor} (Spot floats)` };
  };
  return { vcpuHour: priced(row.first, 'vcpu-hour'), gbHour: priced(row.second, 'gb-hour'), storageGbHour, licenceVcpuHour: null };
}

function tableLambda(
  { region, architecture }: { region: string; architecture: Architecture },
  { regions }: PriceTables,
): LambdaRates | null {
  const row = regions.lambda(region, architecture);
  if (row === null) return null;
  const { source, region: home, storageGbSecond } = FIGURES.lambda;
  const figures = FIGURES.lambda[architecture];
  const [firstEnd, secondEnd] = figures.tierEnds;
  const first = { upTo: firstEnd, gbSecond: rate(row.first, 'gb-second', row.asOf, row.source) };
  const millionRequests = rate(row.second, 'million-requests', row.asOf, row.source);
  if (region !== home) {
    // The price of the higher tiers and of the extras is not known there; use beyond the first tier has no price.
    return { tiers: [first], millionRequests, storageGbSecond: null, provisionedGbSecond: null, provisionedDurationGbSecond: null };
  }
  const gbSecond = (usd: number) => rate(usd, 'gb-second', FIGURES.asOf, source);
  const [second, third] = figures.tierRates;
  return {
    tiers: [first, { upTo: secondEnd, gbSecond: gbSecond(second) }, { upTo: null, gbSecond: gbSecond(third) }],
    millionRequests,
    storageGbSecond: gbSecond(storageGbSecond),
    provisionedGbSecond: gbSecond(figures.provisionedGbSecond),
    provisionedDurationGbSecond: gbSecond(figures.provisionedDurationGbSecond),
  };
}

/** A us-east-1 figure: `assumed` in other regions that the tables know, unknown elsewhere. */
function figure(
  usd: number,
  unit: Unit,
  from: { source: string; region: string },
  region: string,
  { ratios, regions }: PriceTables,
): Rate | null {
  const listed = rate(usd, unit, FIGURES.asOf, from.source);
  if (region === from.region) return listed;
  return ratios.rows.has(region) || regions.lambda(region, 'x86_64') !== null ? { ...listed, basis: 'assumed' } : null;
}

/** Fee of ECS Managed Instances as a share of the on-demand price; null for accelerated types whose fee is not published. */
function managedInstancesFee(instanceType: string): number | null {
  const { fee, graphicsFee, trainingFee } = FIGURES.ecsManagedInstances;
  if (/^gr?\d/.test(instanceType)) return graphicsFee;
  if (/^(p|trn)\d/.test(instanceType)) return trainingFee;
  return isAcceleratedFamily(instanceType) ? null : fee;
}
