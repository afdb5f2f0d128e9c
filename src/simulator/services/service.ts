import * as z from 'zod';
import type { FleetWorld } from '../fleet/fleet-world.js';
import type { RegionWorld } from '../fleet/region-world.js';
import { Instant } from '../wire/instant.js';
import { type Caller, type Operation, ServiceError } from '../world.js';

/** Where an operation's page token and list stand, so that faults can play with them. */
export interface Paging {
  tokenIn: string;
  tokenOut: string;
  list: string;
}

export interface ServiceOperation {
  run: Operation;
  paging?: Paging;
}

export type Protocol = 'ec2' | 'query' | 'json' | 'rest-json';

export interface Service {
  /** Prefix of its IAM actions. */
  prefix: string;
  /** Names it goes by in a SigV4 credential scope. */
  signingName: string;
  protocol: Protocol;
  /** Prefix of X-Amz-Target, for JSON. */
  target?: string;
  /** Namespace of its XML answers. */
  xmlns?: string;
  /** The codes with which it throttles, and denies. */
  throttle: { code: string; status: number; message: string };
  denied: { code: string; status: number };
  operations: Readonly<Record<string, ServiceOperation>>;
  /** Paths of a REST service; named groups become input. */
  routes?: readonly { method: string; path: RegExp; operation: string }[];
}

/** What an operation gets that is not in the request. */
export interface Site {
  world: FleetWorld;
  /** The region's world of the caller. */
  here(caller: Caller): RegionWorld;
  /** The account's quota of GetMetricData requests. */
  getMetricDataPerSecond(accountId: string): number;
}

/** Parses an operation's input; what does not fit is the service's own validation error. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, code = 'ValidationException'): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ServiceError(
    code,
    `1 validation error detected: Value at '${issue?.path.join('.')}' failed to satisfy constraint: ${issue?.message}`,
  );
}

/** Lists of the Query protocols arrive as text when they hold one entry that is empty. */
export const textList = z.array(z.string()).default([]);

/** Epoch seconds as the instant that every protocol spells in its own way. */
export function at(epochSeconds: number): Instant {
  return new Instant(epochSeconds);
}
