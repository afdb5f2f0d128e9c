import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { toDotPath } from 'zod/v4/core';
import { NAMED_FLEETS } from '../fleets/index.js';
import { type FleetInput, type FleetSpec, fleetSchema } from './schema.js';

/** A fleet that cannot be used: the message says which, and where in it. */
export class FleetError extends Error {
  override readonly name = 'FleetError';
}

/**
 * A fleet by name (`demo`, `r12`, `r12x17`, `r60`), by path of a YAML or JSON file, or as an object.
 * @throws FleetError where there is no such fleet, or it does not fit the schema.
 */
export function loadFleet(fleet: string | FleetInput): FleetSpec {
  if (typeof fleet !== 'string') return parseFleet(fleet, 'fleet');
  const named = NAMED_FLEETS[fleet];
  if (named !== undefined) return parseFleet(named(), fleet);
  let text: string;
  try {
    text = readFileSync(fleet, 'utf8');
  } catch (cause) {
    const names = Object.keys(NAMED_FLEETS).join(', ');
    throw new FleetError(`fleet ${fleet}: neither a file that can be read nor one of ${names}`, { cause });
  }
  try {
    // YAML is a superset of JSON. Aliases are bounded by the parser, so a small file cannot unfold into a huge one.
    return parseFleet(parse(text, { maxAliasCount: 1_000 }), fleet);
  } catch (cause) {
    if (cause instanceof FleetError) throw cause;
    throw new FleetError(`fleet ${fleet}: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)}`, { cause });
  }
}

/** What is wrong with a value as a whole. */
function noFleet(value: unknown, message = 'invalid'): string {
  if (value === null || value === undefined) return 'the file is empty';
  return typeof value === 'object' && !Array.isArray(value) ? message : 'it is no mapping';
}

function parseFleet(value: unknown, name: string): FleetSpec {
  const parsed = fleetSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // What is wrong with a key of a record stands one level deeper.
  const message = issue?.code === 'invalid_key' ? issue.issues[0]?.message : issue?.message;
  throw new FleetError(
    `fleet ${name}: ${issue === undefined ? 'invalid' : issue.path.length === 0 ? noFleet(value, message) : `${toDotPath(issue.path)}: ${message}`}`,
  );
}
