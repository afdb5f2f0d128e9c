/**
 * The border between the two halves of the simulated endpoint: the inventory services answer from a world, the metric
 * engine answers from the load that hangs on the world's resources.
 */

/** One metric source: whose metrics, in which account and region, with which load. */
export interface MetricSource {
  accountId: string;
  region: string;
  namespace: string;
  /** Dimension sets under which the series is published, most specific first (CWAgent publishes several). */
  dimensions: Record<string, string>;
  metricName: string;
  /** Shape of the values, as the fleet file gave it. */
  shape: unknown;
  /** Seed of this very series: hash of fleet seed, resource and metric. */
  seed: number;
  /** Seconds between datapoints of the source: 60 or 300. */
  resolutionSeconds: number;
}

/** How the metric engine finds sources without the world storing them: by exact dimensions, or listed page by page. */
export interface MetricSourceIndex {
  /** The source of these exact dimensions (order does not matter), or null: then there are no datapoints. */
  find(accountId: string, region: string, namespace: string, metricName: string, dimensions: Record<string, string>): MetricSource | null;
  /** All sources of an account and region, in a stable order, lazily. */
  list(accountId: string, region: string, filter: { namespace?: string; metricName?: string }): Iterable<MetricSource>;
}

/** An AWS error as a service would answer it; each wire protocol spells it in its own way. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** Who asks, read from the SigV4 credential scope and the access key. */
export interface Caller {
  accountId: string;
  region: string;
  service: string;
  arn: string;
}

/** One operation of one service: parsed input in, plain output out. The wire layer does the rest. */
export type Operation = (input: Record<string, unknown>, caller: Caller) => unknown;
