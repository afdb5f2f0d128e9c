import * as z from 'zod';
import type { Operation } from '../world.js';
import { cachedPlacement } from './ecs-compute.js';
import { type ClusterRef, capBatch, clusterRef, ecsPage, ecsTags, listInput, missing, parseEcs, requireCluster } from './ecs-names.js';
import { listScope } from './paging.js';
import type { Site } from './service.js';

export function listClusters({ here }: Site): Operation {
  return (input, caller) => {
    const { maxResults, nextToken } = parseEcs(listInput.omit({ cluster: true }), input);
    const world = here(caller);
    const page = ecsPage(nextToken, maxResults ?? 100, world.clusters.length, listScope(caller, 'ListClusters'));
    const clusterArns = [...world.clusters.places(page.from, page.to)].map((place) => clusterRef(world, place).arn);
    return { clusterArns, nextToken: page.next };
  };
}

const describeInput = z.object({ clusters: z.array(z.string()).default(['default']), include: z.array(z.string()).default([]) });

export function describeClusters({ here }: Site): Operation {
  return (input, caller) => {
    const { clusters: wanted, include } = parseEcs(describeInput, input);
    capBatch('Clusters', wanted, 100);
    const world = here(caller);
    const clusters: unknown[] = [];
    const failures: unknown[] = [];
    for (const given of wanted) {
      const place = world.findCluster(given);
      if (place === null) failures.push(missing(caller, world, 'cluster', given));
      else clusters.push(clusterElement(clusterRef(world, place), new Set(include)));
    }
    return { clusters, failures };
  };
}

function providerNames(cluster: ClusterRef): string[] {
  const { spec } = cluster.world.layout(cluster.place);
  const used = [...spec.services, ...spec.tasks].flatMap(({ capacityProviders }) => capacityProviders.map(({ name }) => name));
  return [...new Set([...spec.capacityProviders.map(({ name }) => name), ...used])];
}

function clusterElement(cluster: ClusterRef, include: ReadonlySet<string>): Record<string, unknown> {
  const layout = cluster.world.layout(cluster.place);
  const { spec } = layout;
  const pending = spec.services.reduce((sum, service) => sum + service.count * service.pending, 0);
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: cachedPlacement(cluster).hosts.length,
    runningTasksCount: layout.taskCount,
    pendingTasksCount: pending,
    activeServicesCount: layout.services.length,
    statistics: [],
    tags: include.has('TAGS') ? ecsTags(spec.tags) : [],
    settings: include.has('SETTINGS') ? [{ name: 'containerInsights', value: spec.containerInsights }] : [],
    capacityProviders: providerNames(cluster),
    defaultCapacityProviderStrategy: [],
    ...(include.has('CONFIGURATIONS')
      ? {
          configuration: {
            executeCommandConfiguration: {
              logging: 'OVERRIDE',
              logConfiguration: { cloudWatchLogGroupName: cluster.world.facts.canary ?? 'ecs-exec' },
            },
          },
        }
      : {}),
  };
}

const providersInput = z.object({
  capacityProviders: z.array(z.string()).default([]),
  cluster: z.string().optional(),
  include: z.array(z.string()).default([]),
  maxResults: z.number().int().min(1).max(10).optional(),
  nextToken: z.string().optional(),
});

/** Managed Instances providers belong to one cluster and are listed with it; the others belong to the account. */
export function describeCapacityProviders({ here }: Site): Operation {
  return (input, caller) => {
    const { capacityProviders: names, cluster: clusterName, include, maxResults, nextToken } = parseEcs(providersInput, input);
    const world = here(caller);
    const clusters =
      clusterName === undefined
        ? [...world.clusters.places()].map((place) => clusterRef(world, place))
        : [requireCluster(world, clusterName)];
    const seen = new Map<string, unknown>();
    for (const name of ['FARGATE', 'FARGATE_SPOT']) {
      seen.set(name, { capacityProviderArn: world.arn('ecs', `capacity-provider/${name}`), name, status: 'ACTIVE', tags: [] });
    }
    for (const cluster of clusters) {
      const { spec } = world.layout(cluster.place);
      for (const provider of spec.capacityProviders) {
        if (provider.name.startsWith('FARGATE') || seen.has(provider.name)) continue;
        if (provider.managedInstances && clusterName === undefined && !names.includes(provider.name)) continue;
        seen.set(provider.name, providerElement(cluster, provider, include.includes('TAGS')));
      }
    }
    const unknown = names.filter((name) => !seen.has(name.slice(name.lastIndexOf('/') + 1)));
    const wanted = [...seen].filter(([name]) => names.length === 0 || names.some((given) => given === name || given.endsWith(`/${name}`)));
    const page = ecsPage(nextToken, maxResults ?? 10, wanted.length, listScope(caller, 'DescribeCapacityProviders', clusterName, names));
    return {
      capacityProviders: wanted.slice(page.from, page.to).map(([, element]) => element),
      failures: unknown.map((name) => missing(caller, world, 'capacity-provider', name)),
      nextToken: page.next,
    };
  };
}

function providerElement(
  cluster: ClusterRef,
  provider: {
    name: string;
    autoScalingGroup?: string | undefined;
    managedInstances: boolean;
    managedScaling?: { enabled: boolean; target: number } | undefined;
  },
  withTags: boolean,
): Record<string, unknown> {
  const { world } = cluster;
  const scaling = provider.managedScaling ?? { enabled: false, target: 100 };
  const element = {
    capacityProviderArn: world.arn('ecs', `capacity-provider/${provider.name}`),
    name: provider.name,
    status: 'ACTIVE',
    tags: withTags ? ecsTags(world.layout(cluster.place).spec.tags) : [],
  };
  if (provider.managedInstances) {
    const infrastructureRoleArn = `arn:${world.facts.partition}:iam::${world.accountId}:role/ecs-infrastructure`;
    return {
      ...element,
      cluster: cluster.name,
      type: 'MANAGED_INSTANCES',
      managedInstancesProvider: { infrastructureRoleArn, propagateTags: 'NONE' },
    };
  }
  const group = provider.autoScalingGroup ?? provider.name;
  return {
    ...element,
    type: 'EC2_AUTOSCALING',
    autoScalingGroupProvider: {
      autoScalingGroupArn: world.arn('autoscaling', `autoScalingGroup:${group}:autoScalingGroupName/${group}`),
      managedScaling: {
        status: scaling.enabled ? 'ENABLED' : 'DISABLED',
        targetCapacity: scaling.target,
        minimumScalingStepSize: 1,
        maximumScalingStepSize: 10_000,
        instanceWarmupPeriod: 300,
      },
      managedTerminationProtection: 'DISABLED',
      managedDraining: 'ENABLED',
    },
  };
}
