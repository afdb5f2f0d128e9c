import type { BucketQuota, Rate } from './quotas.js';

/** Stays this much under the quota: arrival times at the service jitter, and a throttled call costs more than it saves. */
const RATE_MARGIN = 0.98;
const BURST_MARGIN = 0.95;
/** Additive increase, multiplicative decrease, as in TCP (Chiu and Jain, 1989): shares a quota fairly with other callers. */
const DECREASE = 0.8;
/** The first sign of another caller comes at the end of a burst and says nothing of how much is left: half is assumed. */
const FIRST_DECREASE = 0.5;
const INCREASE_PER_SUCCESS = 0.002;
const LOWEST_FACTOR = 0.02;
/** Calls already on the wire may be throttled too; together they count as one sign. */
const DECREASE_INTERVAL_MS = 1_000;

/** A token bucket that refills continuously and may be overdrawn by one call that weighs more than it holds. */
class TokenBucket {
  private tokens: number;
  private refilledAt: number;

  constructor(
    private perSecond: number,
    private burst: number,
    now: number,
  ) {
    this.tokens = burst;
    this.refilledAt = now;
  }

  refill(now: number, factor: number): void {
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.refilledAt) / 1_000) * this.perSecond * factor);
    this.refilledAt = now;
  }

  /** Milliseconds until `weight` may be taken; 0 when it may be now. */
  waitMs(weight: number, factor: number): number {
    const missing = Math.min(weight, this.burst) - this.tokens;
    return missing <= 1e-9 ? 0 : (missing / (this.perSecond * factor)) * 1_000;
  }

  take(weight: number): void {
    this.tokens -= weight;
  }

  drain(): void {
    this.tokens = Math.min(this.tokens, 0);
  }

  /** A larger bucket is as full as the smaller one was: what it may hold more has not been earned yet. */
  setRate(perSecond: number, burst: number): void {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = Math.min(this.tokens, burst);
  }
}

interface Waiting {
  weight: number;
  admit(): void;
}

/**
 * Admits calls to one quota bucket of one account and region, first come first served, at AWS's own rate: the SDK's
 * retries alone lose calls under a hard quota, and its adaptive mode takes 1.4 times as long as this does.
 */
export class Pacer {
  private readonly requests: TokenBucket;
  private readonly weights: TokenBucket | null;
  private readonly queue: Waiting[] = [];
  private timer: NodeJS.Timeout | null = null;
  private factor = 1;
  private decreasedAt = Number.NEGATIVE_INFINITY;

  /** `share` of the quota is used; `now` gives milliseconds of a monotonic clock. */
  constructor(
    private readonly quota: BucketQuota,
    private readonly share: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    const bucket = (rate: Rate) => {
      const { perSecond, burst } = this.held(rate);
      return new TokenBucket(perSecond, burst, now());
    };
    this.requests = bucket(quota);
    this.weights = quota.weight === null ? null : bucket(quota.weight);
  }

  /** Resolves when a call of this weight may leave; throws the signal's reason when it is aborted first. */
  take(weight: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = () => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting = {
        weight,
        admit: () => {
          signal.removeEventListener('abort', stop);
          resolve();
        },
      };
      signal.addEventListener('abort', stop, { once: true });
      this.queue.push(waiting);
      if (this.timer === null) this.admitWaiting();
    });
  }

  /** The service throttled a call: slow down, and start again from an empty bucket. */
  throttled(): void {
    const now = this.now();
    for (const bucket of [this.requests, this.weights]) {
      bucket?.refill(now, this.factor);
      bucket?.drain();
    }
    if (now - this.decreasedAt < DECREASE_INTERVAL_MS) return;
    this.decreasedAt = now;
    this.factor = Math.max(LOWEST_FACTOR, this.factor === 1 ? FIRST_DECREASE : this.factor * DECREASE);
  }

  succeeded(): void {
    if (this.factor < 1) this.factor = Math.min(1, this.factor + INCREASE_PER_SUCCESS);
  }

  /** Takes another rate of requests (per second, before the share), and a burst in proportion; the weights keep theirs. */
  adopt(perSecond: number): void {
    const held = this.held({ perSecond, burst: (this.quota.burst * perSecond) / this.quota.perSecond });
    this.requests.refill(this.now(), this.factor);
    this.requests.setRate(held.perSecond, held.burst);
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.admitWaiting();
  }

  /** The part of a quota that is used. */
  private held({ perSecond, burst }: Rate): Rate {
    return { perSecond: perSecond * this.share * RATE_MARGIN, burst: Math.max(1, burst * this.share * BURST_MARGIN) };
  }

  private admitWaiting(): void {
    this.timer = null;
    const now = this.now();
    this.requests.refill(now, this.factor);
    this.weights?.refill(now, this.factor);
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      const wait = Math.max(this.requests.waitMs(1, this.factor), this.weights?.waitMs(next.weight, this.factor) ?? 0);
      if (wait > 0) {
        this.timer = setTimeout(() => this.admitWaiting(), Math.ceil(wait));
        return;
      }
      this.requests.take(1);
      this.weights?.take(next.weight);
      this.queue.shift();
      next.admit();
    }
  }
}
