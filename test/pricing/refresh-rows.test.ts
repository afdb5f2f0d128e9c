import { describe, expect, test } from 'vitest';
import { priceListRegion } from '../../src/pricing/refresh.js';
import { ec2Attributes, ec2Rows, fargateRows, lambdaRows } from '../../src/pricing/refresh-rows.js';
import { type Dimension, LINUX, linux, product } from './listed-products.js';

describe('EC2 rows', () => {
  test('an endpoint that ignores filters does not mix prices', () => {
    const others = [
      { operatingSystem: 'Windows' },
      { operation: 'RunInstances:0800' },
      { tenancy: 'Dedicated' },
      { capacitystatus: 'UnusedCapacityReservation' },
      { preInstalledSw: 'SQL Std' },
      { licenseModel: 'Bring your own license' },
      { regionCode: 'eu-west-1' },
      { usagetype: 'UnusedBox:m5.large' },
      { usagetype: 'BoxUsage:m5.xlarge' },
      { usagetype: 'HostBoxUsage:m5.large' },
    ].map((changed) => linux(changed, { usd: '9' }));
    const { rows, notes } = ec2Rows([...others, linux({}, { usd: '0.096' })], 'us-east-1', LINUX);
    expect(rows.map(({ usdPerHour }) => usdPerHour)).toEqual([0.096]);
    expect(notes).toEqual([]);
  });

  test('the same price twice is one row, two prices are none and told', () => {
    expect(ec2Rows([linux(), linux()], 'us-east-1', LINUX).rows).toHaveLength(1);
    const two = ec2Rows([linux(), linux({}, { usd: '0.2' })], 'us-east-1', LINUX);
    expect(two.rows).toEqual([]);
    expect(two.notes).toEqual(['us-east-1: m5.large with Linux/UNIX has 2 prices in the list: left out']);
  });
});

describe('EC2 rows of several types', () => {
  const typed = (instanceType: string, usd: string, usagetype = `BoxUsage:${instanceType}`) => linux({ instanceType, usagetype }, { usd });

  test('come in order of their names', () => {
    const { rows } = ec2Rows(
      [typed('m5.large', '3'), typed('c5.large', '1'), typed('m1.small', '2', 'BoxUsage'), typed('m7i.large', '4')],
      'us-east-1',
      LINUX,
    );
    expect(rows.map(({ instanceType, usdPerHour }) => [instanceType, usdPerHour])).toEqual([
      ['c5.large', 1],
      ['m1.small', 2],
      ['m5.large', 3],
      ['m7i.large', 4],
    ]);
    expect(rows[0]).toEqual({
      region: 'us-east-1',
      instanceType: 'c5.large',
      platformDetails: 'Linux/UNIX',
      tenancy: 'default',
      lifecycle: 'on-demand',
      usdPerHour: 1,
    });
  });

  test('leave out what has no type or no price', () => {
    const untyped = product({ ...ec2Attributes('us-east-1', LINUX), usagetype: 'BoxUsage' });
    expect(ec2Rows([untyped, typed('m5.large', '0')], 'us-east-1', LINUX)).toEqual({ rows: [], notes: [] });
  });
});

describe('Fargate rows of one region', () => {
  const row = (usage: string, usd: string, regionCode = 'eu-west-1') => product({ regionCode, usagetype: `EU-Fargate-${usage}` }, { usd });
  const all = [
    row('vCPU-Hours:perCPU', '0.04'),
    row('GB-Hours', '0.004'),
    row('ARM-vCPU-Hours:perCPU', '0.03'),
    row('ARM-GB-Hours', '0.003'),
    row('Windows-vCPU-Hours:perCPU', '0.09'),
    row('Windows-GB-Hours', '0.01'),
    row('Windows-OS-Hours:perCPU', '0.046'),
    row('EphemeralStorage-GB-Hours', '0.0001'),
  ];
  const common = { region: 'eu-west-1', spot: false, storageGbHourUsd: 0.0001, licenceVcpuHourUsd: null };

  test('are those of Linux on both architectures, and of Windows with its licence', () => {
    const elsewhere = [
      row('vCPU-Hours:perCPU', '9', 'eu-west-2'),
      row('GB-Hours', '9', 'eu-west-2'),
      row('EphemeralStorage-GB-Hours', '9', 'eu-west-2'),
    ];
    expect(fargateRows([...elsewhere, ...all], 'eu-west-1')).toEqual({
      notes: [],
      rows: [
        { ...common, architecture: 'x86_64', operatingSystem: 'linux', vcpuHourUsd: 0.04, gbHourUsd: 0.004 },
        { ...common, architecture: 'arm64', operatingSystem: 'linux', vcpuHourUsd: 0.03, gbHourUsd: 0.003 },
        { ...common, architecture: 'x86_64', operatingSystem: 'windows', vcpuHourUsd: 0.09, gbHourUsd: 0.01, licenceVcpuHourUsd: 0.046 },
      ],
    });
  });

  test('need a price of memory as of CPU, and one price of each', () => {
    const [cpu, memory] = all;
    if (cpu === undefined || memory === undefined) throw new Error('no rows');
    const onX86 = (...products: ReturnType<typeof product>[]) => fargateRows(products, 'eu-west-1').rows.length;
    expect([
      onX86(cpu, memory),
      onX86(cpu),
      onX86(memory),
      onX86(cpu, memory, row('GB-Hours', '0.005')),
      onX86(cpu, memory, row('GB-Hours', '0.004')),
    ]).toEqual([1, 0, 0, 0, 1]);
  });
});

