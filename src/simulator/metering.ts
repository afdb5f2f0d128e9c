import { createHash } from 'node:crypto';
import * as z from 'zod';
import { estimatedPoints, windowSeconds } from './quotas.js';

const queriesSchema = z.array(
  z.object({
    MetricStat: z.object({
      Stat: z.string(),
      Metric: z.object({
        Namespace: z.string(),
        MetricName: z.string(),
        Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
      }),
    }),
  }),
);

/** Up to five statistics of one metric in one request are billed as one metric. https://aws.amazon.com/cloudwatch/pricing/ */
const STATISTICS_PER_METRIC = 5;

/** What was asked over windows of one length. */
export interface WindowFigures {
  seconds: number;
  /** Requests that began an answer, and calls: each further page of an answer is one. */
  requests: number;
  pages: number;
  queries: number;
  /** Estimated datapoints, as the quota counts them. */
  points: number;
  metricsBilled: number;
  metricsDistinct: number;
}

/** What CloudWatch would put on the bill for GetMetricData, and how full its requests were. */
export class Meter {
  requests = 0;
  queries = 0;
  metricsBilled = 0;
  readonly #windows = new Map<number, WindowFigures & { metrics: Set<string> }>();

  /** By the length of the window asked for, the longest first. */
  get windows(): WindowFigures[] {
    const longestFirst = [...this.#windows.values()].sort((a, b) => b.seconds - a.seconds);
    return longestFirst.map(({ metrics, ...figures }) => ({ ...figures, metricsDistinct: metrics.size }));
  }

  /** A page fetched with a token belongs to the request that began it. The account and region tell metrics of one name apart. */
  add(input: Record<string, unknown>, { accountId, region }: { accountId: string; region: string }): void {
    this.requests += 1;
    const window = this.#window(input);
    window.pages += 1;
    const queries = queriesSchema.safeParse(input.MetricDataQueries);
    if (!queries.success || typeof input.NextToken === 'string') return;
    this.queries += queries.data.length;
    window.requests += 1;
    window.queries += queries.data.length;
    window.points += estimatedPoints(input);
    const statistics = new Map<string, Set<string>>();
    for (const { MetricStat } of queries.data) {
      const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
      const key = JSON.stringify([Namespace, MetricName, Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()]);
      statistics.set(key, (statistics.get(key) ?? new Set<string>()).add(MetricStat.Stat));
    }
    for (const [key, asked] of statistics) {
      const billed = Math.ceil(asked.size / STATISTICS_PER_METRIC);
      this.metricsBilled += billed;
      window.metricsBilled += billed;
      // A digest of the name: fleets of hundreds of thousands of metrics are counted here.
      window.metrics.add(createHash('md5').update(`${accountId}/${region}/${key}`).digest('base64'));
    }
  }

  #window(input: Record<string, unknown>): WindowFigures & { metrics: Set<string> } {
    const seconds = windowSeconds(input);
    const known = this.#windows.get(seconds);
    if (known !== undefined) return known;
    const window = {
      seconds,
      requests: 0,
      pages: 0,
      queries: 0,
      points: 0,
      metricsBilled: 0,
      metricsDistinct: 0,
      metrics: new Set<string>(),
    };
    this.#windows.set(seconds, window);
    return window;
  }
}
