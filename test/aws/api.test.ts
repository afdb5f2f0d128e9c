import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { AccountApi } from '../../src/aws/account-api.js';
import { AwsFailure } from '../../src/aws/api.js';
import { rememberedCredentials } from '../../src/aws/credentials.js';
import { describeClusters, describeInstances, listClusters, listFunctions } from '../../src/aws/operations/index.js';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { ACCOUNT, accountApi, FAST, fleetWith } from './session.js';

const REGION = 'us-east-1';
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function simulated(faults: readonly FaultInput[] = []): Promise<Simulator> {
  const fleet = fleetWith({
    [REGION]: { functions: [{ name: 'f-{n}', count: 320 }], instances: [{ name: 'i-{n}', count: 20, type: 'm5.large' }] },
  });
  const simulator = await startSimulator({ fleet, faults, quotas: 'off' });
  closing.push(() => simulator.close());
  return simulator;
}

/** An endpoint that gives one answer to everything. */
async function answering(body: string, status = 200, type = 'text/html'): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume().on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, requests: () => requests };
}

async function failureOf(call: Promise<unknown>): Promise<AwsFailure> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AwsFailure)) throw new Error(`not an AwsFailure: ${String(error)}`);
  return error;
}

async function names(api: AccountApi): Promise<string[]> {
  const found: string[] = [];
  for await (const page of api.pages(REGION, listFunctions, { MaxItems: 50 }))
    found.push(...(page.Functions ?? []).map(({ FunctionName = '' }) => FunctionName));
  return found;
}

describe('a call that fails once', () => {
  it.each<[FaultInput['kind']]>([
    ['throttle'],
    ['internal-error'],
    ['service-unavailable'],
    ['expired-token'],
    ['clock-skew'],
    ['reset-before'],
    ['reset-within'],
    ['half-body'],
    ['html'],
    ['hang'],
  ])('is asked again and loses nothing: %s', async (kind) => {
    // Each page, or two of them where each costs a timeout or makes the pacer slow down.
    const times = kind === 'hang' || kind === 'throttle' ? { times: 2 } : {};
    const simulator = await simulated([{ kind, attempts: 1, service: 'lambda', ...times }]);
    const api = accountApi(simulator.url, kind === 'hang' ? { attemptTimeoutMs: 500 } : {});
    const found = await names(api);
    expect(found).toHaveLength(320);
    expect(new Set(found).size).toBe(320);
    expect(api.counts.total()).toBeGreaterThan(7);
    expect(api.counts.total()).toBeLessThanOrEqual(14);
    const wire = Object.values(simulator.calls()['lambda:ListFunctions'] ?? {}).reduce((sum, calls) => sum + calls, 0);
    expect(api.counts.byOperation()).toEqual({ 'lambda:ListFunctions': wire });
  });

  it('waits for a slow body and a late answer that come in time', async () => {
    const simulator = await simulated([
      { kind: 'slow-body', delayMs: 10, times: 2 },
      { kind: 'latency', delayMs: 150, times: 2, skip: 2 },
    ]);
    expect(await names(accountApi(simulator.url, { attemptTimeoutMs: 2_000 }))).toHaveLength(320);
  });
});

