import type { SnapshotHeader } from '../model/snapshot.js';
import { epochSeconds } from '../model/time.js';
import type { LeftOut, TrendScope } from '../model/trend.js';
import { compareText } from '../report/format.js';

/** A snapshot of which only the header is known yet. */
export interface Candidate<Source> {
  name: string;
  source: Source;
  header: SnapshotHeader;
}

/** One run: all files that hold it, the best one first. Of those that cannot be read the next is taken. */
export type RunCopies<Source> = readonly [Candidate<Source>, ...Candidate<Source>[]];

export interface ScopeGroup<Source> {
  scope: TrendScope;
  /** In the order of their windows. */
  runs: RunCopies<Source>[];
}

function scopeOf({ accounts, regions }: SnapshotHeader): TrendScope {
  const names = new Map(accounts.map(({ accountId, name }) => [accountId, name]));
  const ids = Object.keys(regions).sort(compareText);
  return {
    accounts: ids.map((accountId) => ({
      accountId,
      name: names.get(accountId) ?? null,
      regions: [...(regions[accountId] ?? [])].sort(compareText),
    })),
  };
}

/** Which part of a run this is; null for a whole one. */
function partOf({ shard, only = null }: SnapshotHeader): string | null {
  if (shard !== null) return `shard ${shard.index} of ${shard.count}`;
  return only === null ? null : `the part of ${only.length === 1 ? only[0] : `${only.length} accounts`}`;
}

/** What must be equal for two snapshots to speak of the same things: accounts and regions. */
const keyOf = ({ accounts }: TrendScope): string =>
  accounts.map(({ accountId, regions }) => `${accountId} ${regions.join(' ')}`).join('\n');

const endOf = ({ header }: { header: SnapshotHeader }): number => epochSeconds(header.window.end);

/** Collections that ended early come last, then those with shards missing; of equals the later name is taken for the later file. */
function better(a: Candidate<unknown>, b: Candidate<unknown>): number {
  const missing = ({ header }: Candidate<unknown>): number => header.merged?.missing.length ?? 0;
  return Number(a.header.interrupted) - Number(b.header.interrupted) || missing(a) - missing(b) || compareText(b.name, a.name);
}

/** Orders runs by window. */
function earlier<Source>([a]: RunCopies<Source>, [b]: RunCopies<Source>): number {
  return endOf(a) - endOf(b) || compareText(a.header.collectedAt, b.header.collectedAt) || compareText(a.name, b.name);
}

/**
 * Sorts snapshots into scopes. A run that stands there more than once is one run; a part of a run is no snapshot of its scope. The scope that was seen last comes first, then the one with more runs.
 */
export function scopesOf<Source>(candidates: readonly Candidate<Source>[]): { groups: ScopeGroup<Source>[]; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const runs = new Map<string, Candidate<Source>[]>();
  for (const candidate of candidates) {
    const { header, name } = candidate;
    const part = partOf(header);
    if (part !== null) {
      leftOut.push({ snapshot: name, because: 'shard', detail: `${part}: merge the parts, and put the whole there` });
      continue;
    }
    const run = `${header.identity}\n${keyOf(scopeOf(header))}`;
    runs.set(run, [...(runs.get(run) ?? []), candidate]);
  }
  const groups = new Map<string, ScopeGroup<Source>>();
  for (const copies of runs.values()) {
    const [best, ...others] = [...copies].sort(better);
    if (best === undefined) continue;
    const scope = scopeOf(best.header);
    const group = groups.get(keyOf(scope)) ?? { scope, runs: [] };
    groups.set(keyOf(scope), group);
    group.runs.push([best, ...others]);
  }
  for (const group of groups.values()) group.runs.sort(earlier);
  const last = (group: ScopeGroup<Source>): number => group.runs.reduce((end, [best]) => Math.max(end, endOf(best)), 0);
  const sorted = [...groups].sort(
    ([a, one], [b, other]) => last(other) - last(one) || other.runs.length - one.runs.length || compareText(a, b),
  );
  return { groups: sorted.map(([, group]) => group), leftOut };
}
