import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type CliOptions, type CliResult, DUMMY_CREDENTIALS, emptyFolder, isolatedEnvironment, MAIN } from './cli.js';

const resultSchema = z.object({ code: z.number(), signal: z.null(), stdout: z.string(), stderr: z.string() });
const replySchema = z.union([z.object({ result: resultSchema }), z.object({ error: z.string() })]);

let host: ChildProcess | null = null;
let last: Promise<unknown> = Promise.resolve();

function started(): ChildProcess {
  if (host?.connected === true) return host;
  host = fork(fileURLToPath(new URL('cli-host.mjs', import.meta.url)), { env: isolatedEnvironment(), execArgv: [] });
  // It ends with the worker, and keeps nothing from ending.
  host.unref();
  host.channel?.unref();
  return host;
}

async function inHost(args: readonly string[], { env = DUMMY_CREDENTIALS, cwd = emptyFolder() }: WarmOptions): Promise<CliResult> {
  const child = started();
  const over = new AbortController();
  const reply = once(child, 'message', { signal: over.signal });
  const end = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
    throw new Error(`the process ended with ${code ?? signal} in ${args.join(' ')}`);
  });
  end.catch(() => undefined);
  reply.catch(() => undefined);
  try {
    child.send({ main: MAIN, args, env: isolatedEnvironment(env), cwd });
    const [message] = await Promise.race([reply, end]);
    const told = replySchema.parse(message);
    if ('error' in told) throw new Error(told.error);
    return told.result;
  } finally {
    over.abort();
  }
}

type WarmOptions = Omit<CliOptions, 'onStart'>;

/**
 * Runs the built command line as `runCli` does, the same file with the same arguments and environment, but in a process that runs one
 * command after another: most of the time of a short command is the loading of its modules. Signals, NODE_OPTIONS, and that a process ends
 * of itself, need a process of their own: each command has at least one test by `runCli`.
 */
export function runWarm(args: readonly string[], options: WarmOptions = {}): Promise<CliResult> {
  const run = last.then(() => inHost(args, options));
  last = run.catch(() => undefined);
  return run;
}
