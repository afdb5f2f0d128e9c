import type { FleetInput } from '../../src/simulator/index.js';

export const CANARY = 'canary-7f3a';
export const MAIN = '111122223333';
export const OTHER = '444455556666';

/** A small fleet that has one of everything. */
export const fixtureFleet: FleetInput = {
  name: 'fixture',
  seed: 7,
  canary: CANARY,
  accounts: {
    [MAIN]: {
      name: 'main',
      regions: {
        'us-east-1': {
          typesNotOffered: ['inf2'],
          instances: [
            { name: 'web', count: 12, type: ['m5.large', 'm6i.large'], autoScalingGroup: 'web', tags: { Environment: 'prod' } },
            { name: 'stopped-one', type: 't3.micro', state: 'stopped', stoppedDaysAgo: 3, id: 'i-0123456789abcdef0' },
            { name: 'node-{n}', count: 2, type: 'm7g.xlarge', eks: { cluster: 'k', nodegroup: 'general' }, lifecycle: 'spot' },
            { name: 'windows-box', type: 'm6i.xlarge', platform: 'windows', monitoring: 'detailed', publicAddress: true },
            { name: 'host', count: 2, type: 'm5.2xlarge', ecsCluster: 'on-ec2', ecsCapacityProvider: 'big', autoScalingGroup: 'hosts' },
          ],
          autoScalingGroups: [
            {
              name: 'web',
              minimum: 2,
              maximum: 20,
              desired: 12,
              types: ['m5.large', 'm6i.large'],
              policies: [
                { name: 'cpu', target: 55 },
                { name: 'steps', type: 'step' },
              ],
              scheduledActions: [{ name: 'night', schedule: '0 20 * * *', timeZone: 'Europe/Berlin', desired: 2 }],
              tags: { team: 'shop' },
            },
            { name: 'hosts', minimum: 1, maximum: 4, desired: 2 },
          ],
          clusters: [
            {
              name: 'shop',
              tags: { Environment: 'prod' },
              containerInsights: 'enhanced',
              services: [
                {
                  name: 'api',
                  count: 23,
                  desired: 3,
                  targetGroups: ['http'],
                  tags: { owner: 'web' },
                  containers: [
                    { name: 'app', cpu: 256, healthCheck: true },
                    { name: 'envoy', cpu: 128, memory: 256, essential: false },
                  ],
                  scaling: {
                    minimum: 2,
                    maximum: 9,
                    policies: [{ name: 'cpu', target: 60 }],
                    scheduledActions: [{ name: 'n', schedule: 'cron(0 20 * * ? *)', minimum: 1, maximum: 2 }],
                  },
                },
                {
                  name: 'mixed',
                  desired: 4,
                  capacityProviders: [
                    { name: 'FARGATE', base: 1 },
                    { name: 'FARGATE_SPOT', weight: 3 },
                  ],
                  previousSize: { cpu: 1024, memory: 2048 },
                },
              ],
              tasks: [{ name: 'adhoc', count: 2, startedDaysAgo: 9, startedBy: 'jo' }],
            },
            {
              name: 'on-ec2',
              capacityProviders: [{ name: 'big', autoScalingGroup: 'hosts', managedScaling: { enabled: true, target: 90 } }],
              services: [{ name: 'worker', desired: 5, cpu: 512, memory: 1024, capacityProviders: [{ name: 'big' }] }],
            },
          ],
          functions: [
            { name: 'resize', count: 120, memory: 1024, tags: { team: 'media' } },
            {
              name: 'queue-reader',
              eventSources: [
                { service: 'sqs', name: 'orders' },
                { service: 'kinesis', name: 'clicks', state: 'Disabled' },
              ],
              provisioned: [{ qualifier: 'live', allocated: 5 }],
              insights: true,
            },
            {
              name: 'managed',
              memory: 4096,
              timeout: 3_600,
              capacityProvider: { name: 'pool' },
              durable: { executionTimeoutSeconds: 7_200 },
            },
          ],
        },
        'eu-west-1': { functions: [{ name: 'hello' }] },
      },
      optedIn: ['eu-south-1'],
      regionsOff: ['sa-east-1'],
      getMetricDataPerSecond: 50,
    },
    [OTHER]: {
      name: 'other',
      accessKeys: ['AKIDOTHER'],
      roles: [{ name: 'audit', externalId: 'sesame' }],
      regions: { 'us-east-1': { functions: [{ name: 'theirs' }] } },
    },
  },
};
