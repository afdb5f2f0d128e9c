import { INSTANCE_TYPES, type TypeSpec } from '../fleet/instance-types.js';

/**
 * What the simulated Price List holds: USD an hour in us-east-1, Linux, per vCPU, as AWS lists these families; burstable ones per
 * 512 MiB. https://aws.amazon.com/ec2/pricing/on-demand/
 */
const PER_VCPU: Readonly<Record<string, number>> = {
  m4: 0.05,
  m5: 0.048,
  m6i: 0.048,
  m6a: 0.0432,
  m7i: 0.0504,
  'm7i-flex': 0.04788,
  m6g: 0.0385,
  m7g: 0.0408,
  c5: 0.0425,
  c6i: 0.0425,
  c6g: 0.034,
  c7g: 0.03625,
  r5: 0.063,
  r6i: 0.063,
  r6g: 0.0504,
  r7i: 0.06615,
  r7g: 0.05355,
};
const PER_512_MIB: Readonly<Record<string, number>> = { t2: 0.0058, t3: 0.0052, t3a: 0.0047, t4g: 0.0042 };

/** Types that have a price; the others are offered, and not listed. */
export const LISTED_TYPES: readonly TypeSpec[] = INSTANCE_TYPES.filter(
  ({ familyName }) => PER_VCPU[familyName] !== undefined || PER_512_MIB[familyName] !== undefined,
);

/** Linux, shared tenancy, us-east-1. */
export function linuxUsdPerHour({ familyName, vcpus, memoryMib }: TypeSpec): number {
  const perVcpu = PER_VCPU[familyName];
  return perVcpu === undefined ? (PER_512_MIB[familyName] ?? 0) * (memoryMib / 512) : perVcpu * vcpus;
}

/** What licences add to the Linux price, per vCPU-hour. */
export const LICENCE_PER_VCPU = { Windows: 0.046, RHEL: 0.0144, SUSE: 0.0125, 'SQL Std': 0.12 } as const;

/** https://aws.amazon.com/fargate/pricing/ and https://aws.amazon.com/lambda/pricing/, us-east-1. */
export const FARGATE = {
  'vCPU-Hours:perCPU': 0.04048,
  'GB-Hours': 0.004445,
  'ARM-vCPU-Hours:perCPU': 0.03238,
  'ARM-GB-Hours': 0.00356,
  'Windows-vCPU-Hours:perCPU': 0.09148,
  'Windows-GB-Hours': 0.01005,
  'Windows-OS-Hours:perCPU': 0.046,
  'EphemeralStorage-GB-Hours': 0.000111,
} as const;

export const LAMBDA = {
  x86: { ends: [6e9, 15e9], tiers: [0.0000166667, 0.000015, 0.0000133334], provisioned: 0.0000041667, provisionedDuration: 0.0000097222 },
  arm: {
    ends: [7.5e9, 18.75e9],
    tiers: [0.0000133334, 0.0000120001, 0.0000106667],
    provisioned: 0.0000033333,
    provisionedDuration: 0.0000077778,
  },
  request: 0.0000002,
  storage: 0.0000000309,
} as const;

/** Prefix of usage types and price over us-east-1, by region. Regions without an entry have no list. */
export const REGION_LISTS: Readonly<Record<string, { prefix: string; factor: number; currency: string }>> = {
  'us-east-1': { prefix: '', factor: 1, currency: 'USD' },
  'us-east-2': { prefix: 'USE2-', factor: 1, currency: 'USD' },
  'us-west-2': { prefix: 'USW2-', factor: 1, currency: 'USD' },
  'eu-west-1': { prefix: 'EU-', factor: 1.115, currency: 'USD' },
  'eu-central-1': { prefix: 'EUC1-', factor: 1.2, currency: 'USD' },
  'ap-south-1': { prefix: 'APS3-', factor: 1.055, currency: 'USD' },
  'ap-southeast-2': { prefix: 'APS2-', factor: 1.25, currency: 'USD' },
  'cn-north-1': { prefix: 'CNN1-', factor: 8.2, currency: 'CNY' },
  'cn-northwest-1': { prefix: 'CNW1-', factor: 7.1, currency: 'CNY' },
};
