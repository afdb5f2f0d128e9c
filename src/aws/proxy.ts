import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { getProxyForUrl } from 'proxy-from-env';

type Handle = NodeHttpHandler['handle'];

/**
 * Asks through the proxy that the environment names for a host. `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` hold, in either case, as for the AWS
 * CLI (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html). Endpoints without TLS, which are emulators on this machine,
 * are always asked directly.
 */
export class ProxyHandler extends NodeHttpHandler {
  /** Handlers by proxy. */
  readonly #handlers = new Map<string, NodeHttpHandler>();
  /** Proxies by host, the empty string for none: a run asks the same few hosts thousands of times. */
  readonly #proxies = new Map<string, string>();

  constructor(
    private readonly connection: NodeHttpHandlerOptions,
    private readonly agent: AgentOptions,
  ) {
    super({ ...connection, httpAgent: new HttpAgent(agent), httpsAgent: new HttpsAgent(agent) });
  }

  override async handle(...request: Parameters<Handle>): ReturnType<Handle> {
    const [{ protocol, hostname }] = request;
    const proxy = protocol === 'https:' ? this.#proxyOf(hostname) : '';
    return proxy === '' ? super.handle(...request) : (await this.#handlerBy(proxy)).handle(...request);
  }

  override destroy(): void {
    for (const handler of this.#handlers.values()) handler.destroy();
    super.destroy();
  }

  #proxyOf(hostname: string): string {
    const known = this.#proxies.get(hostname);
    if (known !== undefined) return known;
    const proxy = getProxyForUrl(`https://${hostname}`);
    this.#proxies.set(hostname, proxy);
    return proxy;
  }

  async #handlerBy(proxy: string): Promise<NodeHttpHandler> {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    const known = this.#handlers.get(proxy);
    if (known !== undefined) return known;
    const agent = new HttpsProxyAgent(proxy, this.agent);
    // What a proxy answers instead of connecting would else pass for the service's answer.
    agent.on('proxyConnect', ({ statusCode }: { statusCode: number }, request: ClientRequest) => {
      if (statusCode !== 200) request.destroy(new Error(`the proxy refuses to connect to ${request.host} (HTTP ${statusCode})`));
    });
    const handler = new NodeHttpHandler({ ...this.connection, httpsAgent: agent });
    this.#handlers.set(proxy, handler);
    return handler;
  }
}
