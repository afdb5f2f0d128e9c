import pLimit, { type LimitFunction } from 'p-limit';
import type { DailyStatistic } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import type { SeriesNeed } from '../model/policy.js';
import type { Resource } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import type { JobFetcher } from './fetch-jobs.js';
import { identityOf, type MetricJob, type SeriesAddress, secondPassQueries } from './jobs.js';
import type { MetricCoverage } from './measured.js';
import { packSecondPass } from './plan.js';
import type { MetricStore } from './record-store.js';
import { packSeries } from './series.js';
import { type JobResult, standingOf } from './summarise.js';

/** One fine series that a policy wants after the first pass. */
export interface WantedSeries {
  resource: Resource;
  metric: MetricId;
  variant: string;
  statistic: DailyStatistic;
  periodSeconds: SeriesNeed['periodSeconds'];
}

export interface SecondPassOptions {
  store: MetricStore;
  fetcher: JobFetcher;
  window: Window;
  concurrency: number;
  /** Of all regions of a run. */
  width: LimitFunction;
  coverage: MetricCoverage;
  /** Filled with what is asked for, and emptied as answers come. */
  open: Set<MetricJob>;
}

/**
 * Fetches the wanted series, each metric once whatever the number of policies: the finer of two periods serves both. A
 * series that came in part is left out, since a hole in it would read as silence; coverage names it.
 */
export async function fetchSecondPass(jobs: readonly MetricJob[], options: SecondPassOptions): Promise<void> {
  const { fetcher, window, concurrency, width, open } = options;
  for (const job of jobs) open.add(job);
  const span = { start: epochSeconds(window.start), end: epochSeconds(window.end) };
  const limit = pLimit(concurrency);
  const requests = packSecondPass(jobs, window).map((batch) =>
    limit(async () => {
      const kept = (result: JobResult) => keep(result, options);
      for (const result of await width(() => fetcher.fetch(batch, span, kept))) kept(result);
    }),
  );
  const settled = await Promise.allSettled(requests);
  for (const request of settled) if (request.status === 'rejected') throw request.reason;
}

/** One job for each series of each resource that has datapoints and is not there yet. */
export function secondPassJobs(
  wanted: Iterable<WantedSeries>,
  store: MetricStore,
  addressOf: (resource: Resource, metric: MetricId, variant: string) => SeriesAddress | null,
): MetricJob[] {
  const periods = new Map<string, { first: WantedSeries; byStatistic: Map<DailyStatistic, number> }>();
  for (const want of wanted) {
    const { resource, metric, variant, statistic, periodSeconds } = want;
    const key = `${resource.kind}\0${resource.id}\0${metric}\0${variant}`;
    const entry = periods.get(key) ?? { first: want, byStatistic: new Map<DailyStatistic, number>() };
    periods.set(key, entry);
    entry.byStatistic.set(statistic, Math.min(periodSeconds, entry.byStatistic.get(statistic) ?? periodSeconds));
  }
  const jobs: MetricJob[] = [];
  // In the order of keys, so that the same wishes make the same requests.
  for (const [, { first, byStatistic }] of [...periods].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { resource, metric, variant } = first;
    const record = store.get(resource, metric, variant);
    const address = addressOf(resource, metric, variant);
    if (record === undefined || address === null || (record.status !== 'ok' && record.status !== 'partial')) continue;
    for (const { statistic, periodSeconds } of record.series) {
      const asked = [...byStatistic].find(([name]) => name === statistic);
      if (asked !== undefined && asked[1] % periodSeconds === 0) byStatistic.delete(asked[0]);
    }
    const queries = secondPassQueries(byStatistic);
    if (queries.length > 0) jobs.push({ resource: identityOf(resource), metric, variant, ...address, queries, percentilesWithheld: false });
  }
  return jobs;
}

function keep(result: JobResult, { store, coverage, open }: SecondPassOptions): void {
  open.delete(result.job);
  const { resource, metric, variant } = result.job;
  coverage.add(standingOf(result));
  for (const [statistic, { outcome, grid }] of result.results) {
    if (outcome !== 'complete' || !grid.hasData) continue;
    const { periodSeconds, start, values } = grid;
    store.addSeries(resource, metric, variant, packSeries({ statistic, periodSeconds, start, values }, METRICS[metric].unit === 'percent'));
  }
}

/** The series that a policy's needs mean for one resource: one for each variant that the first pass found data of. */
export function wantedSeries(resource: Resource, needs: Iterable<SeriesNeed>, store: MetricStore): WantedSeries[] {
  const wanted: WantedSeries[] = [];
  for (const { metric, statistic, periodSeconds } of needs) {
    for (const { variant } of store.lookup(resource, metric)) wanted.push({ resource, metric, variant, statistic, periodSeconds });
  }
  return wanted;
}
