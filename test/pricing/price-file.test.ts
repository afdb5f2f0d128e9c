import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { parsePriceFile, readPriceFile } from '../../src/pricing/price-file.js';
import { embeddedTables } from '../../src/pricing/tables.js';
import { linux } from './on-demand-linux.js';

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
