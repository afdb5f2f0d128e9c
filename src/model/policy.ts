import type { CoverageStatus, Service } from './coverage.js';
import type { Outcome, ResourceCost, Severity, Unit } from './evaluation.js';
import type { DailyStatistic, MetricView, Percentile, PresentMetric, Series } from './metric.js';
import type { MetricId } from './metric-catalog.js';
import type { PriceBook } from './prices.js';
import type {
  AutoScalingGroup,
  Ec2Instance,
  EcsCapacityProvider,
  EcsCluster,
  EcsContainerInstance,
  EcsService,
  EcsTask,
  InstanceGroup,
  InstanceTypeSpec,
  LambdaFunction,
  Resource,
  ResourceByKind,
  ResourceKind,
} from './resource/index.js';
import type { Window } from './time.js';

// ---- options: declared once; docs, config schema and validation derive from the declaration ----

interface OptionBase<T> {
  default: T;
  description: string;
  /** Where the default comes from: an AWS page, a paper, a rule of the field. */
  source?: string;
}
export interface NumberOption extends OptionBase<number> {
  type: 'number' | 'integer';
  unit: Unit;
  minimum: number;
  maximum: number;
}
export interface BooleanOption extends OptionBase<boolean> {
  type: 'boolean';
}
export interface StringOption extends OptionBase<string> {
  type: 'string';
  values?: readonly string[];
}
export interface StringListOption extends OptionBase<readonly string[]> {
  type: 'string-list';
}
export type OptionSpec = NumberOption | BooleanOption | StringOption | StringListOption;
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionValue = number | boolean | string | readonly string[];
/** Distributes over the union, so that options of any policy are values of any type. */
type ValueOf<S> = S extends NumberOption
  ? number
  : S extends BooleanOption
    ? boolean
    : S extends StringListOption
      ? readonly string[]
      : string;
export type OptionsOf<O extends OptionSpecs> = { readonly [K in keyof O]: ValueOf<O[K]> };

// ---- needs: the planner unites them over all policies and fetches each series once ----

/** First-pass need: daily statistics and whole-window percentiles of one metric (five together bill as one metric). */
export interface MetricNeed {
  metric: MetricId;
  daily?: readonly DailyStatistic[];
  whole?: readonly Percentile[];
  /** A required metric that is missing makes the evaluation not-assessed before the policy is asked. */
  required: boolean;
}
export type MetricNeeds = Readonly<Record<string, MetricNeed>>;
export type ViewsOf<M extends MetricNeeds> = { readonly [K in keyof M]: M[K]['required'] extends true ? PresentMetric : MetricView };

/** Second-pass need, asked only for resources for which `wantsSeries` says yes after the first pass. */
export interface SeriesNeed {
  metric: MetricId;
  statistic: DailyStatistic;
  /** A finer series asked by another policy serves a coarser need; it is folded before the policy sees it. */
  periodSeconds: 300 | 3600;
}
export type SeriesNeeds = Readonly<Record<string, SeriesNeed>>;
/** null: not fetched or no datapoints. */
export type SeriesOf<S extends SeriesNeeds> = { readonly [K in keyof S]: Series | null };

export interface RequiredNeed extends MetricNeed {
  required: true;
}
export interface OptionalNeed extends MetricNeed {
  required: false;
}
type Asked = { daily?: readonly DailyStatistic[]; whole?: readonly Percentile[] };
export const required = (metric: MetricId, asked: Asked): RequiredNeed => ({ metric, ...asked, required: true });
export const optional = (metric: MetricId, asked: Asked): OptionalNeed => ({ metric, ...asked, required: false });

// ---- context ----

/** Everything known of the same account and region, indexed. Absent lists are empty; whether they were seen is in `coverage`. */
export interface RegionFleet {
  accountId: string;
  region: string;
  instances: ReadonlyMap<string, Ec2Instance>;
  groups: readonly InstanceGroup[];
  /** The group an instance is advised on with, by instance id. */
  groupOf: ReadonlyMap<string, InstanceGroup>;
  autoScalingGroups: ReadonlyMap<string, AutoScalingGroup>;
  /** null: the region's offer of types could not be read. */
  instanceTypes: ReadonlyMap<string, InstanceTypeSpec> | null;
  clusters: ReadonlyMap<string, EcsCluster>;
  services: readonly EcsService[];
  /** Tasks by `cluster/service`; standalone ones under `cluster/`. */
  tasks: ReadonlyMap<string, readonly EcsTask[]>;
  containerInstances: ReadonlyMap<string, EcsContainerInstance>;
  /** The container instance that an EC2 instance is, by instance id. */
  containerInstanceOf: ReadonlyMap<string, EcsContainerInstance>;
  capacityProviders: readonly EcsCapacityProvider[];
  functions: readonly LambdaFunction[];
}

