import { EXIT, type ExitCode } from './exit-codes.js';

const CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;
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

/**
 * Ends a run in good order on SIGINT and SIGTERM: what there is gets written. A second signal of the kind ends it at once.
 */
export function watchSignals(onFirst: (ending: Ending) => void): SignalWatch {
  const controller = new AbortController();
  let code: ExitCode | null = null;
  const listeners = (['SIGINT', 'SIGTERM'] as const).map((ending) => {
    const listener = (): void => {
      if (code !== null) process.exit(code);
      code = CODES[ending];
      onFirst(ending);
      controller.abort(new StoppedBySignal(ending));
    };
    process.on(ending, listener);
    return { ending, listener };
  });
  return {
    signal: controller.signal,
    code: () => code,
    stop: () => {
      for (const { ending, listener } of listeners) process.off(ending, listener);
    },
  };
}
