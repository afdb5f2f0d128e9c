import { METRICS, type MetricId } from '../model/metric-catalog.js';
import type { EcsCluster, Resource } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import { billedMetrics, planCost } from './cost.js';
import {
  addressOf,
  firstPassQueries,
  identityOf,
  isMeasured,
  loadOfQueries,
  type MetricJob,
  type QuerySpec,
  secondPassQueries,
  targetsOf,
} from './jobs.js';
import type { MetricAsk, NeedUnion, SeriesUnion } from './needs.js';
import { packAll, pagesPerRequest, REQUEST_LIMITS, RequestPacker } from './packing.js';

/** How many requests a pass makes and what CloudWatch charges for it. */
export interface PassPlan {
  /** Distinct series (metric and dimensions). */
  series: number;
  /** Metrics as billed: one for each five statistics of a series. */
  billedMetrics: number;
  queries: number;
  points: number;
  requests: number;
  /** Calls: a request whose points fill several answer pages is one call for each. */
  pages: number;
  costUsd: number;
}

/** What the first pass wants of one resource. */
export interface FirstPass {
  jobs: MetricJob[];
  /** Metrics whose dimensions only ListMetrics can tell. */
  discovered: MetricId[];
  /** Metrics that are asked of no one here, with the reason. */
  unavailable: { metric: MetricId; detail: string }[];
}

export interface FirstPassPlanner {
  /** `insights`: of the service's cluster; null where it could not be read (then its metrics are asked for all the same). */
  of(resource: Resource, insights: EcsCluster['containerInsights']): FirstPass;
  queriesOf(metric: MetricId): readonly QuerySpec[];
  isWithheld(metric: MetricId): boolean;
}

/** True for metrics that exist only where Container Insights is on for the cluster: asking for them elsewhere costs as much. */
export function needsContainerInsights(metric: MetricId): boolean {
  return METRICS[metric].namespace === 'ECS/ContainerInsights';
}

/** Plans the first pass for one resource at a time; the queries of a metric are shared by all resources. */
export function firstPassPlanner(union: NeedUnion, scalarWindow: Window): FirstPassPlanner {
  const planned = new Map<MetricId, { ask: MetricAsk; queries: readonly QuerySpec[] }>();
  for (const [metric, ask] of union) planned.set(metric, { ask, queries: firstPassQueries(ask, scalarWindow) });
  return {
    queriesOf: (metric) => planned.get(metric)?.queries ?? [],
    isWithheld: (metric) => planned.get(metric)?.ask.percentilesWithheld ?? false,
    of(resource, insights) {
      const pass: FirstPass = { jobs: [], discovered: [], unavailable: [] };
      if (!isMeasured(resource)) return pass;
      const owner = identityOf(resource);
      for (const [metric, { ask, queries }] of planned) {
        const targets = targetsOf(metric, resource);
        if (targets === 'discovered') pass.discovered.push(metric);
        else if (insights === 'disabled' && targets.length > 0 && needsContainerInsights(metric))
          pass.unavailable.push({ metric, detail: 'Container Insights is off for the cluster' });
        else
          for (const target of targets)
            pass.jobs.push({
              resource: owner,
              metric,
              variant: target.variant,
              ...addressOf(metric, target),
              queries,
              percentilesWithheld: ask.percentilesWithheld,
            });
      }
      return pass;
    },
  };
}

/** As much of a job as its size and cost follow from. */
type Asking = Pick<MetricJob, 'queries'>;

const secondsOf = (window: Window): number => epochSeconds(window.end) - epochSeconds(window.start);

/** A packer for the first pass: takes jobs as resources arrive and gives full requests. */
export function firstPassPacker(scalarWindow: Window): RequestPacker<MetricJob> {
  const seconds = secondsOf(scalarWindow);
  return new RequestPacker((job) => loadOfQueries(job.queries, seconds));
}

/**
 * Requests of the second pass. Each is as many full answer pages as keep the last one full; the five-minute series of
 * 14 days need one page for 25 of them, hourly ones one for 300.
 */
export function packSecondPass<T extends Asking>(jobs: readonly T[], window: Window): T[][] {
  const seconds = secondsOf(window);
  const loadOf = (job: Asking) => loadOfQueries(job.queries, seconds);
  const densest = jobs.reduce((most, job) => Math.max(most, loadOf(job).points / job.queries.length), 1);
  const pages = pagesPerRequest(densest);
  return packAll(jobs, loadOf, { queries: REQUEST_LIMITS.queries, points: REQUEST_LIMITS.points * pages });
}

/** Counts of a pass that is packed into `requests`. */
export function planOf(requests: readonly (readonly Asking[])[], window: Window): PassPlan {
  const seconds = secondsOf(window);
  const plan: PassPlan = { series: 0, billedMetrics: 0, queries: 0, points: 0, requests: requests.length, pages: 0, costUsd: 0 };
  for (const jobs of requests) {
    let points = 0;
    for (const job of jobs) {
      plan.billedMetrics += billedMetrics(job.queries);
      plan.queries += job.queries.length;
      points += loadOfQueries(job.queries, seconds).points;
    }
    plan.series += jobs.length;
    plan.points += points;
    plan.pages += Math.ceil(points / REQUEST_LIMITS.points);
  }
  plan.costUsd = planCost(plan.billedMetrics);
  return plan;
}

/** Adds up plans. */
export function addPlans(plans: readonly PassPlan[]): PassPlan {
  const total: PassPlan = { series: 0, billedMetrics: 0, queries: 0, points: 0, requests: 0, pages: 0, costUsd: 0 };
  for (const plan of plans) {
    total.series += plan.series;
    total.billedMetrics += plan.billedMetrics;
    total.queries += plan.queries;
    total.points += plan.points;
    total.requests += plan.requests;
    total.pages += plan.pages;
    total.costUsd += plan.costUsd;
  }
  return total;
}

/**
 * Upper bound of the second pass: every series that a policy may ask for, of every series that the first pass asks for.
 * `firstPass`: how many series that asks for, by metric.
 */
export function secondPassBound(firstPass: ReadonlyMap<MetricId, number>, series: SeriesUnion, window: Window): PassPlan {
  const wanted: Asking[] = [];
  for (const [metric, count] of firstPass) {
    const periods = series.get(metric);
    if (periods === undefined) continue;
    const asking = { queries: secondPassQueries(periods) };
    for (let index = 0; index < count; index += 1) wanted.push(asking);
  }
  return planOf(packSecondPass(wanted, window), window);
}
