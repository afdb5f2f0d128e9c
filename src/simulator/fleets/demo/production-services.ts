import type { ServiceGroupInput } from '../../fleet/schema-ecs.js';
import { daily, flat, office, requests } from './loads.js';

/** Services of production that are sized, idle, scaled or left alone. */
export const sizedServices: readonly ServiceGroupInput[] = [
  // Four vCPUs for the work of half a one.
  {
    name: 'catalog',
    cpu: 4096,
    memory: 8192,
    desired: 3,
    deployedDaysAgo: 44,
    targetGroups: ['http'],
    tags: { owner: 'shop' },
    scaling: { minimum: 3, maximum: 6, policies: [{ name: 'requests', metric: 'ALBRequestCountPerTarget', target: 900 }] },
    metrics: { CPUUtilization: daily(9, 4), MemoryUtilization: flat(19, 0.05), RequestCountPerTarget: requests(420) },
  },
  // Follows its processor, and its memory is used: nothing to take away.
  {
    name: 'pricing',
    cpu: 1024,
    memory: 2048,
    desired: 4,
    deployedDaysAgo: 30,
    targetGroups: ['http'],
    tags: { owner: 'pricing' },
    tasksOverTime: { kind: 'scaled', of: daily(6, 2), by: 1, whole: true },
    scaling: { minimum: 2, maximum: 10, policies: [{ name: 'cpu', metric: 'ECSServiceAverageCPUUtilization', target: 50 }] },
    metrics: { CPUUtilization: flat(49, 0.12), MemoryUtilization: flat(74, 0.04), RequestCountPerTarget: requests(900) },
  },
  // Busy round the clock, the size fits.
  {
    name: 'orders',
    cpu: 1024,
    memory: 2048,
    desired: 4,
    deployedDaysAgo: 38,
    targetGroups: ['http'],
    tags: { owner: 'shop' },
    scaling: { minimum: 3, maximum: 12, policies: [{ name: 'cpu', target: 60 }] },
    metrics: { CPUUtilization: daily(64, 52), MemoryUtilization: flat(71, 0.04), RequestCountPerTarget: requests(1_500, 900) },
  },
  // Nobody has redeemed a coupon of this kind since spring.
  {
    name: 'coupon-v1',
    cpu: 512,
    memory: 1024,
    desired: 2,
    deployedDaysAgo: 190,
    targetGroups: ['http'],
    tags: { owner: 'marketing' },
    metrics: {
      CPUUtilization: flat(0.3, 0.2),
      MemoryUtilization: flat(21, 0.02),
      RequestCountPerTarget: null,
      NetworkRxBytes: flat(12),
      NetworkTxBytes: flat(10),
    },
  },
  // As quiet on its processor, and called all day long.
  {
    name: 'health-beacon',
    cpu: 256,
    memory: 512,
    desired: 2,
    deployedDaysAgo: 100,
    targetGroups: ['http'],
    tags: { owner: 'platform' },
    metrics: {
      CPUUtilization: flat(2.4, 0.2),
      MemoryUtilization: flat(66, 0.02),
      RequestCountPerTarget: { kind: 'events', perMinute: flat(50) },
    },
  },
  // The name begins like the developers' word, the service does not belong to them.
  {
    name: 'device-registry',
    cpu: 512,
    memory: 1024,
    desired: 2,
    deployedDaysAgo: 80,
    targetGroups: ['http'],
    tags: { owner: 'iot' },
    metrics: { CPUUtilization: flat(53, 0.1), MemoryUtilization: flat(67, 0.03), RequestCountPerTarget: requests(700, 600) },
  },
  // People of the back office go home at six; three tasks stay.
  {
    name: 'backoffice',
    cpu: 1024,
    memory: 2048,
    desired: 3,
    deployedDaysAgo: 55,
    targetGroups: ['http'],
    tags: { owner: 'finance' },
    metrics: {
      CPUUtilization: office(57, 0.4),
      MemoryUtilization: flat(64, 0.03),
      RequestCountPerTarget: { kind: 'events', perMinute: office(300, 0) },
      NetworkRxBytes: office(400_000, 12),
      NetworkTxBytes: office(500_000, 10),
    },
  },
  // Busy in the evening of its customers, and always five: its demand moves, its count does not.
  {
    name: 'storefront',
    cpu: 1024,
    memory: 2048,
    desired: 5,
    deployedDaysAgo: 33,
    targetGroups: ['http'],
    tags: { owner: 'shop' },
    metrics: {
      CPUUtilization: { kind: 'batch', at: '22:00', minutes: 360, busy: 76, idle: 14, noise: 0.1 },
      MemoryUtilization: flat(70, 0.04),
      RequestCountPerTarget: requests(2_400, 300),
    },
  },
];
