#!/usr/bin/env node
import { CommanderError } from 'commander';
import { OutputError } from '../model/output-error.js';
import { UserError } from '../model/user-error.js';
import { EXIT } from './exit-codes.js';
import { createProgram } from './program.js';

/** An error as one line and what to do about it; the stack only with --debug. */
function explain(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return `${error.stack ?? error.message}\n`;
  if (error instanceof UserError) return `error: ${error.message}\n${error.hint === null ? '' : `  ${error.hint}\n`}`;
  if (error instanceof OutputError) return `error: ${error.message}\n`;
  const message = error instanceof Error ? error.message : String(error);
  return `internal error: ${message.split('\n', 1)[0] ?? ''}\n  Run again with --debug to see where.\n`;
}

async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    // Commander has printed its own line; it ends with 0 after --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    process.stderr.write(explain(error, argv.includes('--debug')));
    return error instanceof UserError ? EXIT.usage : EXIT.internalError;
  }
}

// A reader that went away (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

process.exitCode = await main(process.argv);
