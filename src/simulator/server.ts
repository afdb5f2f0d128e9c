import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { instantOf } from '../model/time.js';
import { CallCounter } from './calls.js';
import { emptyPage, faultyAnswer, inventedToken, refuseQueries, withoutToken } from './faults/answers.js';
import { faultError, SKEW_SECONDS } from './faults/errors.js';
import type { FaultInjector, Strike } from './faults/injector.js';
import type { FleetWorld } from './fleet/fleet-world.js';
import { Meter } from './metering.js';
import type { Quotas } from './quotas.js';
import { objectError, objectOperation, placeOf, type SimulatedS3, s3 } from './services/s3.js';
import type { Service } from './services/service.js';
import type { Published } from './services/sns.js';
import { credentialScope, signingTime } from './wire/credentials.js';
import { type Answer, errorAnswer, internalError, regionOff, throttled } from './wire/errors.js';
import { type Call, okAnswer, type RawRequest, readCall } from './wire/protocol.js';
import { send, sendBadly } from './wire/send.js';
import { type Caller, ServiceError } from './world.js';

export interface Parts {
  world: FleetWorld;
  services: readonly Service[];
  quotas: Quotas;
  faults: FaultInjector;
  latencyMs: number;
  objects: SimulatedS3;
  /** What was published to topics, in order. */
  published: readonly Published[];
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const CALLS_PATH = '/__simulator/calls';
const PUBLISHED_PATH = '/__simulator/published';

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const piece: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += piece.length;
    if (size > MAX_BODY_BYTES) throw new ServiceError('RequestEntityTooLarge', 'The request is too large.', 413);
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The simulated endpoint as an HTTP server: who asks, what, within which quota, struck by which fault, and the answer. */
export class Endpoint {
  calls = new CallCounter();
  meter = new Meter();
  readonly #server: Server;
  readonly #stop = new AbortController();

  #faults: FaultInjector;

