import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { parsePriceFile, readPriceFile } from '../../src/pricing/price-file.js';
import { embeddedTables, priceClass } from '../../src/pricing/tables.js';

const book = createPriceBook();
const linux = { platformDetails: 'Linux/UNIX', tenancy: 'default', lifecycle: 'on-demand' };
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
      storageGbHour: null,
      licenceVcpuHour: null,
    });
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

describe('a price file', () => {
  const file = (over: Record<string, unknown>) =>
    parsePriceFile(
      JSON.stringify({
        schemaVersion: 1,
        kind: 'fleet-auditor-prices',
        source: 'our contract',
        asOf: '2026-11-01',
        currency: 'USD',
        ...over,
      }),
      'p.json',
    );

  it('stands before the table, with basis list', () => {
    const own = createPriceBook(embeddedTables(), [
      file({
        ec2: [
          { region: 'eu-west-1', instanceType: 'm5.large', usdPerHour: 0.107 },
          { region: 'us-east-1', instanceType: 'm5.large', platformDetails: 'Windows', usdPerHour: 0.188 },
          { region: 'us-east-1', instanceType: 'c5.large', usdPerHour: 0.05 },
        ],
      }),
    ]);
    const query = { instanceType: 'm5.large', ...linux };
    expect(own.ec2Hour({ ...query, region: 'eu-west-1' })).toMatchObject({
      usd: 0.107,
      basis: 'list',
      source: 'our contract',
      asOf: '2026-11-01',
    });
    expect(own.ec2Hour({ ...query, region: 'us-east-1', platformDetails: 'Windows' })?.usd).toBe(0.188);
    // What the file leaves out comes from the table; an estimate starts from the file's home price.
    expect(own.ec2Hour({ ...query, region: 'us-east-1' })?.usd).toBe(0.096);
    expect(own.ec2Hour({ ...query, instanceType: 'c5.large', region: 'eu-west-1' })).toMatchObject({
      usd: 0.05 * 1.1294,
      basis: 'estimated',
    });
    expect(own.asOf).toBe('2026-11-01');
    expect(own.sources[0]).toBe('our contract (2026-11-01)');
  });

  it('may price Fargate and Lambda', () => {
    const own = createPriceBook(embeddedTables(), [
      file({
        fargate: [{ region: 'us-west-2', architecture: 'arm64', vcpuHourUsd: 0.03, gbHourUsd: 0.003 }],
        lambda: [
          {
            region: 'il-central-1',
            architecture: 'arm64',
            tiers: [{ upToGbSeconds: null, gbSecondUsd: 0.00001 }],
            millionRequestsUsd: 0.2,
          },
        ],
      }),
    ]);
    expect(own.fargate({ region: 'us-west-2', architecture: 'arm64', operatingSystem: 'linux', spot: false })?.storageGbHour).toBeNull();
    expect(own.lambda({ region: 'il-central-1', architecture: 'arm64' })?.tiers).toHaveLength(1);
  });

  it.each([
    ['no JSON', '{', 'is no JSON'],
    [
      'another currency',
      JSON.stringify({ schemaVersion: 1, kind: 'fleet-auditor-prices', source: 's', asOf: '2026-11-01', currency: 'CNY' }),
      'at currency',
    ],
    [
      'a negative price',
      JSON.stringify({
        schemaVersion: 1,
        kind: 'fleet-auditor-prices',
        source: 's',
        asOf: '2026-11-01',
        currency: 'USD',
        ec2: [{ region: 'r', instanceType: 't', usdPerHour: -1 }],
      }),
      'at ec2.0.usdPerHour',
    ],
  ])('with %s is refused, and told where', (_, text, message) => {
    expect(() => parsePriceFile(text, 'p.json')).toThrow(message);
  });
});

