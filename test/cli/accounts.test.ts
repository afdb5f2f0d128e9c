import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { collecting, fleet, GONE, listed, OWN, PROD, role, TEST } from './many-accounts.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ fleet, quotas: 'off' });
});
afterAll(() => simulator.close());
const { collected, refused } = collecting(() => simulator.url);

describe('--accounts FILE', () => {
  test('takes id, name, role, external id, regions and environment of each', async () => {
    const accounts = [
      { id: OWN, name: 'main' },
      { id: PROD, name: 'prod', roleArn: role(PROD), externalId: 'known-to-both', regions: ['eu-west-1'], environment: 'production' },
      { id: TEST, roleArn: role(TEST), environment: 'test' },
    ];
    const { code, header, lines } = await collected('--accounts', listed({ accounts }));
    expect(code).toBe(0);
    expect(header.accounts).toEqual([
      { accountId: OWN, environment: null, name: 'main', partition: 'aws' },
      { accountId: PROD, environment: 'production', name: 'prod', partition: 'aws' },
      { accountId: TEST, environment: 'test', name: null, partition: 'aws' },
    ]);
    // Its own regions go before those of the command line.
    expect(header.regions).toEqual({ [OWN]: ['eu-west-1', 'us-east-1'], [PROD]: ['eu-west-1'], [TEST]: ['eu-west-1', 'us-east-1'] });
    const functions = lines.filter(({ kind }) => kind === 'lambda-function').map(({ accountId, region }) => `${accountId} ${region}`);
    expect(functions).toEqual([`${OWN} us-east-1`, `${OWN} us-east-1`, ...Array(3).fill(`${PROD} eu-west-1`), `${TEST} us-east-1`]);
  });

  test('an account that cannot be entered is a gap with its reason: a wrong external id, no such role, another account', async () => {
    const accounts = [
      { id: OWN },
      { id: PROD, roleArn: role(PROD), externalId: 'known-to-one' },
      { id: TEST, roleArn: role(TEST, 'writer') },
      { id: GONE, roleArn: role(TEST) },
    ];
    const { code, header, lines } = await collected('--accounts', listed(accounts));
    expect(code).toBe(0);
    expect(header.accounts).toHaveLength(1);
    const gaps = lines.filter(({ kind, status }) => kind === 'coverage' && (status === 'denied' || status === 'failed'));
    expect(gaps.map(({ accountId, service, step, status }) => `${accountId} ${service}:${step} ${status}`)).toEqual([
      `${PROD} sts:AssumeRole denied`,
      `${TEST} sts:AssumeRole denied`,
      `${GONE} sts:GetCallerIdentity failed`,
    ]);
    expect(gaps[0]?.detail).toContain(role(PROD));
    expect(gaps[2]?.detail).toBe(`these credentials are of account ${TEST}, not of ${GONE}`);
  });

  test('is the same run whichever of its accounts answer, and in whatever order they are listed', async () => {
    const [own, prod] = [{ id: OWN }, { id: PROD, roleArn: role(PROD), externalId: 'known-to-both' }];
    const first = await collected('--accounts', listed([own, prod]));
    const second = await collected('--accounts', listed([{ ...prod, externalId: 'wrong' }, own]));
    expect(second.header.identity).toBe(first.header.identity);
    expect(second.header.asked).toEqual({ [OWN]: ['eu-west-1', 'us-east-1'], [PROD]: [] });
    const other = await collected('--accounts', listed([own, { ...prod, regions: ['us-east-1'] }]));
    expect(other.header.identity).not.toBe(first.header.identity);
  });

  test.each([
    ['no file', 'nowhere.yaml', /the accounts file nowhere\.yaml cannot be read/],
    ['no YAML', listed('{ a: [b'), /is neither YAML nor JSON/],
    ['no list', listed('just words'), /is not valid/],
    ['an empty list', listed([]), /is not valid/],
    ['an id that lost its zeros', listed('- id: 1234567890\n'), /not valid at 0\.id/],
    ['an id of letters', listed([{ id: 'production' }]), /twelve digits/],
    ['no ARN of a role', listed([{ id: OWN, roleArn: 'arn:aws:iam::100000000000:user/me' }]), /not the ARN of an IAM role/],
    ['a field that there is not', listed([{ id: OWN, role: 'reader' }]), /Unrecognized key: "role"/],
    ['an account twice', listed([{ id: OWN }, { id: OWN, name: 'again' }]), new RegExp(`names account ${OWN} twice`)],
    [
      'a region that there is not',
      listed([{ id: OWN, regions: ['us-esat-1'] }]),
      /there is no region "us-esat-1" \(did you mean "us-east-1"\?\)/,
    ],
  ])('of %s is refused before anything is collected', async (_name, path, says) => {
    expect(await refused('--accounts', path)).toMatch(says);
  });
});
