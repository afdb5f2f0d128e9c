import { validateHeaderValue } from 'node:http';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ClientScope, CredentialProvider } from './api.js';
import type { CallLimits } from './limits.js';
import { ProxyHandler } from './proxy.js';

export interface ConnectionSettings {
  credentials: CredentialProvider;
  /** Of every service; null: AWS's own (AWS_ENDPOINT_URL and the profile are read by the SDK). */
  endpoint: string | null;
  limits: CallLimits;
  /** Told the time of a simulated account, by every answer of an endpoint that has one. */
  onSimulatedTime?: (instant: string) => void;
}

/** The clients' settings for one region, with one pool of kept-alive connections under all of them. */
export interface OpenScope extends ClientScope {
  close(): void;
}

/**
 * Keeps the SDK's notice of the Node versions that it will drop off stderr, where progress and errors go; the versions
 * that this tool runs on stand in its package.json. Set it to `false` to see the notice.
 */
export function silenceNodeNotice(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}

/** The simulated endpoint's; the `Date` of an answer would have the SDK take this machine's clock for wrong. */
const SIMULATED_TIME = 'x-simulator-now';

/** Hands on what time it is in a simulated account: the SDK's outputs do not say. */
class TimedHandler extends ProxyHandler {
  constructor(
    connection: ConstructorParameters<typeof ProxyHandler>,
    private readonly onSimulatedTime: ConnectionSettings['onSimulatedTime'],
  ) {
    super(...connection);
  }

  override async handle(...request: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    // Node would refuse such a header after the SDK has set a timer, which keeps the process up for as long as it runs.
    for (const [name, value] of Object.entries(request[0].headers)) validateHeaderValue(name, value);
    const output = await super.handle(...request);
    const instant = output.response.headers[SIMULATED_TIME];
    if (instant !== undefined) this.onSimulatedTime?.(instant);
    return output;
  }
}

/**
 * Retries are switched off in the SDK: each of its clients stops retrying for good after about a hundred throttles,
 * and its retries would leave unpaced. Every request of ours passes the pacer instead.
 */
export function openScope(region: string, { credentials, endpoint, limits, onSimulatedTime }: ConnectionSettings): OpenScope {
  silenceNodeNotice();
  // A connection for every call that may be under way in this region, over all quota buckets of one service host.
  const agent = { keepAlive: true, maxSockets: limits.concurrency * 8 };
  const connection = {
    connectionTimeout: limits.connectionTimeoutMs,
    requestTimeout: limits.attemptTimeoutMs,
    throwOnRequestTimeout: true,
  };
  const requestHandler = new TimedHandler([connection, agent], onSimulatedTime);
  return {
    region,
    configuration: {
      region,
      credentials,
      maxAttempts: 1,
      requestHandler,
      customUserAgent: 'fleet-auditor',
      ...(endpoint === null ? {} : { endpoint }),
    },
    close: () => requestHandler.destroy(),
  };
}
