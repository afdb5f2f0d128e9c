import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AccountApi } from '../../src/aws/account-api.js';
import { AwsFailure } from '../../src/aws/api.js';
import { rememberedCredentials } from '../../src/aws/credentials.js';
import { adoptMetricDataQuota } from '../../src/aws/metric-quota.js';
import { getCallerIdentity } from '../../src/aws/operations/index.js';
import { preflightError } from '../../src/aws/preflight-error.js';
import { startSimulator } from '../../src/simulator/index.js';
import { accountApi, FAST, fleetWith } from './session.js';

const where = { profile: null, endpoint: 'https://127.0.0.1:1' };
const said = (code: string, message: string, remedy: AwsFailure['remedy'] = 'none') =>
  preflightError(
    new AwsFailure({ status: 'failed', code, message, operation: 'GetCallerIdentity', region: 'us-east-1', remedy }),
    'us-east-1',
    where,
  );

describe('the line for a caller who cannot be told', () => {
  it.each([
    ['a clock that is wrong', said('SignatureDoesNotMatch', 'the clock of this machine is wrong: x', 'clock'), /^Set the clock/],
    ['an unknown authority', said('SELF_SIGNED_CERT_IN_CHAIN', 'x'), /NODE_EXTRA_CA_CERTS/],
    ['a certificate that has expired', said('CERT_HAS_EXPIRED', 'x'), /^Check the network/],
    ['a line end in the credentials', said('ERR_INVALID_CHAR', 'x'), /CRLF/],
    ['anything else', said('ECONNREFUSED', 'x', 'transient'), /^Check the network/],
  ])('says what helps: %s', (_, { hint }, expected) => {
    expect(hint).toMatch(expected);
  });
});

describe('credentials with a line end in them', () => {
  it('end at once, and leave no timer that would keep the process', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const { port }: Pick<AddressInfo, 'port'> = typeof address === 'object' && address !== null ? address : { port: 0 };
    const credentials = rememberedCredentials(async () => ({ accessKeyId: 'AKIATEST\r', secretAccessKey: 'secret' }));
    const api = new AccountApi({ credentials, endpoint: `http://127.0.0.1:${port}`, limits: FAST, signal: new AbortController().signal });
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await expect(api.call('us-east-1', getCallerIdentity, {})).rejects.toMatchObject({ code: 'ERR_INVALID_CHAR', remedy: 'none' });
    expect(timers()).toBe(before);
    expect(asked).toBe(0);
  });
});

describe('the quota of metrics', () => {
  const REGION = 'us-east-1';
  const quotaUnder = async (times: number) => {
    const faults = [{ kind: 'service-unavailable' as const, operation: 'GetServiceQuota', times }];
    const simulator = await startSimulator({ fleet: fleetWith({ [REGION]: {} }), quotas: 'off', faults });
    onTestFinished(() => simulator.close());
    return adoptMetricDataQuota(accountApi(simulator.url), REGION);
  };

  it('is asked for as often as anything else', async () => {
    expect(await quotaUnder(4)).toMatchObject({ perSecond: 500, entry: { status: 'ok', detail: null } });
    expect(await quotaUnder(5)).toMatchObject({ perSecond: 50, entry: { status: 'failed', optional: true } });
  });
});
