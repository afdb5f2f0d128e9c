import type { JudgementDiff } from '../model/diff.js';
import type { Judgement } from '../model/judgement.js';
import type { ResourceRef } from '../model/resource/index.js';
import { aliasesOf } from './redact/aliases.js';
import { Pseudonyms } from './redact/pseudonyms.js';
import { JudgementRedaction } from './redact/redaction.js';
import { Scrubber } from './redact/scrub.js';

/** One snapshot that a report speaks of. */
export interface RedactedSide {
  judgement: Judgement;
  /**
   * All resources of the snapshot. Ordinals follow from them, so that other policies or thresholds over the same snapshot
   * give the same pseudonyms; without them the resources that the judgement mentions are taken.
   */
  resources?: Iterable<ResourceRef> | undefined;
}

export interface RedactionOptions extends Pick<RedactedSide, 'resources'> {
  /** Makes pseudonyms the same in every snapshot. Without it they are ordinals of this one. */
  key?: string | Uint8Array | undefined;
  /** The snapshot that this one is compared with. What only it holds is numbered after all of this one's. */
  earlier?: RedactedSide | undefined;
}

/** Pseudonyms for what one report speaks of. */
export interface Redaction {
  judgement(judgement: Judgement): Judgement;
  changes(changes: JudgementDiff): JudgementDiff;
}

function accountsOf({ accounts, header }: Judgement) {
  return [...accounts, ...header.accounts];
}

function ownersOf({ findings, inventory, suppressions }: Judgement): string[] {
  return [...findings, ...inventory, ...suppressions].flatMap(({ owner }) => owner ?? []);
}

function refsOf({ judgement, resources }: RedactedSide): ResourceRef[] {
  return [
    ...(resources ?? []),
    ...judgement.findings.flatMap(({ resource, outcome }) => [resource, ...outcome.members]),
    ...judgement.notAssessed.map(({ resource }) => resource),
    ...judgement.ecsChoices.map(({ resource }) => resource),
  ];
}

/** Names of containers, which sentences and evidence list with commas between. */
function containersOf({ ecsChoices, findings }: Judgement): string[] {
  const listed = findings.flatMap(({ outcome }) =>
    outcome.evidence.flatMap(({ name, value }) =>
      name === 'containersThatWork' && typeof value === 'string' ? value.split(/,\s*/).filter((part) => part !== '') : [],
    ),
  );
  return [...ecsChoices.flatMap(({ sidecars }) => sidecars.names), ...listed];
}

const functionAliases = ({ findings }: Judgement): string[] => findings.flatMap(({ resource, outcome }) => aliasesOf(resource, outcome));

/** Announces every original, so that ordinals follow from their sorted order and not from where each is first met. */
function collect(side: RedactedSide, names: Pseudonyms): void {
  const { judgement } = side;
  for (const resource of refsOf(side)) names.collectResource(resource);
  const places = [...accountsOf(judgement), ...judgement.coverage, ...judgement.inventory];
  for (const { accountId } of places) names.collect('account', accountId);
  for (const owner of ownersOf(judgement)) names.collect('owner', owner);
  for (const { environment } of judgement.findings) if (environment !== null) names.collect('value', environment.matched);
  for (const { server, daemons } of judgement.ecsChoices) {
    for (const name of server.names) names.collect('provider', name);
    for (const name of daemons.names) names.collect('daemon', name);
  }
  for (const name of containersOf(judgement)) names.collect('container', name);
  for (const alias of functionAliases(judgement)) names.collect('alias', alias);
  for (const { match } of judgement.suppressions) for (const value of Object.values(match)) names.collect('value', value);
}

function learn(side: RedactedSide, names: Pseudonyms, scrubber: Scrubber): void {
  for (const { accountId, name } of accountsOf(side.judgement)) {
    scrubber.learn(accountId, names.of('account', accountId));
    scrubber.learn(name, names.of('account', accountId));
  }
  scrubber.learnResources(refsOf(side));
  for (const name of containersOf(side.judgement)) scrubber.learn(name, names.of('container', name));
  for (const owner of ownersOf(side.judgement)) scrubber.learn(owner, names.of('owner', owner));
  for (const alias of functionAliases(side.judgement)) scrubber.learn(alias, names.of('alias', alias));
}

/**
 * Pseudonyms for account ids, ARNs, names and tag values, in sentences too, without commands, with finding ids made from the
 * pseudonyms. Numbers, regions, instance types and policies stay: they are what the report is about.
 */
export function createRedaction(judgement: Judgement, { key, resources, earlier }: RedactionOptions = {}): Redaction {
  const names = new Pseudonyms(key ?? null);
  const sides: RedactedSide[] = [{ judgement, resources }, ...(earlier === undefined ? [] : [earlier])];
  for (const side of sides) {
    collect(side, names);
    names.number();
  }
  const scrubber = new Scrubber(names);
  for (const side of sides) learn(side, names, scrubber);
  return new JudgementRedaction(names, scrubber);
}

/** The same judgement with pseudonyms (see `createRedaction`). */
export function redactJudgement(judgement: Judgement, options: RedactionOptions = {}): Judgement {
  return createRedaction(judgement, options).judgement(judgement);
}
