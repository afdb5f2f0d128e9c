import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../faults/schema.js';
import type { Answer } from './errors.js';

const PIECES = 20;
const HTML = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to the proxy</h1></body></html>';

/** Sends an answer whole. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  // Encoded once: for the length and for the wire.
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}

/** Sends an answer over a connection that fails as the fault says. True where the answer arrives after all. */
export async function sendBadly(
  response: ServerResponse,
  answer: Answer,
  { kind, delayMs }: Fault,
  stopped: AbortSignal,
): Promise<boolean> {
  const body = Buffer.from(answer.body);
  const half = body.subarray(0, Math.max(1, body.length >> 1));
  switch (kind) {
    case 'reset-before':
      response.socket?.resetAndDestroy();
      return false;
    case 'reset-within':
      response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
      response.write(half, () => response.socket?.resetAndDestroy());
      return false;
    case 'reset-after':
      response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
      response.end(body, () => response.socket?.resetAndDestroy());
      return true;
    case 'half-body':
      // Chunked and ended in good order: nothing but the body itself shows that the rest is missing.
      response.writeHead(answer.status, answer.headers);
      response.end(half);
      return false;
    case 'wrong-content-type':
      send(response, { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } });
      return true;
    case 'html':
      send(response, { status: 200, headers: { 'content-type': 'text/html' }, body: HTML });
      return false;
    case 'hang':
      return false;
    case 'slow-body': {
      response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
      const size = Math.max(1, Math.ceil(body.length / PIECES));
      for (let from = 0; from < body.length && !response.destroyed; from += size) {
        response.write(body.subarray(from, from + size));
        await delay(delayMs ?? 500, undefined, { signal: stopped });
      }
      response.end();
      return true;
    }
    case 'latency':
      await delay(delayMs ?? 20_000, undefined, { signal: stopped });
      send(response, answer);
      return true;
    default:
      send(response, answer);
      return true;
  }
}
