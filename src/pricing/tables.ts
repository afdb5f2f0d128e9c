import type { Architecture, InstanceTypeSpec } from '../model/resource/index.js';
import { EC2_TABLE } from './generated/ec2.js';
import { REGION_RATIO_TABLE } from './generated/region-ratios.js';
import { REGION_TABLE } from './generated/regions.js';

/** One instance type of the table: its Linux, shared-tenancy, on-demand price in the table's region, and what it can do. */
interface Ec2Row {
  usdPerHour: number;
  spec: InstanceTypeSpec;
}

/** Fargate: vCPU-hour and GB-hour. Lambda: first-tier GB-second and million requests. */
interface RegionRow {
  first: number;
  second: number;
  /** null: the date of the row is not known. */
  asOf: string | null;
  source: string;
}

export interface PriceTables {
  ec2: { asOf: string; region: string; rows: ReadonlyMap<string, Ec2Row> };
  /** List price of the class's reference family over the table's region, by region. */
  ratios: { asOf: string; rows: ReadonlyMap<string, Readonly<Record<PriceClass, number>>> };
  regions: {
    fargate(region: string, architecture: Architecture): RegionRow | null;
    lambda(region: string, architecture: Architecture): RegionRow | null;
  };
}

/** Families priced alike from region to region: general purpose, compute, memory, burstable. */
export type PriceClass = 'm' | 'c' | 'r' | 't';

/** Virtualization of the families from before HVM (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/virtualization_types.html). */
const PARAVIRTUAL = new Set(['c1', 'c3', 'm1', 'm2', 'm3', 't1']);
/** Accelerated families hold an accelerator even where it is no GPU (https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html). */
const ACCELERATED = /^(inf|trn|vt|f|dl|g|gr|p)\d/;

/** True for types of accelerated families: GPU, FPGA, inference, training and media accelerators. */
export function isAcceleratedFamily(instanceType: string): boolean {
  return ACCELERATED.test(instanceType);
}

/** The class whose regional ratio a type follows: m, c, t by their own; r, x and z as r. null for all others. */
export function priceClass(instanceType: string): PriceClass | null {
  switch (/^([a-z]+)\d/.exec(instanceType)?.[1]) {
    case 'm':
      return 'm';
    case 'c':
      return 'c';
    case 't':
      return 't';
    case 'r':
    case 'x':
    case 'z':
      return 'r';
    default:
      return null;
  }
}

/** A cell that may be empty: not known is null. */
const cell = (text: string | undefined): number | null => (text === undefined || text === '' ? null : Number(text));

function parseEc2(text: string): PriceTables['ec2'] {
  const rows = new Map<string, Ec2Row>();
  let [asOf, region] = ['', ''];
  let shared: string[] = [];
  for (const line of text.trim().split('\n')) {
    if (line.startsWith('@')) [asOf = '', region = ''] = line.slice(1).split('|');
    else if (line.startsWith('#')) shared = line.slice(1).split('|');
    else {
      const row = parseSize(shared, line.split(','));
      rows.set(row.spec.instanceType, row);
    }
  }
  return { asOf, region, rows };
}

function parseSize(shared: readonly string[], cells: readonly string[]): Ec2Row {
  const [family = '', architectures = '', current, burstable, metal, hypervisor = '', ena] = shared;
  const [size, usd, vcpus, memory, network, ebsMbps, ebsIops, store, gpus] = cells;
  const instanceType = `${family}.${size}`;
  const isMetal = metal === '1';
  return {
    usdPerHour: Number(usd),
    spec: {
      instanceType,
      vcpus: Number(vcpus),
      memoryMib: Number(memory),
      architectures: architectures.split('+'),
      currentGeneration: current === '1',
      burstable: burstable === '1',
      bareMetal: isMetal,
      hypervisor: hypervisor === '' ? null : hypervisor,
      virtualizationTypes: PARAVIRTUAL.has(family) ? ['hvm', 'paravirtual'] : ['hvm'],
      networkBaselineGbps: cell(network),
      ebsBaselineMbps: cell(ebsMbps),
      ebsBaselineIops: cell(ebsIops),
      instanceStoreGb: Number(store),
      // Volumes of Nitro instances are NVMe devices (https://docs.aws.amazon.com/ebs/latest/userguide/nvme-ebs-volumes.html).
      nvme: hypervisor === 'nitro' || isMetal ? 'required' : 'unsupported',
      ena: ena === 'required' || ena === 'supported' || ena === 'unsupported' ? ena : null,
      accelerators: Number(gpus) > 0 ? Number(gpus) : isAcceleratedFamily(instanceType) ? 1 : 0,
    },
  };
}

function parseRatios(text: string): PriceTables['ratios'] {
  const [head = '', ...lines] = text.trim().split('\n');
  const rows = lines.map((line) => {
    const [region = '', m, c, r, t] = line.split(',');
    return [region, { m: Number(m), c: Number(c), r: Number(r), t: Number(t) }] as const;
  });
  return { asOf: head.slice(1), rows: new Map(rows) };
}

function parseRegions(text: string): PriceTables['regions'] {
  const rows = new Map<string, RegionRow>();
  for (const line of text.trim().split('\n')) {
    const [region, service, architecture, first, second, asOf = '', source = ''] = line.split('|');
    rows.set(`${region} ${service} ${architecture === 'arm' ? 'arm64' : 'x86_64'}`, {
      first: Number(first),
      second: Number(second),
      asOf: asOf === '' ? null : asOf,
      source: source || 'source not recorded',
    });
  }
  return {
    fargate: (region, architecture) => rows.get(`${region} fargate ${architecture}`) ?? null,
    lambda: (region, architecture) => rows.get(`${region} lambda ${architecture}`) ?? null,
  };
}

let embedded: PriceTables | undefined;

/** The tables that ship with the package, read once. */
export function embeddedTables(): PriceTables {
  embedded ??= { ec2: parseEc2(EC2_TABLE), ratios: parseRatios(REGION_RATIO_TABLE), regions: parseRegions(REGION_TABLE) };
  return embedded;
}
