import { listClusters } from '../aws/operations/index.js';
import { inBatches } from './batches.js';
import { begun } from './begun.js';
import { CapacityProviders } from './ecs-capacity-providers.js';
import { type Cluster, clusterDescriber, clusterOfArn } from './ecs-clusters.js';
import { containerInstanceCollector } from './ecs-container-instances.js';
import { readServiceScaling, type ServiceScaling } from './ecs-scaling.js';
import { serviceCollector } from './ecs-services.js';
import { TaskDefinitions } from './ecs-task-definitions.js';
import { taskCollector } from './ecs-tasks.js';
import type { RegionContext } from './region.js';

/**
 * ECS of a region, cluster by cluster, each as soon as it is known: services, tasks and container instances side by
 * side. Scaling is read once for the region, capacity providers once all clusters have named theirs.
 */
export async function collectEcs(context: RegionContext): Promise<void> {
  const listing = context.steps.facts(listClusters);
  const describe = clusterDescriber(context);
  const providers = new CapacityProviders(context);
  const collectTasks = taskCollector(context);
  const collectContainerInstances = containerInstanceCollector(context);
  let scaling: Promise<ServiceScaling | null> | null = null;
  const definitions = new TaskDefinitions(context);
  const services = serviceCollector(context, {
    definitions,
    providers,
    scaling: () => {
      scaling ??= begun(readServiceScaling(context));
      return scaling;
    },
  });
  const listed: Promise<void>[] = [];
  const described: Promise<void>[] = [];
  const running: Promise<void>[] = [];
  const begin = (cluster: Cluster) => {
    providers.use(cluster);
    const progress = services.collect(cluster, begun(collectTasks(cluster)));
    listed.push(progress.listed);
    described.push(begun(progress.described));
    running.push(begun(progress.complete), begun(collectContainerInstances(cluster)));
  };
  const arns = async function* () {
    for await (const page of listing.pages(listClusters, { maxResults: 100 })) yield page.clusterArns ?? [];
  };
  await inBatches(arns(), 100, async (batch) => {
    // Clusters that could not be described are still asked for what runs on them.
    for (const cluster of (await describe(batch)) ?? batch.map(clusterOfArn)) begin(cluster);
  });
  running.push(providers.collect());
  running.push(Promise.all(listed).then(() => context.sink.atMost('ecs-service', services.toCome())));
  running.push(
    Promise.all(described).then(() => {
      context.sink.atMost('ecs-service', 0);
      definitions.allDeployed();
    }),
  );
  await Promise.all(running);
}
