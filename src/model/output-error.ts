/**
 * An output that could be written when the run began and cannot be any more: disk full, folder gone. Shown as one line;
 * the command ends with exit code 1. An output that could never be written is a UserError instead.
 */
export class OutputError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OutputError';
  }
}
