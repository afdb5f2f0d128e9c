import type { FleetInput } from '../../src/simulator/index.js';
import { fleetWith } from '../aws/session.js';

export const REGION = 'us-east-1';
export const END = '2026-11-02T00:00:00Z';
export const CANARY = 'CANARY-7f3a';

/** A little of everything that a collector has to tell apart. */
export const MIXED: FleetInput = fleetWith(
  {
    [REGION]: {
      instances: [
        { name: 'web-{n}', count: 1_200, type: 'm5.large', tags: { team: 'web' } },
        {
          name: 'old',
          type: 'm5.xlarge',
          state: 'stopped',
          stoppedDaysAgo: 9,
          platform: 'windows',
          monitoring: 'detailed',
          publicAddress: true,
        },
        { name: 'gone', type: 'm5.large', state: 'terminated' },
        { name: 'pool-{n}', count: 2, type: 'm6g.large', lifecycle: 'spot', autoScalingGroup: 'pool' },
        { name: 'node-{n}', count: 2, type: 'm5.large', eks: { cluster: 'apps', nodegroup: 'blue' } },
        { name: 'host-{n}', count: 3, type: 'm5.large', ecsCluster: 'mixed', ecsCapacityProvider: 'own' },
      ],
      autoScalingGroups: [
        {
          name: 'pool',
          minimum: 1,
          maximum: 9,
          desired: 2,
          types: [
            { type: 'm6g.large', weight: 2 },
            { type: 'm6i.large', weight: 2 },
          ],
          policies: [{ name: 'cpu', metric: 'ASGAverageCPUUtilization', target: 45 }],
          scheduledActions: [{ name: 'night', schedule: '0 20 * * *', timeZone: 'Europe/Berlin', minimum: 0, maximum: 0, desired: 0 }],
        },
      ],
      clusters: [
        {
          name: 'shop',
          containerInsights: 'enabled',
          tags: { env: 'dev' },
          services: [
            {
              name: 'cart-{n}',
              count: 25,
              desired: 5,
              targetGroups: ['cart'],
              scaling: {
                minimum: 1,
                maximum: 10,
                policies: [{ name: 'cpu', metric: 'ECSServiceAverageCPUUtilization', target: 60 }],
                scheduledActions: [{ name: 'evening', schedule: 'cron(0 20 * * ? *)', timeZone: 'Europe/Berlin', minimum: 0, maximum: 0 }],
              },
            },
            { name: 'asleep', desired: 0, cpu: 1_024, memory: 4_096, architecture: 'arm64' },
            { name: 'resized', deployedDaysAgo: 5, cpu: 256, memory: 512, previousSize: { cpu: 1_024, memory: 2_048 } },
            {
              name: 'spread',
              desired: 4,
              capacityProviders: [
                { name: 'FARGATE', base: 1, weight: 1 },
                { name: 'FARGATE_SPOT', weight: 2 },
              ],
              containers: [
                { name: 'app', cpu: 256, memory: 512, healthCheck: true },
                { name: 'proxy', cpu: 64, memoryReservation: 64, essential: false },
              ],
            },
          ],
          tasks: [{ name: 'nightly', tags: { team: 'data' } }],
        },
        {
          name: 'mixed',
          capacityProviders: [
            { name: 'own', autoScalingGroup: 'pool', managedScaling: { enabled: true, target: 90 } },
            { name: 'managed', managedInstances: true },
          ],
          services: [
            { name: 'on-own', desired: 2, capacityProviders: [{ name: 'own' }] },
            { name: 'on-managed', desired: 2, capacityProviders: [{ name: 'managed' }] },
            {
              name: 'waiting',
              desired: 0,
              capacityProviders: [
                { name: 'own', base: 1, weight: 1 },
                { name: 'managed', weight: 1 },
              ],
            },
          ],
        },
      ],
      functions: [
        { name: 'api-{n}', count: 120, tags: { team: 'web' } },
        {
          name: 'queue',
          eventSources: [
            { service: 'sqs', name: 'orders', batchSize: 5 },
            { service: 'kafka', name: 'log', state: 'Disabled' },
          ],
        },
        {
          name: 'warm',
          provisioned: [{ qualifier: 'live', allocated: 5, metrics: { ProvisionedConcurrencyUtilization: { kind: 'flat', level: 0.3 } } }],
          insights: true,
          snapStart: true,
          vpc: true,
        },
        { name: 'big', memory: 16_384, timeout: 5_400, capacityProvider: { name: 'fleet', memoryGibPerVcpu: 4, maxConcurrency: 10 } },
        { name: 'steps', durable: { executionTimeoutSeconds: 86_400, retentionDays: 7 }, packageType: 'Image', architecture: 'arm64' },
      ],
    },
  },
  { end: END, canary: CANARY },
);
