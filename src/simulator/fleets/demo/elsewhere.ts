import type { RegionSpecInput } from '../../fleet/schema.js';
import { asleep, daily, flat, nineToSix, office, peopled, steady } from './loads.js';

const BERLIN = 'Europe/Berlin';
const SYDNEY = 'Australia/Sydney';

/** Frankfurt: the office and its test systems, on Central European time. */
export const frankfurt: RegionSpecInput = {
  instances: [
    {
      name: 'erp-test',
      type: 'm6i.2xlarge',
      launchedDaysAgo: 140,
      tags: { owner: 'finance', Environment: 'test', timezone: BERLIN },
      metrics: nineToSix(48, 60, 60, BERLIN),
    },
    {
      name: 'build-cache',
      type: 'r6g.xlarge',
      launchedDaysAgo: 90,
      tags: { owner: 'platform', Environment: 'prod' },
      metrics: steady(12, 400, 74),
    },
    {
      name: 'old-vpn',
      type: 't2.small',
      launchedDaysAgo: 820,
      tags: { owner: 'network' },
      metrics: { ...asleep, CPUCreditBalance: flat(570, 0.01) },
    },
    {
      name: 'partner-sftp',
      type: 'm7g.medium',
      launchedDaysAgo: 260,
      tags: { owner: 'partners', Environment: 'prod' },
      metrics: peopled(52, 40, 60, BERLIN),
    },
  ],
  clusters: [
    {
      name: 'staging-eu',
      tags: { Environment: 'staging', timezone: BERLIN },
      services: [
        {
          name: 'catalog-staging',
          cpu: 1024,
          memory: 2048,
          desired: 2,
          deployedDaysAgo: 20,
          tags: { owner: 'shop', timezone: BERLIN },
          metrics: { CPUUtilization: office(49, 0.4, BERLIN), MemoryUtilization: flat(61, 0.03) },
        },
        {
          name: 'translation-preview',
          cpu: 512,
          memory: 1024,
          desired: 1,
          deployedDaysAgo: 90,
          tags: { owner: 'content' },
          metrics: { CPUUtilization: flat(0.3, 0.3), MemoryUtilization: flat(26, 0.02) },
        },
      ],
    },
  ],
  functions: [
    {
      name: 'vat-lookup',
      memory: 256,
      timeout: 15,
      architecture: 'arm64',
      modifiedDaysAgo: 35,
      tags: { owner: 'finance' },
      load: { perMinute: daily(30, 5, BERLIN), medianMilliseconds: 180, p99Milliseconds: 900, maximumMilliseconds: 4_000 },
    },
    {
      name: 'geo-redirect',
      memory: 256,
      timeout: 3,
      modifiedDaysAgo: 88,
      runtime: 'python3.13',
      tags: { owner: 'shop' },
      load: { perMinute: daily(4_000, 1_200, BERLIN), medianMilliseconds: 35, p99Milliseconds: 180, maximumMilliseconds: 900 },
    },
  ],
};

/** Sydney: the second shop. */
export const sydney: RegionSpecInput = {
  instances: [
    {
      name: 'pos-sync',
      type: 'm7g.large',
      launchedDaysAgo: 77,
      tags: { owner: 'retail', Environment: 'prod' },
      metrics: peopled(51, 50, 62, SYDNEY),
    },
    {
      name: 'migration-helper',
      type: 'r5.2xlarge',
      launchedDaysAgo: 310,
      tags: { owner: 'data' },
      metrics: { ...asleep, mem_used_percent: flat(6) },
    },
    {
      name: 'loyalty-db',
      type: 'm6i.4xlarge',
      launchedDaysAgo: 150,
      tags: { owner: 'retail', Environment: 'prod' },
      metrics: steady(13, 80, 21),
    },
  ],
  clusters: [
    {
      name: 'retail',
      tags: { Environment: 'prod' },
      services: [
        {
          name: 'till-api',
          cpu: 512,
          memory: 1024,
          desired: 3,
          deployedDaysAgo: 42,
          targetGroups: ['http'],
          tags: { owner: 'retail' },
          scaling: { minimum: 2, maximum: 8, policies: [{ name: 'cpu', target: 60 }] },
          metrics: {
            CPUUtilization: daily(57, 41, SYDNEY),
            MemoryUtilization: flat(66, 0.04),
            RequestCountPerTarget: { kind: 'events', perMinute: daily(500, 220, SYDNEY) },
          },
        },
        {
          name: 'stocktake',
          cpu: 2048,
          memory: 8192,
          desired: 2,
          deployedDaysAgo: 66,
          containers: [{ name: 'app', healthCheck: true }],
          tags: { owner: 'retail' },
          metrics: { CPUUtilization: daily(11, 8, SYDNEY), MemoryUtilization: flat(23, 0.04) },
        },
      ],
    },
  ],
  functions: [
    {
      name: 'receipt-mail',
      memory: 512,
      timeout: 10,
      architecture: 'arm64',
      modifiedDaysAgo: 50,
      tags: { owner: 'retail' },
      load: { perMinute: daily(70, 10, SYDNEY), medianMilliseconds: 2_600, p99Milliseconds: 9_300, maximumMilliseconds: 9_980 },
    },
    {
      name: 'barcode-decode',
      memory: 512,
      timeout: 10,
      architecture: 'arm64',
      modifiedDaysAgo: 50,
      tags: { owner: 'retail' },
      load: { perMinute: daily(110, 20, SYDNEY), medianMilliseconds: 210, p99Milliseconds: 1_300, maximumMilliseconds: 3_200 },
    },
  ],
};
