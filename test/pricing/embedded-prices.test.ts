import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { priceClass } from '../../src/pricing/tables.js';
import { linux } from './on-demand-linux.js';

const book = createPriceBook();
const ec2 = (instanceType: string, region: string, over: Partial<typeof linux> = {}) =>
  book.ec2Hour({ instanceType, region, ...linux, ...over });

describe('EC2 prices', () => {
  it('are the list price in us-east-1', () => {
    expect(ec2('m5.4xlarge', 'us-east-1')).toMatchObject({ usd: 0.768, basis: 'list', unit: 'hour', asOf: '2026-07-20' });
  });

  it.each([
    ['m5.large', 0.096 * 1.1146],
    ['m7i.large', 0.1008 * 1.1146],
    ['c5.large', 0.085 * 1.1294],
    ['r5.large', 0.126 * 1.119],
    ['x2iezn.2xlarge', 1.668 * 1.119],
    ['z1d.large', 0.186 * 1.119],
    ['t3.micro', 0.0104 * 1.0962],
  ])('of %s in eu-west-1 are estimated by the ratio of its class', (instanceType, usd) => {
    const rate = ec2(instanceType, 'eu-west-1');
    expect(rate?.basis).toBe('estimated');
    expect(rate?.usd).toBeCloseTo(usd, 9);
  });

  it.each([
    ['an unknown type', 'm99.large', 'us-east-1', {}],
    ['an unknown region', 'm5.large', 'xx-north-9', {}],
    ['a class without a ratio', 'i3.large', 'eu-west-1', {}],
    ['a GPU type elsewhere', 'g6.xlarge', 'eu-west-1', {}],
    ['Windows', 'm5.large', 'us-east-1', { platformDetails: 'Windows' }],
    ['Red Hat', 'm5.large', 'us-east-1', { platformDetails: 'Red Hat Enterprise Linux' }],
    ['SQL Server', 'm5.large', 'us-east-1', { platformDetails: 'Windows with SQL Server Standard' }],
    ['Spot', 'm5.large', 'us-east-1', { lifecycle: 'spot' }],
    ['dedicated tenancy', 'm5.large', 'us-east-1', { tenancy: 'dedicated' }],
    ['a dedicated host', 'm5.large', 'us-east-1', { tenancy: 'host' }],
    ['an Outpost', 'm5.large', 'us-east-1', { tenancy: 'outpost' }],
  ])('are unknown for %s', (_, instanceType, region, over) => {
    expect(ec2(instanceType, region, over)).toBeNull();
  });

  it('put each family in the class whose ratio it follows', () => {
    expect(['m6a.large', 'c7gn.large', 'r8g.large', 'x1e.large', 'z1d.large', 't4g.nano'].map(priceClass)).toEqual([
      'm',
      'c',
      'r',
      'r',
      'r',
      't',
    ]);
    expect(['mac1.metal', 'hpc7g.4xlarge', 'u7i-6tb.112xlarge', 'im4gn.large', 'trn1.2xlarge', 'd3.xlarge'].map(priceClass)).toEqual(
      new Array(6).fill(null),
    );
  });
});

describe('specifications', () => {
  it('come whole from the table', () => {
    expect(book.spec('m5.4xlarge')).toEqual({
      instanceType: 'm5.4xlarge',
      vcpus: 16,
      memoryMib: 65_536,
      architectures: ['x86_64'],
      // AWS lists the fifth generation as previous since 2026.
      currentGeneration: false,
      burstable: false,
      bareMetal: false,
      hypervisor: 'nitro',
      virtualizationTypes: ['hvm'],
      networkBaselineGbps: 5,
      ebsBaselineMbps: 4750,
      ebsBaselineIops: 18_750,
      instanceStoreGb: 0,
      nvme: 'required',
      ena: 'required',
      accelerators: 0,
    });
    expect(book.specs()).toHaveLength(1345);
    expect(book.spec('m99.large')).toBeNull();
  });

  it('leave unknown what the table does not say', () => {
    expect(book.spec('c3.large')).toMatchObject({ ebsBaselineMbps: null, ebsBaselineIops: null, nvme: 'unsupported' });
  });

  it('count inference and training families as accelerated, whatever their number of GPUs', () => {
    expect(
      ['inf1.xlarge', 'inf2.xlarge', 'trn1.2xlarge', 'vt1.3xlarge', 'f2.6xlarge', 'g5.xlarge'].map(
        (type) => book.spec(type)?.accelerators ?? 0,
      ),
    ).not.toContain(0);
  });
});

