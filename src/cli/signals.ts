import { EXIT, type ExitCode } from './exit-codes.js';

/** SIGHUP comes when the terminal or the connection to it is gone. */
const CODES = { SIGHUP: EXIT.hungUp, SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;
type Ending = keyof typeof CODES;

/** Raised as the reason of an abort, so that whoever sees it knows the run was stopped and nothing broke. */
export class StoppedBySignal extends Error {
  constructor(readonly ending: Ending) {
    super(`stopped by ${ending}`);
    this.name = 'StoppedBySignal';
  }
}

export interface SignalWatch {
  signal: AbortSignal;
  /** The exit code that the signal asks for; null while none came. */
  code(): ExitCode | null;
  stop(): void;
}

let first: Ending | null = null;
const watches = new Set<{ onFirst: (ending: Ending) => void; controller: AbortController }>();

/**
 * Takes these signals over for the life of the process. Where nobody watches for them, and at the second one, it ends at once, yet
 * not before what was half made is removed: Node's own way to end on a signal leaves temporary files where they are.
 */
export function handleSignals(): void {
  for (const ending of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.on(ending, () => {
      if (first !== null || watches.size === 0) process.exit(CODES[first ?? ending]);
      first = ending;
      // Of watches within watches the innermost says it: it knows what is going on.
      [...watches].at(-1)?.onFirst(ending);
      for (const { controller } of watches) controller.abort(new StoppedBySignal(ending));
    });
  }
}

/** Ends a run in good order on SIGHUP, SIGINT and SIGTERM: what there is gets written. A second signal ends it at once. */
export function watchSignals(onFirst: (ending: Ending) => void): SignalWatch {
  const controller = new AbortController();
  const watch = { onFirst, controller };
  watches.add(watch);
  return {
    signal: controller.signal,
    code: () => (first === null ? null : CODES[first]),
    stop: () => {
      watches.delete(watch);
    },
  };
}

/** Runs a command that writes nothing when a signal stops it: its exit code is then the signal's. */
export async function untilStopped(onFirst: (ending: Ending) => void, work: (watch: SignalWatch) => Promise<ExitCode>): Promise<ExitCode> {
  const watch = watchSignals(onFirst);
  try {
    return await work(watch);
  } catch (error) {
    if (error instanceof StoppedBySignal) return watch.code() ?? EXIT.interrupted;
    throw error;
  } finally {
    watch.stop();
  }
}
