import { type MetricJob, type QuerySpec, SECONDS_PER_DAY } from './jobs.js';
import { isPercentile } from './summarise.js';

/** A job with the queries to send for it now; those of its own, or what an endpoint can do of them. */
export interface Asked {
  job: MetricJob;
  queries: readonly QuerySpec[];
}

export const ownQueries = (job: MetricJob): Asked => ({ job, queries: job.queries });

export const hasPercentileQueries = ({ queries }: Asked): boolean => queries.some(({ statistic }) => isPercentile(statistic));

export const withoutPercentiles = ({ job, queries }: Asked): Asked => ({
  job,
  queries: queries.filter(({ statistic }) => !isPercentile(statistic)),
});

export const onlyPercentiles = ({ job, queries }: Asked): Asked => ({
  job,
  queries: queries.filter(({ statistic }) => isPercentile(statistic)),
});

export const withDailyPercentiles = ({ job, queries }: Asked): Asked => ({
  job,
  queries: queries.map((query) => (isPercentile(query.statistic) ? { ...query, periodSeconds: SECONDS_PER_DAY } : query)),
});
