import * as z from 'zod';
import { runningOf } from '../fleet/cluster-layout.js';
import { fraction, hex, nameOf, type Place } from '../fleet/ids.js';
import type { ServiceGroupSpec } from '../fleet/schema-ecs.js';
import { targetGroupDimension } from '../fleet/service-places.js';
import type { Operation } from '../world.js';
import {
  type ClusterRef,
  capBatch,
  ecsPage,
  ecsTags,
  familyOf,
  listInput,
  missing,
  parseEcs,
  requireCluster,
  revisionOf,
  serviceArn,
  taskDefinitionArn,
} from './ecs-names.js';
import { listScope } from './paging.js';
import { at, type Site } from './service.js';

/** AWS's default page of ListServices is ten. */
const DEFAULT_PAGE = 10;

const listServicesInput = listInput.extend({ launchType: z.string().optional(), schedulingStrategy: z.string().optional() });

export function listServices({ here }: Site): Operation {
  return (input, caller) => {
    const { cluster: name, maxResults, nextToken, launchType, schedulingStrategy } = parseEcs(listServicesInput, input);
    const cluster = requireCluster(here(caller), name);
    const { services } = cluster.world.layout(cluster.place);
    const scope = listScope(caller, 'ListServices', cluster.name, launchType, schedulingStrategy);
    const matches = ({ spec }: { spec: ServiceGroupSpec }) =>
      (launchType === undefined || (spec.capacityProviders.length === 0 && spec.launchType === launchType)) &&
      (schedulingStrategy === undefined || spec.schedulingStrategy === schedulingStrategy);
    const refs = function* (from = 0, to = services.length) {
      for (const place of services.places(from, to)) {
        const spec = services.groups[place.group];
        if (spec !== undefined) yield { spec, place };
      }
    };
    const chosen = launchType === undefined && schedulingStrategy === undefined ? null : [...refs()].filter(matches);
    const page = ecsPage(nextToken, maxResults ?? DEFAULT_PAGE, chosen?.length ?? services.length, scope);
    const entries = chosen === null ? [...refs(page.from, page.to)] : chosen.slice(page.from, page.to);
    return { serviceArns: entries.map(({ spec, place }) => serviceArn(cluster, nameOf(spec, place.index))), nextToken: page.next };
  };
}

const describeInput = z.object({
  cluster: z.string().default('default'),
  services: z.array(z.string()).default([]),
  include: z.array(z.string()).default([]),
});

export function describeServices({ here }: Site): Operation {
  return (input, caller) => {
    const { cluster: name, services: wanted, include } = parseEcs(describeInput, input);
    capBatch('Services', wanted, 10);
    const cluster = requireCluster(here(caller), name);
    const layout = cluster.world.layout(cluster.place);
    const services: unknown[] = [];
    const failures: unknown[] = [];
    for (const given of wanted) {
      const place = layout.findService(given.slice(given.lastIndexOf('/') + 1));
      const spec = place === null ? undefined : layout.services.groups[place.group];
      if (place === null || spec === undefined) failures.push(missing(caller, cluster.world, `service/${cluster.name}`, given));
      else services.push(serviceElement(cluster, spec, place, include.includes('TAGS')));
    }
    return { services, failures };
  };
}

/** ARN of one of a service's target groups; the service's own, whatever the group's count. */
function targetGroupArn({ world, name }: ClusterRef, serviceName: string, targetGroup: string): string {
  return world.arn('elasticloadbalancing', targetGroupDimension(world, name, serviceName, targetGroup));
}

function deployments(cluster: ClusterRef, spec: ServiceGroupSpec, serviceName: string): Record<string, unknown>[] {
  const { world } = cluster;
  const family = familyOf(cluster.name, serviceName);
  const declared =
    spec.deployments.length > 0
      ? spec.deployments
      : [{ status: 'PRIMARY' as const, rolloutState: 'COMPLETED' as const, createdDaysAgo: spec.deployedDaysAgo, failedTasks: 0 }];
  return declared.map(({ status, rolloutState, createdDaysAgo, failedTasks }, position) => {
    const revision = revisionOf(world, family) - position;
    return {
      id: `ecs-svc/${String(world.seedOf(cluster.name, serviceName, position)).padStart(19, '1')}`,
      status,
      taskDefinition: taskDefinitionArn(world, family, Math.max(1, revision)),
      desiredCount: position === 0 ? spec.desired : 0,
      pendingCount: position === 0 ? spec.pending : 0,
      runningCount: position === 0 ? runningOf(spec) : 0,
      failedTasks,
      createdAt: at(world.daysAgo(createdDaysAgo)),
      updatedAt: at(world.daysAgo(createdDaysAgo) + (rolloutState === 'COMPLETED' ? 240 : 3_600)),
      ...launch(spec),
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ['subnet-0a1b2c3d'],
          securityGroups: [world.facts.canary ?? 'sg-0a1b2c3d'],
          assignPublicIp: 'DISABLED',
        },
      },
      rolloutState,
      rolloutStateReason: world.facts.canary ?? `ECS deployment ${rolloutState.toLowerCase().replace('_', ' ')}.`,
    };
  });
}

