import type { RegionSpecInput } from '../../fleet/schema.js';
import { daily, flat, office } from './loads.js';
import { misplacedServices } from './misplaced-services.js';
import { sizedServices } from './production-services.js';

/** Containers in Virginia: production on Fargate, a cluster of developers', and two clusters on servers of their own. */
export const virginiaContainers: RegionSpecInput = {
  clusters: [
    {
      name: 'prod',
      tags: { Environment: 'prod' },
      containerInsights: 'enabled',
      services: [...sizedServices, ...misplacedServices],
      tasks: [
        // Started by hand three weeks ago, and still there.
        { name: 'data-fix-jan', cpu: 2048, memory: 8192, startedDaysAgo: 23, startedBy: 'j.ortega', tags: { owner: 'data' } },
        // The night's export, an hour old.
        {
          name: 'nightly-export',
          cpu: 1024,
          memory: 4096,
          startedDaysAgo: 0.04,
          startedBy: 'events-rule/nightly-export',
          tags: { owner: 'data' },
        },
      ],
    },
    {
      name: 'dev',
      tags: { Environment: 'dev' },
      services: [
        // Three services that nobody opened for a fortnight.
        {
          name: 'catalog-dev',
          cpu: 1024,
          memory: 2048,
          desired: 1,
          deployedDaysAgo: 40,
          tags: { owner: 'shop' },
          metrics: { CPUUtilization: flat(0.5, 0.3), MemoryUtilization: flat(24, 0.02) },
        },
        {
          name: 'orders-dev',
          cpu: 512,
          memory: 1024,
          desired: 2,
          deployedDaysAgo: 61,
          tags: { owner: 'shop' },
          metrics: { CPUUtilization: flat(0.4, 0.3), MemoryUtilization: flat(31, 0.02) },
        },
        // A test that runs at night, and needs its service then.
        {
          name: 'nightly-integration',
          cpu: 1024,
          memory: 2048,
          desired: 1,
          deployedDaysAgo: 52,
          tags: { owner: 'platform' },
          metrics: { CPUUtilization: { kind: 'batch', at: '01:00', minutes: 240, busy: 66, idle: 0.4 }, MemoryUtilization: flat(62, 0.04) },
        },
        // Worked on by day; on Spot already.
        {
          name: 'storefront-dev',
          cpu: 512,
          memory: 1024,
          desired: 2,
          deployedDaysAgo: 6,
          capacityProviders: [{ name: 'FARGATE_SPOT' }],
          tags: { owner: 'shop' },
          metrics: { CPUUtilization: office(44, 0.4), MemoryUtilization: flat(58, 0.03) },
        },
        // Nothing was ever sent: switched off, broken, or new.
        { name: 'sandbox', cpu: 256, memory: 512, desired: 1, deployedDaysAgo: 3, reporting: false, tags: { owner: 'platform' } },
      ],
    },
    {
      name: 'legacy-batch',
      tags: { Environment: 'prod' },
      capacityProviders: [{ name: 'legacy-hosts', autoScalingGroup: 'legacy-hosts', managedScaling: { enabled: false, target: 100 } }],
      services: [
        {
          name: 'fax-gateway',
          cpu: 512,
          memory: 1024,
          desired: 3,
          capacityProviders: [{ name: 'legacy-hosts' }],
          deployedDaysAgo: 240,
          containers: [{ name: 'app', cpu: 512, memory: 1024, healthCheck: true }],
          metrics: { CPUUtilization: flat(22), MemoryUtilization: flat(40, 0.03) },
        },
      ],
    },
    {
      name: 'analytics',
      tags: { Environment: 'prod' },
      capacityProviders: [{ name: 'analytics-hosts', autoScalingGroup: 'analytics-hosts', managedScaling: { enabled: true, target: 90 } }],
      services: [
        {
          name: 'query-node',
          cpu: 3584,
          memory: 13_312,
          desired: 4,
          capacityProviders: [{ name: 'analytics-hosts' }],
          deployedDaysAgo: 40,
          containers: [{ name: 'app', cpu: 3584, memory: 13_312, healthCheck: true }],
          metrics: { CPUUtilization: daily(74, 58), MemoryUtilization: flat(76, 0.03) },
        },
      ],
    },
  ],
};
