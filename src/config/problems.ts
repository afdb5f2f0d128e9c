import * as z from 'zod';
import { nearestName, suggestion } from '../model/nearest-name.js';
import { knownZones } from '../policy/time-zones.js';

/** One thing wrong in a config: where, in which key, and what. */
export interface ConfigProblem {
  path: readonly PropertyKey[];
  /** An unknown key below `path`; null where the value at `path` itself is wrong. */
  key: string | null;
  message: string;
}

/** As much of a JSON Schema as is walked to find the names that a place allows. */
const schemaNodeSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
});

/** Keys that the schema knows at a path. */
function keysAt(jsonSchema: unknown, path: readonly PropertyKey[]): string[] {
  let node = schemaNodeSchema.safeParse(jsonSchema).data;
  for (const part of path) {
    const next: unknown =
      typeof part === 'number' ? node?.items : (ownProperty(node?.properties, String(part)) ?? node?.additionalProperties);
    node = schemaNodeSchema.safeParse(next).data;
  }
  return Object.keys(node?.properties ?? {});
}

function ownProperty(record: Record<string, unknown> | undefined, key: string): unknown {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Keys that people look for here and that stand elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  templates: 'templates are named on the command line only (--templates DIR)',
  policiesDir: 'folders of policies are named on the command line only (--policies DIR)',
  policyDirs: 'folders of policies are named on the command line only (--policies DIR)',
  prices: 'a price file is named on the command line only (--prices FILE)',
};

/** What a place in the config holds, for the words of an error about an unknown key. */
function nounOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  if (last === 'policies') return 'policy';
  if (last === 'options') return `option of ${String(path.at(-2))}`;
  return 'key';
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, jsonSchema: unknown): ConfigProblem[] {
  const known = keysAt(jsonSchema, issue.path);
  return issue.keys.map((key) => {
    const elsewhere = issue.path.length === 0 && Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
    const tail = elsewhere === undefined ? suggestion(key, known) : `: ${elsewhere}`;
    return { path: issue.path, key, message: `there is no ${nounOf(issue.path)} "${key.slice(0, 100)}"${tail}` };
  });
}

/** A value as an error shows it: one short line. */
function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? Reflect.get(at, part) : undefined),
    value,
  );
}

function boundsOf(jsonSchema: unknown, path: readonly PropertyKey[]): string {
  let node: unknown = jsonSchema;
  for (const part of path) {
    const parsed = schemaNodeSchema.safeParse(node).data;
    node = typeof part === 'number' ? parsed?.items : (ownProperty(parsed?.properties, String(part)) ?? parsed?.additionalProperties);
  }
  const bounds = z.looseObject({ minimum: z.number(), maximum: z.number() }).safeParse(node).data;
  return bounds === undefined ? '' : ` (from ${bounds.minimum} to ${bounds.maximum})`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function messageOf(issue: z.core.$ZodIssue, given: unknown, jsonSchema: unknown): string {
  const bounds = boundsOf(jsonSchema, issue.path);
  switch (issue.code) {
    case 'invalid_type':
      if (given === undefined) return 'is missing';
      return `is ${shown(given)}, and must be ${EXPECTED[issue.expected] ?? issue.expected}${bounds}`;
    case 'too_small':
    case 'too_big': {
      const limit = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
      if (issue.origin === 'string') return `must be ${limit} characters long`;
      if (issue.origin === 'array') return `must hold ${limit} entries`;
      return `is ${shown(given)}, out of its bounds${bounds === '' ? `: ${limit}` : bounds}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const nearest = nearestName(String(given), values);
      if (nearest !== null) return `is ${shown(given)}, which is not known (did you mean "${nearest}"?)`;
      return `is ${shown(given)}, and must be one of ${values.join(', ')}`;
    }
    case 'invalid_format':
      return `is ${shown(given)}: ${issue.format === 'date' ? 'must be a date such as 2026-12-31' : issue.message}`;
    case 'custom':
      if (issue.message === 'unknown-time-zone')
        return `is ${shown(given)}, which is no IANA time zone${suggestion(String(given), knownZones())}`;
      return issue.message;
    default:
      return issue.message;
  }
}

/** What is wrong, in the order of the schema, with names and bounds a person can use. */
export function problemsOf(error: z.ZodError, value: unknown, jsonSchema: unknown): ConfigProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue, jsonSchema);
    const given = valueAt(value, issue.path);
    return [
      {
        path: issue.path,
        key: null,
        message: `${issue.path.map(String).join('.') || 'the config'} ${messageOf(issue, given, jsonSchema)}`,
      },
    ];
  });
}
