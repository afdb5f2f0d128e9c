import { hash32, hex } from '../fleet/ids.js';
import type { Caller, ServiceError } from '../world.js';

export interface Page {
  from: number;
  to: number;
  next: string | undefined;
}

/** Whose list it is: a token of one list is worth nothing to another. */
export function listScope(caller: Caller, operation: string, ...filters: unknown[]): string {
  return JSON.stringify([caller.accountId, caller.region, operation, filters]);
}

/**
 * The slice of `total` entries that a token stands for. Tokens are opaque to clients: offset and a check over the
 * scope, so that one from another list, account or filter is refused with the service's own error.
 */
export function pageOf(token: string | undefined, size: number, total: number, scope: string, invalid: () => ServiceError): Page {
  const from = token === undefined || token === '' ? 0 : offsetOf(token, scope);
  if (from === null || from > total) throw invalid();
  const to = Math.min(from + size, total);
  return { from, to, next: to < total ? tokenOf(to, scope) : undefined };
}

function tokenOf(offset: number, scope: string): string {
  return Buffer.from(`${hex(hash32(scope), 8)}:${hex(hash32(scope, offset), 8)}:${offset}`).toString('base64url');
}

function offsetOf(token: string, scope: string): number | null {
  const offset = Number(Buffer.from(token, 'base64url').toString('latin1').split(':')[2] ?? Number.NaN);
  return Number.isInteger(offset) && offset >= 0 && tokenOf(offset, scope) === token ? offset : null;
}
