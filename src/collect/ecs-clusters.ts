import type { Cluster as SdkCluster } from '@aws-sdk/client-ecs';
import { describeClusters } from '../aws/operations/index.js';
import type { EcsCluster } from '../model/resource/index.js';
import { checkDescribed, eachOnce } from './batches.js';
import type { RegionContext } from './region.js';
import { lastSegment, tagsFrom } from './sdk-values.js';

/** A cluster as the collectors of what is in it see it. */
export interface Cluster {
  arn: string;
  name: string;
  capacityProviders: readonly string[];
  /** Null where the cluster could not be described. */
  containerInstances: number | null;
}

/** A cluster of which only the ARN is known: `arn:aws:ecs:region:account:cluster/name`. */
export function clusterOfArn(arn: string): Cluster {
  return { arn, name: lastSegment(arn), capacityProviders: [], containerInstances: null };
}

/** Describes up to 100 clusters a call; null when the call failed. */
export function clusterDescriber(context: RegionContext): (arns: string[]) => Promise<Cluster[] | null> {
  const step = context.steps.resources(describeClusters);
  return async (arns) => {
    const output = await step.call(describeClusters, { clusters: arns, include: ['TAGS', 'SETTINGS'] });
    if (output === null) return null;
    const described = eachOnce(output.clusters ?? [], ({ clusterArn }) => clusterArn);
    checkDescribed(
      step,
      arns,
      described.map(({ clusterArn }) => clusterArn),
      output.failures ?? [],
    );
    return described.flatMap((cluster) => {
      const { clusterArn: arn } = cluster;
      if (arn === undefined) return [];
      const record = clusterRecord(arn, cluster, context);
      step.gave(1);
      context.sink.resource(record);
      // An inactive cluster was deleted a while ago; it still answers to its name, with nothing in it.
      if (record.status === 'INACTIVE') return [];
      context.sink.measurable(record);
      return [
        {
          arn,
          name: record.id,
          capacityProviders: record.capacityProviders,
          containerInstances: record.registeredContainerInstances,
        },
      ];
    });
  };
}

function clusterRecord(arn: string, cluster: SdkCluster, { accountId, region }: RegionContext): EcsCluster {
  const name = cluster.clusterName ?? lastSegment(arn);
  return {
    kind: 'ecs-cluster',
    accountId,
    region,
    id: name,
    arn,
    name,
    tags: tagsFrom(cluster.tags),
    status: cluster.status ?? 'UNKNOWN',
    capacityProviders: [...(cluster.capacityProviders ?? [])].sort(),
    containerInsights: containerInsights(cluster),
    runningTasks: cluster.runningTasksCount ?? 0,
    pendingTasks: cluster.pendingTasksCount ?? 0,
    activeServices: cluster.activeServicesCount ?? 0,
    registeredContainerInstances: cluster.registeredContainerInstancesCount ?? 0,
  };
}

function containerInsights({ settings }: SdkCluster): EcsCluster['containerInsights'] {
  const value = settings?.find(({ name }) => name === 'containerInsights')?.value;
  return value === 'enabled' || value === 'enhanced' || value === 'disabled' ? value : null;
}
