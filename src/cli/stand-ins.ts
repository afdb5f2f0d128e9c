import { OutputError, UserError } from '../index.js';
import type { Log } from './log.js';

/** Local files and folders that stand for places in buckets while the work is done: what is said names the places. */
export class StandIns {
  readonly #places: { path: string; url: string }[] = [];

  /** Notes what `path` stands for. */
  add(path: string, url: string): void {
    this.#places.push({ path, url });
    // A path that begins with another one is looked for first.
    this.#places.sort((a, b) => b.path.length - a.path.length);
  }

  has(path: string): boolean {
    return this.#places.some((place) => path.startsWith(place.path));
  }

  named(text: string): string {
    return this.#places.reduce((said, { path, url }) => said.replaceAll(path, url), text);
  }

  /** The same log, which names places. */
  log(log: Log): Log {
    return {
      info: (text, fields) => log.info(this.named(text), fields),
      warn: (text, fields) => log.warn(this.named(text), fields),
      debug: (text, fields) => log.debug(this.named(text), fields),
    };
  }

  /** The same error, which names places. */
  error(error: unknown): unknown {
    if (!(error instanceof Error) || this.named(error.message) === error.message) return error;
    const message = this.named(error.message);
    if (error instanceof UserError)
      return new UserError(message, { hint: error.hint === null ? null : this.named(error.hint), cause: error });
    return error instanceof OutputError ? new OutputError(message, { cause: error }) : new Error(message, { cause: error });
  }
}
