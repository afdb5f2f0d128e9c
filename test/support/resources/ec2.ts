import type { AutoScalingGroup, Ec2Instance, InstanceGroup, InstanceTypeSpec } from '../../../src/model/resource/index.js';
import { ACCOUNT, common, LONG_AGO, REGION } from './common.js';

export function instance(overrides: Partial<Ec2Instance> = {}): Ec2Instance {
  const id = overrides.id ?? 'i-0123456789abcdef0';
  return {
    kind: 'ec2-instance',
    ...common,
    id,
    arn: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${id}`,
    instanceType: 'm5.4xlarge',
    platformDetails: 'Linux/UNIX',
    platform: 'linux',
    architecture: 'x86_64',
    state: 'running',
    lifecycle: 'on-demand',
    tenancy: 'default',
    launchTime: LONG_AGO,
    firstLaunchTime: null,
    stateTransitionTime: null,
    monitoring: 'basic',
    availabilityZone: `${REGION}a`,
    virtualizationType: 'hvm',
    hypervisor: 'nitro',
    enaSupport: true,
    ebsOptimized: true,
    rootDeviceType: 'ebs',
    attachedVolumes: 1,
    hasPublicAddress: false,
    onOutpost: false,
    autoScalingGroup: null,
    eksCluster: null,
    eksNodegroup: null,
    ...overrides,
  };
}

export function autoScalingGroup(overrides: Partial<AutoScalingGroup> = {}): AutoScalingGroup {
  const id = overrides.id ?? 'web';
  return {
    kind: 'auto-scaling-group',
    ...common,
    id,
    arn: `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:0:autoScalingGroupName/${id}`,
    name: id,
    minSize: 1,
    maxSize: 10,
    desiredCapacity: 2,
    instanceIds: [],
    instanceTypes: [],
    scalingPolicies: [],
    scheduledActions: [],
    suspendedProcesses: [],
    launch: { source: 'launch-template', templateId: 'lt-0123456789abcdef0', version: '3' },
    ...overrides,
  };
}

export function instanceGroup(overrides: Partial<InstanceGroup> = {}): InstanceGroup {
  const id = overrides.id ?? 'web';
  return {
    kind: 'instance-group',
    ...common,
    groupType: 'auto-scaling-group',
    id,
    arn: null,
    name: id,
    instanceIds: [],
    autoScalingGroup: null,
    ...overrides,
  };
}

export function typeSpec(overrides: Partial<InstanceTypeSpec> = {}): InstanceTypeSpec {
  return {
    instanceType: 'm5.4xlarge',
    vcpus: 16,
    memoryMib: 65_536,
    architectures: ['x86_64'],
    currentGeneration: true,
    burstable: false,
    bareMetal: false,
    hypervisor: 'nitro',
    virtualizationTypes: ['hvm'],
    networkBaselineGbps: 5,
    ebsBaselineMbps: 4750,
    ebsBaselineIops: 18_750,
    instanceStoreGb: 0,
    nvme: 'required',
    ena: 'required',
    accelerators: 0,
    ...overrides,
  };
}
