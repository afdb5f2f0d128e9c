import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a request asks for, as far as a gate tells requests apart. */
export interface Passing {
  path: string;
  region: string;
  /** `GetMetricData` and the like, where the path does not say it. */
  operation: string;
  body: string;
}

const REGION = /Credential=[^/]+\/\d+\/([^/]+)\//;
const OPERATION = /(?:\.|\/operation\/|Action=)([A-Za-z]+)/;

function passing({ url = '/', headers }: IncomingMessage, body: Buffer): Passing {
  const named = [headers['x-amz-target'], url, body.subarray(0, 200).toString('latin1')].map((text) => OPERATION.exec(String(text))?.[1]);
  return {
    path: url,
    region: REGION.exec(headers.authorization ?? '')?.[1] ?? '',
    operation: named.find((name) => name !== undefined) ?? '',
    body: body.toString('latin1'),
  };
}

/**
 * A server before the simulated endpoint that passes requests on, some of them later: when what `until` gives for them has happened.
 * So a test says what comes before what, whatever the machine does meanwhile. Ends with the test; gives its URL.
 */
export async function gated(url: string, until: (request: Passing) => Promise<unknown> | null): Promise<string> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const body = Buffer.concat(pieces);
    await until(passing(request, body));
    const { method, headers } = request;
    forward(`${url}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    })
      .on('error', () => response.destroy())
      .end(body);
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
