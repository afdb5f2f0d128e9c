import type { CapacityProvider } from '@aws-sdk/client-ecs';
import { describeCapacityProviders } from '../aws/operations/index.js';
import type { EcsCapacityProvider } from '../model/resource/index.js';
import type { Cluster } from './ecs-clusters.js';
import type { RegionContext } from './region.js';
import { lastSegment, tagsFrom } from './sdk-values.js';
import type { Step } from './steps.js';

/** AWS's own, the same in every account; nothing about them is worth a call. */
const FARGATE_PROVIDERS: readonly string[] = ['FARGATE', 'FARGATE_SPOT'];

type ProviderType = EcsCapacityProvider['type'];

const NAMES_PER_CALL = 100;

/** The capacity providers that the region's clusters use, one record for each use: a cluster's id is part of theirs. */
export class CapacityProviders {
  private readonly step: Step;
  private readonly clusters: Cluster[] = [];
  private readonly collected: Promise<void>;
  private markCollected: () => void = () => undefined;
  private readonly types = new Map<string, ProviderType>(FARGATE_PROVIDERS.map((name) => [name, 'fargate']));

  constructor(private readonly context: RegionContext) {
    this.step = context.steps.resources(describeCapacityProviders);
    this.collected = new Promise((resolve) => {
      this.markCollected = resolve;
    });
  }

  /** Every cluster must be told before `collect` is called. */
  use(cluster: Cluster): void {
    this.clusters.push(cluster);
  }

  /** The type of a provider of a cluster, once they have been collected; null when it could not be read. */
  async typeOf(cluster: string, provider: string): Promise<ProviderType | null> {
    await this.collected;
    return this.types.get(provider) ?? this.types.get(`${cluster}/${provider}`) ?? null;
  }

  async collect(): Promise<void> {
    try {
      const shared = await this.describeShared();
      await Promise.all(this.clusters.map((cluster) => this.describeIn(cluster, shared)));
    } finally {
      this.markCollected();
    }
  }

  /** Providers over Auto Scaling groups belong to the account: one call for a hundred of them, ten a page. */
  private async describeShared(): Promise<ReadonlyMap<string, CapacityProvider> | null> {
    const names = [...new Set(this.clusters.flatMap(own))].sort();
    const shared = new Map<string, CapacityProvider>();
    let answered = true;
    for (let from = 0; from < names.length; from += NAMES_PER_CALL) {
      const input = { capacityProviders: names.slice(from, from + NAMES_PER_CALL), include: ['TAGS' as const] };
      const providers = await this.step.all(describeCapacityProviders, input);
      if (providers === null) answered = false;
      for (const provider of providers ?? []) if (provider.name !== undefined) shared.set(provider.name, provider);
    }
    return answered || shared.size > 0 ? shared : null;
  }

  /** Managed Instances providers belong to one cluster and are described with its name only. */
  private async describeIn(cluster: Cluster, shared: ReadonlyMap<string, CapacityProvider> | null): Promise<void> {
    const names = own(cluster);
    const missing = shared === null ? [] : names.filter((name) => !shared.has(name));
    const input = { cluster: cluster.name, capacityProviders: missing, include: ['TAGS' as const] };
    const inCluster = missing.length === 0 ? [] : ((await this.step.all(describeCapacityProviders, input)) ?? []);
    const found = new Map(inCluster.flatMap((provider) => (provider.name === undefined ? [] : [[provider.name, provider] as const])));
    for (const name of cluster.capacityProviders) {
      const provider = shared?.get(name) ?? found.get(name);
      if (provider === undefined && !FARGATE_PROVIDERS.includes(name)) {
        if (this.step.complete) this.step.missing('named by a cluster, but not described');
        continue;
      }
      const record = providerRecord(name, cluster.name, provider ?? null, this.context);
      this.types.set(`${cluster.name}/${name}`, record.type);
      this.step.gave(1);
      this.context.sink.resource(record);
    }
  }
}

function own(cluster: Cluster): string[] {
  return cluster.capacityProviders.filter((name) => !FARGATE_PROVIDERS.includes(name));
}

function providerRecord(
  name: string,
  clusterName: string,
  provider: CapacityProvider | null,
  { accountId, region }: RegionContext,
): EcsCapacityProvider {
  const scaling = provider?.autoScalingGroupProvider?.managedScaling;
  const groupArn = provider?.autoScalingGroupProvider?.autoScalingGroupArn;
  return {
    kind: 'ecs-capacity-provider',
    accountId,
    region,
    id: `${clusterName}/${name}`,
    arn: provider?.capacityProviderArn ?? null,
    name,
    tags: tagsFrom(provider?.tags),
    status: provider?.status ?? null,
    type: typeOf(provider),
    clusterName,
    // The ARN ends in autoScalingGroupName/<name>; a provider may also have been made with the bare name.
    autoScalingGroup: groupArn === undefined ? null : lastSegment(groupArn),
    managedScaling:
      scaling === undefined ? null : { enabled: scaling.status === 'ENABLED', targetCapacityPercent: scaling.targetCapacity ?? null },
  };
}

function typeOf(provider: CapacityProvider | null): ProviderType {
  if (provider === null) return 'fargate';
  return provider.managedInstancesProvider !== undefined || provider.type === 'MANAGED_INSTANCES'
    ? 'managed-instances'
    : 'auto-scaling-group';
}
