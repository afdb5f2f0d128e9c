import type { Deployment, DeploymentConfiguration, LoadBalancer, Service, TaskSet } from '@aws-sdk/client-ecs';
import { type EcsService, ecsServiceSchema } from '../model/resource/index.js';
import type { Cluster } from './ecs-clusters.js';
import type { RegionContext } from './region.js';
import { instantFrom, lastSegment, tagsFrom } from './sdk-values.js';

/** A service as DescribeServices tells it; compute, shape, earlier size and scaling are read elsewhere and null here. */
export function serviceRecord(
  arn: string,
  service: Service,
  { name: clusterName }: Pick<Cluster, 'name'>,
  { accountId, region }: Pick<RegionContext, 'accountId' | 'region'>,
): EcsService {
  const serviceName = service.serviceName ?? lastSegment(arn);
  const balancers = loadBalancers(service);
  const breaker = service.deploymentConfiguration?.deploymentCircuitBreaker;
  return {
    kind: 'ecs-service',
    accountId,
    region,
    id: `${clusterName}/${serviceName}`,
    arn,
    name: serviceName,
    tags: tagsFrom(service.tags),
    clusterName,
    serviceName,
    status: service.status ?? 'UNKNOWN',
    launchType: ecsServiceSchema.shape.launchType.catch(null).parse(service.launchType ?? null),
    capacityProviderStrategy: (service.capacityProviderStrategy ?? []).flatMap(({ capacityProvider, weight = 0, base = 0 }) =>
      capacityProvider === undefined ? [] : [{ provider: capacityProvider, weight, base }],
    ),
    compute: null,
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    schedulingStrategy: service.schedulingStrategy === 'DAEMON' ? 'DAEMON' : 'REPLICA',
    deploymentController: service.deploymentController?.type ?? null,
    deployments: deploymentsOf(service),
    targetGroupArns: unique(balancers.flatMap(targetGroups)),
    classicLoadBalancers: unique(
      balancers.flatMap(({ loadBalancerName, targetGroupArn }) => (targetGroupArn === undefined ? (loadBalancerName ?? []) : [])),
    ),
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds ?? null,
    circuitBreaker: breaker === undefined ? null : { enabled: breaker.enable ?? false, rollback: breaker.rollback ?? false },
    deploymentWaitMinutes: waitMinutes(service.deploymentConfiguration ?? {}),
    platformVersion: service.platformVersion ?? null,
    createdAt: instantFrom(service.createdAt),
    shape: null,
    previousSize: null,
    scaling: null,
  };
}

/** What ECS takes where the settings do not say, in minutes and percent: DeploymentConfiguration and its parts in the API reference. */
const UNSAID = { canaryBake: 10, stepBake: 6, stepPercent: 10, hookTimeout: 1440 };

/**
 * Minutes that a deployment may spend waiting while nothing is wrong: both revisions run through the bake time, a canary has one of its own,
 * linear shifts wait between their steps but not after the last, and each hook may hold up each of its stages until it times out.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
function waitMinutes(configuration: DeploymentConfiguration): number {
  const { strategy, bakeTimeInMinutes, canaryConfiguration, linearConfiguration, lifecycleHooks = [] } = configuration;
  const hooks = lifecycleHooks.map(
    ({ lifecycleStages = [], timeoutConfiguration }) =>
      lifecycleStages.length * (timeoutConfiguration?.timeoutInMinutes ?? UNSAID.hookTimeout),
  );
  return (bakeTimeInMinutes ?? 0) + shiftMinutes() + hooks.reduce((sum, minutes) => sum + minutes, 0);

  function shiftMinutes(): number {
    if (strategy === 'CANARY') return canaryConfiguration?.canaryBakeTimeInMinutes ?? UNSAID.canaryBake;
    if (strategy !== 'LINEAR') return 0;
    const steps = Math.ceil(100 / (linearConfiguration?.stepPercent ?? UNSAID.stepPercent));
    return (steps - 1) * (linearConfiguration?.stepBakeTimeInMinutes ?? UNSAID.stepBake);
  }
}

/** The task definition that new tasks get; with an external or CodeDeploy controller that of the primary task set. */
export function currentTaskDefinition({ taskDefinition, taskSets }: Service): string | null {
  return taskDefinition ?? taskSets?.find(({ status }) => status === 'PRIMARY')?.taskDefinition ?? null;
}

function loadBalancers({ loadBalancers = [], taskSets = [] }: Service): LoadBalancer[] {
  return [...loadBalancers, ...taskSets.flatMap((set) => set.loadBalancers ?? [])];
}

/** Blue/green deployments of ECS name a second target group that traffic may be on. */
function targetGroups({ targetGroupArn, advancedConfiguration }: LoadBalancer): string[] {
  return [targetGroupArn ?? [], advancedConfiguration?.alternateTargetGroupArn ?? []].flat();
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}

/**
 * Deployments that ECS itself steers; under CodeDeploy or an external controller there are none, and task sets stand for them: each has its
 * definition and the time of its start (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html).
 */
function deploymentsOf({ deployments = [], taskSets = [] }: Service): EcsService['deployments'] {
  return deployments.length > 0 ? deployments.map(deploymentRecord) : taskSets.map(taskSetRecord);
}

/** A task set tells neither the state of a rollout nor tasks that failed. */
function taskSetRecord(set: TaskSet): EcsService['deployments'][number] {
  return {
    id: set.id ?? '',
    status: set.status ?? 'UNKNOWN',
    rolloutState: null,
    taskDefinitionArn: set.taskDefinition ?? null,
    createdAt: instantFrom(set.createdAt),
    updatedAt: instantFrom(set.updatedAt),
    desired: set.computedDesiredCount ?? 0,
    running: set.runningCount ?? 0,
    failedTasks: 0,
  };
}

function deploymentRecord(deployment: Deployment): EcsService['deployments'][number] {
  return {
    id: deployment.id ?? '',
    status: deployment.status ?? 'UNKNOWN',
    rolloutState: deployment.rolloutState ?? null,
    taskDefinitionArn: deployment.taskDefinition ?? null,
    createdAt: instantFrom(deployment.createdAt),
    updatedAt: instantFrom(deployment.updatedAt),
    desired: deployment.desiredCount ?? 0,
    running: deployment.runningCount ?? 0,
    failedTasks: deployment.failedTasks ?? 0,
  };
}
