import type { RegionSpecInput } from '../../fleet/schema.js';
import { asleep, daily, peopled, steady } from './loads.js';

/** Instances that come in groups: Auto Scaling, Kubernetes, hosts of ECS. */
export const virginiaGroups = {
  instances: [
    // A group that follows its processor: its size is the policy's business.
    {
      name: 'storefront-web',
      count: 3,
      type: 'c7g.xlarge',
      autoScalingGroup: 'storefront-web',
      launchedDaysAgo: 9,
      tags: { owner: 'shop', Environment: 'prod' },
      metrics: peopled(44, 180, 52),
    },
    // A group that follows nothing and needs half of its machines' size.
    {
      name: 'mail-relay',
      count: 2,
      type: 'm6i.2xlarge',
      autoScalingGroup: 'mail-relay',
      launchedDaysAgo: 70,
      tags: { owner: 'platform', Environment: 'prod' },
      metrics: steady(8, 25, 18),
    },
    // Kubernetes nodes: pods' requests decide, and they are not visible here.
    {
      name: 'eks-general',
      count: 2,
      type: 'm7g.xlarge',
      autoScalingGroup: 'eks-general-7d1c',
      eks: { cluster: 'core', nodegroup: 'general' },
      launchedDaysAgo: 21,
      tags: { owner: 'platform', Environment: 'prod' },
      metrics: peopled(18, 160),
    },
    {
      name: 'eks-forgotten',
      count: 2,
      type: 'm5.xlarge',
      autoScalingGroup: 'eks-forgotten-19ae',
      eks: { cluster: 'experiment', nodegroup: 'forgotten' },
      launchedDaysAgo: 150,
      tags: { owner: 'research' },
      metrics: asleep,
    },
    // Hosts of ECS: one cluster nearly empty, one well packed.
    {
      name: 'ecs-legacy-host',
      count: 3,
      type: 'm5.2xlarge',
      ecsCluster: 'legacy-batch',
      ecsCapacityProvider: 'legacy-hosts',
      autoScalingGroup: 'legacy-hosts',
      launchedDaysAgo: 240,
      tags: { owner: 'platform', Environment: 'prod' },
      metrics: steady(7, 30, 15),
    },
    {
      name: 'ecs-analytics-host',
      count: 2,
      type: 'm7g.2xlarge',
      ecsCluster: 'analytics',
      ecsCapacityProvider: 'analytics-hosts',
      autoScalingGroup: 'analytics-hosts',
      launchedDaysAgo: 40,
      tags: { owner: 'data', Environment: 'prod' },
      metrics: { ...steady(63, 220, 72), CPUUtilization: daily(68, 55) },
    },
  ],
  autoScalingGroups: [
    {
      name: 'storefront-web',
      minimum: 2,
      maximum: 12,
      desired: 3,
      policies: [{ name: 'cpu-50', metric: 'ASGAverageCPUUtilization', target: 50 }],
      tags: { owner: 'shop' },
    },
    { name: 'mail-relay', minimum: 2, maximum: 2, desired: 2, tags: { owner: 'platform' } },
    { name: 'eks-general-7d1c', minimum: 2, maximum: 10, desired: 2 },
    { name: 'eks-forgotten-19ae', minimum: 2, maximum: 2, desired: 2 },
    { name: 'legacy-hosts', minimum: 3, maximum: 3, desired: 3 },
    { name: 'analytics-hosts', minimum: 1, maximum: 6, desired: 2 },
  ],
} satisfies RegionSpecInput;
