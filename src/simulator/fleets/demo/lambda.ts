import type { RegionSpecInput } from '../../fleet/schema.js';
import { daily, flat } from './loads.js';

/** Functions in Virginia. */
export const virginiaFunctions: RegionSpecInput = {
  functions: [
    // Thirty seconds allowed, twenty-seven needed.
    {
      name: 'invoice-pdf',
      memory: 1024,
      timeout: 30,
      architecture: 'arm64',
      modifiedDaysAgo: 90,
      tags: { owner: 'finance' },
      load: { perMinute: daily(8, 1), medianMilliseconds: 11_000, p99Milliseconds: 27_400, maximumMilliseconds: 29_900 },
    },
    // Fourteen minutes of fifteen: no setting moves that wall.
    {
      name: 'nightly-ledger',
      memory: 2048,
      timeout: 900,
      architecture: 'arm64',
      modifiedDaysAgo: 200,
      tags: { owner: 'finance' },
      load: {
        perMinute: { kind: 'batch', at: '03:00', minutes: 40, busy: 2, idle: 0 },
        medianMilliseconds: 640_000,
        p99Milliseconds: 861_000,
        maximumMilliseconds: 889_000,
      },
    },
    // Long, and far from its limit.
    {
      name: 'stock-reconcile',
      memory: 1024,
      timeout: 900,
      architecture: 'arm64',
      modifiedDaysAgo: 75,
      tags: { owner: 'logistics' },
      eventSources: [{ service: 'sqs', name: 'stock-moves' }],
      load: { perMinute: 0.5, medianMilliseconds: 95_000, p99Milliseconds: 210_000, maximumMilliseconds: 320_000 },
    },
    {
      name: 'avatar-resize',
      memory: 512,
      timeout: 30,
      architecture: 'arm64',
      modifiedDaysAgo: 44,
      tags: { owner: 'media' },
      load: { perMinute: daily(40, 8), medianMilliseconds: 420, p99Milliseconds: 2_600, maximumMilliseconds: 6_000 },
    },
    // Seventy copies at work in every hour of the week: that is a service.
    {
      name: 'clickstream-router',
      memory: 1769,
      timeout: 60,
      modifiedDaysAgo: 130,
      tags: { owner: 'data' },
      eventSources: [{ service: 'kinesis', name: 'clicks', batchSize: 100 }],
      load: { perMinute: flat(6_000, 0.05), medianMilliseconds: 650, p99Milliseconds: 1_500, maximumMilliseconds: 6_000 },
    },
    // As much on average, all of it in a few minutes of sale.
    {
      name: 'flash-sale-intake',
      memory: 1769,
      timeout: 60,
      architecture: 'arm64',
      modifiedDaysAgo: 60,
      tags: { owner: 'shop' },
      load: {
        perMinute: { kind: 'batch', at: '17:00', minutes: 45, busy: 120_000, idle: 2 },
        medianMilliseconds: 650,
        p99Milliseconds: 1_500,
        maximumMilliseconds: 6_000,
      },
    },
    // Not called once.
    { name: 'fax-to-mail', memory: 512, timeout: 60, architecture: 'arm64', modifiedDaysAgo: 610, reporting: false, tags: { owner: 'it' } },
    {
      name: 'xmas-banner-2024',
      memory: 256,
      architecture: 'arm64',
      modifiedDaysAgo: 700,
      reporting: false,
      provisioned: [{ qualifier: 'live', allocated: 2, metrics: { ProvisionedConcurrencyUtilization: 0 } }],
      tags: { owner: 'marketing' },
    },
    // Called on Sundays only, and that is its job.
    {
      name: 'weekly-digest',
      memory: 512,
      timeout: 300,
      architecture: 'arm64',
      modifiedDaysAgo: 150,
      tags: { owner: 'marketing' },
      load: {
        perMinute: { kind: 'batch', at: '06:00', days: ['sun'], minutes: 30, busy: 40, idle: 0 },
        medianMilliseconds: 900,
        p99Milliseconds: 4_000,
        maximumMilliseconds: 15_000,
      },
    },
    // Lambda Insights tells what memory is used.
    {
      name: 'catalog-import',
      memory: 3008,
      timeout: 300,
      architecture: 'arm64',
      modifiedDaysAgo: 99,
      insights: true,
      tags: { owner: 'shop' },
      load: { perMinute: daily(30, 6), medianMilliseconds: 4_000, p99Milliseconds: 19_000, maximumMilliseconds: 60_000 },
      metrics: { memory_utilization: flat(11, 0.05), used_memory_max: flat(330, 0.05), total_memory: 3008 },
    },
    {
      name: 'feed-transform',
      memory: 1536,
      timeout: 300,
      architecture: 'arm64',
      modifiedDaysAgo: 99,
      insights: true,
      tags: { owner: 'shop' },
      load: { perMinute: daily(25, 6), medianMilliseconds: 3_000, p99Milliseconds: 14_000, maximumMilliseconds: 40_000 },
      metrics: { memory_utilization: flat(79, 0.03), used_memory_max: flat(1_213, 0.03), total_memory: 1536 },
    },
    // Fifty copies kept warm for two.
    {
      name: 'login',
      memory: 512,
      timeout: 10,
      architecture: 'arm64',
      modifiedDaysAgo: 70,
      tags: { owner: 'accounts' },
      provisioned: [
        {
          qualifier: 'live',
          allocated: 50,
          metrics: {
            ProvisionedConcurrencyUtilization: { kind: 'scaled', of: daily(4, 1), by: 0.01 },
            ProvisionedConcurrentExecutions: daily(2, 1),
            ProvisionedConcurrencySpilloverInvocations: 0,
          },
        },
      ],
      load: { perMinute: daily(900, 120), medianMilliseconds: 110, p99Milliseconds: 380, maximumMilliseconds: 1_900 },
    },
    {
      name: 'cart',
      memory: 512,
      timeout: 10,
      architecture: 'arm64',
      modifiedDaysAgo: 70,
      tags: { owner: 'shop' },
      provisioned: [
        {
          qualifier: 'live',
          allocated: 12,
          metrics: {
            ProvisionedConcurrencyUtilization: { kind: 'scaled', of: daily(82, 66), by: 0.01 },
            ProvisionedConcurrentExecutions: daily(10, 8),
            ProvisionedConcurrencySpilloverInvocations: 0,
          },
        },
      ],
      load: { perMinute: daily(3_200, 2_400), medianMilliseconds: 160, p99Milliseconds: 420, maximumMilliseconds: 2_200 },
    },
    // Intel, in a language that runs on either.
    {
      name: 'search-suggest',
      memory: 1024,
      timeout: 10,
      runtime: 'nodejs22.x',
      modifiedDaysAgo: 65,
      tags: { owner: 'search' },
      load: { perMinute: daily(2_600, 700), medianMilliseconds: 90, p99Milliseconds: 380, maximumMilliseconds: 1_800 },
    },
    // One call in seven fails.
    {
      name: 'courier-callback',
      memory: 256,
      timeout: 20,
      architecture: 'arm64',
      modifiedDaysAgo: 12,
      tags: { owner: 'logistics' },
      load: { perMinute: daily(60, 20), medianMilliseconds: 240, p99Milliseconds: 1_400, maximumMilliseconds: 6_000, errorFraction: 0.145 },
    },
    {
      name: 'payment-callback',
      memory: 256,
      timeout: 20,
      architecture: 'arm64',
      modifiedDaysAgo: 12,
      tags: { owner: 'payments' },
      load: { perMinute: daily(80, 30), medianMilliseconds: 210, p99Milliseconds: 1_200, maximumMilliseconds: 5_000, errorFraction: 0.003 },
    },
    // On instances that Lambda manages: neither its price nor its limits are an ordinary function's.
    {
      name: 'embedding-batch',
      memory: 8192,
      timeout: 3_600,
      architecture: 'arm64',
      modifiedDaysAgo: 28,
      capacityProvider: { name: 'gpu-free-pool' },
      tags: { owner: 'data' },
      load: { perMinute: 3, medianMilliseconds: 240_000, p99Milliseconds: 1_250_000, maximumMilliseconds: 1_900_000 },
    },
  ],
};
