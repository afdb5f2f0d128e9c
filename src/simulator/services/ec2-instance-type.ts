import type { TypeSpec } from '../fleet/instance-types.js';

/** One type as DescribeInstanceTypes answers it. */
export function instanceTypeElement(type: TypeSpec): Record<string, unknown> {
  const { family, size } = type;
  const bareMetal = size.startsWith('metal');
  const burstable = type.familyName.startsWith('t');
  const store = family.instanceStoreGb?.[size];
  const ebsOptimized = type.ebsMbps > 0;
  return {
    instanceType: type.instanceType,
    currentGeneration: family.current,
    freeTierEligible: type.instanceType === 't3.micro' || type.instanceType === 't2.micro',
    supportedUsageClasses: ['on-demand', 'spot'],
    supportedRootDeviceTypes: ['ebs'],
    supportedVirtualizationTypes: ['hvm'],
    bareMetal,
    ...(bareMetal ? {} : { hypervisor: family.xen ? 'xen' : 'nitro' }),
    processorInfo: {
      supportedArchitectures: [family.architecture],
      sustainedClockSpeedInGhz: family.clockGhz,
      manufacturer: family.architecture === 'arm64' ? 'AWS' : /a$/.test(type.familyName) ? 'AMD' : 'Intel',
    },
    vCpuInfo: {
      defaultVCpus: type.vcpus,
      defaultCores: family.architecture === 'arm64' ? type.vcpus : Math.ceil(type.vcpus / 2),
      defaultThreadsPerCore: family.architecture === 'arm64' || type.vcpus === 1 ? 1 : 2,
    },
    memoryInfo: { sizeInMiB: type.memoryMib },
    instanceStorageSupported: store !== undefined,
    ...(store === undefined
      ? {}
      : {
          instanceStorageInfo: {
            totalSizeInGB: store,
            disks: [{ sizeInGB: store, count: 1, type: 'ssd' }],
            nvmeSupport: 'required',
            encryptionSupport: 'required',
          },
        }),
    ebsInfo: {
      ebsOptimizedSupport: ebsOptimized ? 'default' : 'unsupported',
      encryptionSupport: 'supported',
      ...(ebsOptimized
        ? {
            ebsOptimizedInfo: {
              baselineBandwidthInMbps: type.ebsMbps,
              baselineThroughputInMBps: type.ebsMbps / 8,
              baselineIops: type.ebsIops,
              maximumBandwidthInMbps: Math.max(type.ebsMbps, family.xen ? 0 : 4_750),
              maximumThroughputInMBps: Math.max(type.ebsMbps, family.xen ? 0 : 4_750) / 8,
              maximumIops: Math.max(type.ebsIops, family.xen ? 0 : 18_750),
            },
          }
        : {}),
      nvmeSupport: family.xen ? 'unsupported' : 'required',
    },
    networkInfo: {
      networkPerformance: type.networkGbps >= 10 ? `${type.networkGbps} Gigabit` : `Up to ${family.xen ? 5 : 12.5} Gigabit`,
      maximumNetworkInterfaces: type.vcpus < 8 ? 3 : 8,
      maximumNetworkCards: 1,
      defaultNetworkCardIndex: 0,
      networkCards: [
        {
          networkCardIndex: 0,
          networkPerformance: `${type.networkGbps} Gigabit`,
          maximumNetworkInterfaces: type.vcpus < 8 ? 3 : 8,
          baselineBandwidthInGbps: type.networkGbps,
          peakBandwidthInGbps: Math.max(type.networkGbps, family.xen ? type.networkGbps : 10),
        },
      ],
      ipv4AddressesPerInterface: 15,
      ipv6AddressesPerInterface: 15,
      ipv6Supported: true,
      enaSupport: family.xen ? 'unsupported' : 'required',
      efaSupported: false,
    },
    ...(family.accelerator === 'gpu'
      ? {
          gpuInfo: {
            gpus: [{ name: 'A10G', manufacturer: 'NVIDIA', count: type.vcpus === 48 ? 4 : 1, memoryInfo: { sizeInMiB: 24_576 } }],
            totalGpuMemoryInMiB: 24_576 * (type.vcpus === 48 ? 4 : 1),
          },
        }
      : {}),
    ...(family.accelerator === 'inference'
      ? {
          inferenceAcceleratorInfo: {
            // EC2's model gives the entries of this list no name of their own, so they are `member`, not `item`.
            accelerators: { member: { name: 'Inferentia2', manufacturer: 'AWS', count: type.vcpus === 96 ? 6 : 1 } },
            totalInferenceMemoryInMiB: 32_768 * (type.vcpus === 96 ? 6 : 1),
          },
        }
      : {}),
    hibernationSupported: false,
    burstablePerformanceSupported: burstable,
    dedicatedHostsSupported: !burstable,
    autoRecoverySupported: true,
    supportedBootModes: ['legacy-bios', 'uefi'],
  };
}
