import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PriceRefreshOptions, writeRefreshedPrices } from '../../src/audit/price-refresh.js';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { type PriceFile, readPriceFile } from '../../src/pricing/price-file.js';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, runCli } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';

const END = '2026-11-21T08:00:00Z';
const NOW = new Date(END);
let simulator: Simulator | null = null;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-auditor-prices-'));
  for (const [name, value] of Object.entries(DUMMY_CREDENTIALS)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await simulator?.close();
  simulator = null;
});

async function simulate(faults: readonly FaultInput[] = [], partition: 'aws' | 'aws-cn' = 'aws'): Promise<Simulator> {
  simulator = await startSimulator({ fleet: { partition, accounts: { '111122223333': {} } }, end: END, quotas: 'off', faults });
  return simulator;
}

const output = () => join(folder, 'prices.json');
const LIMITS = { quotaShare: 1, backoffBaseMs: 1, backoffMaxMs: 5 };

function refresh(url: string, regions: readonly string[], more: Partial<PriceRefreshOptions> = {}) {
  const signal = new AbortController().signal;
  return writeRefreshedPrices({ output: output(), endpointUrl: url, regions, now: NOW, signal, limits: LIMITS, ...more });
}

const ec2 = (file: PriceFile, region: string, instanceType: string, platformDetails = 'Linux/UNIX') =>
  file.ec2.filter((row) => row.region === region && row.instanceType === instanceType && row.platformDetails === platformDetails);

