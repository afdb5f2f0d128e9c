import type { MetricId } from '../model/metric-catalog.js';
import type { Resource } from '../model/resource/index.js';
import { identityOf, type MetricJob, type SeriesAddress } from './jobs.js';

/** A series name to look for with ListMetrics, and which resources may publish it. */
export interface Listing {
  metric: MetricId;
  namespace: string;
  metricName: string;
  /** The dimension whose value is the resource's id. */
  idDimension: string;
  publishedBy(resource: Resource): boolean;
}

/**
 * The agent's metric for memory has another name on Windows.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/metrics-collected-by-CloudWatch-agent.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-metrics.html
 */
export const LISTINGS: readonly Listing[] = [
  {
    metric: 'ec2.memory',
    namespace: 'CWAgent',
    metricName: 'mem_used_percent',
    idDimension: 'InstanceId',
    publishedBy: (resource) => resource.kind === 'ec2-instance' && resource.platform === 'linux',
  },
  {
    metric: 'ec2.memory',
    namespace: 'CWAgent',
    metricName: 'Memory % Committed Bytes In Use',
    idDimension: 'InstanceId',
    publishedBy: (resource) => resource.kind === 'ec2-instance' && resource.platform === 'windows',
  },
  {
    metric: 'lambda.memoryUtilization',
    namespace: 'LambdaInsights',
    metricName: 'memory_utilization',
    idDimension: 'function_name',
    publishedBy: (resource) => resource.kind === 'lambda-function',
  },
];

type Dimensions = Readonly<Record<string, string>>;

/** A resource while its series is searched for: no more of it than the choice among series needs, since all of a region wait at once. */
export interface Seeker {
  resource: MetricJob['resource'];
  /** The value of the dimension that names it. */
  name: string;
  /** Of an instance; null for a function. */
  instance: { instanceType: string; autoScalingGroup: string | null } | null;
}

export function seekerOf(resource: Resource): Seeker {
  const instance =
    resource.kind === 'ec2-instance' ? { instanceType: resource.instanceType, autoScalingGroup: resource.autoScalingGroup } : null;
  return { resource: identityOf(resource), name: resource.kind === 'lambda-function' ? resource.functionName : resource.id, instance };
}

const spelled = (dimensions: Dimensions): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\0');

/** How many dimensions contradict what the instance is now: the series of the type it had before a resize ends there. */
function contradictions({ instance }: Seeker, dimensions: Dimensions): number {
  if (instance === null) return 0;
  const { InstanceType: type, AutoScalingGroupName: group } = dimensions;
  return Number(type !== undefined && type !== instance.instanceType) + Number(group !== undefined && group !== instance.autoScalingGroup);
}

/**
 * The one series of several that stands for a resource. For an instance: the one that fits what it is now, then the most
 * specific, since a less specific one may join machines. For a function: the least specific, since the others are of one
 * version each. Then the first by spelling, so that the choice is the same every time.
 */
export function chooseSeries(seeker: Seeker, candidates: readonly Dimensions[]): Dimensions | null {
  const specific = seeker.instance === null ? 1 : -1;
  const [best] = [...candidates].sort(
    (a, b) =>
      contradictions(seeker, a) - contradictions(seeker, b) ||
      specific * (Object.keys(a).length - Object.keys(b).length) ||
      (spelled(a) < spelled(b) ? -1 : 1),
  );
  return best ?? null;
}

/** What listings found, by metric name and resource id. */
export class ListedSeries {
  readonly #found = new Map<string, Dimensions[]>();

  add(listing: Listing, dimensions: Dimensions): void {
    const id = dimensions[listing.idDimension];
    if (id === undefined) return;
    const key = `${listing.metricName}\0${id}`;
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, [dimensions]);
    else known.push(dimensions);
  }

  /** The series that stands for the resource; null where it publishes none. */
  addressOf(listing: Listing, seeker: Seeker): SeriesAddress | null {
    const dimensions = chooseSeries(seeker, this.#found.get(`${listing.metricName}\0${seeker.name}`) ?? []);
    return dimensions === null ? null : { namespace: listing.namespace, metricName: listing.metricName, dimensions };
  }
}
