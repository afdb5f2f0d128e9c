import { setTimeout as delay } from 'node:timers/promises';
import type { Request } from './scripted-cloudwatch.js';

/** What is on the wire when an answer is given has then arrived. */
const BREATH_MS = 5;

/**
 * An endpoint that works on one request at a time and goes on with what nobody waits for any more, on a clock of its own: its work is counted
 * and not waited for, so that what a loaded machine adds is not taken for the endpoint's. A request that takes longer than `patience`
 * (milliseconds) is never answered.
 */
export class CountedWork {
  #now = 0;
  #freeAt = 0;
  #before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly millisecondsPerQuery: (request: Request) => number,
    private readonly patience: number,
  ) {}

  readonly now = (): number => this.#now;

  /** The request itself, once it is worked on. */
  done(request: Request): Promise<Request> {
    const arrivedAt = this.#now;
    this.#freeAt = Math.max(this.#freeAt, arrivedAt) + this.millisecondsPerQuery(request) * request.queries.length;
    const doneAt = this.#freeAt;
    if (doneAt - arrivedAt > this.patience) {
      this.#now = arrivedAt + this.patience;
      return new Promise(() => undefined);
    }
    const turn = this.#before.then(() => delay(BREATH_MS));
    this.#before = turn;
    return turn.then(() => {
      this.#now = Math.max(this.#now, doneAt);
      return request;
    });
  }
}
