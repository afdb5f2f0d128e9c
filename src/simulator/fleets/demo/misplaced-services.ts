import type { ServiceGroupInput } from '../../fleet/schema-ecs.js';
import { daily, flat, requests } from './loads.js';

/** Services of production that live in the wrong place, do not come up, or carry too much along. */
export const misplacedServices: readonly ServiceGroupInput[] = [
  // Twenty tasks, all day, all night.
  {
    name: 'recommendation',
    cpu: 4096,
    memory: 14_336,
    desired: 20,
    deployedDaysAgo: 62,
    tags: { owner: 'data' },
    containers: [{ name: 'model', cpu: 4096, memory: 14_336, healthCheck: true }],
    metrics: {
      CPUUtilization: flat(76, 0.03),
      MemoryUtilization: flat(77, 0.02),
      NetworkRxBytes: flat(9_000_000),
      NetworkTxBytes: flat(7_000_000),
    },
  },
  // A few calls an hour: most of two tasks is waiting.
  {
    name: 'webhook-receiver',
    cpu: 256,
    memory: 512,
    desired: 2,
    deployedDaysAgo: 140,
    targetGroups: ['http'],
    tags: { owner: 'partners' },
    metrics: {
      CPUUtilization: { kind: 'bursty', burst: 38, idle: 0.6, probability: 0.03, minutes: 5 },
      MemoryUtilization: flat(38, 0.03),
      RequestCountPerTarget: { kind: 'events', perMinute: 0.6 },
    },
  },
  // Never gets to its three tasks: thirty-seven have failed since yesterday.
  {
    name: 'shipping-sync',
    cpu: 512,
    memory: 1024,
    desired: 3,
    running: 1,
    pending: 1,
    tags: { owner: 'logistics' },
    circuitBreaker: { enabled: false, rollback: false },
    containers: [{ name: 'app', healthCheck: true }],
    deployments: [
      { createdDaysAgo: 1.2, rolloutState: 'IN_PROGRESS', failedTasks: 37 },
      { status: 'ACTIVE', createdDaysAgo: 19, rolloutState: 'COMPLETED' },
    ],
    metrics: { CPUUtilization: flat(34), MemoryUtilization: flat(58, 0.04) },
  },
  // Being deployed, as it should be: it began twenty minutes ago.
  {
    name: 'notifications',
    cpu: 512,
    memory: 1024,
    desired: 2,
    tags: { owner: 'shop' },
    containers: [{ name: 'app', healthCheck: true }],
    deployments: [
      { createdDaysAgo: 0.014, rolloutState: 'IN_PROGRESS' },
      { status: 'ACTIVE', createdDaysAgo: 12 },
    ],
    metrics: { CPUUtilization: daily(51, 38), MemoryUtilization: flat(66, 0.04) },
  },
  // Works off a queue, without anything that would notice it hanging.
  {
    name: 'thumbnail-worker',
    cpu: 1024,
    memory: 2048,
    desired: 3,
    deployedDaysAgo: 25,
    tags: { owner: 'media' },
    containers: [{ name: 'worker', healthCheck: false }],
    metrics: { CPUUtilization: daily(69, 44), MemoryUtilization: flat(68, 0.03) },
  },
  // Two thirds of every task are its companions.
  {
    name: 'profile',
    cpu: 1024,
    memory: 3072,
    desired: 4,
    deployedDaysAgo: 47,
    targetGroups: ['http'],
    tags: { owner: 'accounts' },
    scaling: { minimum: 4, maximum: 8, policies: [{ name: 'cpu', target: 55 }] },
    containers: [
      { name: 'app', cpu: 320, memory: 1024, healthCheck: true },
      { name: 'datadog-agent', cpu: 320, memory: 1024, essential: false },
      { name: 'envoy', cpu: 256, memory: 768, essential: false },
      { name: 'log-router', cpu: 128, memory: 256, essential: false },
    ],
    metrics: { CPUUtilization: flat(52, 0.1), MemoryUtilization: flat(68, 0.04), RequestCountPerTarget: requests(800, 500) },
  },
  {
    name: 'accounts',
    cpu: 1024,
    memory: 2048,
    desired: 3,
    deployedDaysAgo: 47,
    targetGroups: ['http'],
    tags: { owner: 'accounts' },
    scaling: { minimum: 3, maximum: 8, policies: [{ name: 'cpu', target: 55 }] },
    containers: [
      { name: 'app', cpu: 960, memory: 1856, healthCheck: true },
      { name: 'log-router', cpu: 64, memory: 192, essential: false },
    ],
    metrics: { CPUUtilization: flat(56, 0.1), MemoryUtilization: flat(69, 0.04), RequestCountPerTarget: requests(750, 500) },
  },
  // Switched off on purpose.
  { name: 'black-friday-overflow', cpu: 2048, memory: 4096, desired: 0, deployedDaysAgo: 300, tags: { owner: 'shop' } },
];
