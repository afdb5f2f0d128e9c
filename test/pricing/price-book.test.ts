import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { parsePriceFile } from '../../src/pricing/price-file.js';
import { embeddedTables, priceClass } from '../../src/pricing/tables.js';
import { linux } from './on-demand-linux.js';

const book = createPriceBook();

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
