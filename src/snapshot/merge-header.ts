import { canonicalJson } from '../model/canonical-json.js';
import { counted } from '../model/quantity.js';
import type { Account, LostPlace, Run, SnapshotHeader, SnapshotPart } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import { shardOf } from './shard.js';

export interface NamedHeader {
  path: string;
  header: SnapshotHeader;
}

/**
 * The header of a merge. Everything in it is a union, or follows from the sorted union of the collections that went in, so
 * that order and grouping of the merges make no difference. Throws a UserError that names two files of different runs.
 */
export function mergeHeaders(inputs: readonly NamedHeader[]): SnapshotHeader {
  const [first, ...others] = inputs;
  if (first === undefined) throw new UserError('there is no snapshot to merge');
  for (const other of others) assertSameRun(first, other);
  const { header } = first;
  const headers = inputs.map((input) => input.header);
  const parts = distinct(headers.flatMap(partsOf));
  const shards = shardsOf(inputs, parts);
  const asked = mergeRegions(headers.map((one) => one.asked ?? {}));
  const places = { lost: lostPlaces(asked, parts, shards), unsettled: unsettledAccounts(headers) };
  return {
    kind: 'header',
    schemaVersion: header.schemaVersion,
    tool: header.tool,
    window: header.window,
    scalarWindow: header.scalarWindow,
    accounts: mergeAccounts(headers.flatMap(({ accounts }) => accounts)),
    regions: mergeRegions(headers.map(({ regions }) => regions)),
    shard: null,
    asked,
    only: null,
    merged: { present: shards.present, missing: shards.missing, ...places, parts },
    identity: header.identity,
    interrupted: parts.some(({ interrupted }) => interrupted),
    collectedAt: latest(parts.map(({ collectedAt }) => collectedAt)),
    run: sumRuns(parts.map(({ run }) => run)),
  };
}

function assertSameRun(a: NamedHeader, b: NamedHeader): void {
  if (Object.keys(ASPECTS).every((name) => aspect(name, a) === aspect(name, b))) return;
  const [what = ''] = Object.keys(ASPECTS).filter((name) => aspect(name, a) !== aspect(name, b));
  throw new UserError(
    `these are shards of different runs: the ${what} of ${a.path} (${aspect(what, a)}) is not that of ${b.path} (${aspect(what, b)})`,
    { hint: 'A run is its tool version, window, scope and options; merge only what one run has written.' },
  );
}

/** What decides whether two snapshots are of one run, in words; the last follows from the others too, and alone means the scope or the options. */
const ASPECTS: Readonly<Record<string, (header: SnapshotHeader) => string>> = {
  version: ({ tool }) => `${tool.name} ${tool.version}`,
  window: ({ window, scalarWindow }) => `${window.days} and ${counted(scalarWindow.days, 'day')} to ${window.end}`,
  'scope or options': ({ identity }) => `run ${identity}`,
};
const aspect = (name: string, { header }: NamedHeader): string => ASPECTS[name]?.(header) ?? '';

function partsOf({ shard, only = null, merged, collectedAt, interrupted, run }: SnapshotHeader): SnapshotPart[] {
  return merged === null ? [{ shard: shard?.index ?? null, only, collectedAt, interrupted, run }] : merged.parts;
}

const rank = (part: SnapshotPart): number => part.shard ?? 0;

function distinct(parts: readonly SnapshotPart[]): SnapshotPart[] {
  const byText = new Map(parts.map((part) => [canonicalJson(part), part]));
  return [...byText].sort(([aText, a], [bText, b]) => rank(a) - rank(b) || (aText < bText ? -1 : 1)).map(([, part]) => part);
}

interface Shards {
  /** Of how many; 0 where the run was not sharded. */
  count: number;
  present: number[];
  missing: number[];
}

/** True for a collection that was to hold everything. */
const isWhole = ({ shard, only }: SnapshotPart): boolean => shard === null && only === null;