describe('the file that a refresh writes', () => {
  test('has source and date, and the list prices of the regions named, over all pages', async () => {
    const { url, calls } = await simulate();
    const { rows, notes } = await refresh(url, ['us-east-1', 'eu-central-1']);
    const file = await readPriceFile(output());
    expect(notes).toEqual([]);
    expect(file.asOf).toBe('2026-11-21');
    expect(file.source).toBe('AWS Price List Query API (eu-central-1), on-demand list prices of eu-central-1, us-east-1, read 2026-11-21');
    expect(ec2(file, 'us-east-1', 'm5.4xlarge')).toEqual([expect.objectContaining({ usdPerHour: 0.768, tenancy: 'default' })]);
    expect(ec2(file, 'eu-central-1', 'm5.4xlarge')).toEqual([expect.objectContaining({ usdPerHour: 0.9216 })]);
    expect(ec2(file, 'us-east-1', 't3.micro')).toEqual([expect.objectContaining({ usdPerHour: 0.0104 })]);
    // More types than a page holds.
    expect(
      file.ec2.filter(({ region, platformDetails }) => region === 'us-east-1' && platformDetails === 'Linux/UNIX').length,
    ).toBeGreaterThan(100);
    expect(rows).toEqual({ ec2: file.ec2.length, fargate: 6, lambda: 4 });
    expect(calls()['pricing:GetProducts']?.ok).toBeGreaterThan(12);
  });

  test('keeps Windows with its licence apart from Linux and from a licence of one’s own', async () => {
    const { url } = await simulate();
    await refresh(url, ['us-east-1']);
    const file = await readPriceFile(output());
    // 0.096 on Linux, and 0.046 for each of two vCPUs.
    expect(ec2(file, 'us-east-1', 'm5.large', 'Windows')).toEqual([expect.objectContaining({ usdPerHour: 0.188 })]);
    expect(ec2(file, 'us-east-1', 'm5.large', 'Red Hat Enterprise Linux')).toEqual([expect.objectContaining({ usdPerHour: 0.1248 })]);
    expect(ec2(file, 'us-east-1', 'm5.large', 'SUSE Linux')).toEqual([expect.objectContaining({ usdPerHour: 0.121 })]);
    // Nothing of dedicated tenancy, reserved places or SQL Server got in.
    expect(new Set(file.ec2.map(({ platformDetails }) => platformDetails)).size).toBe(4);
    expect(file.ec2.filter(({ usdPerHour }) => usdPerHour === 0)).toEqual([]);
    expect(file.ec2.filter(({ tenancy, lifecycle }) => tenancy !== 'default' || lifecycle !== 'on-demand')).toEqual([]);
  });

  test('has the tiers of Lambda in order, from the first GB-second on, and none of the rows of Lambda Managed Instances', async () => {
    const { url } = await simulate();
    await refresh(url, ['us-east-1']);
    const { lambda } = await readPriceFile(output());
    expect(lambda).toEqual([
      {
        region: 'us-east-1',
        architecture: 'x86_64',
        tiers: [
          { upToGbSeconds: 6e9, gbSecondUsd: 0.0000166667 },
          { upToGbSeconds: 15e9, gbSecondUsd: 0.000015 },
          { upToGbSeconds: null, gbSecondUsd: 0.0000133334 },
        ],
        millionRequestsUsd: 0.2,
        storageGbSecondUsd: 0.0000000309,
        provisionedGbSecondUsd: 0.0000041667,
        provisionedDurationGbSecondUsd: 0.0000097222,
      },
      expect.objectContaining({
        architecture: 'arm64',
        millionRequestsUsd: 0.2,
        tiers: expect.arrayContaining([{ upToGbSeconds: 7.5e9, gbSecondUsd: 0.0000133334 }]),
      }),
    ]);
  });

  test('has Fargate on Linux x86 and arm64 and on Windows with its licence, each from its own row', async () => {
    const { url } = await simulate();
    await refresh(url, ['us-east-1']);
    const { fargate } = await readPriceFile(output());
    const row = { region: 'us-east-1', spot: false, storageGbHourUsd: 0.000111 };
    expect(fargate).toEqual([
      { ...row, architecture: 'x86_64', operatingSystem: 'linux', vcpuHourUsd: 0.04048, gbHourUsd: 0.004445, licenceVcpuHourUsd: null },
      { ...row, architecture: 'arm64', operatingSystem: 'linux', vcpuHourUsd: 0.03238, gbHourUsd: 0.00356, licenceVcpuHourUsd: null },
      { ...row, architecture: 'x86_64', operatingSystem: 'windows', vcpuHourUsd: 0.09148, gbHourUsd: 0.01005, licenceVcpuHourUsd: 0.046 },
    ]);
  });

  test('turns the basis of a region that was estimated into list, and prices what had no price', async () => {
    const { url } = await simulate();
    await refresh(url, ['eu-central-1']);
    const file = await readPriceFile(output());
    const query = {
      region: 'eu-central-1',
      instanceType: 'm5.xlarge',
      platformDetails: 'Linux/UNIX',
      tenancy: 'default',
      lifecycle: 'on-demand',
    };
    const [before, after] = [createPriceBook(), createPriceBook(undefined, [file])];
    expect(before.ec2Hour(query)?.basis).toBe('estimated');
    expect(after.ec2Hour(query)).toEqual({ usd: 0.2304, unit: 'hour', basis: 'list', asOf: '2026-11-21', source: file.source });
    expect(before.ec2Hour({ ...query, platformDetails: 'Windows' })).toBeNull();
    expect(after.ec2Hour({ ...query, platformDetails: 'Windows' })?.usd).toBeCloseTo(0.4512, 10);
    expect(after.asOf).toBe('2026-11-21');
    expect(after.ec2Hour({ ...query, region: 'ap-southeast-2' })?.basis).toBe('estimated');
  });

  test('is the same, byte for byte, for the same list', async () => {
    const { url } = await simulate();
    await refresh(url, ['us-west-2', 'eu-west-1']);
    const first = readFileSync(output(), 'utf8');
    await refresh(url, ['eu-west-1', 'us-west-2']);
    expect(readFileSync(output(), 'utf8')).toBe(first);
  });
});