describe('a price book', () => {
  const file = (asOf: string, rows: object = {}) =>
    parsePriceFile(
      JSON.stringify({ schemaVersion: 1, kind: 'fleet-auditor-prices', source: 'contract', asOf, currency: 'USD', ...rows }),
      'a file',
    );
  const m5 = (usdPerHour: number) => ({ ec2: [{ region: 'us-east-1', instanceType: 'm5.large', usdPerHour }] });

  it('is as old as its oldest file, or as the tables where there is none', () => {
    expect(createPriceBook(embeddedTables(), [file('2026-11-02'), file('2026-10-01'), file('2026-11-01')]).asOf).toBe('2026-10-01');
    expect(book.asOf).toBe(embeddedTables().ec2.asOf);
  });

  it('says the same each time it is asked, and what the later file has', () => {
    const own = createPriceBook(embeddedTables(), [file('2026-10-01', m5(0.05)), file('2026-11-01', m5(0.04))]);
    const query = { instanceType: 'm5.large', region: 'us-east-1', ...linux };
    const rate = own.ec2Hour(query);
    expect(rate).toMatchObject({ usd: 0.04, basis: 'list', asOf: '2026-11-01', source: 'contract' });
    expect(own.ec2Hour(query)).toBe(rate);
    expect(own.ec2Hour({ ...query, instanceType: 'm99.large' })).toBeNull();
    expect(own.ec2Hour({ ...query, instanceType: 'm99.large' })).toBeNull();
  });

  it('knows the types of its table', () => {
    const specs = createPriceBook().specs();
    expect(specs.length).toBeGreaterThan(500);
    expect(specs).toContain(createPriceBook().spec('m5.large'));
  });

  it('takes the tiers and extras of Lambda from a file, with what the file leaves open', () => {
    const tiers = [
      { upToGbSeconds: 1000, gbSecondUsd: 0.02 },
      { upToGbSeconds: null, gbSecondUsd: 0.01 },
    ];
    const row = { region: 'moon-1', architecture: 'x86_64', tiers, millionRequestsUsd: 0.3, storageGbSecondUsd: 0.004 };
    const rates = createPriceBook(embeddedTables(), [file('2026-11-01', { lambda: [row] })]).lambda({
      region: 'moon-1',
      architecture: 'x86_64',
    });
    const rate = (usd: number, unit: string) => ({ usd, unit, basis: 'list', asOf: '2026-11-01', source: 'contract' });
    expect(rates).toEqual({
      tiers: [
        { upTo: 1000, gbSecond: rate(0.02, 'gb-second') },
        { upTo: null, gbSecond: rate(0.01, 'gb-second') },
      ],
      millionRequests: rate(0.3, 'million-requests'),
      storageGbSecond: rate(0.004, 'gb-second'),
      provisionedGbSecond: null,
      provisionedDurationGbSecond: null,
    });
  });

  it.each([
    ['the home region', 'us-east-1', 'list'],
    ['a region with ratios', 'eu-west-1', 'assumed'],
    ['a region that is not known', 'xx-north-9', undefined],
  ])('has a price of a load balancer in %s', (_, region, basis) => {
    const rate = createPriceBook().loadBalancerMonth(region);
    expect(rate?.basis).toBe(basis);
    if (basis !== undefined) expect(rate).toMatchObject({ usd: expect.closeTo(16.43, 2), unit: 'month' });
  });

  it('has one of it where Lambda has a price, with ratios or without', () => {
    const { ratios, regions, ec2: table } = embeddedTables();
    const lambdaOnly = { ec2: table, ratios: { ...ratios, rows: new Map() }, regions };
    expect(createPriceBook(lambdaOnly).loadBalancerMonth('eu-west-1')?.basis).toBe('assumed');
    const ratiosOnly = { ec2: table, ratios, regions: { fargate: () => null, lambda: () => null } };
    expect(createPriceBook(ratiosOnly).loadBalancerMonth('eu-west-1')?.basis).toBe('assumed');
    expect(createPriceBook({ ...lambdaOnly, regions: ratiosOnly.regions }).loadBalancerMonth('eu-west-1')).toBeNull();
  });

  it('adds the fee of ECS Managed Instances by the kind of type', () => {
    const fees = ['m5.large', 'g5.xlarge', 'gr6.4xlarge', 'p5.48xlarge', 'trn1.2xlarge', 'inf2.xlarge', 'hpc7g.4xlarge'].map((type) =>
      book.managedInstancesFee(type),
    );
    const [plain, graphics, , training] = fees;
    expect(fees).toEqual([plain, graphics, graphics, training, training, null, plain]);
    expect(new Set([plain, graphics, training]).size).toBe(3);
    // The letter is where the name begins, not anywhere in it.
    expect(['m6g4.large', 'xp3.large', 'xtrn1.large'].map((type) => book.managedInstancesFee(type))).toEqual([plain, plain, plain]);
  });

  it('puts no family in a class by a part of its name', () => {
    expect(['im4gn.large', 'xm5.large', '5m.large', ''].map(priceClass)).toEqual([null, null, null, null]);
  });
});

describe('a price file that cannot be used', () => {
  const whole = { schemaVersion: 1, kind: 'fleet-auditor-prices', source: 's', asOf: '2026-11-01', currency: 'USD' };
  it.each([
    ['no JSON', '{', 'the price file p.json is no JSON'],
    ['a list', '[]', /^the price file p\.json is not of the expected form: /],
    [
      'another currency',
      JSON.stringify({ ...whole, currency: 'EUR' }),
      /^the price file p\.json is not of the expected form at currency: /,
    ],
    [
      'a price below zero',
      JSON.stringify({ ...whole, ec2: [{ region: 'r', instanceType: 't', usdPerHour: -1 }] }),
      /form at ec2\.0\.usdPerHour: /,
    ],
  ])('%s', (_, text, message) => {
    expect(() => parsePriceFile(text, 'p.json')).toThrow(message);
  });

  it('keeps what went wrong as the cause', () => {
    const causeOf = (text: string) => {
      try {
        parsePriceFile(text, 'p.json');
      } catch (error) {
        return error instanceof Error ? error.cause : null;
      }
      return null;
    };
    expect(causeOf('{')).toBeInstanceOf(SyntaxError);
    expect(causeOf('[]')).toBeInstanceOf(Error);
  });

  it('is one that is not there', async () => {
    await expect(readPriceFile('test/pricing/no-such-file.json')).rejects.toThrow(
      /price file test\/pricing\/no-such-file\.json cannot be read/,
    );
  });
});