/** Which shards are there and which never arrived. */
function shardsOf(inputs: readonly NamedHeader[], parts: readonly SnapshotPart[]): Shards {
  const counts = inputs.map(({ path, header }) => ({ path, count: shardCount(header) })).filter(({ count }) => count > 0);
  const [first] = counts;
  const odd = counts.find(({ count }) => count !== first?.count);
  if (first !== undefined && odd !== undefined) {
    throw new UserError(`${first.path} is one of ${first.count} shards and ${odd.path} one of ${odd.count}: they are of different runs`);
  }
  const present = [...new Set(parts.flatMap(({ shard }) => (shard === null ? [] : [shard])))].sort((a, b) => a - b);
  const whole = parts.some(isWhole);
  const count = first?.count ?? 0;
  const all = Array.from({ length: count }, (_, index) => index + 1);
  return { count, present, missing: whole ? [] : all.filter((index) => !present.includes(index)) };
}

/** Of how many shards a snapshot is one, or several; 0 for one that was not sharded. */
function shardCount({ shard, merged }: SnapshotHeader): number {
  if (merged === null) return shard?.count ?? 0;
  return merged.parts.some((part) => part.shard === null) ? 0 : merged.present.length + merged.missing.length;
}

/**
 * What was asked for and no part brought: the places whose shard is missing, and the accounts that no part was limited to. An account that
 * the shards could not enter has no known regions, and a coverage entry of its own.
 */
function lostPlaces(asked: SnapshotHeader['regions'], parts: readonly SnapshotPart[], { count, missing }: Shards): LostPlace[] {
  if (parts.some(isWhole)) return [];
  const limited = parts.flatMap(({ only }) => only ?? []);
  return Object.entries(asked)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([accountId, regions]): LostPlace[] => {
      if (limited.includes(accountId)) return [];
      if (count === 0) return [{ accountId, region: null }];
      const isLost = (region: string) => missing.includes(shardOf(accountId, region, count));
      return regions.filter(isLost).map((region) => ({ accountId, region }));
    });
}

/** Accounts that are in the list of some parts and not in that of others: they joined or left while the run went on. */
function unsettledAccounts(headers: readonly SnapshotHeader[]): string[] {
  const lists = headers.filter(({ asked }) => asked !== undefined);
  const known = new Set(lists.flatMap(({ asked = {} }) => Object.keys(asked)));
  const settled = (id: string) => lists.every(({ asked = {}, merged }) => id in asked && merged?.unsettled.includes(id) !== true);
  return [...known].filter((id) => !settled(id)).sort();
}

function mergeAccounts(accounts: readonly Account[]): Account[] {
  const byId = new Map<string, Account>();
  for (const account of accounts) {
    const before = byId.get(account.accountId);
    byId.set(account.accountId, before === undefined ? account : joinAccounts(before, account));
  }
  return [...byId.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

/** What one shard could read of an account and another could not is known. */
function joinAccounts(a: Account, b: Account): Account {
  const join = (x: string | null, y: string | null) => (x === null ? y : y === null || x < y ? x : y);
  return { ...a, name: join(a.name, b.name), environment: join(a.environment, b.environment) };
}

function mergeRegions(all: readonly SnapshotHeader['regions'][]): SnapshotHeader['regions'] {
  const merged = new Map<string, Set<string>>();
  for (const [account, regions] of all.flatMap((one) => Object.entries(one))) {
    merged.set(account, new Set([...(merged.get(account) ?? []), ...regions]));
  }
  return Object.fromEntries([...merged].map(([account, regions]) => [account, [...regions].sort()]));
}

function latest(instants: readonly string[]): string {
  return instants.reduce((late, instant) => (Date.parse(instant) > Date.parse(late) ? instant : late));
}

/** Calls, metrics and cost add up; shards run side by side, so the longest wall time is that of the run. */
export function sumRuns(runs: readonly Run[]): Run {
  const callsByOperation = new Map<string, number>();
  for (const [operation, calls] of runs.flatMap((run) => Object.entries(run.callsByOperation))) {
    callsByOperation.set(operation, (callsByOperation.get(operation) ?? 0) + calls);
  }
  const total = (value: (run: Run) => number) => runs.reduce((sum, run) => sum + value(run), 0);
  return {
    apiCalls: total((run) => run.apiCalls),
    callsByOperation: Object.fromEntries([...callsByOperation].sort(([a], [b]) => (a < b ? -1 : 1))),
    metricsRequested: total((run) => run.metricsRequested),
    estimatedCostUsd: total((run) => run.estimatedCostUsd),
    wallSeconds: Math.max(...runs.map((run) => run.wallSeconds)),
  };
}
