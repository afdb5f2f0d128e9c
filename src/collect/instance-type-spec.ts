import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { type InstanceTypeSpec, instanceTypeSpecSchema } from '../model/resource/index.js';

/** What a type can do; null when AWS does not say its vCPUs or memory. */
export function instanceTypeSpec(info: InstanceTypeInfo): InstanceTypeSpec | null {
  const instanceType = info.InstanceType;
  const vcpus = info.VCpuInfo?.DefaultVCpus;
  const memoryMib = info.MemoryInfo?.SizeInMiB;
  if (instanceType === undefined || vcpus === undefined || memoryMib === undefined) return null;
  const ebs = info.EbsInfo?.EbsOptimizedInfo;
  return {
    instanceType,
    vcpus,
    memoryMib,
    architectures: info.ProcessorInfo?.SupportedArchitectures ?? [],
    currentGeneration: info.CurrentGeneration ?? false,
    burstable: info.BurstablePerformanceSupported ?? false,
    bareMetal: info.BareMetal ?? false,
    hypervisor: info.Hypervisor ?? null,
    virtualizationTypes: info.SupportedVirtualizationTypes ?? [],
    networkBaselineGbps: networkBaselineGbps(info),
    // Megabits a second, as the bandwidth column of AWS's EBS-optimized page; the sibling in MBps counts bytes.
    ebsBaselineMbps: ebs?.BaselineBandwidthInMbps ?? null,
    ebsBaselineIops: ebs?.BaselineIops ?? null,
    instanceStoreGb: info.InstanceStorageInfo?.TotalSizeInGB ?? 0,
    nvme: instanceTypeSpecSchema.shape.nvme.catch(null).parse(info.EbsInfo?.NvmeSupport ?? null),
    ena: instanceTypeSpecSchema.shape.ena.catch(null).parse(info.NetworkInfo?.EnaSupport ?? null),
    accelerators: acceleratorCount(info),
  };
}

/** Sum over the network cards; null unless every card says its baseline. */
function networkBaselineGbps({ NetworkInfo }: InstanceTypeInfo): number | null {
  const cards = NetworkInfo?.NetworkCards ?? [];
  const baselines = cards.flatMap(({ BaselineBandwidthInGbps }) => BaselineBandwidthInGbps ?? []);
  return cards.length === 0 || baselines.length < cards.length ? null : baselines.reduce((sum, gbps) => sum + gbps, 0);
}

/** Inferentia and Trainium appear in both InferenceAcceleratorInfo and NeuronInfo: the larger of the two counts. */
function acceleratorCount({ GpuInfo, FpgaInfo, InferenceAcceleratorInfo, NeuronInfo, MediaAcceleratorInfo }: InstanceTypeInfo): number {
  const sum = (devices: readonly { Count?: number | undefined }[] | undefined) =>
    devices?.reduce((total, { Count }) => total + (Count ?? 0), 0) ?? 0;
  return (
    sum(GpuInfo?.Gpus) +
    sum(FpgaInfo?.Fpgas) +
    Math.max(sum(InferenceAcceleratorInfo?.Accelerators), sum(NeuronInfo?.NeuronDevices)) +
    sum(MediaAcceleratorInfo?.Accelerators)
  );
}
