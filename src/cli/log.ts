import pc from 'picocolors';

export interface Log {
  info(text: string, fields?: Record<string, unknown>): void;
  warn(text: string, fields?: Record<string, unknown>): void;
  debug(text: string, fields?: Record<string, unknown>): void;
}

export interface LogSettings {
  quiet: boolean;
  debug: boolean;
  color: boolean;
  format: 'text' | 'json';
}

// Names come from AWS and from users: a terminal must not obey what is in them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** One line of text that a terminal shows and does not obey: no control characters, no line breaks, no marks that turn the reading direction. */
export function printable(text: string): string {
  return text.replace(CONTROL, '\uFFFD');
}

/** JSON on one line, whose strings hold no character that a terminal would obey. */
function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** Progress and logs, always to stderr; reports and data go to files or stdout. */
function createLog(settings: LogSettings): Log {
  const colors = pc.createColors(settings.color && process.stderr.isTTY === true && process.env.NO_COLOR === undefined);
  const write = (level: 'info' | 'warn' | 'debug', text: string, fields: Record<string, unknown> = {}): void => {
    if (settings.format === 'json') {
      process.stderr.write(jsonLine({ level, time: new Date().toISOString(), message: text, ...fields }));
      return;
    }
    const prefix = level === 'warn' ? colors.yellow('warning: ') : level === 'debug' ? colors.dim('debug: ') : '';
    process.stderr.write(`${prefix}${printable(text)}\n`);
  };
  return {
    info: (text, fields) => {
      if (!settings.quiet) write('info', text, fields);
    },
    warn: (text, fields) => write('warn', text, fields),
    debug: (text, fields) => {
      if (settings.debug) write('debug', text, fields);
    },
  };
}

/** True where these words of a command line ask for lines of JSON; asked before they are parsed, or where they cannot be. */
export function asksForJson(argv: readonly string[]): boolean {
  return argv.some((word, at) => word === '--log-format=json' || (word === '--log-format' && argv[at + 1] === 'json'));
}

/** What ended the command, as one line of JSON. */
export function errorEvent(message: string, hint: string | null = null): string {
  return jsonLine({ level: 'error', time: new Date().toISOString(), message, ...(hint === null ? {} : { hint }) });
}

/** The log that a command's common options ask for. */
export function logFrom(options: {
  quiet?: boolean | undefined;
  debug?: boolean | undefined;
  color?: boolean | undefined;
  logFormat?: string;
}): Log {
  return createLog({
    quiet: options.quiet === true,
    debug: options.debug === true,
    color: options.color !== false,
    format: options.logFormat === 'json' ? 'json' : 'text',
  });
}
