import { canonicalJson } from '../model/canonical-json.js';
import type { Account, Run, SnapshotHeader, SnapshotPart } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';

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
  return {
    kind: 'header',
    schemaVersion: header.schemaVersion,
    tool: header.tool,
    window: header.window,
    scalarWindow: header.scalarWindow,
    accounts: mergeAccounts(headers.flatMap(({ accounts }) => accounts)),
    regions: mergeRegions(headers.map(({ regions }) => regions)),
    shard: null,
    merged: { ...shards, parts },
    identity: header.identity,
    interrupted: parts.some(({ interrupted }) => interrupted),
    collectedAt: latest(parts.map(({ collectedAt }) => collectedAt)),
    run: sumRuns(parts.map(({ run }) => run)),
  };
}

function assertSameRun(a: NamedHeader, b: NamedHeader): void {
  if (a.header.identity === b.header.identity && describe(a) === describe(b)) return;
  throw new UserError(`these are shards of different runs: ${a.path} (${describe(a)}) and ${b.path} (${describe(b)})`, {
    hint: 'A run is its tool version, window, scope and options; merge only what one run has written.',
  });
}

function describe({ header: { tool, window, scalarWindow, identity } }: NamedHeader): string {
  return `${tool.name} ${tool.version}, ${window.days} and ${scalarWindow.days} days to ${window.end}, run ${identity}`;
}

function partsOf({ shard, merged, collectedAt, interrupted, run }: SnapshotHeader): SnapshotPart[] {
  return merged === null ? [{ shard: shard?.index ?? null, collectedAt, interrupted, run }] : merged.parts;
}

const rank = (part: SnapshotPart): number => part.shard ?? 0;

function distinct(parts: readonly SnapshotPart[]): SnapshotPart[] {
  const byText = new Map(parts.map((part) => [canonicalJson(part), part]));
  return [...byText].sort(([aText, a], [bText, b]) => rank(a) - rank(b) || (aText < bText ? -1 : 1)).map(([, part]) => part);
}

/** Which shards are there and which never arrived. A collection that was not sharded holds everything. */
function shardsOf(inputs: readonly NamedHeader[], parts: readonly SnapshotPart[]): { present: number[]; missing: number[] } {
  const counts = inputs.map(({ path, header }) => ({ path, count: shardCount(header) })).filter(({ count }) => count > 0);
  const [first] = counts;
  const odd = counts.find(({ count }) => count !== first?.count);
  if (first !== undefined && odd !== undefined) {
    throw new UserError(`${first.path} is one of ${first.count} shards and ${odd.path} one of ${odd.count}: they are of different runs`);
  }
  const present = [...new Set(parts.flatMap(({ shard }) => (shard === null ? [] : [shard])))].sort((a, b) => a - b);
  const whole = parts.some(({ shard }) => shard === null);
  const all = Array.from({ length: first?.count ?? 0 }, (_, index) => index + 1);
  return { present, missing: whole ? [] : all.filter((index) => !present.includes(index)) };
}

/** Of how many shards a snapshot is one, or several; 0 for one that was not sharded. */
function shardCount({ shard, merged }: SnapshotHeader): number {
  if (merged === null) return shard?.count ?? 0;
  return merged.parts.some((part) => part.shard === null) ? 0 : merged.present.length + merged.missing.length;
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
