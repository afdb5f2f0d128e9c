import type { Instance } from '@aws-sdk/client-ec2';
import { type Ec2Instance, ec2InstanceSchema } from '../model/resource/index.js';
import type { RegionContext } from './region.js';
import { instantFrom, tagsFrom } from './sdk-values.js';

const KUBERNETES_CLUSTER_TAG = 'kubernetes.io/cluster/';

/** The named fields of an instance that leave the collector; null when it lacks what makes it one. */
export function instanceRecord(
  instance: Instance,
  { accountId, partition, region }: Pick<RegionContext, 'accountId' | 'partition' | 'region'>,
): Ec2Instance | null {
  const { InstanceId: id, InstanceType: instanceType } = instance;
  const state = ec2InstanceSchema.shape.state.safeParse(instance.State?.Name);
  if (id === undefined || instanceType === undefined || !state.success) return null;
  const tags = tagsFrom(instance.Tags);
  return {
    kind: 'ec2-instance',
    accountId,
    region,
    id,
    arn: `arn:${partition}:ec2:${region}:${accountId}:instance/${id}`,
    name: tags.Name ?? null,
    tags,
    instanceType,
    platformDetails: instance.PlatformDetails ?? null,
    platform: instance.Platform?.toLowerCase() === 'windows' ? 'windows' : 'linux',
    architecture: ec2InstanceSchema.shape.architecture.catch('x86_64').parse(instance.Architecture),
    state: state.data,
    lifecycle: lifecycleOf(instance),
    tenancy: ec2InstanceSchema.shape.tenancy.catch('default').parse(instance.Placement?.Tenancy),
    launchTime: instantFrom(instance.LaunchTime),
    firstLaunchTime: firstLaunchTime(instance),
    stateTransitionTime: transitionTime(instance.StateTransitionReason),
    monitoring: instance.Monitoring?.State === 'enabled' ? 'detailed' : 'basic',
    availabilityZone: instance.Placement?.AvailabilityZone ?? null,
    virtualizationType: instance.VirtualizationType ?? null,
    hypervisor: instance.Hypervisor ?? null,
    enaSupport: instance.EnaSupport ?? null,
    ebsOptimized: instance.EbsOptimized ?? null,
    rootDeviceType: instance.RootDeviceType ?? null,
    attachedVolumes: instance.BlockDeviceMappings?.filter(({ Ebs }) => Ebs !== undefined).length ?? 0,
    ...attachedTo(instance),
    hasPublicAddress: instance.PublicIpAddress !== undefined && instance.PublicIpAddress !== '',
    onOutpost: instance.OutpostArn !== undefined,
    capacityReservationId: instance.CapacityReservationId ?? null,
    operator: instance.Operator?.Managed === true ? (instance.Operator.Principal ?? 'a service of AWS') : null,
    autoScalingGroup: tags['aws:autoscaling:groupName'] ?? null,
    eksCluster: tags['eks:cluster-name'] ?? kubernetesCluster(tags),
    eksNodegroup: tags['eks:nodegroup-name'] ?? null,
  };
}

/** What another type would have to take too. CPU options are sent of every instance: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CpuOptions.html */
function attachedTo({
  NetworkInterfaces = [],
  EnclaveOptions,
  CpuOptions,
}: Instance): Pick<Ec2Instance, 'networkInterfaces' | 'enclaves' | 'activeVcpus'> {
  const { CoreCount, ThreadsPerCore } = CpuOptions ?? {};
  return {
    ...(NetworkInterfaces.length > 1 ? { networkInterfaces: NetworkInterfaces.length } : {}),
    ...(EnclaveOptions?.Enabled === true ? { enclaves: true } : {}),
    ...(CoreCount === undefined || ThreadsPerCore === undefined ? {} : { activeVcpus: CoreCount * ThreadsPerCore }),
  };
}

/** `InstanceLifecycle` is there for everything but on-demand. */
function lifecycleOf({ InstanceLifecycle }: Instance): Ec2Instance['lifecycle'] {
  switch (InstanceLifecycle) {
    case undefined:
      return 'on-demand';
    case 'interruptible-capacity-reservation':
      return 'interruptible';
    default:
      return InstanceLifecycle;
  }
}

/** `User initiated (2026-05-01 12:00:00 GMT)`: only the time is taken, the rest is free text. */
function transitionTime(reason: string | undefined): string | null {
  const match = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)/.exec(reason ?? '');
  return match === null ? null : instantFrom(`${match[1]}T${match[2]}Z`);
}

/**
 * LaunchTime is that of the last start; the primary network interface keeps the time of the first.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 */
function firstLaunchTime({ NetworkInterfaces = [] }: Instance): string | null {
  return instantFrom(NetworkInterfaces.find(({ Attachment }) => Attachment?.DeviceIndex === 0)?.Attachment?.AttachTime);
}

function kubernetesCluster(tags: Record<string, string>): string | null {
  const tag = Object.keys(tags).find((key) => key.startsWith(KUBERNETES_CLUSTER_TAG));
  return tag?.slice(KUBERNETES_CLUSTER_TAG.length) ?? null;
}
