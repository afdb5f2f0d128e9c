import { type AwsApi, AwsFailure } from '../aws/api.js';
import { dropEmptyItems } from '../aws/empty-items.js';
import { listMetrics } from '../aws/operations/cloudwatch.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { MetricId } from '../model/metric-catalog.js';
import type { Resource } from '../model/resource/index.js';
import { LISTINGS, ListedSeries, type Listing, type Seeker, seekerOf } from './discovery.js';
import type { MetricJob, SeriesAddress } from './jobs.js';

interface Discovered {
  series: ListedSeries;
  /** What ended the listing early; null when it is whole. What was listed before still stands. */
  failure: AwsFailure | null;
}

interface Search {
  found: Promise<Discovered>;
  seekers: Seeker[];
}

/** What the search for one metric of one resource came to: where it lies, or why that is not known. */
export type Discovery =
  | { resource: MetricJob['resource']; metric: MetricId; address: SeriesAddress }
  | { resource: MetricJob['resource']; metric: MetricId; address: null; failure: AwsFailure | null };

/**
 * Finds the series whose dimensions cannot be predicted. ListMetrics is not charged as GetMetricData is and names only
 * series with a datapoint in the last two weeks. A listing starts with the first resource that may publish its metric:
 * without such a resource, or a policy that needs the metric, there is none.
 */
export class Discoveries {
  readonly #searches = new Map<Listing, Search>();

  constructor(
    private readonly api: AwsApi,
    private readonly region: string,
    private readonly onCoverage: (entry: CoverageEntry) => void,
  ) {}

  add(resource: Resource, metric: MetricId): void {
    const listing = LISTINGS.find((candidate) => candidate.metric === metric && candidate.publishedBy(resource));
    if (listing === undefined) return;
    const search = this.#searches.get(listing) ?? this.#start(listing);
    search.seekers.push(seekerOf(resource));
  }

  /** Waits for the listings and gives each resource added since the last time. Throws when the run was cancelled. */
  async *found(): AsyncGenerator<Discovery> {
    for (const [listing, search] of this.#searches) {
      const { series, failure } = await search.found;
      for (const seeker of search.seekers.splice(0)) {
        const address = series.addressOf(listing, seeker);
        const { metric } = listing;
        const { resource } = seeker;
        yield address === null ? { resource, metric, address, failure } : { resource, metric, address };
      }
    }
  }

  /** Metrics of resources that are still searched for, one for each. */
  *pending(): Generator<MetricId> {
    for (const [{ metric }, { seekers }] of this.#searches) for (const _ of seekers) yield metric;
  }

  /** What is still searched for, for a run that was cancelled. */
  abandon(): Pick<MetricJob, 'resource' | 'metric' | 'variant'>[] {
    return [...this.#searches].flatMap(([{ metric }, { seekers }]) =>
      seekers.splice(0).map(({ resource }) => ({ resource, metric, variant: '' })),
    );
  }

  #start(listing: Listing): Search {
    const found = this.#list(listing);
    // A cancelled run is told by `found`; until then the rejection must not count as unhandled.
    found.catch(() => undefined);
    const search = { found, seekers: [] };
    this.#searches.set(listing, search);
    return search;
  }

  async #list(listing: Listing): Promise<Discovered> {
    const { namespace, metricName } = listing;
    const series = new ListedSeries();
    let failure: AwsFailure | null = null;
    let empty = 0;
    try {
      for await (const page of this.api.pages(this.region, listMetrics, { Namespace: namespace, MetricName: metricName })) {
        empty += dropEmptyItems(page);
        for (const { Dimensions = [] } of page.Metrics ?? []) {
          series.add(listing, Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])));
        }
      }
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error;
      failure = error;
    }
    const wrong = failure === null ? (empty > 0 ? `${empty} empty items in its answers` : null) : `${failure.code}: ${failure.message}`;
    this.onCoverage({
      accountId: this.api.accountId,
      region: this.region,
      service: 'cloudwatch',
      step: 'ListMetrics',
      status: failure?.status ?? (empty > 0 ? 'partial' : 'ok'),
      detail: wrong === null ? null : `${namespace} ${metricName}: ${wrong}`,
      resources: null,
      optional: false,
    });
    return { series, failure };
  }
}
