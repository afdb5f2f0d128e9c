import { Command, type Option } from 'commander';
import { toolIdentity } from '../index.js';
import type { ExitCode } from './exit-codes.js';
import { OPTIONS } from './options.js';

/** A command's work: its options and arguments in, the exit code out. Loaded only when the command is the one asked for. */
type Run = (options: Record<string, unknown>, args: readonly string[]) => Promise<ExitCode>;

interface CommandSpec {
  name: string;
  description: string;
  options: readonly Option[];
  load: () => Promise<{ run: Run }>;
}

const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'audit',
    description: 'collect, judge and render in one go',
    options: [
      ...OPTIONS.access(),
      ...OPTIONS.scope(),
      ...OPTIONS.extras(),
      ...OPTIONS.collection(),
      ...OPTIONS.output(true),
      ...OPTIONS.judging(),
      ...OPTIONS.rendering(),
      ...OPTIONS.gates(),
      ...OPTIONS.redaction(),
    ],
    load: () => import('./commands/audit.js'),
  },
  {
    name: 'collect',
    description: 'write snapshot.json.gz, judge nothing',
    options: [
      ...OPTIONS.access(),
      ...OPTIONS.scope(),
      ...OPTIONS.extras(),
      ...OPTIONS.collection(),
      ...OPTIONS.output(false),
      ...OPTIONS.judging(),
      ...OPTIONS.prices(),
    ],
    load: () => import('./commands/collect.js'),
  },
  {
    name: 'report <snapshots...>',
    description: 'judge and render a snapshot, or the parts of a run as merge would join them; needs no AWS and no network',
    options: [...OPTIONS.output(true), ...OPTIONS.judging(), ...OPTIONS.rendering(), ...OPTIONS.gates(), ...OPTIONS.redaction()],
    load: () => import('./commands/report.js'),
  },
  {
    name: 'diff <old> <new>',
    description: 'of two snapshots, judged alike: what is new, resolved and why, changed, no longer assessed',
    options: [...OPTIONS.output(true), ...OPTIONS.judging(), ...OPTIONS.rendering(), ...OPTIONS.redaction()],
    load: () => import('./commands/diff.js'),
  },
  {
    name: 'trend <places...>',
    description: 'of all snapshots in folders or buckets, judged alike: cost, savings found and realised, and coverage over time',
    options: [...OPTIONS.trendOutput(), ...OPTIONS.judging(), ...OPTIONS.rendering(), ...OPTIONS.redaction()],
    load: () => import('./commands/trend.js'),
  },
  {
    name: 'merge <dirs...>',
    description: 'join the snapshots of shards into one',
    options: OPTIONS.output(false),
    load: () => import('./commands/merge.js'),
  },
  {
    name: 'demo',
    description: 'audit a simulated fleet on this machine; needs no AWS account',
    options: [...OPTIONS.output(true), ...OPTIONS.simulator(), ...OPTIONS.judging(), ...OPTIONS.rendering()],
    load: () => import('./commands/demo.js'),
  },
  {
    name: 'simulate',
    description: 'serve a simulated AWS endpoint on 127.0.0.1 for any AWS client',
    options: [...OPTIONS.port(), ...OPTIONS.simulator()],
    load: () => import('./commands/simulate.js'),
  },
  {
    name: 'permissions',
    description: 'print the least-privilege IAM policy',
    options: OPTIONS.permissionSets(),
    load: () => import('./commands/permissions.js'),
  },
  {
    name: 'doctor',
    description: 'say which identity, regions and permissions a run would have, what it would cost and take, before it runs',
    options: [
      ...OPTIONS.access(),
      ...OPTIONS.scope(),
      ...OPTIONS.extras(),
      ...OPTIONS.judging(),
      ...OPTIONS.prices(),
      ...OPTIONS.estimate(),
    ],
    load: () => import('./commands/doctor.js'),
  },
];

const POLICY_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'list',
    description: 'every policy with what it looks at',
    options: OPTIONS.judging(),
    load: async () => ({ run: (await import('./commands/policies.js')).list }),
  },
  {
    name: 'show <id>',
    description: 'one policy: why, its options as they are in effect, and where each value comes from',
    options: OPTIONS.judging(),
    load: async () => ({ run: (await import('./commands/policies.js')).show }),
  },
  {
    name: 'check <dir>',
    description: 'check the policies in a folder of your own; their code is run',
    options: [],
    load: async () => ({ run: (await import('./commands/policies.js')).check }),
  },
];

const ACCOUNT_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'list',
    description: 'write accounts.json, the accounts that a run would be about, for --accounts of each part of it',
    options: [...OPTIONS.access(), ...OPTIONS.scope(), ...OPTIONS.output(false)],
    load: async () => ({ run: (await import('./commands/accounts.js')).list }),
  },
];

const PRICE_COMMANDS: readonly CommandSpec[] = [
  {
    name: 'refresh',
    description: 'write a price file from the Price List API, for --prices',
    options: [...OPTIONS.access(), ...OPTIONS.priceFile()],
    load: async () => ({ run: (await import('./commands/prices.js')).refresh }),
  },
];

function add(parent: Command, spec: CommandSpec, done: (code: ExitCode) => void): void {
  const command = parent.command(spec.name).description(spec.description);
  for (const option of [...spec.options, ...OPTIONS.common()]) {
    // As the SDK and other tools of AWS do: a variable that is empty is not set.
    if (option.envVar !== undefined && process.env[option.envVar] === '') delete process.env[option.envVar];
    command.addOption(option);
  }
  command.action(async (...received: unknown[]) => {
    const args = received.slice(0, -2).flat().map(String);
    const { run } = await spec.load();
    done(await run(command.opts(), args));
  });
}

/** Gives all that is said about a command line that cannot be used to `write`, also where a command of a command says it. */
export function withErrorsAs(command: Command, write: (text: string) => void): void {
  // One line each: the hint to --help comes as a text of its own.
  command.configureOutput({ writeErr: write }).showHelpAfterError(false);
  for (const inner of command.commands) withErrorsAs(inner, write);
}

/** The command line. `done` gets the exit code of the command that ran. */
export function createProgram(done: (code: ExitCode) => void): Command {
  const program = new Command('fleet-auditor')
    .description(
      'Says, with evidence and money, which AWS compute is the wrong size, in the wrong place or running for nobody. Read-only, always.',
    )
    .version(toolIdentity().version)
    .exitOverride()
    .showHelpAfterError('(--help shows every option)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false });
  program.addHelpText(
    'after',
    `
Exit codes: 0 done; 1 internal error, or the output cannot be written any more; 2 usage, configuration, credentials, cost cap, or an
output that cannot be written to begin with; 3 findings at or above --fail-on; 4 incomplete coverage with --require-complete, or
nothing answered; 129, 130 and 143 on signals, after writing what there is.`,
  );
  for (const spec of COMMANDS) add(program, spec, done);
  const policies = program.command('policies').description('list, show and check policies');
  for (const spec of POLICY_COMMANDS) add(policies, spec, done);
  const accounts = program.command('accounts').description('the accounts that a run is about');
  for (const spec of ACCOUNT_COMMANDS) add(accounts, spec, done);
  const prices = program.command('prices').description('the prices that amounts are made of');
  for (const spec of PRICE_COMMANDS) add(prices, spec, done);
  return program;
}