export interface EnvironmentMatch {
  /** `dev`, `test`, `staging`, `prod` or a name of the config's own. */
  name: string;
  /** True where the config counts this environment as not production. */
  nonProduction: boolean;
  /** What said so: `tag`, `cluster`, `service`, `name`, `account`, with the text that matched. */
  source: string;
  matched: string;
}

/** All that an evaluation may look at. There is no clock and no client in it. */
export interface PolicyContext<
  O extends OptionSpecs = OptionSpecs,
  M extends MetricNeeds = MetricNeeds,
  S extends SeriesNeeds = SeriesNeeds,
> {
  readonly options: OptionsOf<O>;
  readonly metrics: ViewsOf<M>;
  readonly series: SeriesOf<S>;
  /** The verdict window. Its `end` is "now". */
  readonly window: Window;
  readonly scalarWindow: Window;
  readonly fleet: RegionFleet;
  readonly prices: PriceBook;
  /** Monthly cost of this resource at the use seen. */
  readonly cost: ResourceCost;
  readonly environment: EnvironmentMatch | null;
  /** IANA zone of the owner, and what said so (`option`, `tag`, `default`). */
  readonly timeZone: { zone: string; source: string };
  readonly accountName: string | null;
  /** Worst status of a service's step in this account and region; null where it was never tried. */
  coverage(service: Service, step: string): CoverageStatus | null;
  /** A metric of this resource, series by series where it has several (one for each alias, or target group), by what tells them apart. */
  variants(name: keyof M & string): ReadonlyMap<string, MetricView>;
  /** The same named views for another resource of this fleet: the members of a group. */
  member(resource: Resource): {
    readonly metrics: { readonly [K in keyof M]: MetricView };
    readonly series: SeriesOf<S>;
    readonly cost: ResourceCost;
  };
}

// ---- the policy ----

export interface PolicyMeta {
  id: string;
  title: string;
  severity: Severity;
  /** Why anyone should care, in two or three plain sentences. */
  rationale: string;
  links: readonly { title: string; url: string }[];
  /** False where what it finds is work that fails, or something to look at: no money follows from it, whatever it says. */
  findsSavings?: boolean;
}

/**
 * One plain object. `messages` holds a sentence per outcome code (and per reason, note and question code) with `{name}`
 * placeholders for values; every code an evaluation can give must be there, tests see to it.
 */
export interface Policy<
  K extends ResourceKind = ResourceKind,
  O extends OptionSpecs = OptionSpecs,
  M extends MetricNeeds = MetricNeeds,
  S extends SeriesNeeds = SeriesNeeds,
> {
  meta: PolicyMeta;
  requires: {
    kinds: readonly K[];
    metrics: M;
    series: S;
    /** Whether the second pass is needed for this resource; `series` are null in this context. Absent: never. */
    wantsSeries?(resource: ResourceByKind[K], context: PolicyContext<O, M, S>): boolean;
  };
  options: O;
  messages: Readonly<Record<string, string>>;
  evaluate(resource: ResourceByKind[K], context: PolicyContext<O, M, S>): Outcome;
}

/** Identity that gives a policy file its types. */
export function definePolicy<
  const K extends ResourceKind,
  const O extends OptionSpecs,
  const M extends MetricNeeds,
  const S extends SeriesNeeds,
>(policy: Policy<K, O, M, S>): Policy<K, O, M, S> {
  return policy;
}

/** A policy whose type parameters no longer matter: what the loader, planner and evaluator hold. */
export interface LoadedPolicy {
  readonly meta: PolicyMeta;
  readonly requires: {
    readonly kinds: readonly ResourceKind[];
    readonly metrics: MetricNeeds;
    readonly series: SeriesNeeds;
  };
  readonly options: OptionSpecs;
  readonly messages: Readonly<Record<string, string>>;
  /** `built-in`, or the file of a user's own policy. */
  readonly origin: string;
  wantsSeries(resource: Resource, context: PolicyContext): boolean;
  evaluate(resource: Resource, context: PolicyContext): Outcome;
}
