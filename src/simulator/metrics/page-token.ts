import { hashText } from './noise.js';

/** Where a page ends: which query goes on, and how many of its points were sent. */
export interface Position {
  query: number;
  point: number;
}

/** Hash of all that a page token belongs to: with another request it is invalid. */
export function requestHash(...parts: readonly unknown[]): number {
  return hashText(JSON.stringify(parts));
}

/** An opaque token; nothing is stored for it. */
export function tokenOf({ query, point }: Position, request: number): string {
  const text = `${request}:${query}:${point}`;
  return Buffer.from(`${text}:${hashText(text)}`).toString('base64url');
}

/** The position of a token; null where it was not made for this request. */
export function positionOf(token: unknown, request: number): Position | null {
  if (typeof token !== 'string') return null;
  const [, query = Number.NaN, point = Number.NaN] = Buffer.from(token, 'base64url').toString('latin1').split(':').map(Number);
  const position = { query, point };
  return Number.isInteger(query) && Number.isInteger(point) && tokenOf(position, request) === token ? position : null;
}
