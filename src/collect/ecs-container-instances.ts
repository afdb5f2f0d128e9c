import type { ContainerInstance, Resource } from '@aws-sdk/client-ecs';
import { describeContainerInstances, listContainerInstances } from '../aws/operations/index.js';
import type { EcsContainerInstance } from '../model/resource/index.js';
import { checkDescribed, eachOnce, inBatches } from './batches.js';
import type { Cluster } from './ecs-clusters.js';
import type { RegionContext } from './region.js';
import { lastSegment, tagsFrom } from './sdk-values.js';

/** Collects the container instances of one cluster after the other, where it has any. */
export function containerInstanceCollector(context: RegionContext): (cluster: Cluster) => Promise<void> {
  const listing = context.steps.facts(listContainerInstances);
  const step = context.steps.resources(describeContainerInstances);
  return async (cluster) => {
    if (cluster.containerInstances === 0) return;
    const arns = async function* () {
      const input = { cluster: cluster.arn, maxResults: 100 };
      const gone = { gone: ['ClusterNotFoundException'] };
      for await (const page of listing.pages(listContainerInstances, input, gone)) yield page.containerInstanceArns ?? [];
    };
    await inBatches(arns(), 100, async (batch) => {
      const output = await step.call(describeContainerInstances, { cluster: cluster.arn, containerInstances: batch, include: ['TAGS'] });
      if (output === null) return;
      const described = eachOnce(output.containerInstances ?? [], ({ containerInstanceArn }) => containerInstanceArn);
      const describedArns = described.map(({ containerInstanceArn }) => containerInstanceArn);
      checkDescribed(step, batch, describedArns, output.failures ?? []);
      for (const instance of described) {
        const record = containerInstanceRecord(instance, cluster, context);
        if (record === null) continue;
        if (isUnsized(record)) step.missing('container instances without their resources');
        step.gave(1);
        context.sink.resource(record);
      }
    });
  };
}

function containerInstanceRecord(
  instance: ContainerInstance,
  { name: clusterName }: Cluster,
  { accountId, region }: RegionContext,
): EcsContainerInstance | null {
  const { containerInstanceArn: arn } = instance;
  if (arn === undefined) return null;
  return {
    kind: 'ecs-container-instance',
    accountId,
    region,
    id: `${clusterName}/${lastSegment(arn)}`,
    arn,
    name: instance.ec2InstanceId ?? lastSegment(arn),
    tags: tagsFrom(instance.tags),
    clusterName,
    ec2InstanceId: instance.ec2InstanceId ?? null,
    status: instance.status ?? 'UNKNOWN',
    agentConnected: instance.agentConnected ?? false,
    registered: amounts(instance.registeredResources),
    remaining: amounts(instance.remainingResources),
    runningTasks: instance.runningTasksCount ?? 0,
    capacityProvider: instance.capacityProviderName ?? null,
    instanceType: instance.attributes?.find(({ name }) => name === 'ecs.instance-type')?.value ?? null,
  };
}

/** An instance that tasks run on and that does not say what it has; one that is still being registered has nothing yet. */
function isUnsized({ status, registered, remaining }: EcsContainerInstance): boolean {
  return (status === 'ACTIVE' || status === 'DRAINING') && (registered === null || remaining === null);
}

/**
 * CPU and MEMORY are whole numbers; GPU is the list of the devices' ids, and only where there are any. Without one of the two nothing is
 * known: that no room is left, or that all is, would be made up.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
 */
function amounts(resources: readonly Resource[] | null | undefined): EcsContainerInstance['registered'] {
  const named = (wanted: string) => resources?.find(({ name }) => name === wanted);
  const [cpuUnits, memoryMib] = [named('CPU')?.integerValue, named('MEMORY')?.integerValue];
  if (typeof cpuUnits !== 'number' || typeof memoryMib !== 'number') return null;
  return { cpuUnits, memoryMib, gpus: named('GPU')?.stringSetValue?.length ?? 0 };
}
