import type { FailOutcome } from '../../model/evaluation.js';
import type { ResourceRef } from '../../model/resource/index.js';
import type { Pseudonyms } from './pseudonyms.js';

/**
 * The alias in what a line of evidence was measured on (`checkout:gold`), where that is an alias of a function: a word of the account's own. A version is
 * a number and names nobody. null otherwise.
 */
function aliasOf({ type }: ResourceRef, member: string | undefined): string | null {
  const colon = member?.lastIndexOf(':') ?? -1;
  if (type !== 'AWS::Lambda::Function' || member === undefined || colon < 0) return null;
  const qualifier = member.slice(colon + 1);
  return qualifier === '' || /^(?:\d+|\$LATEST)$/.test(qualifier) ? null : qualifier;
}

/** Every alias that a finding on a resource speaks of. */
export const aliasesOf = (resource: ResourceRef, { evidence }: FailOutcome): string[] =>
  evidence.flatMap(({ member }) => aliasOf(resource, member) ?? []);

/** What a line was measured on, with pseudonyms: another resource (`value` knows those), or an alias of this one. */
export function memberNamed(
  resource: ResourceRef,
  member: string | undefined,
  { names, value }: { names: Pseudonyms; value: (text: string) => string },
): string | undefined {
  const alias = aliasOf(resource, member);
  if (member === undefined || alias === null) return member && value(member);
  return `${value(member.slice(0, -alias.length - 1))}:${names.of('alias', alias)}`;
}
