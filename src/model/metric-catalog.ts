import type { EcsService, LambdaFunction, Resource, ResourceKind } from './resource/index.js';

export type MetricUnit =
  | 'percent'
  | 'ratio'
  | 'bytes'
  | 'bytes-per-second'
  | 'count'
  | 'milliseconds'
  | 'credits'
  | 'mebibytes'
  | 'cpu-units';

/** One series of a metric: its dimensions, and a variant where a resource has several series of it (an alias, a target group). */
export interface MetricTarget {
  variant: string;
  dimensions: Record<string, string>;
}

/**
 * What a metric is. `missing: 'zero'` is for metrics that count events and send nothing when there are none: no
 * datapoint then means zero, once the region is known to answer. Everywhere else no datapoint means not known.
 */
export interface MetricDefinition<K extends ResourceKind = ResourceKind> {
  kind: K;
  namespace: string;
  metricName: string;
  unit: MetricUnit;
  missing: 'zero' | 'unknown';
  /** `discovered`: the dimension set cannot be predicted and is found with ListMetrics. */
  targets: 'discovered' | ((resource: Extract<Resource, { kind: K }>) => MetricTarget[]);
}

function define<K extends ResourceKind>(definition: MetricDefinition<K>): MetricDefinition<K> {
  return definition;
}

const instance = (metricName: string, unit: MetricUnit) =>
  define({
    kind: 'ec2-instance',
    namespace: 'AWS/EC2',
    metricName,
    unit,
    missing: 'unknown',
    targets: ({ id }) => [{ variant: '', dimensions: { InstanceId: id } }],
  });

/** Only the T families have CPU credits; asking the others would be billed for nothing. */
const credits = (metricName: string) =>
  define({
    kind: 'ec2-instance',
    namespace: 'AWS/EC2',
    metricName,
    unit: 'credits',
    missing: 'unknown',
    targets: ({ id, instanceType }) => (/^t\d/.test(instanceType) ? [{ variant: '', dimensions: { InstanceId: id } }] : []),
  });

const serviceTargets = ({ clusterName, serviceName }: EcsService): MetricTarget[] => [
  { variant: '', dimensions: { ClusterName: clusterName, ServiceName: serviceName } },
];

const service = (namespace: string, metricName: string, unit: MetricUnit) =>
  define({ kind: 'ecs-service', namespace, metricName, unit, missing: 'unknown', targets: serviceTargets });

const lambda = (metricName: string, unit: MetricUnit, missing: 'zero' | 'unknown') =>
  define({
    kind: 'lambda-function',
    namespace: 'AWS/Lambda',
    metricName,
    unit,
    missing,
    targets: ({ functionName }) => [{ variant: '', dimensions: { FunctionName: functionName } }],
  });

/** `targetgroup/name/0123` of a target group ARN, which is what the TargetGroup dimension holds. */
function targetGroupDimension(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

/** Provisioned concurrency metrics exist per alias or version only; asked by FunctionName alone they are always empty. */
function provisionedTargets({ functionName, provisionedConcurrency }: LambdaFunction): MetricTarget[] {
  return (provisionedConcurrency ?? []).map(({ qualifier }) => ({
    variant: qualifier,
    dimensions: { FunctionName: functionName, Resource: `${functionName}:${qualifier}` },
  }));
}

/**
 * Every metric the tool can ask for. A new metric is one entry here.
 * Source of names, dimensions and units: the CloudWatch pages of each service's user guide.
 */
export const METRICS = {
  'ec2.cpu': instance('CPUUtilization', 'percent'),
  'ec2.networkIn': instance('NetworkIn', 'bytes'),
  'ec2.networkOut': instance('NetworkOut', 'bytes'),
  'ec2.networkPacketsIn': instance('NetworkPacketsIn', 'count'),
  'ec2.networkPacketsOut': instance('NetworkPacketsOut', 'count'),
  'ec2.ebsReadBytes': instance('EBSReadBytes', 'bytes'),
  'ec2.ebsWriteBytes': instance('EBSWriteBytes', 'bytes'),
  'ec2.ebsReadOps': instance('EBSReadOps', 'count'),
  'ec2.ebsWriteOps': instance('EBSWriteOps', 'count'),
  'ec2.cpuCreditBalance': credits('CPUCreditBalance'),
  'ec2.cpuSurplusCreditsCharged': credits('CPUSurplusCreditsCharged'),
  /** CWAgent mem_used_percent (Linux) or `Memory % Committed Bytes In Use` (Windows). */
  'ec2.memory': define({
    kind: 'ec2-instance',
    namespace: 'CWAgent',
    metricName: 'mem_used_percent',
    unit: 'percent',
    missing: 'unknown',
    targets: 'discovered',
  }),
  'ecs.cpu': service('AWS/ECS', 'CPUUtilization', 'percent'),
  'ecs.memory': service('AWS/ECS', 'MemoryUtilization', 'percent'),
  'ecs.insightsNetworkRx': service('ECS/ContainerInsights', 'NetworkRxBytes', 'bytes-per-second'),
  'ecs.insightsRunningTasks': service('ECS/ContainerInsights', 'RunningTaskCount', 'count'),
  'ecs.requestsPerTarget': define({
    kind: 'ecs-service',
    namespace: 'AWS/ApplicationELB',
    metricName: 'RequestCountPerTarget',
    unit: 'count',
    missing: 'zero',
    targets: ({ targetGroupArns }) =>
      targetGroupArns.map((arn) => ({ variant: targetGroupDimension(arn), dimensions: { TargetGroup: targetGroupDimension(arn) } })),
  }),
  'lambda.invocations': lambda('Invocations', 'count', 'zero'),
  'lambda.errors': lambda('Errors', 'count', 'zero'),
  'lambda.throttles': lambda('Throttles', 'count', 'zero'),
  'lambda.duration': lambda('Duration', 'milliseconds', 'unknown'),
  'lambda.concurrentExecutions': lambda('ConcurrentExecutions', 'count', 'unknown'),
  'lambda.provisionedUtilization': define({
    kind: 'lambda-function',
    namespace: 'AWS/Lambda',
    metricName: 'ProvisionedConcurrencyUtilization',
    // 0.5 is half: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
    unit: 'ratio',
    missing: 'unknown',
    targets: provisionedTargets,
  }),
  /** Lambda Insights, only where the extension runs. */
  'lambda.memoryUtilization': define({
    kind: 'lambda-function',
    namespace: 'LambdaInsights',
    metricName: 'memory_utilization',
    unit: 'percent',
    missing: 'unknown',
    targets: 'discovered',
  }),
} as const;

export type MetricId = keyof typeof METRICS;

export const METRIC_IDS: readonly MetricId[] = Object.keys(METRICS).filter((id): id is MetricId => id in METRICS);
