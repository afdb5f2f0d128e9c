#!/usr/bin/env node
import { CommanderError } from 'commander';
import { OutputError } from '../model/output-error.js';
import { UserError } from '../model/user-error.js';
import { EXIT } from './exit-codes.js';
import { asksForJson, errorEvent, printable } from './log.js';
import { createProgram, withErrorsAs } from './program.js';
import { handleSignals } from './signals.js';
import { outliveStreams } from './streams.js';

/** An error as one line and what to do about it; the stack only with --debug. */
function explain(error: unknown, debug: boolean, json: boolean): string {
  const told = (message: string, hint: string | null, kind = 'error'): string => {
    if (json) return errorEvent(kind === 'error' ? message : `${kind}: ${message}`, hint);
    return `${kind}: ${printable(message)}\n${hint === null ? '' : `  ${printable(hint)}\n`}`;
  };
  if (debug && error instanceof Error) {
    const stack = error.stack ?? error.message;
    const lines = stack.split('\n').map((line) => `${printable(line)}\n`);
    return json ? errorEvent(stack) : lines.join('');
  }
  if (error instanceof UserError) return told(error.message, error.hint);
  if (error instanceof OutputError) return told(error.message, null);
  const message = error instanceof Error ? error.message : String(error);
  return told(message.split('\n', 1)[0] ?? '', 'Run again with --debug to see where.', 'internal error');
}

async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  const json = asksForJson(argv);
  const program = createProgram((result) => {
    code = result;
  });
  if (json) withErrorsAs(program, (text) => process.stderr.write(errorEvent(text.trim().replace(/^error: /, ''))));
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    // Commander has printed its own line; it ends with 0 after --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    process.stderr.write(explain(error, argv.includes('--debug'), json));
    return error instanceof UserError ? EXIT.usage : EXIT.internalError;
  }
}

const exitCodeOf = outliveStreams(asksForJson(process.argv));
handleSignals();
process.exitCode = exitCodeOf(await main(process.argv));
