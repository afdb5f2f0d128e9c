import { TREND_SCHEMA_VERSION, type TrendDocument, type TrendPoint, type TrendScope, type TrendSeries } from '../model/trend.js';
import { sumCents } from '../report/build/amounts.js';
import { compareText } from '../report/format.js';

/** Points of one scope in order, with what was realised added up from the first on. */
export function seriesOf(scope: TrendScope, points: readonly TrendPoint[]): TrendSeries {
  let realisedMonthlyUsd = 0;
  let realisedUnknown = 0;
  return {
    scope,
    points: points.map((point) => {
      realisedMonthlyUsd = sumCents([realisedMonthlyUsd, point.since?.realisedMonthlyUsd ?? 0]);
      realisedUnknown += point.since?.realisedUnknown ?? 0;
      return { ...point, realisedMonthlyUsd, realisedUnknown };
    }),
  };
}

/** Names that stand for account ids and for where snapshots lie. */
export interface TrendNames {
  account(accountId: string): string;
  snapshot(name: string): string;
}

/** The same document without names: pseudonyms for accounts and snapshots, no account's own name. */
export function redactTrend(document: Omit<TrendDocument, 'schemaVersion'>, names: TrendNames): Omit<TrendDocument, 'schemaVersion'> {
  const scopeOf = ({ accounts }: TrendScope): TrendScope => ({
    accounts: accounts
      .map(({ accountId, regions }) => ({ accountId: names.account(accountId), name: null, regions }))
      .sort((a, b) => compareText(a.accountId, b.accountId)),
  });
  const series = document.series.map(({ scope, points }) => ({
    scope: scopeOf(scope),
    points: points.map((point) => ({
      ...point,
      snapshot: names.snapshot(point.snapshot),
      accounts: point.accounts
        .map((account) => ({ ...account, accountId: names.account(account.accountId) }))
        .sort((a, b) => compareText(a.accountId, b.accountId)),
    })),
  }));
  const why = { unreadable: 'cannot be read', 'same-run': 'the same run as another', shard: 'a part of a run' } as const;
  return {
    ...document,
    series,
    // What went wrong names files.
    leftOut: document.leftOut.map(({ snapshot, because }) => ({ snapshot: names.snapshot(snapshot), because, detail: why[because] })),
  };
}

export function trendDocument(parts: Omit<TrendDocument, 'schemaVersion'>): TrendDocument {
  return { schemaVersion: TREND_SCHEMA_VERSION, ...parts };
}
