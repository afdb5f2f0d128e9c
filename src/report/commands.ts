import type { CommandDraft } from '../model/evaluation.js';
import type { ReportCommand } from '../model/report.js';
import { PATTERN_WORDS, PATTERNS } from './patterns.js';

type Argument = CommandDraft['argv'][number];

/** Text that every POSIX shell reads back as itself, one word. Single quotes close, escape and open again. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Literal arguments that no shell changes; others are quoted. */
const PLAIN = /^[A-Za-z0-9_%+=:,./@-]+$/;

function asShell(argument: Argument): string {
  if (typeof argument === 'string') return PLAIN.test(argument) ? argument : shellQuote(argument);
  return shellQuote(argument.value);
}

/** HCL string: template openers and quotes escaped (https://developer.hashicorp.com/terraform/language/expressions/strings). */
function asHcl(argument: Argument): string {
  if (typeof argument === 'string') return argument;
  if (argument.pattern === 'number') return argument.value;
  return JSON.stringify(argument.value).replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** YAML single-quoted scalar: a quote is doubled, nothing else is special (https://yaml.org/spec/1.2.2/#732-single-quoted-style). */
function asYaml(argument: Argument): string {
  if (typeof argument === 'string') return argument;
  return argument.pattern === 'number' ? argument.value : `'${argument.value.replaceAll("'", "''")}'`;
}

const WRITERS: Record<CommandDraft['tool'], (argument: Argument) => string> = {
  'aws-cli': asShell,
  terraform: asHcl,
  cloudformation: asYaml,
};

/** Operations that take something away or stop it; a line that only reads must stand before them. */
const DESTROYING = /^(?:terminate|stop|delete|deregister|detach|remove)-/;

function operationOf(draft: CommandDraft): string {
  const operation = draft.argv[2];
  return typeof operation === 'string' ? operation : '';
}

function destroys(draft: CommandDraft): boolean {
  return draft.tool === 'aws-cli' && draft.purpose === 'apply' && DESTROYING.test(operationOf(draft));
}

/** The reading twin of a destroying command: the same arguments, another operation, where AWS gives both the same ones. */
const READING_TWIN: Record<string, string> = {
  'terminate-instances': 'describe-instances',
  'stop-instances': 'describe-instances',
  'delete-function': 'get-function-configuration',
  'delete-provisioned-concurrency-config': 'get-provisioned-concurrency-config',
};

function readingTwin(draft: CommandDraft): CommandDraft | null {
  const twin = READING_TWIN[operationOf(draft)];
  return twin === undefined ? null : { purpose: 'inspect', tool: 'aws-cli', argv: draft.argv.map((part, at) => (at === 2 ? twin : part)) };
}

function withheld({ purpose, tool }: CommandDraft, reason: string): ReportCommand {
  return { purpose, tool, text: null, withheld: reason };
}

function written(draft: CommandDraft): ReportCommand {
  for (const argument of draft.argv) {
    if (typeof argument === 'string' || PATTERNS[argument.pattern].test(argument.value)) continue;
    return withheld(draft, `No command: a value of it does not look like ${PATTERN_WORDS[argument.pattern]} as AWS gives them.`);
  }
  return { purpose: draft.purpose, tool: draft.tool, text: draft.argv.map(WRITERS[draft.tool]).join(' '), withheld: null };
}

const ORDER: Record<CommandDraft['purpose'], number> = { inspect: 0, apply: 1, undo: 2 };

/**
 * The drafts of a finding as text to copy: reading lines first, then the change, then how to undo it. Each value is held
 * against AWS's pattern for its kind and quoted; where one does not match there is no command, and it says why. A command
 * that destroys is held back too when no line that only reads can stand before it.
 */
export function writeCommands(drafts: readonly CommandDraft[]): ReportCommand[] {
  const missing = drafts.filter(destroys).flatMap((draft) => {
    const inspected = drafts.some(({ purpose, tool }) => purpose === 'inspect' && tool === 'aws-cli');
    return inspected ? [] : (readingTwin(draft) ?? []);
  });
  const inspect = missing.slice(0, 1);
  const all = [...inspect, ...drafts].sort((a, b) => ORDER[a.purpose] - ORDER[b.purpose]);
  const readable = all.some((draft) => draft.purpose === 'inspect' && draft.tool === 'aws-cli' && written(draft).text !== null);
  const lines = all.map((draft) =>
    destroys(draft) && !readable ? withheld(draft, 'No command: nothing that only reads could stand before it.') : written(draft),
  );
  const broken = new Set(lines.flatMap((line) => (isStep(line) && line.text === null ? [line.purpose] : [])));
  return lines.map((line) =>
    isStep(line) && line.text !== null && broken.has(line.purpose)
      ? { ...line, text: null, withheld: 'No command: another step of the same change is held back.' }
      : line,
  );
}

/** Lines for the AWS CLI that change something belong together: a stop without the change that it is for would only be an outage. */
const isStep = ({ purpose, tool }: ReportCommand): boolean => purpose !== 'inspect' && tool === 'aws-cli';
