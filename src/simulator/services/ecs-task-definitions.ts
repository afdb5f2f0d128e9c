import * as z from 'zod';
import { nameOf, type Place } from '../fleet/ids.js';
import type { RegionWorld } from '../fleet/region-world.js';
import type { ServiceGroupSpec, TaskGroupSpec } from '../fleet/schema-ecs.js';
import { type Operation, ServiceError } from '../world.js';
import { containersOf, ecsPage, ecsTags, familyOf, parseEcs, revisionOf, taskDefinitionArn } from './ecs-names.js';
import { listScope } from './paging.js';
import { at, type Site } from './service.js';

/** Every family of a region with the group that it belongs to, cluster by cluster. */
function* families(world: RegionWorld): Iterable<{ family: string; spec: ServiceGroupSpec | TaskGroupSpec }> {
  for (const cluster of world.clusters.places()) {
    const { spec } = world.layout(cluster);
    const clusterName = world.clusterName(cluster);
    for (const service of spec.services) {
      for (let index = 0; index < service.count; index++) yield { family: familyOf(clusterName, nameOf(service, index)), spec: service };
    }
    for (const task of spec.tasks) yield { family: familyOf(clusterName, task.name), spec: task };
  }
}

function findFamily(world: RegionWorld, family: string): ServiceGroupSpec | TaskGroupSpec | null {
  for (let split = family.indexOf('_'); split >= 0; split = family.indexOf('_', split + 1)) {
    const cluster: Place | null = world.findCluster(family.slice(0, split));
    if (cluster === null) continue;
    const layout = world.layout(cluster);
    const owner = family.slice(split + 1);
    const service = layout.findService(owner);
    const spec = service === null ? layout.spec.tasks.find(({ name }) => name === owner) : layout.services.groups[service.group];
    if (spec !== undefined) return spec;
  }
  return null;
}

const listInput = z.object({
  familyPrefix: z.string().optional(),
  status: z.enum(['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS']).default('ACTIVE'),
  sort: z.enum(['ASC', 'DESC']).default('ASC'),
  maxResults: z.number().int().min(1).max(100).optional(),
  nextToken: z.string().optional(),
});

export function listTaskDefinitions({ here }: Site): Operation {
  return (input, caller) => {
    const { familyPrefix, status, sort, maxResults, nextToken } = parseEcs(listInput, input);
    const world = here(caller);
    const arns: string[] = [];
    for (const { family } of status === 'ACTIVE' ? families(world) : []) {
      if (familyPrefix !== undefined && family !== familyPrefix) continue;
      const revision = revisionOf(world, family);
      arns.push(taskDefinitionArn(world, family, revision - 1), taskDefinitionArn(world, family, revision));
    }
    if (sort === 'DESC') arns.reverse();
    const page = ecsPage(nextToken, maxResults ?? 100, arns.length, listScope(caller, 'ListTaskDefinitions', familyPrefix, status, sort));
    return { taskDefinitionArns: arns.slice(page.from, page.to), nextToken: page.next };
  };
}

const describeInput = z.object({ taskDefinition: z.string(), include: z.array(z.string()).default([]) });

export function describeTaskDefinition({ here }: Site): Operation {
  return (input, caller) => {
    const { taskDefinition: given, include } = parseEcs(describeInput, input);
    const world = here(caller);
    const [family = '', asked] = given.slice(given.lastIndexOf('/') + 1).split(':');
    const spec = findFamily(world, family);
    const newest = revisionOf(world, family);
    const revision = asked === undefined ? newest : Number(asked);
    if (spec === null || !Number.isInteger(revision) || revision < 1 || revision > newest) {
      throw new ServiceError('ClientException', 'Unable to describe task definition.');
    }
    const previous = revision < newest && 'previousSize' in spec ? spec.previousSize : undefined;
    const size = previous ?? { cpu: spec.cpu, memory: spec.memory };
    return {
      taskDefinition: definitionElement(world, spec, family, revision, size),
      tags: include.includes('TAGS') ? ecsTags(spec.tags) : [],
    };
  };
}

function definitionElement(
  world: RegionWorld,
  spec: ServiceGroupSpec | TaskGroupSpec,
  family: string,
  revision: number,
  size: { cpu: number; memory: number },
): Record<string, unknown> {
  const canary = world.facts.canary;
  const starters = containersOf(spec).filter(({ startOnly }) => startOnly);
  const onEc2 = spec.capacityProviders.length === 0 && spec.launchType === 'EC2';
  return {
    taskDefinitionArn: taskDefinitionArn(world, family, revision),
    family,
    revision,
    status: 'ACTIVE',
    containerDefinitions: containersOf(spec).map((container) => ({
      name: container.name,
      image: container.image ?? `${world.accountId}.dkr.ecr.${world.region}.amazonaws.com/${container.name}:stable`,
      cpu: container.cpu,
      ...(container.memory === undefined ? {} : { memory: container.memory }),
      ...(container.memoryReservation === undefined ? {} : { memoryReservation: container.memoryReservation }),
      essential: container.essential,
      ...(container.startOnly || starters.length === 0
        ? {}
        : { dependsOn: starters.map(({ name }) => ({ containerName: name, condition: 'SUCCESS' })) }),
      environment: [{ name: 'DB_PASSWORD', value: canary ?? 'hunter2' }],
      command: ['serve', canary ?? '--port=8080'],
      dockerLabels: { note: canary ?? 'none' },
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': canary ?? `/ecs/${family}` } },
      ...(container.healthCheck
        ? { healthCheck: { command: ['CMD-SHELL', canary ?? 'curl -f localhost:8080/health'], interval: 30, timeout: 5, retries: 3 } }
        : {}),
      mountPoints: [],
      portMappings: [],
    })),
    networkMode: onEc2 ? 'bridge' : 'awsvpc',
    volumes: [],
    placementConstraints: [],
    compatibilities: ['EC2', 'FARGATE'],
    requiresCompatibilities: [onEc2 ? 'EC2' : 'FARGATE'],
    cpu: String(size.cpu),
    memory: String(size.memory),
    runtimePlatform: {
      cpuArchitecture: spec.architecture === 'arm64' ? 'ARM64' : 'X86_64',
      operatingSystemFamily: spec.operatingSystem === 'windows' ? 'WINDOWS_SERVER_2022_CORE' : 'LINUX',
    },
    ...(spec.ephemeralStorageGib === undefined ? {} : { ephemeralStorage: { sizeInGiB: spec.ephemeralStorageGib } }),
    registeredAt: at(world.daysAgo('deployedDaysAgo' in spec ? spec.deployedDaysAgo : spec.startedDaysAgo)),
    registeredBy: `arn:${world.facts.partition}:iam::${world.accountId}:role/${canary ?? 'deployer'}`,
  };
}
