/** Times, tries and widths of everything that talks to AWS. Each is an option, so that tests can make them small. */
export interface CallLimits {
  /** Until a TCP and TLS connection stands. The SDK itself would wait for ever. */
  connectionTimeoutMs: number;
  /** For one HTTP request until the last byte of its answer. */
  attemptTimeoutMs: number;
  /** HTTP requests for one call, by what went wrong. */
  attempts: { throttled: number; transient: number; timeout: number };
  /** Back-off with full jitter: a random time below `base * 2^n`, and below `max`. */
  backoffBaseMs: number;
  backoffMaxMs: number;
  /** Calls under way at once per region and quota bucket, at most; small quotas have less. */
  concurrency: number;
  /** Failures alike, one after the other, after which the same thing is not asked again. */
  giveUpAfter: number;
  /** Pages of one listing, and empty ones in a row, before it is taken to be endless. */
  maxPages: number;
  maxEmptyPages: number;
  /** Milliseconds from the first page of a listing to its last: it ends one that goes on at twenty seconds a page. */
  maxListingMs: number;
  /** Part of each AWS quota that is used; the rest is left to the account's own workloads. */
  quotaShare: number;
}

/**
 * The attempt timeout leaves room for answers that take 20 s. Throttled calls are tried often, since the pacer slows
 * down after each and waiting is all they need; hangs seldom, since each costs its whole timeout.
 */
export const DEFAULT_LIMITS: CallLimits = {
  connectionTimeoutMs: 5_000,
  attemptTimeoutMs: 30_000,
  attempts: { throttled: 12, transient: 5, timeout: 3 },
  backoffBaseMs: 200,
  backoffMaxMs: 20_000,
  concurrency: 64,
  giveUpAfter: 3,
  maxPages: 20_000,
  maxEmptyPages: 50,
  maxListingMs: 3_600_000,
  quotaShare: 0.5,
};

/** Waits, unless the signal ends it first: then throws the signal's reason. */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Time before try number `attempt` (from 1), drawn evenly from zero to the exponential bound. Full jitter spreads the
 * retries of many callers best: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(limits: CallLimits, attempt: number): number {
  return Math.random() * Math.min(limits.backoffMaxMs, limits.backoffBaseMs * 2 ** attempt);
}
