import type { Task } from '@aws-sdk/client-ecs';
import { describeTasks, listTasks } from '../aws/operations/index.js';
import type { Compute, EcsTask, TaskShape } from '../model/resource/index.js';
import { checkDescribed, inBatches } from './batches.js';
import type { Cluster } from './ecs-clusters.js';
import { shapeOfTask } from './ecs-task-shape.js';
import type { RegionContext } from './region.js';
import { instantFrom, lastSegment, tagsFrom } from './sdk-values.js';

/** What the tasks of one service tell about it. */
export interface ServiceTasks {
  /** Tasks by where they run. */
  compute: Map<Compute, number>;
  /** By task definition, the shape of the running task whose ARN comes first, so that every run takes the same. */
  shapes: Map<string, { taskArn: string; shape: TaskShape }>;
}

/** By service name; only services with tasks that could be seen. */
export type ClusterTasks = ReadonlyMap<string, ServiceTasks>;

/** Collects the tasks of one cluster after the other; records leave at once, only what services need is kept. */
export function taskCollector(context: RegionContext): (cluster: Cluster) => Promise<ClusterTasks> {
  const listing = context.steps.facts(listTasks);
  const step = context.steps.resources(describeTasks);
  return async (cluster) => {
    const services = new Map<string, ServiceTasks>();
    const seen = new Set<string>();
    const arns = async function* () {
      const input = { cluster: cluster.arn, maxResults: 100 };
      for await (const page of listing.pages(listTasks, input, { gone: ['ClusterNotFoundException'] })) yield page.taskArns ?? [];
    };
    await inBatches(arns(), 100, async (batch) => {
      const output = await step.call(describeTasks, { cluster: cluster.arn, tasks: batch, include: ['TAGS'] });
      if (output === null) return;
      const described = output.tasks ?? [];
      checkDescribed(
        step,
        batch,
        described.map(({ taskArn }) => taskArn),
        output.failures ?? [],
      );
      for (const task of described) {
        const { taskArn } = task;
        if (taskArn === undefined || seen.has(taskArn)) continue;
        seen.add(taskArn);
        const record = taskRecord(taskArn, task, cluster, context);
        step.gave(1);
        context.sink.resource(record);
        if (record.serviceName === null) context.sink.measurable(record);
        else addToService(services, record.serviceName, taskArn, record);
      }
    });
    return services;
  };
}

function addToService(services: Map<string, ServiceTasks>, name: string, taskArn: string, { compute, shape, lastStatus }: EcsTask): void {
  const service = services.get(name) ?? { compute: new Map(), shapes: new Map() };
  services.set(name, service);
  if (compute !== null) service.compute.set(compute, (service.compute.get(compute) ?? 0) + 1);
  if (shape.taskDefinitionArn === null || lastStatus !== 'RUNNING') return;
  const known = service.shapes.get(shape.taskDefinitionArn);
  if (known === undefined || taskArn < known.taskArn) service.shapes.set(shape.taskDefinitionArn, { taskArn, shape });
}

function taskRecord(arn: string, task: Task, { name: clusterName }: Cluster, { accountId, region }: RegionContext): EcsTask {
  const taskId = lastSegment(arn);
  const group = task.group ?? null;
  return {
    kind: 'ecs-task',
    accountId,
    region,
    id: `${clusterName}/${taskId}`,
    arn,
    name: task.taskDefinitionArn === undefined ? null : lastSegment(task.taskDefinitionArn),
    tags: tagsFrom(task.tags),
    clusterName,
    taskId,
    group,
    serviceName: group?.startsWith('service:') === true ? group.slice('service:'.length) : null,
    compute: computeOf(task),
    capacityProvider: task.capacityProviderName ?? null,
    containerInstanceId: task.containerInstanceArn === undefined ? null : lastSegment(task.containerInstanceArn),
    lastStatus: task.lastStatus ?? 'UNKNOWN',
    desiredStatus: task.desiredStatus ?? 'UNKNOWN',
    healthStatus: task.healthStatus ?? null,
    ...awaited(clusterName, task.startedBy),
    startedAt: instantFrom(task.startedAt),
    createdAt: instantFrom(task.createdAt),
    platformVersion: task.platformVersion ?? null,
    shape: shapeOfTask(task),
  };
}

/**
 * AWS Batch names the clusters of its compute environments itself (`AWSBatch-name-uuid`, earlier `name_Batch_uuid`), and Step Functions writes its
 * name on what it starts. Anything else in StartedBy is people's own text, and not read.
 */
function awaited(clusterName: string, startedBy: string | undefined): Pick<EcsTask, 'awaitedBy'> {
  if (/^AWSBatch-|_Batch_[0-9a-f]{8}-[0-9a-f-]{27}$/.test(clusterName)) return { awaitedBy: 'aws-batch' };
  return startedBy === 'AWS Step Functions' ? { awaitedBy: 'step-functions' } : {};
}

/** A task on Fargate Spot has the launch type FARGATE too. */
function computeOf({ launchType, capacityProviderName }: Task): Compute | null {
  if (capacityProviderName === 'FARGATE_SPOT') return 'fargate-spot';
  return computeOfLaunchType(launchType);
}

export function computeOfLaunchType(launchType: string | undefined): Compute | null {
  switch (launchType) {
    case 'FARGATE':
      return 'fargate';
    case 'EC2':
      return 'ec2';
    case 'EXTERNAL':
      return 'external';
    case 'MANAGED_INSTANCES':
      return 'managed-instances';
    default:
      return null;
  }
}
