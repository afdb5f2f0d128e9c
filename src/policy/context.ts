import type { ResourceCost } from '../model/evaluation.js';
import type { MetricStatus, MetricView, Series } from '../model/metric.js';
import type { MetricId } from '../model/metric-catalog.js';
import type { LoadedPolicy, MetricNeed, PolicyContext, RegionFleet, SeriesNeed } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import type { Resource } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import { type NamedReader, namedReader } from './named-reader.js';
import type { EffectiveSettings } from './options.js';
import type { RegionWork } from './region-work.js';
import type { JudgeSettings } from './settings.js';

/** A context, and what the policy has read through it that is not whole. */
export interface WatchedContext {
  context: PolicyContext;
  watch: {
    /** Metrics that are there in part, or that could not be read; null: none. One that simply has no datapoints is whole: that is known. */
    readonly holes: ReadonlyMap<MetricId, MetricHole> | null;
    /** Metrics with datapoints whose fine series is not in the snapshot; null: none. */
    readonly missingSeries: ReadonlySet<MetricId> | null;
  };
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

/** Reads metrics for a policy and notes what is not whole. Most policies meet nothing of the kind, so nothing is made for it before. */
class Watch {
  holes: Map<MetricId, MetricHole> | null = null;
  missingSeries: Set<MetricId> | null = null;

  constructor(
    private readonly work: RegionWork,
    private readonly withSeries: boolean,
  ) {}

  view(of: Resource, need: MetricNeed): MetricView {
    const view = this.work.metrics.view(of, need);
    // A statistic that the record lacks makes a view missing although the metric as a whole is there.
    this.#note(need.metric, holeOf(this.work.metrics.statusOf(of, need.metric)) ?? (view.present ? null : holeOf(view)));
    return view;
  }

  variantViews(of: Resource, need: MetricNeed): ReadonlyMap<string, MetricView> {
    this.#note(need.metric, holeOf(this.work.metrics.statusOf(of, need.metric)));
    return this.work.metrics.variantViews(of, need);
  }

  seriesOf(of: Resource, need: SeriesNeed): Series | null {
    if (!this.withSeries) return null;
    const { metrics } = this.work;
    this.#note(need.metric, holeOf(metrics.statusOf(of, need.metric)));
    const found = metrics.series(of, need);
    if (found === null && metrics.variantsWithData(of, need.metric).length > 0) {
      this.missingSeries ??= new Set();
      this.missingSeries.add(need.metric);
    }
    return found;
  }

  #note(metric: MetricId, hole: MetricHole | null): void {
    if (hole === null) return;
    this.holes ??= new Map();
    this.holes.set(metric, hole);
  }
}

/** What was measured of a resource, as a policy declared it. The cost has a getter: few policies ask for it. */
class MeasuredResource {
  readonly metrics: Readonly<Record<string, MetricView>>;
  readonly series: Readonly<Record<string, Series | null>>;
  readonly #resource: Resource;
  readonly #work: RegionWork;

  constructor(resource: Resource, { metrics, series }: Readers, watch: Watch, work: RegionWork) {
    this.#resource = resource;
    this.#work = work;
    this.metrics = metrics((need) => watch.view(resource, need));
    this.series = series((need) => watch.seriesOf(resource, need));
  }

  get cost(): ResourceCost {
    return this.#work.costOf(this.#resource);
  }
}
class JudgingContext extends MeasuredResource implements PolicyContext {
  readonly window: Window;
  readonly scalarWindow: Window;
  readonly fleet: RegionFleet;
  readonly prices: PriceBook;
  readonly environment: PolicyContext['environment'];
  readonly timeZone: PolicyContext['timeZone'];
  readonly accountName: string | null;
  readonly variants: PolicyContext['variants'];
  readonly coverage: PolicyContext['coverage'];
  readonly member: PolicyContext['member'];

  constructor(
    policy: LoadedPolicy,
    resource: Resource,
    watch: Watch,
    work: RegionWork,
    readonly options: EffectiveSettings['options'],
    { window, scalarWindow, prices }: JudgeSettings,
  ) {
    const readers = readersOf(policy);
    super(resource, readers, watch, work);
    const { environment, timeZone } = work.settingsOf(resource);
    this.window = window;
    this.scalarWindow = scalarWindow;
    this.fleet = work.fleet;
    this.prices = prices;
    this.environment = environment;
    this.timeZone = timeZone;
    this.accountName = work.accountName;
    this.coverage = work.coverage;
    this.variants = (name) => {
      const need = policy.requires.metrics[name];
      return need === undefined ? new Map() : watch.variantViews(resource, need);
    };
    // Functions of their own, not methods: policies take them out of their context.
    this.member = (other) => new MeasuredResource(other, readers, watch, work);
  }
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
  const watch = new Watch(work, withSeries);
  const context = new JudgingContext(policy, resource, watch, work, effective.options, settings);
  return { context, watch };
}