describe('all or nothing', () => {
  const keepsTheOld = async (failing: Promise<unknown>, message: RegExp) => {
    writeFileSync(output(), 'the old one');
    await expect(failing).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(['prices.json']);
    expect(readFileSync(output(), 'utf8')).toBe('the old one');
  };

  test('prices in another currency are refused: China is asked at its own endpoint, and lists CNY', async () => {
    const { url, calls } = await simulate([], 'aws-cn');
    await keepsTheOld(refresh(url, ['cn-north-1']), /prices of cn-north-1 in CNY, and amounts here are in USD/);
    expect(calls()['pricing:GetProducts']?.ok).toBeGreaterThan(0);
  });

  test('China and the rest of the world in one go are refused before a call', async () => {
    const { url, calls } = await simulate();
    await keepsTheOld(refresh(url, ['us-east-1', 'cn-north-1']), /cannot be read in one go/);
    expect(calls()).toEqual({});
  });

  test('a region without prices, misspelt perhaps, is named', async () => {
    const { url } = await simulate();
    await keepsTheOld(refresh(url, ['us-east-1', 'us-esat-1']), /no EC2 prices for the region "us-esat-1"/);
  });

  test('a denial says which permission it takes', async () => {
    const { url } = await simulate([{ kind: 'access-denied', service: 'pricing' }]);
    await keepsTheOld(refresh(url, ['us-east-1']), /Price List may not be read/);
  });

  test('a page that never comes ends it', async () => {
    const { url } = await simulate([{ kind: 'internal-error', service: 'pricing', skip: 5 }]);
    await keepsTheOld(refresh(url, ['us-east-1']), /could not be read: .*nothing was written/);
  });

  test('a listing whose token repeats ends it', async () => {
    const { url } = await simulate([{ kind: 'repeated-token', service: 'pricing' }]);
    await keepsTheOld(refresh(url, ['us-east-1']), /repeated a page token/);
  });

  test('throttling and single failures on the way do not', async () => {
    const { url } = await simulate([
      { kind: 'throttle', service: 'pricing', attempts: 1, times: 2 },
      { kind: 'reset-within', service: 'pricing', times: 3, attempts: 1, skip: 4 },
    ]);
    await refresh(url, ['us-east-1']);
    expect((await readPriceFile(output())).lambda).toHaveLength(2);
  });
});

describe('the command', () => {
  test('writes what --prices takes, and reports to stdout', async () => {
    simulator = await startSimulator({ fleet: { accounts: { '111122223333': {} } }, quotas: 'off' });
    const { url } = simulator;
    const result = await runCli(['prices', 'refresh', '--endpoint-url', url, '--regions', 'eu-west-1', '--output', output()]);
    expect(result.stderr).toBe(`eu-west-1: ${result.stderr.match(/\d+ prices/)?.[0]}\n`);
    expect(result.stdout).toMatch(/^wrote .*prices\.json\n\d+ prices of EC2, 3 of Fargate, 2 of Lambda\n$/);
    expect(result.code).toBe(0);
    expect((await readPriceFile(output())).ec2.length).toBeGreaterThan(400);
  });

  test('ends with 2 and one line where it cannot', async () => {
    const { url } = await simulate([{ kind: 'access-denied', service: 'pricing' }]);
    const denied = await runWarm(['prices', 'refresh', '--endpoint-url', url, '--regions', 'eu-west-1', '--output', output()]);
    expect(denied.code).toBe(2);
    expect(denied.stderr).toMatch(
      /^error: the Price List may not be read: .*\n {2}The permission it takes: fleet-auditor permissions --for prices\n$/,
    );
    writeFileSync(output(), 'a file where a folder should be');
    const unwritable = await runWarm(['prices', 'refresh', '--endpoint-url', url, '--output', join(output(), 'prices.json')]);
    expect(unwritable.code).toBe(2);
    expect(unwritable.stderr).toMatch(/cannot be written/);
  });
});
