import { z } from 'zod';

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

/** What CloudWatch would put on the bill for GetMetricData, and how full its requests were. */
export class Meter {
  requests = 0;
  queries = 0;
  metricsBilled = 0;

  /** A page fetched with a token belongs to the request that began it. */
  add(input: Record<string, unknown>): void {
    this.requests += 1;
    const queries = queriesSchema.safeParse(input.MetricDataQueries);
    if (!queries.success || typeof input.NextToken === 'string') return;
    this.queries += queries.data.length;
    const statistics = new Map<string, Set<string>>();
    for (const { MetricStat } of queries.data) {
      const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
      const key = JSON.stringify([Namespace, MetricName, Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()]);
      statistics.set(key, (statistics.get(key) ?? new Set<string>()).add(MetricStat.Stat));
    }
    for (const asked of statistics.values()) this.metricsBilled += Math.ceil(asked.size / STATISTICS_PER_METRIC);
  }
}