describe('Fargate rows', () => {
  const row = (usage: string, usd: string, regionCode = 'eu-west-1') => product({ regionCode, usagetype: `EU-Fargate-${usage}` }, { usd });

  test('need both prices, and on Windows the licence too', () => {
    const linuxOnly = [row('vCPU-Hours:perCPU', '0.04'), row('GB-Hours', '0.004'), row('ARM-GB-Hours', '0.003')];
    const windows = [row('Windows-vCPU-Hours:perCPU', '0.09'), row('Windows-GB-Hours', '0.01')];
    const { rows, notes } = fargateRows([...linuxOnly, ...windows], 'eu-west-1');
    expect(rows).toEqual([expect.objectContaining({ operatingSystem: 'linux', architecture: 'x86_64', storageGbHourUsd: null })]);
    expect(notes).toEqual([
      'eu-west-1: the list has no price for Fargate on linux arm64',
      'eu-west-1: the list has no price for Fargate on windows x86_64',
    ]);
  });
});

describe('Lambda rows', () => {
  const requests = product({ regionCode: 'r', group: 'AWS-Lambda-Requests', usagetype: 'Request' }, { usd: '0.0000002' });
  const duration = (...tiers: Dimension[]) =>
    product({ regionCode: 'r', group: 'AWS-Lambda-Duration', usagetype: 'Lambda-GB-Second' }, ...tiers);
  const x86 = (...products: ReturnType<typeof product>[]) =>
    lambdaRows(products, 'r').rows.find(({ architecture }) => architecture === 'x86_64');

  test('are whole, of either architecture, of their own region and group', () => {
    const listed = (group: string, usagetype: string, usd: string, regionCode = 'r') => product({ regionCode, group, usagetype }, { usd });
    const of = (suffix: string, times: number) => [
      listed(`AWS-Lambda-Requests${suffix}`, `Request${suffix}`, '0.0000002'),
      listed(`AWS-Lambda-Duration${suffix}`, `Lambda-GB-Second${suffix}`, String(1 * times)),
      listed(`AWS-Lambda-Storage-Duration${suffix}`, `Lambda-Storage-GB-Second${suffix}`, String(2 * times)),
      listed(`AWS-Lambda-Provisioned-Concurrency${suffix}`, `Lambda-Provisioned-Concurrency${suffix}`, String(3 * times)),
      listed(`AWS-Lambda-Duration-Provisioned${suffix}`, `Lambda-Provisioned-GB-Second${suffix}`, String(4 * times)),
    ];
    const others = [
      listed('AWS-Lambda-Duration', 'Lambda-GB-Second', '99', 'other'),
      listed('AWS-Lambda-Requests', 'Request', '99', 'other'),
      // Of Lambda Managed Instances: the usage type of a function in another group, and the group with another usage type.
      listed('AWS-Lambda-Managed', 'Lambda-GB-Second', '99'),
      listed('AWS-Lambda-Managed', 'Request', '99'),
      listed('AWS-Lambda-Duration', 'Lambda-Managed-Hours', '99'),
    ];
    const row = (architecture: string, times: number) => ({
      region: 'r',
      architecture,
      tiers: [{ upToGbSeconds: null, gbSecondUsd: 1 * times }],
      millionRequestsUsd: 0.2,
      storageGbSecondUsd: 2 * times,
      provisionedGbSecondUsd: 3 * times,
      provisionedDurationGbSecondUsd: 4 * times,
    });
    expect(lambdaRows([...others, ...of('', 1), ...of('-ARM', 10)], 'r')).toEqual({
      rows: [row('x86_64', 1), row('arm64', 10)],
      notes: [],
    });
    expect(lambdaRows([...others, ...of('', 1)], 'r').notes).toEqual(['r: the list has no price for Lambda on arm64']);
  });

  test('are left out with two durations, or without a price of requests', () => {
    expect(x86(requests, duration({ usd: '1' }), duration({ usd: '2' }))).toBeUndefined();
    expect(x86(duration({ usd: '1' }))).toBeUndefined();
    expect(x86(requests, duration({ usd: '1' }))).toMatchObject({ storageGbSecondUsd: null, provisionedGbSecondUsd: null });
  });

  test('take tiers in whatever order they come', () => {
    const row = x86(requests, duration({ from: '6', usd: '0.1' }, { from: '0', to: '6', usd: '0.2' }));
    expect(row?.tiers).toEqual([
      { upToGbSeconds: 6, gbSecondUsd: 0.2 },
      { upToGbSeconds: null, gbSecondUsd: 0.1 },
    ]);
    expect(row?.millionRequestsUsd).toBe(0.2);
  });

  test.each([
    ['a gap', [{ to: '6' }, { from: '7' }]],
    ['no first tier', [{ from: '6' }]],
    ['an end', [{ to: '6' }]],
    ['a free tier', [{ to: '6', usd: '0' }, { from: '6' }]],
  ] satisfies [string, Dimension[]][])('with %s in the tiers are left out and told', (_name, tiers) => {
    expect(x86(requests, duration(...tiers))).toBeUndefined();
    expect(lambdaRows([requests, duration(...tiers)], 'r').notes).toContain('r: the list has no price for Lambda on x86_64');
  });
});

test.each([
  ['us-west-2', 'us-east-1'],
  ['sa-east-1', 'us-east-1'],
  ['us-gov-west-1', 'us-east-1'],
  ['eu-north-1', 'eu-central-1'],
  ['il-central-1', 'eu-central-1'],
  ['ap-northeast-1', 'ap-south-1'],
  ['cn-north-1', 'cn-northwest-1'],
])('prices of %s are asked for in %s', (region, endpoint) => {
  expect(priceListRegion(region)).toBe(endpoint);
});
