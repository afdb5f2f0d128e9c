import * as z from 'zod';
import type { Call } from './wire/protocol.js';

/**
 * Token buckets per account, region and bucket, as AWS publishes them: burst is the bucket's size, rate what it regains
 * a second. Where AWS publishes nothing the figure is assumed, and says so.
 */
interface Bucket {
  name: string;
  burst: number;
  rate: number;
}

export const quotaOptionsSchema = z.union([
  z.enum(['on', 'off']),
  z.strictObject({
    /** All bursts and rates times this. */
    scale: z.number().positive().default(1),
    /** Share of every bucket that another caller of the same account uses up. */
    takenByOthers: z.number().min(0).max(0.99).default(0),
    /** GetMetricData requests per second, in place of the account's own quota. */
    getMetricDataPerSecond: z.number().positive().optional(),
  }),
]);
export type QuotaOptions = z.infer<typeof quotaOptionsSchema>;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const ECS_CLUSTER_READ: Bucket = { name: 'ecs/cluster-read', burst: 50, rate: 20 };
const ECS_SERVICE_READ: Bucket = { name: 'ecs/service-read', burst: 100, rate: 20 };
const ECS_RESOURCE_READ: Bucket = { name: 'ecs/cluster-resource-read', burst: 100, rate: 20 };
const ECS_DEFINITION_READ: Bucket = { name: 'ecs/task-definition-read', burst: 50, rate: 20 };

const ECS_BUCKETS: Readonly<Record<string, Bucket>> = {
  ListClusters: ECS_CLUSTER_READ,
  DescribeClusters: ECS_CLUSTER_READ,
  ListServices: ECS_SERVICE_READ,
  DescribeServices: ECS_SERVICE_READ,
  ListTasks: ECS_RESOURCE_READ,
  DescribeTasks: ECS_RESOURCE_READ,
  ListContainerInstances: ECS_RESOURCE_READ,
  DescribeContainerInstances: ECS_RESOURCE_READ,
  DescribeTaskDefinition: ECS_DEFINITION_READ,
  ListTaskDefinitions: ECS_DEFINITION_READ,
};

/** Not published by AWS: assumed. */
const ASSUMED: Readonly<Record<string, { burst: number; rate: number }>> = {
  tag: { burst: 10, rate: 5 },
  'application-autoscaling': { burst: 20, rate: 10 },
  autoscaling: { burst: 20, rate: 10 },
  servicequotas: { burst: 10, rate: 5 },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  sts: { burst: 600, rate: 600 },
  organizations: { burst: 20, rate: 10 },
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const CLOUDWATCH: Readonly<Record<string, number>> = { ListMetrics: 25, PutMetricData: 500, GetMetricStatistics: 400 };
const POINTS_RATE = { recent: 180_000, older: 396_000 };
const THREE_HOURS = 3 * 3_600;
const POINTS_PER_PAGE = 100_800;

function ec2Bucket({ operation, input }: Call): Bucket {
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: without MaxResults, ids or filters a call is "unfiltered and unpaginated".
  const frugal = ['MaxResults', 'InstanceId', 'Filter', 'InstanceType'].some((key) => input[key] !== undefined);
  return frugal || operation !== 'DescribeInstances'
    ? { name: `ec2/${operation}`, burst: 100, rate: 20 }
    : { name: 'ec2/unpaginated', burst: 50, rate: 10 };
}

function bucketOf(call: Call, getMetricDataRate: number): Bucket {
  const { service, operation } = call;
  if (service.prefix === 'ec2') return ec2Bucket(call);
  if (service.prefix === 'ecs') return ECS_BUCKETS[operation] ?? { name: `ecs/${operation}`, burst: 50, rate: 20 };
  if (service.prefix === 'lambda') return { name: 'lambda/control-plane', burst: 15, rate: 15 };
  if (service.prefix === 'cloudwatch') {
    const rate = operation === 'GetMetricData' ? getMetricDataRate : (CLOUDWATCH[operation] ?? 25);
    return { name: `cloudwatch/${operation}`, burst: rate, rate };
  }
  const { burst, rate } = ASSUMED[service.prefix] ?? { burst: 20, rate: 10 };
  return { name: `${service.prefix}/${operation}`, burst, rate };
}

/** Estimated datapoints of a GetMetricData request, which is what AWS counts: window over period, whether there are any or not. */
export function estimatedPoints(input: Record<string, unknown>): number {
  const seconds = windowSeconds(input);
  const queries = Array.isArray(input.MetricDataQueries) ? input.MetricDataQueries : [];
  let points = 0;
  for (const query of queries) {
    const period = periodSchema.safeParse(query);
    if (period.success) points += Math.max(0, Math.ceil(seconds / period.data.MetricStat.Period));
  }
  return points;
}

/** Length of the window that a GetMetricData request asks for. */
export function windowSeconds(input: Record<string, unknown>): number {
  return secondsOf(input.EndTime) - secondsOf(input.StartTime);
}

const periodSchema = z.object({ MetricStat: z.object({ Period: z.number().positive() }) });

function secondsOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Date.parse(value) / 1000 : 0;
}

interface Level {
  tokens: number;
  at: number;
}

/** Says whether a call may pass, and takes its tokens. Time is the machine's own: a monotonic clock in seconds. */
export class Quotas {
  readonly #levels = new Map<string, Level>();
  readonly #scale: number;
  readonly #getMetricDataPerSecond: number | null;
  readonly enabled: boolean;

  constructor(
    options: QuotaOptions,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.enabled = options !== 'off';
    const { scale, takenByOthers, getMetricDataPerSecond } =
      typeof options === 'string' ? { scale: 1, takenByOthers: 0, getMetricDataPerSecond: undefined } : options;
    this.#scale = scale * (1 - takenByOthers);
    this.#getMetricDataPerSecond = getMetricDataPerSecond ?? null;
  }

  /** GetMetricData requests per second where the account's own quota is `accountRate`: what Service Quotas tells. */
  getMetricDataPerSecond(accountRate: number): number {
    return this.#getMetricDataPerSecond ?? accountRate;
  }

  /** `accountRate` is the account's GetMetricData quota; `fleetEnd` is "now" for the recency of a window. */
  admit(call: Call, accountId: string, region: string, accountRate: number, fleetEnd: number): boolean {
    if (!this.enabled) return true;
    const rate = this.getMetricDataPerSecond(accountRate);
    const site = `${accountId}/${region}`;
    const bucket = bucketOf(call, rate);
    const requests = this.#level(`${site}/${bucket.name}`, bucket.burst, bucket.rate);
    if (requests.tokens < 1) return false;
    if (call.operation === 'GetMetricData' && call.service.prefix === 'cloudwatch') {
      const recent = secondsOf(call.input.StartTime) > fleetEnd - THREE_HOURS;
      const pointsRate = recent ? POINTS_RATE.recent : POINTS_RATE.older;
      const points = this.#level(`${site}/points-${recent ? 'recent' : 'older'}`, pointsRate, pointsRate);
      // One request may ask for more than a second's worth: it passes while there is credit, and leaves a debt.
      if (points.tokens <= 0) return false;
      points.tokens -= Math.min(estimatedPoints(call.input), POINTS_PER_PAGE);
    }
    requests.tokens -= 1;
    return true;
  }

  #level(key: string, burst: number, rate: number): Level {
    const now = this.now();
    const size = Math.max(1, burst * this.#scale);
    const level = this.#levels.get(key) ?? { tokens: size, at: now };
    level.tokens = Math.min(size, level.tokens + (now - level.at) * rate * this.#scale);
    level.at = now;
    this.#levels.set(key, level);
    return level;
  }
}
