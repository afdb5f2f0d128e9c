import type { Span } from './fetch-request.js';

/** Answers that take longer than these seconds and give fewer datapoints a second are slow. */
export interface Slowness {
  seconds: number;
  pointsPerSecond: number;
}

/** CloudWatch gives tens of thousands of datapoints a second. */
const SLOW: Slowness = { seconds: 3, pointsPerSecond: 2_000 };
/** A busy machine can be late once. */
const SLOW_IN_A_ROW = 2;
/** A finer cut must be this much faster by the datapoint to be kept. */
const GAIN = 1.2;
/** How much finer each trial cuts. */
const FINER = 2;
/** Work so many times as large is worth another trial where the last one brought nothing. */
const WORTH_ANOTHER = 4;
/** What a cut becomes when the answer to a single series did not come in time. */
const AFTER_HANG = 8;

/**
 * How much of a window one request to an endpoint asks for. CloudWatch bills each request for each metric and finds a series
 * at once: it is always asked for the whole window. Some emulators search all the datapoints they hold once for every period
 * of every query, so that the time for a window grows with its square: asked for in parts, it comes many times sooner. Whether it
 * does is tried, part by part, on endpoints that are not AWS's and whose answers take their time.
 */
export class SpanPace {
  /** Seconds of a window that a request asks for; infinite: all of it. */
  #length = Number.POSITIVE_INFINITY;
  /** Datapoints of the request whose trial of finer parts brought nothing. */
  #settledFor = 0;
  /** Slow answers since the last that was not. */
  #slowAnswers = 0;

  /** `foreign`: an endpoint that is not AWS's own, which bills nothing. */
  constructor(
    private readonly foreign: boolean,
    private readonly slow: Slowness = SLOW,
  ) {}

  get #isSlow(): boolean {
    return this.#slowAnswers >= SLOW_IN_A_ROW;
  }

  /** A request was answered. */
  answered(points: number, seconds: number): void {
    if (!this.foreign || this.#isSlow) return;
    const isSlow = seconds > this.slow.seconds && points / seconds < this.slow.pointsPerSecond;
    this.#slowAnswers = isSlow ? this.#slowAnswers + 1 : 0;
  }

  /** One series over this span did not come in time. */
  hung(span: Span): void {
    if (!this.foreign) return;
    this.#slowAnswers = SLOW_IN_A_ROW;
    this.#length = Math.min(this.#length, span.end - span.start) / AFTER_HANG;
  }

  /** Whether a series that hung would be asked for otherwise the next time. */
  get isCut(): boolean {
    return this.#length !== Number.POSITIVE_INFINITY;
  }

  /**
   * The parts of one request, in order. `periodSeconds`: the longest period in it, at whose multiples windows may be cut.
   * `points`: its datapoints over the whole span.
   */
  parts(span: Span, periodSeconds: number, points: number): SpanParts {
    const canBeCut = periodSeconds < span.end - span.start;
    const trial = this.#isSlow && canBeCut && points > WORTH_ANOTHER * this.#settledFor;
    return new SpanParts(span, periodSeconds, this.#length, trial, (length) => {
      this.#settledFor = points;
      this.#length = length;
    });
  }
}

/** One window, asked for part after part, the latest first: that is where datapoints are. */
export class SpanParts {
  /** All from here on has come. */
  #until: number;
  #length: number;
  /** The longest that is worth it so far, and seconds of window that came in a second; null before the trial's first part. */
  #kept: { length: number; rate: number } | null = null;

  constructor(
    private readonly span: Span,
    private readonly periodSeconds: number,
    length: number,
    private trial: boolean,
    private readonly settle: (length: number) => void,
  ) {
    this.#until = span.end;
    this.#length = trial ? Math.min(length, (span.end - span.start) / FINER) : length;
  }

  /** What to ask for next; null when all has been asked for. */
  next(): Span | null {
    const { start } = this.span;
    if (this.#until <= start) return null;
    const earliest = this.#until - Math.max(this.#length, this.periodSeconds);
    const periods = Math.max(0, Math.ceil((earliest - start) / this.periodSeconds));
    return { start: start + periods * this.periodSeconds, end: this.#until };
  }

  /** The part came, after so many seconds on the wire. */
  answered(part: Span, seconds: number): void {
    this.#until = part.start;
    if (!this.trial) return;
    const length = part.end - part.start;
    const rate = length / Math.max(seconds, 1e-3);
    const kept = this.#kept;
    if (kept !== null && rate < kept.rate * GAIN) {
      this.#end(kept.length);
      return;
    }
    this.#kept = { length, rate };
    this.#length = length / FINER;
    if (this.#length < this.periodSeconds) this.#end(length);
  }

  #end(length: number): void {
    this.trial = false;
    // Half of the window is where the trial begins: no finer part was faster, so none is.
    const isCut = length < (this.span.end - this.span.start) / FINER;
    this.#length = isCut ? length : Number.POSITIVE_INFINITY;
    this.settle(this.#length);
  }
}