describe('Fargate prices', () => {
  it('are those of the region, by architecture', () => {
    expect(book.fargate({ region: 'ap-south-1', architecture: 'arm64', operatingSystem: 'linux', spot: false })).toMatchObject({
      vcpuHour: { usd: 0.02383, basis: 'list', asOf: '2026-10-01' },
      gbHour: { usd: 0.00261 },
      licenceVcpuHour: null,
    });
  });

  it('of storage are assumed outside us-east-1, and unknown where nothing else of the region is known', () => {
    const storage = (region: string) =>
      book.fargate({ region, architecture: 'x86_64', operatingSystem: 'linux', spot: false })?.storageGbHour;
    expect(storage('us-east-1')).toMatchObject({ usd: 0.000111, basis: 'list', asOf: '2026-10-09' });
    expect(storage('eu-central-1')).toMatchObject({ usd: 0.000111, basis: 'assumed', asOf: '2026-10-09' });
    expect(storage('nowhere-1')).toBeUndefined();
  });

  it('are unknown where the table has an empty cell, never another architecture times a rule', () => {
    expect(book.fargate({ region: 'us-west-2', architecture: 'arm64', operatingSystem: 'linux', spot: false })).toBeNull();
    expect(book.fargate({ region: 'ap-southeast-4', architecture: 'x86_64', operatingSystem: 'linux', spot: false })).toBeNull();
    expect(book.fargate({ region: 'eu-west-1', architecture: 'x86_64', operatingSystem: 'windows', spot: false })).toBeNull();
    expect(book.fargate({ region: 'us-east-1', architecture: 'arm64', operatingSystem: 'windows', spot: false })).toBeNull();
  });

  it('of Spot are assumed', () => {
    const spot = book.fargate({ region: 'us-east-1', architecture: 'x86_64', operatingSystem: 'linux', spot: true });
    expect(spot?.vcpuHour.basis).toBe('assumed');
    expect(spot?.vcpuHour.usd).toBeCloseTo(0.04048 * 0.3, 12);
    expect(book.fargate({ region: 'us-east-1', architecture: 'x86_64', operatingSystem: 'windows', spot: true })).toBeNull();
  });
});

describe('Lambda prices', () => {
  it('have three tiers in us-east-1 that end where AWS ends them', () => {
    expect(book.lambda({ region: 'us-east-1', architecture: 'arm64' })?.tiers.map(({ upTo, gbSecond }) => [upTo, gbSecond.usd])).toEqual([
      [7.5e9, 0.0000133334],
      [18.75e9, 0.0000120001],
      [null, 0.0000106667],
    ]);
  });

  it('know only the first tier and the requests elsewhere', () => {
    expect(book.lambda({ region: 'af-south-1', architecture: 'x86_64' })).toMatchObject({
      tiers: [{ upTo: 6e9, gbSecond: { usd: 0.0000221, asOf: '2026-09-28' } }],
      millionRequests: { usd: 0.27 },
      provisionedGbSecond: null,
    });
    expect(book.lambda({ region: 'il-central-1', architecture: 'arm64' })).toBeNull();
    expect(book.lambda({ region: 'xx-north-9', architecture: 'x86_64' })).toBeNull();
  });
});

describe('other prices', () => {
  it('assume a us-east-1 figure in known regions and nothing in unknown ones', () => {
    expect(book.loadBalancerMonth('us-east-1')).toMatchObject({ usd: 16.43, basis: 'list', unit: 'month' });
    expect(book.loadBalancerMonth('eu-west-1')?.basis).toBe('assumed');
    expect(book.loadBalancerMonth('xx-north-9')).toBeNull();
    const surplus = (family: string, platform: 'linux' | 'windows' = 'linux') =>
      book.surplusCreditVcpuHour({ region: 'us-east-1', family, platform })?.usd;
    expect([surplus('t3'), surplus('t2'), surplus('t4g'), surplus('t3a', 'windows')]).toEqual([0.05, 0.05, 0.04, 0.096]);
  });

  it('of ECS Managed Instances are a share of the on-demand price by kind of type', () => {
    expect(['c6a.2xlarge', 'g6.xlarge', 'p5.48xlarge', 'trn1.2xlarge', 'inf2.xlarge'].map(book.managedInstancesFee)).toEqual([
      0.12,
      0.078,
      0.048,
      0.048,
      null,
    ]);
    expect(0.306 * (book.managedInstancesFee('c6a.2xlarge') ?? 0)).toBeCloseTo(0.037, 3);
  });
});
