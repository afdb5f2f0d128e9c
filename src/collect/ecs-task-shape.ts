import type { Container as SdkContainer, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type { TaskShape } from '../model/resource/index.js';
import { numberFrom } from './sdk-values.js';

type Container = TaskShape['containers'][number];

/** Sizes may be given as `256` or, where a person wrote them, as `.25 vCPU` and `1 GB`; ECS hands on the number. */
function size(text: string | undefined): number | null {
  const value = numberFrom(text);
  return value === 0 ? null : value;
}

function operatingSystem(family: string | undefined): TaskShape['operatingSystem'] {
  if (family === undefined) return null;
  return /^windows/i.test(family) ? 'windows' : 'linux';
}

function architecture(value: string | undefined): TaskShape['architecture'] {
  const lower = value?.toLowerCase();
  return lower === 'x86_64' || lower === 'arm64' ? lower : null;
}

function byName(a: Container, b: Container): number {
  return a.name < b.name ? -1 : 1;
}

/** Shape of a running task. Of its overrides only the task's size is read, since that is what it costs. */
export function shapeOfTask(task: Task): TaskShape {
  return {
    source: 'task',
    taskDefinitionArn: task.taskDefinitionArn ?? null,
    cpuUnits: size(task.overrides?.cpu) ?? size(task.cpu),
    memoryMib: size(task.overrides?.memory) ?? size(task.memory),
    ephemeralStorageGib: task.ephemeralStorage?.sizeInGiB ?? task.fargateEphemeralStorage?.sizeInGiB ?? null,
    architecture: architecture(task.attributes?.find(({ name }) => name === 'ecs.cpu-architecture')?.value),
    operatingSystem: operatingSystem(task.platformFamily),
    containers: (task.containers ?? []).map((container) => containerOfTask(container, task)).sort(byName),
  };
}

/** One that has ended well while its task runs was there for the start: the end of an essential one would have ended the task. */
function containerOfTask(container: SdkContainer, task: Task): Container {
  const ended = container.lastStatus === 'STOPPED' && container.exitCode === 0 && task.lastStatus === 'RUNNING';
  return {
    name: container.name ?? '',
    essential: null,
    cpuUnits: numberFrom(container.cpu),
    memoryMib: numberFrom(container.memory),
    memoryReservationMib: numberFrom(container.memoryReservation),
    hasHealthCheck: hasHealthCheck(container),
    ...(ended ? { endsEarly: true } : {}),
  };
}

/** UNKNOWN stands for "no health check" once a container runs, and for "not checked yet" before. */
function hasHealthCheck({ healthStatus, lastStatus }: SdkContainer): boolean | null {
  if (healthStatus === undefined) return null;
  if (healthStatus !== 'UNKNOWN') return true;
  return lastStatus === 'RUNNING' ? false : null;
}

/**
 * Names of the containers whose end others wait for before they start.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
 */
function endsAwaited({ containerDefinitions = [] }: TaskDefinition): ReadonlySet<string> {
  const conditions = containerDefinitions.flatMap(({ dependsOn = [] }) => dependsOn);
  return new Set(
    conditions.flatMap(({ containerName, condition }) =>
      condition === 'SUCCESS' || condition === 'COMPLETE' ? (containerName ?? []) : [],
    ),
  );
}

/** Shape of the tasks that a definition would make. */
export function shapeOfDefinition(definition: TaskDefinition): TaskShape {
  // Fargate's defaults: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html
  const awaited = endsAwaited(definition);
  const fargate = definition.requiresCompatibilities?.includes('FARGATE') === true;
  return {
    source: 'task-definition',
    taskDefinitionArn: definition.taskDefinitionArn ?? null,
    cpuUnits: size(definition.cpu),
    memoryMib: size(definition.memory),
    ephemeralStorageGib: definition.ephemeralStorage?.sizeInGiB ?? null,
    architecture: architecture(definition.runtimePlatform?.cpuArchitecture) ?? (fargate ? 'x86_64' : null),
    operatingSystem: operatingSystem(definition.runtimePlatform?.operatingSystemFamily) ?? (fargate ? 'linux' : null),
    containers: (definition.containerDefinitions ?? [])
      .map(({ name = '', essential = true, cpu, memory, memoryReservation, healthCheck }) => ({
        name,
        essential,
        cpuUnits: cpu ?? null,
        memoryMib: memory ?? null,
        memoryReservationMib: memoryReservation ?? null,
        hasHealthCheck: healthCheck !== undefined,
        ...(!essential && awaited.has(name) ? { endsEarly: true as const } : {}),
      }))
      .sort(byName),
  };
}
