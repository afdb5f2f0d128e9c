import { placedByStrategy } from '../model/capacity-strategy.js';
import type { Compute, EcsService } from '../model/resource/index.js';
import type { CapacityProviders } from './ecs-capacity-providers.js';
import { computeOfLaunchType, type ServiceTasks } from './ecs-tasks.js';

type ServiceCompute = NonNullable<EcsService['compute']>;

/** Where a service's tasks run, as seen; else as its launch type or strategy says. Null when neither tells. */
export async function computeOfService(
  service: Pick<EcsService, 'clusterName' | 'launchType' | 'capacityProviderStrategy' | 'desired'>,
  tasks: ServiceTasks | undefined,
  providers: CapacityProviders,
): Promise<ServiceCompute | null> {
  if (tasks !== undefined && tasks.compute.size > 0) return shares(tasks.compute);
  const declared = computeOfLaunchType(service.launchType ?? undefined);
  if (declared !== null) return [{ compute: declared, share: 1 }];
  const placed = new Map<Compute, number>();
  for (const [provider, count] of placedByStrategy(service.capacityProviderStrategy, Math.max(1, service.desired))) {
    const compute = await computeOfProvider(service.clusterName, provider, providers);
    if (compute === null) return null;
    placed.set(compute, (placed.get(compute) ?? 0) + count);
  }
  return placed.size === 0 ? null : shares(placed);
}

async function computeOfProvider(cluster: string, provider: string, providers: CapacityProviders): Promise<Compute | null> {
  if (provider === 'FARGATE_SPOT') return 'fargate-spot';
  switch (await providers.typeOf(cluster, provider)) {
    case 'fargate':
      return 'fargate';
    case 'auto-scaling-group':
      return 'ec2';
    case 'managed-instances':
      return 'managed-instances';
    case null:
      return null;
  }
}

function shares(counts: ReadonlyMap<Compute, number>): ServiceCompute {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([compute, count]) => ({ compute, share: count / total }));
}
