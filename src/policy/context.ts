import type { MetricStatus, MetricView, Series } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import type { LoadedPolicy, MetricNeed, PolicyContext, SeriesNeed } from '../model/policy.js';
import type { Resource } from '../model/resource/index.js';
import { type NamedReader, namedReader } from './named-reader.js';
import type { EffectiveSettings } from './options.js';
import type { RegionWork } from './region-work.js';
import type { JudgeSettings } from './settings.js';

/** A context, and what the policy has read through it that is not whole. */
export interface WatchedContext {
  context: PolicyContext;
  /** Metrics that are there in part, or that could not be read. One that simply has no datapoints is whole: that is known. */
  holes: ReadonlyMap<MetricId, MetricHole>;
  /** Metrics with datapoints whose fine series is not in the snapshot. */
  missingSeries: ReadonlySet<MetricId>;
}

interface MetricHole {
  status: Exclude<MetricStatus, 'ok' | 'zero' | 'no-data'>;
  detail: string | null;
}

/** What is missing of a metric that a policy looks at; null where all is known that can be. */
function holeOf({ status, detail }: { status: MetricStatus; detail: string | null }): MetricHole | null {
  return status === 'ok' || status === 'zero' || status === 'no-data' ? null : { status, detail };
}

interface Readers {
  metrics: NamedReader<MetricNeed, MetricView>;
  series: NamedReader<SeriesNeed, Series | null>;
}
const readers = new WeakMap<LoadedPolicy, Readers>();

function readersOf(policy: LoadedPolicy): Readers {
  let known = readers.get(policy);
  if (known === undefined) {
    known = { metrics: namedReader(policy.requires.metrics), series: namedReader(policy.requires.series) };
    readers.set(policy, known);
  }
  return known;
}

/**
 * The context in which a policy judges a resource. Views and series are made when the policy reads them, and reading one that
 * is partial or missing is noted: only a policy that looked at incomplete data can have been misled by it.
 * @param withSeries False in the first pass, where no series is there yet.
 */
export function contextFor(
  policy: LoadedPolicy,
  resource: Resource,
  effective: EffectiveSettings,
  work: RegionWork,
  settings: JudgeSettings,
  withSeries: boolean,
): WatchedContext {
  const holes = new Map<MetricId, MetricHole>();
  const missingSeries = new Set<MetricId>();
  const { metrics, series } = readersOf(policy);
  const note = (metric: MetricId, hole: MetricHole | null): void => {
    if (hole !== null) holes.set(metric, hole);
  };
  const viewsOf = (of: Resource): Readonly<Record<string, MetricView>> =>
    metrics((need) => {
      const view = work.metrics.view(of, need);
      // A statistic that the record lacks makes a view missing although the metric as a whole is there.
      note(need.metric, holeOf(work.metrics.statusOf(of, need.metric)) ?? (view.present ? null : holeOf(view)));
      return view;
    });
  const seriesOf = (of: Resource): Readonly<Record<string, Series | null>> =>
    series((need) => {
      if (!withSeries) return null;
      note(need.metric, holeOf(work.metrics.statusOf(of, need.metric)));
      const found = work.metrics.series(of, need);
      if (found === null && work.metrics.variantsWithData(of, need.metric).length > 0) missingSeries.add(need.metric);
      return found;
    });
  const { environment, timeZone } = work.settingsOf(resource);
  const context: PolicyContext = {
    options: effective.options,
    metrics: viewsOf(resource),
    series: seriesOf(resource),
    window: settings.window,
    scalarWindow: settings.scalarWindow,
    fleet: work.fleet,
    prices: settings.prices,
    get cost() {
      return work.costOf(resource);
    },
    environment,
    timeZone,
    accountName: work.accountName,
    coverage: work.coverage,
    member: (other) => ({
      metrics: viewsOf(other),
      series: seriesOf(other),
      get cost() {
        return work.costOf(other);
      },
    }),
  };
  return { context, holes, missingSeries };
}
