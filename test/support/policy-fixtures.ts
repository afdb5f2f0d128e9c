import { type CostInputs, resourceCost } from '../../src/analysis/cost.js';
import type { CoverageStatus, Service } from '../../src/model/coverage.js';
import type { Outcome, ResourceCost } from '../../src/model/evaluation.js';
import type { MetricView, Series } from '../../src/model/metric.js';
import type {
  EnvironmentMatch,
  MetricNeeds,
  OptionSpecs,
  OptionsOf,
  Policy,
  PolicyContext,
  RegionFleet,
  SeriesNeeds,
  SeriesOf,
  ViewsOf,
} from '../../src/model/policy.js';
import type { PriceBook } from '../../src/model/prices.js';
import type { Resource, ResourceByKind, ResourceKind } from '../../src/model/resource/index.js';
import { sentenceOf } from '../../src/policy/messages.js';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { missingMetric, SCALAR_WINDOW, WINDOW } from './metric-fixtures.js';
import { ACCOUNT, REGION } from './resources.js';

export * from './metric-fixtures.js';
export * from './resources.js';

export const PRICES: PriceBook = createPriceBook();

// ---- fleet ----

export function fleetOf(overrides: Partial<RegionFleet> = {}): RegionFleet {
  return {
    accountId: ACCOUNT,
    region: REGION,
    instances: new Map(),
    groups: [],
    groupOf: new Map(),
    autoScalingGroups: new Map(),
    instanceTypes: new Map(PRICES.specs().map((spec) => [spec.instanceType, spec])),
    clusters: new Map(),
    services: [],
    tasks: new Map(),
    containerInstances: new Map(),
    containerInstanceOf: new Map(),
    capacityProviders: [],
    functions: [],
    ...overrides,
  };
}

// ---- context ----

export interface ContextSpec<O extends OptionSpecs, M extends MetricNeeds, S extends SeriesNeeds> {
  options?: Partial<OptionsOf<O>>;
  /** By the names of the policy's needs; optional metrics left out are missing with `no-data`, required ones must be given. */
  metrics?: { readonly [K in keyof M]?: ViewsOf<M>[K] };
  series?: { readonly [K in keyof S]?: Series | null };
  /** Views of the single series of a metric, by what tells them apart. */
  variants?: { readonly [K in keyof M]?: Readonly<Record<string, MetricView>> };
  fleet?: RegionFleet;
  prices?: PriceBook;
  /** Worked out by `resourceCost` from `costMetrics` where it is not given. */
  cost?: ResourceCost;
  costMetrics?: CostInputs['metrics'];
  environment?: EnvironmentMatch | null;
  timeZone?: { zone: string; source: string };
  accountName?: string | null;
  coverage?: (service: Service, step: string) => CoverageStatus | null;
  /** Views and series of members of a group, by resource id; a member not named has nothing. */
  members?: Readonly<
    Record<
      string,
      { metrics?: { readonly [K in keyof M]?: MetricView }; series?: { readonly [K in keyof S]?: Series | null }; cost?: ResourceCost }
    >
  >;
}

/** The context in which the evaluator would ask a policy about a resource. */
export function contextFor<K extends ResourceKind, O extends OptionSpecs, M extends MetricNeeds, S extends SeriesNeeds>(
  policy: Policy<K, O, M, S>,
  resource: ResourceByKind[K],
  spec: ContextSpec<O, M, S> = {},
): PolicyContext<O, M, S> {
  const fleet = spec.fleet ?? fleetOf();
  const prices = spec.prices ?? PRICES;
  const lookup: CostInputs['metrics'] = spec.costMetrics ?? ((_, metric) => missingMetric(metric));
  const costOf = (of: Resource) => resourceCost(of, { fleet, prices, window: WINDOW, metrics: lookup });
  const views = (given: { readonly [N in keyof M]?: MetricView } | undefined): { readonly [N in keyof M]: MetricView } =>
    mapKeys(policy.requires.metrics, (name, need) => given?.[name] ?? missingMetric(need.metric));
  const seriesBy = (given: { readonly [N in keyof S]?: Series | null } | undefined): SeriesOf<S> =>
    mapKeys(policy.requires.series, (name) => given?.[name] ?? null);
  for (const [name, need] of Object.entries(policy.requires.metrics)) {
    if (need.required && spec.metrics?.[name] === undefined) throw new Error(`${policy.meta.id} requires ${name}`);
  }
  return {
    options: { ...defaultsOf(policy.options), ...spec.options },
    // Required views were checked to be there just above, which the type of a mapped object cannot say.
    metrics: views(spec.metrics) as ViewsOf<M>,
    series: seriesBy(spec.series),
    window: WINDOW,
    scalarWindow: SCALAR_WINDOW,
    fleet,
    prices,
    cost: spec.cost ?? costOf(resource),
    environment: spec.environment ?? null,
    timeZone: spec.timeZone ?? { zone: 'UTC', source: 'default' },
    accountName: spec.accountName ?? null,
    variants: (name) => new Map(Object.entries(spec.variants?.[name] ?? {})),
    coverage: spec.coverage ?? (() => 'ok'),
    member: (of) => {
      const member = spec.members?.[of.id];
      return { metrics: views(member?.metrics), series: seriesBy(member?.series), cost: member?.cost ?? costOf(of) };
    },
  };
}

/** Object of the same keys; TypeScript cannot follow a mapped type through Object.entries. */
function mapKeys<T extends object, V>(keys: T, value: (name: keyof T, entry: T[keyof T]) => V): { [K in keyof T]: V } {
  const mapped: Partial<{ [K in keyof T]: V }> = {};
  for (const name in keys) mapped[name] = value(name, keys[name]);
  return mapped as { [K in keyof T]: V };
}

function defaultsOf<O extends OptionSpecs>(specs: O): OptionsOf<O> {
  return mapKeys(specs, (_, option) => option.default) as unknown as OptionsOf<O>;
}

/** The outcome, once every code in it has a sentence in the policy and every sentence has its values; throws otherwise. */
export function explained(policy: { messages: Readonly<Record<string, string>> }, outcome: Outcome): Outcome {
  sentenceOf(policy.messages, outcome.code, outcome.values);
  if (outcome.verdict !== 'fail') return outcome;
  const { confidenceReasons, questions, recommendation, values } = outcome;
  for (const code of [...confidenceReasons, ...questions]) sentenceOf(policy.messages, code, values);
  for (const option of [recommendation.target, ...recommendation.alternatives]) {
    for (const note of option?.notes ?? []) sentenceOf(policy.messages, note, { ...values, ...option?.values });
  }
  return outcome;
}

/** Codes of an outcome that a policy's `messages` must explain. */
export function codesOf(outcome: Outcome): string[] {
  if (outcome.verdict !== 'fail') return [outcome.code];
  const { target, alternatives } = outcome.recommendation;
  const notes = [target, ...alternatives].flatMap((option) => option?.notes ?? []);
  return [outcome.code, ...outcome.confidenceReasons, ...outcome.questions, ...notes];
}
