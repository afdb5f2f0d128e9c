/**
 * A problem that the person at the command line can solve: bad input, missing credentials, an output that cannot be
 * written. Shown as one line (and the hint below it), never as a stack; the command ends with exit code 2.
 */
export class UserError extends Error {
  /** What to do about it, as one plain sentence; null where the message says it all. */
  readonly hint: string | null;

  constructor(message: string, options: { hint?: string | null; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.hint = options.hint ?? null;
  }
}
