import { z } from 'zod';
import { hashText, scramble } from './noise.js';

const share = z.number().min(0).max(1).default(0);

/**
 * Ways in which endpoints differ from each other or answer badly, each of which a client has to survive. Shares pick
 * among metrics by seed: the same metric meets the same fate at every try.
 */
export const quirksSchema = z.strictObject({
  /** `shuffled`: points of a result come in no order. */
  order: z.enum(['sorted', 'shuffled']).default('sorted'),
  /** `unsupported`: a request that names a percentile is answered with 500 InternalFailure, as emulators do. */
  percentiles: z.enum(['supported', 'unsupported']).default('supported'),
  /** Metrics whose every query is refused, and the whole request with it. */
  refusedShare: share,
  /** Metrics of which half of the points come, as PartialData with a message. */
  partialShare: share,
  /** Metrics whose result is InternalError, without points. */
  internalErrorShare: share,
  /** Metrics whose result is left out of the answer. */
  missingShare: share,
});
export type Quirks = z.output<typeof quirksSchema>;
export type QuirksInput = z.input<typeof quirksSchema>;

export type Fate = 'sound' | 'refused' | 'partial' | 'internal-error' | 'missing';

/** What becomes of a metric's queries. `identity` is equal for all queries of one metric. */
export function fateOf(quirks: Quirks, seed: number, identity: () => string): Fate {
  const { refusedShare, partialShare, internalErrorShare, missingShare } = quirks;
  if (refusedShare + partialShare + internalErrorShare + missingShare === 0) return 'sound';
  let draw = hashText(identity(), scramble(seed ^ 0x6a09e667)) / 4_294_967_296;
  const shares: readonly (readonly [Fate, number])[] = [
    ['refused', refusedShare],
    ['partial', partialShare],
    ['internal-error', internalErrorShare],
    ['missing', missingShare],
  ];
  for (const [fate, part] of shares) {
    if (draw < part) return fate;
    draw -= part;
  }
  return 'sound';
}

/** Puts points into an order that follows from the seed alone. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = scramble(seed + last) % (last + 1);
    const [a, b] = [result[last], result[other]];
    if (a === undefined || b === undefined) continue;
    result[last] = b;
    result[other] = a;
  }
  return result;
}
