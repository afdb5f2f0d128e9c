import { COST_NEEDS, resourceCost } from '../analysis/cost.js';
import type { CoverageEntry, CoverageStatus } from '../model/coverage.js';
import type { ResourceCost } from '../model/evaluation.js';
import type { MetricId } from '../model/metric-catalog.js';
import type { MetricNeed, PolicyContext, RegionFleet } from '../model/policy.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { Resource } from '../model/resource/index.js';
import { buildRegionFleet, judgedResources } from './fleet.js';
import { measuredRegion, type RegionMetrics } from './region-metrics.js';
import { type ResourceSettings, settingsResolver, withMembersEnvironment } from './resource-settings.js';
import type { JudgeSettings } from './settings.js';

/** One region ready to be judged: its index, its metrics, and what is worked out once for each resource. */
export interface RegionWork {
  readonly fleet: RegionFleet;
  readonly metrics: RegionMetrics;
  readonly resources: readonly Resource[];
  settingsOf(resource: Resource): ResourceSettings;
  costOf(resource: Resource): ResourceCost;
  accountName: string | null;
  coverage: PolicyContext['coverage'];
}

/** Worst first. What was denied is worse than what is empty; `skipped` was left out on purpose. */
const COVERAGE_ORDER: readonly CoverageStatus[] = [
  'auth-expired',
  'denied',
  'region-disabled',
  'failed',
  'timeout',
  'throttled',
  'partial',
  'skipped',
  'empty',
  'ok',
];

function worstByStep(coverage: readonly CoverageEntry[]): Map<string, CoverageStatus> {
  const worst = new Map<string, CoverageStatus>();
  for (const { service, step, status } of coverage) {
    const key = `${service}:${step}`;
    const known = worst.get(key);
    if (known === undefined || COVERAGE_ORDER.indexOf(status) < COVERAGE_ORDER.indexOf(known)) worst.set(key, status);
  }
  return worst;
}

function memoized<V>(compute: (resource: Resource) => V): (resource: Resource) => V {
  const known = new Map<Resource, V>();
  return (resource) => {
    let value = known.get(resource);
    if (value === undefined) {
      value = compute(resource);
      known.set(resource, value);
    }
    return value;
  };
}

const COST_NEED_BY_METRIC: ReadonlyMap<MetricId, MetricNeed> = new Map(
  Object.values(COST_NEEDS)
    .flatMap((needs) => Object.values(needs))
    .map((need) => [need.metric, need]),
);

/** What the cost of a resource may read of a metric. Throws where its declaration of needs forgot one. */
function costNeed(metric: MetricId): MetricNeed {
  const need = COST_NEED_BY_METRIC.get(metric);
  if (need === undefined) throw new Error(`the cost of a resource reads ${metric}, which is not among its needs`);
  return need;
}

/** Prepares a region. Everything in it is computed when first asked for. */
export function regionWork(block: MeasuredBlock, settings: JudgeSettings): RegionWork {
  const fleet = buildRegionFleet(block.accountId, block.region, block.resources);
  const metrics = measuredRegion(block.metrics, settings);
  const worst = worstByStep(block.coverage);
  const { config, prices, window } = settings;
  let resources: readonly Resource[] | undefined;
  const account = settings.accounts.find(({ accountId }) => accountId === block.accountId);
  return {
    fleet,
    metrics,
    get resources() {
      resources ??= judgedResources(fleet, block.resources);
      return resources;
    },
    settingsOf: memoized(
      withMembersEnvironment(memoized(settingsResolver(config, settings.accounts, fleet.clusters)), config, fleet.instances),
    ),
    costOf: memoized((resource) =>
      resourceCost(resource, {
        fleet,
        prices,
        window,
        metrics: (of, metric) => metrics.view(of, costNeed(metric)),
        variants: (of, metric) => metrics.variantViews(of, costNeed(metric)),
      }),
    ),
    accountName: account?.name ?? null,
    coverage: (service, step) => worst.get(`${service}:${step}`) ?? null,
  };
}
