import { fraction, hash32 } from '../fleet/ids.js';
import type { Call } from '../wire/protocol.js';
import type { Caller } from '../world.js';
import type { Fault } from './schema.js';

/** A fault that strikes a call. `draw` gives chances for the parts of the answer that it picks from. */
export interface Strike {
  fault: Fault;
  draw: (...parts: (string | number)[]) => number;
}

interface Tally {
  matched: number;
  injected: number;
  /** Times that each request was seen, by hash of what it asks. */
  seen: Map<number, number>;
}

/** Faults that pick among resources or metrics draw for each of these, and always strike the call. */
const SELECTIVE: ReadonlySet<string> = new Set([
  'failures',
  'vanish',
  'partial-data',
  'missing-results',
  'failed-results',
  'null-values',
  'negative-numbers',
  'no-host-resources',
  'refuse-metrics',
]);

/** Decides which faults strike which call. */
export class FaultInjector {
  readonly #tallies: Tally[];

  constructor(
    private readonly faults: readonly Fault[],
    private readonly seed: number,
  ) {
    this.#tallies = faults.map(() => ({ matched: 0, injected: 0, seen: new Map() }));
  }

  /** How often each fault struck, in the order they were given. */
  struck(): number[] {
    return this.#tallies.map(({ injected }) => injected);
  }

  /** The faults for this call, in the order they were given. */
  strike(call: Call, caller: Caller): Strike[] {
    const strikes: Strike[] = [];
    for (const [position, fault] of this.faults.entries()) {
      const tally = this.#tallies[position];
      if (tally === undefined || !matches(fault, call, caller)) continue;
      tally.matched += 1;
      if (tally.matched <= fault.skip || tally.injected >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      const identity = hash32(caller.accountId, caller.region, call.service.prefix, call.operation, JSON.stringify(call.input));
      const attempt = tally.seen.get(identity) ?? 0;
      tally.seen.set(identity, attempt + 1);
      if (attempt >= (fault.attempts ?? Number.POSITIVE_INFINITY)) continue;
      if (!SELECTIVE.has(fault.kind) && fraction(this.seed, position, identity, attempt) >= fault.chance) continue;
      tally.injected += 1;
      strikes.push({ fault, draw: (...parts) => fraction(this.seed, position, ...parts) });
    }
    return strikes;
  }
}

function matches(fault: Fault, call: Call, caller: Caller): boolean {
  return (
    (fault.service === undefined || fault.service === call.service.prefix) &&
    (fault.operation === undefined || fault.operation === call.operation) &&
    (fault.region === undefined || fault.region === caller.region) &&
    (fault.account === undefined || fault.account === caller.accountId)
  );
}
