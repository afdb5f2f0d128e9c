import { InvalidArgumentError, Option } from 'commander';
import { SEVERITIES } from '../model/evaluation.js';
import { suggestion } from '../model/nearest-name.js';
import { EXTRAS, PERMISSION_SETS } from '../model/permission-set.js';
import { DEFAULT_FORMATS, REPORT_FORMATS } from '../model/report-format.js';

function listOf(what: string, known?: readonly string[]): (text: string) => string[] {
  return (text) => {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length === 0) throw new InvalidArgumentError(`Give at least one ${what}, separated by commas.`);
    for (const item of items) {
      if (known !== undefined && !known.includes(item)) {
        throw new InvalidArgumentError(`${item} is not a ${what}: ${known.join(', ')}${suggestion(item, known)}.`);
      }
    }
    return [...new Set(items)];
  };
}

/** Account ids separated by commas, or a JSON array of them: a state machine can write no other list. */
function accountIds(text: string): string[] {
  const ids = text
    .replace(/^\s*\[(.*)\]\s*$/s, '$1')
    .split(',')
    .map((item) => item.trim().replace(/^"(.*)"$/, '$1'));
  const wrong = ids.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no account id: give ids of twelve digits, separated by commas.`);
  return [...new Set(ids)];
}

function oneOf(what: string, known: readonly string[]): (text: string) => string {
  return (text) => {
    if (known.includes(text)) return text;
    throw new InvalidArgumentError(`${text} is not a ${what}: ${known.join(', ')}${suggestion(text, known)}.`);
  };
}

/** A number within bounds (both included). */
function numberIn(minimum: number, maximum: number, integer: boolean): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || (integer && !Number.isInteger(value)) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`Give ${integer ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

function instant(text: string): string {
  // A date alone is midnight UTC; anything without a zone would mean another hour on another machine.
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  const [, date = ''] = /^(\d{4}-\d{2}-\d{2})T.*(?:Z|[+-]\d{2}:?\d{2})$/.exec(iso) ?? [];
  // Date.parse takes the 30th of February for the 2nd of March.
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  if (!isDay || Number.isNaN(Date.parse(iso))) {
    throw new InvalidArgumentError('Give a time such as 2026-11-21T08:00:00Z, or a date; the day must be one of the calendar.');
  }
  return iso;
}

export interface Shard {
  index: number;
  count: number;
}

function shard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (match === null || index < 1 || count < 1 || index > count) {
    throw new InvalidArgumentError('Give a shard as i/n with i from 1 to n and n up to 999999, for example 2/5.');
  }
  return { index, count };
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new InvalidArgumentError('Give a URL such as http://127.0.0.1:4566.');
  }
  return text;
}

/** Text that stands for itself. An empty one is most often a variable of a script that is not set. */
function notEmpty(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

/** Where files go. What looks like the URL of anything but a bucket would become the name of a folder. */
function place(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !/^s3:/i.test(text)) throw new InvalidArgumentError('Give a folder, or s3://bucket/prefix.');
  return notEmpty(text);
}

/** A file of this machine. */
function localFile(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw new InvalidArgumentError('Give a file of this machine.');
  return notEmpty(text);
}

/** One that takes a value takes no empty one, unless it has a parser of its own. */
function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  return made.required ? made.argParser(notEmpty) : made;
}

const again = (text: string, before: string[] | undefined): string[] => [...(before ?? []), notEmpty(text)];

const organization = () => [
  option('--organization', "audit every active account of the caller's organization"),
  option('--organization-unit <a,b>', 'only accounts in or beneath these units (ou-…)').argParser(listOf('unit')),
  option('--organization-tag <key=value>', 'only accounts with this tag; may be given again, all must hold').argParser(again),
  option('--role-name <name>', 'the role of each account that --organization assumes (default: fleet-auditor-read)'),
  option('--external-id <id>', 'the external id that those roles ask for').env('FLEET_AUDITOR_EXTERNAL_ID'),
];

const lookback = () => option('--lookback-days <n>', 'days of utilization to judge (default: 14)').argParser(numberIn(1, 63, true));

const quotaShare = () =>
  option('--quota-share <x>', 'share of each AWS quota to use, so that the account keeps the rest')
    .default(0.5)
    .argParser(numberIn(0.01, 1, false));

