import { EXIT } from './exit-codes.js';
import { errorEvent, printable } from './log.js';

/** What the system says where whoever read a stream reads no more. */
const READER_LEFT: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Lets no stream end the run. What a reader of stdout no longer wants (`| head`) is not written, and that is no error; a stdout that takes no more
 * for another reason, such as a full disk, is one, of which one line tells, but the work goes on to its end all the same: files, buckets and exit
 * codes do not depend on it. Logs are not the output: where they cannot be written the run goes on without them.
 * @returns The exit code of a run that would end with `code`: 1 in place of 0 where stdout did not take all.
 */
export function outliveStreams(json: boolean): (code: number) => number {
  let refused = false;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (refused || READER_LEFT.includes(error.code)) return;
    refused = true;
    const reason = error.message.replace(/^[A-Z]+: /, '').replace(/, write$/, '');
    const message = `stdout cannot be written: ${reason}`;
    process.stderr.write(json ? errorEvent(message) : `error: ${printable(message)}\n`);
    // A write may fail after the last line of the work.
    if (process.exitCode === EXIT.done) process.exitCode = EXIT.internalError;
  });
  return (code) => (refused && code === EXIT.done ? EXIT.internalError : code);
}