  constructor(private readonly parts: Parts) {
    this.#faults = parts.faults;
    // Every answer that is late or slow waits for this one signal too.
    setMaxListeners(0, this.#stop.signal);
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (this.#stop.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        if (response.headersSent) response.destroy();
        else send(response, { status: 500, headers: { 'content-type': 'text/plain' }, body: `simulated endpoint: ${message}\n` });
      });
    });
    // Clients keep sockets for reuse: one that the server closes just as a request leaves would look like a fault.
    this.#server.keepAliveTimeout = 120_000;
  }

  /** Listens on loopback; resolves with the port. Rejects where it is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** Other faults from now on; counts start anew. */
  strikeWith(faults: FaultInjector): void {
    this.#faults = faults;
    this.calls = new CallCounter();
    this.meter = new Meter();
  }

  struck(): number[] {
    return this.#faults.struck();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Not as the date of the answer, by which clients hold their own clocks to be wrong.
    response.setHeader('x-simulator-now', instantOf(this.parts.world.facts.end));
    const raw: RawRequest = {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers,
      body: await readBody(request),
    };
    if (raw.url === CALLS_PATH) {
      const { requests, queries, metricsBilled, windows } = this.meter;
      const body = JSON.stringify({ calls: this.calls.snapshot(), getMetricData: { requests, queries, metricsBilled, windows } });
      return send(response, { status: 200, headers: { 'content-type': 'application/json' }, body });
    }
    if (raw.url === PUBLISHED_PATH) {
      return send(response, { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(this.parts.published) });
    }
    const scope = credentialScope(request.headers.authorization);
    if (scope?.service === 's3') {
      const { accountId, arn } = this.parts.world.identityOf(scope.accessKeyId);
      return this.#object(raw, { accountId, region: scope.region, service: 's3', arn }, response);
    }
    const service = this.parts.services.find(({ signingName }) => signingName === scope?.service);
    if (scope === null || service === undefined) {
      this.calls.add('unknown', 'MissingAuthenticationToken');
      const body = JSON.stringify({ __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' });
      return send(response, { status: 403, headers: { 'content-type': 'application/json' }, body });
    }
    const { accountId, arn } = this.parts.world.identityOf(scope.accessKeyId);
    const caller: Caller = { accountId, region: scope.region, service: scope.service, arn };
    const amzDate = request.headers['x-amz-date'];
    await this.#answer(raw, service, caller, signingTime(typeof amzDate === 'string' ? amzDate : undefined), response);
  }

  /** S3 has no envelope around its answers, and takes only faults that are errors, and latency. */
  async #object(raw: RawRequest, caller: Caller, response: ServerResponse): Promise<void> {
    const place = placeOf(raw);
    const operation = objectOperation(raw.method, place);
    const call: Call = { service: s3, operation, input: { Bucket: place.bucket, Key: place.key }, form: 'rest-json', contentType: '' };
    const strikes = this.#faults.strike(call, caller);
    let outcome = 'ok';
    let answer: ReturnType<SimulatedS3['run']>;
    try {
      for (const strike of strikes) {
        const error = faultError(strike, call, caller, null);
        if (error !== null) throw error;
      }
      answer = this.parts.objects.run(operation, raw, place, caller);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      outcome = error.code;
      answer = objectError(error, raw.method, this.parts.objects.store.regionOf(place.bucket));
    }
    this.calls.add(`s3:${operation}`, outcome);
    const late = strikes.find(({ fault }) => fault.kind === 'latency');
    if (late !== undefined) await delay(late.fault.delayMs ?? 20_000, undefined, { signal: this.#stop.signal });
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
    response.end(answer.body);
  }

  async #answer(raw: RawRequest, service: Service, caller: Caller, signedAt: number | null, response: ServerResponse): Promise<void> {
    let call: Call;
    try {
      call = readCall(service, raw);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.calls.add(`${service.prefix}:unknown`, error.code);
      const form = service.protocol === 'json' && raw.headers['x-amz-target'] === undefined ? 'query' : service.protocol;
      return send(response, errorAnswer(error, service, form, raw.headers['content-type'] ?? 'application/json'));
    }
    if (this.parts.latencyMs > 0) await delay(this.parts.latencyMs, undefined, { signal: this.#stop.signal });
    const strikes = this.#faults.strike(call, caller);
    const { answer, outcome } = this.#outcome(call, caller, strikes, signedAt);
    if (strikes.some(({ fault }) => fault.kind === 'clock-skew')) {
      answer.headers.date = new Date(Date.now() + SKEW_SECONDS * 1000).toUTCString();
    }
    const name = `${service.prefix}:${call.operation}`;
    const transport = strikes.find(({ fault }) => TRANSPORT.has(fault.kind));
    if (transport === undefined) {
      this.calls.add(name, outcome);
      return send(response, answer);
    }
    // Counted before it is sent: a connection that hangs or is cut still was a call.
    this.calls.add(name, ARRIVES.has(transport.fault.kind) ? outcome : `fault:${transport.fault.kind}`);
    await sendBadly(response, answer, transport.fault, this.#stop.signal);
  }

  #outcome(call: Call, caller: Caller, strikes: readonly Strike[], signedAt: number | null): { answer: Answer; outcome: string } {
    try {
      return { answer: okAnswer(call, this.#run(call, caller, strikes, signedAt)), outcome: 'ok' };
    } catch (error) {
      const known = error instanceof ServiceError ? error : internalError(call.service);
      const answer = errorAnswer(known, call.service, call.form, call.contentType);
      if (!(error instanceof ServiceError)) answer.headers['x-simulator-error'] = encodeURIComponent(String(error)).slice(0, 500);
      return { answer, outcome: known.code };
    }
  }

  #run(call: Call, caller: Caller, strikes: readonly Strike[], signedAt: number | null): unknown {
    const { world, quotas } = this.parts;
    for (const strike of strikes) {
      const error = faultError(strike, call, caller, signedAt);
      if (error !== null) throw error;
    }
    if (!world.isOn(caller.accountId, caller.region)) throw regionOff(call.service);
    const accountRate = world.getMetricDataPerSecond(caller.accountId);
    if (!quotas.admit(call, caller.accountId, caller.region, accountRate, world.facts.end)) throw throttled(call.service);
    for (const strike of strikes) refuseQueries(strike, call);
    const operation = call.service.operations[call.operation];
    if (operation === undefined) throw new ServiceError('InvalidAction', call.operation);
    const { run, paging } = operation;
    const invented = inventedToken(call, paging);
    const real =
      invented === 'no-page' && paging !== undefined
        ? emptyPage(paging)
        : run(invented !== null && paging !== undefined ? withoutToken(call, paging) : call.input, caller);
    if (call.service.prefix === 'cloudwatch' && call.operation === 'GetMetricData') this.meter.add(call.input, caller);
    if (!isRecord(real)) return real;
    return strikes.reduce<Record<string, unknown>>((output, strike) => faultyAnswer(strike, call, paging, output), real);
  }
}

const TRANSPORT: ReadonlySet<string> = new Set([
  'reset-before',
  'reset-within',
  'reset-after',
  'half-body',
  'wrong-content-type',
  'html',
  'hang',
  'slow-body',
  'latency',
]);
/** Faults of the connection after which the whole answer may still have arrived. */
const ARRIVES: ReadonlySet<string> = new Set(['reset-after', 'wrong-content-type', 'slow-body', 'latency']);