/** Options by what a command does; each option is declared once. */
export const OPTIONS = {
  access: () => [
    option('--profile <name>', 'AWS profile to use (SSO, assume-role and MFA profiles too); otherwise the default credential chain'),
    option('--endpoint-url <url>', 'send every AWS call to this URL').env('AWS_ENDPOINT_URL').argParser(httpUrl),
  ],
  scope: () => [
    option('--regions <a,b>', "only these regions; otherwise every enabled region of the caller's account").argParser(listOf('region')),
    option('--exclude-regions <a,b>', 'not these regions').argParser(listOf('region')),
    option(
      '--accounts <file>',
      'audit the accounts listed in this file (YAML or JSON: id, name, roleArn, externalId, regions, environment)',
    ),
    ...organization(),
    option('--only-accounts <a,b>', 'only these of the accounts, as a part of the run; merge joins it with the others').argParser(
      accountIds,
    ),
  ],
  extras: () => [option('--with <list>', `ask for more than the audit needs: ${EXTRAS.join(', ')}`).argParser(listOf('set', EXTRAS))],
  collection: () => [
    lookback(),
    option('--end <time>', 'end of the window; otherwise now, floored to the hour').argParser(instant),
    option('--shard <i/n>', 'only the i-th of n parts of accounts and regions; merge joins them').argParser(shard),
    quotaShare(),
    option('--max-metric-cost <usd>', 'stop before the first metric of an account that would cost more')
      .default(5)
      .argParser(numberIn(0, 1_000_000, false)),
    option('--plan', 'take the inventory, ask for no metric, print the calls and the cost of the rest'),
    option('--timeout <seconds>', 'how long one AWS call may take before it is tried again')
      .default(30)
      .argParser(numberIn(1, 600, false)),
    option('--resume <dir>', 'go on with an interrupted collection: ask only for what it has not'),
  ],
  /** What the cost and the time of a run depend on. */
  estimate: () => [lookback(), quotaShare(), option('--json', 'print it as JSON')],
  output: (formats: boolean) => [
    option('--output <dir>', 'folder to write to, or s3://bucket/prefix').default('fleet-report').argParser(place),
    ...(formats
      ? [
          option('--format <list>', 'any of html, markdown, json, csv; markdown-summary for a comment; ndjson for Athena and DuckDB')
            .default([...DEFAULT_FORMATS], 'the first four')
            .argParser(listOf('format', REPORT_FORMATS)),
        ]
      : []),
  ],
  trendOutput: () => [
    option('--output <dir>', 'folder to write to, or s3://bucket/prefix').default('fleet-report').argParser(place),
    option('--format <list>', `any of ${DEFAULT_FORMATS.join(', ')}`)
      .default([...DEFAULT_FORMATS], 'all four')
      .argParser(listOf('format', DEFAULT_FORMATS)),
  ],
  judging: () => [
    option('--config <file>', 'configuration; otherwise fleet-auditor.yaml if it is there'),
    option('--policies <dir>', 'a folder of your own policies (.mjs); its code is run'),
  ],
  priceFile: () => [
    option('--output <file>', 'price file to write, for --prices').default('prices.json').argParser(localFile),
    option('--regions <a,b>', 'regions to read the prices of; otherwise the one that the environment or the profile names').argParser(
      listOf('region'),
    ),
  ],
  prices: () => [option('--prices <file>', 'prices to use before the built-in table')],
  rendering: () => [
    option('--prices <file>', 'prices to use before the built-in table'),
    option('--templates <dir>', 'templates and style sheets that replace the built-in ones file by file'),
  ],
  gates: () => [
    option('--fail-on <severity>', 'exit 3 when an active finding is this severe or more').argParser(oneOf('severity', SEVERITIES)),
    option('--require-complete', 'exit 4 when any part of the scope could not be seen'),
    option('--min-saving <usd>', 'leave out findings that save something, but less a month').argParser(numberIn(0, 1_000_000_000, false)),
    option(
      '--compare <snapshot>',
      'an earlier snapshot, or s3://bucket/prefix for the newest there: what is new, resolved and changed since',
    ),
    option('--notify <target>', 'send a short summary to an SNS topic (ARN), a Slack webhook or another https webhook; may be given again')
      .env('FLEET_AUDITOR_NOTIFY')
      .argParser(again),
  ],
  redaction: () => [
    option('--redact', 'replace account ids, ARNs, names and tag values by pseudonyms; write no snapshot'),
    option('--redact-key <file>', 'key that keeps pseudonyms the same from one snapshot to the next (implies --redact)'),
  ],
  common: () => [
    option('--quiet', 'no progress; warnings, errors and the summary stay'),
    option('--debug', 'show stacks and every call'),
    option('--no-color', 'no colours'),
    option('--log-format <format>', 'text or json')
      .default('text')
      .argParser(oneOf('log format', ['text', 'json'])),
  ],
  simulator: () => [
    option('--fleet <file>', "a fleet file; otherwise the demo's"),
    option('--seed <n>', 'seed of everything that is generated').argParser(numberIn(0, 4_294_967_295, true)),
  ],
  port: () => [
    option('--port <n>', 'port on 127.0.0.1; 0 takes a free one')
      .default(0)
      .argParser(numberIn(0, 65_535, true)),
  ],
  permissionSets: () => [
    option('--for <list>', `any of ${PERMISSION_SETS.join(', ')}`)
      .default(['audit'], 'audit')
      .argParser(listOf('set of permissions', PERMISSION_SETS)),
  ],
} as const;
