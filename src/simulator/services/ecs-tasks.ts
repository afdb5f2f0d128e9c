import * as z from 'zod';
import type { TaskPlace } from '../fleet/cluster-layout.js';
import { fraction } from '../fleet/ids.js';
import type { ContainerSpec } from '../fleet/schema-ecs.js';
import type { Operation } from '../world.js';
import { cachedPlacement, computeOf } from './ecs-compute.js';
import { containerInstanceArn } from './ecs-container-instances.js';
import {
  type ClusterRef,
  capBatch,
  containersOf,
  ecsPage,
  ecsTags,
  familyOf,
  findTask,
  listInput,
  missing,
  ownerName,
  parseEcs,
  requireCluster,
  taskArn,
  taskDefinitionArn,
  taskId,
} from './ecs-names.js';
import { listScope } from './paging.js';
import { at, type Site } from './service.js';

const listTasksInput = listInput.extend({
  serviceName: z.string().optional(),
  family: z.string().optional(),
  startedBy: z.string().optional(),
  launchType: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
});

export function listTasks({ here }: Site): Operation {
  return (input, caller) => {
    const { cluster: name, maxResults, nextToken, desiredStatus, ...filters } = parseEcs(listTasksInput, input);
    const cluster = requireCluster(here(caller), name);
    const layout = cluster.world.layout(cluster.place);
    const scope = listScope(caller, 'ListTasks', cluster.name, desiredStatus, filters);
    const service = filters.serviceName?.slice(filters.serviceName.lastIndexOf('/') + 1);
    const unfiltered = Object.values(filters).every((filter) => filter === undefined);
    const chosen = unfiltered
      ? null
      : [...layout.tasks()].filter(
          (task) =>
            (service === undefined || (task.owner.kind === 'service' && ownerName(task) === service)) &&
            (filters.family === undefined || familyOf(cluster.name, ownerName(task)) === filters.family) &&
            (filters.startedBy === undefined || startedBy(task) === filters.startedBy) &&
            (filters.launchType === undefined || computeOf(cluster, task.owner.spec, task.ordinal).launchType === filters.launchType),
        );
    // Every task of the fleet is meant to run: asked for stopped ones there are none.
    const total = desiredStatus === 'STOPPED' ? 0 : (chosen?.length ?? layout.taskCount);
    const page = ecsPage(nextToken, maxResults ?? 100, total, scope);
    const tasks = total === 0 ? [] : chosen === null ? [...layout.tasks(page.from, page.to)] : chosen.slice(page.from, page.to);
    return { taskArns: tasks.map((task) => taskArn(cluster, task)), nextToken: page.next };
  };
}

function startedBy({ owner }: TaskPlace): string {
  return owner.kind === 'service' ? 'ecs-svc/0000000000000000000' : (owner.spec.startedBy ?? '');
}

const describeTasksInput = z.object({
  cluster: z.string().default('default'),
  tasks: z.array(z.string()).default([]),
  include: z.array(z.string()).default([]),
});

export function describeTasks({ here }: Site): Operation {
  return (input, caller) => {
    const { cluster: name, tasks: wanted, include } = parseEcs(describeTasksInput, input);
    capBatch('Tasks', wanted, 100);
    const cluster = requireCluster(here(caller), name);
    const tasks: unknown[] = [];
    const failures: unknown[] = [];
    for (const given of wanted) {
      const task = findTask(cluster, given);
      if (task === null) failures.push(missing(caller, cluster.world, `task/${cluster.name}`, given));
      else tasks.push(taskElement(cluster, task, include.includes('TAGS')));
    }
    return { tasks, failures };
  };
}

/** When a task started: by its own draw after its service's deployment, or as its group says. */
function startOf(cluster: ClusterRef, task: TaskPlace): number {
  const { owner } = task;
  if (owner.kind === 'standalone') return cluster.world.daysAgo(owner.spec.startedDaysAgo);
  return cluster.world.daysAgo(owner.spec.deployedDaysAgo * (0.5 + 0.5 * fraction(ownerName(task), task.ordinal)));
}

