/**
 * Types that the simulated EC2 offers. Families are described by ladders of sizes, since AWS builds them so: what one
 * size has follows from the ladder and the family's memory per vCPU.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html (and co.html, mo.html, ac.html)
 */

/** One size: vCPUs, baseline network Gbit/s, baseline EBS Mbit/s and IOPS. */
type Rung = readonly [size: string, vcpus: number, networkGbps: number, ebsMbps: number, ebsIops: number];

const XEN_4: readonly Rung[] = [
  ['large', 2, 0.45, 450, 3_600],
  ['xlarge', 4, 0.75, 750, 6_000],
  ['2xlarge', 8, 1, 1_000, 8_000],
  ['4xlarge', 16, 2, 2_000, 16_000],
  ['10xlarge', 40, 10, 4_000, 32_000],
  ['16xlarge', 64, 25, 10_000, 65_000],
];
const XEN_C4: readonly Rung[] = [
  ['large', 2, 0.625, 500, 4_000],
  ['xlarge', 4, 1.25, 750, 6_000],
  ['2xlarge', 8, 2.5, 1_000, 8_000],
  ['4xlarge', 16, 5, 2_000, 16_000],
  ['8xlarge', 36, 10, 4_000, 32_000],
];
const NITRO_5: readonly Rung[] = [
  ['large', 2, 0.75, 650, 3_600],
  ['xlarge', 4, 1.25, 1_150, 6_000],
  ['2xlarge', 8, 2.5, 2_300, 12_000],
  ['4xlarge', 16, 5, 4_750, 18_750],
  ['8xlarge', 32, 10, 6_800, 30_000],
  ['12xlarge', 48, 12, 9_500, 40_000],
  ['16xlarge', 64, 20, 13_600, 60_000],
  ['24xlarge', 96, 25, 19_000, 80_000],
  ['metal', 96, 25, 19_000, 80_000],
];
const NITRO_C5: readonly Rung[] = [
  ['large', 2, 0.75, 650, 4_000],
  ['xlarge', 4, 1.25, 1_150, 6_000],
  ['2xlarge', 8, 2.5, 2_300, 10_000],
  ['4xlarge', 16, 5, 4_750, 20_000],
  ['9xlarge', 36, 12, 9_500, 40_000],
  ['12xlarge', 48, 12, 9_500, 40_000],
  ['18xlarge', 72, 25, 19_000, 80_000],
  ['24xlarge', 96, 25, 19_000, 80_000],
  ['metal', 96, 25, 19_000, 80_000],
];
const NITRO_6: readonly Rung[] = [
  ['large', 2, 0.781, 650, 3_600],
  ['xlarge', 4, 1.562, 1_250, 6_000],
  ['2xlarge', 8, 3.125, 2_500, 12_000],
  ['4xlarge', 16, 6.25, 5_000, 20_000],
  ['8xlarge', 32, 12.5, 10_000, 40_000],
  ['12xlarge', 48, 18.75, 15_000, 60_000],
  ['16xlarge', 64, 25, 20_000, 80_000],
  ['24xlarge', 96, 37.5, 30_000, 120_000],
];
const NITRO_6_TOP: readonly Rung[] = [...NITRO_6, ['32xlarge', 128, 50, 40_000, 160_000], ['metal', 128, 50, 40_000, 160_000]];
const NITRO_7_TOP: readonly Rung[] = [...NITRO_6, ['48xlarge', 192, 50, 40_000, 240_000], ['metal-48xl', 192, 50, 40_000, 240_000]];
const FLEX: readonly Rung[] = [
  ['large', 2, 0.39, 312, 2_500],
  ['xlarge', 4, 0.781, 625, 3_600],
  ['2xlarge', 8, 1.562, 1_250, 6_000],
  ['4xlarge', 16, 3.125, 2_500, 12_000],
  ['8xlarge', 32, 6.25, 5_000, 20_000],
];
const GRAVITON_6: readonly Rung[] = [
  ['medium', 1, 0.5, 315, 2_500],
  ['large', 2, 0.75, 630, 3_600],
  ['xlarge', 4, 1.25, 1_188, 6_000],
  ['2xlarge', 8, 2.5, 2_375, 12_000],
  ['4xlarge', 16, 5, 4_750, 20_000],
  ['8xlarge', 32, 12, 9_500, 40_000],
  ['12xlarge', 48, 20, 14_250, 50_000],
  ['16xlarge', 64, 25, 19_000, 80_000],
  ['metal', 64, 25, 19_000, 80_000],
];
const GRAVITON_7: readonly Rung[] = [
  ['medium', 1, 0.52, 315, 2_500],
  ['large', 2, 0.937, 630, 3_600],
  ['xlarge', 4, 1.876, 1_250, 6_000],
  ['2xlarge', 8, 3.75, 2_500, 12_000],
  ['4xlarge', 16, 7.5, 5_000, 20_000],
  ['8xlarge', 32, 15, 10_000, 40_000],
  ['12xlarge', 48, 22.5, 15_000, 60_000],
  ['16xlarge', 64, 30, 20_000, 80_000],
  ['metal', 64, 30, 20_000, 80_000],
];
const BURSTABLE: readonly Rung[] = [
  ['nano', 2, 0.032, 43, 250],
  ['micro', 2, 0.064, 87, 500],
  ['small', 2, 0.128, 174, 1_000],
  ['medium', 2, 0.256, 347, 2_000],
  ['large', 2, 0.512, 695, 4_000],
  ['xlarge', 4, 1.024, 695, 4_000],
  ['2xlarge', 8, 2.048, 695, 4_000],
];
const BURSTABLE_XEN: readonly Rung[] = [
  ['nano', 1, 0.032, 0, 0],
  ['micro', 1, 0.064, 0, 0],
  ['small', 1, 0.128, 0, 0],
  ['medium', 2, 0.256, 0, 0],
  ['large', 2, 0.512, 0, 0],
  ['xlarge', 4, 0.75, 0, 0],
  ['2xlarge', 8, 1, 0, 0],
];
const G5: readonly Rung[] = [
  ['xlarge', 4, 2.5, 700, 3_000],
  ['2xlarge', 8, 5, 850, 3_500],
  ['4xlarge', 16, 10, 4_750, 20_000],
  ['8xlarge', 32, 25, 16_000, 65_000],
  ['12xlarge', 48, 40, 16_000, 65_000],
];
const INF2: readonly Rung[] = [
  ['xlarge', 4, 2.083, 1_250, 6_000],
  ['8xlarge', 32, 16.667, 10_000, 40_000],
  ['24xlarge', 96, 50, 30_000, 120_000],
];

