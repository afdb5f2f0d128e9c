import pLimit, { type LimitFunction } from 'p-limit';
import { REQUEST_LIMITS } from './packing.js';

/** Times by which requests are sized, in seconds. */
export interface PaceSettings {
  /** What a request should take where an endpoint cannot do full ones at once: long enough to be worth it, far from any timeout. */
  target: number;
  /** Answers that take longer make requests smaller. */
  slow: number;
  /** An endpoint that answers one series this soon is given full requests: they end within the time for one attempt. */
  prompt: number;
}

const DEFAULT_SETTINGS: PaceSettings = { target: 4, slow: 10, prompt: 0.25 };

/** How much larger the next request may be than the last one, after a good answer and after a slow one. */
const GROWTH = 8;
const CAREFUL_GROWTH = 2;
/** The largest requests fill some answer pages. */
const LARGEST_POINTS = 4 * REQUEST_LIMITS.points;

/**
 * How large the requests to one endpoint and region may be, in estimated datapoints. CloudWatch takes full ones, many at a
 * time, and nothing here changes that until one times out. An emulator may need seconds for each query and do one request
 * after the other: it is asked for one series first, then for what it manages in a few seconds, one request at a time.
 */
export class RequestPace {
  /** Points that the next request may have; one series is always allowed. */
  #room: number;
  /** Below what hung; each prompt answer doubles it. */
  #ceiling = Number.POSITIVE_INFINITY;
  /** The shortest answer so far: time that size has no part in. */
  #shortest = Number.POSITIVE_INFINITY;
  #answered = false;
  /** A request hung and came when it was sent again as it was: hangs here come and go, whatever the size. */
  #hangsPass = false;
  readonly #turns: LimitFunction;

  /** `foreign`: an endpoint that is not AWS's own, of whose speed nothing is known. */
  constructor(
    private readonly foreign: boolean,
    private readonly settings: PaceSettings = DEFAULT_SETTINGS,
  ) {
    this.#room = foreign ? 0 : Number.POSITIVE_INFINITY;
    this.#turns = pLimit(foreign ? 1 : Number.MAX_SAFE_INTEGER);
  }

  get isFull(): boolean {
    return this.#room === Number.POSITIVE_INFINITY;
  }

  /** Whether the endpoint has answered anything yet. */
  get hasAnswered(): boolean {
    return this.#answered;
  }

  /** How often a request of several series is sent as it is while it hangs, before it is made smaller. */
  get tries(): number {
    return this.#hangsPass ? 2 : 1;
  }

  /** Waits until a request may be under way: at once, or when the one before it has been answered. */
  turn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns(work);
  }

  /** How many of the items to ask for now, at least one. */
  share(points: readonly number[]): number {
    let count = 0;
    for (let sum = 0; count < points.length; count += 1) {
      sum += points[count] ?? 0;
      if (sum > this.#room) break;
    }
    return Math.max(1, count);
  }

  /** A request of this size was answered, after so many seconds on the wire, and after so many tries that hung. */
  answered(points: number, seconds: number, hung: number): void {
    const { target, slow, prompt } = this.settings;
    this.#answered = true;
    if (hung > 0) this.#hangsPass = true;
    this.#shortest = Math.min(this.#shortest, seconds);
    if (this.isFull && (!this.foreign || seconds <= slow)) {
      this.#turns.concurrency = Number.MAX_SAFE_INTEGER;
      return;
    }
    const ofSize = Math.max(seconds - this.#shortest, 1e-3);
    const growth = seconds <= target ? GROWTH : CAREFUL_GROWTH;
    const manageable = Math.min(points * growth, (points * target) / ofSize);
    const isPrompt = seconds <= prompt;
    if (isPrompt) this.#ceiling *= 2;
    this.#allow(isPrompt ? Number.POSITIVE_INFINITY : manageable);
  }

  /** A request of this size was not answered in time. */
  timedOut(points: number, series: number): void {
    if (series === 1) return;
    this.#ceiling = Math.min(this.#ceiling, points / 2);
    // Where nothing has come yet, one series shows soonest whether anything will.
    this.#allow(this.#answered ? Math.min(points / 2, this.#room) : 0);
  }

  #allow(wanted: number): void {
    const points = Math.min(wanted, this.#ceiling);
    this.#room = points >= LARGEST_POINTS ? Number.POSITIVE_INFINITY : points;
    // What one series promised, the first full request must show before others join it.
    this.#turns.concurrency = this.isFull && !this.foreign ? Number.MAX_SAFE_INTEGER : 1;
  }
}