function taskElement(cluster: ClusterRef, task: TaskPlace, withTags: boolean): Record<string, unknown> {
  const { world } = cluster;
  const { owner, ordinal } = task;
  const { spec } = owner;
  const arn = taskArn(cluster, task);
  const canary = world.facts.canary;
  const { launchType, capacityProvider } = computeOf(cluster, spec, ordinal);
  const host = launchType === 'EC2' ? cachedPlacement(cluster).hostOf(task) : null;
  const started = startOf(cluster, task);
  const containers = containersOf(spec);
  const healthy = containers.some(({ healthCheck }) => healthCheck) ? 'HEALTHY' : 'UNKNOWN';
  const managed = launchType === 'FARGATE' || launchType === 'MANAGED_INSTANCES';
  return {
    taskArn: arn,
    clusterArn: cluster.arn,
    taskDefinitionArn: taskDefinitionArn(world, familyOf(cluster.name, ownerName(task))),
    ...(host === null ? {} : { containerInstanceArn: containerInstanceArn(cluster, host.place) }),
    attachments: managed
      ? [
          {
            id: taskId(cluster, task).slice(0, 8),
            type: 'ElasticNetworkInterface',
            status: 'ATTACHED',
            details: [{ name: 'subnetId', value: canary ?? 'subnet-0a1b2c3d' }],
          },
        ]
      : [],
    attributes: [{ name: 'ecs.cpu-architecture', value: spec.architecture }],
    availabilityZone: `${world.region}${'abc'[ordinal % 3] ?? 'a'}`,
    connectivity: 'CONNECTED',
    connectivityAt: at(started),
    createdAt: at(started - 30),
    startedAt: at(started),
    pullStartedAt: at(started - 20),
    pullStoppedAt: at(started - 8),
    cpu: String(spec.cpu),
    memory: String(spec.memory),
    desiredStatus: 'RUNNING',
    lastStatus: 'RUNNING',
    enableExecuteCommand: false,
    group: owner.kind === 'service' ? `service:${ownerName(task)}` : `family:${familyOf(cluster.name, owner.family)}`,
    healthStatus: healthy,
    launchType,
    ...(capacityProvider === null ? {} : { capacityProviderName: capacityProvider }),
    ...(launchType === 'FARGATE'
      ? {
          platformVersion: spec.platformVersion ?? '1.4.0',
          platformFamily: spec.operatingSystem === 'windows' ? 'Windows_Server_2022_Core' : 'Linux',
          ephemeralStorage: { sizeInGiB: spec.ephemeralStorageGib ?? 20 },
        }
      : {}),
    containers: containers.map((container) => containerElement(container, arn, cluster)),
    overrides: {
      containerOverrides: containers.map(({ name }) => ({
        name,
        environment: [{ name: 'DB_PASSWORD', value: canary ?? 'x' }],
        command: ['run', canary ?? '--serve'],
      })),
      inferenceAcceleratorOverrides: [],
    },
    ...(startedBy(task) === '' ? {} : { startedBy: startedBy(task) }),
    tags: withTags ? ecsTags(spec.tags) : [],
    version: 4,
  };
}

function containerElement(container: ContainerSpec, arn: string, { world }: ClusterRef): Record<string, unknown> {
  return {
    containerArn: `${arn.replace(':task/', ':container/')}/${container.name}`,
    taskArn: arn,
    name: container.name,
    image: container.image ?? `${world.accountId}.dkr.ecr.${world.region}.amazonaws.com/${container.name}:stable`,
    runtimeId: arn.slice(-32),
    ...(container.startOnly ? { lastStatus: 'STOPPED', exitCode: 0 } : { lastStatus: 'RUNNING' }),
    healthStatus: container.healthCheck ? 'HEALTHY' : 'UNKNOWN',
    networkInterfaces: [],
    cpu: String(container.cpu),
    ...(container.memory === undefined ? {} : { memory: String(container.memory) }),
    ...(container.memoryReservation === undefined ? {} : { memoryReservation: String(container.memoryReservation) }),
  };
}