function launch(spec: ServiceGroupSpec): Record<string, unknown> {
  const fargate =
    spec.capacityProviders.length > 0
      ? spec.capacityProviders.every(({ name }) => name.startsWith('FARGATE'))
      : spec.launchType === 'FARGATE';
  return {
    ...(spec.capacityProviders.length > 0
      ? { capacityProviderStrategy: spec.capacityProviders.map(({ name, weight, base }) => ({ capacityProvider: name, weight, base })) }
      : { launchType: spec.launchType }),
    ...(fargate
      ? {
          platformVersion: spec.platformVersion ?? 'LATEST',
          platformFamily: spec.operatingSystem === 'windows' ? 'Windows Server 2022 Core' : 'Linux',
        }
      : {}),
  };
}

function rollout({ rollout }: ServiceGroupSpec): Record<string, unknown> {
  if (rollout === undefined) return { strategy: 'ROLLING' };
  const { strategy, bakeMinutes, canaryBakeMinutes, stepPercent, stepBakeMinutes, hooks } = rollout;
  return {
    strategy,
    bakeTimeInMinutes: bakeMinutes,
    ...(strategy === 'CANARY' ? { canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: canaryBakeMinutes } } : {}),
    ...(strategy === 'LINEAR' ? { linearConfiguration: { stepPercent, stepBakeTimeInMinutes: stepBakeMinutes } } : {}),
    ...(hooks.length > 0
      ? {
          lifecycleHooks: hooks.map(({ stages, timeoutMinutes }) => ({
            targetType: 'PAUSE',
            lifecycleStages: stages,
            ...(timeoutMinutes === undefined ? {} : { timeoutConfiguration: { timeoutInMinutes: timeoutMinutes, action: 'ROLLBACK' } }),
          })),
        }
      : {}),
  };
}

function serviceElement(cluster: ClusterRef, spec: ServiceGroupSpec, place: Place, withTags: boolean): Record<string, unknown> {
  const { world } = cluster;
  const serviceName = nameOf(spec, place.index);
  const canary = world.facts.canary;
  const container = spec.containers.find(({ essential }) => essential)?.name ?? 'app';
  return {
    serviceArn: serviceArn(cluster, serviceName),
    serviceName,
    clusterArn: cluster.arn,
    loadBalancers: spec.targetGroups.map((targetGroup) => ({
      targetGroupArn: targetGroupArn(cluster, serviceName, targetGroup),
      containerName: container,
      containerPort: 8080,
    })),
    serviceRegistries: [],
    status: spec.status,
    desiredCount: spec.desired,
    runningCount: runningOf(spec),
    pendingCount: spec.pending,
    ...launch(spec),
    taskDefinition: taskDefinitionArn(world, familyOf(cluster.name, serviceName)),
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: spec.circuitBreaker.enabled, rollback: spec.circuitBreaker.rollback },
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      ...rollout(spec),
    },
    deployments: deployments(cluster, spec, serviceName),
    roleArn: `arn:${world.facts.partition}:iam::${world.accountId}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: [
      {
        id: hex(world.seedOf(serviceName, 'event'), 8),
        createdAt: at(world.daysAgo(fraction(serviceName) * 0.25)),
        message: canary ?? `(service ${serviceName}) has reached a steady state.`,
      },
    ],
    createdAt: at(world.daysAgo(spec.createdDaysAgo)),
    createdBy: `arn:${world.facts.partition}:iam::${world.accountId}:role/${canary ?? 'deployer'}`,
    placementConstraints: canary === null ? [] : [{ type: 'memberOf', expression: canary }],
    placementStrategy: [],
    ...(spec.targetGroups.length > 0 ? { healthCheckGracePeriodSeconds: spec.healthCheckGraceSeconds ?? 0 } : {}),
    schedulingStrategy: spec.schedulingStrategy,
    deploymentController: { type: 'ECS' },
    enableECSManagedTags: true,
    propagateTags: 'SERVICE',
    enableExecuteCommand: false,
    availabilityZoneRebalancing: 'ENABLED',
    tags: withTags ? ecsTags(spec.tags) : [],
  };
}