interface Family {
  ladder: readonly Rung[];
  /** MiB per vCPU; burstable types have their own by size. */
  memory: number | Readonly<Record<string, number>>;
  clockGhz: number;
  architecture: 'x86_64' | 'arm64';
  current: boolean;
  xen?: boolean;
  accelerator?: 'gpu' | 'inference';
  instanceStoreGb?: Readonly<Record<string, number>>;
}

const T_MEMORY = { nano: 512, micro: 1_024, small: 2_048, medium: 4_096, large: 8_192, xlarge: 16_384, '2xlarge': 32_768 };
const x86 = (ladder: readonly Rung[], memory: Family['memory'], clockGhz: number, current: boolean): Family => ({
  ladder,
  memory,
  clockGhz,
  architecture: 'x86_64',
  current,
});
const arm = (ladder: readonly Rung[], memory: Family['memory'], clockGhz: number): Family => ({
  ladder,
  memory,
  clockGhz,
  architecture: 'arm64',
  current: true,
});

const FAMILIES: Readonly<Record<string, Family>> = {
  m4: { ...x86(XEN_4, 4_096, 2.4, false), xen: true },
  m5: x86(NITRO_5, 4_096, 3.1, true),
  m6i: x86(NITRO_6_TOP, 4_096, 3.5, true),
  m6a: x86(NITRO_6_TOP, 4_096, 3.6, true),
  m7i: x86(NITRO_7_TOP, 4_096, 3.2, true),
  'm7i-flex': x86(FLEX, 4_096, 3.2, true),
  m6g: arm(GRAVITON_6, 4_096, 2.5),
  m7g: arm(GRAVITON_7, 4_096, 2.6),
  c4: { ...x86(XEN_C4, 1_920, 2.9, false), xen: true },
  c5: x86(NITRO_C5, 2_048, 3.4, true),
  c6i: x86(NITRO_6_TOP, 2_048, 3.5, true),
  c6g: arm(GRAVITON_6, 2_048, 2.5),
  c7i: x86(NITRO_7_TOP, 2_048, 3.2, true),
  c7g: arm(GRAVITON_7, 2_048, 2.6),
  r5: x86(NITRO_5, 8_192, 3.1, true),
  r6i: x86(NITRO_6_TOP, 8_192, 3.5, true),
  r6g: arm(GRAVITON_6, 8_192, 2.5),
  r7i: x86(NITRO_7_TOP, 8_192, 3.2, true),
  r7g: arm(GRAVITON_7, 8_192, 2.6),
  t2: { ...x86(BURSTABLE_XEN, T_MEMORY, 2.3, true), xen: true },
  t3: x86(BURSTABLE, T_MEMORY, 2.5, true),
  t3a: x86(BURSTABLE, T_MEMORY, 2.2, true),
  t4g: arm(BURSTABLE, T_MEMORY, 2.5),
  g5: {
    ...x86(G5, 4_096, 3.3, true),
    accelerator: 'gpu',
    instanceStoreGb: { xlarge: 250, '2xlarge': 450, '4xlarge': 600, '8xlarge': 900, '12xlarge': 3_800 },
  },
  inf2: { ...x86(INF2, 4_096, 2.9, true), accelerator: 'inference' },
};

export interface TypeSpec {
  instanceType: string;
  family: Family;
  familyName: string;
  size: string;
  vcpus: number;
  memoryMib: number;
  networkGbps: number;
  ebsMbps: number;
  ebsIops: number;
}

/** Every type, in the order DescribeInstanceTypes keeps between pages. */
export const INSTANCE_TYPES: readonly TypeSpec[] = Object.entries(FAMILIES).flatMap(([familyName, family]) =>
  family.ladder.map(([size, vcpus, networkGbps, ebsMbps, ebsIops]) => ({
    instanceType: `${familyName}.${size}`,
    family,
    familyName,
    size,
    vcpus,
    memoryMib: typeof family.memory === 'number' ? family.memory * vcpus : (family.memory[size] ?? 0),
    networkGbps,
    ebsMbps,
    ebsIops,
  })),
);

const BY_NAME = new Map(INSTANCE_TYPES.map((type) => [type.instanceType, type]));

export function typeSpec(instanceType: string): TypeSpec | null {
  return BY_NAME.get(instanceType) ?? null;
}

/** Architecture of any type by its name: Graviton families carry a g right after the generation. */
export function architectureOf(instanceType: string): 'x86_64' | 'arm64' {
  return /^(a1\.|[a-z]+\d+g[a-z]*[.-]|g5g\.)/.test(instanceType) ? 'arm64' : 'x86_64';
}