describe('a call that keeps failing', () => {
  it.each<[FaultInput['kind'], AwsFailure['status'], number]>([
    ['throttle', 'throttled', 12],
    ['internal-error', 'failed', 5],
    ['access-denied', 'denied', 1],
    ['scp-denied', 'denied', 1],
    ['region-off', 'region-disabled', 1],
    ['expired-token', 'auth-expired', 2],
    ['reset-before', 'failed', 5],
    ['half-body', 'failed', 5],
    ['html', 'failed', 5],
    ['hang', 'timeout', 3],
  ])('%s ends as %s after %i tries', async (kind, status, tries) => {
    const simulator = await simulated([{ kind }]);
    const api = accountApi(simulator.url, { attemptTimeoutMs: kind === 'hang' ? 100 : 10_000, giveUpAfter: 100 });
    expect(await failureOf(api.call(REGION, describeInstances, { MaxResults: 1_000 }))).toMatchObject({
      status,
      operation: 'DescribeInstances',
      region: REGION,
    });
    expect(api.counts.total()).toBe(tries);
    // Tried once each: the pacer of a service that throttles slows down with every one.
    const once = { attempts: { throttled: 1, transient: 1, timeout: 1 } };
    expect(await failureOf(api.call(REGION, listFunctions, {}, once))).toMatchObject({ status });
    expect(await failureOf(api.call(REGION, listClusters, {}, once))).toMatchObject({ status });
  });

  it('is not asked for ever: three failures alike stop it', async () => {
    const simulator = await simulated([{ kind: 'access-denied', operation: 'DescribeClusters' }]);
    const api = accountApi(simulator.url, { concurrency: 1 });
    const calls = await Promise.all(Array.from({ length: 20 }, () => failureOf(api.call(REGION, describeClusters, { clusters: ['a'] }))));
    expect(calls.every(({ status }) => status === 'denied')).toBe(true);
    expect(api.counts.total()).toBe(3);
    await expect(api.call(REGION, listClusters, {})).resolves.toBeDefined();
  });

  it('gets fresh credentials once when a service calls them expired', async () => {
    const simulator = await simulated([{ kind: 'expired-token', times: 1 }]);
    let loads = 0;
    const credentials = rememberedCredentials(async () => {
      loads += 1;
      return { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
    });
    const invalidate = () => {
      loads += 100;
    };
    const source = { provide: credentials.provide, invalidate };
    const api = new AccountApi({ credentials: source, endpoint: simulator.url, limits: FAST, signal: new AbortController().signal });
    api.adoptIdentity(ACCOUNT, 'aws');
    await api.call(REGION, listClusters, {});
    expect(loads).toBe(101);
  });
});

describe('an endpoint that is not AWS', () => {
  it.each([
    ['an HTML page', '<html><body>Sign in</body></html>', 200],
    ['an HTML page with a doctype', '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>hi<br></body></html>', 200],
    ['an empty body', '', 200],
    ['an empty object', '{}', 200],
    ['an error page', '<html>502 Bad Gateway</html>', 502],
  ])('is a failure for every protocol, never an empty answer: %s', async (_name, body, status) => {
    const { url } = await answering(body, status);
    const api = accountApi(url, { attempts: { throttled: 1, transient: 1, timeout: 1 }, giveUpAfter: 100 });
    const calls = [api.call(REGION, describeInstances, {}), api.call(REGION, listFunctions, {}), api.call(REGION, listClusters, {})];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure.status).toBe('failed');
      // What came may be a piece of a true answer, and the request beside it has the session's token.
      const shown = inspect(failure, { showHidden: true, depth: 20 });
      expect(shown).not.toMatch(/<html|<!DOCTYPE|AKIATEST|authorization/);
    }
  });

  it('refuses the connection, or has no address: one line that says so', async () => {
    const dead = accountApi('http://127.0.0.1:9', { attempts: { throttled: 1, transient: 2, timeout: 1 } });
    expect((await failureOf(dead.call(REGION, listClusters, {}))).message).toBe('the endpoint refuses the connection (ECONNREFUSED)');
    const nowhere = accountApi('http://no-such-host.invalid', {
      attempts: { throttled: 1, transient: 1, timeout: 1 },
      attemptTimeoutMs: 10_000,
    });
    expect((await failureOf(nowhere.call(REGION, listClusters, {}))).message).toMatch(/DNS/);
  });

  it('cuts an XML answer short in any place without a part of it being taken for the whole', async () => {
    const item = (n: number) =>
      `<item><reservationId>r-${n}</reservationId><instancesSet><item><instanceId>i-${n}</instanceId></item></instancesSet></item>`;
    const whole = `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>${item(1)}${item(2)}</reservationSet><nextToken>t</nextToken></DescribeInstancesResponse>`;
    for (let length = 1; length < whole.length; length += 17) {
      const { url } = await answering(whole.slice(0, length), 200, 'text/xml');
      const api = accountApi(url, { attempts: { throttled: 1, transient: 1, timeout: 1 } });
      expect((await failureOf(api.call(REGION, describeInstances, {}))).status).toBe('failed');
    }
  });
});

describe('pages', () => {
  it.each<[FaultInput['kind'], string]>([
    ['repeated-token', 'RepeatedPageToken'],
    ['endless-pages', 'EmptyPages'],
  ])('end although the service goes on: %s', async (kind, code) => {
    const simulator = await simulated([{ kind, operation: 'ListFunctions' }]);
    const failure = await failureOf(names(accountApi(simulator.url)));
    expect(failure).toMatchObject({ status: 'failed', code });
  });

  it('end when there are more than there can be', async () => {
    const simulator = await simulated();
    expect(await failureOf(names(accountApi(simulator.url, { maxPages: 3 })))).toMatchObject({ status: 'failed', code: 'EndlessPages' });
  });

  it('end when they come so slowly that the listing would take for ever', async () => {
    const simulator = await simulated([
      { kind: 'endless-pages', operation: 'ListFunctions' },
      { kind: 'latency', operation: 'ListFunctions', delayMs: 20 },
    ]);
    const failure = await failureOf(names(accountApi(simulator.url, { maxListingMs: 200, maxEmptyPages: 1_000, maxPages: 1_000 })));
    expect(failure).toMatchObject({ status: 'timeout', code: 'SlowListing', message: expect.stringContaining('in 0.2 s, after') });
  });

  it('go on after an empty page with a token', async () => {
    const simulator = await simulated([{ kind: 'empty-page', operation: 'ListFunctions', times: 2 }]);
    expect(await names(accountApi(simulator.url))).toHaveLength(320);
  });
});

describe('cancelling', () => {
  it('ends calls that wait, back off or hang at once, with the reason', async () => {
    const simulator = await simulated([
      { kind: 'hang', service: 'lambda' },
      { kind: 'throttle', service: 'ecs' },
    ]);
    const stop = new AbortController();
    const api = accountApi(
      simulator.url,
      { attemptTimeoutMs: 60_000, backoffBaseMs: 60_000, backoffMaxMs: 60_000, concurrency: 2 },
      stop.signal,
    );
    const calls = [listFunctions, listFunctions, listFunctions].map((operation) => api.call(REGION, operation, {}));
    const settled = Promise.allSettled([...calls, api.call(REGION, listClusters, {})]);
    const started = performance.now();
    setTimeout(() => stop.abort(new Error('enough')), 100);
    for (const result of await settled) expect(result).toMatchObject({ status: 'rejected', reason: { message: 'enough' } });
    // A minute is how long each of them would wait.
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
