import type { FleetInput } from '../../src/simulator/index.js';

export const SMALL_ACCOUNT = '111122223333';
export const SMALL_REGIONS = ['us-east-1', 'eu-west-1'] as const;
export const SMALL_END = '2026-10-14T10:00:00Z';

type Region = NonNullable<FleetInput['accounts'][string]['regions']>[string];

/** A little of each kind, so that an audit makes every call that it knows of. */
const region = (name: string): Region => ({
  instances: [
    { name: `${name}-web-{n}`, count: 3, type: 'm5.large', tags: { env: 'production' } },
    { name: `${name}-pool-{n}`, count: 2, type: 'm6g.large', autoScalingGroup: 'pool' },
    {
      name: `${name}-host-{n}`,
      count: 2,
      type: 'm5.large',
      ecsCluster: 'mixed',
      ecsCapacityProvider: 'own',
      autoScalingGroup: 'own-hosts',
    },
  ],
  autoScalingGroups: [
    { name: 'own-hosts', minimum: 2, maximum: 2, desired: 2 },
    {
      name: 'pool',
      minimum: 1,
      maximum: 4,
      desired: 2,
      policies: [{ name: 'cpu', metric: 'ASGAverageCPUUtilization', target: 45 }],
      scheduledActions: [{ name: 'night', schedule: '0 20 * * *', timeZone: 'Europe/Berlin', minimum: 0, maximum: 0, desired: 0 }],
    },
  ],
  clusters: [
    {
      name: 'shop',
      services: [
        {
          name: 'cart-{n}',
          count: 2,
          desired: 2,
          scaling: {
            minimum: 1,
            maximum: 4,
            policies: [{ name: 'cpu', metric: 'ECSServiceAverageCPUUtilization', target: 60 }],
            scheduledActions: [{ name: 'evening', schedule: 'cron(0 20 * * ? *)', timeZone: 'Europe/Berlin', minimum: 0, maximum: 0 }],
          },
        },
        { name: 'asleep', desired: 0 },
      ],
      tasks: [{ name: 'nightly' }],
    },
    {
      name: 'mixed',
      capacityProviders: [{ name: 'own', autoScalingGroup: 'own-hosts', managedScaling: { enabled: true, target: 90 } }],
      services: [{ name: 'on-own', desired: 2, capacityProviders: [{ name: 'own' }] }],
    },
  ],
  functions: [
    { name: 'api-{n}', count: 4, tags: { team: 'web' } },
    { name: 'queue', eventSources: [{ service: 'sqs', name: 'orders', batchSize: 5 }] },
    {
      name: 'warm',
      provisioned: [{ qualifier: 'live', allocated: 5, metrics: { ProvisionedConcurrencyUtilization: { kind: 'flat', level: 0.3 } } }],
    },
  ],
});

/** Two regions alike, so that what strikes the one can be told from the other. */
export const SMALL_FLEET: FleetInput = {
  name: 'small',
  seed: 7,
  end: SMALL_END,
  accounts: { [SMALL_ACCOUNT]: { regions: Object.fromEntries(SMALL_REGIONS.map((name) => [name, region(name)])) } },
};
